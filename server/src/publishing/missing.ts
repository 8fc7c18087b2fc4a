import { missingOf, type Missing } from '../../../contracts/missing';
import type { Database, FileRow } from '../ledger/database';
import { failedFiles } from '../ledger/files';
import { optionsOf } from '../accounts/policy';

/** Number of imports of a run that are in Strapi with missing files. */
export async function countIncomplete(
  database: Database,
  runId: string,
  leftOutKinds: readonly string[],
): Promise<number> {
  const failed = await failedFiles(database, { runId });
  const byImport = new Map<string, FileRow[]>();
  for (const file of failed) byImport.set(file.importId, [...(byImport.get(file.importId) ?? []), file]);
  return [...byImport.values()].filter((files) => missingOf(files, leftOutKinds).length > 0).length;
}

/** The missing files of one content entry. */
export async function missingOfEntry(database: Database, documentId: string): Promise<Missing[]> {
  const files = await database.files.find({ recordingDocumentId: documentId, status: 'failed' });
  const [file] = files;
  if (file === undefined) return [];
  const row = await database.imports.findOne({ id: file.importId });
  const connector = row && (await database.connectors.findOne({ id: row.connectorId }));
  return missingOf(files, connector && optionsOf(connector).rules.skipKinds);
}
