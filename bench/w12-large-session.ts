import { rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { DEFAULT_CONNECTOR_OPTIONS } from '../contracts/defaults';
import { startJaasEmulator, type JaasEmulator } from '../emulators/jaas/emulator';
import { keyHash } from '../server/src/domain/hash';
import { addressOf } from '../tests/support/hook-site';
import { spawnSite, temporaryDir, type SpawnedSite } from '../tests/support/spawn-site';
import { figure, median, percentile, ratios } from './lib/statistics';
import { assertSame, atMost, WrongResult, type Workload } from './lib/workload';

/** Events that are timed, one after another: from the request to the end of the work on it. */
const TIMED = 40;
const AT_ONCE = 16;
const PAUSE_MS = 5;
const TIMEOUT_MS = 600_000;

type Event = ReturnType<JaasEmulator['events']['eventsOf']>[number];

interface Timed {
  eventMs: number;
  /** Of a page of the panel that was read meanwhile. */
  pageP50Ms: number;
  pageMaxMs: number;
}

interface Measured {
  idle: Omit<Timed, 'eventMs'>;
  first: Timed;
  last: Timed;
  /** After the recording was put together: who joins late. */
  late: Timed;
}

/** What an event costs in a session of a few and of thousands, and how the site answers others meanwhile. */
export const largeSession: Workload = {
  id: 'W12',
  title: 'Events of one 8x8 session with 3,000 and with 5,000 participants',
  rounds: 1,
  peers: [],
  async run({ rounds, small, log }) {
    const sizes = small ? [300, 500] : [3_000, 5_000];
    const figures = [];
    for (const size of sizes) {
      const all: Measured[] = [];
      for (let round = 1; round <= rounds; round += 1) {
        const measured = await measure(size);
        all.push(measured);
        log(`${size} participants, round ${round}: ${JSON.stringify(measured)}`);
      }
      const of = (what: 'first' | 'last' | 'late') => all.map((one) => one[what]);
      const times = (what: 'first' | 'last' | 'late') => of(what).map(({ eventMs }) => eventMs);
      const pages = (what: 'first' | 'last' | 'late') => of(what).map(({ pageP50Ms }) => pageP50Ms);
      const longest = (what: 'first' | 'last' | 'late') => of(what).map(({ pageMaxMs }) => pageMaxMs);
      figures.push(
        figure(`${size}: an event, first ${TIMED}`, times('first'), 'ms'),
        figure(`${size}: an event, last ${TIMED}`, times('last'), 'ms'),
        figure(`${size}: last / first`, ratios(times('last'), times('first')), 'x', (x) => atMost(x, 1.3)),
        figure(`${size}: an event after the recording`, times('late'), 'ms'),
        figure(`${size}: the same / first`, ratios(times('late'), times('first')), 'x', (x) =>
          atMost(x, 1.3),
        ),
        figure(
          `${size}: a page meanwhile, idle site`,
          all.map(({ idle }) => idle.pageP50Ms),
          'ms',
        ),
        figure(`${size}: the same, first ${TIMED}`, pages('first'), 'ms'),
        figure(`${size}: the same, last ${TIMED}`, pages('last'), 'ms'),
        figure(`${size}: the same, after the recording`, pages('late'), 'ms'),
        figure(`${size}: its longest answer, last ${TIMED}`, longest('last'), 'ms'),
        figure(`${size}: its longest answer, after the recording`, longest('late'), 'ms'),
      );
    }
    return {
      rounds,
      figures,
      notes: [
        `Events are timed one by one, from the request until the work on them has ended (medians of ${TIMED}); those between come over ${AT_ONCE} connections. The page is a list of the panel with a pause of ${PAUSE_MS} ms. The emulator, the reader and the site share the processors.`,
      ],
    };
  },
};

async function measure(size: number): Promise<Measured> {
  const jaas = await startJaasEmulator({});
  const dataDir = temporaryDir('bench');
  const site = await spawnSite({ dataDir, env: { LOG_LEVEL: 'warn' } });
  const database = new Database(path.join(dataDir, 'data.db'), { readonly: true });
  try {
    const connector = await site.admin.addConnector({
      provider: 'jaas',
      enabled: true,
      options: { ...DEFAULT_CONNECTOR_OPTIONS, name: '8x8', scheduleMinutes: null },
      settings: jaas.connectorSettings,
    });
    const address = await addressOf(site, connector.id);
    const session = jaas.addSession({
      room: 'Everybody',
      startedAt: new Date(Date.now() - 3_600_000).toISOString(),
      people: Array.from({ length: size + TIMED }, (_, number) => ({
        id: `u${number}`,
        name: `Person ${number}`,
        email: `person-${number}@school.example`,
      })),
    });
    const events = jaas.events.eventsOf(session);
    const joins = events.filter(({ eventType }) => eventType === 'PARTICIPANT_JOINED');
    const uploaded = events.filter(({ eventType }) => eventType === 'RECORDING_UPLOADED');

    const post = async (event: Event) => {
      const { headers, body } = jaas.events.deliveryOf(event);
      const answer = await fetch(address, { method: 'POST', headers, body: new Uint8Array(body) });
      assertSame('answer to an event', Math.floor(answer.status / 100), 2);
      await answer.arrayBuffer();
    };
    const statusOf = database.prepare(
      'select status, outcome from mc_webhook_deliveries where idempotency_key_hash = ?',
    );
    const worked = async (event: Event, isEnough: (status: string) => boolean) => {
      const hash = keyHash(String(event.idempotencyKey));
      const until = Date.now() + TIMEOUT_MS;
      for (;;) {
        const row = statusOf.get(hash) as { status: string } | undefined;
        if (row !== undefined && isEnough(row.status)) return;
        if (row?.status === 'dead' || Date.now() > until)
          throw new WrongResult(`an event is ${row?.status}\n${site.output()}`);
        await sleep(1);
      }
    };
    const done = (status: string) => status === 'done';
    const timed = async (some: readonly Event[]): Promise<Timed> => {
      const took: number[] = [];
      const pages = await readWhile(site, async () => {
        for (const event of some) {
          const startedAt = performance.now();
          await post(event);
          await worked(event, done);
          took.push(performance.now() - startedAt);
        }
      });
      return { eventMs: median(took), ...pages };
    };
    const idle = await readWhile(site, () => sleep(2_000));
    const first = await timed(joins.slice(0, TIMED));
    const between = joins.slice(TIMED, size - TIMED);
    let next = 0;
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (let event = between[next++]; event !== undefined; event = between[next++]) await post(event);
      }),
    );
    for (const event of between) await worked(event, done);
    const last = await timed(joins.slice(size - TIMED, size));
    for (const event of uploaded) {
      await post(event);
      await worked(event, done);
    }
    const { imports } = database.prepare('select count(*) as imports from mc_imports').get() as {
      imports: number;
    };
    assertSame('imports', imports, 1);
    // The first of them puts the session together again when it is quiet, and so ends later than the others.
    const [opening, ...others] = joins.slice(size);
    if (opening !== undefined) await post(opening);
    const late = await timed(others);
    if (opening !== undefined) await worked(opening, done);
    return { idle, first, last, late };
  } finally {
    database.close();
    await site.stop();
    await jaas.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Reads a page of the panel again and again until the work has ended. */
async function readWhile(site: SpawnedSite, work: () => Promise<unknown>): Promise<Omit<Timed, 'eventMs'>> {
  await site.admin.must('GET', '/runs');
  let over = false;
  const ended = work().finally(() => (over = true));
  const times: number[] = [];
  while (!over) {
    const startedAt = performance.now();
    await site.admin.must('GET', '/runs');
    times.push(performance.now() - startedAt);
    await sleep(PAUSE_MS);
  }
  await ended;
  return { pageP50Ms: percentile(times, 50), pageMaxMs: Math.max(...times) };
}
