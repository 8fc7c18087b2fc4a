import { english } from '../../contracts/messages/say';
import type { ConnectorView } from '../../contracts/connectors';
import { DEFAULT_CONNECTOR_OPTIONS } from '../../contracts/defaults';
import type { RunView } from '../../contracts/runs';
import { startTeamsEmulator } from '../../emulators/ms-teams/emulator';
import { audit } from '../support/audit';
import { bootSite, type Site } from '../support/boot-site';
import { addressOf, deliveriesOf, post, webhookOf, worked } from '../support/hook-site';
import { daysAgo, IMPATIENT, until } from '../support/zoom-site';
import type { TeamsEmulator } from '../../emulators/ms-teams/types';

const MINUTE_MS = 60_000;

/** Microsoft sends events only while a subscription exists. It is created, verified, renewed and ended here. */
describe('a subscription at Microsoft (D3)', () => {
  let teams: TeamsEmulator;
  let site: Site;
  let connector: ConnectorView;
  let address: string;
  beforeAll(async () => {
    teams = await startTeamsEmulator();
    teams.addUser({ email: 'ada.winter@school.example', displayName: 'Ada Winter' });
    site = await bootSite({ pluginConfig: IMPATIENT });
    connector = await site.admin.addConnector({
      provider: 'ms-teams',
      enabled: true,
      options: { ...DEFAULT_CONNECTOR_OPTIONS, name: 'Teams', scheduleMinutes: null },
      settings: teams.connectorSettings,
    });
    address = await addressOf(site, connector.id);
    await site.admin.runEnded(connector.id);
  });
  afterAll(async () => {
    await site.stop();
    await audit(site);
    await teams.stop();
  });

  const meeting = (subject: string) =>
    teams.addMeeting({ organizer: 'ada.winter@school.example', subject, startedAt: daysAgo(1) });
  const subscription = async () => (await webhookOf(site.admin, connector.id)).events?.subscription;
  const shownAs = async (state: string) =>
    await until(subscription, (shown) => shown?.state === state && teams.subscriptions.size < 3);
  const alive = () => [...teams.subscriptions.values()];
  const ids = () => alive().map(({ id }) => id);
  const imported = async (subject: string) =>
    await until(
      () => site.admin.imports(connector.id),
      (rows) => rows.some(({ title, status }) => title === subject && status === 'done'),
    );
  const runs = async () =>
    (await site.admin.must<{ data: RunView[] }>('GET', `/runs?connectorId=${connector.id}`)).data;
  /** What the chore does every minute, with the subscription due. */
  const review = async () => {
    await site.strapi.db
      .connection('mc_connectors')
      .where({ document_id: connector.id })
      .update({ subscription_due_at_ms: Date.now() - 1 });
    await (
      site.strapi.plugin('meeting-connectors').service('subscriptions') as { review(): Promise<void> }
    ).review();
  };

  it('is created when the connector is switched on, after the address answered Microsoft’s validation', async () => {
    const shown = await shownAs('kept');
    expect(Date.parse(shown?.renewsAt ?? '')).toBeGreaterThan(Date.now());
    expect(alive().map(({ resource }) => resource.split('/').at(-1))).toEqual([
      'getAllRecordings',
      'getAllTranscripts',
    ]);
    for (const { notificationUrl, lifecycleNotificationUrl, clientState = '' } of alive()) {
      expect(new URL(notificationUrl).pathname).toBe(new URL(address).pathname);
      expect(lifecycleNotificationUrl).toBe(notificationUrl);
      expect(clientState.length).toBeGreaterThan(20);
      expect(site.logs()).not.toContain(clientState);
    }
  });

  it('fault 59: the validation is answered as plain text with a limited length, whatever it contains', async () => {
    const ask = async (token: string) =>
      await fetch(`${address}?validationToken=${encodeURIComponent(token)}`, { method: 'POST' });
    const answer = await ask('<script>alert(1)</script>');
    expect([answer.status, await answer.text()]).toEqual([200, '<script>alert(1)</script>']);
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect((await ask('x'.repeat(2_049))).status).toBe(401);
    expect(await deliveriesOf(site.admin, connector.id)).toEqual([]);
  });

  it('sends notifications that each start a sync, so no schedule is needed', async () => {
    const { id } = meeting('Relays');
    expect(await teams.notify(id)).toEqual([204]);
    await imported('Relays');
    const [delivery] = await worked(site.admin, connector.id, 1);
    expect(delivery).toMatchObject({ eventType: 'created', status: 'done', outcome: 'listing' });
    expect((await runs())[0]).toMatchObject({ id: delivery?.runId, trigger: 'webhook' });
    expect((await webhookOf(site.admin, connector.id)).events?.state).toBe('receiving');
  });

  it('fault 52: a notification with another state, or with one of several, is refused', async () => {
    const clientState = alive()[0]?.clientState ?? '';
    const item = (state: string) => ({ subscriptionId: 's', changeType: 'created', clientState: state });
    const tell = async (...states: string[]) =>
      (await post(address, JSON.stringify({ value: states.map(item) }))).status;
    expect([await tell('guessed'), await tell(''), await tell(clientState, 'guessed')]).toEqual([
      401, 401, 401,
    ]);
    expect(await deliveriesOf(site.admin, connector.id)).toHaveLength(1);
  });

  it('is renewed before it expires', async () => {
    const before = ids();
    for (const one of alive()) one.untilMs = Date.now() + MINUTE_MS;
    await review();
    expect(ids()).toEqual(before);
    for (const { untilMs } of alive()) expect(untilMs).toBeGreaterThan(Date.now() + 60 * MINUTE_MS);
  });

  it('is created again if it has expired', async () => {
    const before = ids();
    for (const one of alive()) one.untilMs = Date.now() - 1;
    await review();
    const now = alive().filter(({ untilMs }) => untilMs > Date.now());
    expect(now).toHaveLength(2);
    for (const { id } of now) expect(before).not.toContain(id);
    for (const { id, untilMs } of alive()) {
      if (untilMs < Date.now()) (teams.subscriptions as Map<string, unknown>).delete(id);
    }
  });

  it.each(['reauthorizationRequired', 'subscriptionRemoved', 'missed'] as const)(
    'continues when Microsoft says %s, and finds recordings without a notification',
    async (event) => {
      const before = ids();
      const shortly = Date.now() + MINUTE_MS;
      for (const one of alive()) one.untilMs = shortly;
      meeting(`Untold, ${event}`);
      expect(new Set(await teams.lifecycle(event))).toEqual(new Set([204]));
      await imported(`Untold, ${event}`);
      if (event === 'missed') return expect(ids()).toEqual(before);
      await until(
        () => Promise.resolve(alive()),
        (list) => list.length === 2 && list.every(({ untilMs }) => untilMs > shortly),
      );
      expect(ids().some((id) => before.includes(id))).toBe(event === 'reauthorizationRequired');
    },
  );

  it('is created once, however many events report at once that it is gone', async () => {
    (teams.subscriptions as Map<string, unknown>).clear();
    const made = () =>
      teams.log.filter(({ method, path }) => method === 'POST' && path.endsWith('/subscriptions'));
    const before = made().length;
    await Promise.all(Array.from({ length: 5 }, review));
    await until(
      () => Promise.resolve(alive()),
      (list) => list.length === 2,
    );
    await review();
    expect(made().length - before).toBe(2);
  });

  it('that Microsoft refuses is shown with the reason, and requested again automatically', async () => {
    const fault = teams.faults.add({
      kind: 'graph-error',
      status: 403,
      code: 'Forbidden',
      on: { path: '/subscriptions' },
    });
    const reviewed = async () => {
      await review();
      return await subscription();
    };
    const failed = await until(reviewed, (shown) => shown?.state === 'failed');
    expect(english(failed?.problem?.what ?? '')).toMatch(
      /does not allow the plugin to renew the subscription/,
    );
    teams.faults.clear(fault.id);
    await until(reviewed, (shown) => shown?.state === 'kept');
  });

  it('fault 82: stays as it is on a copy of the site, until somebody says that it is the owner now', async () => {
    const row = () => site.strapi.db.connection('mc_connectors').where({ document_id: connector.id });
    const { environment } = await row().first('environment');
    const before = [ids(), alive().map(({ untilMs }) => untilMs)];
    await row().update({ environment: 'https://original.example' });
    await review();
    const shown = await subscription();
    expect(shown?.state).toBe('failed');
    expect(english(shown?.problem?.what ?? '')).toContain('belongs to the site “https://original.example”');
    const turn = async (enabled: boolean) => {
      await site.admin.must('POST', `/connectors/${connector.id}/enabled`, { enabled });
      await review();
      expect([ids(), alive().map(({ untilMs }) => untilMs)]).toEqual(before);
    };
    await turn(false);
    await turn(true);
    await site.admin.must('POST', '/connectors/take-over');
    await shownAs('kept');
    expect((await row().first('environment')).environment).toBe(environment);
  });

  it('ends when the connector is switched off, and is created again when it is switched on', async () => {
    const turn = async (enabled: boolean) =>
      await site.admin.must('POST', `/connectors/${connector.id}/enabled`, { enabled });
    await turn(false);
    await shownAs('ended');
    expect(alive()).toEqual([]);
    await turn(true);
    await shownAs('kept');
    expect(alive()).toHaveLength(2);
  });
});
