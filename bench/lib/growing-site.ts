import { rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DEFAULT_CONNECTOR_OPTIONS } from '../../contracts/defaults';
import type { StartSync } from '../../contracts/connectors';
import type { ImportView, ListImports } from '../../contracts/imports';
import type { ReviewView } from '../../contracts/review';
import type { RunView } from '../../contracts/runs';
import { transcriptFile, chatFile } from '../../emulators/zoom/words';
import { ask } from '../../playground/client/ask';
import { startPostgres } from '../../tests/support/postgres';
import { spawnSite, temporaryDir, type SpawnedSite } from '../../tests/support/spawn-site';
import {
  beginLibrary,
  countRows,
  growLibrary,
  postgresRows,
  sqliteRows,
  type Library,
  type Rows,
} from './grow-library';
import { assertSame, WrongResult } from './workload';
import { startZoomProcess, type ZoomProcess } from './zoom-process';

const HOST = { id: 'host-of-all-meetings-1', email: 'ada@example.com', firstName: 'Ada', lastName: 'Host' };
const HOUR_MS = 3_600_000;
const VIDEO_BYTES = 100_000;
/** How many meetings are imported before they are copied. */
const ORIGINALS = 20;
/** Of them: one whose file is no video, so that somebody has to look, and some that go through a review. */
const BROKEN = 1;
const APPROVED = 2;
const WAITING = 2;
const RUN_TIMEOUT_MS = 240_000;

const TRANSCRIPT = transcriptFile(
  Array.from({ length: 20 }, (_, number) => ({
    fromSeconds: number / 20,
    toSeconds: (number + 0.9) / 20,
    by: 'Ada Host',
    text: `What is said in sentence ${number} of a lecture about relays, contacts and moths.`,
  })),
);
const CHAT = chatFile([{ atSeconds: 1, by: 'Grace', text: 'Good morning' }]);

/** What stops everything that was started, the newest first. */
export interface Started {
  add(stop: () => Promise<unknown>): void;
  stop(): Promise<void>;
}
export function startedThings(): Started {
  const stops: (() => Promise<unknown>)[] = [];
  return {
    add: (stop) => void stops.push(stop),
    async stop() {
      for (let stop = stops.pop(); stop !== undefined; stop = stops.pop()) await stop();
    },
  };
}

/** Where the sites of a benchmark keep their rows. */
export interface Engine {
  name: 'SQLite' | 'PostgreSQL';
  /** One new, empty database: for `SiteOptions.database`, and how its rows are read without the site. */
  database(dataDir: string): Promise<{ option?: object; open(): Promise<Rows> }>;
}

const sqlite: Engine = {
  name: 'SQLite',
  database: async (dataDir) => ({ open: async () => sqliteRows(path.join(dataDir, 'data.db')) }),
};

export async function startEngine(name: Engine['name'], started: Started): Promise<Engine> {
  if (name === 'SQLite') return sqlite;
  const postgres = await startPostgres();
  started.add(() => postgres.stop());
  return {
    name,
    async database() {
      const option = await postgres.database();
      return { option, open: () => postgresRows(option.connection) };
    },
  };
}

/** A site whose library grows while it is stopped. */
export interface GrowingSite {
  readonly site: SpawnedSite;
  connectorId: string;
  /** An approved recording and one that waits. */
  recordings: { approved: string; waiting: string };
  /** An instant in the middle of the library. */
  middle(): string;
  /** Imports that the ledger has, those of `importNew` excepted. */
  imports: number;
  grow(imports: number): Promise<void>;
  /** Imports so many new meetings; how long that took, from the start of the run to its end. */
  importNew(count: number): Promise<number>;
}

/** A site on this engine with its first imports, in every state that a library has many of. */
export async function startGrowingSite(engine: Engine, started: Started): Promise<GrowingSite> {
  const zoom = await startZoomProcess();
  started.add(() => zoom.stop());
  await zoom.addUser(HOST);
  const dataDir = temporaryDir('bench');
  started.add(async () => rmSync(dataDir, { recursive: true, force: true }));
  const { option, open } = await engine.database(dataDir);
  const env = { LOG_LEVEL: 'warn', PLAYGROUND_MEASURE: '1' };
  const spawn = () =>
    spawnSite({
      dataDir,
      env,
      // What can't be imported is left to a person at once.
      pluginConfig: { jobs: { firstRetryMs: 1 } },
      ...(option === undefined ? {} : { database: option }),
    });
  let site = await spawn();
  started.add(() => site.stop());

  const stopped = async <T>(work: (rows: Rows) => Promise<T>): Promise<T> => {
    await site.stop();
    const rows = await open();
    try {
      return await work(rows);
    } finally {
      await rows.close();
      site = await spawn();
    }
  };
  await letEverybodyList(site);
  const { id: connectorId } = await site.admin.addConnector({
    provider: 'zoom',
    enabled: true,
    options: {
      ...DEFAULT_CONNECTOR_OPTIONS,
      name: 'Zoom',
      scheduleMinutes: null,
      publishStatus: 'published',
      publish: { visibility: 'public' },
    },
    settings: { ...zoom.connectorSettings, plan: 'unpaced' },
  });
  await site.admin.runEnded(connectorId, RUN_TIMEOUT_MS);
  const before = await stopped(countRows);

  const newest = Date.now() - HOUR_MS;
  const nextStart = () => new Date(newest + added * 1_000).toISOString();
  let added = 0;
  const addMeeting = async (isBroken = false) => {
    await zoom.addMeeting(meeting(`Lecture ${added}`, nextStart(), isBroken));
    added += 1;
  };
  const sync = async (): Promise<RunView> => {
    const { data } = await site.admin.must<StartSync.Response>('POST', `/connectors/${connectorId}/sync`);
    const run = await site.admin.runEnded(connectorId, RUN_TIMEOUT_MS, 20);
    assertSame('the run that ended', run.id, data.runId);
    assertSame('state of the run', run.status, 'finished');
    return run;
  };
  for (let number = 0; number < ORIGINALS; number += 1) await addMeeting(number < BROKEN);
  await sync();
  await leftToPerson(site);
  const recordings = await review(site, await site.admin.imports(connectorId));
  let library: Library = await stopped((rows) => beginLibrary(rows, ORIGINALS - BROKEN, before));

  return {
    get site() {
      return site;
    },
    connectorId,
    recordings,
    middle: () => new Date(newest - (library.copies / 2) * 6 * HOUR_MS).toISOString(),
    get imports() {
      return (library.copies + 1) * ORIGINALS;
    },
    async grow(imports) {
      library = await stopped((rows) => growLibrary(rows, library, Math.ceil(imports / ORIGINALS) - 1));
    },
    async importNew(count) {
      for (let number = 0; number < count; number += 1) await addMeeting();
      const run = await sync();
      assertSame('new recordings', run.counts.imported, count);
      return Date.parse(run.finishedAt ?? '') - Date.parse(run.startedAt ?? '');
    },
  };
}

const meeting = (
  topic: string,
  startedAt: string,
  isBroken: boolean,
): Parameters<ZoomProcess['addMeeting']>[0] => ({
  hostId: HOST.id,
  topic,
  startedAt,
  segments: [
    {
      files: [
        {
          view: 'shared_screen_with_speaker_view',
          ...(isBroken ? { content: '<html>no video</html>' } : { sizeBytes: VIDEO_BYTES, seed: topic }),
        },
        { view: 'audio_transcript', content: TRANSCRIPT },
        { view: 'chat_file', content: CHAT },
      ],
    },
  ],
});

/** Waits until the broken ones are tried no more. */
async function leftToPerson({ admin }: SpawnedSite): Promise<void> {
  const until = Date.now() + RUN_TIMEOUT_MS;
  for (;;) {
    const { meta } = await admin.must<ListImports.Response>('GET', '/imports?status=dead');
    if (meta.pagination.total === BROKEN) return;
    if (Date.now() > until) throw new WrongResult('a broken recording is tried for ever');
    await sleep(100);
  }
}

/** Sends some of the recordings to review, and approves some of these. */
async function review(
  { admin }: SpawnedSite,
  imports: readonly ImportView[],
): Promise<GrowingSite['recordings']> {
  const all = imports.flatMap(({ status, files }) =>
    status === 'done' ? (files.find(({ kind }) => kind === 'video')?.recordingDocumentId ?? []) : [],
  );
  assertSame('recordings', all.length, ORIGINALS - BROKEN);
  const sent = all.slice(0, APPROVED + WAITING);
  for (const [number, documentId] of sent.entries()) {
    const { data } = await admin.must<{ data: ReviewView }>('POST', `/recordings/${documentId}/review`);
    if (number >= APPROVED) continue;
    const { revision } = data;
    await admin.must('POST', `/recordings/${documentId}/review/approve`, { revision });
  }
  return { approved: sent[0] ?? '', waiting: sent[APPROVED] ?? '' };
}

interface PublicRole {
  id: number;
  type: string;
  name: string;
  description: string;
  permissions: Record<string, { controllers: Record<string, Record<string, { enabled: boolean }>> }>;
}

/** Gives the role *Public* the right to list recordings, as an administrator does. */
async function letEverybodyList({ url, admin }: SpawnedSite): Promise<void> {
  const token = await admin.token();
  const path = '/users-permissions/roles';
  const { roles } = (await ask(url, 'GET', path, { token })).json<{ roles: PublicRole[] }>();
  const id = roles.find(({ type }) => type === 'public')?.id;
  const { role } = (await ask(url, 'GET', `${path}/${id}`, { token })).json<{ role: PublicRole }>();
  const find = role.permissions['plugin::meeting-connectors']?.controllers.recording?.find;
  if (find === undefined) throw new Error('the content API has no list of recordings');
  find.enabled = true;
  assertSame(
    'change of the role',
    (await ask(url, 'PUT', `${path}/${id}`, { token, body: role })).status,
    200,
  );
}
