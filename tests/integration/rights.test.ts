import { CONTENT_RIGHTS, PERMISSIONS, rightOf, type RightId } from '../../contracts/permissions';
import { ADMIN_ROUTES } from '../../server/src/routes';
import { bootSite, type Site } from '../support/boot-site';
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

  beforeAll(async () => {
    site = await bootSite();
  });
  afterAll(() => site.stop());

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
});
