import path from 'node:path';
import Database from 'better-sqlite3';
import type { Core } from '@strapi/strapi';
import { openDatabase } from '../../server/src/ledger/database';
import { insertImports } from '../../server/src/ledger/imports';
import { claim } from '../../server/src/ledger/lease';
import { startZoomEmulator } from '../../emulators/zoom/emulator';
import type { SiteOptions } from '../../playground/client/site-environment';
import { audit } from '../support/audit';
import { bootSite, type Site } from '../support/boot-site';
import { startPostgres, type Postgres } from '../support/postgres';
import { spawnSite, temporaryDir, type SpawnedSite } from '../support/spawn-site';
import { addHost, connectorBody, daysAgo, IMPATIENT, until, type Zoom } from '../support/zoom-site';

const MiB = 1024 * 1024;

describe('a database in trouble', () => {
  let zoom: Zoom;
  let postgres: Postgres;
  beforeAll(async () => {
    zoom = await startZoomEmulator({});
    postgres = await startPostgres();
  });
  afterAll(async () => {
    await zoom.stop();
    await postgres.stop();
  });

  function addMeetings(number: number, sizeBytes = MiB) {
    const host = addHost(zoom);
    for (let index = 0; index < number; index += 1) {
      zoom.addMeeting({
        hostId: host.id,
        startedAt: daysAgo(2 + index / 24),
        segments: [{ files: [{ view: 'active_speaker', sizeBytes, seed: `${host.id}/${index}` }] }],
      });
    }
    return host;
  }

  const allDone = (site: Pick<SpawnedSite, 'admin'>, connectorId: string, number: number) =>
    until(
      // While the database is away, the panel's own requests fail as well.
      () => site.admin.imports(connectorId).catch(() => []),
      (rows) => rows.length === number && rows.every(({ status }) => status === 'done'),
      // A run that met the trouble itself goes on when its lease of 30 s ends.
      100_000,
    );

  describe.each(['sqlite', 'postgres'] as const)('on %s', (client) => {
    let site: Site;
    let options: SiteOptions;
    beforeAll(async () => {
      options = { pluginConfig: { ...IMPATIENT, jobs: { enabled: false } } };
      if (client === 'postgres') options.database = await postgres.database();
      site = await bootSite(options);
    });
    afterAll(() => site.stop());
    const database = () => openDatabase(site.strapi as Core.Strapi);

    it('a webhook address answers "try again" while its connector can’t be looked up, for every method', async () => {
      const address = `${site.url}/api/meeting-connectors/hooks/${'K'.repeat(22)}`;
      const statuses = async () => [
        (await fetch(address)).status,
        (await fetch(address, { method: 'POST', body: '{}' })).status,
        (await fetch(`${address}/wake`, { method: 'POST', headers: { authorization: 'Bearer x' } })).status,
      ];
      const { sql, connectors } = database();
      await sql.schema.renameTable(connectors.name, 'mc_away');
      try {
        expect(await statuses()).toEqual([503, 503, 503]);
      } finally {
        await sql.schema.renameTable('mc_away', connectors.name);
      }
      expect(await statuses()).toEqual([401, 401, 401]);
    });

    it('fault 38: two inserts of the same meeting leave one row, and the loser sees it', async () => {
      const row = {
        connectorId: '1',
        keyHash: 'same-key',
        occurrenceId: 'same',
        stage: 'fetch' as const,
        status: 'waiting' as const,
      };
      const inserted = await Promise.all([1, 2, 3].map(() => insertImports(database(), [row])));
      expect(inserted.reduce((sum, number) => sum + number, 0)).toBe(1);
      expect(await database().imports.find({ keyHash: 'same-key' })).toHaveLength(1);
      // A page in which one row is known already loses none of the others.
      await insertImports(database(), [row, { ...row, keyHash: 'other-key' }]);
      expect(await database().imports.find({ connectorId: '1' })).toHaveLength(2);
    });

    it('fault 38: each unique index of the ledger is an index of the database', async () => {
      const { files, connectors, credentials } = database();
      const refused = { code: expect.stringMatching(/^(SQLITE_CONSTRAINT|23505)/) };
      const file = {
        importId: '7',
        fileKeyHash: 'f',
        fileKey: 'f',
        kind: 'video' as const,
        status: 'waiting' as const,
      };
      await files.insert(file);
      await expect(files.insert(file)).rejects.toMatchObject(refused);
      await connectors.insert({ hookKey: 'h', provider: 'zoom', name: 'a', options: {} as never });
      await expect(
        connectors.insert({ hookKey: 'h', provider: 'zoom', name: 'b', options: {} as never }),
      ).rejects.toMatchObject(refused);
      await credentials.insert({ connectorId: '1', field: 'x', cipher: 'c' });
      await expect(credentials.insert({ connectorId: '1', field: 'x', cipher: 'd' })).rejects.toMatchObject(
        refused,
      );
    });

    it('fault 39: of twenty claims at once one wins, by the database’s own clock', async () => {
      const { imports } = database();
      const row = await imports.insert({
        connectorId: '2',
        keyHash: 'lease',
        occurrenceId: 'lease',
        stage: 'fetch',
        status: 'waiting',
      });
      const claims = await Promise.all(
        Array.from({ length: 20 }, (_, index) => claim(database(), imports, { ...row }, `owner:${index}:0`)),
      );
      const won = claims.filter((lease) => lease !== undefined);
      expect(won).toHaveLength(1);
      const held = await imports.findOne({ id: row.id });
      expect(held?.leaseFence).toBe(1);
      expect((held?.leaseUntilMs ?? 0) - (await database().now())).toBeGreaterThan(20_000);
      expect(await claim(database(), imports, held ?? row, 'somebody:1:0')).toBeUndefined();
    });
  });

  it('fault 37: a writer that locks SQLite for seconds delays the import and loses nothing', async () => {
    const host = addMeetings(3);
    const dataDir = temporaryDir('locked');
    const site = await spawnSite({ dataDir, pluginConfig: IMPATIENT });
    try {
      const connector = await site.admin.addConnector(connectorBody(zoom, { hostEmails: [host.email] }));
      const other = new Database(path.join(dataDir, 'data.db'), { timeout: 10_000 });
      other.exec('begin immediate');
      await new Promise((resolve) => setTimeout(resolve, 8_000));
      other.exec('rollback');
      other.close();
      await allDone(site, connector.id, 3);
    } finally {
      await site.stop();
    }
    await audit({ dataDir });
  });

  it('fault 37: connections of Postgres that are cut in the middle delay the import and lose nothing', async () => {
    const host = addMeetings(4, 6 * MiB);
    zoom.settings.bytesPerSecond = 3 * MiB;
    const site = await spawnSite({ database: await postgres.database(), pluginConfig: IMPATIENT });
    try {
      const connector = await site.admin.addConnector(connectorBody(zoom, { hostEmails: [host.email] }));
      await until(
        () => site.admin.imports(connector.id),
        (rows) => rows.some(({ files }) => (files[0]?.bytesDone ?? 0) > 0),
      );
      expect(await postgres.cutConnections()).toBeGreaterThan(0);
      zoom.settings.bytesPerSecond = undefined;
      const rows = await allDone(site, connector.id, 4);
      expect(new Set(rows.flatMap(({ recordingDocumentIds }) => recordingDocumentIds)).size).toBe(4);
    } finally {
      zoom.settings.bytesPerSecond = undefined;
      await site.stop();
    }
  });

  it.each([2, 5])(
    'fault 39: %i instances on one Postgres import each file once, in one run (C4)',
    async (number) => {
      const host = addMeetings(6);
      const shared = {
        database: await postgres.database(),
        dataDir: temporaryDir('shared'),
        pluginConfig: IMPATIENT,
      };
      const first = await spawnSite(shared);
      const sites = [
        first,
        ...(await Promise.all(Array.from({ length: number - 1 }, () => spawnSite(shared)))),
      ];
      try {
        const connector = await first.admin.addConnector(connectorBody(zoom, { hostEmails: [host.email] }));
        await Promise.all(sites.map((site) => site.admin.must('POST', `/connectors/${connector.id}/sync`)));
        const rows = await allDone(first, connector.id, 6);
        const files = rows.flatMap((row) => row.files);
        expect(new Set(files.map(({ mediaFileId }) => mediaFileId)).size).toBe(6);
        expect(new Set(rows.flatMap(({ recordingDocumentIds }) => recordingDocumentIds)).size).toBe(6);
        const { data } = await first.admin.must<{ data: { status: string }[] }>(
          'GET',
          `/runs?connectorId=${connector.id}`,
        );
        expect(data.length).toBeLessThanOrEqual(2);
        const media = await fetch(`${first.url}/upload/files?pageSize=100`, {
          headers: { authorization: `Bearer ${await first.admin.token()}` },
        });
        expect(((await media.json()) as { results: unknown[] }).results).toHaveLength(6);
      } finally {
        await Promise.all(sites.map((site) => site.stop()));
      }
    },
    150_000,
  );

  it('fault 39: two instances on one SQLite file import each file once', async () => {
    const host = addMeetings(6);
    const dataDir = temporaryDir('two');
    const first = await spawnSite({ dataDir, pluginConfig: IMPATIENT });
    const second = await spawnSite({ dataDir, pluginConfig: IMPATIENT });
    try {
      const connector = await first.admin.addConnector(connectorBody(zoom, { hostEmails: [host.email] }));
      const rows = await allDone(second, connector.id, 6);
      expect(new Set(rows.flatMap(({ recordingDocumentIds }) => recordingDocumentIds)).size).toBe(6);
    } finally {
      await first.stop();
      await second.stop();
    }
    await audit({ dataDir });
  });
});
