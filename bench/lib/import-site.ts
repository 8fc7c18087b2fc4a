import { randomUUID } from 'node:crypto';
import { rmSync, statSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import type { ConnectorView, StartSync } from '../../contracts/connectors';
import { DEFAULT_CONNECTOR_OPTIONS } from '../../contracts/defaults';
import { syntheticMp4 } from '../../emulators/kit/media/synthetic-mp4';
import { hashFile } from '../../server/src/media/spool';
import { spawnSite, temporaryDir, type SpawnedSite } from '../../tests/support/spawn-site';
import { assertSame, WrongResult } from './workload';
import { startZoomProcess, type ZoomProcess } from './zoom-process';

const HOST_ID = 'host-of-all-meetings-1';
const DAY_MS = 86_400_000;
const POLL_MS = 20;
const IMPORT_TIMEOUT_MS = 240_000;
const SEED = 'benchmark';

/** What one run imported, from the ledger. */
export interface Imported {
  runId: string;
  /** From the start of the run to the last commit, listing included. */
  seconds: number;
}

export interface Video {
  topic: string;
  sha256: string;
}

/** A booted Strapi with one connector to an emulated account, each in its own process. */
export interface ImportSite {
  zoom: ZoomProcess;
  /** The only user of the account. */
  hostId: string;
  readonly site: SpawnedSite;
  readonly pid: number;
  dataDir: string;
  connector: ConnectorView;
  /** A folder on the same file system, for the output of peers. */
  peersDir: string;
  /** Adds a recording. Recordings of one size have the same content. */
  addVideo(sizeBytes: number): Promise<Video & { uuid: string }>;
  startSync(): Promise<string>;
  /** Waits until everything of the run has been published or has failed. */
  ended(runId: string): Promise<Imported>;
  /** `startSync`, then `ended`. */
  importAll(): Promise<Imported>;
  /** Checks hash, size and rows of every video, then removes the stored bytes to save room. */
  verify(runId: string, videos: readonly Video[]): Promise<void>;
  /** The files in the upload folder. `verify` removes the files that it has checked. */
  storedFiles(): number;
  /** The size of the spool in bytes. */
  spooledBytes(): number;
  /** Starts Strapi again on the same data, after it was stopped or killed. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

interface Row {
  title: string;
  status: string;
  sha256: string;
  stored: string;
  media: number;
  entries: number;
}

export interface ImportSiteOptions {
  concurrency?: number;
  publishStatus?: 'draft' | 'published';
  env?: Record<string, string>;
  nodeArgs?: string[];
}

const hashes = new Map<number, Promise<string>>();
/** SHA-256 of the content that `addVideo` adds. */
export function expectedSha256(sizeBytes: number): Promise<string> {
  const known = hashes.get(sizeBytes) ?? syntheticMp4({ sizeBytes, seed: SEED }).sha256();
  hashes.set(sizeBytes, known);
  return known;
}

/** Adds `--cpu-prof` to the site if there is a folder for profiles. */
export const profileArgs = (): string[] =>
  process.env.BENCH_PROFILE === undefined
    ? []
    : ['--cpu-prof', `--cpu-prof-dir=${process.env.BENCH_PROFILE}`];

export async function startImportSite(options: ImportSiteOptions = {}): Promise<ImportSite> {
  const zoom = await startZoomProcess();
  await zoom.addUser({ id: HOST_ID, email: 'ada@example.com', firstName: 'Ada', lastName: 'Host' });
  const dataDir = temporaryDir('bench');
  const peersDir = temporaryDir('bench-peers');
  const spawn = () =>
    spawnSite({
      dataDir,
      env: { LOG_LEVEL: 'warn', ...options.env },
      pluginConfig: { jobs: { concurrency: options.concurrency ?? 3 } },
      nodeArgs: [...profileArgs(), ...(options.nodeArgs ?? [])],
    });
  let site = await spawn();
  const connector = await site.admin.addConnector({
    provider: 'zoom',
    enabled: true,
    options: {
      ...DEFAULT_CONNECTOR_OPTIONS,
      name: 'Zoom',
      scheduleMinutes: null,
      publishStatus: options.publishStatus ?? 'draft',
    },
    settings: { ...zoom.connectorSettings, plan: 'unpaced' },
  });
  await site.admin.runEnded(connector.id);
  const uploads = path.join(dataDir, 'public', 'uploads');
  const spoolDir = path.join(uploads, '.meeting-connectors');

  const read = <Row>(sql: string, ...values: (string | number)[]): Row[] => {
    const database = new Database(path.join(dataDir, 'data.db'), { readonly: true });
    try {
      return database.prepare(sql).all(...values) as Row[];
    } finally {
      database.close();
    }
  };
  let lastStartMs = Math.floor((Date.now() - DAY_MS) / 1000) * 1000;

  const self: ImportSite = {
    zoom,
    hostId: HOST_ID,
    get site() {
      return site;
    },
    get pid() {
      return site.process.pid ?? 0;
    },
    dataDir,
    connector,
    peersDir,
    async addVideo(sizeBytes) {
      const topic = `Lecture ${randomUUID()}`;
      lastStartMs -= 60_000;
      const { uuid } = await zoom.addMeeting({
        hostId: HOST_ID,
        topic,
        startedAt: new Date(lastStartMs).toISOString(),
        segments: [{ files: [{ view: 'shared_screen_with_speaker_view', sizeBytes, seed: SEED }] }],
      });
      return { uuid, topic, sha256: await expectedSha256(sizeBytes) };
    },
    async startSync() {
      const { data } = await site.admin.must<StartSync.Response>('POST', `/connectors/${connector.id}/sync`);
      return data.runId;
    },
    async ended(runId) {
      // Read from the database, because a request to Strapi would take time that is measured.
      const until = Date.now() + IMPORT_TIMEOUT_MS;
      for (;;) {
        const [run] = read<{ status: string; startedAt: number | null; counts: string | null }>(
          'select status, started_at_ms as startedAt, counts from mc_sync_runs where document_id = ?',
          runId,
        );
        if (run !== undefined && run.status !== 'queued' && run.status !== 'running') {
          if (run.status !== 'finished')
            throw new WrongResult(`the run ended as ${run.status}\n${site.output()}`);
          const [last] = read<{ atMs: number | null }>(
            "select max(at_ms) as atMs from mc_run_log where run_id = ? and code = 'imported'",
            runId,
          );
          return { runId, seconds: ((last?.atMs ?? Number.NaN) - Number(run.startedAt)) / 1000 };
        }
        if (Date.now() > until)
          throw new WrongResult(`the run is still ${run?.status} after ${IMPORT_TIMEOUT_MS} ms`);
        await sleep(POLL_MS);
      }
    },
    async importAll() {
      return await self.ended(await self.startSync());
    },
    async verify(runId, videos) {
      const rows = read<Row>(
        `select i.title, i.status, f.sha_256 as sha256, f.stored_name as stored,
                (select count(*) from files where hash = f.stored_name) as media,
                (select count(distinct document_id) from mc_recordings where title = i.title) as entries
           from mc_imports i join mc_import_files f on f.import_id = i.document_id where i.run_id = ?`,
        runId,
      );
      assertSame('imported files', rows.length, videos.length);
      const byTitle = new Map(rows.map((row) => [row.title, row]));
      for (const { topic, sha256 } of videos) {
        const row = byTitle.get(topic);
        assertSame('state of an import', row?.status, 'done');
        assertSame('hash in the ledger', row?.sha256, sha256);
        assertSame('Media Library rows of a file', row?.media, 1);
        assertSame('content entries of a recording', row?.entries, 1);
        const stored = path.join(uploads, `${row?.stored}.mp4`);
        assertSame('hash of the stored file', (await hashFile(stored)).sha256, sha256);
        rmSync(stored);
      }
      assertSame('files that nobody asked for', self.storedFiles(), 0);
      assertSame('bytes left in the spool', self.spooledBytes(), 0);
    },
    storedFiles: () => readdirSync(uploads).filter((name) => name.endsWith('.mp4')).length,
    spooledBytes() {
      try {
        return readdirSync(spoolDir).reduce((sum, name) => sum + statSync(path.join(spoolDir, name)).size, 0);
      } catch {
        // A file disappeared between the two calls because it was stored.
        return 0;
      }
    },
    async restart() {
      await site.stop();
      site = await spawn();
    },
    async stop() {
      await site.stop();
      await zoom.stop();
      for (const dir of [dataDir, peersDir]) rmSync(dir, { recursive: true, force: true });
    },
  };
  return self;
}
