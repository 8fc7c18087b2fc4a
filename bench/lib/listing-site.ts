import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import readline from 'node:readline';
import { DEFAULT_CONNECTOR_OPTIONS } from '../../contracts/defaults';
import type { ConnectorView } from '../../contracts/connectors';
import type { RunView } from '../../contracts/runs';
import { spawnSite, temporaryDir, type SpawnedSite } from '../../tests/support/spawn-site';
import { rememberAll } from './known-recordings';

const ROOT = path.join(__dirname, '..', '..');
const DAY_MS = 86_400_000;

interface EmulatorFacts {
  apiUrl: string;
  oauthUrl: string;
  connectorSettings: Record<string, string>;
}

export interface Measure {
  queries: number;
  writes: Record<string, number>;
  rss: number;
}

/** A site that knows all the recordings of an emulated account, each in a process of its own. */
export interface ListingSite {
  site: SpawnedSite;
  connector: ConnectorView;
  emulator: EmulatorFacts;
  hostId: string;
  /** ISO days of the window that holds everything. */
  window: { from: string; to: string };
  known: number;
  control<T>(method: string, path: string, body?: unknown): Promise<T>;
  /** Runs a sync by hand; answers its own duration. */
  sync(): Promise<{ run: RunView; ms: number }>;
  measure(): Promise<Measure>;
  /** Requests of the API so far, by route. */
  requests(): Promise<Record<string, { requests: number }>>;
  stop(): Promise<void>;
}

/** Starts a TypeScript process that says one JSON line when it is ready. */
export async function startTool<T>(
  args: string[],
): Promise<{ child: ChildProcess; facts: T; lines: readline.Interface }> {
  const child = spawn(process.execPath, ['--import', 'tsx', ...args], {
    cwd: ROOT,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = readline.createInterface({ input: child.stdout });
  const facts = await new Promise<T>((resolve, reject) => {
    lines.once('line', (line) => resolve(JSON.parse(line) as T));
    child.once('exit', (code) => reject(new Error(`${args[0]} ended with ${code}`)));
  });
  return { child, facts, lines };
}

export async function startListingSite(count: number): Promise<ListingSite> {
  const tool = await startTool<EmulatorFacts>(['scripts/emulator.ts', 'zoom', '--empty', '--json']);
  const emulator = tool.facts;
  const control = async <T>(method: string, route: string, body?: unknown): Promise<T> => {
    const answer = await fetch(`${emulator.oauthUrl}/__control/${route}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${route}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  const hostId = 'host-of-all-meetings-1';
  await control('POST', 'users', {
    id: hostId,
    email: 'ada@example.com',
    firstName: 'Ada',
    lastName: 'Host',
  });
  const newestAtMs = Date.now() - 3_600_000;
  // Everything lies in one window that Zoom answers faithfully.
  const everySeconds = Math.max(1, Math.floor((26 * 86_400) / count));
  await control('POST', 'meetings', {
    many: { count, hostIds: [hostId], newestAt: new Date(newestAtMs).toISOString(), everySeconds },
  });

  const dataDir = temporaryDir('bench');
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  const window = { from: day(newestAtMs - 27 * DAY_MS), to: day(Date.now() + DAY_MS) };
  const settings = { ...emulator.connectorSettings, plan: 'unpaced' };
  const env = {
    PLAYGROUND_MEASURE: '1',
    LOG_LEVEL: 'warn',
  };
  // The connector is made first and stays off; then what it knows is written down.
  const before = await spawnSite({ dataDir, env });
  const { id } = await before.admin.addConnector({
    provider: 'zoom',
    enabled: false,
    options: {
      ...DEFAULT_CONNECTOR_OPTIONS,
      name: 'Listing',
      scheduleMinutes: null,
      importSince: window.from,
      hostEmails: ['ada@example.com'],
    },
    settings,
  });
  await before.stop();
  const known = await rememberAll(dataDir, id, settings, {
    from: `${window.from}T00:00:00Z`,
    to: `${window.to}T00:00:00Z`,
  });

  const nodeArgs = process.env.BENCH_PROFILE
    ? ['--cpu-prof', `--cpu-prof-dir=${process.env.BENCH_PROFILE}`]
    : [];
  const site = await spawnSite({ dataDir, env, nodeArgs });
  const { data: connector } = await site.admin.must<{ data: ConnectorView }>(
    'POST',
    `/connectors/${id}/enabled`,
    { enabled: true },
  );
  await site.admin.runEnded(id, 120_000);
  return {
    site,
    connector,
    emulator,
    hostId,
    window,
    known,
    control,
    async sync() {
      await site.admin.must('POST', `/connectors/${id}/sync`);
      // Seldom: what is asked here takes time from what is measured.
      const run = await site.admin.runEnded(id, 120_000, 500);
      if (run.status !== 'finished') throw new Error(`the run ended as ${run.status}: ${run.problem?.what}`);
      return { run, ms: Date.parse(run.finishedAt ?? '') - Date.parse(run.startedAt ?? '') };
    },
    measure: async () => (await (await fetch(`${site.url}/_measure`)).json()) as Measure,
    requests: async () =>
      (await control<{ routes: Record<string, { requests: number }> }>('GET', 'log?after=999999999')).routes,
    async stop() {
      await site.stop();
      tool.child.kill('SIGTERM');
    },
  };
}

export const median = (values: number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};
