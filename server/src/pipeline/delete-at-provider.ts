import { message } from '../../../contracts/messages/catalogue';
import { kindName } from '../../../contracts/messages/kinds';
import type { Message } from '../../../contracts/messages/message';
import { crashPoint } from '../crash-point';
import type { ContentHash } from '../domain/content-hash';
import { ConnectorError, StopSignal } from '../domain/errors';
import type { Reason } from '../domain/reasons';
import { EXTRA_KINDS, type Deletion, type FileKind, type Occurrence } from '../domain/recording';
import { problemOf } from '../jobs/dead-letter';
import { withSources } from '../ledger/files';
import { storeStep } from '../ledger/step';
import { refusalOf } from '../domain/ownership';
import type { ImportedOccurrence } from '../providers/provider';
import { fingerprintOf, wanted } from './plan';
import type { FileRow, Work } from './work';
import type { Rules } from '../domain/policy';
import { DAY_MS, HOUR_MS } from '../domain/instant';

export type NextStep =
  | { action: 'finish' }
  | { action: 'wait'; reason: Reason; untilMs: number }
  /** The provider shows something different from what was imported. */
  | { action: 'import-again' };

/** How long a blocked deletion waits before it is checked again. */
const LOOK_AGAIN_MS = DAY_MS;
/** After this many tries it is left to a person. */
const MOST_TRIES = 10;
/** What is imported again and still is not what it should be is not so by chance. */
const MOST_AGAIN = 3;

/** The rule as it is shown with the deletion. */
export const ruleText = (mode: Deletion['mode'], afterHours: number): Message =>
  message(mode === 'trash' ? 'deletion.rule.trash' : 'deletion.rule.permanent', { hours: afterHours });

/**
 * Deletes an occurrence at the provider as promise P1 says: each file that the connector takes is stored
 * and was just read back with the recorded hash, its entries are committed, the grace period has passed,
 * the rules and the host limit still take the occurrence, and the provider, asked again, shows exactly
 * what was imported. In every other case the occurrence stays there, with the reason. A reason to keep
 * it is never thrown: the import itself is done.
 */
export async function deleteAtProvider(work: Work, rows: FileRow[]): Promise<NextStep> {
  const { ledger, policy, provider } = work;
  const { mode, afterHours } = policy.deletion;
  const before = ledger.row.deletion;
  if (before?.state === 'deleted' || before?.state === 'recovered') return { action: 'finish' };
  const deletes = provider.deletesFromCloud;
  if (mode === 'never' || deletes === undefined) {
    if (before !== null) await ledger.patch({ deletion: null });
    return { action: 'finish' };
  }

  const nowMs = await work.now();
  const dueMs = (ledger.row.importedAtMs ?? nowMs) + afterHours * HOUR_MS;
  const deletion: Deletion = {
    state: before?.state === 'asked' ? 'asked' : 'waiting',
    mode,
    rule: ruleText(mode, afterHours),
    atMs: dueMs,
    tries: before?.tries ?? 0,
  };
  if (nowMs < dueMs) {
    await ledger.patch({ deletion });
    return { action: 'wait', reason: 'grace-period', untilMs: dueMs };
  }

  try {
    const lock = refusalOf(work.site, 'deletion', work.connector);
    if (lock !== undefined) throw new ConnectorError('needs-person', lock.what, { code: 'deletion-locked' });
    work.checkpoint();
    await ledger.patch({ step: storeStep(message('deletion.step.checking')) });
    const isTriedOften = deletion.tries >= MOST_AGAIN;
    const lost = await lostBytes(work, rows, isTriedOften);
    if (lost.length > 0) {
      // The provider still has them. First they are put back under the same name.
      await work.files.refetch(withSources(lost, rows));
      await ledger.patch({ deletion: { ...deletion, tries: deletion.tries + 1 } });
      return { action: 'import-again' };
    }
    work.checkpoint();
    const reading = await readAfresh(work);
    if (reading.outcome === 'gone') {
      // Our deletion when the request was sent and its answer got lost, otherwise somebody else's.
      if (deletion.state === 'asked') await noteDeleted(work, { ...deletion, atMs: nowMs });
      else await ledger.patch({ deletion: null });
      return { action: 'finish' };
    }
    const facts = { rules: policy.rules, fingerprint: ledger.row.fingerprint };
    const verdict = compareWithImported(reading.occurrence, facts, rows);
    if (verdict.outcome === 'replaced') throw replaced(verdict.kind);
    if (verdict.outcome === 'changed') {
      if (isTriedOften) throw keepsChanging();
      const { occurrence } = reading;
      await ledger.patch({
        occurrence,
        fingerprint: fingerprintOf(occurrence),
        deletion: { ...deletion, tries: deletion.tries + 1 },
      });
      return { action: 'import-again' };
    }
    if (verdict.outcome === 'not-taken') {
      await ledger.patch({ deletion: null });
      await work.log.add(
        'info',
        'not-deleted',
        message('log.not-deleted', { title: ledger.row.title ?? '' }),
        ledger.row.id,
      );
      return { action: 'finish' };
    }
    if (verdict.outcome === 'not-ready') throw stillThere(verdict.what);
    await provesSizes(work, reading.occurrence, rows);

    work.checkpoint();
    await ledger.patch({
      deletion: { ...deletion, state: 'asked' },
      step: storeStep(message('deletion.step.deleting', { provider: provider.descriptor.label })),
    });
    crashPoint('before-delete');
    const answer = await deletes.deleteOccurrence(work.account, importedOf(work, rows), mode, work.signal);
    crashPoint('after-delete-before-row');
    const after = await readAfresh(work);
    if (after.outcome === 'found' && after.occurrence.files.length > 0) {
      throw stillThere(message('deletion.still-there'));
    }
    await noteDeleted(work, { ...deletion, atMs: await work.now() }, answer.outcome);
    return { action: 'finish' };
  } catch (error) {
    if (error instanceof StopSignal || work.signal.aborted || !(error instanceof ConnectorError)) throw error;
    return await keep(work, deletion, error, nowMs);
  }
}

const replaced = (kind: FileKind) =>
  new ConnectorError('needs-person', message('deletion.replaced', { kind: kindName(kind) }), {
    code: 'replaced-at-provider',
  });

const keepsChanging = () =>
  new ConnectorError('needs-person', message('deletion.keeps-changing'), { code: 'keeps-changing' });

const stillThere = (what: Message) => new ConnectorError('not-ready', what, { code: 'not-deleted-yet' });

async function readAfresh(work: Work) {
  const lists = work.provider.listsRecordings;
  if (lists === undefined) {
    throw new ConnectorError('needs-person', message('deletion.cannot-ask'), {
      code: 'cannot-re-read',
    });
  }
  return await lists.readOccurrence(work.account, work.ledger.row.occurrenceId, work.signal);
}

type Verdict =
  | { outcome: 'same' }
  /** A file that was imported is gone or different. */
  | { outcome: 'replaced'; kind: FileKind }
  /** There is more than was imported. */
  | { outcome: 'changed' }
  | { outcome: 'not-taken' }
  | { outcome: 'not-ready'; what: Message };

/** Compares what the provider shows now with what was imported. Pure. */
export function compareWithImported(
  occurrence: Occurrence,
  { rules, fingerprint }: { rules: Rules; fingerprint: string | null },
  rows: readonly FileRow[],
): Verdict {
  const decision = wanted(occurrence, rules);
  if ('skip' in decision) return { outcome: 'not-taken' };
  // The provider deletes whole occurrences, and would delete the files that a rule excludes too.
  const { skipKinds } = rules;
  if (occurrence.files.some(({ kind }) => skipKinds.includes(kind))) return { outcome: 'not-taken' };
  const taken = (kind: Occurrence['files'][number]['kind']) =>
    kind === 'video' || kind === 'audio' || EXTRA_KINDS.includes(kind);
  if ('wait' in decision || occurrence.files.some((file) => !file.ready && taken(file.kind))) {
    return { outcome: 'not-ready', what: message('deletion.in-progress') };
  }
  const shown = new Map(occurrence.files.map((file) => [file.key, file]));
  const other = rows.find((row) => {
    if (!isHere(row)) return false;
    const file = shown.get(row.fileKey);
    return file === undefined || (file.sizeBytes !== undefined && file.sizeBytes !== row.sizeBytes);
  });
  if (other !== undefined) return { outcome: 'replaced', kind: other.kind };
  if (fingerprintOf(occurrence) !== fingerprint) return { outcome: 'changed' };
  const here = new Set(
    rows.filter(({ status }) => status === 'stored' || status === 'used').map(({ fileKey }) => fileKey),
  );
  const missing = decision.take
    .flatMap(({ main, extras }) => [main, ...extras])
    .filter(({ key }) => !here.has(key));
  return missing.length === 0
    ? { outcome: 'same' }
    : {
        outcome: 'not-ready',
        what: message('deletion.not-here', { kind: kindName(missing[0]?.kind ?? '') }),
      };
}

const isHere = ({ origin, status }: FileRow) =>
  origin === 'provider' && (status === 'stored' || status === 'used');

/**
 * Some lists of recordings have no sizes. Then the answer to a download has to name the size of each video
 * and audio file, and it is the size of what was imported: an unknown size is never an equal one.
 * @throws ConnectorError `needs-person`.
 */
async function provesSizes(work: Work, { files }: Occurrence, rows: readonly FileRow[]): Promise<void> {
  const { provider, account, signal } = work;
  const unsized = new Set(files.filter(({ sizeBytes }) => sizeBytes === undefined).map(({ key }) => key));
  for (const row of rows) {
    if (!isHere(row) || !unsized.has(row.fileKey) || (row.kind !== 'video' && row.kind !== 'audio')) continue;
    work.checkpoint();
    const file = { occurrenceId: work.ledger.row.occurrenceId, fileKey: row.fileKey };
    const opened = await provider.openFile?.(account, file, { signal });
    opened?.body.destroy();
    const sizeBytes = opened?.totalBytes;
    if (sizeBytes !== undefined && sizeBytes !== row.sizeBytes) throw replaced(row.kind);
    if (sizeBytes === undefined && provider.deletesFromCloud?.comparesFiles !== true) {
      throw new ConnectorError(
        'needs-person',
        message('deletion.size-unknown', { kind: kindName(row.kind), provider: provider.descriptor.label }),
        { code: 'size-unknown' },
      );
    }
  }
}

/** What the provider may compare with what it deletes. */
const importedOf = (work: Work, rows: readonly FileRow[]): ImportedOccurrence => ({
  id: work.ledger.row.occurrenceId,
  files: new Map(
    rows.filter(isHere).flatMap((row) => {
      if (row.sizeBytes === null) return [];
      const hashed = async (hash: ContentHash) => {
        // Segments of a joined video are no longer there by themselves.
        if (row.status !== 'stored') return undefined;
        const check = await work.library.check(row, work.signal, hash);
        if (check.outcome === 'same') return hash.digest();
        throw new ConnectorError('retry-later', message('deletion.unreadable', { what: check.detail }), {
          code: 'not-read-back',
        });
      };
      return [[row.fileKey, { sizeBytes: row.sizeBytes, hashed }] as const];
    }),
  ),
});

/**
 * Checks that every file is in the library with the recorded bytes and that every entry is there.
 * Answers the files whose entry is there and whose bytes are lost or damaged.
 * @throws ConnectorError for every other reason to keep the occurrence at the provider.
 */
async function lostBytes(work: Work, rows: FileRow[], isTriedOften: boolean): Promise<FileRow[]> {
  const blocked = (code: string, why: Message) => new ConnectorError('needs-person', why, { code });
  const failed = rows.find(({ status }) => status === 'failed');
  if (failed !== undefined) {
    throw blocked('file-left-out', message('deletion.file-left-out', { kind: kindName(failed.kind) }));
  }
  const removed = () => blocked('entry-removed', message('deletion.entry-removed'));
  // Files that were deleted together with their entry.
  if (rows.some(({ status }) => status === 'removed')) throw removed();
  const stored = rows.filter(({ status }) => status === 'stored');
  const pending = rows.find(({ status }) => !['stored', 'used', 'replaced'].includes(status));
  if (pending !== undefined || stored.length === 0) {
    throw blocked('not-stored', message('deletion.not-stored'));
  }
  const entries = new Set(stored.flatMap((row) => row.recordingDocumentId ?? []));
  for (const documentId of entries) {
    if (!(await work.recordings.exists(documentId))) throw removed();
  }
  const lost: FileRow[] = [];
  for (const row of stored) {
    work.checkpoint();
    const check = await work.library.check(row, work.signal);
    if (check.outcome === 'same') {
      if (!row.readBack) await work.files.patch(row, { readBack: true });
    } else if (check.outcome === 'unreadable') {
      throw new ConnectorError('retry-later', message('deletion.unreadable', { what: check.detail }), {
        code: 'not-read-back',
      });
    } else if (
      (check.outcome === 'missing' || check.outcome === 'changed') &&
      check.restorable &&
      !isTriedOften
    ) {
      await work.log.add(
        'warning',
        `media-${check.outcome}`,
        message('log.media-lost', { what: check.detail }),
        work.ledger.row.id,
      );
      lost.push(row);
    } else throw blocked(`media-${check.outcome}`, message('deletion.blocked-by', { what: check.detail }));
  }
  return lost;
}

async function noteDeleted(
  work: Work,
  deletion: Deletion,
  outcome: 'deleted' | 'gone-already' = 'deleted',
): Promise<void> {
  const { ledger, provider } = work;
  await ledger.patch({ deletion: { ...deletion, state: 'deleted' } });
  const { label } = provider.descriptor;
  await work.log.add(
    'info',
    'deleted-at-provider',
    message(outcome === 'gone-already' ? 'log.deleted-already' : 'log.deleted-at-provider', {
      provider: label,
      rule: deletion.rule,
      title: ledger.row.title ?? '',
    }),
    ledger.row.id,
  );
}

/** The occurrence stays at the provider for now, with the reason. It is checked again a few times. */
async function keep(work: Work, deletion: Deletion, error: ConnectorError, nowMs: number): Promise<NextStep> {
  const { ledger } = work;
  const tries = deletion.tries + 1;
  const isBlocked = error.failure === 'needs-person' || error.failure === 'not-authorized';
  const problem = problemOf(error);
  const isNew = ledger.row.deletion?.problem?.code !== problem.code;
  await ledger.patch({
    deletion: {
      ...deletion,
      tries,
      state: isBlocked || tries >= MOST_TRIES ? 'blocked' : deletion.state,
      problem,
    },
  });
  if (isNew) {
    await work.log.add(
      'warning',
      problem.code,
      message('log.kept-at-provider', { title: ledger.row.title ?? '', what: problem.what }),
      ledger.row.id,
    );
  }
  if (tries >= MOST_TRIES) return { action: 'finish' };
  const untilMs = isBlocked
    ? nowMs + LOOK_AGAIN_MS
    : Math.max(error.retryAtMs ?? 0, nowMs + HOUR_MS * Math.min(tries, 12));
  return { action: 'wait', reason: 'deletion-blocked', untilMs };
}
