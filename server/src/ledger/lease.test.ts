import { memoryDatabase, type MemoryDatabase } from '../../../tests/support/memory-database';
import { holderOf, processOf } from '../domain/instance';
import { thisInstance } from './instance';
import { claim, heartbeat, release, releaseDeadOwners } from './lease';
import type { MailRow } from './database';

/** Where the system does not tell which process this is, nobody is known to have ended. */
const own = processOf(thisInstance());
/** This number now, but started earlier: by a process that has ended. */
const DEAD = holderOf('dead', own && { ...own, startedAt: '1' });
/** The same in another container. */
const ELSEWHERE = holderOf('elsewhere', own && { ...own, namespaces: '1.1', startedAt: '1' });

describe('a lease on a row', () => {
  let database: MemoryDatabase;
  let row: MailRow;
  const asItIs = async () => (await database.mails.findOne({ id: row.id })) ?? fail('the row is gone');
  const fail = (text: string): never => {
    throw new Error(text);
  };

  beforeEach(async () => {
    database = await memoryDatabase();
    row = await database.mails.insert({
      keyHash: 'key',
      recipient: 'ada@school.example',
      template: 'late',
      status: 'waiting',
    });
  });
  afterEach(() => database.close());

  it('is given to one of two who saw the row free', async () => {
    const [one, two] = [{ ...row }, { ...row }];
    const won = [
      await claim(database, database.mails, one, 'one'),
      await claim(database, database.mails, two, 'two'),
    ];
    expect(won.map((lease) => lease?.owner)).toEqual(['one', undefined]);
  });

  it('is not taken from a holder who proves life between the look and the claim', async () => {
    const lease = (await claim(database, database.mails, row, 'one')) ?? fail('not claimed');
    await database.mails.update({ id: row.id }, { leaseUntilMs: 1 });
    const seenLate = await asItIs();
    expect(await heartbeat(database, database.mails, lease)).toBe(true);
    expect(await claim(database, database.mails, seenLate, 'two')).toBeUndefined();
    expect(await asItIs()).toMatchObject({ leaseOwner: 'one', leaseFence: lease.fence });
  });

  it('is not given by a look from before another holder, though the row is free again', async () => {
    const seenEarly = { ...row };
    const lease = (await claim(database, database.mails, row, 'one')) ?? fail('not claimed');
    await release(database.mails, lease);
    expect(await claim(database, database.mails, seenEarly, 'two')).toBeUndefined();
    expect(await asItIs()).toMatchObject({ leaseOwner: null, leaseFence: lease.fence });
  });

  it('is not given when the row has changed in what was expected of it', async () => {
    await database.mails.update({ id: row.id }, { status: 'sent' });
    const expected = { status: 'waiting' } as const;
    expect(await claim(database, database.mails, row, 'one', { expected })).toBeUndefined();
  });

  it('ends with the release, and a late release of a former holder changes nothing', async () => {
    const first = (await claim(database, database.mails, row, 'one')) ?? fail('not claimed');
    await release(database.mails, first);
    const second = (await claim(database, database.mails, await asItIs(), 'two')) ?? fail('not claimed');
    expect(second.formerHolderIsGone).toBe(true);
    await release(database.mails, first);
    expect(await asItIs()).toMatchObject({ leaseOwner: 'two' });
  });

  it('tells that the former holder may still live', async () => {
    for (const [former, isGone] of [
      [ELSEWHERE, false],
      ['host:1:1700000000000', false],
      [thisInstance(), false],
      [DEAD, own !== undefined],
    ] as const) {
      await claim(database, database.mails, await asItIs(), former);
      await database.mails.update({ id: row.id }, { leaseUntilMs: 1 });
      const lease = (await claim(database, database.mails, await asItIs(), 'two')) ?? fail('not claimed');
      expect([former, lease.formerHolderIsGone]).toEqual([former, isGone]);
      await release(database.mails, lease);
    }
  });

  it('is freed at boot when its holder has ended for certain, and else stays', async () => {
    const others = await Promise.all(
      [thisInstance(), ELSEWHERE, 'host:1:1700000000000'].map(async (owner) => {
        const { id, status, recipient, template } = row;
        const held = await database.mails.insert({ keyHash: `${id} ${owner}`, status, recipient, template });
        await claim(database, database.mails, held, owner);
        return held.id;
      }),
    );
    await claim(database, database.mails, row, DEAD);
    expect(await releaseDeadOwners(database.mails)).toBe(own === undefined ? 0 : 1);
    for (const id of others) {
      const held = await database.mails.findOne({ id });
      expect(held?.leaseOwner).not.toBeNull();
      expect(held?.leaseUntilMs).not.toBeNull();
    }
    expect(await releaseDeadOwners(database.mails)).toBe(0);
    expect((await asItIs()).leaseOwner).toBe(own === undefined ? DEAD : null);
  });
});
