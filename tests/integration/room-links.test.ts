import type { ConnectorView } from '../../contracts/connectors';
import { DEFAULT_CONNECTOR_OPTIONS } from '../../contracts/defaults';
import type { EnterRoom, TellSeenLink } from '../../contracts/rooms';
import { startJaasEmulator, type JaasEmulator, type JaasSession } from '../../emulators/jaas/emulator';
import { startZoomEmulator } from '../../emulators/zoom/emulator';
import { bootSite, type Site } from '../support/boot-site';
import { addressOf, deliveriesOf } from '../support/hook-site';
import { addMember, allow, authenticatedRole } from '../support/member';
import { connectorBody, IMPATIENT, importOf, until } from '../support/zoom-site';
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

  it('report the link that they saw, and the recording is saved although its event never came', async () => {
    const lost = session('lost-event');
    const seen = seenOf(lost);
    expect(await tell(seen)).toMatchObject({ status: 200, data: { outcome: 'stored' } });
    const done = await importOf(site.admin, connector.id, ({ status }) => status === 'done');
    expect(done.files[0]?.sha256).toBe(await lost.recordings[0]?.file.content().sha256());
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
    const { id } = await add();
    jaas.events.addEndpoint(await addressOf(site, id));
    const late = session('late-event');
    expect((await tell(seenOf(late), { id })).data).toEqual({ outcome: 'stored' });
    await importOf(site.admin, id, ({ status }) => status === 'done');
    await jaas.announce(late.sessionId);
    await until(
      () => deliveriesOf(site.admin, id),
      (all) =>
        all.some(({ eventType }) => eventType === 'RECORDING_UPLOADED') &&
        all.every(({ status }) => status === 'done'),
    );
    const done = await importOf(site.admin, id, ({ status }) => status === 'done');
    expect(done.files.filter(({ kind }) => kind === 'video')).toHaveLength(1);
    expect(done.recordingDocumentIds).toHaveLength(1);
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
