import type { ConnectorView } from '../../contracts/connectors';
import { DEFAULT_CONNECTOR_OPTIONS } from '../../contracts/defaults';
import type { EnterRoom, TellSeenLink } from '../../contracts/rooms';
import { startJaasEmulator, type JaasEmulator, type JaasSession } from '../../emulators/jaas/emulator';
import { startZoomEmulator } from '../../emulators/zoom/emulator';
import { bootSite, type Site } from '../support/boot-site';
import { addressOf, deliveriesOf } from '../support/hook-site';
import { addMember, allow, authenticatedRole } from '../support/member';
import { connectorBody, IMPATIENT, until } from '../support/zoom-site';
import { ask as askRoute } from '../../playground/client/ask';

const ACTION = 'plugin::meeting-connectors.room-api';

/** Requests of pages of a site without its own rule. */
describe('pages of a site', () => {
  let jaas: JaasEmulator;
  let site: Site;
  let connector: ConnectorView;
  let jwt = '';
  const add = (settings: object = {}, enabled = true) =>
    site.admin.addConnector({
      provider: 'jaas',
      enabled,
      options: { ...DEFAULT_CONNECTOR_OPTIONS, name: 'Rooms', scheduleMinutes: null },
      settings: { ...jaas.connectorSettings, ...settings },
    });
  async function ask<T>(what: 'token' | 'link', body: object, { id = connector.id, token = jwt } = {}) {
    const answer = await askRoute(site.url, 'POST', `/api/meeting-connectors/rooms/${id}/${what}`, {
      body,
      ...(token === '' ? {} : { token }),
    });
    return { status: answer.status, text: answer.text, data: answer.json<{ data: T }>().data };
  }
  const tell = (body: object, as: { id?: string; token?: string } = {}) =>
    ask<TellSeenLink.Response['data']>('link', body, as);
  /** The data of `recordingLinkAvailable` in a page, shortly before the event. */
  const seenOf = ({ sessionId, room, recordings }: JaasSession) => {
    const uploaded = jaas.events
      .eventsOf(jaas.session(sessionId) ?? fail())
      .find(({ eventType }) => eventType === 'RECORDING_UPLOADED');
    const link = String((uploaded?.data as { preAuthenticatedLink?: string }).preAuthenticatedLink);
    expect(recordings).toHaveLength(1);
    return { room, session: sessionId, link, ttlSeconds: 86_400 };
  };
  const fail = (): never => {
    throw new Error('no such session');
  };
  const session = (room: string) =>
    jaas.addSession({ room, startedAt: new Date(Date.now() - 60_000).toISOString() });

  beforeAll(async () => {
    jaas = await startJaasEmulator({});
    site = await bootSite({ pluginConfig: IMPATIENT, env: { PLAYGROUND_ROOM_RULE: 'none' } });
    connector = await add();
    ({ token: jwt } = await addMember(site, 'Nadia'));
    expect((await tell({ room: 'x', session: 's', link: 'https://x.example' })).status).toBe(403);
    await allow(site, await authenticatedRole(site), [`${ACTION}.token`, `${ACTION}.link`]);
  });
  afterAll(async () => {
    await site.stop();
    await jaas.stop();
  });

  it('enter rooms with the rights of the user’s role, limited by both switches', async () => {
    const rightsWith = async (settings: object) => {
      const { id } = await add(settings);
      return (await ask<EnterRoom.Response['data']>('token', { room: 'open-evening' }, { id })).data.rights;
    };
    expect(await rightsWith({})).toEqual({ moderator: false, recording: false });
    expect(await rightsWith({ moderatorRoles: ['Teachers'] })).toEqual({
      moderator: false,
      recording: false,
    });
    const byRole = { moderatorRoles: ['Teachers', 'authenticated'] };
    expect(await rightsWith(byRole)).toEqual({ moderator: true, recording: true });
    expect(await rightsWith({ ...byRole, recordingAllowed: false })).toEqual({
      moderator: true,
      recording: false,
    });
    expect(await rightsWith({ allModerators: true })).toEqual({ moderator: true, recording: true });
  });

  /** Entries by their number of versions: `published` is served, `draft` is not. */
  const statusOf = async (documentId: string | undefined) => {
    const published = await site.strapi.db
      .query('plugin::meeting-connectors.recording')
      .count({ where: { documentId, publishedAt: { $notNull: true } } });
    return published > 0 ? 'published' : 'draft';
  };
  const importNamed = async (id: string, room: string) =>
    (await site.admin.imports(id)).filter(({ title }) => title.startsWith(room));
  const doneNamed = async (id: string, room: string) => {
    const [row] = await until(
      () => importNamed(id, room),
      (rows) => rows.length === 1 && rows[0]?.status === 'done',
    );
    return row ?? fail();
  };
  const asked = () => jaas.log.count('GET link');
  /** A connector that publishes, and whose events come. Its storage is known once one has come. */
  const announcing = async (room: string) => {
    const { id } = await site.admin.addConnector({
      provider: 'jaas',
      enabled: true,
      options: {
        ...DEFAULT_CONNECTOR_OPTIONS,
        name: 'Announced',
        scheduleMinutes: null,
        publishStatus: 'published',
      },
      settings: jaas.connectorSettings,
    });
    jaas.events.addEndpoint(await addressOf(site, id));
    const { sessionId } = session(room);
    await jaas.announce(sessionId);
    await doneNamed(id, room);
    return { id, sessionId };
  };

  it('report the link that they saw, and the recording is a draft although its event never came', async () => {
    connector = { ...connector, id: (await announcing('announced')).id };
    const announced = await doneNamed(connector.id, 'announced');
    expect(await statusOf(announced.recordingDocumentIds[0])).toBe('published');
    const lost = session('lost-event');
    const seen = seenOf(lost);
    expect(await tell(seen)).toMatchObject({ status: 200, data: { outcome: 'stored' } });
    const done = await doneNamed(connector.id, 'lost-event');
    expect(done.files[0]?.sha256).toBe(await lost.recordings[0]?.file.content().sha256());
    expect(await statusOf(done.recordingDocumentIds[0])).toBe('draft');
    // The pages of all participants saw it.
    expect((await tell(seen)).data).toEqual({ outcome: 'known' });
    const kept = JSON.stringify([
      await site.strapi.db.connection('mc_imports').select(),
      await site.strapi.db.connection('mc_webhook_deliveries').select(),
    ]);
    expect(kept).not.toContain(seen.link);
    expect(site.logs()).not.toContain(seen.link);
  });

  it('report the same recording as an event that comes later', async () => {
    const { id } = await announcing('earlier');
    const late = session('late-event');
    expect((await tell(seenOf(late), { id })).data).toEqual({ outcome: 'stored' });
    const told = await doneNamed(id, 'late-event');
    await jaas.announce(late.sessionId);
    await until(
      () => deliveriesOf(site.admin, id),
      (all) =>
        all.filter(({ eventType }) => eventType === 'RECORDING_UPLOADED').length === 2 &&
        all.every(({ status }) => status === 'done'),
    );
    const done = await doneNamed(id, 'late-event');
    expect(done.id).toBe(told.id);
    expect(done.files.filter(({ kind }) => kind === 'video')).toHaveLength(1);
    expect(done.recordingDocumentIds).toEqual(told.recordingDocumentIds);
    // The other way round, it is known already.
    expect((await tell(seenOf(session('early-event')), { id })).data).toEqual({ outcome: 'stored' });
    const early = session('announced-first');
    await jaas.announce(early.sessionId);
    await doneNamed(id, 'announced-first');
    expect((await tell(seenOf(early), { id })).data).toEqual({ outcome: 'stored' });
    await until(
      () => deliveriesOf(site.admin, id),
      (all) => all.every(({ status }) => status === 'done'),
    );
    expect(await importNamed(id, 'announced-first')).toHaveLength(1);
  });

  it('report a link that is never joined into the session that they name', async () => {
    const { id, sessionId } = await announcing('real-session');
    const real = await doneNamed(id, 'real-session');
    const other = session('other-room');
    const told = { ...seenOf(other), session: sessionId, room: 'real-session' };
    expect((await tell(told, { id })).data).toEqual({ outcome: 'stored' });
    const apart = await doneNamed(id, 'other-room');
    expect(await statusOf(apart.recordingDocumentIds[0])).toBe('draft');
    const after = await doneNamed(id, 'real-session');
    expect([after.id, after.files.length]).toEqual([real.id, real.files.length]);
    expect(apart.id).not.toBe(real.id);
  });

  it('are refused with a link to a storage that no event has named, and nothing is asked', async () => {
    const { id } = await add();
    const before = asked();
    const seen = seenOf(session('nobody-announced'));
    const refused = await tell(seen, { id });
    expect([refused.status, refused.text]).toEqual([400, expect.stringContaining('unknown-storage')]);
    const [known, bucket] = ['announced', 'vpaas-recordings-prod'];
    expect((await importNamed(connector.id, known)).length).toBe(1);
    const elsewhere = { ...seen, link: seen.link.replace(bucket, `evil-${bucket}`) };
    expect(elsewhere.link).not.toBe(seen.link);
    const other = await tell(elsewhere);
    expect([other.status, other.text]).toEqual([400, expect.stringContaining('unknown-storage')]);
    expect(other.text).not.toContain(bucket);
    expect(await deliveriesOf(site.admin, id)).toEqual([]);
    expect(asked()).toBe(before);
  });

  it('are limited: ten links for each member and hour, also of requests at the same time', async () => {
    const { id } = await announcing('limited');
    const { token } = await addMember(site, 'Vera');
    const links = Array.from({ length: 12 }, (_, index) => seenOf(session(`busy-${index}`)));
    const answers = await Promise.all(links.map((seen) => tell(seen, { id, token })));
    const count = (status: number) => answers.filter((answer) => answer.status === status).length;
    expect([count(200), count(429)]).toEqual([10, 2]);
    const refusedAt = answers.findIndex(({ status }) => status === 429);
    expect(answers[refusedAt]?.text).toContain('10 links within an hour');
    // What is known already is no new link, and others are not held up.
    const storedAt = answers.findIndex(({ status }) => status === 200);
    expect((await tell(links[storedAt] ?? fail(), { id, token })).data).toEqual({ outcome: 'known' });
    expect((await tell(links[refusedAt] ?? fail(), { id })).data).toEqual({ outcome: 'stored' });
    await until(
      () => site.admin.imports(id),
      (rows) => rows.length === 12 && rows.every(({ status }) => status === 'done'),
    );
    const { connection } = site.strapi.db;
    const hourAgo = Date.now() - 3_600_001;
    await connection('mc_webhook_deliveries').whereNotNull('told_by').update({ received_at_ms: hourAgo });
    const [left] = links.filter((_, index) => answers[index]?.status === 429 && index !== refusedAt);
    expect((await tell(left ?? fail(), { id, token })).data).toEqual({ outcome: 'stored' });
  });

  it('fault 60: are refused with a link to elsewhere, and nothing is stored or asked', async () => {
    const { id } = await add();
    for (const link of ['https://files.example.org/secret.mp4', 'http://169.254.169.254/', 'no address']) {
      const { status, text } = await tell({ room: 'x', session: 's', link }, { id });
      expect([link, status]).toEqual([link, 400]);
      expect(text).not.toContain('secret.mp4');
    }
    expect(await deliveriesOf(site.admin, id)).toEqual([]);
  });

  it('are accepted only from signed-in users, for connectors that are on and push', async () => {
    const seen = seenOf(session('nobody'));
    const before = (await deliveriesOf(site.admin, connector.id)).length;
    expect((await tell(seen, { token: '' })).status).toBe(403);
    const tokens = site.strapi.service('admin::api-token') as unknown as {
      create(token: object): Promise<{ accessKey: string }>;
    };
    const { accessKey } = await tokens.create({
      name: 'all',
      type: 'full-access',
      description: '',
      lifespan: null,
    });
    expect((await tell(seen, { token: accessKey })).status).toBe(403);
    expect(await deliveriesOf(site.admin, connector.id)).toHaveLength(before);

    const off = await add({}, false);
    const zoom = await startZoomEmulator({});
    const listing = await site.admin.addConnector(connectorBody(zoom));
    for (const id of [off.id, listing.id, '999999']) expect((await tell(seen, { id })).status).toBe(404);
    await zoom.stop();
    for (const body of [{}, { ...seen, room: '' }, { ...seen, host: 'x' }, { ...seen, ttlSeconds: -1 }])
      expect((await tell(body)).status).toBe(400);
  });
});
