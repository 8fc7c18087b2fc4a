import type { GetPeopleSettings } from '../../contracts/people';
import { startZoomEmulator } from '../../emulators/zoom/emulator';
import type { SiteOptions } from '../../playground/client/site-environment';
import { bootSite, type Site } from '../support/boot-site';
import { RECORDING } from '../support/doors';
import { temporaryDir } from '../support/spawn-site';
import { addHost, connectorBody, daysAgo, IMPATIENT, until, type Zoom } from '../support/zoom-site';
import { ADMIN } from '../../playground/client/admin-account';
import { ask } from '../../playground/client/ask';

const SUPER_ADMIN = 'strapi-super-admin';
const TINY = { segments: [{ files: [{ view: 'active_speaker', sizeBytes: 40_000 }] }] };

interface Roles {
  create(role: object): Promise<{ id: number }>;
  assignPermissions(id: number, permissions: object[]): Promise<unknown>;
}
interface User {
  id: number;
  email: string;
  isActive: boolean;
  registrationToken: string | null;
  roles: { name: string; code: string; permissions?: { action: string }[] }[];
}

async function on<T>(options: SiteOptions, work: (site: Site) => Promise<T>): Promise<T> {
  const site = await bootSite({ pluginConfig: IMPATIENT, ...options });
  try {
    return await work(site);
  } finally {
    await site.stop();
  }
}

/** Imports one small meeting of each host, with authors as the connector says. */
async function importAs(site: Site, zoom: Zoom, publishAs: 'me' | 'host', accounts?: number) {
  const connector = await site.admin.addConnector(
    connectorBody(zoom, { publishAs, importSince: daysAgo(5).slice(0, 10) }),
  );
  if (accounts !== undefined) {
    await site.admin.runEnded(connector.id);
    await site.admin.must('POST', `/connectors/${connector.id}/preview`);
    await site.admin.must('POST', `/connectors/${connector.id}/confirm-accounts`, { accounts });
  }
  await until(
    () => site.admin.runEnded(connector.id),
    ({ status }) => status === 'finished',
  );
  return connector;
}

describe('a site to which the plugin came later', () => {
  let zoom: Zoom;
  beforeAll(async () => {
    zoom = await startZoomEmulator({});
  });
  afterAll(() => zoom.stop());

  /** The rights on the site, without those of super admins. */
  async function rightsOf(site: Site) {
    const query = (uid: string) => site.strapi.db.query(uid);
    const roles = (await query('admin::role').findMany({
      where: { code: { $ne: SUPER_ADMIN } },
      populate: ['permissions'],
      orderBy: { id: 'asc' },
    })) as { code: string; name: string; permissions: { action: string; subject: string | null }[] }[];
    const members = (await query('plugin::users-permissions.role').findMany({
      populate: ['permissions'],
      orderBy: { id: 'asc' },
    })) as { type: string; name: string; permissions: { action: string }[] }[];
    const users = (await query('admin::user').findMany({
      populate: ['roles'],
      orderBy: { id: 'asc' },
    })) as User[];
    return {
      roles: roles.map(({ code, name, permissions }) => ({
        code,
        name,
        rights: permissions.map(({ action, subject }) => `${action} ${subject ?? ''}`).sort(),
      })),
      members: members.map(({ type, name, permissions }) => ({
        type,
        name,
        rights: permissions.map(({ action }) => action).sort(),
      })),
      users: users.map(({ email, isActive, roles: of }) => ({
        email,
        isActive,
        roles: of.map(({ name }) => name),
      })),
      files: await query('plugin::upload.file').count({}),
    };
  }

  it('P18: gives nobody a right when it is installed, and creates its role on first use, with only the required rights, also beside one of the same name', async () => {
    const dataDir = temporaryDir('later');
    const before = await on({ dataDir, pluginEnabled: false }, async (site) => {
      const roles = site.strapi.service('admin::role') as unknown as Roles;
      const own = await roles.create({ name: 'Contributor', description: 'Writes articles' });
      await roles.assignPermissions(own.id, [
        { action: 'plugin::upload.read', subject: null, properties: {}, conditions: [] },
      ]);
      await site.strapi.db.query('plugin::users-permissions.role').create({
        data: { name: 'Contributor', type: 'contributor' },
      });
      const users = site.strapi.service('admin::user') as unknown as Roles;
      await users.create({
        email: 'writer@school.example',
        firstname: 'Will',
        lastname: 'Writer',
        isActive: true,
        registrationToken: null,
        roles: [own.id],
      });
      await site.strapi.db.query('plugin::upload.file').create({
        data: {
          name: 'old.jpg',
          hash: 'old',
          ext: '.jpg',
          mime: 'image/jpeg',
          size: 1,
          url: '/uploads/old.jpg',
          provider: 'local',
        },
      });
      return await rightsOf(site);
    });

    await on({ dataDir }, async (site) => {
      expect(await rightsOf(site)).toEqual(before);

      // With *Me*, no account is created or changed.
      const known = zoom.addUser({ email: 'writer@school.example', firstName: 'Will', lastName: 'Writer' });
      const unknown = zoom.addUser({ email: 'new@school.example', firstName: 'Nina', lastName: 'New' });
      for (const { id } of [known, unknown])
        zoom.addMeeting({ hostId: id, topic: `Of ${id}`, startedAt: daysAgo(2), ...TINY });
      const first = await importAs(site, zoom, 'me');
      const { files, ...rights } = await rightsOf(site);
      expect({ ...rights, files: files - 2 }).toEqual(before);
      await site.admin.must('DELETE', `/connectors/${first.id}`);

      await importAs(site, zoom, 'host', 1);
      const after = await rightsOf(site);
      // Everything that existed is unchanged.
      for (const role of before.roles) expect(after.roles).toContainEqual(role);
      expect(after.members).toEqual(before.members);
      const made = after.roles.filter(({ code }) => !before.roles.some((role) => role.code === code));
      expect(made).toEqual([
        {
          code: 'meeting-connectors-contributor',
          name: 'Contributor (meeting recordings)',
          rights: [
            `plugin::content-manager.explorer.create ${RECORDING}`,
            `plugin::content-manager.explorer.read ${RECORDING}`,
            `plugin::content-manager.explorer.update ${RECORDING}`,
            'plugin::upload.assets.copy-link ',
            'plugin::upload.assets.create ',
            'plugin::upload.assets.download ',
            'plugin::upload.assets.update ',
            'plugin::upload.read ',
          ],
        },
      ]);
      expect(after.users.filter(({ email }) => /school/.test(email))).toEqual([
        {
          email: 'writer@school.example',
          isActive: true,
          roles: expect.arrayContaining(['Contributor', 'Contributor (meeting recordings)']) as string[],
        },
        { email: 'new@school.example', isActive: false, roles: ['Contributor (meeting recordings)'] },
      ]);

      await expectOwnOnly(site, 'new@school.example');
    });
  });

  /** Signs up with the link and tries several routes. */
  async function expectOwnOnly(site: Site, email: string) {
    const user = (await site.strapi.db.query('admin::user').findOne({ where: { email } })) as User;
    const call = async (path: string, init: { token?: string; body?: object; method?: string } = {}) => {
      const method = init.method ?? (init.body === undefined ? 'GET' : 'POST');
      const answer = await ask(site.url, method, path, init);
      return { status: answer.status, body: answer.json<Record<string, unknown>>() };
    };
    const signedUp = await call('/admin/register', {
      body: {
        registrationToken: user.registrationToken,
        userInfo: { firstname: 'Nina', lastname: 'New', password: 'Nina-2026-password' },
      },
    });
    const { token } = signedUp.body.data as { token: string };
    const seen = await call(`/content-manager/collection-types/${RECORDING}`, { token });
    const mine = seen.body.results as { documentId: string; title: string }[];
    expect(mine.map(({ title }) => title)).toEqual([expect.stringContaining('Of ')]);
    const all = (await site.strapi.db.query(RECORDING).findMany({ where: { publishedAt: null } })) as {
      documentId: string;
    }[];
    const others = all.filter(({ documentId }) => documentId !== mine[0]?.documentId);
    expect(others.length).toBeGreaterThan(0);
    const path = (documentId?: string) => `/content-manager/collection-types/${RECORDING}/${documentId}`;
    expect((await call(path(mine[0]?.documentId), { token })).status).toBe(200);
    for (const { documentId } of others) {
      expect((await call(path(documentId), { token })).status).toBe(403);
      expect(
        (await call(path(documentId), { token, method: 'PUT', body: { title: 'Mine now' } })).status,
      ).toBe(403);
    }
    expect((await call(path(mine[0]?.documentId), { token, method: 'DELETE' })).status).toBe(403);
    expect(
      (await call(`${path(mine[0]?.documentId)}/actions/publish`, { token, body: { title: 'Out' } })).status,
    ).toBe(403);
    for (const closed of [
      '/admin/users',
      '/admin/roles',
      '/content-manager/collection-types/plugin::users-permissions.user',
      '/meeting-connectors/connectors',
      '/meeting-connectors/people',
      '/meeting-connectors/runs',
      '/meeting-connectors/mails',
    ])
      expect([closed, (await call(closed, { token })).status]).toEqual([closed, 403]);
  }
});

describe('a site without Users & Permissions, GraphQL and i18n', () => {
  it('fault 85: boots, offers admin users as authors only, imports, and moderates', async () => {
    const zoom = await startZoomEmulator({});
    const host = addHost(zoom);
    zoom.addMeeting({ hostId: host.id, topic: 'Alone', startedAt: daysAgo(2), ...TINY });
    try {
      await on({ without: ['users-permissions', 'graphql', 'i18n'] }, async (site) => {
        expect(site.strapi.plugin('users-permissions')).toBeUndefined();
        const { data } = await site.admin.must<GetPeopleSettings.Response>('GET', '/people/settings');
        expect(data.memberRoles).toBeUndefined();
        expect(data.settings.directory).toBe('admin');

        await importAs(site, zoom, 'host', 1);
        const [entry] = (await site.strapi.db.query(RECORDING).findMany({
          where: { title: 'Alone' },
          populate: ['createdBy'],
        })) as { documentId: string; createdBy: { email: string } }[];
        expect(entry?.createdBy.email).toBe(host.email);

        // Still chosen, for example before the plugin was removed: no user is found, and the log says so.
        await site.strapi
          .store({ type: 'plugin', name: 'meeting-connectors' })
          .set({ key: 'people', value: { ...data.settings, directory: 'users-permissions' } });
        zoom.addMeeting({ hostId: host.id, topic: 'Alone again', startedAt: daysAgo(1), ...TINY });
        const { data: connectors } = await site.admin.must<{ data: { id: string }[] }>('GET', '/connectors');
        await site.admin.must('POST', `/connectors/${connectors[0]?.id}/sync`);
        const run = await until(
          () => site.admin.runEnded(connectors[0]?.id ?? ''),
          ({ counts }) => counts.imported === 1,
        );
        const log = await site.admin.must<{ data: { code: string }[] }>('GET', `/runs/${run.id}/log`);
        expect(log.data.map(({ code }) => code)).toContain('author-fallback');
        const [later] = (await site.strapi.db.query(RECORDING).findMany({
          where: { title: 'Alone again' },
          populate: ['createdBy'],
        })) as { documentId: string; createdBy: { email: string } }[];
        expect(later?.createdBy.email).toBe(ADMIN.email);

        const { data: moderation } = await site.admin.must<{ data: object }>('GET', '/moderation');
        await site.admin.must('PUT', '/moderation', { ...moderation, enabled: true });
        const review = `/recordings/${entry?.documentId}/review`;
        await site.admin.must('POST', review);
        const { data: detail } = await site.admin.must<{ data: { review: { revision: number } } }>(
          'GET',
          review,
        );
        await site.admin.must('POST', `${review}/approve`, { revision: detail.review.revision });
        expect(
          await site.strapi.db
            .query(RECORDING)
            .count({ where: { documentId: entry?.documentId, publishedAt: { $notNull: true } } }),
        ).toBe(1);
      });
    } finally {
      await zoom.stop();
    }
  });
});
