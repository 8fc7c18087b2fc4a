import type { Core } from '@strapi/strapi';
import type { DirectoryKind } from '../../../contracts/people';

/** How rows name users, see `person` in `content-types/hidden.ts`. */

export const ACCOUNTS: Readonly<Record<DirectoryKind, string>> = {
  admin: 'admin::user',
  'users-permissions': 'plugin::users-permissions.user',
};

/** The attribute beside the number of an account. */
export const whoOf = (attribute: string): string => attribute.replace(/Id$/, 'Who');

/** Attributes that name users of Users & Permissions. The user of a host is in the directory of its row. */
const MEMBERS: readonly string[] = ['memberId', 'authorUserId'];
export const directoryOf = (attribute: string, values: object): DirectoryKind =>
  MEMBERS.includes(attribute) ||
  (attribute === 'userId' && Reflect.get(values, 'directory') === 'users-permissions')
    ? 'users-permissions'
    : 'admin';

/**
 * What names an account beside its number: the document id and, of a user of the panel, the e-mail address.
 * Strapi moves members with their document ids, and leaves users of the panel where they are, so that these
 * are found by their address. Empty: no such account.
 */
export const nameOf = (
  directory: DirectoryKind,
  account: { documentId: string; email: string | null },
): string =>
  directory === 'admin' ? `${account.documentId} ${(account.email ?? '').toLowerCase()}` : account.documentId;

/** Reads back what `nameOf` wrote. */
export function readName(who: string): { documentId: string; email: string | undefined } | undefined {
  const [, documentId, email] = /^(\S+)(?: (.*))?$/.exec(who) ?? [];
  return documentId === undefined ? undefined : { documentId, email };
}

/** `nameOf` as a part of the statement that writes the number; null where the site has no such accounts. */
export function whoSql(
  strapi: Core.Strapi,
  directory: DirectoryKind,
  id: number,
): ReturnType<Core.Strapi['db']['connection']['raw']> | null {
  const model = ACCOUNTS[directory];
  if (!strapi.db.metadata.has(model)) return null;
  const name = directory === 'admin' ? "concat(document_id, ' ', lower(email))" : 'document_id';
  return strapi.db.connection.raw(`coalesce((select ${name} from ?? where id = ?), '')`, [
    strapi.db.metadata.get(model).tableName,
    id,
  ]);
}

export async function whoIs(
  strapi: Core.Strapi,
  directory: DirectoryKind,
  id: number,
): Promise<string | null> {
  const model = ACCOUNTS[directory];
  if (!strapi.db.metadata.has(model)) return null;
  const found = (await strapi.db.query(model).findOne({ where: { id }, select: ['documentId', 'email'] })) as
    Parameters<typeof nameOf>[1] | null;
  return found === null ? '' : nameOf(directory, found);
}
