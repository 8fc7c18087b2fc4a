import type { ConnectorView } from '../../contracts/connectors';
import type { ImportView } from '../../contracts/imports';
import type { PeopleSettings } from '../../contracts/people';
import { CONTENT_RIGHTS, PERMISSIONS, rightOf, type RightId } from '../../contracts/permissions';
import { startZoomEmulator } from '../../emulators/zoom/emulator';
import { ADMIN_ROUTES } from '../../server/src/routes';
import { bootSite, type Site } from '../support/boot-site';
import {
  contentRights,
  RECORDING,
  visitorsOf,
  type Answer,
  type Person,
  type Right,
  type Visitors,
} from '../support/doors';
import { addHost, connectorBody, daysAgo, IMPATIENT, importOf, until, type Zoom } from '../support/zoom-site';
import { ADMIN } from '../../playground/client/admin-account';
import { ask as askRoute } from '../../playground/client/ask';

interface Role {
  id: number;
}
interface AdminServices {
  'admin::role': {
    create(role: object): Promise<Role>;
    assignPermissions(id: number, permissions: object[]): Promise<unknown>;
  };
  'admin::user': { create(user: object): Promise<unknown> };
}

describe('the rights of the admin routes (F3, P17)', () => {
  let site: Site;
  let zoom: Zoom;
  let visitors: Visitors;
  let users = 0;
  const service = <Name extends keyof AdminServices>(name: Name) =>
    site.strapi.service(name) as unknown as AdminServices[Name];

  /** A signed-in admin user with only these rights. */
  async function tokenOf(rights: RightId[]): Promise<string> {
    users += 1;
    const role = await service('admin::role').create({ name: `Role ${users}`, code: `role-${users}` });
    await service('admin::role').assignPermissions(
      role.id,
      rights.map(rightOf).map((right) => ({
        ...right,
        properties: right.subject === null ? {} : { fields: ['title'] },
        conditions: [],
      })),
    );
    const login = { email: `user${users}@example.com`, password: 'Some-Password-1' };
    await service('admin::user').create({
      ...login,
      firstname: 'Some',
      lastname: 'Body',
      isActive: true,
      registrationToken: null,
      roles: [role.id],
    });
    const answer = await askRoute(site.url, 'POST', '/admin/login', { body: login });
    return answer.json<{ data: { token: string } }>().data.token;
  }

  const ask = async (method: string, path: string, token?: string) => {
    const answer = await askRoute(
      site.url,
      method,
      `/meeting-connectors${path.replace(':id', '999').replace(':documentId', 'none')}`,
      { token, ...(method === 'GET' || method === 'DELETE' ? {} : { body: {} }) },
    );
    return answer.status;
  };

  /** Somebody with just these rights of the plugin, and these of other things. */
  const personWith = (ids: RightId[], others: Right[] = []): Promise<Person> =>
    visitors.person('Pia', [
      ...ids
        .map(rightOf)
        .map(({ action, subject }) => ({ action, ...(subject === null ? {} : { subject }) })),
      ...others,
    ]);
  /** A connector of one host who held one meeting, which is private. */
  const hosted = async (over: Parameters<typeof connectorBody>[1] = {}) => {
    const host = addHost(zoom);
    zoom.addMeeting({ hostId: host.id, topic: `Secret of ${host.email}`, startedAt: daysAgo(2) });
    const publish = { folderId: null, tags: null, visibility: 'private', titleTemplate: null } as const;
    const body = connectorBody(zoom, { hostEmails: [host.email], publish, ...over });
    const connector = await site.admin.addConnector(body);
    return { host, connector, body };
  };

  beforeAll(async () => {
    [zoom, site] = await Promise.all([startZoomEmulator({}), bootSite({ pluginConfig: IMPATIENT })]);
    visitors = visitorsOf(site);
  }, 120_000);
  afterAll(async () => {
    await site.stop();
    await zoom.stop();
  });

  it('are checked on every route: 401 without login, 403 without the right, never with it', async () => {
    const withNothing = await tokenOf([]);
    const tokens = new Map<string, string>();
    for (const { method, path, permission } of ADMIN_ROUTES) {
      const named = `${method} ${path}`;
      if (!tokens.has(permission)) tokens.set(permission, await tokenOf([permission]));
      expect([named, await ask(method, path)]).toEqual([named, 401]);
      expect([named, await ask(method, path, withNothing)]).toEqual([named, 403]);
      // 200, or a 4xx about the sent form: the route itself is open.
      expect([401, 403, 500]).not.toContain(await ask(method, path, tokens.get(permission)));
    }
  });

  it('open only the routes that require them', async () => {
    const token = await tokenOf(['runs.read']);
    for (const { method, path, permission } of ADMIN_ROUTES) {
      if (permission === 'runs.read') continue;
      expect([`${method} ${path}`, await ask(method, path, token)]).toEqual([`${method} ${path}`, 403]);
    }
  });

  it('are in the role editor, each with a description', async () => {
    const token = await site.admin.token();
    const { data } = (await askRoute(site.url, 'GET', '/admin/permissions', { token })).json<{
      data: {
        sections: {
          plugins: { plugin: string; displayName: string; action: string }[];
          collectionTypes: { actions: { actionId: string; subjects: string[] }[] };
        };
      };
    }>();
    const shown = data.sections.plugins.filter(({ action }) =>
      action.startsWith('plugin::meeting-connectors.'),
    );
    expect(shown.map(({ action, displayName }) => [action, displayName]).sort()).toEqual(
      Object.entries(PERMISSIONS)
        .map(([id, { text }]) => [`plugin::meeting-connectors.${id}`, text])
        .sort(),
    );
    // Strapi's own rights are under the collection types, and only the recording is listed there.
    for (const action of Object.values(CONTENT_RIGHTS)) {
      const { subjects } = data.sections.collectionTypes.actions.find(
        ({ actionId }) => actionId === action,
      ) ?? {
        subjects: [],
      };
      expect(subjects.filter((subject) => subject.startsWith('plugin::meeting-connectors.'))).toEqual([
        'plugin::meeting-connectors.recording',
      ]);
    }
  });

  it('fault 76: end with the role, also for an existing login, and a foreign page has only cookies', async () => {
    const actions: RightId[] = ['runs.read'];
    const token = await tokenOf(actions);
    expect(await ask('GET', '/runs', token)).toBe(200);
    const role = (await site.strapi.db
      .query('admin::role')
      .findOne({ where: { code: `role-${users}` } })) as Role;
    await service('admin::role').assignPermissions(role.id, []);
    expect(await ask('GET', '/runs', token)).toBe(403);
    await site.strapi.db
      .query('admin::user')
      .update({ where: { email: `user${users}@example.com` }, data: { isActive: false } });
    expect(await ask('GET', '/runs', token)).toBe(401);

    const login = await askRoute(site.url, 'POST', '/admin/login', { body: ADMIN });
    const cookie = [login.headers['set-cookie'] ?? []]
      .flat()
      .map((one) => one.split(';')[0])
      .join('; ');
    expect(cookie).not.toBe('');
    for (const { method, path } of ADMIN_ROUTES) {
      const answer = await askRoute(site.url, method, `/meeting-connectors${path.replace(':id', '999')}`, {
        headers: { cookie, origin: 'https://evil.example.com', 'content-type': 'text/plain' },
      });
      expect([method, path, answer.status]).toEqual([method, path, 401]);
    }
  });

  it('do not open the admin routes to tokens of the content API', async () => {
    const tokens = site.strapi.service('admin::api-token') as unknown as {
      create(token: object): Promise<{ accessKey: string }>;
    };
    const { accessKey } = await tokens.create({ name: 'full', type: 'full-access', lifespan: null });
    for (const { method, path } of ADMIN_ROUTES) expect(await ask(method, path, accessKey)).toBe(401);
  });

  describe('rule 7: are not widened by what is answered', () => {
    /** Answers with nothing that another right shows: what was asked for itself, a number, a link. */
    const SHOW_NOTHING = [
      'connector.check',
      'connector.delete',
      'connector.sync',
      'connector.preview',
      'connector.confirmAccounts',
      'connector.takeOver',
      'sign-in.begin',
      'delivery.renewOwnSecret',
      'import.retryFailed',
      'room.token',
      'mail.testTemplate',
      // These ask of the entry itself whether its caller may read it.
      'review.send',
      'review.approve',
      'review.approveMany',
      'review.reject',
      'review.putBack',
      'review.claim',
      'review.release',
      'deletion.delete',
      'deletion.putHold',
      'deletion.liftHold',
    ];

    it('each route that changes something names the right to see its answer, or shows nothing', () => {
      const silent = ADMIN_ROUTES.filter(({ method, shows }) => method !== 'GET' && shows === undefined);
      expect(silent.map(({ handler }) => handler).sort()).toEqual([...SHOW_NOTHING].sort());
    });

    it('an answer is empty for who may change something and not see it', async () => {
      const { connector } = await hosted();
      const row = await importOf(site.admin, connector.id, ({ status }) => status === 'done');
      const run = await site.admin.runEnded(connector.id);
      const data = async <T>(path: string) => (await site.admin.must<{ data: T }>('GET', path)).data;
      const [settings, moderation, people] = await Promise.all([
        data<{ defaults: object }>('/settings'),
        data<object>('/moderation'),
        data<{ settings: PeopleSettings }>('/people/settings'),
      ]);
      const asked: [handler: string, id: number | string, body?: unknown][] = [
        ['connector.switch', connector.id, { enabled: true }],
        ['run.stop', run.id],
        ['import.again', row.id],
        ['verification.start', 0, {}],
        ['verification.stop', 0],
        ['review.updateModeration', 0, moderation],
        ['settings.update', 0, settings.defaults],
        ['people.updateSettings', 0, people.settings],
        ['mail.updateTemplate', 'invitation', { subject: 'Hello', text: 'Hello' }],
        ['mail.resetTemplate', 'invitation'],
      ];
      for (const [handler, id, body] of asked) {
        const route = ADMIN_ROUTES.find((one) => one.handler === handler);
        if (route?.shows === undefined) throw new Error(`no answer of ${handler}`);
        const path = route.path.replace(':id', String(id));
        const blind = await personWith([route.permission]);
        const answer = await blind.plugin(route.method, path, body);
        expect([handler, answer.status, answer.body]).toEqual([handler, 200, { data: {} }]);
        if (handler === 'import.again')
          await importOf(site.admin, connector.id, ({ status }) => status === 'done');
      }
      const seeing = await personWith(['runs.start', 'runs.read']);
      expect((await seeing.plugin('POST', `/runs/${run.id}/stop`)).body.data).toMatchObject({ id: run.id });
    });

    it('who may only watch runs gets no links of private files or chats', async () => {
      const { connector } = await hosted();
      const { id, recordingDocumentIds } = await importOf(
        site.admin,
        connector.id,
        ({ status }) => status === 'done',
      );
      const own = contentRights(['read'], ['admin::is-creator']);
      const filesOf = async (person: Person) => {
        const ways = [
          `/imports?connectorId=${connector.id}`,
          `/recordings/${recordingDocumentIds[0]}/imports`,
        ];
        const rows = [(await person.plugin('GET', `/imports/${id}`)).body.data as ImportView];
        for (const way of ways) rows.push(...((await person.plugin('GET', way)).body.data as ImportView[]));
        expect(rows.map((row) => row.id)).toEqual([id, id, id]);
        return rows.flatMap(({ files }) => files.map((file) => [file.downloadUrl, file.mediaFileId]));
      };
      for (const watcher of [await personWith(['runs.read']), await personWith(['runs.read'], own)])
        for (const links of await filesOf(watcher)) expect(links).toEqual([undefined, undefined]);
      const reader = await personWith(['runs.read'], contentRights(['read']));
      for (const links of await filesOf(reader))
        expect(links).toEqual([expect.any(String), expect.any(String)]);
      // Only the fields that a role shows; what no field shows is an original.
      const ofTitle = await personWith(
        ['runs.read'],
        contentRights(['read']).map((one) => ({ ...one, fields: ['title'] })),
      );
      for (const links of await filesOf(ofTitle)) expect(links).toEqual([undefined, undefined]);
      await site.strapi.db
        .query(RECORDING)
        .updateMany({ where: { documentId: recordingDocumentIds[0] }, data: { title: 'Renamed' } });
      const rows = (await site.strapi.db
        .query(RECORDING)
        .findMany({ where: { documentId: recordingDocumentIds[0] }, populate: ['video'] })) as {
        id: number;
        video: { id: number };
      }[];
      await site.strapi.db
        .query('plugin::upload.file')
        .update({ where: { id: rows[0]?.video.id }, data: { name: 'Named by an editor.mp4' } });
      const namesFor = async (person: Person) =>
        ((await person.plugin('GET', `/imports/${id}`)).body.data as ImportView).files.map(
          ({ name }) => name,
        );
      expect(await namesFor(reader)).toContain('Named by an editor.mp4');
      // The ledger names a meeting as its provider did, and nothing that the entry says.
      const watcher = await personWith(['runs.read']);
      expect(JSON.stringify((await watcher.plugin('GET', `/imports/${id}`)).body)).not.toMatch(
        /Named by an editor|Renamed/,
      );
      for (const row of rows) {
        await site.strapi.db.query(RECORDING).update({ where: { id: row.id }, data: { video: null } });
      }
      const kindsFor = async (person: Person) =>
        ((await person.plugin('GET', `/imports/${id}`)).body.data as ImportView).files
          .filter(({ downloadUrl }) => downloadUrl !== undefined)
          .map(({ kind }) => kind);
      expect(await kindsFor(reader)).not.toContain('video');
      const all = await personWith(['runs.read', 'originals.read'], contentRights(['read']));
      expect(await kindsFor(all)).toContain('video');
    });

    it('a moderator decides about nothing that they may not read, and sees nothing of it', async () => {
      await site.admin.must('PUT', '/moderation', {
        enabled: true,
        moderatorsPublishDirectly: false,
        reasonTemplates: [],
      });
      const author = await visitors.person('Carla', contentRights(['create', 'read', 'update']));
      const made = await author.content('POST', '', {
        title: 'Nobody’s business',
        visibility: 'private',
        startedAt: '2026-02-10T16:36:00.000Z',
      });
      const { documentId } = made.body.data as { documentId: string };
      await author.plugin('POST', `/recordings/${documentId}/review`);
      const stateOf = async () =>
        await site.strapi.db.connection('mc_reviews').where({ recording_document_id: documentId }).first();
      const before = (await stateOf()) as { revision: number };
      expect(before).toMatchObject({ state: 'pending' });
      const bodies: Record<string, unknown> = {
        'review.approve': { revision: before.revision },
        'review.reject': { revision: before.revision, reason: 'No' },
        'review.approveMany': { items: [{ documentId, revision: before.revision }] },
      };
      const blind = await personWith(['recordings.moderate']);
      const ofOwn = await personWith(['recordings.moderate'], contentRights(['read'], ['admin::is-creator']));
      for (const moderator of [blind, ofOwn]) {
        const routes = ADMIN_ROUTES.filter(
          ({ permission }) =>
            permission === 'recordings.moderate' || (permission === 'content.read' && moderator === ofOwn),
        );
        expect(routes.length).toBeGreaterThan(5);
        for (const { method, path, handler } of routes) {
          const query = handler === 'review.states' ? `?documentIds=${documentId}` : '';
          const answer = await moderator.plugin(
            method,
            path.replace(':documentId', documentId) + query,
            bodies[handler],
          );
          expect([handler, JSON.stringify(answer.body)]).toEqual([
            handler,
            expect.not.stringMatching(/business|Carla|pending/),
          ]);
          if (path.includes(':documentId')) expect([handler, answer.status]).toEqual([handler, 404]);
          expect([handler, await stateOf()]).toEqual([handler, before]);
        }
      }
      const versions = await site.strapi.db.query(RECORDING).count({ where: { documentId } });
      expect(versions).toBe(1);
      const able = await personWith(['recordings.moderate'], contentRights(['read']));
      const decided = await able.plugin(
        'POST',
        `/recordings/${documentId}/review/approve`,
        bodies['review.approve'],
      );
      expect(decided.body.data).toMatchObject({ outcome: 'done' });
    });

    it('no id opens what belongs to another thing', async () => {
      // A route with two ids stands here with a pair that does not belong together, which is a 404.
      const FOREIGN: Record<string, () => Promise<string>> = {};
      const twoIds = ADMIN_ROUTES.filter(({ path }) => path.split(':').length > 2);
      expect(twoIds.map(({ method, path }) => `${method} ${path}`)).toEqual(Object.keys(FOREIGN));
      for (const make of Object.values(FOREIGN))
        expect((await site.admin.call('GET', await make())).status).toBe(404);

      const [one, other] = [await hosted(), await hosted()];
      await importOf(site.admin, one.connector.id, ({ status }) => status === 'done');
      await importOf(site.admin, other.connector.id, ({ status }) => status === 'done');
      const run = await site.admin.runEnded(other.connector.id);
      const mixed = await site.admin.must<{ data: unknown[] }>(
        'GET',
        `/imports?connectorId=${one.connector.id}&runId=${run.id}`,
      );
      expect(mixed.data).toEqual([]);
      for (const { method, path, permission } of ADMIN_ROUTES.filter(({ path }) => path.includes(':'))) {
        // Empty for an entry that no import made; and a moderator may be late: { outcome: 'lost' }.
        if (path === '/recordings/:documentId/imports' || permission === 'recordings.moderate') continue;
        const unknown = path.replace(':id', '987654').replace(':documentId', 'unknown');
        const { status } = await site.admin.call(method, unknown, method === 'GET' ? undefined : {});
        const expected = method === 'GET' ? [404] : [400, 404];
        expect([`${method} ${path}`, expected]).toEqual([
          `${method} ${path}`,
          expected.includes(status) ? expected : status,
        ]);
      }
    });
  });

  describe('rule 8: are not handed out by a setting of who lacks them', () => {
    const OWN_ROLES: PeopleSettings = { directory: 'admin', adminRoleId: null, memberRoleId: null };
    const PLUGIN_RIGHTS = Object.keys(PERMISSIONS) as RightId[];
    const adminRole = async (name: string, rights: Right[]) => {
      const role = await service('admin::role').create({ name, code: `of-${name}` });
      await widen(role.id, rights);
      return role.id;
    };
    const widen = (id: number, rights: Right[]) =>
      service('admin::role').assignPermissions(
        id,
        rights.map(({ action, subject = null, conditions = [] }) => ({
          action,
          subject,
          conditions,
          properties: subject === null ? {} : { fields: ['title'] },
        })),
      );
    const POWER: Right[] = ['create', 'read', 'update'].map((verb) => ({ action: `admin::users.${verb}` }));
    const accountOf = async (email: string) =>
      (await site.strapi.db.query('admin::user').findOne({ where: { email }, populate: ['roles'] })) as {
        roles: { id: number }[];
      } | null;
    const keptSettings = () =>
      site.strapi.store({ type: 'plugin', name: 'meeting-connectors', key: 'people' });
    const said = (answer: { body: { error?: { details?: object } } }) =>
      (answer.body.error?.details ?? {}) as { said?: object; fields?: Record<string, object> };
    afterEach(() => site.admin.must('PUT', '/people/settings', OWN_ROLES));

    const waiting = (connectorId: string) =>
      importOf(
        site.admin,
        connectorId,
        ({ status, problem }) => status === 'waiting' && problem !== undefined,
      );
    const confirm = (connectorId: string, by: Pick<Person, 'plugin'>) =>
      by.plugin('POST', `/connectors/${connectorId}/confirm-accounts`, { accounts: 1 });
    const superAdmin = {
      plugin: async (method: string, path: string, body?: unknown) =>
        (await site.admin.call(method, path, body)) as Answer,
    };
    const statusOf = async (connectorId: string) =>
      (
        await site.admin.must<{ data: { status: { summary: string; problem?: object } } }>(
          'GET',
          `/connectors/${connectorId}`,
        )
      ).data.status;

    it('neither the role of hosts, nor a connector that would give one, can be saved', async () => {
      const mallory = await personWith(PLUGIN_RIGHTS);
      const boss = await adminRole('Boss', POWER);
      const chosen = await mallory.plugin('PUT', '/people/settings', { ...OWN_ROLES, adminRoleId: boss });
      expect(chosen.status).toBe(400);
      expect(said(chosen).fields).toEqual({
        adminRoleId: { code: 'people.role-beyond', values: { role: 'Boss' } },
      });
      const members = (await site.strapi.db
        .query('plugin::users-permissions.role')
        .create({ data: { name: 'Destroyer', type: 'destroyer' } })) as { id: number };
      await site.strapi.db.query('plugin::users-permissions.permission').create({
        data: { action: 'plugin::users-permissions.user.destroy', role: members.id },
      });
      const chosenToo = await mallory.plugin('PUT', '/people/settings', {
        ...OWN_ROLES,
        memberRoleId: members.id,
      });
      expect(said(chosenToo).fields).toMatchObject({ memberRoleId: { code: 'people.role-beyond' } });
      expect((await site.admin.must<{ data: object }>('GET', '/people/settings')).data).toMatchObject({
        settings: OWN_ROLES,
      });

      // Chosen by somebody who may, it is still not Mallory’s to give by a connector.
      await site.admin.must('PUT', '/people/settings', { ...OWN_ROLES, adminRoleId: boss });
      const { body, host } = await hosted();
      const asHost = { ...body, options: { ...body.options, publishAs: 'host' as const } };
      const saved = await mallory.plugin('POST', '/connectors', asHost);
      expect([saved.status, said(saved).fields]).toEqual([
        400,
        { 'options.publishAs': { code: 'people.role-beyond', values: { role: 'Boss' } } },
      ]);
      // A change that leaves the role as it is stays the choice of who made it.
      const kept = await mallory.plugin('PUT', '/people/settings', { ...OWN_ROLES, adminRoleId: boss });
      expect(kept.status).toBe(200);
      const { connector } = await hosted({ publishAs: 'host', hostEmails: [host.email] });
      for (const answer of [
        await mallory.plugin('PUT', `/connectors/${connector.id}`, { options: asHost.options, settings: {} }),
        await mallory.plugin('POST', `/connectors/${connector.id}/enabled`, { enabled: true }),
        await confirm(connector.id, mallory),
      ])
        expect([answer.status, said(answer).said]).toMatchObject([400, { code: 'people.role-beyond' }]);
      await confirm(connector.id, superAdmin);
      await importOf(site.admin, connector.id, ({ status }) => status === 'done');
      expect((await accountOf(host.email))?.roles.map(({ id }) => id)).toEqual([boss]);
    });

    it('a token has only its own rights, whoever owns it', async () => {
      const boss = await adminRole('Token boss', POWER);
      const owner = (await site.strapi.db
        .query('admin::user')
        .findOne({ where: { email: ADMIN.email }, populate: ['roles'] })) as object;
      const { accessKey } = await visitors.service('admin::api-token-admin').create(
        {
          name: 'settings only',
          kind: 'admin',
          lifespan: null,
          adminPermissions: ['settings.read', 'settings.manage'].map((id) => ({
            ...rightOf(id as RightId),
            conditions: [],
            properties: {},
          })),
        },
        owner,
      );
      const body = { ...OWN_ROLES, adminRoleId: boss };
      const answer = await visitors.send('PUT', '/meeting-connectors/people/settings', {
        token: accessKey,
        body,
      });
      expect([answer.status, said(answer).fields]).toMatchObject([
        400,
        { adminRoleId: { code: 'people.role-beyond' } },
      ]);
    });

    it('the attack on an earlier version: a powerful role, an own server, and one import by a Super Admin', async () => {
      const mallory = await personWith(PLUGIN_RIGHTS);
      const boss = await adminRole('Earlier boss', POWER);
      const { body, host } = await hosted();
      const made = await mallory.plugin('POST', '/connectors', {
        ...body,
        options: { ...body.options, publishAs: 'host' },
      });
      const connector = made.body.data as unknown as ConnectorView;
      expect(made.status).toBe(201);
      // As that version kept the setting: without a word of who made it.
      await keptSettings().set({ value: { ...OWN_ROLES, adminRoleId: boss } });
      await confirm(connector.id, superAdmin);
      const row = await waiting(connector.id);
      expect(row).toMatchObject({
        reason: { code: 'reason.needs-you' },
        problem: { code: 'account-not-given', what: { code: 'needs-you.role-beyond' } },
      });
      expect(await accountOf(host.email)).toBeNull();
      expect(await statusOf(connector.id)).toMatchObject({
        summary: 'needs-you',
        problem: { code: 'account-not-given' },
      });

      // A Super Admin who takes both upon themselves lets it go on at once.
      await site.admin.must('PUT', '/people/settings', { ...OWN_ROLES, adminRoleId: boss });
      expect((await statusOf(connector.id)).summary).toBe('needs-you');
      await site.admin.must('PUT', `/connectors/${connector.id}`, {
        options: connector.options,
        settings: zoom.connectorSettings,
      });
      await importOf(site.admin, connector.id, ({ status }) => status === 'done');
      expect((await accountOf(host.email))?.roles.map(({ id }) => id)).toEqual([boss]);
    });

    it('a role that is widened later is asked about again at each account; whoever needs none is not held up', async () => {
      const mallory = await personWith(PLUGIN_RIGHTS);
      const narrow = await adminRole('Narrow', contentRights(['read'], ['admin::is-creator']));
      const chosen = await mallory.plugin('PUT', '/people/settings', { ...OWN_ROLES, adminRoleId: narrow });
      expect(chosen.status).toBe(200);
      const { connector, host } = await hosted({ publishAs: 'host' });
      await confirm(connector.id, superAdmin);
      await importOf(site.admin, connector.id, ({ status }) => status === 'done');
      expect((await accountOf(host.email))?.roles.map(({ id }) => id)).toEqual([narrow]);

      await widen(narrow, [...contentRights(['read'], ['admin::is-creator']), ...POWER]);
      const next = await hosted({ publishAs: 'host' });
      await confirm(next.connector.id, superAdmin);
      expect(await waiting(next.connector.id)).toMatchObject({ problem: { code: 'account-not-given' } });
      expect(await accountOf(next.host.email)).toBeNull();

      // The known host has an account.
      zoom.addMeeting({ hostId: host.id, topic: 'Another one', startedAt: daysAgo(1) });
      await site.admin.must('POST', `/connectors/${connector.id}/sync`);
      await until(
        () => site.admin.imports(connector.id),
        (rows) => rows.length === 2 && rows.every(({ status }) => status === 'done'),
      );

      // By hand it is the same question.
      const { data } = await site.admin.must<{ data: { id: number }[] }>(
        'GET',
        `/people?search=${encodeURIComponent(next.host.email)}`,
      );
      const byHand = (by: Pick<Person, 'plugin'>) =>
        by.plugin('POST', `/people/${data[0]?.id}/decide`, { decision: 'create' });
      expect(said(await byHand(mallory)).said).toMatchObject({ code: 'people.role-beyond' });
      expect(await accountOf(next.host.email)).toBeNull();

      // The plugin’s own role is everybody’s to choose, and what waited goes on.
      expect((await mallory.plugin('PUT', '/people/settings', OWN_ROLES)).status).toBe(200);
      await importOf(site.admin, next.connector.id, ({ status }) => status === 'done');
      expect(await accountOf(next.host.email)).not.toBeNull();
    });
  });
});
