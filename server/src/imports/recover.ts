import { message } from '../../../contracts/messages/catalogue';
import type { Message } from '../../../contracts/messages/message';
import { ConnectorError } from '../domain/errors';
import { asConnectorError } from '../domain/unexpected';
import type { ImportRow, Database } from '../ledger/database';
import { moveIdle } from '../ledger/imports';
import { openRunLog } from '../ledger/runs';
import { refetchLost } from './lost-files';
import type { Queue } from '../jobs/queue';
import type { Redactor } from '../log/redact';
import type { Library } from '../media/library';
import type { Accounts } from '../accounts/accounts';

/** What this file needs of `runtime.ts`. */
export interface Dependencies {
  database: Database;
  accounts: Pick<Accounts, 'of'>;
  library: Pick<Library, 'check'>;
  redactor: Pick<Redactor, 'text'>;
  imports: Pick<Queue, 'wake'>;
}

/** A manager is waiting for the answer. */
const LONGEST_MS = 60_000;

/**
 * Takes a deleted occurrence out of the provider's trash. Its files that are damaged or missing in the
 * library are imported again. The occurrence is not deleted a second time.
 * @throws ConnectorError with what to do.
 */
export async function recover(runtime: Dependencies, row: ImportRow): Promise<void> {
  const { database, accounts } = runtime;
  const { deletion } = row;
  if (deletion?.state !== 'deleted' || deletion.mode !== 'trash') {
    throw refused(message('recover.not-in-trash'));
  }
  const connector = await database.connectors.findOne({ id: row.connectorId });
  if (connector === undefined) {
    throw refused(message('recover.no-connector'));
  }
  const { provider, account } = await accounts.of(connector);
  const { label: providerLabel } = provider.descriptor;
  const recoverOccurrence = provider.deletesFromCloud?.recoverOccurrence;
  if (recoverOccurrence === undefined) {
    throw refused(message('recover.no-trash', { provider: providerLabel }));
  }
  const signal = AbortSignal.timeout(LONGEST_MS);
  const answer = await recoverOccurrence(account, row.occurrenceId, signal).catch((error: unknown) => {
    throw asConnectorError(error);
  });
  if (answer.outcome === 'gone') {
    throw refused(message('recover.gone', { provider: providerLabel }));
  }

  const nowMs = await database.now();
  const isWhole = !(await refetchLost(runtime, row.id, signal));
  const facts = { deletion: { ...deletion, state: 'recovered' as const, atMs: nowMs }, changedAtMs: nowMs };
  if (isWhole) await database.imports.update({ id: row.id, status: row.status }, facts);
  else await moveIdle(database, row, { type: 'reopen' }, { ...facts, attempts: 0, nextAttemptAtMs: nowMs });
  await openRunLog(database, runtime.redactor.text, row.runId).add(
    'info',
    'recovered',
    message(isWhole ? 'log.recovered' : 'log.recovered-again', {
      provider: providerLabel,
      title: row.title ?? '',
    }),
    row.id,
  );
  runtime.imports.wake();
}

const refused = (said: Message) => new ConnectorError('needs-person', said, { code: 'not-recovered' });
