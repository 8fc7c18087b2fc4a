import fc from 'fast-check';
import { DEFAULT_CONNECTOR_OPTIONS } from '../../../contracts/defaults';
import { memoryDatabase, type MemoryDatabase } from '../../../tests/support/memory-database';
import type { OpenAccount } from '../accounts/accounts';
import { keyHash } from '../domain/hash';
import { MINUTE_MS } from '../domain/instant';
import type { Occurrence } from '../domain/recording';
import { createStops } from '../jobs/stops';
import type { ConnectorRow, DeliveryRow, ParticipantRow } from '../ledger/database';
import { claimDeliveries, insertDeliveries, pruneDeliveries } from '../ledger/deliveries';
import { pruneParticipants } from '../ledger/participants';
import { findProvider } from '../providers/registry';
import { sealRequest } from './sealed-request';
import { settlingOf } from './settling';
import { workOnDelivery, type Dependencies } from './work';

const APP = 'vpaas-magic-cookie-96f0941768964ab380ed0fbada7a502f';
const SESSION = 'c3348153-1027-4382-afad-5ae91b433c26';
const SUBJECT = keyHash(SESSION);
/** So long that nothing settles by itself while a test runs. */
const SETTLE_MS = 30_000;
const credentials = {
  seal: (_connector: string, _what: string, text: string) => text,
  unseal: (_connector: string, _what: string, sealed: string) => sealed,
};

interface Sent {
  sql: string;
  bindings: readonly unknown[];
  /** Rows that came back. */
  rows: number;
}

describe('the events of a meeting', () => {
  let database: MemoryDatabase;
  let connector: ConnectorRow;
  let dependencies: Dependencies;
  const outer = new AbortController().signal;
  const startedAtMs = Date.now() - 10 * MINUTE_MS;

  beforeEach(async () => {
    database = await memoryDatabase();
    connector = await database.connectors.insert({
      hookKey: 'K'.repeat(22),
      provider: 'jaas',
      name: '8x8',
      settings: { appId: APP },
      enabled: true,
    });
    const queue = { wake: () => undefined };
    const opened = { provider: findProvider('jaas'), account: { settings: connector.settings } };
    dependencies = {
      config: { webhooks: { settleMs: SETTLE_MS } },
      clock: Date.now,
      database,
      credentials,
      accounts: { of: () => Promise.resolve(opened as unknown as OpenAccount) },
      subscriptions: { due: () => Promise.resolve() },
      logger: { info: () => undefined, warn: () => undefined, error: (text) => fail(text) },
      backoff: { firstMs: 60_000, capMs: 3_600_000, maxAttempts: 3 },
      stops: createStops(),
      runs: queue as Dependencies['runs'],
      imports: queue,
    };
  });
  afterEach(() => database.close());

  let keys = 0;
  const fail = (text: string) => {
    throw new Error(text);
  };
  const rowOf = (eventType: string, data: object = {}, timestamp = startedAtMs) => {
    const key = `key-${(keys += 1)}`;
    const fqn = `${APP}/Algebra`;
    const body = { idempotencyKey: key, appId: APP, eventType, sessionId: SESSION, timestamp, fqn, data };
    const rawBody = Buffer.from(JSON.stringify(body));
    return {
      connectorId: connector.id,
      idempotencyKeyHash: keyHash(key),
      subjectHash: SUBJECT,
      eventType,
      method: 'POST' as const,
      sealed: sealRequest(credentials, connector.id, { query: '', rawBody }),
      bodyBytes: rawBody.length,
      headers: {},
      isTest: false,
      // The clock of the database can be a millisecond behind.
      receivedAtMs: Date.now() - 1_000,
    };
  };
  const personOf = (number: number) => ({
    id: `u${number}`,
    name: `Person ${number}`,
    email: `p${number}@school.example`,
    participantJid: `j${number}@8x8.vc`,
    participantFullJid: `j${number}@8x8.vc/p`,
  });
  const recording = (id = 'r1') => ({
    preAuthenticatedLink: `https://objectstorage.eu.oraclecloud.com/p/t/n/s/b/b/o/${APP}/${id}/a.mp4`,
    recordingSessionId: id,
    initiatorId: 'u1',
    durationSec: 60,
    startTimestamp: startedAtMs,
    endTimestamp: startedAtMs + MINUTE_MS,
    participants: [{ id: 'u1', name: 'From the list' }],
  });

  /** Takes an event in and works on what is due. Returns what was sent to the database for the work. */
  async function tell(eventType: string, data: object = {}, timestamp?: number): Promise<Sent[]> {
    await insertDeliveries(database, [rowOf(eventType, data, timestamp)]);
    return await work();
  }
  async function work(): Promise<Sent[]> {
    const sent: Sent[] = [];
    const listen = (response: unknown, { sql, bindings }: Omit<Sent, 'rows'>) =>
      void sent.push({ sql, bindings, rows: Array.isArray(response) ? response.length : 0 });
    database.sql.on('query-response', listen);
    try {
      const claimed = await claimDeliveries(database, 'one', 10, ['jaas']);
      for (const one of claimed) await workOnDelivery(dependencies, one, outer);
    } finally {
      database.sql.removeListener('query-response', listen);
    }
    return sent;
  }
  /** A pause of the meeting: what waits for it is due. */
  async function pause(): Promise<Sent[]> {
    await database.deliveries.update({ status: 'waiting' }, { nextAttemptAtMs: 1 });
    return await work();
  }
  const waiting = () => database.deliveries.find({ status: 'waiting' });
  const imported = async () => (await database.imports.find({}))[0];
  const readEverybody = (sent: readonly Sent[]) =>
    sent.filter(({ sql }) => /^select .*mc_participants/.test(sql) && !sql.includes('connection_hash'));

  /** A meeting as it is after so many people have joined and left. */
  async function addPeople(count: number): Promise<void> {
    const people = Array.from({ length: count }, (_, index) => personOf(1_000 + index));
    const stays = people.map(({ id, name, email, participantJid }): Partial<ParticipantRow> => ({
      connectorId: connector.id,
      subjectHash: SUBJECT,
      connectionHash: keyHash(JSON.stringify([id, participantJid])),
      personId: id,
      name,
      email,
      addresses: [participantJid],
      joinedAtMs: startedAtMs,
      leftAtMs: startedAtMs + 1,
      source: 'event',
      toldAtMs: startedAtMs,
    }));
    const events = people.flatMap((person): Partial<DeliveryRow>[] =>
      ['PARTICIPANT_JOINED', 'PARTICIPANT_LEFT'].map((eventType) => ({
        ...rowOf(eventType, person),
        status: 'done',
        outcome: 'part',
        assembleByMs: 0,
        nextAttemptAtMs: 1,
      })),
    );
    for (let from = 0; from < events.length; from += 50)
      await database.deliveries.insertMany(events.slice(from, from + 50));
    for (let from = 0; from < stays.length; from += 50)
      await database.participants.insertMany(stays.slice(from, from + 50));
  }

  it('cost the same in a meeting of 100 people and in one of 3,000, and each finds its rows by an index', async () => {
    const costs: Record<string, { statements: number; rows: number }>[] = [];
    for (const size of [100, 3_000]) {
      await database.deliveries.remove({});
      await database.participants.remove({});
      await database.imports.remove({});
      await addPeople(size);
      const byEvent: Record<string, Sent[]> = {
        joined: await tell('PARTICIPANT_JOINED', personOf(1)),
        left: await tell('PARTICIPANT_LEFT', personOf(1), startedAtMs + 1),
        'of a lost join': await tell('PARTICIPANT_LEFT', personOf(2)),
        ended: await tell('RECORDING_ENDED'),
        uploaded: await tell('RECORDING_UPLOADED', recording()),
        'joined before it is put together': await tell('PARTICIPANT_JOINED', personOf(3)),
      };
      const put = await pause();
      // Of thousands of deliveries the few that tell of recordings, and the people once.
      const read = put.filter(({ sql }) => /^select .* from `mc_webhook_deliveries`/.test(sql));
      expect(Math.max(...read.map(({ rows }) => rows))).toBeLessThan(5);
      expect(readEverybody(put).map(({ rows }) => rows)).toEqual([size + 3]);
      expect((await imported())?.occurrence.files).toHaveLength(1);
      byEvent['first to join after it'] = await tell('PARTICIPANT_JOINED', personOf(4));
      byEvent['joined later'] = await tell('PARTICIPANT_JOINED', personOf(5));
      const cost = Object.entries(byEvent).map(([what, sent]) => [
        what,
        { statements: sent.length, rows: sent.reduce((sum, { rows }) => sum + rows, 0) },
      ]);
      costs.push(Object.fromEntries(cost) as (typeof costs)[number]);
      for (const { sql, bindings } of Object.values(byEvent).flat()) {
        if (!/^(select|update|delete) /i.test(sql)) continue;
        const plan: { detail: string }[] = await database.sql.raw(`explain query plan ${sql}`, [...bindings]);
        const scans = plan.filter(({ detail }) =>
          /^SCAN mc_(participants|webhook_deliveries|imports)/.test(detail),
        );
        expect([sql, scans]).toEqual([sql, []]);
        const searched = plan.filter(({ detail }) => detail.startsWith('SEARCH mc_webhook_deliveries'));
        // By meeting alone an index would lead to every event of it.
        for (const { detail } of searched.filter(() => sql.includes('subject_hash')))
          expect(detail).toMatch(/subject_hash=\? AND connector_id=\? AND event_type=\?/);
      }
    }
    expect(costs[1]).toEqual(costs[0]);
    expect(Object.keys(costs[0] ?? {})).toHaveLength(8);
  });

  it('are put together once in a pause, by one of them for all', async () => {
    await tell('RECORDING_UPLOADED', recording());
    for (let number = 1; number <= 20; number += 1) await tell('PARTICIPANT_JOINED', personOf(number));
    await tell('CHAT_UPLOADED', { preAuthenticatedLink: `${recording().preAuthenticatedLink}.json` });
    expect((await waiting()).map(({ eventType }) => eventType)).toEqual([
      'RECORDING_UPLOADED',
      'CHAT_UPLOADED',
    ]);
    expect(await imported()).toBeUndefined();
    expect(readEverybody(await pause())).toHaveLength(1);
    expect(await waiting()).toEqual([]);
    const row = await imported();
    expect(row?.occurrence.files.map(({ kind }) => kind)).toEqual(['video', 'chat']);
    const told = await database.deliveries.find({ outcome: 'import' });
    expect(told.map(({ importIds }) => importIds)).toEqual([[row?.id], [row?.id]]);
  });

  it('give the same entry when people are told after the upload: host and names of the chat are filled in', async () => {
    await tell('RECORDING_UPLOADED', recording());
    await pause();
    expect((await imported())?.occurrence.host).toEqual({ id: 'u1', name: 'From the list' });
    expect((await imported())?.occurrence.names).toBeUndefined();
    for (const number of [1, 2, 3]) await tell('PARTICIPANT_JOINED', personOf(number));
    expect(await waiting()).toHaveLength(1);
    expect(readEverybody(await pause())).toHaveLength(1);
    expect((await imported())?.occurrence).toMatchObject({
      host: { id: 'u1', name: 'Person 1', email: 'p1@school.example' },
      names: { 'j1@8x8.vc': 'Person 1', 'j3@8x8.vc/p': 'Person 3' },
    });
    const { status, outcome, assembleByMs } = (await database.deliveries.find({})).at(1) ?? {};
    expect([status, outcome, assembleByMs]).toEqual(['done', 'import', 0]);
  });

  it('give the same joined entry in any order and at any pace, once the meeting had time to end', async () => {
    const at = (minutes: number) => startedAtMs + minutes * MINUTE_MS;
    const later = { ...recording('r2'), startTimestamp: at(2), endTimestamp: at(3), participants: [] };
    const events: [string, object, number][] = [
      ['PARTICIPANT_JOINED', personOf(1), at(0)],
      ['PARTICIPANT_JOINED', personOf(2), at(1)],
      ['RECORDING_STARTED', {}, at(0)],
      ['RECORDING_ENDED', {}, at(1)],
      ['RECORDING_UPLOADED', recording('r1'), at(1)],
      ['RECORDING_STARTED', {}, at(2)],
      ['RECORDING_ENDED', {}, at(3)],
      ['RECORDING_UPLOADED', later, at(3)],
      ['CHAT_UPLOADED', { preAuthenticatedLink: `${recording().preAuthenticatedLink}.json` }, at(4)],
      ['ROOM_DESTROYED', {}, at(4)],
    ];
    await database.connectors.update(
      { id: connector.id },
      { options: { ...DEFAULT_CONNECTOR_OPTIONS, name: '8x8', joinSegments: true } },
    );
    /** What a worker makes an entry of, when it takes what is due. */
    const publish = async (nowMs: number): Promise<Occurrence[]> => {
      const row = await imported();
      if (row?.status !== 'waiting' || (row.nextAttemptAtMs ?? 0) > nowMs) return [];
      await database.imports.update({ id: row.id }, { stage: 'clean-up', status: 'done' });
      return [row.occurrence];
    };
    let expected: unknown;
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(events, { minLength: events.length }),
        fc.array(fc.boolean(), { minLength: events.length, maxLength: events.length }),
        async (order, pauses) => {
          await database.deliveries.remove({});
          await database.participants.remove({});
          await database.imports.remove({});
          const entries: Occurrence[] = [];
          for (const [index, [type, data, atMs]] of order.entries()) {
            await tell(type, data, atMs);
            if (pauses[index] !== true) continue;
            await pause();
            entries.push(...(await publish(Date.now())));
          }
          await pause();
          entries.push(...(await publish(Date.now() + 60 * MINUTE_MS)));
          // Both recordings are there the first time: a part of them would have become an entry of its own.
          for (const { files } of entries)
            expect(files.filter(({ kind }) => kind === 'video')).toHaveLength(2);
          const { host, names, files = [] } = entries.at(-1) ?? {};
          const entry = { host, names, files: files.map(({ key }) => key).sort() };
          expected ??= entry;
          expect(entry).toEqual(expected);
        },
      ),
      { numRuns: 60 },
    );
    expect(expected).toMatchObject({
      host: { id: 'u1', name: 'Person 1', email: 'p1@school.example' },
      names: { 'j1@8x8.vc': 'Person 1', 'j2@8x8.vc': 'Person 2' },
    });
  });

  it('are not put together before a recording is known, but an end without one is noticed', async () => {
    const sent: Sent[] = [];
    for (let number = 1; number <= 5; number += 1)
      sent.push(...(await tell('PARTICIPANT_JOINED', personOf(number))));
    expect(await waiting()).toEqual([]);
    await tell('RECORDING_STARTED', {}, startedAtMs);
    await tell('RECORDING_ENDED', {}, startedAtMs + MINUTE_MS);
    sent.push(...(await pause()));
    expect(readEverybody(sent)).toEqual([]);
    expect(await database.imports.find({})).toEqual([]);
    const awaited = (await database.deliveries.find({})).flatMap((row) => row.awaitedSinceMs ?? []);
    expect(awaited).toEqual([startedAtMs + MINUTE_MS]);
  });

  it('put off what is put together, but not for ever', async () => {
    await tell('RECORDING_UPLOADED', recording());
    const due = async () => (await waiting())[0]?.nextAttemptAtMs ?? 0;
    const nowMs = await database.now();
    await database.deliveries.update({ status: 'waiting' }, { nextAttemptAtMs: nowMs + 10_000 });
    await tell('PARTICIPANT_JOINED', personOf(1));
    expect(await due()).toBeGreaterThanOrEqual(nowMs + SETTLE_MS);
    await database.deliveries.update({ status: 'waiting' }, { assembleByMs: nowMs + 500 });
    await tell('PARTICIPANT_JOINED', personOf(2));
    expect(await due()).toBe(nowMs + 500);
  });

  it('are put together once although somebody who came late waits to do the same', async () => {
    await tell('RECORDING_UPLOADED', recording());
    await pause();
    await tell('PARTICIPANT_JOINED', personOf(1));
    await tell('RECORDING_UPLOADED', recording('r2'));
    expect(await waiting()).toHaveLength(2);
    await database.deliveries.update(
      { status: 'waiting', eventType: 'RECORDING_UPLOADED' },
      { nextAttemptAtMs: 1 },
    );
    expect(readEverybody(await work())).toHaveLength(1);
    expect(await waiting()).toEqual([]);
    const [late] = await database.deliveries.find({ eventType: 'PARTICIPANT_JOINED' });
    expect(late).toMatchObject({ status: 'done', outcome: 'import', assembleByMs: 0 });
  });

  it('of who left put nothing off, and nothing together again', async () => {
    await tell('PARTICIPANT_JOINED', personOf(1));
    await tell('RECORDING_UPLOADED', recording());
    const soonMs = (await database.now()) + 10_000;
    await database.deliveries.update({ status: 'waiting' }, { nextAttemptAtMs: soonMs });
    await tell('PARTICIPANT_LEFT', personOf(1), startedAtMs + MINUTE_MS);
    expect((await waiting()).map(({ nextAttemptAtMs }) => nextAttemptAtMs)).toEqual([soonMs]);
    await pause();
    const sent = await tell('PARTICIPANT_LEFT', personOf(2), startedAtMs + MINUTE_MS);
    expect(await waiting()).toEqual([]);
    expect(readEverybody([...sent, ...(await pause())])).toEqual([]);
    expect(await database.participants.find({})).toMatchObject([
      { personId: 'u1', leftAtMs: startedAtMs + MINUTE_MS },
      { personId: 'u2', joinedAtMs: null, leftAtMs: startedAtMs + MINUTE_MS },
    ]);
  });

  it('that somebody asks for by hand are put together at once', async () => {
    await tell('RECORDING_UPLOADED', recording());
    await database.deliveries.update({}, { byHand: true, assembleByMs: null, nextAttemptAtMs: 1 });
    await work();
    expect(await imported()).toBeDefined();
  });

  it('that an older version had worked on are kept as rows when their meeting is put together again', async () => {
    const earlier = [1, 2].map((number) => ({
      ...rowOf('PARTICIPANT_JOINED', personOf(number)),
      status: 'done' as const,
      outcome: 'part' as const,
    }));
    await database.deliveries.insertMany(earlier);
    await tell('RECORDING_UPLOADED', recording());
    await pause();
    expect((await imported())?.occurrence.host?.email).toBe('p1@school.example');
    expect(await database.participants.find({})).toHaveLength(2);
    // Each is marked, so that none is read again.
    const marks = (await database.deliveries.find({})).map(({ assembleByMs }) => assembleByMs);
    expect(marks).toEqual([0, 0, 0]);
  });

  it('leave one row per stay, which goes with its deliveries', async () => {
    await tell('PARTICIPANT_LEFT', personOf(1), startedAtMs + 5_000);
    await database.participants.update({}, { toldAtMs: 1 });
    await tell('PARTICIPANT_JOINED', personOf(1), startedAtMs);
    await tell('PARTICIPANT_JOINED', { ...personOf(1), participantJid: 'again@8x8.vc' }, startedAtMs + 9_000);
    const rows = await database.participants.find({});
    expect(rows).toMatchObject([
      {
        connectorId: connector.id,
        subjectHash: SUBJECT,
        personId: 'u1',
        name: 'Person 1',
        email: 'p1@school.example',
        joinedAtMs: startedAtMs,
        leftAtMs: startedAtMs + 5_000,
        source: 'event',
        // By the event that told of it last.
        toldAtMs: (await database.deliveries.find({}))[1]?.receivedAtMs,
      },
      { personId: 'u1', joinedAtMs: startedAtMs + 9_000, leftAtMs: null },
    ]);
    const longAgo = Date.now() - 31 * 24 * 60 * MINUTE_MS;
    await database.participants.update({ id: rows[0]?.id }, { toldAtMs: longAgo });
    await database.deliveries.update({}, { receivedAtMs: longAgo });
    expect([await pruneDeliveries(database, 30), await pruneParticipants(database, 30)]).toEqual([3, 1]);
    expect(await database.participants.find({})).toMatchObject([{ id: rows[1]?.id }]);
  });
});

describe('the time at which a meeting is put together', () => {
  it.each([
    ['after a short quiet', undefined, 1_005, 61_000],
    ['not much later when its link lives long', 1_000 + 24 * 60 * MINUTE_MS, 1_005, 61_000],
    ['at once when its link is about to expire', 1_000 + MINUTE_MS, 1_000, 1_000],
    ['at once when its link has expired', 1, 1_000, 1_000],
    ['before its link is about to expire', 1_000 + 15 * MINUTE_MS + 3, 1_003, 1_003],
  ])('%s', (_when, expiresAtMs, assembleAtMs, assembleByMs) => {
    expect(settlingOf(1_000, 5, expiresAtMs)).toEqual({ assembleAtMs, assembleByMs });
  });
});
