import { stat } from 'node:fs/promises';
import { message } from '../../../contracts/messages/catalogue';
import { ConnectorError } from '../domain/errors';
import { ifThere } from '../domain/if-there';
import { DEFAULT_BACKOFF } from '../jobs/after-failure';
import { IN_STRAPI, isInStrapi, isStored, type Stage } from '../domain/import-state';
import type { Reason } from '../domain/reasons';
import { withKnownFiles, type Occurrence, type Segment } from '../domain/recording';
import { cleanTitle } from '../domain/title';
import type { Database } from '../ledger/database';
import { withSources } from '../ledger/files';
import { stepIn } from '../ledger/step';
import type { Sql } from '../ledger/table';
import { together } from '../ledger/together';
import { cleanUp } from './clean-up';
import { fetch } from './fetch';
import { isToJoin, join } from './join';
import { excludedNow, leaveOut } from './leave-out';
import { partsOf } from './parts';
import { fingerprintOf, wanted } from './plan';
import { makePoster, wantsPoster } from './poster';
import { publish } from './publish';
import { nameFiles, store } from './store';
import { hasFreshTexts, isText, makeTexts } from './texts';
import type { FileRow, Work } from './work';

/**
 * The way of a recording:
 *
 *     discover → plan → fetch → join → store → publish → clean up
 *
 * A sync run lists what is new (`discover.ts`), or a webhook announces it (`take-in.ts`). `plan.ts` decides
 * about each occurrence, and the ledger keeps a row for it. From there one worker at a time takes the import
 * through the remaining steps. A step can end at any instant: the next worker reads the ledger and continues
 * with the step that was not finished.
 *
 * Returns when nothing is left to do for now. `jobs/after-failure.ts` decides what follows an error, and
 * `jobs/dead-letter.ts` writes it.
 */
export async function carryOut(work: Work, database: Database): Promise<void> {
  // One object, which the ledger changes with each write: every line below sees the stage that the former reached.
  const { row } = work.ledger;
  if (await spoolLostFiles(work)) return;

  if (row.stage === 'fetch' && !(await fetchFiles(work))) return;
  if (!(await isStillWanted(work))) return;
  if (row.stage === 'join') await joinSegments(work);

  const rows = await work.files.all();
  const newlyNamed =
    isStored(row) || row.stage === 'store' ? NO_FILES : await enterStore(work, rows, database);
  if (row.stage === 'store') await storeFiles(work, rows, newlyNamed);
  if (row.stage === 'publish' && !(await publishEntries(work, rows, database))) return;
  if (isInStrapi(row)) await cleanUp(work, rows);
}

/**
 * Downloads the files of the occurrence into the spool. False when a rule skips the occurrence. The join
 * stage follows only if there is something to join or to make.
 */
async function fetchFiles(work: Work): Promise<boolean> {
  const decision = await whatToTake(work);
  if ('skip' in decision) {
    // Its entry stays as it is.
    if (work.ledger.row.importedAtMs !== null) {
      await advance(work, IN_STRAPI);
      return true;
    }
    await work.ledger.finish({ type: 'skip' }, { reason: decision.skip, problem: null });
    return false;
  }
  await fetch(work, decision.take);
  if (isSomethingToMake(work, await work.files.all())) await advance(work, 'join');
  return true;
}

/**
 * False when a rule that was narrowed, or the length of the files themselves, excludes the import. What has an
 * entry keeps it as it is.
 */
async function isStillWanted(work: Work): Promise<boolean> {
  const { row } = work.ledger;
  if (isInStrapi(row)) return true;
  const rows = await work.files.all();
  const excluded = excludedNow(work, rows);
  if (excluded === undefined) return true;
  if (row.importedAtMs === null) {
    await leaveOut(work, rows, excluded);
    return false;
  }
  await advance(work, IN_STRAPI);
  return true;
}

/** Joins several segments to one video where the connector wants that, and makes the texts and pictures of each. */
async function joinSegments(work: Work): Promise<void> {
  let rows = await work.files.all();
  if (await join(work, rows)) rows = await work.files.all();
  for (const part of partsOf(rows)) {
    await makeTexts(work, part, rows);
    await makePoster(work, part, rows);
  }
}

const isSomethingToMake = (work: Work, rows: readonly FileRow[]): boolean =>
  isToJoin(work, rows) || hasFreshTexts(rows) || partsOf(rows).some((part) => wantsPoster(work, part));

/**
 * Moves the import to the store stage and names its files, in one transaction. Returns the ids of the files
 * that got their name now: no earlier attempt can have stored anything under it.
 */
const enterStore = (work: Work, rows: FileRow[], database: Database): Promise<ReadonlySet<string>> =>
  together(database, [work.ledger.row, ...rows], async (sql) => {
    const newlyNamed = await nameFiles(work, rows, sql);
    await advance(work, 'store', sql);
    return newlyNamed;
  });

/** Moves the files from the spool into the Media Library, and the import to its next stage with the last one. */
async function storeFiles(work: Work, rows: FileRow[], newlyNamed: ReadonlySet<string>): Promise<void> {
  const { row } = work.ledger;
  await store(work, rows, { named: newlyNamed, withLast: (sql) => advance(work, 'publish', sql) });
  // The last file was left out, so nothing moved the import with it.
  if (row.stage === 'store') await advance(work, 'publish');
}

/**
 * Creates or updates the content entries, and moves the import to its last stage in the same transaction.
 * False while the connector waits for its manager.
 */
async function publishEntries(work: Work, rows: FileRow[], database: Database): Promise<boolean> {
  const { publishingWaits: reason } = work;
  if (reason !== undefined) {
    // Due at once: the ledger gives out no import in this stage until the connector is confirmed.
    await work.ledger.finish({ type: 'wait' }, { reason, nextAttemptAtMs: work.clock() });
    return false;
  }
  work.checkpoint();
  await publish(work, partsOf(rows), rows, database);
  return true;
}

const NO_FILES: ReadonlySet<string> = new Set();

/** Moves the import to another stage, under the same lease. `publish.ts` makes the last move itself. */
const advance = ({ ledger }: Work, to: Stage, sql?: Sql): Promise<void> =>
  ledger.write({ type: 'advance', to }, { step: stepIn(to) }, sql);

/**
 * True if files disappeared from the spool after they were verified, for example because somebody emptied the
 * folder. Then the import goes back to its first step, which downloads only what is missing. In the store
 * step, a crashed attempt may already have stored a missing file; `store.ts` decides that.
 */
async function spoolLostFiles(work: Work): Promise<boolean> {
  const { stage } = work.ledger.row;
  // In the fetch stage, nothing counts as complete yet. In the last one, nothing of the spool is needed.
  if (stage === 'fetch' || isInStrapi({ stage })) return false;
  const rows = await work.files.all();
  const lost: FileRow[] = [];
  for (const row of rows) {
    // The transcript of the entry is read from the text files, so they are needed until it is committed.
    const isNeeded =
      (row.status === 'verified' && stage === 'join') ||
      (row.status === 'used' && isText(row) && row.spoolName !== null);
    if (row.status === 'waiting' || row.status === 'downloading') lost.push(row);
    else if (isNeeded) {
      const there =
        row.spoolName !== null && (await ifThere(stat(work.spool.pathOf(row.spoolName)))) !== undefined;
      if (!there) lost.push(row);
    }
  }
  if (lost.length === 0) return false;
  await work.files.refetch(withSources(lost, rows));
  // It counts as an attempt: something may empty the folder each time.
  const attempts = work.ledger.row.attempts + 1;
  if (attempts >= DEFAULT_BACKOFF.maxAttempts) {
    throw new ConnectorError('needs-person', message('media.spool-emptied', { folder: work.spool.dir }), {
      code: 'spool-emptied',
    });
  }
  await work.ledger.finish({ type: 'again' }, { attempts, nextAttemptAtMs: work.clock() });
  return true;
}

/**
 * What to import by the rules as they are now. If the provider had not finished the video when it was
 * listed, the provider is asked again.
 */
async function whatToTake(work: Work): Promise<{ take: Segment[] } | { skip: Reason }> {
  const { ledger, policy } = work;
  const listed = wanted(ledger.row.occurrence, policy.rules);
  if (!('wait' in listed)) return listed;
  const occurrence = await readAgain(work);
  await ledger.patch({
    occurrence,
    fingerprint: fingerprintOf(occurrence),
    title: cleanTitle(occurrence.title),
  });
  const decision = wanted(occurrence, policy.rules);
  if (!('wait' in decision)) return decision;
  throw new ConnectorError('not-ready', message('import.in-progress'), { code: 'not-ready' });
}

/** The occurrence as the provider shows it now. */
async function readAgain({ ledger, provider, account, signal }: Work): Promise<Occurrence> {
  const reading = await provider.listsRecordings?.readOccurrence(
    account,
    ledger.row.occurrenceId,
    signal,
    // A refused text never holds the video back. The run that listed it names what is missing.
    () => undefined,
  );
  if (reading === undefined) {
    throw new ConnectorError('not-ready', message('import.not-announced'), { code: 'not-ready' });
  }
  if (reading.outcome === 'gone') {
    throw new ConnectorError('gone', message('import.gone'), {
      code: 'gone-at-provider',
      providerWords: reading.providerWords,
    });
  }
  return withKnownFiles(reading.occurrence, ledger.row.occurrence);
}
