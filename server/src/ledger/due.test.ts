import { LEASE_MS, heartbeat, release } from './lease';
import { memoryDatabase, type MemoryDatabase } from '../../../tests/support/memory-database';
import { claimDue, nextDueInMs, type Work } from './due';
import type { MailRow } from './database';

const WORK: Work<MailRow> = {
  waits: ['waiting'],
  underWay: 'sending',
  order: (query) => void query.orderBy('id'),
  taken: () => ({ status: 'sending' }),
};

describe('work that is due', () => {
  let database: MemoryDatabase;
  let nowMs: number;
  const add = (patch: Partial<MailRow>) =>
    database.mails.insert({
      keyHash: String(Math.random()),
      recipient: 'ada@school.example',
      template: 'late',
      status: 'waiting',
      nextAttemptAtMs: nowMs - 1_000,
      ...patch,
    });
  const claim = (owner: string, work = WORK, limit = 10) =>
    claimDue(database, database.mails, work, owner, limit);

  beforeEach(async () => {
    database = await memoryDatabase();
    nowMs = await database.now();
  });
  afterEach(() => database.close());

  it('is taken once, by whoever asks first', async () => {
    const { id } = await add({});
    const first = await claim('one');
    expect(first.map(({ row }) => row.id)).toEqual([id]);
    expect(await claim('two')).toEqual([]);
    expect(await database.mails.findOne({ id })).toMatchObject({ status: 'sending', leaseOwner: 'one' });
  });

  it('stays when its time has not come, when it has ended, and when it has no time', async () => {
    await add({ nextAttemptAtMs: nowMs + 60_000 });
    await add({ status: 'sent' });
    await add({ nextAttemptAtMs: null });
    expect(await claim('one')).toEqual([]);
  });

  it('is due again when its holder is late, and the former holder can write no more', async () => {
    const { id } = await add({});
    const [first] = await claim('one');
    await database.mails.update({ id }, { leaseUntilMs: nowMs - 1 });
    const [second] = await claim('two');
    expect(second?.row.id).toBe(id);
    expect(second?.lease.fence).toBeGreaterThan(first?.lease.fence ?? Infinity);
    if (first === undefined || second === undefined) throw new Error('not claimed');
    expect(await heartbeat(database, database.mails, first.lease)).toBe(false);
    expect(await heartbeat(database, database.mails, second.lease)).toBe(true);
    await release(database.mails, first.lease);
    expect(await database.mails.findOne({ id })).toMatchObject({ leaseOwner: 'two' });
  });

  it('fault 41: is held for the length of a lease by the clock of the database', async () => {
    const { id } = await add({});
    await claim('one');
    const row = await database.mails.findOne({ id });
    const left = (row?.leaseUntilMs ?? 0) - (await database.now());
    expect(left).toBeGreaterThan(LEASE_MS / 2);
    expect(left).toBeLessThanOrEqual(LEASE_MS);
  });

  it('is taken in the order and only as far as the table allows', async () => {
    const first = await add({ environment: 'here' });
    const other = await add({ environment: 'elsewhere' });
    const last = await add({ environment: 'here' });
    // What else is allowed must be due as well.
    await add({ environment: 'there', nextAttemptAtMs: nowMs + 60_000 });
    const work: Work<MailRow> = {
      ...WORK,
      allowed: (query) => void query.where({ environment: 'here' }).orWhere({ environment: 'there' }),
      order: (query) => void query.orderBy('id', 'desc'),
    };
    expect((await claim('one', work, 1)).map(({ row }) => row.id)).toEqual([last.id]);
    expect((await claim('one', work)).map(({ row }) => row.id)).toEqual([first.id]);
    expect(await database.mails.findOne({ id: other.id })).toMatchObject({ status: 'waiting' });
  });

  it('is not hidden by rows that others hold', async () => {
    await add({});
    const { id } = await add({});
    await claim('one', WORK, 1);
    expect((await claim('two', WORK, 1)).map(({ row }) => row.id)).toEqual([id]);
  });

  it('is not taken when it has ended between the look and the claim', async () => {
    const first = await add({});
    const second = await add({});
    let ended: Promise<number> | undefined;
    const work: Work<MailRow> = {
      ...WORK,
      taken: () => {
        // Sent when it is awaited, which `then` does at once.
        ended ??= database.mails.update({ id: second.id }, { status: 'sent' }).then((changed) => changed);
        return { status: 'sending' };
      },
    };
    expect((await claim('one', work)).map(({ row }) => row.id)).toEqual([first.id]);
    expect(await ended).toBe(1);
    expect(await database.mails.findOne({ id: second.id })).toMatchObject({ status: 'sent' });
  });

  it('leaves a row alone for which the table has no move', async () => {
    const { id } = await add({});
    expect(await claim('one', { ...WORK, taken: () => undefined })).toEqual([]);
    expect(await database.mails.findOne({ id })).toMatchObject({ status: 'waiting', leaseOwner: null });
  });

  it('says how long until the next, and nothing when none waits', async () => {
    expect(await nextDueInMs(database, database.mails, WORK)).toBeUndefined();
    await add({ status: 'sent' });
    expect(await nextDueInMs(database, database.mails, WORK)).toBeUndefined();
    await add({ nextAttemptAtMs: nowMs + 3_600_000 });
    await add({ nextAttemptAtMs: nowMs + 60_000 });
    const next = await nextDueInMs(database, database.mails, WORK);
    expect(next).toBeGreaterThan(0);
    expect(next).toBeLessThanOrEqual(60_000);
  });
});
