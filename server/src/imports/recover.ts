import { errors } from '@strapi/utils';
import { asConnectorError } from '../domain/errors';
import type { ImportRow, Database } from '../ledger/database';
import { moveIdle } from '../ledger/imports';
import { openRunLog } from '../ledger/runs';
import { refetchLost } from './lost-files';
import type { Queue } from '../jobs/queue';
import type { Redactor } from '../log/redact';
import type { Library } from '../media/library';
import type { Accounts } from '../accounts/accounts';

/** What it needs of the whole; `runtime.ts` has it. */
export interface Dependencies {
  database: Database;
  accounts: Accounts;
  library: Library;
  redactor: Redactor;
  imports: Queue;
}

/** A manager waits for the answer. */
const LONGEST_MS = 60_000;

/**
 * Takes a deleted occurrence out of the provider's trash. Files of it that are no longer whole in the
 * library are then imported again; it is not deleted once more.
 * @throws ApplicationError with what to do.
 */
export async function recover(runtime: Dependencies, row: ImportRow): Promise<void> {
  const { database, accounts } = runtime;
  const { deletion } = row;
  if (deletion?.state !== 'deleted' || deletion.mode !== 'trash') {
    throw new errors.ApplicationError('Only what was moved to the trash of the provider can be recovered.');
  }
  const connector = await database.connectors.findOne({ id: row.connectorId });
  if (connector === undefined) {
    throw new errors.ApplicationError('Its connector was deleted: recover it at the provider itself.');
  }
  const { provider, account } = await accounts.of(connector);
  const recoverOccurrence = provider.deletesFromCloud?.recoverOccurrence;
  if (recoverOccurrence === undefined) {
    throw new errors.ApplicationError(`${provider.descriptor.label} has no trash to recover it from.`);
  }
  const signal = AbortSignal.timeout(LONGEST_MS);
  const answer = await recoverOccurrence(account, row.occurrenceId, signal).catch((error: unknown) => {
    throw new errors.ApplicationError(asConnectorError(error).message);
  });
  if (answer.outcome === 'gone') {
    throw new errors.ApplicationError(`${provider.descriptor.label} no longer has it in its trash.`);
  }

  const nowMs = await database.now();
  const isWhole = !(await refetchLost(runtime, row.id, signal));
  const facts = { deletion: { ...deletion, state: 'recovered' as const, atMs: nowMs }, changedAtMs: nowMs };
  if (isWhole) await database.imports.update({ id: row.id, status: row.status }, facts);
  else await moveIdle(database, row, { type: 'reopen' }, { ...facts, attempts: 0, nextAttemptAtMs: nowMs });
  await openRunLog(database, runtime.redactor.text, row.runId).add(
    'info',
    'recovered',
    `Recovered from the trash of ${provider.descriptor.label}: "${row.title ?? ''}"${isWhole ? '' : '; it is imported again'}`,
    row.id,
  );
  runtime.imports.wake();
}
