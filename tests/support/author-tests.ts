import { english } from '../../contracts/messages/say';
import type { PeopleSettings } from '../../contracts/people';
import type { Preview } from '../../contracts/preview';
import type { RunLogEntry } from '../../contracts/runs';
import { startZoomEmulator } from '../../emulators/zoom/emulator';
import type { SiteOptions } from '../../playground/client/site-environment';
import type { Site } from './boot-site';
import { startMailbox, type Mailbox } from './mailbox';
import { connectorBody, daysAgo, IMPATIENT, until, type Zoom } from './zoom-site';
import { ADMIN } from '../../playground/client/admin-account';

const UID = 'plugin::meeting-connectors.recording';

/**
 * Who becomes the author, and what happens to the account with the host's address (B5, B6). With
 * *Me*, no host is looked up, and every account stays unchanged. The roles are those that the
 * account has afterwards. An admin user can have several, a user of Users & Permissions has one.
 */
const AUTHORS = rowsOf(`
  publish as | users             | the host is         | author  | roles               | in the run's log | mail to the host
  me         | admin             | existing author     | manager | Author              |                  |
  me         | admin             | existing viewer     | manager | Viewer              |                  |
  me         | admin             | unknown             | manager |                     |                  |
  me         | admin             | ambiguous           | manager | Author + Author     |                  |
  me         | admin             | blocked             | manager | Author              |                  |
  me         | admin             | outside the domains | manager |                     |                  |
  me         | admin             | no e-mail           | manager |                     |                  |
  me         | users-permissions | existing author     | manager | Author              |                  |
  me         | users-permissions | existing viewer     | manager | Authenticated       |                  |
  me         | users-permissions | unknown             | manager |                     |                  |
  me         | users-permissions | ambiguous           | manager | Author + Author     |                  |
  me         | users-permissions | blocked             | manager | Author              |                  |
  me         | users-permissions | outside the domains | manager |                     |                  |
  me         | users-permissions | no e-mail           | manager |                     |                  |
  host       | admin             | existing author     | host    | Author              |                  | without link
  host       | admin             | existing viewer     | host    | Contributor, Viewer | account-upgraded | without link
  host       | admin             | unknown             | host    | Contributor         | account-made     | with link
  host       | admin             | ambiguous           | manager | Author + Author     | author-fallback  |
  host       | admin             | blocked             | manager | Author              | author-fallback  |
  host       | admin             | outside the domains | manager |                     | author-fallback  |
  host       | admin             | no e-mail           | manager |                     | author-fallback  |
  host       | users-permissions | existing author     | host    | Author              |                  | without link
  host       | users-permissions | existing viewer     | host    | Contributor         | account-upgraded | without link
  host       | users-permissions | unknown             | host    | Contributor         | account-made     | with link
  host       | users-permissions | ambiguous           | manager | Author + Author     | author-fallback  |
  host       | users-permissions | blocked             | manager | Author              | author-fallback  |
  host       | users-permissions | outside the domains | manager |                     | author-fallback  |
  host       | users-permissions | no e-mail           | manager |                     | author-fallback  |
`);

/** The state of each recording, independent of its author (B8). */
const STANDINGS = rowsOf(`
  publish status | moderation | versions         | review  | the mail calls it
  draft          | off        | draft            | none    | draft
  draft          | on         | draft            | none    | draft
  published      | off        | draft, published | none    | published
  published      | on         | draft            | pending | waiting for review
`);

const DIRECTORIES = ['admin', 'users-permissions'] as const;
const SITUATIONS = AUTHORS.slice(0, 7).map((row) => cell(row, 'the host is'));

/** One connector for each row. All its hosts are in one run. */
const GROUPS = DIRECTORIES.flatMap((directory) =>
  (['off', 'on'] as const).flatMap((moderation) =>
    (['draft', 'published'] as const).flatMap((publishStatus) =>
      (['me', 'host'] as const).map((publishAs) => ({ directory, moderation, publishStatus, publishAs })),
    ),
  ),
);
type Group = (typeof GROUPS)[number];

const prefixOf = ({ directory, moderation, publishStatus, publishAs }: Group) =>
  `${publishAs}.${directory === 'admin' ? 'a' : 'm'}.${publishStatus}.${moderation}`;
const emailOf = (group: Group, situation: string) =>
  `${prefixOf(group)}.${situation.replace(/\W/g, '')}@${situation === 'outside the domains' ? 'elsewhere' : 'school'}.example`;

type Row = Record<string, string>;
function cell(row: Row | undefined, column: string): string {
  const found = row?.[column];
  if (found === undefined) throw new Error(`the table has no "${column}" there`);
  return found;
}
/** Parses a table drawn with `|`. The first line has the names of the columns. */
function rowsOf(table: string): Row[] {
  const [columns = [], ...lines] = table
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((text) => text.trim()));
  return lines.map((line) => Object.fromEntries(columns.map((name, index) => [name, line[index] ?? ''])));
}

interface AdminUsers {
  create(user: object): Promise<{ id: number }>;
}
interface Roles {
  create(role: object): Promise<{ id: number }>;
}

/** The tests for one database. */
export function testAuthors(boot: (options: SiteOptions) => Promise<Site>) {
  let site: Site;
  let mailbox: Mailbox;
  let zooms: Zoom[] = [];
  let viewerId: number;
  const query = (uid: string) => site.strapi.db.query(uid);
  const idOf = async (uid: string, where: object) =>
    Number(((await query(uid).findOne({ where })) as { id: number }).id);

  beforeAll(async () => {
    mailbox = await startMailbox();
    site = await boot({ email: mailbox.config, pluginConfig: IMPATIENT });
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
    // The page on which users of the site set their passwords.
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

  /** Users of the site, one for each host. */
  async function addUsers(group: Group) {
    const author = await idOf('admin::role', { code: 'strapi-author' });
    const isAdmin = group.directory === 'admin';
    const add = (of: string, role: 'author' | 'viewer', over: object = {}, address = emailOf(group, of)) =>
      isAdmin
        ? addAdmin(address, role === 'author' ? author : viewerId, over)
        : addMember(address, role === 'author' ? 'author' : 'authenticated', over);
    await add('existing author', 'author', {}, emailOf(group, 'existing author').toUpperCase());
    await add('existing viewer', 'viewer');
    await add('ambiguous', 'author');
    await add('ambiguous', 'author', {}, emailOf(group, 'ambiguous').toUpperCase());
    // Strapi's panel disables users with `isActive`.
    await add('blocked', 'author', isAdmin ? { isActive: false } : { blocked: true });
  }

  async function addHosts(zoom: Zoom, group: Group) {
    for (const situation of SITUATIONS) {
      const user = zoom.addUser({
        email: emailOf(group, situation),
        firstName: 'Ada',
        lastName: situation,
        ...(situation === 'no e-mail' ? { raw: { email: '' } } : {}),
      });
      zoom.addMeeting({
        hostId: user.id,
        topic: `${prefixOf(group)} ${situation}`,
        startedAt: daysAgo(2),
        segments: [{ files: [{ view: 'active_speaker', sizeBytes: 40_000, seed: user.id }] }],
      });
    }
  }

  const useDirectory = (directory: PeopleSettings['directory']) =>
    site.admin.must('PUT', '/people/settings', { directory, adminRoleId: null, memberRoleId: null });

  const moderate = async (enabled: boolean) => {
    const { data } = await site.admin.must<{ data: object }>('GET', '/moderation');
    await site.admin.must('PUT', '/moderation', { ...data, enabled });
  };

  interface Imported {
    preview: Preview | undefined;
    log: RunLogEntry[];
  }
  async function importAll(group: Group): Promise<Imported> {
    const zoom = await startZoomEmulator({});
    zooms.push(zoom);
    await addUsers(group);
    await addHosts(zoom, group);
    const { publishAs, publishStatus } = group;
    const since = daysAgo(5).slice(0, 10);
    const connector = await site.admin.addConnector(
      connectorBody(zoom, { importSince: since, publishAs, publishStatus, hostDomains: ['school.example'] }),
    );
    let preview: Preview | undefined;
    if (publishAs === 'host') {
      // Nothing is imported and no account is created before a manager has seen the names.
      const refused = await site.admin.runEnded(connector.id);
      expect(refused).toMatchObject({ status: 'needs-you', problem: { code: 'accounts-unconfirmed' } });
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
    if (preview !== undefined)
      expect(log.data.map(({ code, message }) => ({ code, message }))).toContainEqual({
        code: 'accounts-confirmed',
        message: {
          code: 'log.accounts-confirmed',
          values: { manager: 'Mira Manager', count: preview.accountsToMake.length },
        },
      });
    return { preview, log: log.data };
  }

  interface Entry {
    documentId: string;
    title: string;
    publishedAt: string | null;
    createdBy: { id: number; email: string } | null;
    authorUserId: number | null;
  }
  const entriesOf = async (title: string) =>
    (await query(UID).findMany({ where: { title }, populate: ['createdBy'] })) as Entry[];

  // The settings of the whole site differ between these groups. The connectors of a group run at the same time.
  describe.each(DIRECTORIES.flatMap((users) => ['off', 'on'].map((moderation) => ({ users, moderation }))))(
    'with $users users and moderation $moderation',
    ({ users, moderation }) => {
      const groups = GROUPS.filter((of) => of.directory === users && of.moderation === moderation);
      const imported = new Map<Group, Imported>();

      beforeAll(async () => {
        await useDirectory(users);
        await moderate(moderation === 'on');
        await Promise.all(groups.map(async (group) => imported.set(group, await importAll(group))));
      });

      it.each(
        groups.flatMap((group) =>
          AUTHORS.filter((row) => row['publish as'] === group.publishAs && row.users === group.directory).map(
            (row) => ({
              group,
              row,
              as: group.publishAs,
              status: group.publishStatus,
              host: cell(row, 'the host is'),
              author: cell(row, 'author'),
            }),
          ),
        ),
      )('as $as, $status: a host who is "$host" leaves it to the $author', ({ group, row, host }) =>
        expectOutcome(group, row, host, imported.get(group)?.log ?? []),
      );

      it.each(groups)(
        'as $publishAs, $publishStatus: the preview told who would be made, and nobody else was',
        (group) => {
          const preview = imported.get(group)?.preview;
          if (group.publishAs === 'me') {
            expect(preview).toBeUndefined();
            return;
          }
          expect(preview).toMatchObject({
            complete: true,
            counts: { found: 7, import: 7 },
            accountsToMake: [emailOf(group, 'unknown')],
            accountsToUpgrade: [emailOf(group, 'existing viewer')],
          });
          expect(preview?.unknownHosts).toHaveLength(4);
        },
      );
    },
  );

  async function expectOutcome(group: Group, row: Row, host: string, log: RunLogEntry[]) {
    const standing = STANDINGS.find(
      (of) => of['publish status'] === group.publishStatus && of.moderation === group.moderation,
    );
    const title = `${prefixOf(group)} ${host}`;
    const email = emailOf(group, host);

    const entries = await entriesOf(title);
    const versions = entries.map(({ publishedAt }) => (publishedAt === null ? 'draft' : 'published'));
    expect(versions.sort().join(', ')).toBe(cell(standing, 'versions'));
    for (const entry of entries) {
      expect(await authorOf(group, entry)).toBe(cell(row, 'author') === 'manager' ? ADMIN.email : email);
    }
    expect(await reviewOf(entries[0]?.documentId ?? '')).toBe(cell(standing, 'review'));

    expect((await rolesOf(group, email)).join(' + ')).toBe(cell(row, 'roles'));

    const lines = log.filter(
      ({ message, code }) =>
        code !== 'imported' && (english(message).includes(email) || english(message).includes(`“${title}”`)),
    );
    expect(lines.map(({ code }) => code).join(', ')).toBe(cell(row, "in the run's log"));

    const toHost = () => mailbox.received.filter(({ to }) => to.toLowerCase() === email);
    const wanted = cell(row, 'mail to the host');
    if (wanted === '') {
      expect(toHost()).toEqual([]);
      return;
    }
    const [mail] = await until(
      async () => toHost(),
      (mails) => mails.length === 1,
    );
    expect(mail?.body).toContain(`${title} (${cell(standing, 'the mail calls it')})`);
    const link =
      group.directory === 'admin'
        ? /\/admin\/auth\/register\?registrationToken=/
        : /https:\/\/site\.example\/password\?code=/;
    expect(link.test(mail?.body ?? '')).toBe(wanted === 'with link');
  }

  async function authorOf(group: Group, entry: Entry): Promise<string | undefined> {
    if (group.directory === 'admin') return entry.createdBy?.email.toLowerCase();
    if (entry.authorUserId === null) return undefined;
    const user = (await query('plugin::users-permissions.user').findOne({
      where: { id: entry.authorUserId },
    })) as { email: string };
    return user.email.toLowerCase();
  }

  async function reviewOf(documentId: string): Promise<string> {
    const { data } = await site.admin.must<{ data: { state: string }[] }>(
      'GET',
      `/reviews/states?documentIds=${documentId}`,
    );
    return data[0]?.state ?? 'none';
  }

  /** The roles of each account with this address. */
  async function rolesOf({ directory }: Group, address: string): Promise<string[]> {
    const isAdmin = directory === 'admin';
    const found = (await query(isAdmin ? 'admin::user' : 'plugin::users-permissions.user').findMany({
      where: { email: { $eqi: address } },
      populate: isAdmin ? ['roles'] : ['role'],
    })) as { roles?: { name: string }[]; role?: { name: string } }[];
    return found.map(({ roles, role }) =>
      (roles ?? (role === undefined ? [] : [role]))
        .map(({ name }) => name)
        .sort()
        .join(', '),
    );
  }
}
