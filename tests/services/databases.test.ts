import type { Core } from '@strapi/strapi';
import type { Occurrence } from '../../server/src/domain/recording';
import { parseBody } from '../../server/src/http/json-body';
import { openDatabase } from '../../server/src/ledger/database';
import { isUniqueViolation } from '../../server/src/ledger/trouble';
import { importRowOf } from '../../server/src/pipeline/discover';
import { cleanOccurrence } from '../../server/src/providers/clean-answers';
import { startZoomEmulator } from '../../emulators/zoom/emulator';
import { bootSite } from '../support/boot-site';
import {
  makesEachRoleOnce,
  makesOneFolder,
  putsFurtherFilesIntoMonths,
  searchesTakeAnyText,
} from '../support/database-tests';
import { startMariaDb } from '../support/mariadb';
import { startPostgres } from '../support/postgres';
import { addHost, connectorBody, daysAgo, IMPATIENT, until } from '../support/zoom-site';

const SERVERS = [
  { name: 'PostgreSQL', start: startPostgres },
  { name: 'MariaDB', start: startMariaDb },
];

/** What is there stays as it is; whatever else an insert fails by is thrown, and nothing is cut to fit. */
async function insertsTellWhatFailed(strapi: Core.Strapi) {
  const { hosts } = openDatabase(strapi);
  const keyHash = 'h'.repeat(43);
  await hosts.insertMissing({ keyHash, state: 'unknown', name: 'First' }, ['keyHash']);
  await hosts.insertMissing({ keyHash, state: 'unknown', name: 'Second' }, ['keyHash']);
  expect((await hosts.find({ keyHash })).map(({ name }) => name)).toEqual(['First']);
  const failure = (row: Parameters<typeof hosts.insert>[0]): Promise<unknown> =>
    hosts.insert(row).then(
      () => undefined,
      (error: unknown) => error,
    );
  expect(isUniqueViolation(await failure({ keyHash, state: 'unknown' }))).toBe(true);
  const tooLong = { keyHash: 'l'.repeat(4_000), state: 'unknown' as const };
  expect(isUniqueViolation(await failure(tooLong))).toBe(false);
  await expect(hosts.insertMissing(tooLong, ['keyHash'])).rejects.toThrow();
}

/** A meeting with half an emoji, NUL and names that no column takes is stored, and stops nothing. */
async function takesHostileText(strapi: Core.Strapi, connectorId: string) {
  const { imports } = openDatabase(strapi);
  const hostile = (text: string) => `${text} \ud83d \u202e${'🎓'.repeat(300)}`;
  const told = {
    id: 'hostile \ud83d\u0000',
    title: hostile('Title\u0000'),
    startedAt: '2026-02-10T16:34:49Z',
    timezone: hostile('Europe/Kyiv'),
    host: { id: 'h', name: hostile('Ada'), email: `ada@${'x'.repeat(300)}.example` },
    files: [],
  };
  const parsed = parseBody(Buffer.from(JSON.stringify(told)), 'application/json');
  const occurrence = cleanOccurrence((parsed.outcome === 'json' ? parsed.value : undefined) as Occurrence);
  const keyHash = 'x'.repeat(43);
  const row = importRowOf(occurrence, 'f'.repeat(43), connectorId, 1);
  await imports.insert({ ...row, runId: null, connectorId, keyHash, stage: 'fetch', status: 'skipped' });
  const [kept] = await imports.find({ keyHash });
  expect(kept).toMatchObject({ hostName: occurrence.host?.name, hostEmail: null });
  // The column has as much of it as it takes, the ledger's own copy has all.
  const shown = kept?.title ?? '';
  expect([shown.startsWith('Title \ufffd 🎓'), shown.endsWith('🎓…'), shown.length]).toEqual([
    true,
    true,
    255,
  ]);
  expect(kept?.occurrence).toEqual(occurrence);
  await imports.remove({ keyHash });
}

describe.each(SERVERS)('on $name', ({ start }) => {
  it('imports, publishes, lists again without duplicates, and keeps its tables during a boot without the plugin', async () => {
    const server = await start();
    const zoom = await startZoomEmulator({});
    const database = await server.database();
    const host = addHost(zoom);
    for (const days of [1, 2, 3]) zoom.addMeeting({ hostId: host.id, startedAt: daysAgo(days) });
    try {
      let connectorId = '';
      const first = await bootSite({ database, pluginConfig: IMPATIENT });
      try {
        await makesOneFolder(first.strapi as Core.Strapi);
        await putsFurtherFilesIntoMonths(first.strapi as Core.Strapi);
        await makesEachRoleOnce(first.strapi as Core.Strapi);
        const connector = await first.admin.addConnector(
          connectorBody(zoom, { hostEmails: [host.email], publishStatus: 'published' }),
        );
        connectorId = connector.id;
        await until(
          () => first.admin.imports(connectorId),
          (rows) => rows.length === 3 && rows.every(({ status }) => status === 'done'),
        );
        await first.admin.runEnded(connectorId);
        expect(
          await first.strapi.db
            .query('plugin::meeting-connectors.recording')
            .count({ where: { publishedAt: { $notNull: true } } }),
        ).toBe(3);
        const { data } = await first.admin.must<{ data: unknown[] }>('GET', '/imports?search=lecture');
        expect(data.length).toBe(3);
        await searchesTakeAnyText(first);
        await insertsTellWhatFailed(first.strapi as Core.Strapi);
        await takesHostileText(first.strapi as Core.Strapi, connectorId);
      } finally {
        await first.stop();
      }
      const off = await bootSite({ database, pluginEnabled: false });
      await off.stop();
      const second = await bootSite({ database, pluginConfig: IMPATIENT });
      try {
        await second.strapi.db.connection('mc_connectors').update({ watermark_ms: null });
        await second.admin.must('POST', `/connectors/${connectorId}/sync`);
        expect((await second.admin.runEnded(connectorId)).counts).toMatchObject({
          found: 3,
          known: 3,
          imported: 0,
        });
        expect(await second.strapi.db.query('plugin::upload.file').count({})).toBe(3);
      } finally {
        await second.stop();
      }
    } finally {
      await zoom.stop();
      await server.stop();
    }
  });
});
