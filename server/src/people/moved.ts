import type { Core } from '@strapi/strapi';
import { PLUGIN_ID, uid } from '../../../contracts/plugin';
import type { DirectoryKind } from '../../../contracts/people';
import { contentTypes } from '../content-types';
import { columnNameOf, type Sql } from '../ledger/table';
import { ACCOUNTS, directoryOf, nameOf, readName, whoOf } from '../ledger/who';

/**
 * `strapi import` and `strapi transfer` give members other numbers, and bring no users of the panel at all.
 * So the numbers in our rows may name other people. Here each is compared with who was meant.
 */

interface Account {
  id: number;
  documentId: string;
  email: string | null;
}
interface Named {
  id: number | null;
  /** As `nameOf` writes it. Null: written by version 0.1. Empty: no such account. */
  who: string | null;
}
export interface Known {
  directory: DirectoryKind;
  byId(id: number): Account | undefined;
  byDocumentId(documentId: string): Account | undefined;
  /** Of the panel only: members move with their document ids, and anybody can register with an address. */
  byEmail(email: string): Account | undefined;
}

/** What the reference must be. Nobody rather than somebody else. Pure. */
export function settled({ id, who }: Named, known: Known): Named {
  const account = id === null ? undefined : known.byId(id);
  const of = (found: Account): Named => ({ id: found.id, who: nameOf(known.directory, found) });
  if (who === null) return account === undefined ? { id: null, who: '' } : of(account);
  const named = readName(who);
  if (named === undefined) return { id: null, who };
  if (account?.documentId === named.documentId) return of(account);
  const other = known.byDocumentId(named.documentId) ?? known.byEmail(named.email ?? '');
  return other === undefined ? { id: null, who } : of(other);
}

const AT_ONCE = 500;

/** The accounts of a directory that references name; undefined where the site has no such directory. */
async function accountsFor(
  strapi: Core.Strapi,
  directory: DirectoryKind,
  references: readonly Named[],
  sql: Sql,
): Promise<Known | undefined> {
  const model = ACCOUNTS[directory];
  if (!strapi.db.metadata.has(model)) return undefined;
  const { tableName } = strapi.db.metadata.get(model);
  const names = references.flatMap(({ who }) => (who === null ? [] : (readName(who) ?? [])));
  const find = async (
    column: 'id' | 'document_id' | 'lower(email)',
    values: readonly (number | string)[],
  ): Promise<Account[]> => {
    const wanted = [...new Set(values)];
    const found: Account[] = [];
    for (let start = 0; start < wanted.length; start += AT_ONCE) {
      const some = wanted.slice(start, start + AT_ONCE);
      const rows: { id: number | string; documentId: string; email: string | null }[] = await sql(tableName)
        .whereRaw(`${column} in (${some.map(() => '?').join(', ')})`, some)
        .select({ id: 'id', documentId: 'document_id', email: 'email' });
      found.push(...rows.map((row) => ({ ...row, id: Number(row.id) })));
    }
    return found;
  };
  const byId = new Map(
    (
      await find(
        'id',
        references.flatMap(({ id }) => (id === null ? [] : [id])),
      )
    ).map((one) => [one.id, one]),
  );
  const byDocumentId = new Map(
    (
      await find(
        'document_id',
        names.map(({ documentId }) => documentId),
      )
    ).map((one) => [one.documentId, one]),
  );
  // Only users of the panel are named by an address, too.
  const addresses = names.flatMap(({ email }) => email || []);
  const byEmail = new Map(
    (await find('lower(email)', addresses)).map((one) => [(one.email ?? '').toLowerCase(), one]),
  );
  return {
    directory,
    byId: (id) => byId.get(id),
    byDocumentId: (documentId) => byDocumentId.get(documentId),
    byEmail: (email) => byEmail.get(email),
  };
}

/** The number of the account that is meant; null when it is not here. */
export async function accountNamed(
  strapi: Core.Strapi,
  directory: DirectoryKind,
  who: string,
): Promise<number | null> {
  const reference: Named = { id: null, who };
  const known = await accountsFor(strapi, directory, [reference], strapi.db.connection);
  return known === undefined ? null : settled(reference, known).id;
}

/** Every attribute that names a user, by type. */
export const peopleColumns = (): { of: string; attribute: string }[] =>
  Object.entries(contentTypes).flatMap(([of, { schema }]) =>
    Object.keys(schema.attributes)
      .filter((attribute) => attribute.endsWith('Id') && whoOf(attribute) in schema.attributes)
      .map((attribute) => ({ of, attribute })),
  );

/** Makes every reference to a user name who was meant. Answers how many changed; one transaction. */
export async function relinkPeople(strapi: Core.Strapi): Promise<number> {
  const changed = await strapi.db.transaction(async ({ trx }) => {
    let rows = 0;
    let isMoved = false;
    for (const { of, attribute } of peopleColumns()) {
      const metadata = strapi.db.metadata.get(uid(of));
      const [id, who] = [columnNameOf(metadata, attribute), columnNameOf(metadata, whoOf(attribute))];
      const hasDirectory = 'directory' in metadata.attributes && attribute === 'userId';
      const pairs: (Record<string, unknown> & { directory?: unknown })[] = await trx(metadata.tableName)
        .where((some: ReturnType<Sql>) => void some.whereNotNull(id).orWhereNotNull(who))
        .distinct(id, who, ...(hasDirectory ? ['directory'] : []));
      for (const directory of ['admin', 'users-permissions'] as const) {
        const own = pairs.filter((pair) => directoryOf(attribute, pair) === directory);
        if (own.length === 0) continue;
        const references = own.map((pair): Named => ({
          id: pair[id] === null ? null : Number(pair[id]),
          who: typeof pair[who] === 'string' ? pair[who] : null,
        }));
        const known = await accountsFor(strapi, directory, references, trx);
        if (known === undefined) continue;
        for (const before of references) {
          const after = settled(before, known);
          if (after.id === before.id && after.who === before.who) continue;
          rows += await trx(metadata.tableName)
            .where({ [id]: before.id, [who]: before.who, ...(hasDirectory ? { directory } : {}) })
            .update({ [id]: after.id, [who]: after.who });
          // An account that was removed is no move.
          const isOther = before.id !== null && known.byId(before.id) !== undefined;
          isMoved ||= before.who !== null && before.who !== '' && isOther && after.id !== before.id;
        }
      }
    }
    if (isMoved) await forgetSteps(strapi, trx);
    return isMoved ? rows : 0;
  });
  if (changed > 0)
    strapi.log.warn(
      `[${PLUGIN_ID}] users have other numbers than they had, as after a move from another site: ${changed} rows were corrected`,
    );
  return changed;
}

/** The history of a review names its people by number alone: after a move it names nobody. */
async function forgetSteps(strapi: Core.Strapi, sql: Sql): Promise<void> {
  const metadata = strapi.db.metadata.get(uid('review'));
  const column = columnNameOf(metadata, 'history');
  const rows: Record<string, unknown>[] = await sql(metadata.tableName)
    .whereNotNull(column)
    .select('id', column);
  for (const row of rows) {
    const history: unknown = typeof row[column] === 'string' ? JSON.parse(row[column]) : row[column];
    if (!Array.isArray(history)) continue;
    const steps = history.map((step: object) => ({ ...step, byId: null }));
    await sql(metadata.tableName)
      .where({ id: row.id })
      .update({ [column]: JSON.stringify(steps) });
  }
}
