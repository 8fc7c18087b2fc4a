import type { Problem } from '../../contracts/common';
import type { ConnectorStatus, ConnectorSummary } from '../../contracts/connectors';
import type { CheckStepView } from '../../contracts/connectors';
import type {
  DeletionView,
  ImportFileView,
  ImportLabel,
  ImportStatus,
  ImportView,
} from '../../contracts/imports';
import type { LogLevel, RunCounts, RunStatus, RunView } from '../../contracts/runs';
import type { RunWord } from '../../contracts/status';
import type { Finding, VerificationView } from '../../contracts/verify';
import type { Cause } from '../../contracts/words';
import { paths } from '../../contracts/plugin';
import { LOOKS, type Look, type ProblemTone } from './looks';

export const SUMMARY_LOOKS: Record<ConnectorSummary, Look> = {
  // Nothing is wrong, and nothing goes on before somebody says whose it is.
  paused: LOOKS.person,
  running: LOOKS.moving,
  'on-time': LOOKS.good,
  'with-problems': LOOKS.partly,
  late: LOOKS.look,
  // Waiting for a person is no failure. A failed part has its own word.
  'needs-you': LOOKS.person,
  failed: LOOKS.failed,
  off: LOOKS.off,
  'not-run-yet': LOOKS.new,
};

export const AUTHORIZATION_LOOKS: Record<ConnectorStatus['authorization'], Look> = {
  authorized: LOOKS.good,
  'not-authorized': LOOKS.failed,
  'not-checked': LOOKS.new,
  'no-event-yet': LOOKS.waiting,
};

export const SYNC_STATUS_LOOKS: Record<ConnectorStatus['syncStatus'], Look> = {
  never: LOOKS.new,
  running: LOOKS.moving,
  finished: LOOKS.good,
  'with-problems': LOOKS.partly,
  failed: LOOKS.failed,
  stopped: LOOKS.stopped,
  'needs-you': LOOKS.person,
};

export const RUN_STATUS_LOOKS: Record<RunStatus, Look> = {
  queued: LOOKS.waiting,
  running: LOOKS.moving,
  finished: LOOKS.good,
  failed: LOOKS.failed,
  stopped: LOOKS.stopped,
  'needs-you': LOOKS.person,
};

/** A run as it stands: see `runStanding`. */
export const RUN_WORD_LOOKS: Record<RunWord, Look> = {
  ...RUN_STATUS_LOOKS,
  stopping: LOOKS.stopped,
  'with-problems': LOOKS.partly,
};

export const IMPORT_LABEL_LOOKS: Record<ImportLabel, Look> = {
  found: LOOKS.new,
  again: LOOKS.waiting,
  waiting: LOOKS.waiting,
  downloading: LOOKS.moving,
  verified: LOOKS.onTheWay,
  stored: LOOKS.onTheWay,
  published: LOOKS.good,
  'cleaned-up': LOOKS.good,
  incomplete: LOOKS.look,
  skipped: LOOKS.skipped,
  failed: LOOKS.failed,
  removed: LOOKS.skipped,
};

export const FILE_STATUS_LOOKS: Record<ImportFileView['status'], Look> = {
  waiting: LOOKS.waiting,
  downloading: LOOKS.moving,
  verified: LOOKS.onTheWay,
  stored: LOOKS.good,
  used: LOOKS.good,
  skipped: LOOKS.skipped,
  failed: LOOKS.failed,
  removed: LOOKS.skipped,
};

export const VERIFICATION_LOOKS: Record<VerificationView['state'], Look> = {
  never: LOOKS.new,
  running: LOOKS.moving,
  finished: LOOKS.good,
  stopped: LOOKS.stopped,
  failed: LOOKS.failed,
};

export const FINDING_LOOKS: Record<Finding, Look> = {
  missing: LOOKS.failed,
  changed: LOOKS.failed,
  replaced: LOOKS.person,
  unreadable: LOOKS.look,
  orphaned: LOOKS.new,
  'not-approved': LOOKS.person,
};

export const CHECK_LOOKS: Record<CheckStepView['outcome'], Look> = {
  passed: LOOKS.good,
  warning: LOOKS.look,
  failed: LOOKS.failed,
  skipped: LOOKS.skipped,
};

export const LOG_LEVEL_LOOKS: Record<LogLevel, Look> = {
  info: LOOKS.asItWas,
  warning: LOOKS.look,
  error: LOOKS.failed,
};

/** Address of the page that explains a status word. */
export function causePath(cause: Cause): string {
  switch (cause.page) {
    case 'connector':
      return paths.connector(cause.id);
    case 'run':
      return cause.level === undefined ? paths.run(cause.id) : `${paths.run(cause.id)}?level=${cause.level}`;
    case 'import':
      return paths.import(cause.id);
    case 'recording':
      return paths.recording(cause.documentId);
    case 'delivery':
      return paths.delivery(cause.id);
  }
}

/** Statuses to filter imports by, in order of progress. */
export const IMPORT_STATUS_LOOKS: Record<ImportStatus, Look> = {
  waiting: LOOKS.waiting,
  running: LOOKS.moving,
  retrying: LOOKS.waiting,
  done: LOOKS.good,
  skipped: LOOKS.skipped,
  dead: LOOKS.failed,
  removed: LOOKS.skipped,
};

/** The keys of a table, typed. For filters that offer each word once. */
export const wordsOf = <Word extends string>(table: Record<Word, unknown>): Word[] =>
  Object.keys(table) as Word[];

/** The word if the table has it. For words from the address bar, which anybody can edit. */
export const wordIn = <Word extends string>(
  table: Record<Word, unknown>,
  word: string | null,
): Word | undefined => wordsOf(table).find((known) => known === word);

export const isLive = (run: Pick<RunView, 'status'>): boolean =>
  run.status === 'queued' || run.status === 'running';

const SOON_MS = 5_000;

/** True while the import is in progress or will be within seconds, so the page polls. */
export const isMoving = (entry: Pick<ImportView, 'status' | 'nextAttemptAt'>, nowMs: number): boolean =>
  entry.status === 'running' ||
  (entry.nextAttemptAt !== undefined && Date.parse(entry.nextAttemptAt) <= nowMs + SOON_MS);

/** Bytes of all files that an import fetches. The total is absent while a size is unknown, and before any file is known. */
export function transferOf(files: readonly ImportFileView[]): { done: number; total?: number } {
  // Files that the plugin makes are not downloaded.
  const taken = files.filter((file) => file.status !== 'skipped' && file.origin === 'provider');
  const done = taken.reduce((sum, file) => sum + file.bytesDone, 0);
  if (taken.length === 0 || taken.some((file) => file.sizeBytes === undefined)) return { done };
  return { done, total: taken.reduce((sum, file) => sum + (file.sizeBytes ?? 0), 0) };
}

/** True if a manager has to confirm something. Nothing has failed. */
export const waitsForConfirmation = ({ code }: Pick<Problem, 'code'>): boolean =>
  code === 'accounts-unconfirmed' || code === 'copied';

/** True for a file that will never be stored: nothing is awaited of it. */
export const isOver = (status: ImportFileView['status']): boolean =>
  status === 'skipped' || status === 'failed' || status === 'removed';

/** Text key that says why a file has no link. */
export function whyNoDownload({ status }: Pick<ImportFileView, 'status'>) {
  if (status === 'used') return 'files.inMade';
  if (status === 'removed') return 'files.deleted';
  return isOver(status) ? 'files.neverStored' : 'files.notStored';
}

/** Reasons for which an import waits until a person acts. */
const FOR_A_PERSON = new Set(['reason.needs-you', 'reason.not-authorized']);

/** A failure only if the import has ended with it. Otherwise it is the reason why the import waits. */
export function importProblemTone({ status, reason }: Pick<ImportView, 'status' | 'reason'>): ProblemTone {
  if (status === 'dead') return 'danger';
  return typeof reason === 'object' && FOR_A_PERSON.has(reason.code) ? 'warning' : 'neutral';
}

/** Why it was skipped or waits, unless its problem says the same in more words. */
export const reasonToShow = ({
  reason,
  problem,
}: Pick<ImportView, 'reason' | 'problem'>): ImportView['reason'] =>
  typeof reason === 'object' && problem !== undefined && reason.code === `reason.${problem.code}`
    ? undefined
    : reason;

/**
 * Codes of the guards that keep a recording at its provider (`pipeline/delete-at-provider.ts`): they
 * protect it, and nothing failed.
 */
const DELETION_GUARDS = new Set([
  'deletion-locked',
  'replaced-at-provider',
  'cannot-re-read',
  'file-left-out',
  'not-stored',
  'entry-removed',
  'media-missing',
  'media-changed',
  'media-replaced',
  'not-read-back',
  'not-deleted-yet',
]);

/** Why a recording was not deleted at its provider. For a person only if the provider refused and is not asked again. */
export const deletionProblemTone = ({
  state,
  problem,
}: Pick<DeletionView, 'state' | 'problem'>): ProblemTone =>
  state === 'blocked' && problem !== undefined && !DELETION_GUARDS.has(problem.code) ? 'warning' : 'neutral';

/** The numbers of a run to show: *found* always, the others if they are not zero. */
export function countsToShow(counts: RunCounts): {
  word: 'found' | 'known' | 'imported' | 'incomplete' | 'running' | 'waiting' | 'failed' | 'skipped';
  count: number;
}[] {
  const words = [
    'found',
    'imported',
    'incomplete',
    'known',
    'running',
    'waiting',
    'failed',
    'skipped',
  ] as const;
  return words
    .map((word) => ({ word, count: counts[word] }))
    .filter(({ word, count }) => word === 'found' || count > 0);
}

/** Text key for the state at the provider. Keys that end in `On` and `Until` need the instant. */
export function deletionLine({ state, at }: Pick<DeletionView, 'state' | 'at'>) {
  if (state === 'blocked') return 'deletion.blocked';
  if (at === undefined) return `deletion.${state}` as const;
  return state === 'waiting' ? 'deletion.waitingUntil' : (`deletion.${state}On` as const);
}

/** Text key of the sentence about a verification. */
export function verificationLine(verification: VerificationView) {
  const { state, filesTotal, findingsTotal } = verification;
  if (state === 'finished') {
    if (findingsTotal > 0) return 'verify.someFound';
    return filesTotal === 0 ? 'verify.nothingStored' : 'verify.allWhole';
  }
  return `verify.line.${state}` as const;
}
