import { errors } from '@strapi/utils';
import { asConnectorError } from '../domain/errors';
import { english } from '../../../contracts/messages/say';
import { reasonMessage } from '../domain/reasons';
import type { ImportRow, Database } from '../ledger/database';
import { moveIdle } from '../ledger/imports';
import { holdConnector, runByHand } from '../ledger/runs';
import { importRowOf } from '../pipeline/discover';
import { fingerprintOf, wanted } from '../pipeline/plan';
import { keptForRepair } from '../pipeline/texts';
import { refetchLost } from './lost-files';
import { rulesOf } from '../accounts/policy';
import { resolveHosts } from '../accounts/host-limit';
import type { Queue } from '../jobs/queue';
import type { Library } from '../media/library';
import type { Accounts } from '../accounts/accounts';
import { isInStrapi } from '../domain/import-state';

/** What it needs of the whole; `runtime.ts` has it. */
export interface Dependencies {
  database: Database;
  accounts: Accounts;
  library: Library;
  runs: Queue;
  imports: Queue;
}

/** A manager waits for the answer. */
const LONGEST_MS = 60_000;

/**
 * Imports one recording once more by hand (B12): the provider is asked afresh, files that are new there
 * or lost here are fetched, and the fields of its entries that no editor changed are renewed. It works
 * in a run, which can be watched and stopped.
 * @throws ApplicationError with what to do; then nothing was changed.
 */
export async function importAgain(runtime: Dependencies, row: ImportRow, byId: number): Promise<void> {
  const { database, accounts } = runtime;
  const refuse = (what: string): never => {
    throw new errors.ApplicationError(what);
  };
  if (!isInStrapi(row) || row.status === 'running')
    refuse('Only what is in Strapi can be imported again, and not while it is worked on.');
  const connector = await database.connectors.findOne({ id: row.connectorId });
  if (connector === undefined) return refuse('Its connector was deleted: there is no way to its provider.');
  if (!connector.enabled) refuse('Its connector is switched off: switch it on first.');

  const signal = AbortSignal.timeout(LONGEST_MS);
  const opened = await accounts.of(connector);
  const { provider, account } = opened;
  const { label } = provider.descriptor;
  const lists = provider.listsRecordings;
  // Texts of which a file could not be stored are kept here: for them nobody need be asked.
  const keepsTexts = keptForRepair(await database.files.find({ importId: row.id })).length > 0;
  if (lists === undefined && !keepsTexts)
    return refuse(`${label} can’t be asked what it holds: it only tells of recordings when they are made.`);
  const reading = await lists?.readOccurrence(account, row.occurrenceId, signal).catch((error: unknown) => {
    throw new errors.ApplicationError(asConnectorError(error).message);
  });
  if (reading?.outcome === 'gone' && !keepsTexts)
    return refuse(`${label} no longer has it. What is in Strapi stays as it is.`);
  const occurrence = reading?.outcome === 'found' ? reading.occurrence : row.occurrence;
  const hosts = await resolveHosts(connector, opened, signal, false);
  const decision = wanted(occurrence, rulesOf(connector, opened, hosts));
  if ('skip' in decision)
    refuse(`The connector leaves it out now: ${english(reasonMessage(decision.skip))}.`);
  if ('wait' in decision) refuse(`${label} still works on it: try again later.`);

  await refetchLost(runtime, row.id, signal);
  const reopened = await database.transaction(async (sql) => {
    await holdConnector(database, connector.id, sql);
    const run = await runByHand(database, connector, byId, sql);
    return await moveIdle(
      database,
      row,
      { type: 'reopen' },
      {
        ...importRowOf(occurrence, fingerprintOf(occurrence), run.id, connector.settingsVersion),
        reason: null,
        problem: null,
        attempts: 0,
        nextAttemptAtMs: await database.now(sql),
      },
      sql,
    );
  });
  if (!reopened) refuse('Somebody just began to work on it: try again later.');
  runtime.runs.wake();
  runtime.imports.wake();
}
