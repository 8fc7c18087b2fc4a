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
import { audit } from '../support/audit';
import { bootSite, type Site } from '../support/boot-site';
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
  async function walk(url: string, decision: 'accept' | 'cancel' = 'accept') {
    const query = new URL(url).searchParams;
    const answered = await fetch(url.split('?')[0] ?? '', {
      method: 'POST',
      body: new URLSearchParams([...query, ['account', ada.id], ['decision', decision]]),
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
  async function signIn() {
    const { action, fields } = await walk(await begin());
    return await comeBack(action, fields);
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
      .whereIn('field', ['own:refresh-token', 'own:pending-sign-in']);
    expect(kept).toEqual([]);
  });

  it('does not exist for a provider without a sign-in', async () => {
    const answered = await site.admin.call('GET', '/connectors/999999/sign-in');
    expect(answered.status).toBe(404);
  });
});
