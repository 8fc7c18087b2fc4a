import { ADMIN_ROUTES } from '../../server/src/routes';
import { HIDDEN_UIDS } from '../../server/src/content-types';
import { RECORDING_UID } from '../../contracts/plugin';
import { startZoomEmulator } from '../../emulators/zoom/emulator';
import { bootSite, type Site } from '../support/boot-site';
import { bytesBelow, formsOf, leaks, namesBelow, tablesOf, type Place } from '../support/leaks';
import { addHost, connectorBody, daysAgo, IMPATIENT, until, type Zoom } from '../support/zoom-site';
import { ask as askRoute } from '../../playground/client/ask';

const MiB = 1024 * 1024;
const random = () => Math.random().toString(36).slice(2, 14);
/** Typed but never saved, and saved but wrong. */
const TYPED = `typed-secret-${random()}`;
const WRONG = `wrong-secret-${random()}`;
const PROXY_PASSWORD = `proxy-secret-${random()}`;
type Fault = Parameters<Zoom['faults']['add']>[0];

/** Searches everything that is written while connectors work and fail for secrets. */
describe('fault 78: secrets and signed links', () => {
  let site: Site;
  let zoom: Zoom;
  let forms: string[];
  const connectorIds: string[] = [];

  const settle = async (connectorId: string) => {
    await site.admin.runEnded(connectorId);
    await until(
      () => site.admin.imports(connectorId),
      (rows) =>
        rows.every(
          ({ status, attempts }) => status !== 'running' && (status !== 'waiting' || attempts === 0),
        ),
    );
  };

  /** Imports one published meeting of one host with some faults, until the run has ended. */
  async function imported(faults: Fault[], settings: object = {}, useProxy = false) {
    const host = addHost(zoom);
    zoom.addMeeting({
      hostId: host.id,
      startedAt: daysAgo(2),
      segments: [{ files: [{ view: 'active_speaker', sizeBytes: MiB, seed: host.id }] }],
    });
    for (const fault of faults) zoom.faults.add(fault);
    const connector = await site.admin.addConnector(
      connectorBody(
        zoom,
        { hostEmails: [host.email], publishStatus: 'published', publish: { visibility: 'public' }, useProxy },
        settings,
      ),
    );
    connectorIds.push(connector.id);
    await settle(connector.id);
    zoom.faults.clear();
    return connector;
  }

  beforeAll(async () => {
    zoom = await startZoomEmulator({ account: { clientSecret: `canary-secret-${random()}` } });
    site = await bootSite({
      pluginConfig: {
        ...IMPATIENT,
        // Nobody listens there.
        network: { ...IMPATIENT.network, proxyUrl: `http://someone:${PROXY_PASSWORD}@127.0.0.1:9` },
      },
    });
    const { clientSecret, clientId } = zoom.account;

    await site.admin.must('POST', '/connectors/check', {
      provider: 'zoom',
      options: { hostEmails: ['nobody@example.com'] },
      settings: { ...zoom.connectorSettings, clientSecret: TYPED },
    });
    await imported([]);
    await imported([{ kind: 'html', times: 1, target: 'storage' }]);
    await imported([{ kind: 'short-body', at: 'half', times: 1, then: 'revoke-tokens' }]);
    await imported([
      { kind: 'json', times: 1, target: 'download', body: JSON.stringify({ error: clientSecret }) },
    ]);
    await imported([{ kind: 'redirect', to: `http://127.0.0.2:9/x?Signature=${clientSecret}`, times: 3 }]);
    await imported([{ kind: 'redirect', to: `ftp://user:${clientSecret}@127.0.0.1/x`, times: 3 }]);
    await imported([{ kind: 'api-error', status: 400, code: 300, message: `no user for ${clientSecret}` }]);
    await imported([
      { kind: 'status', status: 500, target: 'token', body: `{"reason":"Basic ${clientSecret}"}`, times: 20 },
    ]);
    await imported([], { clientSecret: WRONG });
    await imported([], {}, true);

    forms = [
      ...zoom.secrets().flatMap((secret) => formsOf(secret)),
      ...formsOf(clientSecret, clientId),
      ...formsOf(TYPED, clientId),
      ...formsOf(WRONG, clientId),
      ...formsOf(PROXY_PASSWORD, 'someone'),
      'Key-Pair-Id=',
      'Signature=',
      'access_token=',
    ];
  });
  afterAll(async () => {
    await site.stop();
    await zoom.stop();
  });

  const ask = async (path: string, token?: string, body?: unknown): Promise<Place & { status: number }> => {
    const method = body === undefined ? 'GET' : 'POST';
    const answer = await askRoute(site.url, method, path, { token, body });
    const headers = Object.entries(answer.headers).map(([name, value]) => `${name}: ${String(value)}`);
    return { name: path, status: answer.status, text: [...headers, answer.text].join('\n') };
  };

  it('are used while connectors work and fail, and this search finds what may be shown', async () => {
    const runs = await Promise.all(connectorIds.map((id) => site.admin.runEnded(id)));
    expect(runs.some(({ status }) => status === 'failed')).toBe(true);
    expect(runs.filter(({ counts }) => counts.imported > 0).length).toBeGreaterThanOrEqual(3);
    expect(zoom.secrets().length).toBeGreaterThan(5);
    const { clientId } = zoom.account;
    expect(leaks(await tablesOf(site.strapi), [clientId])).toEqual([expect.stringMatching(/mc_connectors/)]);
    expect(
      leaks([await ask('/meeting-connectors/connectors', await site.admin.token())], [clientId]),
    ).toHaveLength(1);
    expect(leaks([namesBelow(site.dataDir)], ['meeting_'])).toHaveLength(1);
    expect(site.logs()).toMatch(/GET \/meeting-connectors\/runs/);
    expect(leaks(bytesBelow(site.dataDir), [clientId])).not.toEqual([]);
  });

  it('are in no log, at debug level', () => {
    expect(leaks([{ name: 'log', text: site.logs() }], forms)).toEqual([]);
  });

  it('are in no table, nowhere else in the database, and in no file name', async () => {
    expect(leaks(await tablesOf(site.strapi), forms)).toEqual([]);
    const written = bytesBelow(site.dataDir).filter(({ name }) => name.includes('data.db'));
    expect(written).not.toEqual([]);
    expect(leaks(written, forms)).toEqual([]);
    expect(leaks([namesBelow(site.dataDir)], forms)).toEqual([]);
  });

  it('are in no answer of the panel’s routes', async () => {
    const token = await site.admin.token();
    const imports = (await Promise.all(connectorIds.map((id) => site.admin.imports(id)))).flat();
    const { data: runs } = await site.admin.must<{ data: { id: number }[] }>('GET', '/runs?pageSize=100');
    const recordings = imports.flatMap((row) => row.recordingDocumentIds).slice(0, 20);
    /** Parameters of routes that need some. */
    const queries: Record<string, string> = {
      '/reviews/states': `documentIds=${recordings.join(',')}`,
      '/deletions': `documentIds=${recordings.join(',')}`,
      '/people/users': 'search=example',
    };
    const ids: Record<string, (number | string)[]> = {
      '/connectors/:id': connectorIds,
      '/runs/:id': runs.map(({ id }) => id),
      '/runs/:id/log': runs.map(({ id }) => id),
      '/imports/:id': imports.map(({ id }) => id),
      '/recordings/:documentId/imports': imports.flatMap((row) => row.recordingDocumentIds),
    };
    const paths = ADMIN_ROUTES.filter(({ method }) => method === 'GET').flatMap(({ path }) =>
      path.includes(':')
        ? (ids[path] ?? []).map((id) => path.replace(/:\w+/, String(id)))
        : [`${path}?${queries[path] ?? 'pageSize=100'}`],
    );
    expect(paths.length).toBeGreaterThan(40);
    for (const path of paths) {
      const answer = await ask(`/meeting-connectors${path}`, token);
      expect([path, answer.status]).toEqual([path, 200]);
      expect(leaks([answer], forms)).toEqual([]);
    }
    const check = await ask('/meeting-connectors/connectors/check', token, {
      id: connectorIds[0],
      provider: 'zoom',
      options: {},
      settings: { ...zoom.connectorSettings, clientSecret: TYPED },
    });
    expect(check.status).toBe(200);
    expect(leaks([check], forms)).toEqual([]);
  });

  it('are in no answer of Strapi’s own panel, which shows no hidden type', async () => {
    const token = await site.admin.token();
    for (const uid of HIDDEN_UIDS) {
      const answer = await ask(`/content-manager/collection-types/${uid}?pageSize=100`, token);
      expect([uid, answer.status]).toEqual([uid, 403]);
      expect(leaks([answer], forms)).toEqual([]);
    }
    const entries = `/content-manager/collection-types/${RECORDING_UID}?pageSize=100`;
    const shown = [
      entries,
      '/upload/files?pageSize=100',
      '/upload/folders',
      '/content-manager/content-types',
    ];
    for (const path of shown) {
      const answer = await ask(path, token);
      expect([path, answer.status]).toEqual([path, 200]);
      expect(leaks([answer], forms)).toEqual([]);
    }
  });

  describe('in the content API', () => {
    const REST = [
      '/api/meeting-connectors/recordings?populate=*',
      '/api/meeting-connectors/recordings?populate[video][populate]=*',
      '/api/upload/files',
    ];
    /** Types without routes, which no token can read. */
    const NEVER = HIDDEN_UIDS.map((uid) => `/api/meeting-connectors/${uid.split('.')[1]}s`);
    const GRAPHQL = {
      query: `{
        meetingConnectorsRecordings(pagination: { limit: 100 }) {
          documentId title occurrenceId provider room hostName tags visibility
          video { documentId name hash ext mime url previewUrl provider formats }
        }
      }`,
    };
    const READ = [`${RECORDING_UID}.find`, `${RECORDING_UID}.findOne`, 'plugin::upload.content-api.find'];
    const tokens: Record<string, string | undefined> = {};

    beforeAll(async () => {
      const { strapi } = site;
      const roles = (await strapi.db.query('plugin::users-permissions.role').findMany({})) as {
        id: number;
        type: string;
      }[];
      for (const role of roles) {
        for (const action of READ) {
          await strapi.db
            .query('plugin::users-permissions.permission')
            .create({ data: { action, role: role.id } });
        }
      }
      const users = strapi.plugin('users-permissions').service('user') as unknown as {
        add(user: object): Promise<{ id: number }>;
      };
      const user = await users.add({
        username: 'member',
        email: 'member@example.com',
        password: 'Member-2026',
        provider: 'local',
        confirmed: true,
        role: roles.find(({ type }) => type === 'authenticated')?.id,
      });
      const jwt = strapi.plugin('users-permissions').service('jwt') as unknown as {
        issue(payload: object): string | Promise<string>;
      };
      const apiTokens = strapi.service('admin::api-token') as unknown as {
        create(token: object): Promise<{ accessKey: string }>;
      };
      const make = async (type: string, permissions?: string[]) =>
        (await apiTokens.create({ name: type, description: '', type, permissions, lifespan: null }))
          .accessKey;
      Object.assign(tokens, {
        public: undefined,
        'a signed-in user': await jwt.issue({ id: user.id }),
        'a read-only token': await make('read-only'),
        'a full-access token': await make('full-access'),
        'a custom token': await make('custom', READ),
      });
    });

    it.each(['public', 'a signed-in user', 'a read-only token', 'a full-access token', 'a custom token'])(
      'are in no answer to %s, by REST or GraphQL',
      async (who) => {
        const answers = await Promise.all(REST.map((path) => ask(path, tokens[who])));
        expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
        const graphql = await ask('/graphql', tokens[who], GRAPHQL);
        expect(graphql.status).toBe(200);
        expect(graphql.text).not.toMatch(/"errors"/);
        expect(graphql.text).toMatch(/meeting_[0-9a-f]{32}/);
        expect(leaks([...answers, graphql], forms)).toEqual([]);
        for (const path of NEVER) expect([path, (await ask(path, tokens[who])).status]).toEqual([path, 404]);
      },
    );
  });
});
