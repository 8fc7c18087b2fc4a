import type { Marked, SiteName } from '../domain/ownership';
import type { Database } from './database';
import type { Sql } from './table';

/**
 * The gate of `domain/ownership.ts` as conditions and changes of rows: what `ownershipOf` calls `copied` is
 * what `atHome` leaves out.
 */
const namesOf = ({ name, former }: SiteName): string[] => [...(name === undefined ? [] : [name]), ...former];

/** Condition: the connector is not copied from another site. */
export const atHome =
  ({ connectors, site }: Database) =>
  (query: ReturnType<Sql>): void => {
    const mark = connectors.column('environment');
    void query.whereNull(mark).orWhereIn(mark, namesOf(site));
  };

/**
 * Whose the site is as a whole, for what belongs to no connector: another's, while one of its connectors is.
 */
export async function markOfSite({ connectors, site }: Database): Promise<Marked> {
  const mark = connectors.column('environment');
  const copied: { environment: string } | undefined = await connectors
    .query()
    .whereNotNull(mark)
    .whereNotIn(mark, namesOf(site))
    .first({ environment: mark });
  return copied ?? { environment: site.name ?? null };
}

/** Every connector becomes one of the site with this name. Answers how many were not. */
export async function takeOver({ connectors }: Database, name: string, sql: Sql): Promise<number> {
  const mark = connectors.column('environment');
  return await connectors
    .query(sql)
    .where((others: ReturnType<Sql>) => void others.whereNull(mark).orWhereNot(mark, name))
    .update({ [mark]: name });
}

/**
 * At start: rows of the site's former names get its present one, so that the list can be emptied, and a
 * later copy that still has the list finds nothing under these names.
 */
export async function adoptFormer(database: Database): Promise<void> {
  const { name, former } = database.site;
  if (name === undefined || former.length === 0) return;
  const { connectors, mails, deliveries, imports } = database;
  for (const table of [connectors, mails, deliveries, imports]) {
    const mark = table.column('environment');
    await table
      .query()
      .whereIn(mark, [...former])
      .update({ [mark]: name });
  }
}
