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

/** How a status word looks. The word is always shown beside colour and icon. */
export type Tone = 'success' | 'primary' | 'secondary' | 'warning' | 'danger' | 'neutral';
export type IconName =
  'running' | 'good' | 'late' | 'person' | 'failed' | 'off' | 'new' | 'waiting' | 'stopped' | 'skipped';
export interface Look {
  tone: Tone;
  icon: IconName;
}

export const SUMMARY_LOOKS: Record<ConnectorSummary, Look> = {
  running: { tone: 'secondary', icon: 'running' },
  'on-time': { tone: 'success', icon: 'good' },
  'with-problems': { tone: 'warning', icon: 'good' },
  late: { tone: 'warning', icon: 'late' },
  // Waiting for a person is no failure. A failed part has its own word.
  'needs-you': { tone: 'warning', icon: 'person' },
  failed: { tone: 'danger', icon: 'failed' },
  off: { tone: 'neutral', icon: 'off' },
  'not-run-yet': { tone: 'neutral', icon: 'new' },
};

export const AUTHORIZATION_LOOKS: Record<ConnectorStatus['authorization'], Look> = {
  authorized: { tone: 'success', icon: 'good' },
  'not-authorized': { tone: 'danger', icon: 'failed' },
  'not-checked': { tone: 'neutral', icon: 'new' },
  'no-event-yet': { tone: 'neutral', icon: 'waiting' },
};

export const SYNC_STATUS_LOOKS: Record<ConnectorStatus['syncStatus'], Look> = {
  never: { tone: 'neutral', icon: 'new' },
  running: { tone: 'secondary', icon: 'running' },
  finished: { tone: 'success', icon: 'good' },
  'with-problems': { tone: 'warning', icon: 'good' },
  failed: { tone: 'danger', icon: 'failed' },
  stopped: { tone: 'warning', icon: 'stopped' },
  'needs-you': { tone: 'warning', icon: 'person' },
};

export const RUN_STATUS_LOOKS: Record<RunStatus, Look> = {
  queued: { tone: 'neutral', icon: 'waiting' },
  running: { tone: 'secondary', icon: 'running' },
  finished: { tone: 'success', icon: 'good' },
  failed: { tone: 'danger', icon: 'failed' },
  stopped: { tone: 'warning', icon: 'stopped' },
  'needs-you': { tone: 'warning', icon: 'person' },
};

/** A run as it stands: see `runStanding`. */
export const RUN_WORD_LOOKS: Record<RunWord, Look> = {
  ...RUN_STATUS_LOOKS,
  stopping: { tone: 'warning', icon: 'stopped' },
  'with-problems': { tone: 'warning', icon: 'good' },
};

export const IMPORT_LABEL_LOOKS: Record<ImportLabel, Look> = {
  found: { tone: 'neutral', icon: 'new' },
  again: { tone: 'secondary', icon: 'waiting' },
  waiting: { tone: 'warning', icon: 'waiting' },
  downloading: { tone: 'secondary', icon: 'running' },
  verified: { tone: 'secondary', icon: 'good' },
  stored: { tone: 'secondary', icon: 'good' },
  published: { tone: 'success', icon: 'good' },
  'cleaned-up': { tone: 'success', icon: 'good' },
  incomplete: { tone: 'warning', icon: 'late' },
  skipped: { tone: 'neutral', icon: 'skipped' },
  failed: { tone: 'danger', icon: 'failed' },
};

export const FILE_STATUS_LOOKS: Record<ImportFileView['status'], Look> = {
  waiting: { tone: 'neutral', icon: 'waiting' },
  downloading: { tone: 'secondary', icon: 'running' },
  verified: { tone: 'secondary', icon: 'good' },
  stored: { tone: 'success', icon: 'good' },
  used: { tone: 'success', icon: 'good' },
  skipped: { tone: 'neutral', icon: 'skipped' },
  failed: { tone: 'danger', icon: 'failed' },
};

export const VERIFICATION_LOOKS: Record<VerificationView['state'], Look> = {
  never: { tone: 'neutral', icon: 'new' },
  running: { tone: 'secondary', icon: 'running' },
  finished: { tone: 'success', icon: 'good' },
  stopped: { tone: 'warning', icon: 'stopped' },
  failed: { tone: 'danger', icon: 'failed' },
};

export const FINDING_LOOKS: Record<Finding, Look> = {
  missing: { tone: 'danger', icon: 'failed' },
  changed: { tone: 'danger', icon: 'failed' },
  replaced: { tone: 'warning', icon: 'person' },
  unreadable: { tone: 'warning', icon: 'late' },
  orphaned: { tone: 'neutral', icon: 'new' },
};

export const CHECK_LOOKS: Record<CheckStepView['outcome'], Look> = {
  passed: { tone: 'success', icon: 'good' },
  warning: { tone: 'warning', icon: 'late' },
  failed: { tone: 'danger', icon: 'failed' },
  skipped: { tone: 'neutral', icon: 'skipped' },
};

export const LOG_LEVEL_LOOKS: Record<LogLevel, Look> = {
  info: { tone: 'neutral', icon: 'good' },
  warning: { tone: 'warning', icon: 'late' },
  error: { tone: 'danger', icon: 'failed' },
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
  waiting: { tone: 'neutral', icon: 'waiting' },
  running: { tone: 'secondary', icon: 'running' },
  retrying: { tone: 'warning', icon: 'waiting' },
  done: { tone: 'success', icon: 'good' },
  skipped: { tone: 'neutral', icon: 'skipped' },
  dead: { tone: 'danger', icon: 'failed' },
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

/** Bytes of all files that an import fetches. The total is absent while a size is unknown. */
export function transferOf(files: readonly ImportFileView[]): { done: number; total?: number } {
  // Files that the plugin makes are not downloaded.
  const taken = files.filter((file) => file.status !== 'skipped' && file.origin === 'provider');
  const done = taken.reduce((sum, file) => sum + file.bytesDone, 0);
  if (taken.some((file) => file.sizeBytes === undefined)) return { done };
  return { done, total: taken.reduce((sum, file) => sum + (file.sizeBytes ?? 0), 0) };
}

/** True if a manager has to confirm something. Nothing has failed. */
export const waitsForConfirmation = ({ code }: Pick<Problem, 'code'>): boolean =>
  code === 'accounts-unconfirmed';

/** True if the problem of an import is the reason for waiting, not for a final failure. */
export const isWaiting = ({ status }: Pick<ImportView, 'status'>): boolean =>
  status === 'waiting' || status === 'retrying' || status === 'running';

/** The numbers of a run to show: *found* always, the others if they are not zero. */
export function countsToShow(counts: RunCounts): {
  word: 'found' | 'known' | 'imported' | 'incomplete' | 'waiting' | 'failed' | 'skipped';
  count: number;
}[] {
  const words = ['found', 'imported', 'incomplete', 'known', 'waiting', 'failed', 'skipped'] as const;
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
