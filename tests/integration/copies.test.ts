import { cpSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import SQLite from 'better-sqlite3';
import type { ConnectorView, ListConnectors } from '../../contracts/connectors';
import { DEFAULT_CONNECTOR_OPTIONS } from '../../contracts/defaults';
import type { ListMails } from '../../contracts/mails';
import type { ListHosts } from '../../contracts/people';
import { startJaasEmulator, type JaasEmulator } from '../../emulators/jaas/emulator';
import { startTeamsEmulator } from '../../emulators/ms-teams/emulator';
import type { TeamsEmulator } from '../../emulators/ms-teams/types';
import { startZoomEmulator } from '../../emulators/zoom/emulator';
import { bootSite, type Site } from '../support/boot-site';
import { addressOf } from '../support/hook-site';
import { startMailbox, type Mailbox } from '../support/mailbox';
import { watchSockets } from '../support/opened-ports';
import { spawnSite, temporaryDir, type SpawnedSite } from '../support/spawn-site';
import { addHost, connectorBody, daysAgo, IMPATIENT, importOf, until, type Zoom } from '../support/zoom-site';

const TINY = { segments: [{ files: [{ view: 'active_speaker', sizeBytes: 40_000 }] }] };
const HOUR_MS = 3_600_000;

describe('fault 82: a copy of the database beside the original (G9)', () => {
  let zoom: Zoom;
  let teams: TeamsEmulator;
  let jaas: JaasEmulator;
  let mailbox: Mailbox;
  let original: SpawnedSite;
  let copy: Site;
  let sockets: ReturnType<typeof watchSockets>;
  const ids: Record<'zoom' | 'teams' | 'jaas', string> = { zoom: '', teams: '', jaas: '' };

  const meeting = (hostId: string, topic: string) =>
    zoom.addMeeting({ hostId, topic, startedAt: daysAgo(2), ...TINY });
  /** What the emulated providers and the mail server have seen so far. */
  const seen = () => ({
    zoom: zoom.log.entries.length,
    teams: teams.log.entries.length,
    jaas: jaas.log.entries.length,
    subscriptions: [...teams.subscriptions.values()].map(({ id, untilMs }) => [id, untilMs]),
    mails: mailbox.received.length,
  });
  const count = async (table: string) =>
    Number((await copy.strapi.db.connection(table).count({ n: '*' }).first<{ n: number }>())?.n);
  const listOf = async (site: Pick<Site, 'admin'>) =>
    await site.admin.must<ListConnectors.Response>('GET', '/connectors');
  /** Ports that the copy called, besides its own. */
  const called = () => sockets.ports().filter((port) => port !== new URL(copy.url).port);

  beforeAll(async () => {
    [zoom, teams, jaas, mailbox] = await Promise.all([
      startZoomEmulator({}),
      startTeamsEmulator(),
      startJaasEmulator({}),
      startMailbox(),
    ]);
    teams.addUser({ email: 'ada.winter@school.example', displayName: 'Ada Winter' });
    const host = addHost(zoom);
    meeting(host.id, 'Before the copy');
    const options = { pluginConfig: IMPATIENT, email: mailbox.config };
    original = await spawnSite({ ...options, dataDir: temporaryDir('original') });
    const { admin } = original;
    const body = connectorBody(zoom, {
      publishAs: 'host',
      importSince: daysAgo(5).slice(0, 10),
      deleteAtProvider: 'trash',
      deleteAfterHours: 1,
    });
    ids.zoom = (await admin.addConnector(body)).id;
    await admin.runEnded(ids.zoom);
    await admin.must('POST', `/connectors/${ids.zoom}/confirm-accounts`, { accounts: 1 });
    await importOf(admin, ids.zoom, ({ stage }) => stage === 'clean-up');
    const others = { ...DEFAULT_CONNECTOR_OPTIONS, scheduleMinutes: null };
    ids.teams = (
      await admin.addConnector({
        provider: 'ms-teams',
        enabled: true,
        options: { ...others, name: 'Teams' },
        settings: teams.connectorSettings,
      })
    ).id;
    ids.jaas = (
      await admin.addConnector({
        provider: 'jaas',
        enabled: true,
        options: { ...others, name: '8x8' },
        settings: jaas.connectorSettings,
      })
    ).id;
    for (const id of [ids.teams, ids.jaas]) await admin.runEnded(id);
    await until(
      () => Promise.resolve(teams.subscriptions.size),
      (size) => size === 2,
    );

    const dataDir = temporaryDir('copy');
    const live = new SQLite(path.join(original.dataDir, 'data.db'));
    await live.backup(path.join(dataDir, 'data.db'));
    live.close();
    cpSync(path.join(original.dataDir, 'public'), path.join(dataDir, 'public'), { recursive: true });
    // There is much to do: a new meeting, a deletion, an account, a subscription, a mail, and a run that is due.
    meeting(addHost(zoom, 'Grace New').id, 'After the copy');
    const dumped = new SQLite(path.join(dataDir, 'data.db'));
    dumped.exec(`update mc_imports set imported_at_ms = 1, next_attempt_at_ms = 1;
      update mc_connectors set next_run_at_ms = 1, subscription_due_at_ms = 1;
      insert into mc_outbox_mails (document_id, key_hash, recipient, template, data, status, environment, next_attempt_at_ms, created_at_ms, attempts, lease_fence)
        values ('waitingmailofthatsite123', 'k', 'ada@school.example', 'rejected', '{}', 'waiting', 'playground', 1, 1, 0, 0)`);
    dumped.close();
    sockets = watchSockets();
    copy = await bootSite({
      ...options,
      dataDir,
      pluginConfig: { ...IMPATIENT, environment: 'staging' },
    });
  });
  afterAll(async () => {
    sockets?.stop();
    await copy?.stop();
    await original?.stop();
    await Promise.all([zoom.stop(), teams.stop(), jaas.stop(), mailbox.stop()]);
  });

  it('asks, sends, makes and deletes nothing, also when its connectors are used, switched or removed', async () => {
    const before = seen();
    const [users, recordings] = [await count('admin_users'), await count('mc_recordings')];
    const services = copy.strapi.plugin('meeting-connectors');
    const review = async () => {
      for (const name of ['subscriptions', 'alerts'])
        await (services.service(name) as { review(): Promise<void> }).review();
    };
    await review();
    const { data, meta } = await listOf(copy);
    expect(data.map(({ status }) => [status.summary, status.problem?.code])).toEqual(
      data.map(() => ['paused', 'copied']),
    );
    expect(meta.foreign).toMatchObject({ ownership: 'copied', canTake: true });
    expect(meta.mailProblem).toMatchObject({ code: 'owner.no-mail' });
    for (const action of ['sync', 'preview'])
      expect((await copy.admin.call('POST', `/connectors/${ids.zoom}/${action}`)).status).toBe(400);
    for (const enabled of [false, true])
      for (const id of [ids.zoom, ids.teams])
        await copy.admin.must('POST', `/connectors/${id}/enabled`, { enabled });
    await copy.admin.must('DELETE', `/connectors/${ids.teams}`);
    await review();
    // Every queue looks at least once.
    await sleep(6_000);
    expect(called()).toEqual([]);
    expect(seen()).toEqual(before);
    expect([await count('admin_users'), await count('mc_recordings')]).toEqual([users, recordings]);
    const mails = await copy.admin.must<ListMails.Response>('GET', '/mails?pageSize=100');
    expect(mails.data.find(({ to }) => to === 'ada@school.example')?.status).toBe('held');
  });

  it('saves what a genuine event told it itself before the links end, and publishes nothing', async () => {
    const before = seen();
    jaas.events.addEndpoint(await addressOf(copy, ids.jaas));
    const { sessionId } = jaas.addSession({
      room: 'Told to the copy',
      startedAt: new Date(Date.now() - HOUR_MS).toISOString(),
    });
    await jaas.announce(sessionId);
    const saved = await importOf(copy.admin, ids.jaas, ({ stage }) => stage === 'publish');
    expect(saved.files[0]?.status).toBe('stored');
    expect(saved.recordingDocumentIds).toEqual([]);
    await sleep(1_000);
    expect(await copy.admin.imports(ids.jaas)).toMatchObject([
      { stage: 'publish', recordingDocumentIds: [] },
    ]);
    const ports = new Set([new URL(jaas.storageUrl).port]);
    expect(called().filter((port) => !ports.has(port))).toEqual([]);
    expect({ ...seen(), jaas: 0 }).toEqual({ ...before, jaas: 0 });
  });

  it('does not disturb the original, which goes on', async () => {
    const { admin } = original;
    const { data } = await listOf(original);
    expect(data.map(({ status }) => status.summary)).not.toContain('paused');
    await admin.must('POST', `/connectors/${ids.zoom}/sync`);
    const imports = await until(
      () => admin.imports(ids.zoom),
      (all) => all.length === 2 && all.every(({ stage }) => stage === 'clean-up'),
    );
    expect(imports.map(({ title }) => title).sort()).toEqual(['After the copy', 'Before the copy']);
    expect(teams.subscriptions.size).toBe(2);
  });

  it('becomes the owner when a manager says so: it imports what it lacks, and nothing twice', async () => {
    await original.stop();
    const recordings = await count('mc_recordings');
    await copy.admin.must('POST', '/connectors/take-over');
    await copy.admin.must('POST', `/connectors/${ids.zoom}/sync`);
    const imports = await until(
      () => copy.admin.imports(ids.zoom),
      (all) => all.length === 2 && all.every(({ stage }) => stage === 'clean-up'),
    );
    expect(imports.map(({ title }) => title).sort()).toEqual(['After the copy', 'Before the copy']);
    const pushed = await importOf(copy.admin, ids.jaas, ({ status }) => status === 'done');
    expect(pushed.recordingDocumentIds).toHaveLength(1);
    // One of Zoom and one of 8x8, as drafts.
    expect(await count('mc_recordings')).toBe(recordings + 2);
    const { data } = await copy.admin.must<{ data: ConnectorView }>('GET', `/connectors/${ids.zoom}`);
    expect(data.status.summary).not.toBe('paused');
    // The deletion that was due is its own now.
    await until(
      () => copy.admin.imports(ids.zoom),
      (all) =>
        all.some(({ title, deletion }) => title === 'Before the copy' && deletion?.state === 'deleted'),
    );
    const mails = await copy.admin.must<ListMails.Response>('GET', '/mails?pageSize=100');
    // What the original wrote it may have sent itself.
    expect(mails.data.find(({ to }) => to === 'ada@school.example')?.status).toBe('held');
  });

  it('makes no account while nobody knows whose a connector is, and makes it when somebody says so', async () => {
    const mark = (environment: string | null) =>
      copy.strapi.db.connection('mc_connectors').where({ document_id: ids.zoom }).update({ environment });
    await mark(null);
    const [users, hosts] = [await count('admin_users'), await count('mc_hosts')];
    meeting(addHost(zoom, 'Lena Locked').id, 'Of nobody known');
    await copy.admin.must('POST', `/connectors/${ids.zoom}/sync`);
    const found = async () =>
      (await copy.admin.imports(ids.zoom)).find(({ title }) => title === 'Of nobody known');
    const waits = await until(found, (one) => one?.problem !== undefined);
    expect(waits).toMatchObject({
      status: 'waiting',
      problem: { code: 'account-not-given', what: { code: 'owner.unproven' } },
    });
    const { data } = await copy.admin.must<{ data: ConnectorView }>('GET', `/connectors/${ids.zoom}`);
    expect(data.status).toMatchObject({
      summary: 'needs-you',
      problem: { what: { code: 'owner.unproven' } },
    });
    expect((await listOf(copy)).meta.foreign).toMatchObject({ ownership: 'unproven', canTake: true });
    const { data: people } = await copy.admin.must<ListHosts.Response>('GET', '/people?pageSize=100');
    const host = people.find(({ name }) => name === 'Lena Locked');
    const decided = await copy.admin.call('POST', `/people/${host?.id}/decide`, { decision: 'create' });
    expect([decided.status, JSON.stringify(decided.body)]).toEqual([
      400,
      expect.stringContaining('owner.unproven'),
    ]);
    expect([await count('admin_users'), await count('mc_hosts')]).toEqual([users, hosts + 1]);
    await copy.admin.must('POST', '/connectors/take-over');
    await until(found, (one) => one?.stage === 'clean-up');
    expect(await count('admin_users')).toBe(users + 1);
  });
});
