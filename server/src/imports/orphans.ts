import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Core } from '@strapi/strapi';
import { ifThere } from '../domain/if-there';
import type { Clock } from '../domain/clock';
import { refusalOf } from '../domain/ownership';
import type { Database } from '../ledger/database';
import { markOfSite } from '../ledger/ownership';
import type { Spool } from '../media/spool';
import type { Library } from '../media/library';
import { DAY_MS } from '../domain/instant';

/** What this file needs of `runtime.ts`. */
export interface Dependencies {
  clock: Clock;
  database: Database;
  library: Pick<Library, 'localDir'>;
  spool: Pick<Spool, 'sweep'>;
}

/** How long a file that no row names is left alone: a row may be about to name it. */
const QUIET_MS = DAY_MS;
/** Only names that the plugin gave. Files that it did not create are never touched (P7). */
const OURS = /^meeting_[0-9a-f]{32}\.[a-z0-9]{1,5}(\.part)?$/;

/**
 * Removes what crashes left behind: spool files that no row names, and stored files that neither the
 * Media Library nor the ledger knows. A file whose name is in the ledger is adopted by its import.
 */
export async function sweepOrphans(strapi: Core.Strapi, runtime: Dependencies): Promise<number> {
  // A copy may share its storage with the original, which knows more of these files.
  const mark = await markOfSite(runtime.database);
  if (refusalOf(runtime.database.site, 'work', mark) !== undefined) return 0;
  const { files } = runtime.database;
  const nowMs = runtime.clock();
  const spooled: { name: string }[] = await files
    .query()
    .whereNotNull(files.column('spoolName'))
    .select({ name: files.column('spoolName') });
  let removed = await runtime.spool.sweep(new Set(spooled.map(({ name }) => name)), nowMs);

  const dir = runtime.library.localDir;
  if (dir === undefined) return removed;
  for (const name of await readdir(dir)) {
    if (!OURS.test(name)) continue;
    const facts = await ifThere(stat(path.join(dir, name)));
    if (facts?.isFile() !== true || nowMs - facts.mtimeMs < QUIET_MS) continue;
    const hash = name.slice(0, name.indexOf('.'));
    const media: unknown = await strapi.db.query('plugin::upload.file').findOne({ where: { hash } });
    if (media !== null || (await files.findOne({ storedName: hash })) !== undefined) continue;
    await rm(path.join(dir, name), { force: true });
    removed += 1;
  }
  return removed;
}
