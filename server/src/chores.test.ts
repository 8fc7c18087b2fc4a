import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Core } from '@strapi/strapi';
import { createChores, type Chore } from './chores';
import { guardListeners } from './site/event-hub';

/** Strapi's own; its package exports no path to it. */
const createEventHub = jest.requireActual<() => Core.Strapi['eventHub']>(
  path.join(path.dirname(require.resolve('@strapi/core/package.json')), 'dist', 'services', 'event-hub.js'),
);

const AT_TEN_PAST = new Date(2026, 1, 10, 16, 10);
const ON_THE_HOUR = new Date(2026, 1, 10, 17, 0);

describe('chores', () => {
  const scene = (...more: Chore[]) => {
    const done: string[] = [];
    const failed: string[] = [];
    const hanging: string[] = [];
    const note = (name: string, every: Chore['every']): Chore => ({
      name,
      every,
      run: () => Promise.resolve(done.push(name)),
    });
    const doDue = createChores(
      [...more, note('runs', 'minute'), note('mails', 'minute'), note('orphans', 'hour')],
      {
        failed: (name, error) => failed.push(`${name}: ${String(error)}`),
        hangs: (name, minutes) => hanging.push(`${name}: ${minutes}`),
      },
    );
    return { done, failed, hanging, doDue };
  };

  it('wait for their next time while the database is locked', async () => {
    const done: string[] = [];
    let isPaused = true;
    const note = { name: 'runs', every: 'minute' as const, run: () => Promise.resolve(done.push('runs')) };
    const news = { failed: () => undefined, hangs: () => undefined };
    const doDue = createChores([note], news, () => isPaused);
    await doDue(AT_TEN_PAST);
    expect(done).toEqual([]);
    isPaused = false;
    await doDue(AT_TEN_PAST);
    expect(done).toEqual(['runs']);
  });

  it('are done each minute, and some of them once in an hour', async () => {
    const { done, doDue } = scene();
    await doDue(AT_TEN_PAST);
    expect(done).toEqual(['runs', 'mails']);
    await doDue(ON_THE_HOUR);
    expect(done).toEqual(['runs', 'mails', 'runs', 'mails', 'orphans']);
  });

  it.each([
    ['rejects', () => Promise.reject(new Error('the disk is full'))],
    [
      'throws at once',
      () => {
        throw new Error('the disk is full');
      },
    ],
  ])('go on when one of them %s: that is logged by its name, and it has its next time', async (_, run) => {
    let tried = 0;
    const counted = () => {
      tried += 1;
      return run();
    };
    const { done, failed, doDue } = scene({ name: 'broken', every: 'minute', run: counted });
    await doDue(ON_THE_HOUR);
    expect(done).toEqual(['runs', 'mails', 'orphans']);
    expect(failed).toEqual(['broken: Error: the disk is full']);
    await doDue(AT_TEN_PAST);
    expect(tried).toBe(2);
  });

  it('go on when one of them hangs, which is not started a second time before it has ended', async () => {
    let started = 0;
    let end: () => void = () => undefined;
    const hangs = () => {
      started += 1;
      return new Promise<void>((resolve) => {
        end = resolve;
      });
    };
    const { done, doDue } = scene({ name: 'hangs', every: 'minute', run: hangs });
    const first = doDue(AT_TEN_PAST);
    await nextTurn();
    await doDue(ON_THE_HOUR);
    expect(done).toEqual(['runs', 'mails', 'runs', 'mails', 'orphans']);
    expect(started).toBe(1);
    end();
    await first;
    const third = doDue(AT_TEN_PAST);
    expect(started).toBe(2);
    end();
    await third;
  });

  it('tell of one that hangs, by its name, after ten minutes and then once in an hour', async () => {
    let end: () => void = () => undefined;
    const run = () => new Promise<void>((resolve) => (end = resolve));
    const { hanging, doDue } = scene({ name: 'hangs', every: 'hour', run });
    const first = doDue(ON_THE_HOUR);
    const after = (minutes: number) => doDue(new Date(ON_THE_HOUR.getTime() + minutes * 60_000));
    for (const minutes of [1, 9]) await after(minutes);
    expect(hanging).toEqual([]);
    for (const minutes of [10, 11, 69, 70, 71]) await after(minutes);
    expect(hanging).toEqual(['hangs: 10', 'hangs: 70']);
    end();
    await first;
    await after(72);
    expect(hanging).toHaveLength(2);
  });

  it('do not end with a listener of the site that throws: Strapi emits without awaiting', async () => {
    const eventHub = createEventHub();
    const logged: string[] = [];
    guardListeners({ eventHub } as Core.Strapi, (event, error) => logged.push(`${event}: ${String(error)}`));
    eventHub.on('entry.publish', () => Promise.reject(new Error('no cache to clear')));
    const emits = { name: 'publishes', every: 'minute' as const, run: () => eventHub.emit('entry.publish') };
    const { done, failed, doDue } = scene(emits);
    await doDue(AT_TEN_PAST);
    expect(logged).toEqual(['entry.publish: Error: no cache to clear']);
    expect(failed).toEqual([]);
    expect(done).toEqual(['runs', 'mails']);
    // Whoever emits outside of the plugin's work hears of it as before.
    await expect(eventHub.emit('entry.publish')).rejects.toThrow('no cache to clear');
  });
});
