import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import knex from 'knex';
import { createDatabaseLock, lockOf } from './lock';

describe('a database that another process locks', () => {
  let nowMs: number;
  const lockNow = () => createDatabaseLock(() => nowMs);
  const BUSY = Object.assign(new Error('database is locked'), { code: 'SQLITE_BUSY' });
  beforeEach(() => {
    nowMs = 1_000_000;
  });

  it('gets 30 seconds of rest from the first statement that waited in vain', () => {
    const lock = lockNow();
    expect(lock.pausedMs()).toBe(0);
    lock.failed(BUSY);
    expect(lock.pausedMs()).toBe(30_000);
    nowMs += 29_000;
    expect(lock.pausedMs()).toBe(1_000);
    nowMs += 1_000;
    expect(lock.pausedMs()).toBe(0);
    expect(lock.mayTry()).toBe(true);
  });

  it('is tried with single statements meanwhile, and is free when one gets through', () => {
    const lock = lockNow();
    expect([lock.mayTry(), lock.mayTry()]).toEqual([true, true]);
    lock.failed(BUSY);
    expect(lock.mayTry()).toBe(false);
    nowMs += 10_000;
    // Many works ask at the same time.
    expect([lock.mayTry(), lock.mayTry(), lock.mayTry()]).toEqual([true, false, false]);
    lock.gotThrough();
    expect(lock.pausedMs()).toBe(0);
  });

  it('is not meant by other failures', () => {
    const lock = lockNow();
    for (const code of ['SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_FULL', 'ECONNRESET', '23505'])
      lock.failed(Object.assign(new Error('x'), { code }));
    lock.failed(undefined);
    expect(lock.pausedMs()).toBe(0);
  });

  it('is noticed by whatever statement, inside a transaction too', async () => {
    const dir = mkdtempSync(path.join(os.tmpdir(), 'lock-'));
    const open = () =>
      knex({
        client: 'better-sqlite3',
        connection: { filename: path.join(dir, 'data.db') },
        useNullAsDefault: true,
        pool: { min: 1, max: 1 },
      });
    const [mine, others] = [open(), open()];
    try {
      await mine.raw('create table t (a integer)');
      await mine.raw('pragma busy_timeout = 1');
      const lock = lockOf(mine);
      expect(lockOf(mine)).toBe(lock);
      for (const write of [
        () => mine('t').insert({ a: 1 }),
        () => mine.transaction(async (sql) => await sql('t').insert({ a: 1 })),
      ]) {
        await others.raw('begin immediate');
        await expect(write()).rejects.toMatchObject({ code: 'SQLITE_BUSY' });
        expect(lock.pausedMs()).toBeGreaterThan(0);
        await others.raw('rollback');
        await mine('t').insert({ a: 1 });
        lock.gotThrough();
        expect(lock.pausedMs()).toBe(0);
      }
    } finally {
      await Promise.all([mine.destroy(), others.destroy()]);
      rmSync(dir, { recursive: true, force: true });
    }
  });
});
