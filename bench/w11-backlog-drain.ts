import { rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { DEFAULT_CONNECTOR_OPTIONS } from '../contracts/defaults';
import { startJaasEmulator, type JaasEmulator } from '../emulators/jaas/emulator';
import { addressOf } from '../tests/support/hook-site';
import { spawnSite, temporaryDir } from '../tests/support/spawn-site';
import { figure, percentile } from './lib/statistics';
import { assertSame, atLeast, atMost, exactly, WrongResult, type Workload } from './lib/workload';

const MIB = 2 ** 20;
const DAY_MS = 86_400_000;
const SLOTS = 4;
/** A file takes a quarter of a second, so the link is the bottleneck, as in practice. */
const BYTES_PER_SECOND = 4 * MIB;
/** Until the site has started again and the first file is asked for. */
const LEAD_MS = 25_000;
/** The time between the deadlines of two files. A slot's share of a transfer is about half of it. */
const APART_MS = 120;
const DRAIN_TIMEOUT_MS = 240_000;

interface Drained {
  done: number;
  lost: number;
  /** For each file, the number of files with an earlier deadline that were not requested yet. */
  overtaken: number[];
  /** The share of slots in use while another import waited. */
  busyPercent: number;
  /** The share of the slots' time from the request of a file to its entry. */
  filesPercent: number;
  seconds: number;
}

/** A backlog of links that expire soon, in random order. The link that expires first must be saved first. */
export const backlogDrain: Workload = {
  id: 'W11',
  title: `Drain of 500 events that waited, links of mixed expiry, ${SLOTS} at once`,
  rounds: 1,
  peers: [],
  async run({ rounds, small, log }) {
    const count = small ? 60 : 500;
    const all: Drained[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      const drained = await drain(count, round);
      all.push(drained);
      log(
        `round ${round}: ${drained.done} saved, ${drained.lost} lost in ${drained.seconds.toFixed(1)} s; overtaken at most ${Math.max(...drained.overtaken)}; slots ${drained.busyPercent.toFixed(1)} % busy`,
      );
    }
    return {
      rounds,
      figures: [
        figure(
          'links that expired before their file was saved',
          all.map(({ lost }) => lost),
          'rows',
          (lost) => exactly(lost, 0),
        ),
        figure(
          'earlier deadlines that waited when a file was asked for, greatest',
          all.map(({ overtaken }) => Math.max(...overtaken)),
          'rows',
          // Files that are transferred together begin at almost the same time.
          (most) => atMost(most, SLOTS - 1),
        ),
        figure(
          'the same, mean',
          all.map(({ overtaken }) => overtaken.reduce((sum, one) => sum + one, 0) / overtaken.length),
          'rows',
        ),
        figure(
          'the same, p99',
          all.map(({ overtaken }) => percentile(overtaken, 99)),
          'rows',
        ),
        figure(
          'slots busy',
          all.map(({ busyPercent }) => busyPercent),
          '%',
          (percent) => atLeast(percent, 95),
        ),
        figure(
          'slots with a file under way',
          all.map(({ filesPercent }) => filesPercent),
          '%',
        ),
        figure(
          'drain',
          all.map(({ seconds }) => seconds),
          's',
        ),
      ],
      notes: [
        `${count} events arrive in random order while nobody works on them. Half of the links end ${APART_MS} ms after each other, in an order of their own, from ${LEAD_MS / 1000} s after the last event on; the others within the day. In the order of arrival most of the first half would be lost. The offline order is by deadline.`,
      ],
    };
  },
};

/** The same order in each run, by a linear congruential generator (Numerical Recipes). */
function shuffled(count: number, seed: number): number[] {
  let state = seed;
  const random = () => (state = (state * 1_664_525 + 1_013_904_223) >>> 0) / 2 ** 32;
  return Array.from({ length: count }, (_, index) => ({ index, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ index }) => index);
}

async function drain(count: number, seed: number): Promise<Drained> {
  const jaas = await startJaasEmulator({ bytesPerSecond: BYTES_PER_SECOND });
  const dataDir = temporaryDir('bench');
  const spawn = (enabled: boolean) =>
    spawnSite({
      dataDir,
      env: { LOG_LEVEL: 'warn' },
      pluginConfig: { jobs: { enabled, concurrency: SLOTS } },
    });
  try {
    const receiving = await spawn(false);
    const connector = await receiving.admin.addConnector({
      provider: 'jaas',
      enabled: true,
      options: { ...DEFAULT_CONNECTOR_OPTIONS, name: '8x8', scheduleMinutes: null },
      settings: jaas.connectorSettings,
    });
    jaas.events.addEndpoint(await addressOf(receiving, connector.id));
    const announced = await announceAll(jaas, count, seed);
    await receiving.stop();

    jaas.log.clear();
    const working = await spawn(true);
    const watched = await ended(dataDir, count);
    await working.stop();
    return judge(jaas, announced, watched);
  } finally {
    await jaas.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

interface Announced {
  /** When its link expires. */
  endsAtMs: number;
  sha256: string;
}

/** Records and announces. The key is the reference in the link of a file. */
async function announceAll(jaas: JaasEmulator, count: number, seed: number): Promise<Map<string, Announced>> {
  const firstEndMs = Date.now() + LEAD_MS + count * 10;
  const announced = new Map<string, Announced>();
  for (const rank of shuffled(count, seed)) {
    // The first half expires soon. The second half is spread over the rest of the day.
    const half = count / 2;
    const endsAtMs =
      rank < half
        ? firstEndMs + rank * APART_MS
        : firstEndMs + ((rank - half + 1) / half) * (DAY_MS - 600_000);
    const recordedAtMs = Math.floor((endsAtMs - DAY_MS) / 1_000) * 1_000;
    const session = jaas.addSession({
      room: `Room ${rank}`,
      startedAt: new Date(recordedAtMs - 4_000).toISOString(),
      recordings: [{ sizeBytes: MIB, seed: `backlog:${rank}` }],
    });
    const [sent] = await jaas.announce(session.sessionId, { only: ['RECORDING_UPLOADED'] });
    assertSame('answer to an event', Math.floor((sent?.status ?? 0) / 100), 2);
    const [recording] = session.recordings;
    if (recording === undefined) throw new WrongResult('a session without a recording');
    const { ref, content } = recording.file;
    announced.set(ref, { endsAtMs: recordedAtMs + DAY_MS, sha256: await content().sha256() });
  }
  return announced;
}

interface Ended {
  status: string;
  title: string;
  /** When its entry was committed. */
  importedAtMs: number | null;
  sha256: string | null;
}

interface Watched {
  imports: Ended[];
  /** The number of running imports at each check while others waited. */
  underWay: number[];
}

/** Checks until every import has ended. */
async function ended(dataDir: string, count: number): Promise<Watched> {
  const database = new Database(path.join(dataDir, 'data.db'), { readonly: true });
  try {
    const states = database.prepare('select status, count(*) as number from mc_imports group by status');
    const underWay: number[] = [];
    const until = Date.now() + DRAIN_TIMEOUT_MS;
    for (;;) {
      const number = Object.fromEntries(
        (states.all() as { status: string; number: number }[]).map((row) => [row.status, row.number]),
      );
      const { done = 0, dead = 0, running = 0, waiting = 0, retrying = 0 } = number;
      if (done + dead === count) break;
      if (running > 0 && waiting + retrying > 0) underWay.push(running);
      if (Date.now() > until) throw new WrongResult(`the imports are ${JSON.stringify(number)}`);
      await sleep(50);
    }
    const imports = database
      .prepare(
        `select i.status, i.title, i.imported_at_ms as importedAtMs, f.sha_256 as sha256
           from mc_imports i left join mc_import_files f on f.import_id = i.id`,
      )
      .all() as Ended[];
    return { imports, underWay };
  } finally {
    database.close();
  }
}

function judge(
  jaas: JaasEmulator,
  announced: ReadonlyMap<string, Announced>,
  { imports, underWay }: Watched,
): Drained {
  const done = imports.filter(({ status }) => status === 'done');
  const sent = new Set([...announced.values()].map(({ sha256 }) => sha256));
  const saved = new Set(done.flatMap(({ sha256 }) => (sha256 !== null && sent.has(sha256) ? [sha256] : [])));
  assertSame('files saved with the hash that was sent', saved.size, done.length);

  const begunAtMs = new Map<string, number>();
  for (const { host, path: asked, atMs } of jaas.log.entries) {
    const ref = /^\/p\/[^/.]+\.([^/]+)\//.exec(asked)?.[1];
    if (host === 'storage' && ref !== undefined && !begunAtMs.has(ref)) begunAtMs.set(ref, atMs);
  }
  const inOrder = [...begunAtMs.keys()].map((ref) => announced.get(ref)?.endsAtMs ?? 0);
  const importedAtMs = done.map((row) => row.importedAtMs ?? 0);
  const spanMs = Math.max(...importedAtMs) - Math.min(...begunAtMs.values());
  const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);
  return {
    done: done.length,
    lost: imports.length - done.length,
    overtaken: inOrder.map(
      (deadline, index) => inOrder.slice(index + 1).filter((later) => later < deadline).length,
    ),
    busyPercent: (sum(underWay) / (SLOTS * underWay.length)) * 100,
    filesPercent: ((sum(importedAtMs) - sum(begunAtMs.values())) / (SLOTS * spanMs)) * 100,
    seconds: spanMs / 1_000,
  };
}
