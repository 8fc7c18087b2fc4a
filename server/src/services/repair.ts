import { missingOf, type Missing } from '../../../contracts/missing';
import { ConnectorError } from '../domain/errors';
import { repairOf } from '../domain/repair';
import type { ConnectorRow, Database, FileRow } from '../ledger/database';
import { moveIdle } from '../ledger/imports';
import type { Sql } from '../ledger/table';
import { mimeOf } from '../media/mime';
import { wanted, type Rules } from '../pipeline/plan';
import type { Runtime } from '../runtime';
import { optionsOf } from './rules';

/** Of one run; the rest follows with the next. */
const MOST_IN_ONE_RUN = 500;

/**
 * Lets a run try again what imports lack although they are in Strapi: what the site did not take and takes
 * now, and what the provider or the storage refused some time ago. Answers how many imports it is.
 */
export async function repairIncomplete(
  { database, library }: Pick<Runtime, 'database' | 'library'>,
  connector: ConnectorRow,
  runId: number,
  rules: Rules,
): Promise<number> {
  const failed = await failedFiles(database, (imports) =>
    imports.where({ [database.imports.column('connectorId')]: connector.id }),
  );
  const nowMs = await database.now();
  const due = new Set<number>();
  for (const file of failed) {
    if (due.has(file.importId) || rules.skipKinds.includes(file.kind)) continue;
    if (await isDue(library, file, nowMs)) due.add(file.importId);
  }
  let number = 0;
  for (const id of [...due].slice(0, MOST_IN_ONE_RUN)) {
    const row = await database.imports.findOne({ id });
    // Whoever works on it brings what is missing along.
    if (row === undefined || row.stage !== 'clean-up' || row.status === 'running') continue;
    // What a rule leaves out by now stays as it is.
    if (!('take' in wanted(row.occurrence, rules))) continue;
    // What is in Strapi begins once more: only what is missing or new is fetched.
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

async function isDue(library: Runtime['library'], file: FileRow, nowMs: number): Promise<boolean> {
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

/** How many imports of a run are in Strapi with something missing. */
export async function countIncomplete(
  database: Database,
  runId: number,
  leftOutKinds: readonly string[],
): Promise<number> {
  const failed = await failedFiles(database, (imports) =>
    imports.where({ [database.imports.column('runId')]: runId }),
  );
  const byImport = new Map<number, FileRow[]>();
  for (const file of failed) byImport.set(file.importId, [...(byImport.get(file.importId) ?? []), file]);
  return [...byImport.values()].filter((files) => missingOf(files, leftOutKinds).length > 0).length;
}

/** What is missing of one content entry. */
export async function missingOfEntry(database: Database, documentId: string): Promise<Missing[]> {
  const files = await database.files.find({ recordingDocumentId: documentId, status: 'failed' });
  const [file] = files;
  if (file === undefined) return [];
  const row = await database.imports.findOne({ id: file.importId });
  const connector = row && (await database.connectors.findOne({ id: row.connectorId }));
  return missingOf(files, connector && optionsOf(connector).rules.skipKinds);
}

/** Files that could not be had, of imports that are in Strapi. */
async function failedFiles(
  { files, imports }: Database,
  of: (query: ReturnType<Sql>) => ReturnType<Sql>,
): Promise<FileRow[]> {
  const records: Record<string, unknown>[] = await files
    .query()
    .where({ [files.column('status')]: 'failed' })
    .whereIn(
      files.column('importId'),
      of(imports.query().where({ [imports.column('stage')]: 'clean-up' })).select('id'),
    )
    .orderBy('id');
  return records.map(files.read);
}
