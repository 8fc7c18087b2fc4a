import { holderOf, processOf, standingOf, type ProcessFacts, type Seen } from './instance';

const HERE: ProcessFacts = {
  host: 'strapi',
  boot: '90f4ccd6-c6b1-4014-99e5-8540eacd39ae',
  namespaces: '4026531836.4026531834',
  pid: 1,
  startedAt: '7450296',
};
const nothing: Seen = { outcome: 'nothing' };
const unknown: Seen = { outcome: 'unknown' };
const started = (startedAt: string): Seen => ({ outcome: 'process', startedAt });
const of = (facts: Partial<ProcessFacts>) => holderOf('9b2d', { ...HERE, ...facts });

describe('the holder of a lease', () => {
  it.each<[string, string, ProcessFacts | undefined, Seen, ReturnType<typeof standingOf>]>([
    ['whose number no process has', of({ pid: 7 }), HERE, nothing, 'dead'],
    ['whose number another process has', of({ pid: 7 }), HERE, started('7450297'), 'dead'],
    ['whose number this process has', of({ startedAt: '7450290' }), HERE, started('7450296'), 'dead'],
    ['that runs', of({ pid: 7 }), HERE, started('7450296'), 'alive'],
    ['that is this process', of({}), HERE, started('7450296'), 'alive'],
    ['of which the system does not tell', of({ pid: 7 }), HERE, unknown, 'unknown'],
    // Two containers with one host name: both are number 1, and started in the same moment.
    ['in another namespace', of({ namespaces: '4026532180.4026531834' }), HERE, nothing, 'unknown'],
    ['in another namespace, started then', of({ namespaces: '1.2' }), HERE, started('7450296'), 'unknown'],
    [
      'in another namespace, other start',
      of({ namespaces: '1.2', startedAt: '1' }),
      HERE,
      started('2'),
      'unknown',
    ],
    ['of another kernel', of({ boot: '5d0c', pid: 7 }), HERE, nothing, 'unknown'],
    // Virtual machines that were copied while they ran have one kernel's number.
    ['on another machine', of({ host: 'strapi-2', pid: 7 }), HERE, nothing, 'unknown'],
    ['that knows nothing of itself', holderOf('9b2d', undefined), HERE, nothing, 'unknown'],
    ['for one who knows nothing of itself', of({ pid: 7 }), undefined, nothing, 'unknown'],
    ['of version 0.1', 'strapi:7:1700000000000', HERE, nothing, 'unknown'],
    ['with the number of all processes', of({ pid: 0 }), HERE, nothing, 'unknown'],
    ['with the number of a group', of({ pid: -7 }), HERE, nothing, 'unknown'],
    ['with more than it should have', `${of({ pid: 7 })} more`, HERE, nothing, 'unknown'],
    ['without a name', of({ pid: 7 }).replace('9b2d', ''), HERE, nothing, 'unknown'],
  ])('%s', (_who, holder, here, seen, standing) => {
    expect(standingOf(holder, here, () => seen)).toBe(standing);
  });

  it('asks about a number only where it counts', () => {
    const asked: number[] = [];
    const see = (pid: number): Seen => {
      asked.push(pid);
      return unknown;
    };
    for (const other of [of({ host: 'b' }), of({ boot: 'b' }), of({ namespaces: 'b' })])
      standingOf(other, HERE, see);
    expect(asked).toEqual([]);
    standingOf(of({ pid: 7 }), HERE, see);
    expect(asked).toEqual([7]);
  });

  it('is one text that fits its column and is read back', () => {
    const longest: ProcessFacts = {
      host: 'h'.repeat(64),
      boot: HERE.boot,
      namespaces: '4294967295.4294967295',
      pid: 4_194_304,
      startedAt: '18446744073709551615',
    };
    const holder = holderOf(HERE.boot, longest);
    expect(holder.length).toBeLessThanOrEqual(255);
    expect(processOf(holder)).toEqual(longest);
    expect(processOf(holderOf('9b2d', undefined))).toBeUndefined();
  });
});
