import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { Client } from 'pg';
import { DEFAULT_CONNECTOR_OPTIONS } from '../../contracts/defaults';
import type { Preview } from '../../contracts/preview';
import type { ReviewView } from '../../contracts/review';
import { openDatabase } from '../../server/src/ledger/database';
import { startZoomEmulator } from '../../emulators/zoom/emulator';
import { bootSite, type Site } from './boot-site';
import { FIXTURE, FIXTURE_ENVIRONMENT, POSTGRES_FILE, SQLITE_FILE } from './fixture-database';
import { startMailbox } from './mailbox';
import { startPostgres } from './postgres';
import { dumpPostgres } from './postgres-dump';
import { temporaryDir } from './spawn-site';
import { until } from './zoom-site';
import { buildPlugin } from '../../scripts/build';
import { startDemoProviders } from '../../scripts/demo-providers';
import { completeRows } from './fixture-rows';
import { importEverything } from '../../scripts/import-everything';
import { seedDemoAccount } from '../../emulators/zoom/demo';

/**
 * Makes `tests/fixtures/database-*`: a site of this version with what its demo imports, and with
 * every other row that its tables can have. Every later migration is tested on it.
 */
async function main() {
  buildPlugin();
  mkdirSync(FIXTURE, { recursive: true });
  const dataDir = temporaryDir('fixture');
  await make('sqlite', dataDir, undefined);
  const compact = path.join(dataDir, 'compact.db');
  execFileSync(process.execPath, [
    '-e',
    `require('better-sqlite3')(process.argv[1]).exec("VACUUM INTO '" + process.argv[2] + "'")`,
    path.join(dataDir, 'data.db'),
    compact,
  ]);
  writeFileSync(SQLITE_FILE, gzipSync(readFileSync(compact), { level: 9 }));
  rmSync(dataDir, { recursive: true });

  const server = await startPostgres();
  try {
    const database = await server.database();
    const uploads = temporaryDir('fixture');
    await make('postgres', uploads, database);
    rmSync(uploads, { recursive: true });
    const client = new Client(database.connection);
    await client.connect();
    writeFileSync(POSTGRES_FILE, gzipSync(await dumpPostgres(client), { level: 9 }));
    await client.end();
  } finally {
    await server.stop();
  }
}

async function make(name: 'sqlite' | 'postgres', dataDir: string, database: object | undefined) {
  const madeAtMs = Date.now();
  const providers = await startDemoProviders();
  // A separate account, because the demo's connector moves imported recordings to the trash.
  const zoom = await startZoomEmulator({ clock: () => madeAtMs });
  seedDemoAccount(zoom);
  const mailbox = await startMailbox();
  const options = { dataDir, env: FIXTURE_ENVIRONMENT, email: mailbox.config, database };
  try {
    const site = await bootSite(options);
    let connectorId: string;
    try {
      await importEverything(site.admin, site.url, providers);
      connectorId = await importForHosts(site, zoom.connectorSettings);
      await review(site);
      await changeSettings(site);
      await until(
        async () => (await site.admin.must<{ data: unknown[] }>('GET', '/mails?status=waiting')).data.length,
        (waiting) => waiting === 0,
      );
    } finally {
      await site.stop();
    }
    // The rows that are added now must stay unchanged.
    const still = await bootSite({
      ...options,
      pluginConfig: { jobs: { enabled: false }, schedule: { enabled: false } },
    });
    try {
      const { data: off } = await still.admin.must<{ data: { id: string } }>('POST', '/connectors', {
        provider: 'zoom',
        enabled: false,
        options: { ...DEFAULT_CONNECTOR_OPTIONS, name: 'Zoom, switched off' },
        settings: zoom.connectorSettings,
      });
      const manager = (await still.strapi.db.query('admin::user').findOne({ orderBy: 'id' })) as {
        id: number;
      };
      await completeRows(still.strapi, off.id, manager.id);
      await leadNowhere(still);
    } finally {
      await still.stop();
    }
    writeFileSync(path.join(FIXTURE, `${name}.json`), `${JSON.stringify({ madeAtMs, connectorId })}\n`);
  } finally {
    await mailbox.stop();
    await zoom.stop();
    await Promise.all(providers.map((provider) => provider.stop()));
  }
}

/** Creates accounts for hosts and sends them mails. */
async function importForHosts(site: Site, settings: Record<string, string>): Promise<string> {
  const { id } = await site.admin.addConnector({
    provider: 'zoom',
    enabled: true,
    options: {
      ...DEFAULT_CONNECTOR_OPTIONS,
      name: 'Zoom of the faculty',
      scheduleMinutes: null,
      publishAs: 'host',
    },
    settings,
  });
  const { data } = await site.admin.must<{ data: Preview }>('POST', `/connectors/${id}/preview`);
  await site.admin.must('POST', `/connectors/${id}/confirm-accounts`, {
    accounts: data.accountsToMake.length,
  });
  await until(
    () => site.admin.imports(id),
    (rows) => rows.length > 0 && !rows.some(({ status }) => status === 'running'),
  );
  const run = await site.admin.runEnded(id);
  if (run.status !== 'finished') throw new Error(`the run of ${id}: ${JSON.stringify(run)}`);
  return id;
}

/** One recording for each state of a review. */
async function review({ admin, strapi }: Site): Promise<void> {
  await admin.must('PUT', '/moderation', {
    enabled: true,
    moderatorsPublishDirectly: false,
    reasonTemplates: ['The first minutes show a private screen.'],
  });
  const rows = (await strapi.db.query('plugin::meeting-connectors.recording').findMany({
    where: { publishedAt: { $null: true } },
    orderBy: 'id',
  })) as { documentId: string }[];
  const sent: string[] = [];
  for (const { documentId } of rows) {
    if (sent.length === 4) break;
    const { status } = await admin.call('POST', `/recordings/${documentId}/review`);
    if (status === 200) sent.push(documentId);
  }
  const [, approved, rejected, putBack] = sent;
  const decide = async (documentId: string | undefined, what: string, more: object = {}) => {
    const at = `/recordings/${documentId ?? ''}/review`;
    const { data } = await admin.must<{ data: { review: ReviewView } }>('GET', at);
    await admin.must('POST', `${at}/${what}`, { revision: data.review.revision, ...more });
  };
  await decide(approved, 'approve');
  await decide(rejected, 'reject', { reason: 'Names of students are shown.' });
  await decide(putBack, 'approve');
  await admin.must('POST', `/recordings/${putBack ?? ''}/review/put-back`);
}

async function changeSettings({ admin }: Site): Promise<void> {
  await admin.must('PUT', '/mail-templates/approved', {
    subject: 'It is out: {{title}}',
    text: 'See {{link}}',
  });
  await admin.must('PUT', '/settings', {
    folderId: null,
    tags: ['lecture'],
    visibility: 'private',
    titleTemplate: '{title}, {date}',
  });
}

/** The emulated providers end with this script, and another program could get their addresses later. */
async function leadNowhere({ strapi }: Site): Promise<void> {
  const { connectors } = openDatabase(strapi);
  for (const { id, settings } of await connectors.find({})) {
    const text = JSON.stringify(settings).replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:9');
    await connectors.update({ id }, { settings: JSON.parse(text) as typeof settings });
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  },
);
