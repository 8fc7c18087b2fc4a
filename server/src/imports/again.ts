import { message } from '../../../contracts/messages/catalogue';
import type { MessageOrText } from '../../../contracts/messages/message';
import { ConnectorError } from '../domain/errors';
import { asConnectorError } from '../domain/unexpected';
import { reasonMessage } from '../domain/reasons';
import type { ImportRow, Database } from '../ledger/database';
import { withKnownFiles } from '../domain/recording';
import { moveIdle } from '../ledger/imports';
import { holdConnector, runByHand } from '../ledger/runs';
import { importRowOf } from '../pipeline/discover';
import { fingerprintOf, wanted } from '../pipeline/plan';
import { keptForRepair } from '../pipeline/texts';
import { bringBack, refetchLost } from './lost-files';
import { rulesOf } from '../accounts/policy';
import { resolveHosts } from '../accounts/host-limit';
import type { Queue } from '../jobs/queue';
import type { Library } from '../media/library';
import type { Recordings } from '../publishing/recordings';
import type { Accounts } from '../accounts/accounts';
import { isInStrapi } from '../domain/import-state';

/** What this file needs of `runtime.ts`. */
export interface Dependencies {
  database: Database;
  recordings: Pick<Recordings, 'exists'>;
  accounts: Pick<Accounts, 'of'>;
  library: Pick<Library, 'check'>;
  runs: Pick<Queue, 'wake'>;
  imports: Pick<Queue, 'wake'>;
}

/** A manager is waiting for the answer. */
const LONGEST_MS = 60_000;

/**
 * Imports one recording again by hand (B12). The provider is asked again, files that are new there or
 * lost here are fetched, and the fields of its entries that no editor changed are renewed. Entries that
 * were deleted in Strapi, and their files, are imported once more. The work
 * belongs to a run, which can be watched and stopped.
 * @throws ConnectorError with what to do; then nothing was changed.
 */
export async function importAgain(runtime: Dependencies, row: ImportRow, byId: number): Promise<void> {
  const { database, accounts } = runtime;
  const refuse = (said: MessageOrText): never => {
    throw new ConnectorError('needs-person', said, { code: 'not-imported-again' });
  };
  if (!isInStrapi(row) || row.status === 'running') refuse(message('again.not-now'));
  const connector = await database.connectors.findOne({ id: row.connectorId });
  if (connector === undefined) return refuse(message('again.no-connector'));
  if (!connector.enabled) refuse(message('again.connector-off'));

  const signal = AbortSignal.timeout(LONGEST_MS);
  const opened = await accounts.of(connector);
  const { provider, account } = opened;
  const { label: providerLabel } = provider.descriptor;
  const lists = provider.listsRecordings;
  // Texts of which a file could not be stored are kept here. For them the provider is not needed.
  const keepsTexts = keptForRepair(await database.files.find({ importId: row.id })).length > 0;
  if (lists === undefined && !keepsTexts)
    return refuse(message('again.cannot-ask', { provider: providerLabel }));
  const reading = await lists
    ?.readOccurrence(account, row.occurrenceId, signal, () => undefined)
    .catch((error: unknown) => {
      throw asConnectorError(error);
    });
  if (reading?.outcome === 'gone' && !keepsTexts)
    return refuse(message('again.gone', { provider: providerLabel }));
  const occurrence =
    reading?.outcome === 'found' ? withKnownFiles(reading.occurrence, row.occurrence) : row.occurrence;
  const hosts = await resolveHosts(connector, opened, signal, false);
  const decision = wanted(occurrence, rulesOf(connector, opened, hosts));
  if ('skip' in decision) refuse(message('again.left-out', { reason: reasonMessage(decision.skip) }));
  if ('wait' in decision) refuse(message('again.in-progress', { provider: providerLabel }));

  await refetchLost(runtime, row.id, signal);
  const gone = await deletedEntries(runtime, row.id);
  const reopened = await database.transaction(async (sql) => {
    await holdConnector(database, connector.id, sql);
    const run = await runByHand(database, connector, byId, sql);
    const moved = await moveIdle(
      database,
      row,
      { type: row.status === 'removed' ? 'bring-back' : 'reopen' },
      {
        ...importRowOf(occurrence, fingerprintOf(occurrence), run.id, connector.settingsVersion),
        reason: null,
        problem: null,
        ...(gone.length === 0 ? {} : { written: writtenWithout(row, gone) }),
        ...(row.status === 'removed' ? { importedAtMs: null } : {}),
        attempts: 0,
        nextAttemptAtMs: await database.now(sql),
      },
      sql,
    );
    if (moved) await bringBack(database, row.id, gone, sql);
    return moved;
  });
  if (!reopened) refuse(message('again.busy'));
  runtime.runs.wake();
  runtime.imports.wake();
}

/** What comes back is written anew, and is a draft. */
function writtenWithout({ written }: ImportRow, gone: readonly string[]): ImportRow['written'] {
  const left = Object.entries(written?.entries ?? {}).filter(([documentId]) => !gone.includes(documentId));
  return { ...written, entries: Object.fromEntries(left), broughtBack: true };
}

/** Entries of an import that were deleted in Strapi. */
async function deletedEntries(
  { database, recordings }: Pick<Dependencies, 'database' | 'recordings'>,
  importId: string,
): Promise<string[]> {
  const rows = await database.files.find({ importId });
  const deleted: string[] = [];
  for (const documentId of new Set(rows.flatMap((row) => row.recordingDocumentId ?? []))) {
    if (!(await recordings.exists(documentId))) deleted.push(documentId);
  }
  return deleted;
}
