import type { CheckStepView, ConnectorView } from '../../contracts/connectors';
import { DEFAULT_CONNECTOR_OPTIONS } from '../../contracts/defaults';
import type { BeginSignIn, SignInView } from '../../contracts/sign-in';
import { english } from '../../contracts/messages/say';
import { ConnectorError } from '../../server/src/domain/errors';
import { openDatabase } from '../../server/src/ledger/database';
import { createRedactor } from '../../server/src/log/redact';
import { startTeamsEmulator } from '../../emulators/ms-teams/emulator';
import { openCredentials } from '../../server/src/accounts/credentials';
import { openSignInVaults } from '../../server/src/accounts/sign-in-vault';
import { forgetOldTries } from '../../server/src/connectors/sign-in';
import { rightOf } from '../../contracts/permissions';
import { ADMIN } from '../../playground/client/admin-account';
import { audit } from '../support/audit';
import { bootSite, type Site } from '../support/boot-site';
import { visitorsOf, type Person, type Visitors } from '../support/doors';
import { IMPATIENT, until } from '../support/zoom-site';
import type { TeamsEmulator } from '../../emulators/ms-teams/types';

const ALERT = 'The superuser is not authorized. Click the button "Sign in to Microsoft"';
const DAY_MS = 86_400_000;

describe('a sign-in at Microsoft', () => {
  let site: Site;
  let teams: TeamsEmulator;
  let connector: ConnectorView;
  let ada: { id: string; email: string };
  beforeAll(async () => {
    teams = await startTeamsEmulator();
    ada = teams.addUser({ email: 'ada.winter@school.example', displayName: 'Ada Winter' });
    const startedAt = new Date(Math.floor((Date.now() - 2 * DAY_MS) / 1000) * 1000).toISOString();
    teams.addMeeting({ organizer: ada.id, subject: 'Relays', startedAt });
    site = await bootSite({ pluginConfig: IMPATIENT });
    connector = await site.admin.addConnector({
      provider: 'ms-teams',
      enabled: true,
      options: { ...DEFAULT_CONNECTOR_OPTIONS, name: 'Teams', scheduleMinutes: null },
      settings: { ...teams.connectorSettings, authorizationType: 'user-delegated', mayDelete: false },
    });
  });
  afterAll(async () => {
    await site.stop();
    await audit(site);
    await teams.stop();
  });

  const path = () => `/connectors/${connector.id}/sign-in`;
  const view = async () => (await site.admin.must<{ data: SignInView }>('GET', path())).data;
  const begin = async () => (await site.admin.must<BeginSignIn.Response>('POST', path())).data.url;
  const update = async (settings: object) =>
    (
      await site.admin.must<{ data: ConnectorView }>('PUT', `/connectors/${connector.id}`, {
        options: connector.options,
        settings: { ...connector.settings, ...settings },
      })
    ).data;

  /** Follows Microsoft's pages as a browser would, up to the form that returns to the site. */
  async function walk(url: string, decision: 'accept' | 'cancel' = 'accept', as = ada) {
    const query = new URL(url).searchParams;
    const answered = await fetch(url.split('?')[0] ?? '', {
      method: 'POST',
      body: new URLSearchParams([...query, ['account', as.id], ['decision', decision]]),
    });
    const html = await answered.text();
    const fields = [...html.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [
      name,
      value.replace(/&#39;/g, "'").replace(/&amp;/g, '&'),
    ]);
    const action = /action="([^"]+)"/.exec(html)?.[1] ?? '';
    return { action, fields: Object.fromEntries(fields) as Record<string, string> };
  }
  const comeBack = (action: string, fields: Record<string, string>) =>
    fetch(action, { method: 'POST', body: new URLSearchParams(fields) });
  /** What the panel's buttons do with the account that it shows. */
  const decide = async (what: 'confirm' | 'discard') =>
    (
      await site.admin.must<{ data: SignInView }>('POST', `${path()}/${what}`, {
        key: (await view()).awaiting?.yours?.key,
      })
    ).data;
  async function signIn() {
    const { action, fields } = await walk(await begin());
    const answered = await comeBack(action, fields);
    await decide('confirm');
    return answered;
  }
  const shownAs = async (authorization: string) =>
    await until(
      async () => (await site.admin.must<{ data: ConnectorView }>('GET', `/connectors/${connector.id}`)).data,
      ({ status }) => status.authorization === authorization && status.syncStatus !== 'running',
    );

  it('is requested exactly as documented, and nothing is downloaded before', async () => {
    expect(await view()).toMatchObject({
      label: { code: 'ms-teams.sign-in.button' },
      needed: true,
      permissions: [],
      alert: [{ code: 'ms-teams.sign-in.alert' }],
    });
    await site.admin.runEnded(connector.id);
    const { status } = await shownAs('not-authorized');
    expect(status.authorizationProblem).toMatchObject({
      what: { code: 'ms-teams.sign-in.alert' },
      code: 'not-signed-in',
    });
    expect(await site.admin.imports(connector.id)).toEqual([]);
  });

  it('shows the account with its permissions, authorizes the connector, and starts a sync', async () => {
    const answered = await signIn();
    const html = await answered.text();
    expect([answered.status, html]).toEqual([
      200,
      expect.stringContaining('Signed in as ada.winter@school.example'),
    ]);
    expect(answered.headers.get('content-security-policy')).toContain("default-src 'none'");
    const { account, permissions, alert, problem } = await view();
    expect(account).toMatchObject({
      name: 'ada.winter@school.example',
      signedInBy: { name: 'Mira Manager' },
    });
    expect(permissions.map(({ name, granted }) => [name, granted])).toEqual([
      ['User.Read', true],
      ['User.ReadBasic.All', true],
      ['Calendars.Read', true],
      ['OnlineMeetings.Read', true],
      ['OnlineMeetingRecording.Read.All', true],
      ['OnlineMeetingTranscript.Read.All', true],
    ]);
    expect([alert, problem]).toEqual([[], undefined]);
    await shownAs('authorized');
    const rows = await until(
      () => site.admin.imports(connector.id),
      (list) => list.length === 1 && list[0]?.status === 'done',
    );
    expect(rows[0]).toMatchObject({ title: 'Relays', hostEmail: ada.email });
  });

  it('is used by a check of the saved settings, and not of typed ones', async () => {
    const check = async (settings: object) =>
      (
        await site.admin.must<{ data: { steps: CheckStepView[] } }>('POST', '/connectors/check', {
          id: connector.id,
          provider: 'ms-teams',
          options: connector.options,
          settings: { ...connector.settings, ...settings },
        })
      ).data.steps.map(({ id, outcome }) => `${id} ${outcome}`);
    expect(await check({})).toEqual(
      expect.arrayContaining(['sign-in passed', 'calendar passed', 'meetings passed']),
    );
    expect(await check({ receiveAttendance: true })).toContain('sign-in skipped');
  });

  it('stores the new refresh token of each exchange, because Microsoft no longer accepts the old one', async () => {
    const before = teams.log.count('POST /{tenant}/oauth2/v2.0/token');
    teams.expireAccessTokens();
    await site.admin.must('POST', `/connectors/${connector.id}/sync`);
    expect((await site.admin.runEnded(connector.id)).status).toBe('finished');
    expect(teams.log.count('POST /{tenant}/oauth2/v2.0/token')).toBe(before + 1);
    expect((await view()).alert).toEqual([]);
  });

  it('keeps its secrets out of the rows, the answers and the log', async () => {
    const tables = ['mc_sign_ins', 'mc_connectors', 'mc_credentials', 'mc_sync_runs', 'mc_run_log'];
    const rows = await Promise.all(tables.map((table) => site.strapi.db.connection(table).select('*')));
    const text = JSON.stringify([rows, await view(), site.logs()]);
    for (const secret of teams.secrets()) expect(text).not.toContain(secret);
    expect(text).not.toMatch(/emulated-(code|refresh|access)-/);
  });

  describe('brings an account', () => {
    let bea: { id: string; email: string };
    let visitors: Visitors;
    let manager: Person;
    const RIGHTS = (['connectors.read', 'connectors.manage'] as const).map((id) => ({
      action: rightOf(id).action,
    }));
    /** Somebody signs in as Bea with a link that was sent to them. */
    async function beaSignsIn(url: string) {
      const { action, fields } = await walk(url, 'accept', bea);
      const answered = await comeBack(action, fields);
      return { status: answered.status, html: await answered.text() };
    }
    const decideAs = (person: Pick<Person, 'plugin'>, what: string, key: string | undefined) =>
      person.plugin('POST', `${path()}/${what}`, { key });
    const awaitingRows = () =>
      site.strapi.db
        .connection('mc_credentials')
        .where({ connector_id: connector.id })
        .whereIn('field', ['own:awaiting-token', 'own:pending-sign-in'])
        .select('field');
    const keyOf = async () => (await view()).awaiting?.yours?.key;

    beforeAll(async () => {
      bea = teams.addUser({ email: 'bea.moss@elsewhere.example', displayName: 'Bea Moss' });
      const startedAt = new Date(Math.floor((Date.now() - DAY_MS) / 1000) * 1000).toISOString();
      teams.addMeeting({ organizer: bea.id, subject: 'Private', startedAt });
      visitors = visitorsOf(site);
      manager = await visitors.person('Otto', RIGHTS);
      await site.admin.runEnded(connector.id);
    });

    it('that nothing uses before it is confirmed: no sync, no check, no token', async () => {
      const { status, html } = await beaSignsIn(await begin());
      expect(status).toBe(200);
      expect(html).toContain('Nothing uses it before');
      expect(await view()).toMatchObject({
        account: { name: ada.email },
        alert: [],
        awaiting: { yours: { name: bea.email } },
      });
      const kept = () => site.strapi.db.connection('mc_credentials').where({ field: 'own:awaiting-token' });
      const before = await kept();
      expect(before).toHaveLength(1);
      teams.expireAccessTokens();
      await site.admin.must('POST', `/connectors/${connector.id}/sync`);
      expect((await site.admin.runEnded(connector.id)).status).toBe('finished');
      const { data } = await site.admin.must<{ data: { steps: CheckStepView[] } }>(
        'POST',
        '/connectors/check',
        {
          id: connector.id,
          provider: 'ms-teams',
          options: connector.options,
          settings: connector.settings,
        },
      );
      expect(JSON.stringify(data)).not.toContain(bea.email);
      // Exchanged, it would be another one.
      expect(await kept()).toEqual(before);
      expect((await site.admin.imports(connector.id)).map(({ title }) => title)).toEqual(['Relays']);
      expect(await site.strapi.db.connection('mc_sign_ins').first('account_id')).toEqual({
        account_id: ada.id,
      });
    });

    it('that only the admin who began sees and confirms, in the panel', async () => {
      const key = await keyOf();
      const seen = await manager.plugin('GET', path());
      expect(seen.body.data).toMatchObject({ awaiting: { by: { name: 'Mira Manager' } } });
      expect(JSON.stringify(seen.body)).not.toContain(bea.email);
      expect(JSON.stringify(seen.body)).not.toContain(key);
      const owner = (await site.strapi.db
        .query('admin::user')
        .findOne({ where: { email: ADMIN.email }, populate: ['roles'] })) as object;
      const { accessKey } = await visitors.service('admin::api-token-admin').create(
        {
          name: 'Token of Mira',
          kind: 'admin',
          lifespan: null,
          adminPermissions: RIGHTS.map(({ action }) => ({
            action,
            subject: null,
            properties: {},
            conditions: [],
          })),
        },
        owner,
      );
      const agent = {
        plugin: (method: string, where: string, body?: unknown) =>
          visitors.send(method, `/meeting-connectors${where}`, { token: accessKey, body }),
      };
      const shown = await agent.plugin('GET', path());
      expect([shown.status, JSON.stringify(shown.body).includes(bea.email)]).toEqual([200, false]);
      for (const what of ['confirm', 'discard'])
        for (const person of [manager, agent]) expect((await decideAs(person, what, key)).status).toBe(403);
      expect(await view()).toMatchObject({ account: { name: ada.email }, awaiting: { yours: { key } } });
    });

    it('that is forgotten when it is discarded, with its token', async () => {
      expect(await awaitingRows()).toEqual([{ field: 'own:awaiting-token' }]);
      const key = await keyOf();
      const after = await decide('discard');
      expect([after.awaiting, after.account?.name, after.alert]).toEqual([undefined, ada.email, []]);
      expect(await awaitingRows()).toEqual([]);
      expect((await site.admin.call('POST', `${path()}/confirm`, { key })).status).toBe(400);
    });

    it('that a later sign-in replaces, by whoever began that', async () => {
      await beaSignsIn(await begin());
      const first = await keyOf();
      const link = await manager.plugin('POST', path());
      expect((await view()).awaiting).toBeUndefined();
      expect((await site.admin.call('POST', `${path()}/confirm`, { key: first })).status).toBe(400);
      await beaSignsIn((link.body.data as BeginSignIn.Response['data']).url);
      expect((await view()).awaiting).toMatchObject({ by: { name: 'Otto Example' } });
      expect((await site.admin.call('POST', `${path()}/confirm`, { key: first })).status).toBe(403);
      expect((await view()).account?.name).toBe(ada.email);
    });

    it('that a manager whose rights were taken away meanwhile can’t confirm', async () => {
      const seen = await manager.plugin('GET', path());
      const { key } = (seen.body.data as SignInView).awaiting?.yours ?? {};
      expect(key).toMatch(/^[\w-]{43}$/);
      const [role] = await site.strapi.db.query('admin::role').findMany({ where: { users: manager.id } });
      const give = (rights: typeof RIGHTS) =>
        visitors.service('admin::role').assignPermissions(
          Number(role.id),
          rights.map(({ action }) => ({ action, subject: null, properties: {}, conditions: [] })),
        );
      await give(RIGHTS.slice(0, 1));
      expect((await decideAs(manager, 'confirm', key)).status).toBe(403);
      await give(RIGHTS);
      await site.strapi.db
        .query('admin::user')
        .update({ where: { id: manager.id }, data: { isActive: false } });
      expect((await decideAs(manager, 'confirm', key)).status).toBe(401);
      await site.strapi.db
        .query('admin::user')
        .update({ where: { id: manager.id }, data: { isActive: true } });
      expect((await view()).account?.name).toBe(ada.email);
    });

    it('that is removed after 30 minutes, unless it was confirmed', async () => {
      await beaSignsIn(await begin());
      const key = await keyOf();
      const database = openDatabase(site.strapi);
      const credentials = openCredentials(site.strapi, database);
      const nowMs = await database.now();
      const row = await database.signIns.findOne({ connectorId: connector.id });
      expect(Number(row?.awaitingUntilMs) - nowMs).toBeGreaterThan(29 * 60_000);
      expect(Number(row?.awaitingUntilMs) - nowMs).toBeLessThanOrEqual(30 * 60_000);
      expect(await forgetOldTries(database, credentials)).toBe(0);
      await database.signIns.update({ connectorId: connector.id }, { awaitingUntilMs: nowMs - 1 });
      // Before the next minute has removed it.
      expect((await view()).awaiting).toBeUndefined();
      expect((await site.admin.call('POST', `${path()}/confirm`, { key })).status).toBe(400);
      expect(await awaitingRows()).toEqual([{ field: 'own:awaiting-token' }]);
      expect(await forgetOldTries(database, credentials)).toBe(1);
      expect(await awaitingRows()).toEqual([]);
      expect(await view()).toMatchObject({
        account: { name: ada.email },
        problem: { code: 'sign-in-not-confirmed' },
      });
      await begin();
      await database.signIns.update({ connectorId: connector.id }, { stateUntilMs: nowMs - 1 });
      expect(await forgetOldTries(database, credentials)).toBe(1);
      expect(await awaitingRows()).toEqual([]);
    });

    it('that can’t be confirmed with other settings than it was made with', async () => {
      await beaSignsIn(await begin());
      const key = await keyOf();
      connector = await update({ takeTranscripts: false });
      const refused = await site.admin.call('POST', `${path()}/confirm`, { key });
      expect([refused.status, await awaitingRows()]).toEqual([400, []]);
      expect((await view()).problem).toMatchObject({ code: 'settings-changed' });
      connector = await update({ takeTranscripts: true });
    });

    it('that takes the place of the former one once it is confirmed', async () => {
      await beaSignsIn(await begin());
      const after = await decide('confirm');
      expect([after.account?.name, after.awaiting, after.alert]).toEqual([bea.email, undefined, []]);
      expect(await awaitingRows()).toEqual([]);
      await until(
        () => site.admin.imports(connector.id),
        (list) => list.some(({ title, status }) => title === 'Private' && status === 'done'),
      );
      expect((await signIn()).status).toBe(200);
      await shownAs('authorized');
    });
  });

  it('accepts an answer once: a repeated answer, another state or a GET change nothing', async () => {
    const { action, fields } = await walk(await begin());
    expect((await comeBack(action, fields)).status).toBe(200);
    expect((await comeBack(action, fields)).status).toBe(400);
    const forged = { ...fields, state: 'A'.repeat(43) };
    expect((await comeBack(action, forged)).status).toBe(400);
    expect((await comeBack(action, { state: '<script>' })).status).toBe(400);
    const explained = async (language: string) =>
      await (await fetch(action, { headers: { 'accept-language': language } })).text();
    expect(await explained('fr, en;q=0.5')).toMatch(/<html lang="en">.*<h1>A sign-in ends here<\/h1>/s);
    expect(await explained('uk-UA, en;q=0.5')).toMatch(/<html lang="uk">.*<h1>Тут завершується вхід<\/h1>/s);
    expect((await view()).alert).toEqual([]);
  });

  it('started twice is valid for the later one only', async () => {
    const first = await walk(await begin());
    const second = await walk(await begin());
    expect((await comeBack(first.action, first.fields)).status).toBe(400);
    expect((await comeBack(second.action, second.fields)).status).toBe(200);
  });

  it('that was declined says so in Microsoft’s words, as text', async () => {
    const { action, fields } = await walk(await begin(), 'cancel');
    const answered = await comeBack(action, { ...fields, error_description: '<b>declined</b>' });
    const html = await answered.text();
    expect(answered.status).toBe(400);
    expect(html).toContain('&lt;b&gt;declined&lt;/b&gt;');
    expect(html).not.toContain('<b>');
    const { problem, alert } = await view();
    expect(problem).toMatchObject({ code: 'sign-in-refused', providerWords: '<b>declined</b>' });
    // The earlier sign-in is still valid.
    expect(alert).toEqual([]);
  });

  it('is invalid after a changed secret, and valid after a new sign-in (E3)', async () => {
    teams.app.clientSecret = 'emulated~client-secret.ofNextYear';
    connector = await update({ clientSecret: teams.app.clientSecret });
    expect((await view()).alert.map(english)).toEqual([ALERT, 'Config was changed']);
    await site.admin.runEnded(connector.id);
    const { status } = await shownAs('not-authorized');
    expect(english(status.authorizationProblem?.what ?? '')).toBe(`${ALERT}. Config was changed`);
    expect((await signIn()).status).toBe(200);
    expect((await view()).alert).toEqual([]);
    await shownAs('authorized');
  });

  it('that was started before a change of the settings is refused', async () => {
    const { action, fields } = await walk(await begin());
    connector = await update({ takeTranscripts: false });
    const answered = await comeBack(action, fields);
    expect([answered.status, await answered.text()]).toEqual([
      400,
      expect.stringContaining('were changed during the sign-in'),
    ]);
    connector = await update({ takeTranscripts: true });
  });

  it('keeps the alert while a permission is missing, and names it', async () => {
    const all = teams.settings.delegatedPermissions;
    teams.settings.delegatedPermissions = all.filter((name) => !name.includes('Recording'));
    const html = await (await signIn()).text();
    expect(html).toContain('Not granted: OnlineMeetingRecording.Read.All');
    expect((await view()).alert.map(english)).toEqual([ALERT]);
    teams.settings.delegatedPermissions = all;
    expect((await signIn()).status).toBe(200);
    expect((await view()).alert).toEqual([]);
  });

  it('ends when Microsoft no longer accepts it, and says so', async () => {
    await site.admin.runEnded(connector.id);
    teams.revokeTokens();
    await site.admin.must('POST', `/connectors/${connector.id}/sync`);
    expect((await site.admin.runEnded(connector.id)).status).toBe('failed');
    const { alert, problem } = await view();
    expect(alert.map(english)).toEqual([ALERT]);
    expect(problem).toMatchObject({ code: 'sign-in-ended' });
  });

  describe('its refresh token, over two instances', () => {
    /** The vault of another instance of Strapi on the same database. */
    async function vault() {
      const database = openDatabase(site.strapi);
      const credentials = openCredentials(site.strapi, database);
      const vaults = openSignInVaults(site.strapi, { database, credentials, redactor: createRedactor() });
      const row = await database.connectors.findOne({ id: connector.id });
      const opened = row && (await vaults.of(row));
      if (opened === undefined) throw new Error('no vault');
      return opened;
    }

    it('is exchanged by one worker at a time, each time the newest', async () => {
      expect((await signIn()).status).toBe(200);
      await shownAs('authorized');
      const instances = [await vault(), await vault()];
      let inside = 0;
      let waiting = 6;
      const seen: string[] = [];
      // The number of times that the lease on the sign-in was checked.
      let looks = 0;
      const { connection } = site.strapi.db;
      const count = ({ sql }: { sql: string }) => {
        if (/^select/i.test(sql) && sql.includes('mc_sign_ins')) looks += 1;
      };
      connection.on('query', count);
      await Promise.all(
        [0, 1, 2, 3, 4, 5].map((number) =>
          instances[number % 2]?.exchange(async (refreshToken) => {
            inside += 1;
            waiting -= 1;
            expect(inside).toBe(1);
            seen.push(refreshToken);
            // Until a waiting one has checked twice, which means that the first check failed.
            const enough = looks + waiting + 1;
            await until(
              () => Promise.resolve(looks),
              (number) => waiting === 0 || number >= enough,
            );
            inside -= 1;
            return { refreshToken: `token-${number}`, result: undefined };
          }),
        ),
      ).finally(() => connection.off('query', count));
      expect(new Set(seen).size).toBe(6);
    });

    it('of a new sign-in is not overwritten by an exchange that comes late', async () => {
      const late = await vault();
      let goOn = () => undefined as void;
      const held = new Promise<void>((resolve) => (goOn = resolve));
      const exchange = late.exchange(async () => {
        await held;
        return { refreshToken: 'late', result: undefined };
      });
      const outcome = exchange.then(
        () => 'stored',
        (error: unknown) => (error instanceof ConnectorError ? error.code : 'another error'),
      );
      await until(
        () => site.strapi.db.connection('mc_sign_ins').first(),
        (row: { lease_owner: string | null } | undefined) => typeof row?.lease_owner === 'string',
      );
      expect((await signIn()).status).toBe(200);
      goOn();
      expect(await outcome).toBe('sign-in-replaced');
      await shownAs('authorized');
      expect((await view()).alert).toEqual([]);
    });
  });

  it('is forgotten after a sign-out', async () => {
    expect((await signIn()).status).toBe(200);
    const after = (await site.admin.must<{ data: SignInView }>('DELETE', path())).data;
    expect(after).toMatchObject({ permissions: [], alert: [{ code: 'ms-teams.sign-in.alert' }] });
    expect(after.account).toBeUndefined();
    const kept = await site.strapi.db
      .connection('mc_credentials')
      .where({ connector_id: connector.id })
      .whereIn('field', ['own:refresh-token', 'own:pending-sign-in', 'own:awaiting-token']);
    expect(kept).toEqual([]);
  });

  it('does not exist for a provider without a sign-in', async () => {
    const answered = await site.admin.call('GET', '/connectors/999999/sign-in');
    expect(answered.status).toBe(404);
  });
});
