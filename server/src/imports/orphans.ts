import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Core } from '@strapi/strapi';
import { ifThere } from '../domain/if-there';
import type { Clock } from '../domain/clock';
import type { Database } from '../ledger/database';
import type { Spool } from '../media/spool';
import type { Library } from '../media/library';
import { DAY_MS } from '../domain/instant';

/** What it needs of the whole; `runtime.ts` has it. */
export interface Dependencies {
  clock: Clock;
  database: Database;
  library: Pick<Library, 'localDir'>;
  spool: Spool;
}

/** What no row claims is left alone for so long: somebody may just be about to claim it. */
const QUIET_MS = DAY_MS;
/** Only names that we gave; files that the plugin did not create are never touched (P7). */
const OURS = /^meeting_[0-9a-f]{32}\.[a-z0-9]{1,5}(\.part)?$/;

/**
 * Removes what crashes left behind: spool files that no open file claims, and stored bytes that
 * neither the Media Library nor the ledger knows. A file whose name stands in the ledger is adopted
 * by its import instead.
 */
export async function sweepOrphans(strapi: Core.Strapi, runtime: Dependencies): Promise<number> {
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
