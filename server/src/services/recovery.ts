import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import { asConnectorError } from '../domain/errors';
import type { ImportRow } from '../ledger/database';
import { openRunLog } from '../ledger/runs';
import type { Runtime } from '../runtime';

/** A manager waits for the answer. */
const LONGEST_MS = 60_000;

/**
 * Takes a deleted occurrence out of the provider's trash. Files of it that are no longer whole in the
 * library are then imported again; it is not deleted once more.
 * @throws ApplicationError with what to do.
 */
export async function recover(strapi: Core.Strapi, runtime: Runtime, row: ImportRow): Promise<void> {
  const { database, accounts, library } = runtime;
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
  const stored = await database.files.find({ importId: row.id, status: 'stored' });
  const all = await database.files.find({ importId: row.id });
  const again = new Set<number>();
  for (const file of stored) {
    const check = await library.check(file, signal);
    // What somebody replaced or removed on purpose stays as it is.
    const isLost = (check.outcome === 'missing' || check.outcome === 'changed') && check.restorable;
    if (!isLost) continue;
    again.add(file.id);
    const sources = new Set(file.segments?.map(({ key }) => key));
    for (const source of all) {
      if (source.origin === 'provider' && source.status === 'used' && sources.has(source.segmentKey ?? ''))
        again.add(source.id);
    }
  }
  const isWhole = again.size === 0;
  if (!isWhole) {
    const { files } = database;
    await files
      .query()
      .whereIn('id', [...again])
      .update(
        files.columnsOf({
          status: 'waiting',
          bytesDone: 0,
          prefixSha256: null,
          validator: null,
          readBack: false,
        }),
      );
  }
  await database.imports.update(
    { id: row.id, status: row.status },
    {
      deletion: { ...deletion, state: 'recovered', atMs: nowMs },
      changedAtMs: nowMs,
      ...(isWhole ? {} : { stage: 'fetch', status: 'waiting', attempts: 0, nextAttemptAtMs: nowMs }),
    },
  );
  await openRunLog(database, runtime.redactor.text, row.runId).add(
    'info',
    'recovered',
    `Recovered from the trash of ${provider.descriptor.label}: "${row.title ?? ''}"${isWhole ? '' : '; it is imported again'}`,
    row.id,
  );
  runtime.imports.wake();
}
