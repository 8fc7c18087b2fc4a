import { stat } from 'node:fs/promises';
import { missingOf } from '../../../contracts/missing';
import { ConnectorError } from '../domain/errors';
import { ifThere } from '../domain/if-there';
import type { Database } from '../ledger/database';
import { withSources } from '../ledger/files';
import { cleanUp } from './clean-up';
import { fetch } from './fetch';
import { join } from './join';
import { partsOf } from './parts';
import { fingerprintOf, wanted } from './plan';
import { makePoster } from './poster';
import { publish } from './publish';
import { store } from './store';
import { makeWords } from './texts';
import type { FileRow, Work } from './work';
import { isInStrapi } from '../domain/import-state';

/**
 * The way of a recording:
 *
 *     discover → plan → fetch → join → store → publish → clean up
 *
 * `discover.ts` lists what is new and `plan.ts` decides about each occurrence; both belong to a
 * sync run (`sync/run.ts`) and leave a ledger row behind. From there one worker at a time carries
 * an import through the remaining steps. Each step can be cut off at any instant: the next worker
 * reads the ledger and goes on with the step that was not finished.
 *
 * Returns when the import has ended for now; throws what `jobs/dead-letter.ts` sorts.
 */
export async function carryOut(work: Work, database: Database): Promise<void> {
  const { ledger } = work;

  if (ledger.row.stage === 'fetch') {
    const listed = wanted(ledger.row.occurrence, work.policy.rules);
    const decision = 'wait' in listed ? await lookAgain(work) : listed;
    if ('skip' in decision) {
      await ledger.finish({ type: 'skip' }, { reason: decision.skip, problem: null });
      return;
    }
    await fetch(work, decision.take);
    await ledger.write({ type: 'advance' }, { step: 'Joining' });
  } else if (ledger.row.stage === 'join' || ledger.row.stage === 'store') {
    if (await wentMissing(work)) return;
  }

  if (ledger.row.stage === 'join') {
    await join(work, await work.files.all());
    const joined = await work.files.all();
    for (const part of partsOf(joined)) {
      await makeWords(work, part, joined);
      await makePoster(work, part, joined);
    }
    await ledger.write({ type: 'advance' }, { step: 'Storing' });
  }

  const rows = await work.files.all();
  if (ledger.row.stage === 'store') {
    await store(work, rows);
    await ledger.write({ type: 'advance' }, { step: 'Publishing' });
  }

  if (ledger.row.stage === 'publish') {
    if (work.publishingWaits !== undefined) {
      await ledger.finish({ type: 'wait' }, { reason: work.publishingWaits, nextAttemptAtMs: work.clock() });
      return;
    }
    work.checkpoint();
    await publish(work, partsOf(rows), rows, database);
    await logImported(work, rows);
  }

  if (isInStrapi(ledger.row)) await cleanUp(work, rows);
}

async function logImported({ log, ledger, policy }: Work, rows: readonly FileRow[]): Promise<void> {
  const title = ledger.row.title ?? '';
  const missing = missingOf(rows, policy.rules.skipKinds);
  if (missing.length === 0) await log.add('info', 'imported', `Imported "${title}"`, ledger.row.id);
  else
    await log.add(
      'warning',
      'imported-incomplete',
      `Imported "${title}", with something missing: ${missing.map(({ kind, code }) => `${kind} (${code})`).join(', ')}`,
      ledger.row.id,
    );
}

/**
 * Bytes that vanished from the spool after they were verified (somebody emptied the folder) come once
 * more: the import goes back to its first step, where what is still there is not fetched again. In
 * the store step a missing file may have been stored by a crashed attempt; `store.ts` decides that.
 */
async function wentMissing(work: Work): Promise<boolean> {
  const rows = await work.files.all();
  const lost: FileRow[] = [];
  for (const row of rows) {
    if (row.status === 'waiting' || row.status === 'downloading') lost.push(row);
    else if (row.status === 'verified' && work.ledger.row.stage === 'join') {
      const there =
        row.spoolName !== null && (await ifThere(stat(work.spool.pathOf(row.spoolName)))) !== undefined;
      if (!there) lost.push(row);
    }
  }
  if (lost.length === 0) return false;
  await work.files.refetch(withSources(lost, rows));
  await work.ledger.finish({ type: 'again' }, { nextAttemptAtMs: work.clock() });
  return true;
}

/** The provider had not finished it when it was listed: ask afresh. */
async function lookAgain(work: Work) {
  const { ledger, provider } = work;
  const reading = await provider.listsRecordings?.readOccurrence(
    work.account,
    ledger.row.occurrenceId,
    work.signal,
  );
  if (reading === undefined) {
    throw new ConnectorError('not-ready', 'It is not ready yet; the provider tells when it is.', {
      code: 'not-ready',
    });
  }
  if (reading.outcome === 'gone') {
    throw new ConnectorError('gone', 'The provider no longer has it.', {
      code: 'gone-at-provider',
      providerWords: reading.providerWords,
    });
  }
  const { occurrence } = reading;
  await ledger.patch({ occurrence, fingerprint: fingerprintOf(occurrence), title: occurrence.title });
  const decision = wanted(occurrence, work.policy.rules);
  if (!('wait' in decision)) return decision;
  throw new ConnectorError(
    'not-ready',
    'The provider is still recording or processing it; it is looked at again later.',
    {
      code: 'not-ready',
    },
  );
}
