import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { startZoomEmulator } from '../../emulators/zoom/emulator';
import { ADMIN_ROUTES } from '../../server/src/routes';
import { bootSite, type Site } from '../support/boot-site';
import { addHost, connectorBody, daysAgo, IMPATIENT, importOf, until, type Zoom } from '../support/zoom-site';
import { ask } from '../../playground/client/ask';
import { addMember, allow } from '../support/member';

const CANARY = 'canary-client-secret-5f1d9a';

describe('fault 78: secrets, tokens and signed links (P11)', () => {
  let site: Site;
  let zoom: Zoom;
  beforeAll(async () => {
    zoom = await startZoomEmulator({ account: { clientSecret: CANARY } });
    site = await bootSite({ pluginConfig: IMPATIENT });
    // All cases: success, broken transfers, refused tokens, a wrong secret, a failed check.
    const host = addHost(zoom);
    for (const days of [1, 2, 3]) {
      zoom.addMeeting({
        hostId: host.id,
        startedAt: daysAgo(days),
        segments: [{ files: [{ view: 'active_speaker', sizeBytes: 1 << 20, seed: `${days}` }] }],
      });
    }
    zoom.faults.add({ kind: 'short-body', at: 'half', times: 1, then: 'revoke-tokens' });
    zoom.faults.add({ kind: 'html', contentType: 'video/mp4', target: 'storage', times: 1, skip: 1 });
    zoom.faults.add({ kind: 'reset', at: 'half', times: 1, skip: 2 });
    const connector = await site.admin.addConnector(
      connectorBody(zoom, { hostEmails: [host.email], publishStatus: 'published' }),
    );
    await until(
      () => site.admin.imports(connector.id),
      (rows) => rows.length === 3 && rows.every(({ status }) => status === 'done'),
    );
    const failing = addHost(zoom);
    const meeting = zoom.addMeeting({ hostId: failing.id, startedAt: daysAgo(1) });
    zoom.faults.add({
      kind: 'redirect',
      to: 'http://10.0.0.1/?signature=x',
      on: { fileId: meeting.files?.[0]?.ref ?? '' },
    });
    const second = await site.admin.addConnector(connectorBody(zoom, { hostEmails: [failing.email] }));
    await importOf(site.admin, second.id, ({ problem }) => problem !== undefined);
    await site.admin.call(
      'POST',
      '/connectors',
      connectorBody(zoom, {}, { clientSecret: `${CANARY}-wrong`, clientId: '' }),
    );
    await site.admin.call('POST', '/connectors/check', {
      provider: 'zoom',
      options: {},
      settings: { ...zoom.connectorSettings, clientSecret: `${CANARY}-wrong` },
    });
    const wrong = await site.admin.addConnector(connectorBody(zoom, {}, { clientSecret: `${CANARY}-wrong` }));
    await site.admin.runEnded(wrong.id);
  });
  afterAll(async () => {
    await site.stop();
    await zoom.stop();
  });

  /** The secret, all tokens so far, and the signature in each link. */
  const canaries = () => [...zoom.secrets(), CANARY].filter((secret) => secret.length > 8);
  function expectClean(where: string, text: string) {
    for (const canary of canaries()) {
      for (const form of [canary, encodeURIComponent(canary), Buffer.from(canary).toString('base64')]) {
        if (text.includes(form)) throw new Error(`${where} holds ${form.slice(0, 12)}…`);
      }
    }
  }

  it('were really used: the emulator gave tokens and signed links', () => {
    expect(canaries().length).toBeGreaterThan(3);
    expect(() => expectClean('a text', `x${CANARY}x`)).toThrow();
  });

  it('are nowhere in the log, at debug level', () => {
    expect(site.logs().length).toBeGreaterThan(1_000);
    expectClean('the log', site.logs());
  });

  it('are in no table of the database', async () => {
    const tables: string[] = await site.strapi.db.dialect.schemaInspector.getTables();
    expect(tables.length).toBeGreaterThan(40);
    for (const table of tables)
      expectClean(table, JSON.stringify(await site.strapi.db.connection(table).select('*')));
  });

  it('are in no name and no small file below the data folder', () => {
    const names = readdirSync(site.dataDir, { recursive: true }).map(String);
    expectClean('the file names', names.join('\n'));
    expect(names.filter((name) => statSync(path.join(site.dataDir, name)).isFile()).length).toBeGreaterThan(
      3,
    );
  });

  it('are in no answer of the panel’s routes', async () => {
    for (const { method, path: route } of ADMIN_ROUTES.filter((one) => one.method === 'GET')) {
      for (const id of ['1', '2', '3']) {
        const reply = await site.admin.call(method, route.replace(':id', id).replace(':documentId', 'x'));
        expectClean(`${method} ${route}`, JSON.stringify(reply.body));
      }
    }
    for (const route of [
      '/content-manager/collection-types/plugin::meeting-connectors.recording?pageSize=100',
      '/upload/files?pageSize=100',
      '/content-manager/content-types',
      '/content-manager/init',
    ]) {
      const answer = await ask(site.url, 'GET', route, { token: await site.admin.token() });
      expect(answer.status).toBe(200);
      expectClean(route, answer.text);
    }
  });

  it('are in no answer of the content API, REST or GraphQL, whoever asks', async () => {
    const tokens = site.strapi.service('admin::api-token') as unknown as {
      create(token: object): Promise<{ accessKey: string }>;
    };
    const made = await Promise.all(
      [
        { name: 'read', type: 'read-only' },
        { name: 'full', type: 'full-access' },
        {
          name: 'custom',
          type: 'custom',
          permissions: [
            'plugin::meeting-connectors.recording.find',
            'plugin::meeting-connectors.recording.findOne',
          ],
        },
      ].map((token) => tokens.create({ lifespan: null, ...token })),
    );
    const roles = (await site.strapi.db.query('plugin::users-permissions.role').findMany({})) as {
      id: number;
    }[];
    for (const role of roles) {
      await allow(site, role.id, [
        'plugin::meeting-connectors.recording.find',
        'plugin::meeting-connectors.recording.findOne',
        'plugin::upload.content-api.find',
      ]);
    }
    const member = await addMember(site, 'member');
    const readers = [undefined, member.token, ...made.map(({ accessKey }) => accessKey)];
    const query =
      '{ meetingConnectorsRecordings { title occurrenceId room video { url name hash provider_metadata } } }';
    let seen = 0;
    for (const token of readers) {
      for (const route of [
        '/api/meeting-connectors/recordings?populate=*',
        '/api/meeting-connectors/recordings?populate=deep&fields=*',
        '/api/upload/files',
      ]) {
        const { text } = await ask(site.url, 'GET', route, { token });
        expectClean(route, text);
        seen += text.length;
      }
      const answer = await ask(site.url, 'POST', '/graphql', { token, body: { query } });
      expectClean('GraphQL', answer.text);
      for (const hidden of [
        'connectors',
        'credentials',
        'sync-runs',
        'imports',
        'import-files',
        'run-log-entries',
      ]) {
        const { status } = await ask(site.url, 'GET', `/api/meeting-connectors/${hidden}`, { token });
        expect(status).toBe(404);
      }
    }
    expect(seen).toBeGreaterThan(2_000);
  });
});
