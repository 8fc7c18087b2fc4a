import fc from 'fast-check';
import { inOrder, withSighting, type Sighting, type Stay } from './stays';

const seen = (what: Sighting['what'], atMs: number, over: Partial<Sighting> = {}): Sighting => ({
  what,
  atMs,
  connection: 'c',
  addresses: ['a@x'],
  ...over,
});
const after = (...told: Sighting[]): Stay[] => told.reduce<Stay[]>(withSighting, []);
const times = (stays: readonly Stay[]) =>
  inOrder(stays).map(({ joinedAtMs, leftAtMs }) => [joinedAtMs, leftAtMs]);

describe('the stays of one connection', () => {
  it.each<[string, Sighting[], (number | null)[][]]>([
    ['a join and a leave', [seen('joined', 1), seen('left', 5)], [[1, 5]]],
    ['a leave that was told first', [seen('left', 5), seen('joined', 1)], [[1, 5]]],
    ['a join whose leave is lost', [seen('joined', 1)], [[1, null]]],
    ['a leave whose join is lost', [seen('left', 5)], [[null, 5]]],
    [
      'a second join after a pause',
      [seen('joined', 1), seen('left', 5), seen('joined', 8), seen('left', 9)],
      [
        [1, 5],
        [8, 9],
      ],
    ],
    [
      'a lost leave between two joins',
      [seen('joined', 1), seen('joined', 8), seen('left', 9)],
      [
        [1, null],
        [8, 9],
      ],
    ],
    [
      'a lost join between two leaves',
      [seen('joined', 1), seen('left', 5), seen('left', 9)],
      [
        [1, 5],
        [null, 9],
      ],
    ],
    [
      'a leave before the join',
      [seen('joined', 5), seen('left', 1)],
      [
        [null, 1],
        [5, null],
      ],
    ],
    ['all in one instant', [seen('joined', 5), seen('left', 5)], [[5, 5]]],
  ])('%s', (_what, told, expected) => {
    expect(times(after(...told))).toEqual(expected);
  });

  it('fault 55: are the same in any order and with any repetition', () => {
    const event = fc.record({
      what: fc.constantFrom<Sighting['what']>('joined', 'left'),
      atMs: fc.integer({ min: 1, max: 12 }),
    });
    fc.assert(
      fc.property(
        fc
          .array(event, { maxLength: 10 })
          .chain((told) =>
            fc.tuple(
              fc.constant(told),
              fc.shuffledSubarray([...told, ...told], { minLength: told.length * 2 }),
            ),
          ),
        ([told, again]) => {
          const stays = (events: typeof told) =>
            inOrder(after(...events.map(({ what, atMs }) => seen(what, atMs))));
          expect(stays(again)).toEqual(stays(told));
        },
      ),
    );
  });

  it('have what their join says, and what only their leave says, whichever is told first', () => {
    const joined = seen('joined', 1, { email: 'ada@x.y', name: 'Ada' });
    const left = seen('left', 5, { personId: 'u1', name: 'Ada L.', addresses: ['b@x'] });
    const whole = {
      joinedAtMs: 1,
      leftAtMs: 5,
      personId: 'u1',
      name: 'Ada',
      email: 'ada@x.y',
      addresses: ['a@x', 'b@x'],
    };
    expect(after(joined, left)).toEqual([whole]);
    expect(after(left, joined)).toEqual([whole]);
  });

  it('are bounded, however often one connection joins', () => {
    const told = Array.from({ length: 300 }, (_, at) => seen('joined', at));
    expect(after(...told)).toHaveLength(100);
  });
});
