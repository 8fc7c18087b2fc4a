import type { ConnectorOptions } from '../../contracts/connectors';
import type { PeopleSettings } from '../../contracts/people';
import type { Preview } from '../../contracts/preview';
import type { RunLogEntry } from '../../contracts/runs';
import { startZoomEmulator } from '../../server/src/providers/zoom/emulator';
import { bootSite, type Site } from '../support/boot-site';
import { startMailbox, type Mailbox } from '../support/mailbox';
import { ADMIN } from '../support/spawn-site';
import { connectorBody, daysAgo, IMPATIENT, until, type Zoom } from '../support/zoom-site';

const UID = 'plugin::meeting-connectors.recording';

type Situation =
  | 'existing author'
  | 'existing viewer'
  | 'unknown'
  | 'ambiguous'
  | 'blocked'
  | 'outside the domains'
  | 'no e-mail';

interface Outcome {
  author: 'host' | 'manager';
  /** Roles of the account with the host's address; absent where there is none or several. */
  roles?: string[];
  /** Code of the line in the run's log. */
  log?: string;
  /** Number of mails to the host, and whether a sign-up link is in it. */
  mail?: 'with link' | 'without link';
}

/** What publishing as the host means (B6), for each kind of host. */
const AS_HOST: Record<PeopleSettings['directory'], Record<Situation, Outcome>> = {
  // Several roles: Contributor comes beside what the user had.
  admin: {
    'existing author': { author: 'host', roles: ['Author'], mail: 'without link' },
    'existing viewer': {
      author: 'host',
      roles: ['Contributor', 'Viewer'],
      log: 'account-upgraded',
      mail: 'without link',
    },
    unknown: { author: 'host', roles: ['Contributor'], log: 'account-made', mail: 'with link' },
    ambiguous: { author: 'manager', log: 'author-fallback' },
    blocked: { author: 'manager', roles: ['Author'], log: 'author-fallback' },
    'outside the domains': { author: 'manager', log: 'author-fallback' },
    'no e-mail': { author: 'manager', log: 'author-fallback' },
  },
  // One role: it is replaced, as nothing is lost by that.
  'users-permissions': {
    'existing author': { author: 'host', roles: ['Author'], mail: 'without link' },
    'existing viewer': {
      author: 'host',
      roles: ['Contributor'],
      log: 'account-upgraded',
      mail: 'without link',
    },
    unknown: { author: 'host', roles: ['Contributor'], log: 'account-made', mail: 'with link' },
    ambiguous: { author: 'manager', log: 'author-fallback' },
    blocked: { author: 'manager', roles: ['Author'], log: 'author-fallback' },
    'outside the domains': { author: 'manager', log: 'author-fallback' },
    'no e-mail': { author: 'manager', log: 'author-fallback' },
  },
};
/** With *Me* nobody is looked for: whoever the host is, they stay as they are. */
const AS_ME: Record<Situation, Outcome> = {
  'existing author': { author: 'manager', roles: ['Author'] },
  'existing viewer': { author: 'manager', roles: ['Viewer'] },
  unknown: { author: 'manager' },
  ambiguous: { author: 'manager' },
  blocked: { author: 'manager', roles: ['Author'] },
  'outside the domains': { author: 'manager' },
  'no e-mail': { author: 'manager' },
};
const SITUATIONS = Object.keys(AS_ME) as Situation[];

const CASES = (['admin', 'users-permissions'] as const).flatMap((directory) =>
  (['me', 'host'] as const).flatMap((publishAs) =>
    (['draft', 'published'] as const).map((publishStatus) => ({ directory, publishAs, publishStatus })),
  ),
);

interface AdminUsers {
  create(user: object): Promise<{ id: number }>;
}
interface Roles {
  create(role: object): Promise<{ id: number }>;
  assignPermissions(id: number, permissions: object[]): Promise<unknown>;
}

describe('the authors of recordings', () => {
  let site: Site;
  let mailbox: Mailbox;
  let zooms: Zoom[] = [];
  let viewerId: number;
  const query = (uid: string) => site.strapi.db.query(uid);
  const idOf = async (uid: string, where: object) =>
    Number(((await query(uid).findOne({ where })) as { id: number }).id);

  beforeAll(async () => {
    mailbox = await startMailbox();
    site = await bootSite({ email: mailbox.config, pluginConfig: IMPATIENT });
    const roles = site.strapi.service('admin::role') as unknown as Roles;
    viewerId = (await roles.create({ name: 'Viewer', code: 'viewer', description: '' })).id;
    const members = query('plugin::users-permissions.role');
    const author = (await members.create({ data: { name: 'Author', type: 'author' } })) as { id: number };
    for (const action of ['find', 'findOne', 'update']) {
      await query('plugin::users-permissions.permission').create({
        data: { action: `${UID}.${action}`, role: author.id },
      });
    }
    await addMember(ADMIN.email, 'author');
    // Where people of the site set their passwords.
    const advanced = site.strapi.store({ type: 'plugin', name: 'users-permissions', key: 'advanced' });
    const settings = (await advanced.get({})) as object;
    await advanced.set({ value: { ...settings, email_reset_password: 'https://site.example/password' } });
  });
  afterAll(async () => {
    await site.stop();
    await mailbox.stop();
    await Promise.all(zooms.map((zoom) => zoom.stop()));
    zooms = [];
  });

  async function addMember(email: string, role: string, over: object = {}) {
    await query('plugin::users-permissions.user').create({
      data: {
        username: `${email} ${Math.random()}`,
        email,
        provider: 'local',
        confirmed: true,
        blocked: false,
        role: await idOf('plugin::users-permissions.role', { type: role }),
        ...over,
      },
    });
  }
  async function addAdmin(email: string, roleId: number, over: object = {}) {
    const users = site.strapi.service('admin::user') as unknown as AdminUsers;
    await users.create({
      email,
      firstname: 'Some',
      lastname: 'Body',
      isActive: true,
      registrationToken: null,
      roles: [roleId],
      ...over,
    });
  }

  /** Users of the site, for one host each. */
  async function addUsers(directory: PeopleSettings['directory'], email: (of: Situation) => string) {
    const author = await idOf('admin::role', { code: 'strapi-author' });
    const add = (of: Situation, role: 'author' | 'viewer', over: object = {}, address = email(of)) =>
      directory === 'admin'
        ? addAdmin(address, role === 'author' ? author : viewerId, over)
        : addMember(address, role === 'author' ? 'author' : 'authenticated', over);
    await add('existing author', 'author', {}, email('existing author').toUpperCase());
    await add('existing viewer', 'viewer');
    await add('ambiguous', 'author');
    await add('ambiguous', 'author', {}, email('ambiguous').toUpperCase());
    // The panel of Strapi switches users off by `isActive`.
    await add('blocked', 'author', directory === 'admin' ? { isActive: false } : { blocked: true });
  }

  const useDirectory = (directory: PeopleSettings['directory']) =>
    site.admin.must('PUT', '/people/settings', { directory, adminRoleId: null, memberRoleId: null });

  async function import_(zoom: Zoom, options: Partial<ConnectorOptions>) {
    const connector = await site.admin.addConnector(
      connectorBody(zoom, { importSince: daysAgo(5).slice(0, 10), ...options }),
    );
    let preview: Preview | undefined;
    if (options.publishAs === 'host') {
      // Nothing is imported and nobody is made before a manager has seen whom.
      const refused = await site.admin.runEnded(connector.id);
      expect(refused).toMatchObject({ status: 'failed', problem: { code: 'accounts-unconfirmed' } });
      preview = (await site.admin.must<{ data: Preview }>('POST', `/connectors/${connector.id}/preview`))
        .data;
      await site.admin.must('POST', `/connectors/${connector.id}/confirm-accounts`, {
        accounts: preview.accountsToMake.length,
      });
    }
    const run = await until(
      () => site.admin.runEnded(connector.id),
      ({ status }) => status === 'finished',
    );
    const log = await site.admin.must<{ data: RunLogEntry[] }>('GET', `/runs/${run.id}/log?pageSize=100`);
    return { connector, preview, log: log.data };
  }

  interface Entry {
    title: string;
    publishedAt: string | null;
    createdBy: { id: number; email: string } | null;
    authorUserId: number | null;
  }
  const entriesOf = async (title: string) =>
    (await query(UID).findMany({ where: { title }, populate: ['createdBy'] })) as Entry[];

  describe.each(CASES)('$publishAs with $directory users, $publishStatus', (of) => {
    const { directory, publishAs, publishStatus } = of;
    const prefix = `${publishAs}.${directory === 'admin' ? 'a' : 'm'}.${publishStatus}`;
    const email = (situation: Situation) =>
      `${prefix}.${situation.replace(/\W/g, '')}@${situation === 'outside the domains' ? 'elsewhere' : 'school'}.example`;
    let log: RunLogEntry[];
    let preview: Preview | undefined;

    beforeAll(async () => {
      await useDirectory(directory);
      await addUsers(directory, email);
      const zoom = await startZoomEmulator({});
      zooms.push(zoom);
      for (const situation of SITUATIONS) {
        const user = zoom.addUser({
          email: email(situation),
          firstName: 'Ada',
          lastName: situation,
          ...(situation === 'no e-mail' ? { raw: { email: '' } } : {}),
        });
        zoom.addMeeting({ hostId: user.id, topic: `${prefix} ${situation}`, startedAt: daysAgo(2) });
      }
      ({ log, preview } = await import_(zoom, { publishAs, publishStatus, hostDomains: ['school.example'] }));
    }, 120_000);

    it.each(SITUATIONS)('%s', async (situation) => {
      const expected = publishAs === 'me' ? AS_ME[situation] : AS_HOST[directory][situation];
      const title = `${prefix} ${situation}`;
      const entries = await entriesOf(title);
      expect(entries.map(({ publishedAt }) => publishedAt !== null).sort()).toEqual(
        publishStatus === 'draft' ? [false] : [false, true],
      );
      for (const entry of entries)
        expect(await authorOf(entry)).toBe(expected.author === 'manager' ? ADMIN.email : email(situation));
      const users = await usersWith(email(situation));
      if (users.length === 1 && situation !== 'no e-mail')
        expect(
          users[0]?.roles
            .map(({ name }) => name)
            .sort()
            .join(', '),
        ).toBe(
          (expected.roles ?? [])
            .join(', ')
            .replace('Viewer', directory === 'admin' ? 'Viewer' : 'Authenticated'),
        );
      expect(users.length).toBe(situation === 'ambiguous' ? 2 : expected.roles === undefined ? 0 : 1);
      const lines = log.filter(
        ({ message, code }) =>
          code !== 'imported' && (message.includes(email(situation)) || message.includes(`"${title}"`)),
      );
      expect(lines.map(({ code }) => code)).toEqual(expected.log === undefined ? [] : [expected.log]);
      await expectMail(situation, expected);
    });

    it('was told by the preview, and nobody else was made', () => {
      if (publishAs === 'me') {
        expect(preview).toBeUndefined();
        return;
      }
      expect(preview).toMatchObject({
        complete: true,
        counts: { found: 7, import: 7 },
        accountsToMake: [email('unknown')],
        accountsToUpgrade: [email('existing viewer')],
      });
      expect(preview?.unknownHosts).toHaveLength(4);
    });

    async function authorOf(entry: Entry): Promise<string | undefined> {
      if (directory === 'admin') return entry.createdBy?.email.toLowerCase();
      if (entry.authorUserId === null) return undefined;
      const user = (await query('plugin::users-permissions.user').findOne({
        where: { id: entry.authorUserId },
      })) as { email: string };
      return user.email.toLowerCase();
    }

    async function usersWith(address: string) {
      const uid = directory === 'admin' ? 'admin::user' : 'plugin::users-permissions.user';
      const found = (await query(uid).findMany({
        where: { email: { $eqi: address } },
        populate: directory === 'admin' ? ['roles'] : ['role'],
      })) as { roles?: { name: string }[]; role?: { name: string } }[];
      return found.map(({ roles, role }) => ({ roles: roles ?? (role === undefined ? [] : [role]) }));
    }

    async function expectMail(situation: Situation, expected: Outcome) {
      const ofHost = () => mailbox.received.filter(({ to }) => to.toLowerCase() === email(situation));
      if (expected.mail === undefined) {
        expect(ofHost()).toEqual([]);
        return;
      }
      const [mail] = await until(
        async () => ofHost(),
        (mails) => mails.length === 1,
      );
      expect(mail?.body).toContain(`${prefix} ${situation}`);
      expect(mail?.body).toContain(publishStatus === 'draft' ? '(draft)' : '(published)');
      const link =
        directory === 'admin'
          ? /\/admin\/auth\/register\?registrationToken=/
          : /https:\/\/site\.example\/password\?code=/;
      expect(link.test(mail?.body ?? '')).toBe(expected.mail === 'with link');
    }
  });
});
