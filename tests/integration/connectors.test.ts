import type { RefusalDetails } from '../../contracts/common';
import { isMessage } from '../../contracts/messages/catalogue';
import { english } from '../../contracts/messages/say';
import type { CheckConnector, ConnectorView } from '../../contracts/connectors';
import type { RunLogEntry, RunView } from '../../contracts/runs';
import { IMPORT_SCOPES, startZoomEmulator } from '../../emulators/zoom/emulator';
import { contentTypes } from '../../server/src/content-types';
import { openDatabase } from '../../server/src/ledger/database';
import { audit } from '../support/audit';
import { bootSite, type Site } from '../support/boot-site';
import { told } from '../../emulators/contract/told';
import { addHost, connectorBody, daysAgo, IMPATIENT, importOf, until, type Zoom } from '../support/zoom-site';

interface Refusal {
  error: { message: string; details: RefusalDetails };
}

interface Described {
  readonly schema: {
    readonly collectionName: string;
    readonly attributes: Readonly<Record<string, { readonly type: string }>>;
  };
}

const MiB = 1024 * 1024;
const SECRET = 'emulated-client-secret-7q3Wz9RtB1';

describe('a connector (A1)', () => {
  let site: Site;
  let zoom: Zoom;
  beforeAll(async () => {
    zoom = await startZoomEmulator({});
    site = await bootSite({ pluginConfig: IMPATIENT });
  });
  afterEach(() => {
    zoom.faults.clear();
    zoom.settings.bytesPerSecond = undefined;
    zoom.account.scopes = IMPORT_SCOPES;
  });
  afterAll(async () => {
    await site.stop();
    await audit(site);
    await zoom.stop();
  });

  const get = async (id: string) =>
    (await site.admin.must<{ data: ConnectorView }>('GET', `/connectors/${id}`)).data;
  const logOf = async (run: RunView) =>
    (await site.admin.must<{ data: RunLogEntry[] }>('GET', `/runs/${run.id}/log?pageSize=100`)).data;
  const runsOf = async (id: string) =>
    (await site.admin.must<{ data: RunView[] }>('GET', `/runs?connectorId=${id}`)).data;
  const update = (connector: ConnectorView, over: Partial<ConnectorView['options']>, settings: object = {}) =>
    site.admin.must<{ data: ConnectorView }>('PUT', `/connectors/${connector.id}`, {
      options: { ...connector.options, ...over },
      settings: { ...connector.settings, ...settings },
    });
  function meeting(host: { id: string }, days = 2, sizeBytes = MiB) {
    return zoom.addMeeting({
      hostId: host.id,
      startedAt: daysAgo(days),
      segments: [{ files: [{ view: 'active_speaker', sizeBytes, seed: `${host.id}/${days}` }] }],
    });
  }
  const check = (body: object) => site.admin.must<CheckConnector.Response>('POST', '/connectors/check', body);

  describe('its secrets (A2)', () => {
    it('are never sent again: the form shows that one is set, since when and by whom', async () => {
      const host = addHost(zoom);
      const connector = await site.admin.addConnector(connectorBody(zoom, { hostEmails: [host.email] }));
      await site.admin.runEnded(connector.id);
      expect(connector.secrets.clientSecret).toMatchObject({ set: true, setBy: { name: 'Mira Manager' } });
      for (const path of ['/connectors', `/connectors/${connector.id}`, '/providers', '/runs', '/imports']) {
        expect(JSON.stringify((await site.admin.call('GET', path)).body)).not.toContain(SECRET);
      }
      const [row] = await site.strapi.db.connection('mc_credentials').where({ connector_id: connector.id });
      expect(row.cipher).not.toContain(SECRET);
    });

    it('stay when they are left out, also for a check', async () => {
      const host = addHost(zoom);
      const body = connectorBody(zoom, { hostEmails: [host.email] });
      const connector = await site.admin.addConnector(body);
      await site.admin.runEnded(connector.id);
      const { clientSecret: _left, ...settings } = body.settings as Record<string, string>;
      const checked = await check({ id: connector.id, provider: 'zoom', options: body.options, settings });
      expect(checked.data.passed).toBe(true);
      await update(connector, {});
      expect((await site.admin.runEnded(connector.id)).status).toBe('finished');
    });
  });

  describe('checked before it is saved (A3)', () => {
    it('passes each named test with good settings', async () => {
      const host = addHost(zoom);
      const { data } = await check(connectorBodyWithoutSwitch({ hostEmails: [host.email] }));
      expect(data.steps.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
      expect(data.passed).toBe(true);
      expect(data.steps.length).toBeGreaterThan(5);
    });

    it('says which secret is wrong, and what to do', async () => {
      const body = connectorBodyWithoutSwitch({}, { clientSecret: 'something else' });
      const { data } = await check(body);
      expect(data.passed).toBe(false);
      expect(told(data.steps).find(({ outcome }) => outcome === 'failed')?.detail).toMatch(
        /Client ID and Client secret/,
      );
    });

    it('names the missing scope', async () => {
      zoom.account.scopes = IMPORT_SCOPES.filter((scope) => !scope.includes('list_user_recordings'));
      const { data } = await check(connectorBodyWithoutSwitch());
      const failed = data.steps.filter(({ outcome }) => outcome === 'failed');
      expect(JSON.stringify(failed)).toContain('cloud_recording:read:list_user_recordings');
    });

    it('says that an address can not be reached', async () => {
      const { data } = await check(
        connectorBodyWithoutSwitch(
          {},
          { oauthBaseUrl: 'http://127.0.0.1:1', apiBaseUrl: 'http://127.0.0.1:1/v2' },
        ),
      );
      expect(data.passed).toBe(false);
    });

    it('refuses a private address and names the line of configuration that allows it', async () => {
      const { data } = await check(connectorBodyWithoutSwitch({}, { oauthBaseUrl: 'https://10.1.2.3' }));
      const [address] = data.steps;
      expect(english(address?.detail ?? '')).toContain('network.allowedPrivateHosts: ["10.1.2.3"]');
    });

    function connectorBodyWithoutSwitch(over: object = {}, settings: object = {}) {
      const { enabled: _enabled, ...body } = connectorBody(zoom, over, settings);
      return body;
    }
  });

  it('refuses bad input with a message for each field', async () => {
    const body = connectorBody(zoom, { name: '' }, { clientId: '' });
    const reply = await site.admin.call<Refusal>('POST', '/connectors', body);
    expect(reply.status).toBe(400);
    const { message, details } = reply.body.error;
    expect([message, isMessage(details.said, 'form.connector-name')]).toEqual([english(details.said), true]);
    expect(isMessage(details.fields?.['options.name'], 'form.connector-name')).toBe(true);
    const second = await site.admin.call<Refusal>('POST', '/connectors', {
      ...connectorBody(zoom),
      settings: { accountId: 'x' },
    });
    const missing = second.body.error.details.fields?.['settings.clientId'];
    expect(missing).toMatchObject({
      code: 'settings.missing',
      values: { label: { code: 'zoom.field.clientId' } },
    });
  });

  it('refuses an action that is not possible now, with a message in the reader’s language', async () => {
    const connector = await site.admin.addConnector({ ...connectorBody(zoom), enabled: false });
    const off = await site.admin.call<Refusal>('POST', `/connectors/${connector.id}/sync`);
    expect([off.status, off.body.error.details]).toEqual([
      400,
      { said: { code: 'connector.off' }, code: 'connector-off' },
    ]);
    expect(off.body.error.message).toBe(english({ code: 'connector.off' }));
    const gone = await site.admin.call<Refusal>('GET', `/connectors/${'a'.repeat(24)}`);
    expect([gone.status, gone.body.error.details.said]).toEqual([404, { code: 'connector.gone' }]);
  });

  it('can be saved with wrong credentials: the run fails with an error log, nothing is fetched (A5)', async () => {
    const host = addHost(zoom);
    meeting(host);
    const connector = await site.admin.addConnector(
      connectorBody(zoom, { hostEmails: [host.email] }, { clientSecret: 'wrong' }),
    );
    const run = await site.admin.runEnded(connector.id);
    expect(run.status).toBe('failed');
    expect((await logOf(run)).filter(({ level }) => level === 'error')).toHaveLength(1);
    const { status } = await get(connector.id);
    expect(status).toMatchObject({
      summary: 'needs-you',
      authorization: 'not-authorized',
      syncStatus: 'failed',
    });
    expect(english(status.authorizationProblem?.what ?? '')).toMatch(/Client secret/);
    expect(status.fetchedTill).toBeUndefined();
    expect(await site.admin.imports(connector.id)).toEqual([]);

    // The right secret authorizes it and starts a sync at once (A4).
    await update(connector, {}, { clientSecret: SECRET });
    await importOf(site.admin, connector.id, ({ status: state }) => state === 'done');
    expect(
      (
        await until(
          () => get(connector.id),
          ({ status: state }) => state.summary === 'on-time',
        )
      ).status.authorization,
    ).toBe('authorized');
  });

  it('shows the four facts correctly (A5)', async () => {
    const host = addHost(zoom);
    const newest = meeting(host, 1);
    meeting(host, 5);
    const troubled = meeting(host, 3);
    zoom.faults.add({ kind: 'zero-bytes', on: { fileId: troubled.files?.[0]?.ref ?? '' } });
    const connector = await site.admin.addConnector(connectorBody(zoom, { hostEmails: [host.email] }));
    await site.admin.runEnded(connector.id);
    const { status } = await until(
      () => get(connector.id),
      (view) => view.status.fetchedTill !== undefined && view.status.behindFetchedTill === 1,
    );
    expect(status.fetchedTill).toBe(new Date(newest.startedAtMs).toISOString());
    expect(Date.parse(status.lastSyncedAt ?? '')).toBeGreaterThan(Date.now() - 60_000);
    await site.admin.must('POST', `/connectors/${connector.id}/enabled`, { enabled: false });
    expect((await get(connector.id)).status.summary).toBe('off');
  });

  it('stops a run cleanly when it is switched off, and continues it when it is switched on (A4)', async () => {
    const host = addHost(zoom);
    meeting(host, 2, 8 * MiB);
    zoom.settings.bytesPerSecond = MiB;
    const connector = await site.admin.addConnector(connectorBody(zoom, { hostEmails: [host.email] }));
    await importOf(site.admin, connector.id, ({ files }) => (files[0]?.bytesDone ?? 0) > 0);
    await site.admin.must('POST', `/connectors/${connector.id}/enabled`, { enabled: false });
    expect((await site.admin.runEnded(connector.id)).status).toBe('stopped');
    const put = await importOf(site.admin, connector.id, ({ status }) => status === 'waiting');
    expect(put.attempts).toBe(0);
    zoom.settings.bytesPerSecond = undefined;
    await site.admin.must('POST', `/connectors/${connector.id}/enabled`, { enabled: true });
    const done = await importOf(site.admin, connector.id, ({ status }) => status === 'done');
    expect(done.files[0]?.resumedAtPercent).toBeGreaterThan(0);
    expect((await site.admin.call('POST', `/connectors/${connector.id}/sync`)).status).toBe(200);
  });

  it('stops a run at a checkpoint when it is changed, and continues with the new settings and author (A4, B5)', async () => {
    const host = addHost(zoom);
    meeting(host, 5);
    const connector = await site.admin.addConnector(connectorBody(zoom, { hostEmails: [host.email] }));
    const before = await importOf(site.admin, connector.id, ({ status }) => status === 'done');
    await site.admin.runEnded(connector.id);
    const second = await anotherManager();
    await second.token();

    meeting(host, 1, 8 * MiB);
    zoom.settings.bytesPerSecond = MiB;
    await site.admin.must('POST', `/connectors/${connector.id}/sync`);
    await until(
      () => site.admin.imports(connector.id),
      (rows) => rows.some(({ status, files }) => status === 'running' && (files[0]?.bytesDone ?? 0) > 0),
    );
    const { data: current } = await site.admin.must<{ data: ConnectorView }>(
      'GET',
      `/connectors/${connector.id}`,
    );
    await second.must('PUT', `/connectors/${connector.id}`, {
      options: { ...current.options, publish: { titleTemplate: 'New: {title}' } },
      settings: current.settings,
    });
    zoom.settings.bytesPerSecond = undefined;
    const rows = await until(
      () => site.admin.imports(connector.id),
      (all) => all.length === 2 && all.every(({ status }) => status === 'done'),
    );
    await until(
      () => runsOf(connector.id),
      (runs) => runs.every(({ status }) => status !== 'running' && status !== 'queued'),
    );
    expect((await runsOf(connector.id)).map(({ trigger, status }) => [trigger, status]).slice(0, 2)).toEqual([
      ['changed', 'finished'],
      ['by-hand', 'stopped'],
    ]);
    const entries = (await site.strapi.db
      .query('plugin::meeting-connectors.recording')
      .findMany({ populate: ['createdBy'] })) as {
      documentId: string;
      title: string;
      createdBy: { email: string };
    }[];
    const entryOf = (row: { recordingDocumentIds: string[] } | undefined) =>
      entries.find(({ documentId }) => documentId === row?.recordingDocumentIds[0]);
    const later = rows.find(({ id }) => id !== before.id);
    expect(entryOf(before)?.createdBy.email).toBe('mira.manager@example.com');
    expect(entryOf(later)?.createdBy.email).toBe('second.manager@example.com');
    expect(entryOf(before)?.title).not.toMatch(/^New/);
    expect(entryOf(later)?.title).toMatch(/^New: /);
  });

  it('with a list of only unknown hosts imports nothing, and names each of them (A7)', async () => {
    const host = addHost(zoom);
    meeting(host);
    const unknown = ['nobody@example.com', 'not an address'];
    // The form accepts addresses only, but rows of an earlier version can contain anything.
    const connector = await site.admin.addConnector({
      ...connectorBody(zoom, { hostEmails: ['nobody@example.com'] }),
      enabled: false,
    });
    const { connectors } = openDatabase(site.strapi);
    const stored = await connectors.findOne({ id: connector.id });
    if (stored === undefined) throw new Error('the connector is gone');
    await connectors.update({ id: connector.id }, { options: { ...stored.options, hostEmails: unknown } });
    await site.admin.must('POST', `/connectors/${connector.id}/enabled`, { enabled: true });
    const run = await site.admin.runEnded(connector.id);
    expect(run.counts).toMatchObject({ found: 0, imported: 0 });
    expect(await site.admin.imports(connector.id)).toEqual([]);
    const messages = (await logOf(run)).map(({ message }) => english(message)).join('\n');
    for (const email of unknown) expect(messages).toContain(email);
  });

  it('needs somebody if its manager is gone, and imports nothing until it is saved (B5)', async () => {
    const host = addHost(zoom);
    const leaving = await anotherManager('leaving');
    const connector = await leaving.addConnector(connectorBody(zoom, { hostEmails: [host.email] }));
    await site.admin.runEnded(connector.id);
    await site.strapi.db
      .query('admin::user')
      .update({ where: { email: 'leaving.manager@example.com' }, data: { blocked: true } });
    meeting(host);
    await site.admin.must('POST', `/connectors/${connector.id}/sync`);
    expect((await site.admin.runEnded(connector.id)).status).toBe('failed');
    expect((await get(connector.id)).status).toMatchObject({
      summary: 'needs-you',
      problem: { code: 'manager-gone' },
    });
    expect(await site.admin.imports(connector.id)).toEqual([]);
    await update(await get(connector.id), {});
    await importOf(site.admin, connector.id, ({ status }) => status === 'done');
  });

  it('fault 70: pauses waiting imports and keeps stored files if its access is revoked during an import', async () => {
    const host = addHost(zoom);
    meeting(host, 4);
    const connector = await site.admin.addConnector(connectorBody(zoom, { hostEmails: [host.email] }));
    await importOf(site.admin, connector.id, ({ status }) => status === 'done');
    await site.admin.runEnded(connector.id);
    meeting(host, 1);
    zoom.deactivateApp();
    await site.admin.must('POST', `/connectors/${connector.id}/sync`);
    expect((await site.admin.runEnded(connector.id)).status).toBe('failed');
    expect((await get(connector.id)).status.authorization).toBe('not-authorized');
    zoom.activateApp();
    await site.admin.must('POST', `/connectors/${connector.id}/sync`);
    await until(
      () => site.admin.imports(connector.id),
      (rows) => rows.length === 2 && rows.every(({ status }) => status === 'done'),
    );
  });

  it('keeps its recordings when it is deleted', async () => {
    const host = addHost(zoom);
    const connector = await site.admin.addConnector(connectorBody(zoom, { hostEmails: [host.email] }));
    await site.admin.runEnded(connector.id);
    const reply = await site.admin.must<{ data: { recordingsKept: number } }>(
      'DELETE',
      `/connectors/${connector.id}`,
    );
    expect(reply.data.recordingsKept).toBe(0);
    expect((await site.admin.call('GET', `/connectors/${connector.id}`)).status).toBe(404);
  });

  describe('with a request that can’t be used', () => {
    const refusalOf = async (method: string, path: string, body?: unknown) => {
      const { status, body: answer } = await site.admin.call<Refusal>(method, path, body);
      return { status, said: english(answer.error.details.said), fields: answer.error.details.fields ?? {} };
    };

    it('says what is wrong with the whole, with a field by its name, and with a number by what is allowed', async () => {
      for (const body of [[], [1, {}]])
        expect(await refusalOf('POST', '/connectors', body)).toEqual({
          status: 400,
          said: 'The request has no fields by name.',
          fields: {},
        });
      const host = addHost(zoom);
      const good = connectorBody(zoom, { hostEmails: [host.email] });
      const rules = { ...good.options.rules, minDurationMinutes: 'ten' };
      const wrong = { ...good, options: { ...good.options, rules, scheduleMinutes: 'often' } };
      const { fields } = await refusalOf('POST', '/connectors', wrong);
      expect(Object.entries(fields).map(([path, said]) => [path, english(said)])).toEqual(
        expect.arrayContaining([
          ['options.scheduleMinutes', 'Minutes between sync runs has a value that can’t be used.'],
          ['options.rules.minDurationMinutes', 'Minimum length (minutes) has a value that can’t be used.'],
        ]),
      );
      expect((await refusalOf('GET', '/runs?connectorId=9')).said).toBe(
        'Connector has a value that can’t be used.',
      );
      expect((await refusalOf('GET', '/runs?page=0')).said).toBe('Page must be at least 1.');
    });
  });

  it('whose row nobody can read is shown as itself, and ends no list', async () => {
    const host = addHost(zoom);
    meeting(host);
    const connector = await site.admin.addConnector(
      connectorBody(zoom, { hostEmails: [host.email], publishStatus: 'published', scheduleMinutes: null }),
    );
    const row = await importOf(site.admin, connector.id, ({ status }) => status === 'done');
    await site.admin.runEnded(connector.id);
    await site.admin.must('POST', `/connectors/${connector.id}/webhook/test`);
    const documentId = row.recordingDocumentIds[0] ?? '';
    const { connectors, runs, imports, files, deliveries, reviews, mails } = openDatabase(site.strapi);
    const lists = [
      '/connectors',
      '/runs?pageSize=100',
      '/imports?pageSize=100',
      '/deliveries?pageSize=100',
      '/mails',
      '/reviews',
      `/recordings/${documentId}/imports`,
      `/recordings/${documentId}/review`,
    ];
    const listed = async () => {
      const answers: [string, number, boolean][] = [];
      for (const path of lists) {
        const { status, body } = await site.admin.call('GET', path);
        answers.push([path, status, JSON.stringify(body).includes('[object Object]')]);
      }
      return answers;
    };
    const good = lists.map((path) => [path, 200, false]);
    expect(await listed()).toEqual(good);
    for (const table of [connectors, runs, imports, files, deliveries, reviews, mails]) {
      const columns = Object.entries(typesOf(table.name)).filter(([, type]) => type === 'json');
      for (const [column] of columns)
        for (const odd of ['no JSON {', '{}', '[null]', '{"what":{"code":5}}']) {
          const kept: { id: number }[] = await site.strapi.db.connection(table.name).select('id', column);
          await site.strapi.db.connection(table.name).update({ [column]: odd });
          expect([table.name, column, odd, await listed()]).toEqual([table.name, column, odd, good]);
          for (const { id, ...value } of kept)
            await site.strapi.db.connection(table.name).where({ id }).update(value);
        }
    }

    await site.strapi.db
      .connection('mc_connectors')
      .where({ document_id: connector.id })
      .update({ options: '{}' });
    const shown = await site.admin.must<{ data: ConnectorView[] }>('GET', '/connectors');
    const damaged = shown.data.find(({ id }) => id === connector.id);
    expect(damaged).toMatchObject({
      options: { name: connector.options.name },
      status: { summary: 'needs-you' },
    });
    expect(english(damaged?.status.problem?.what ?? '')).toMatch(
      /can’t be read: Hosts\. Nothing is imported/,
    );
    const others = shown.data.filter(({ id }) => id !== connector.id);
    expect(others.length).toBeGreaterThan(0);
    for (const { status } of others) expect(status.problem?.code).not.toBe('settings-unreadable');
    // Its list of hosts is lost: nothing of the account is imported by defaults.
    meeting(addHost(zoom));
    await site.admin.must('POST', `/connectors/${connector.id}/sync`);
    expect((await site.admin.runEnded(connector.id)).status).toBe('failed');
    expect(await site.admin.imports(connector.id)).toHaveLength(1);
    // Saved again, it works again.
    const mended = await update(connector, {});
    expect(mended.data.status.summary).not.toBe('needs-you');
    expect((await site.admin.runEnded(connector.id)).status).toBe('finished');
  });

  /** Types of the columns of one of our tables. */
  const typesOf = (table: string): Record<string, string> => {
    const found = (Object.values(contentTypes) as Described[]).find(
      ({ schema }) => schema.collectionName === table,
    );
    return Object.fromEntries(
      Object.entries(found?.schema.attributes ?? {}).map(([name, { type }]) => [
        name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
        type,
      ]),
    );
  };

  async function anotherManager(name = 'second') {
    const { adminClient } = await import('../../playground/client/admin-client');
    const login = { email: `${name}.manager@example.com`, password: 'Playground-2026' };
    const roles = site.strapi.service('admin::role') as unknown as {
      getSuperAdmin(): Promise<{ id: number }>;
    };
    const users = site.strapi.service('admin::user') as unknown as { create(user: object): Promise<unknown> };
    await users.create({
      ...login,
      firstname: name,
      lastname: 'Manager',
      isActive: true,
      registrationToken: null,
      roles: [(await roles.getSuperAdmin()).id],
    });
    return adminClient(site.url, login);
  }
});
