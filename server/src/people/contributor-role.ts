import type { Core } from '@strapi/strapi';
import { PLUGIN_ID, RECORDING_UID, uid } from '../../../contracts/plugin';
import { recording } from '../content-types/recording';
import { oneAfterTheOther } from '../site/one-after-the-other';
import { ownLocale } from '../site/own-locale';

/**
 * Stored in Strapi's own tables, and shown by Strapi as they are: it translates neither the name nor the
 * description of a role.
 */
const NAME = 'Contributor';
const DESCRIPTION = 'Works on own meeting recordings and asks for their publication.';
const CODE = `${PLUGIN_ID}-contributor`;
const MEMBER_ROLE = 'plugin::users-permissions.role';

const OWN = ['admin::is-creator'];
const EXPLORER = 'plugin::content-manager.explorer';

/** The author is set by the import, not by a Contributor. */
const FIELDS = Object.keys(recording.attributes).filter(
  (name) => name !== 'authorUserId' && name !== 'authorUserWho',
);

/** Exactly the rights of B7: own recordings and the Media Library. A Contributor asks for publication and can't publish. */
export const ADMIN_RIGHTS = [
  { action: `${EXPLORER}.create`, subject: RECORDING_UID, properties: { fields: FIELDS }, conditions: [] },
  { action: `${EXPLORER}.read`, subject: RECORDING_UID, properties: { fields: FIELDS }, conditions: OWN },
  { action: `${EXPLORER}.update`, subject: RECORDING_UID, properties: { fields: FIELDS }, conditions: OWN },
  { action: 'plugin::upload.read', subject: null, properties: {}, conditions: OWN },
  { action: 'plugin::upload.assets.create', subject: null, properties: {}, conditions: [] },
  { action: 'plugin::upload.assets.update', subject: null, properties: {}, conditions: OWN },
  { action: 'plugin::upload.assets.download', subject: null, properties: {}, conditions: [] },
  { action: 'plugin::upload.assets.copy-link', subject: null, properties: {}, conditions: [] },
];

/** The route that uploads files for an own recording. */
const UPLOAD_FOR_RECORDING = uid('recording.upload');
/** Strapi's own: it also replaces and renames files of others, and puts files into any entry. */
const UPLOAD_ANYTHING = 'plugin::upload.content-api.upload';

/** The same for the content API, with the rights that every user of Users & Permissions starts with. */
export const MEMBER_RIGHTS = [
  uid('recording.find'),
  uid('recording.findOne'),
  uid('recording.create'),
  uid('recording.update'),
  UPLOAD_FOR_RECORDING,
  'plugin::users-permissions.user.me',
  'plugin::users-permissions.auth.changePassword',
  'plugin::users-permissions.auth.logout',
  'plugin::users-permissions.auth.getSessions',
  'plugin::users-permissions.auth.revokeSession',
] as const;

interface AdminRoles {
  create(role: object): Promise<{ id: number }>;
  assignPermissions(id: number, permissions: object[]): Promise<unknown>;
}

/** Whether a role of the admin panel is the plugin's own. */
export const isAdminContributor = (role: { code?: string }): boolean => role.code === CODE;

/** Whether a role of Users & Permissions is the plugin's own. */
export const isMemberContributor = (role: { type?: string } | undefined): boolean => role?.type === CODE;

/** A name that no other role of the site has. */
async function freeName(strapi: Core.Strapi, uid: string): Promise<string> {
  const taken = await strapi.db.query(uid).count({ where: { name: NAME } });
  return taken === 0 ? NAME : `${NAME} (meeting recordings)`;
}

/** Finds the plugin's role, or creates it together with its rights. */
async function madeOnce(
  strapi: Core.Strapi,
  uid: Parameters<typeof oneAfterTheOther>[1],
  mark: object,
  make: () => Promise<number>,
): Promise<number> {
  const find = async (): Promise<number | undefined> => {
    const [role]: { id: number }[] = await strapi.db
      .query(uid)
      .findMany({ where: mark, orderBy: { id: 'asc' }, limit: 1 });
    return role === undefined ? undefined : Number(role.id);
  };
  return (
    (await find()) ?? (await oneAfterTheOther(strapi, uid, async () => (await find()) ?? (await make())))
  );
}

/** On a site that translates its recordings, a right without languages is one to no entry. */
async function inEveryLanguage(strapi: Core.Strapi, rights: typeof ADMIN_RIGHTS): Promise<object[]> {
  if ((await ownLocale(strapi)).locale === undefined) return rights;
  const found: { code: string }[] = await strapi.db
    .query('plugin::i18n.locale')
    .findMany({ select: ['code'], orderBy: { id: 'asc' } });
  const locales = found.map(({ code }) => code);
  return rights.map((right) =>
    right.subject === RECORDING_UID ? { ...right, properties: { ...right.properties, locales } } : right,
  );
}

/**
 * The plugin's role for admin users, created on first use. After that it belongs to the site: changes that
 * somebody makes to it stay.
 */
export async function adminContributorRole(strapi: Core.Strapi): Promise<number> {
  const roles = strapi.service('admin::role') as unknown as AdminRoles;
  return await madeOnce(strapi, 'admin::role', { code: CODE }, async () => {
    const made = await roles.create({
      name: await freeName(strapi, 'admin::role'),
      code: CODE,
      description: DESCRIPTION,
    });
    await roles.assignPermissions(Number(made.id), await inEveryLanguage(strapi, ADMIN_RIGHTS));
    return Number(made.id);
  });
}

/** The same for users of Users & Permissions. */
export async function memberContributorRole(strapi: Core.Strapi): Promise<number> {
  const rights = strapi.db.query('plugin::users-permissions.permission');
  return await madeOnce(strapi, MEMBER_ROLE, { type: CODE }, async () => {
    const made = (await strapi.db.query(MEMBER_ROLE).create({
      data: { name: await freeName(strapi, MEMBER_ROLE), type: CODE, description: DESCRIPTION },
    })) as { id: number };
    for (const action of MEMBER_RIGHTS) await rights.create({ data: { action, role: made.id } });
    return Number(made.id);
  });
}

/**
 * Contributors among the members had Strapi's general right to upload. Once, it is exchanged for the one to
 * upload for own recordings. A site that gives the general right again keeps it.
 */
export async function limitContributors(strapi: Core.Strapi): Promise<void> {
  if (strapi.plugin('users-permissions') === undefined) return;
  await dropDoubles(strapi);
  const store = strapi.store({ type: 'plugin', name: PLUGIN_ID });
  const key = 'contributors-limited';
  const isDone = async () => (await store.get({ key })) === true;
  if (await isDone()) return;
  const rights = strapi.db.query('plugin::users-permissions.permission');
  const exchanged = await oneAfterTheOther(strapi, MEMBER_ROLE, async () => {
    if (await isDone()) return 0;
    const held = (await rights.findMany({
      where: { action: UPLOAD_ANYTHING, role: { type: CODE } },
      populate: ['role'],
    })) as HeldRight[];
    let changed = 0;
    for (const { id, role } of held) {
      // Somebody may just have taken it away in the panel.
      if (role === null) continue;
      const { count } = await rights.deleteMany({ where: { id } });
      if (count === 0) continue;
      changed += 1;
      await rights.create({ data: { action: UPLOAD_FOR_RECORDING, role: role.id } });
    }
    await store.set({ key, value: true });
    return changed;
  });
  if (exchanged > 0) {
    strapi.log.warn(
      `[${PLUGIN_ID}] The role ${NAME} of Users & Permissions no longer has the right to upload any file. It uploads files for its own recordings by POST /api/${PLUGIN_ID}/recordings/:documentId/files.`,
    );
  }
}

/**
 * Two instances of earlier versions that started at the same time made rights of the role twice. The oldest
 * of each stays, whoever cleans up at the same time.
 */
async function dropDoubles(strapi: Core.Strapi): Promise<void> {
  const rights = strapi.db.query('plugin::users-permissions.permission');
  const find = async () => {
    const held = (await rights.findMany({
      where: { role: { type: CODE } },
      populate: ['role'],
      orderBy: { id: 'asc' },
    })) as HeldRight[];
    const known = new Set<string>();
    return held.filter(({ action, role }) => {
      if (role === null) return false;
      const right = `${role.id} ${action}`;
      const isDouble = known.has(right);
      known.add(right);
      return isDouble;
    });
  };
  if ((await find()).length === 0) return;
  await oneAfterTheOther(strapi, MEMBER_ROLE, async () => {
    for (const { id } of await find()) await rights.deleteMany({ where: { id } });
  });
}

/** The role is read after its rights, and somebody may have taken the right away in between. */
interface HeldRight {
  id: number;
  action: string;
  role: { id: number } | null;
}
