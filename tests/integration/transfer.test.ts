import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { engine, strapi as sites } from '@strapi/data-transfer';
import type { ListConnectors } from '../../contracts/connectors';
import { DEFAULT_CONNECTOR_OPTIONS } from '../../contracts/defaults';
import { RECORDING_UID } from '../../contracts/plugin';
import type { ReviewDetail } from '../../contracts/review';
import { ask } from '../../playground/client/ask';
import { startZoomEmulator } from '../../emulators/zoom/emulator';
import { belongings, type Tables } from '../support/belongings';
import { bootSite, type Site } from '../support/boot-site';
import { allow } from '../support/member';
import { rowsOf } from '../support/rows-of';
import { spawnSite, type SpawnedSite } from '../support/spawn-site';
import { addHost, connectorBody, daysAgo, IMPATIENT, until, type Zoom } from '../support/zoom-site';

/** What `strapi transfer --to` does, from a site that runs to another one that runs. */
async function transfer({ strapi }: Site, url: string, token: string): Promise<void> {
  const isKept = (type: string) => !sites.isIgnoredOfficialTransferType(type);
  const source = sites.providers.createLocalStrapiSourceProvider({
    getStrapi: () => strapi,
    autoDestroy: false,
  });
  const destination = sites.providers.createRemoteStrapiDestinationProvider({
    url: new URL(`${url}/admin`),
    auth: { type: 'token', token },
    strategy: 'restore',
    restore: {
      entities: { exclude: Object.keys(strapi.contentTypes).filter((type) => !isKept(type)) },
      assets: true,
      configuration: { coreStore: true, webhook: true },
    },
    verifyChecksums: true,
  });
  await engine
    .createTransferEngine(source, destination, {
      versionStrategy: 'exact',
      schemaStrategy: 'strict',
      transforms: {
        links: [{ filter: (link) => isKept(link.left.type) && isKept(link.right.type) }],
        entities: [{ filter: (entity) => isKept(entity.type) }],
      },
    })
    .transfer();
}

describe('a site that is transferred to another one, while both run', () => {
  let zoom: Zoom;
  let source: Site;
  let target: SpawnedSite;
  let connectorId: string;
  /** A recording that was approved, and one that waits for review. */
  let approved = '';
  let waiting = '';
  let asked: number;

  const tablesOf = (dataDir: string): Tables =>
    Object.fromEntries(
      rowsOf<{ name: string }>(
        dataDir,
        "select name from sqlite_master where type = 'table' and (name like 'mc\\_%' escape '\\' or name = 'files')",
      ).map(({ name }) => [name, rowsOf(dataDir, `select * from "${name}"`)]),
    );
  const uploadsOf = (dataDir: string) => {
    const folder = path.join(dataDir, 'public', 'uploads');
    return readdirSync(folder, { withFileTypes: true })
      .filter((one) => one.isFile() && one.name !== '.gitkeep')
      .map(({ name }) => [
        name,
        createHash('sha256')
          .update(readFileSync(path.join(folder, name)))
          .digest('hex'),
      ])
      .sort();
  };
  const there = { pluginConfig: { ...IMPATIENT, environment: 'copy' } };
  /** What somebody without a sign-in gets of the recordings, by each status. */
  const shown = async ({ url }: { url: string }) =>
    await Promise.all(
      [approved, waiting].flatMap((id) =>
        ['draft', 'published'].map(
          async (status) =>
            (await ask(url, 'GET', `/api/meeting-connectors/recordings/${id}?status=${status}`)).status,
        ),
      ),
    );

  beforeAll(async () => {
    zoom = await startZoomEmulator({});
    source = await bootSite({ pluginConfig: IMPATIENT });
    const { data: moderation } = await source.admin.must<{ data: object }>('GET', '/moderation');
    await source.admin.must('PUT', '/moderation', { ...moderation, enabled: true });
    const host = addHost(zoom);
    for (const days of [2, 3]) zoom.addMeeting({ hostId: host.id, startedAt: daysAgo(days) });
    const body = connectorBody(zoom, {
      hostEmails: [host.email],
      publishStatus: 'published',
      publish: { ...DEFAULT_CONNECTOR_OPTIONS.publish, visibility: 'public' },
    });
    connectorId = (await source.admin.addConnector(body)).id;
    const rows = await until(
      () => source.admin.imports(connectorId),
      (all) => all.length === 2 && all.every(({ status }) => status === 'done'),
    );
    await source.admin.runEnded(connectorId);
    [approved = '', waiting = ''] = rows.flatMap(({ recordingDocumentIds }) => recordingDocumentIds);
    const at = `/recordings/${approved}/review`;
    const { review } = (await source.admin.must<{ data: ReviewDetail }>('GET', at)).data;
    await source.admin.must('POST', `${at}/approve`, { revision: review.revision });
    await source.admin.must('PUT', `/recordings/${waiting}/hold`, { reason: 'Court order 17' });

    const everybody = (await source.strapi.db
      .query('plugin::users-permissions.role')
      .findOne({ where: { type: 'public' } })) as { id: number };
    await allow(source, everybody.id, [`${RECORDING_UID}.findOne`]);

    target = await spawnSite(there);
    const made = await ask(target.url, 'POST', '/admin/transfer/tokens', {
      token: await target.admin.token(),
      body: { name: 'From there', description: '', lifespan: null, permissions: ['push'] },
    });
    asked = zoom.log.entries.length;
    await transfer(source, target.url, made.json<{ data: { accessKey: string } }>().data.accessKey);
  });
  afterAll(async () => {
    await target?.stop();
    await source?.stop();
    await zoom?.stop();
  });

  it('has everything there: rows, what they belong to, and the content of each file', () => {
    const [before, after] = [tablesOf(source.dataDir), tablesOf(target.dataDir)];
    for (const [table, rows] of Object.entries(before))
      expect([table, after[table]?.length]).toEqual([table, rows.length]);
    expect(before.mc_recordings).toHaveLength(3);
    expect(belongings(after, 'document_id')).toEqual(belongings(before, 'document_id'));
    expect(uploadsOf(source.dataDir).length).toBeGreaterThan(1);
    expect(uploadsOf(target.dataDir)).toEqual(uploadsOf(source.dataDir));
  });

  it('publishes nothing there that waits, and keeps what is on hold', async () => {
    const published = (dataDir: string) =>
      rowsOf<{ document_id: string }>(
        dataDir,
        'select document_id from mc_recordings where published_at is not null',
      );
    expect(published(target.dataDir)).toEqual(published(source.dataDir));
    expect([await shown(source), await shown(target)]).toEqual([
      [404, 200, 404, 404],
      [404, 200, 404, 404],
    ]);
    const removed = await ask(
      target.url,
      'DELETE',
      `/content-manager/collection-types/plugin::meeting-connectors.recording/${waiting}`,
      { token: await target.admin.token() },
    );
    expect([removed.status, removed.text.includes('ON_HOLD')]).toEqual([403, true]);
  });

  it.each(['at once', 'after its next start'])(
    'is paused there %s, and lends its secrets to nobody',
    async (when) => {
      if (when !== 'at once') {
        const { dataDir } = target;
        await target.stop();
        target = await spawnSite({ ...there, dataDir });
      }
      const { data, meta } = await target.admin.must<ListConnectors.Response>('GET', '/connectors');
      expect(data.map(({ id, status }) => [id, status.summary, status.problem?.code])).toEqual([
        [connectorId, 'paused', 'copied'],
      ]);
      expect(meta.foreign).toMatchObject({ ownership: 'copied', canTake: true });
      expect(JSON.stringify([data, meta])).not.toContain(zoom.connectorSettings.clientSecret);
      for (const what of ['sync', 'preview'])
        expect((await target.admin.call('POST', `/connectors/${connectorId}/${what}`)).status).toBe(400);
      // Another account, at an address of somebody else: it would get the secret.
      const [one] = data;
      const lent = await target.admin.call('POST', '/connectors/check', {
        id: connectorId,
        provider: 'zoom',
        options: one?.options,
        settings: { ...one?.settings, accountId: 'another' },
      });
      expect(lent.status).toBe(400);
      expect(zoom.log.entries.length).toBe(asked);
    },
  );
});
