import { ConnectorError } from '../domain/errors';
import { repairOf } from '../domain/repair';
import type { ConnectorRow, FileRow, Database } from '../ledger/database';
import { failedFiles } from '../ledger/files';
import { moveIdle } from '../ledger/imports';
import { mimeOf } from '../media/mime';
import { wanted } from './plan';
import type { Rules } from '../domain/policy';
import type { Library } from '../media/library';
import { isInStrapi } from '../domain/import-state';

/** What this file needs of `runtime.ts`. */
export interface Dependencies {
  database: Database;
  library: Pick<Library, 'accepts'>;
}

/** In one run. The next run repairs the rest. */
const MOST_IN_ONE_RUN = 500;

/**
 * Lets a run try again the files that imports in Strapi are missing: those that the site refused and
 * accepts now, and those that the provider or the storage refused some time ago. Answers how many
 * imports are tried again.
 */
export async function repairIncomplete(
  { database, library }: Dependencies,
  connector: ConnectorRow,
  runId: string,
  rules: Rules,
): Promise<number> {
  const failed = await failedFiles(database, { connectorId: connector.id });
  const nowMs = await database.now();
  const due = new Set<string>();
  for (const file of failed) {
    if (due.has(file.importId) || rules.skipKinds.includes(file.kind)) continue;
    if (await isDue(library, file, nowMs)) due.add(file.importId);
  }
  let number = 0;
  for (const id of [...due].slice(0, MOST_IN_ONE_RUN)) {
    const row = await database.imports.findOne({ id });
    // The worker that has it fetches what is missing too.
    if (row === undefined || !isInStrapi(row) || row.status === 'running') continue;
    // An import that a rule excludes now stays as it is.
    if (!('take' in wanted(row.occurrence, rules))) continue;
    // The import begins again: only what is missing or new is fetched.
    const isReopened = await moveIdle(
      database,
      row,
      { type: 'reopen' },
      {
        runId,
        settingsVersion: connector.settingsVersion,
        reason: null,
        problem: null,
        attempts: 0,
        nextAttemptAtMs: nowMs,
      },
    );
    if (isReopened) number += 1;
  }
  return number;
}

async function isDue(library: Dependencies['library'], file: FileRow, nowMs: number): Promise<boolean> {
  const repair = repairOf(file.problem);
  if (repair.when === 'by-hand') return false;
  if (repair.when === 'due') return repair.atMs <= nowMs;
  const extension = file.extension ?? '';
  const mime = file.mime ?? mimeOf(extension);
  if (mime === undefined) return false;
  try {
    await library.accepts({ mime, extension, sizeBytes: file.sizeBytes ?? undefined });
    return true;
  } catch (error) {
    if (error instanceof ConnectorError) return false;
    throw error;
  }
}
