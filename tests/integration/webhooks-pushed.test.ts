import { message } from '../../contracts/messages/catalogue';
import { DEFAULT_CONNECTOR_OPTIONS } from '../../contracts/defaults';
import type { ConnectorOptions, ConnectorView } from '../../contracts/connectors';
import type { RunView } from '../../contracts/runs';
import { startJaasEmulator, type JaasEmulator } from '../../emulators/jaas/emulator';
import { NEEDS_ATTENTION } from '../../server/src/webhooks/deadlines';
import { bootSite, type Site } from '../support/boot-site';
import { addressOf, deliveriesOf, webhookOf, worked } from '../support/hook-site';
import { temporaryDir } from '../support/spawn-site';
import { IMPATIENT, importOf, until } from '../support/zoom-site';

const HOUR_MS = 3_600_000;
const hoursAgo = (hours: number) => new Date(Date.now() - hours * HOUR_MS).toISOString();

async function connect(site: Site, jaas: JaasEmulator, over: Partial<ConnectorOptions> = {}) {
  const connector = await site.admin.addConnector({
    provider: 'jaas',
    enabled: true,
    options: { ...DEFAULT_CONNECTOR_OPTIONS, name: '8x8', scheduleMinutes: null, ...over },
    settings: jaas.connectorSettings,
  });
  jaas.events.addEndpoint(await addressOf(site, connector.id));
  return connector;
}
const viewOf = async (site: Site, id: string) =>
  (await site.admin.must<{ data: ConnectorView }>('GET', `/connectors/${id}`)).data;

/** What the chore does every minute. */
const watch = (site: Site) =>
  (site.strapi.plugin('meeting-connectors').service('deadlines') as { watch(): Promise<void> }).watch();

describe('a provider that only pushes (D1)', () => {
  let jaas: JaasEmulator;
  let site: Site;
  beforeAll(async () => {
    jaas = await startJaasEmulator({});
    site = await bootSite({ pluginConfig: IMPATIENT });
  });
  afterAll(async () => {
    await site.stop();
    await jaas.stop();
  });

  it('is authorized by its key pair and its first genuine event, and each import is a sync run (A5)', async () => {
    const connector = await connect(site, jaas);
    expect((await site.admin.runEnded(connector.id)).status).toBe('finished');
    expect((await viewOf(site, connector.id)).status.authorization).toBe('no-event-yet');
    const { sessionId, recordings } = jaas.addSession({ room: 'Algebra', startedAt: hoursAgo(2) });
    const sent = await jaas.announce(sessionId);
    expect(sent.every(({ status }) => status >= 200 && status < 300)).toBe(true);
    const done = await importOf(site.admin, connector.id, ({ status }) => status === 'done');
    expect(done.files[0]?.sha256).toBe(await recordings[0]?.file.content().sha256());
    const { data } = await until(
      () => site.admin.must<{ data: RunView[] }>('GET', `/runs?connectorId=${connector.id}`),
      (runs) => runs.data[0]?.trigger === 'webhook' && runs.data[0].status === 'finished',
    );
    expect(data[0]?.counts).toMatchObject({ found: 1, imported: 1, failed: 0 });
    const { status } = await viewOf(site, connector.id);
    expect(status).toMatchObject({ authorization: 'authorized', syncStatus: 'finished' });
    expect(status.lastSyncedAt).toBeDefined();

    // What events proved, they proved of the former secret.
    const { options } = await viewOf(site, connector.id);
    const save = (settings: JaasEmulator['connectorSettings']) =>
      site.admin.must('PUT', `/connectors/${connector.id}`, { options, settings });
    await save(jaas.connectorSettings);
    await site.admin.runEnded(connector.id);
    expect((await viewOf(site, connector.id)).status.authorization).toBe('no-event-yet');
    // An event that brings no import is a contact with 8x8 too.
    await site.strapi.db
      .connection('mc_connectors')
      .where({ document_id: connector.id })
      .update({ last_synced_at_ms: 1 });
    const room = jaas.addSession({ room: 'Quiet', startedAt: hoursAgo(1) });
    await jaas.announce(room.sessionId, { only: ['ROOM_CREATED'] });
    const after = await until(
      async () => (await viewOf(site, connector.id)).status,
      ({ authorization, lastSyncedAt }) =>
        authorization === 'authorized' && Date.parse(lastSyncedAt ?? '') > 1,
    );
    expect(Date.parse(after.lastSyncedAt ?? '')).toBeGreaterThanOrEqual(
      Date.parse(status.lastSyncedAt ?? ''),
    );
  });

  it('fault 55: ends with one import and its chat in every order of events, also with repeats', async () => {
    const connector = await connect(site, jaas);
    const { sessionId } = jaas.addSession({
      room: 'Reversed',
      startedAt: hoursAgo(1),
      people: [{ id: 'u1', name: 'Ada Host', email: 'ada@school.example' }],
      chat: [{ by: 'u1', atSeconds: 1, text: 'Hello everybody' }],
    });
    await jaas.announce(sessionId, { order: 'reversed', copies: 3 });
    const done = await importOf(
      site.admin,
      connector.id,
      ({ status, files }) => status === 'done' && files.some(({ kind }) => kind === 'chat'),
    );
    expect(done.files.filter(({ kind }) => kind === 'video')).toHaveLength(1);
    expect(done.recordingDocumentIds).toHaveLength(1);
    // Of several copies of a leave and a join that came after it, one stay.
    const stays = await until(
      () =>
        site.strapi.db.connection('mc_participants').where({ connector_id: connector.id }) as Promise<
          { joined_at_ms: number | null }[]
        >,
      (rows) => rows.some((row) => row.joined_at_ms !== null),
    );
    const stay = { name: 'Ada Host', email: 'ada@school.example', person_id: 'u1', source: 'event' };
    const { startedAtMs, endedAtMs } = jaas.session(sessionId) ?? { startedAtMs: 0, endedAtMs: 0 };
    expect(stays).toMatchObject([
      { ...stay, joined_at_ms: startedAtMs - 1_000, left_at_ms: endedAtMs + 1_000 },
    ]);
    const kept = JSON.stringify(await site.strapi.db.connection('mc_imports').select());
    expect(kept).not.toContain(jaas.storageUrl);
    expect(site.logs()).not.toContain(jaas.secrets().at(-1));
  });

  it('fills in the host and the names of the chat when people are told of after the import', async () => {
    const connector = await connect(site, jaas);
    const { sessionId } = jaas.addSession({
      room: 'Told late',
      startedAt: hoursAgo(1),
      people: [{ id: 'u1', name: 'Ada Host', email: 'ada@school.example' }],
      chat: [{ by: 'u1', atSeconds: 1, text: 'Hello everybody' }],
    });
    const isPerson = ['PARTICIPANT_JOINED', 'PARTICIPANT_LEFT'];
    await jaas.announce(sessionId, { only: ['RECORDING_UPLOADED', 'CHAT_UPLOADED'] });
    const done = await importOf(
      site.admin,
      connector.id,
      ({ status, files }) => status === 'done' && files.some(({ kind }) => kind === 'chat'),
    );
    const entry = () =>
      site.strapi
        .documents('plugin::meeting-connectors.recording' as never)
        .findOne({ documentId: done.recordingDocumentIds[0] } as never) as unknown as Promise<{
        hostEmail: string | null;
        hostName: string | null;
        chat: string | null;
      }>;
    expect((await entry()).hostEmail).toBeNull();
    await jaas.announce(sessionId, { only: isPerson });
    const told = await until(entry, ({ hostEmail }) => hostEmail !== null);
    expect(told).toMatchObject({ hostEmail: 'ada@school.example', hostName: 'Ada Host' });
    await until(entry, ({ chat }) => chat?.includes('Ada Host') === true);
    const after = await importOf(site.admin, connector.id, ({ status }) => status === 'done');
    expect(after.recordingDocumentIds).toEqual(done.recordingDocumentIds);
  });

  it('fault 60: never opens a link to another host than the provider’s, and says so', async () => {
    const connector = await connect(site, jaas);
    const { sessionId } = jaas.addSession({
      room: 'Foreign',
      startedAt: hoursAgo(1),
      recordings: [{ link: 'https://files.example.org/recording.mp4' }],
    });
    await jaas.announce(sessionId);
    const dead = await importOf(site.admin, connector.id, ({ status }) => status === 'dead');
    expect(dead.problem?.what).toBeTruthy();
  });

  it('warns once of a recording that ended and was never announced, and shows it in the connector', async () => {
    const connector = await connect(site, jaas);
    const { sessionId } = jaas.addSession({ room: 'Lost', startedAt: hoursAgo(3) });
    await jaas.announce(sessionId, { only: ['ROOM_CREATED', 'RECORDING_STARTED', 'RECORDING_ENDED'] });
    await until(
      () => deliveriesOf(site.admin, connector.id),
      (all) => all.length > 0 && all.every(({ status }) => status === 'done'),
    );
    const heard: unknown[] = [];
    const listen = (attention: unknown) => Promise.resolve(void heard.push(attention));
    site.strapi.eventHub.on(NEEDS_ATTENTION, listen);
    await watch(site);
    await watch(site);
    site.strapi.eventHub.off(NEEDS_ATTENTION, listen);
    expect(heard).toEqual([{ cause: 'recording-missing', connectorId: connector.id }]);
    expect((await webhookOf(site.admin, connector.id)).events?.missing).toHaveLength(1);
    await jaas.announce(sessionId);
    await importOf(site.admin, connector.id, ({ status }) => status === 'done');
    expect((await webhookOf(site.admin, connector.id)).events?.missing).toEqual([]);
  });

  /** A recording that waits for publishing, because the connector's manager has gone. */
  const storedOnly = async (connectorId: string, room: string) => {
    await site.admin.runEnded(connectorId);
    await site.strapi.db
      .connection('mc_connectors')
      .where({ document_id: connectorId })
      .update({ configured_by_id: 999 });
    const { sessionId } = jaas.addSession({ room, startedAt: hoursAgo(1) });
    await jaas.announce(sessionId);
    return await importOf(site.admin, connectorId, ({ stage }) => stage === 'publish');
  };

  it('is downloaded and stored while its connector needs a person, and published afterwards (B5)', async () => {
    const connector = await connect(site, jaas);
    const stored = await storedOnly(connector.id, 'Orphan');
    expect(stored.files[0]?.status).toBe('stored');
    expect(stored.recordingDocumentIds).toEqual([]);
    const { options } = await viewOf(site, connector.id);
    await site.admin.must('PUT', `/connectors/${connector.id}`, {
      options,
      settings: jaas.connectorSettings,
    });
    const done = await importOf(site.admin, connector.id, ({ status }) => status === 'done');
    expect(done.recordingDocumentIds).toHaveLength(1);
  });

  it('is not published when a rule was narrowed while it waited, and nothing of it stays', async () => {
    const connector = await connect(site, jaas);
    const stored = await storedOnly(connector.id, 'Narrowed');
    const mediaFileId = stored.files[0]?.mediaFileId ?? (await mediaOf(stored.files[0]?.id));
    expect(await fileOf(mediaFileId)).not.toBeNull();
    const { options } = await viewOf(site, connector.id);
    await site.admin.must('PUT', `/connectors/${connector.id}`, {
      options: { ...options, rules: { ...options.rules, titleExcludes: ['narrowed'] } },
      settings: jaas.connectorSettings,
    });
    const skipped = await importOf(site.admin, connector.id, ({ status }) => status === 'skipped');
    expect(skipped).toMatchObject({ reason: message('reason.title-not-wanted'), recordingDocumentIds: [] });
    expect(skipped.files).toEqual([]);
    expect(await fileOf(mediaFileId)).toBeNull();
  });

  const fileOf = (documentId: string) =>
    site.strapi.db.query('plugin::upload.file').findOne({ where: { documentId } });
  const mediaOf = async (id: string | undefined) => {
    const row: { media_file_id: string } = await site.strapi.db
      .connection('mc_import_files')
      .where({ document_id: id })
      .first();
    return row.media_file_id;
  };
});

describe('a day without a working instance', () => {
  it('fault 71: warns before recordings are lost, then imports the earliest deadline first, and names what is lost (P8)', async () => {
    const jaas = await startJaasEmulator({});
    const dataDir = temporaryDir('outage');
    const idle = await bootSite({ dataDir, pluginConfig: { ...IMPATIENT, jobs: { enabled: false } } });
    let connector: ConnectorView;
    // In the order of the events, with the hours since 8x8 stored them.
    const rooms = { late: 19, soonest: 23, soon: 22, expired: 25 };
    try {
      connector = await connect(idle, jaas);
      for (const [room, hours] of Object.entries(rooms)) {
        const { sessionId } = jaas.addSession({ room, startedAt: hoursAgo(hours) });
        await jaas.announce(sessionId, { only: ['RECORDING_UPLOADED'] });
      }
      const rows = await deliveriesOf(idle.admin, connector.id);
      expect(rows.map(({ status }) => status)).toEqual(['waiting', 'waiting', 'waiting', 'waiting']);
      // They are listed with the newest first.
      const ages = Object.values(rooms).reverse();
      for (const [index, { id }] of rows.entries()) {
        await idle.strapi.db
          .connection('mc_webhook_deliveries')
          .where({ document_id: id })
          .update({ received_at_ms: Date.now() - (ages[index] ?? 0) * HOUR_MS });
      }
      const heard: { cause: string }[] = [];
      idle.strapi.eventHub.on(NEEDS_ATTENTION, (attention: { cause: string }) =>
        Promise.resolve(void heard.push(attention)),
      );
      await watch(idle);
      await watch(idle);
      expect(heard.map(({ cause }) => cause)).toEqual(['events-wait']);
    } finally {
      await idle.stop();
    }

    jaas.log.clear();
    const busy = await bootSite({
      dataDir,
      pluginConfig: { ...IMPATIENT, jobs: { firstRetryMs: 50, concurrency: 1 } },
    });
    try {
      const all = await until(
        () => busy.admin.imports(connector.id),
        (imports) =>
          imports.length === 4 && imports.every(({ status }) => status === 'done' || status === 'dead'),
        60_000,
      );
      const lost = all.find(({ status }) => status === 'dead');
      expect(lost?.title).toMatch(/expired/i);
      expect(lost?.problem?.code).toBe('link-expired');
      const done = all.filter(({ status }) => status === 'done');
      expect(done).toHaveLength(3);
      const recordings = (await busy.strapi.db.connection('mc_recordings').orderBy('id').select('title')) as {
        title: string;
      }[];
      expect(recordings.map(({ title }) => title.split(' ')[0]?.toLowerCase())).toEqual([
        'soonest',
        'soon',
        'late',
      ]);
      await worked(busy.admin, connector.id, 4);
    } finally {
      await busy.stop();
      await jaas.stop();
    }
  });
});
