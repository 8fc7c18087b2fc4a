import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { DEFAULT_CONNECTOR_OPTIONS } from '../../contracts/defaults';
import type { ConnectorView, StartSync } from '../../contracts/connectors';
import { english } from '../../contracts/messages/say';
import type { RunView } from '../../contracts/runs';
import { spawnSite, temporaryDir, type SpawnedSite } from '../../tests/support/spawn-site';
import { profileArgs } from './import-site';
import { rememberAll } from './known-recordings';
import { startTool, type Tool } from './tool';
import { startZoomProcess, type ZoomProcess } from './zoom-process';

const DAY_MS = 86_400_000;
/** The longest window for which Zoom returns everything. */
const WINDOW_DAYS = 28;
const RUN_TIMEOUT_MS = 120_000;
const POLL_MS = 100;

/** The measurements of the site, see `playground/src/index.js`. */
export interface Measure {
  queries: number;
  /** Statements that wrote, by table. */
  writes: Record<string, number>;
  /** Resident bytes. */
  rss: number;
}

/** ISO days, both included. */
export interface Days {
  from: string;
  to: string;
}

/** A site that knows all recordings of an emulated account, each in its own process. */
export interface ListingSite {
  site: SpawnedSite;
  connector: ConnectorView;
  zoom: ZoomProcess;
  hostId: string;
  /** The days that contain all recordings. */
  days: Days;
  known: number;
  /** Runs a sync by hand. Returns its duration and the site's measurements at its end. */
  sync(): Promise<{ run: RunView; ms: number; after: Measure }>;
  measure(): Promise<Measure>;
  stop(): Promise<void>;
}

const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** @param spanDays over which the known recordings are spread, the newest an hour old */
export async function startListingSite(count: number, spanDays: number): Promise<ListingSite> {
  const zoom = await startZoomProcess();
  const hostId = 'host-of-all-meetings-1';
  await zoom.addUser({ id: hostId, email: 'ada@example.com', firstName: 'Ada', lastName: 'Host' });
  const newestAtMs = Date.now() - 3_600_000;
  await zoom.addManyMeetings({
    count,
    hostIds: [hostId],
    newestAt: new Date(newestAtMs).toISOString(),
    everySeconds: Math.max(1, Math.floor((spanDays * 86_400) / count)),
  });
  const days = { from: dayOf(newestAtMs - (spanDays + 1) * DAY_MS), to: dayOf(Date.now() + DAY_MS) };
  const settings = { ...zoom.connectorSettings, plan: 'unpaced' };
  const dataDir = temporaryDir('bench');
  const env = { PLAYGROUND_MEASURE: '1', LOG_LEVEL: 'warn' };

  // The connector is created first and stays off. Then its known recordings are written.
  const before = await spawnSite({ dataDir, env });
  const { id } = await before.admin.addConnector({
    provider: 'zoom',
    enabled: false,
    options: {
      ...DEFAULT_CONNECTOR_OPTIONS,
      name: 'Listing',
      scheduleMinutes: null,
      importSince: days.from,
      hostEmails: ['ada@example.com'],
    },
    settings,
  });
  await before.stop();
  let known = 0;
  for (let at = Date.parse(days.from); at < Date.parse(days.to); at += WINDOW_DAYS * DAY_MS) {
    const to = Math.min(at + WINDOW_DAYS * DAY_MS, Date.parse(days.to));
    known = await rememberAll(dataDir, id, settings, {
      from: new Date(at).toISOString(),
      to: new Date(to).toISOString(),
    });
  }

  const site = await spawnSite({ dataDir, env, nodeArgs: profileArgs() });
  const { data: connector } = await site.admin.must<{ data: ConnectorView }>(
    'POST',
    `/connectors/${id}/enabled`,
    { enabled: true },
  );
  await site.admin.runEnded(id, RUN_TIMEOUT_MS);
  const measure = async () => (await (await fetch(`${site.url}/_measure`)).json()) as Measure;
  return {
    site,
    connector,
    zoom,
    hostId,
    days,
    known,
    async sync() {
      const { data } = await site.admin.must<StartSync.Response>('POST', `/connectors/${id}/sync`);
      await runEnded(dataDir, data.runId);
      const after = await measure();
      const { data: run } = await site.admin.must<{ data: RunView }>('GET', `/runs/${data.runId}`);
      if (run.status !== 'finished')
        throw new Error(`the run is ${run.status}: ${english(run.problem?.what ?? '')}`);
      return { run, after, ms: Date.parse(run.finishedAt ?? '') - Date.parse(run.startedAt ?? '') };
    },
    measure,
    async stop() {
      await site.stop();
      await zoom.stop();
    },
  };
}

/** Read from the database, because a request to Strapi would take time and queries that are measured. */
async function runEnded(dataDir: string, runId: string): Promise<void> {
  const database = new Database(path.join(dataDir, 'data.db'), { readonly: true });
  try {
    const status = database.prepare('select status from mc_sync_runs where document_id = ?').pluck();
    const until = Date.now() + RUN_TIMEOUT_MS;
    while (['queued', 'running'].includes(String(status.get(runId)))) {
      if (Date.now() > until) throw new Error(`the run goes on after ${RUN_TIMEOUT_MS} ms`);
      await sleep(POLL_MS);
    }
  } finally {
    database.close();
  }
}

export interface PagesRead {
  ms: number;
  pages: number;
  meetings: number;
}

/** The peer of a listing: a process that only fetches and parses the pages. */
export async function startPageReader(zoom: ZoomProcess, hostId: string, days: Days): Promise<Tool<unknown>> {
  const { accountId = '', clientId, clientSecret } = zoom.connectorSettings;
  return await startTool([
    'bench/servers/parse-pages.ts',
    ...['--api', zoom.apiUrl, '--oauth', zoom.oauthUrl, '--user', hostId],
    ...['--from', days.from, '--to', days.to, '--account', accountId],
    ...['--basic', Buffer.from(`${clientId}:${clientSecret}`).toString('base64')],
  ]);
}

/** Requests of the account's list of recordings. */
export async function listRequests(zoom: ZoomProcess): Promise<number> {
  const { routes } = await zoom.requests();
  return Object.entries(routes)
    .filter(([route]) => route.startsWith('GET ') && route.includes('/recordings'))
    .reduce((sum, [, { requests }]) => sum + requests, 0);
}
