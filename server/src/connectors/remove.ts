import type { ConnectorRow, Database } from '../ledger/database';
import type { Library } from '../media/library';
import type { Spool } from '../media/spool';
import type { Accounts } from '../accounts/accounts';
import type { Credentials } from '../accounts/credentials';
import type { Receivers } from '../webhooks/receivers';
import type { Refusals } from '../webhooks/refusals';
import type { Subscriptions } from '../webhooks/subscriptions';
import type { Stops } from '../jobs/stops';
import type { Logger } from '../log/logger';
import { refusalOf } from '../domain/ownership';
import { describeError } from '../domain/unexpected';

/** What this file needs. `runtime.ts` provides it. */
export interface Dependencies {
  database: Database;
  credentials: Pick<Credentials, 'removeAll'>;
  accounts: Pick<Accounts, 'forget'>;
  library: Pick<Library, 'discard'>;
  spool: Pick<Spool, 'remove'>;
  receivers: Pick<Receivers, 'changed'>;
  refusals: Pick<Refusals, 'forget'>;
  subscriptions: Pick<Subscriptions, 'end'>;
  logger: Pick<Logger, 'warn'>;
  stops: Pick<Stops, 'stopConnector' | 'connectorStopped'>;
}

/** How long work that was asked to end is waited for. What goes on longer is rolled back by its lease. */
const PATIENCE_MS = 10_000;

/**
 * Removes a connector with its secrets, history and ledger. Entries that it imported stay, with all
 * their files. Files without an entry, in the spool or in the Media Library, are removed.
 */
export async function removeConnector(
  runtime: Dependencies,
  connector: ConnectorRow,
): Promise<{ id: string; recordingsKept: number }> {
  const { database, credentials, logger } = runtime;
  const { imports, files, runs, runLog } = database;
  const { id } = connector;
  const isCopied = refusalOf(database.site, 'work', connector) !== undefined;
  await database.connectors.update({ id }, { enabled: false });
  await runtime.subscriptions.end(connector);
  runtime.stops.stopConnector(id, 'switched-off');
  await runtime.stops.connectorStopped(id, PATIENCE_MS);

  await credentials.removeAll(id);
  await database.signIns.remove({ connectorId: id });
  const { recordings, onTheirWay } = await database.transaction(async (sql) => {
    const ofConnector = () =>
      files.query(sql).whereIn(
        files.column('importId'),
        imports
          .query(sql)
          .where({ [imports.column('connectorId')]: id })
          .select(imports.column('id')),
      );
    const entry = files.column('recordingDocumentId');
    // The lock makes sure that a file which another instance stores right now is either seen here or rolled back there.
    const rows: { spool: string | null; entry: string | null; media: string | null }[] = await ofConnector()
      .where((some: ReturnType<typeof ofConnector>) => {
        void some.whereNotNull(files.column('spoolName')).orWhereNull(entry);
      })
      .forUpdate()
      .select({ spool: files.column('spoolName'), media: files.column('mediaFileId'), entry });
    const entries: unknown[] = await ofConnector().whereNotNull(entry).distinct(entry);
    await ofConnector().delete();
    await imports.remove({ connectorId: id }, sql);
    return { recordings: entries.length, onTheirWay: rows };
  });
  await runLog
    .query()
    .whereIn(
      runLog.column('runId'),
      runs
        .query()
        .where({ [runs.column('connectorId')]: id })
        .select(runs.column('id')),
    )
    .delete();
  await runs.remove({ connectorId: id });
  await database.deliveries.remove({ connectorId: id });
  await database.participants.remove({ connectorId: id });
  await database.connectors.remove({ id });
  runtime.receivers.changed();
  runtime.refusals.forget(id);
  runtime.accounts.forget(id);

  for (const { spool, media, entry } of onTheirWay) {
    if (spool !== null) await runtime.spool.remove(spool);
    // A copy may share its storage with the original, which goes on with these files.
    if (media === null || entry !== null || isCopied) continue;
    await runtime.library.discard(media).catch((error: unknown) => {
      logger.warn(
        `File ${media} of the Media Library came with no entry and could not be removed: ${describeError(error)}`,
      );
    });
  }
  return { id, recordingsKept: recordings };
}
