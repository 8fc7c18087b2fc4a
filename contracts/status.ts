/**
 * The status words (A5): one closed table for each kind of thing. The first line whose condition holds gives
 * the word. Server and panel use only these functions. Pure, and free of the schema library.
 */
import type { ConnectorStatus, ConnectorSummary } from './connectors';
import type { DeletionView, ImportLabel, ImportStage, ImportStatus } from './imports';
import type { MessageOrText } from './messages/message';
import type { RunStatus } from './runs';
import type { DeliveryStatus } from './webhooks';
import type { Cause, Standing } from './words';

interface Line<Facts, Word extends string> {
  word: Word;
  when(facts: Facts): boolean;
  cause(facts: Facts): Cause | undefined;
  until?(facts: Facts): string | undefined;
}
/** The last line holds always. */
type Table<Facts, Word extends string> = readonly [...Line<Facts, Word>[], Line<Facts, Word>];

function read<Facts, Word extends string>(table: Table<Facts, Word>, facts: Facts): Standing<Word> {
  const line = table.find(({ when }) => when(facts)) ?? (table[table.length - 1] as Line<Facts, Word>);
  const cause = line.cause(facts);
  const until = line.until?.(facts);
  return {
    word: line.word,
    ...(cause === undefined ? {} : { cause }),
    ...(until === undefined ? {} : { until }),
  };
}

const always = () => true;

// Sync runs

/** `with-problems`: finished, and something failed or was left out. */
export type RunWord = RunStatus | 'stopping' | 'with-problems';

export interface RunFacts {
  id: string;
  connectorId: string;
  status: RunStatus;
  /** It was asked to stop and has not stopped yet. */
  stopping?: boolean;
  problem?: unknown;
  counts: { failed: number; incomplete?: number } | null;
  progress?: { waitsFor?: { until?: string } } | null;
}

const failedOf = ({ counts }: RunFacts) => counts?.failed ?? 0;
const isOpenRun = ({ status }: RunFacts) => status === 'queued' || status === 'running';
const hasProblems = (run: RunFacts) =>
  (run.problem ?? null) !== null || failedOf(run) > 0 || (run.counts?.incomplete ?? 0) > 0;
const runPage = ({ id }: RunFacts): Cause => ({ page: 'run', id });

const RUN_TABLE: Table<RunFacts, RunWord> = [
  { word: 'stopping', when: (run) => isOpenRun(run) && run.stopping === true, cause: runPage },
  { word: 'queued', when: ({ status }) => status === 'queued', cause: runPage },
  {
    word: 'running',
    when: ({ status }) => status === 'running',
    cause: runPage,
    until: ({ progress }) => progress?.waitsFor?.until,
  },
  {
    word: 'failed',
    when: ({ status }) => status === 'failed',
    cause: ({ id }) => ({ page: 'run', id, level: 'error' }),
  },
  { word: 'stopped', when: ({ status }) => status === 'stopped', cause: runPage },
  {
    // A manager's yes is given at the connector.
    word: 'needs-you',
    when: ({ status }) => status === 'needs-you',
    cause: ({ connectorId }) => ({ page: 'connector', id: connectorId }),
  },
  {
    word: 'with-problems',
    when: hasProblems,
    cause: (run) => ({ page: 'run', id: run.id, level: failedOf(run) > 0 ? 'error' : 'warning' }),
  },
  { word: 'finished', when: ({ status }) => status === 'finished', cause: runPage },
  // A word of another version: nobody knows what it says of the run.
  { word: 'with-problems', when: always, cause: runPage },
];

/** The status of a run, at its connector and in every list. */
export const runStanding = (run: RunFacts): Standing<RunWord> => read(RUN_TABLE, run);

// Connectors

export interface ConnectorFacts {
  id: string;
  enabled: boolean;
  /** It was copied from another site (G9). */
  paused: boolean;
  needsYou: boolean;
  authorization: ConnectorStatus['authorization'];
  syncStatus: ConnectorStatus['syncStatus'];
  /** The run that `syncStatus` speaks of. */
  latestRunId?: string;
  /** Of runs that reached the provider, or that an event of the provider began. */
  lastSucceededAtMs: number | null;
  /** Null when runs start only by hand, or by events: such a connector is never late. */
  scheduleMinutes: number | null;
  /** ISO instant. */
  nextRunAt?: string;
  nowMs: number;
}

const MINUTE_MS = 60_000;

/** No good run for twice the interval; before the first one nothing is late. A run with problems is a good one. */
export const isLate = ({
  lastSucceededAtMs,
  scheduleMinutes,
  nowMs,
}: Pick<ConnectorFacts, 'lastSucceededAtMs' | 'scheduleMinutes' | 'nowMs'>): boolean =>
  lastSucceededAtMs !== null &&
  scheduleMinutes !== null &&
  nowMs - lastSucceededAtMs > 2 * scheduleMinutes * MINUTE_MS;

/** No run has reached the provider, and none has failed of it. */
const hasNotRun = ({ syncStatus, lastSucceededAtMs }: ConnectorFacts) =>
  syncStatus === 'never' || (lastSucceededAtMs === null && syncStatus !== 'failed');

const connectorPage = ({ id }: ConnectorFacts): Cause => ({ page: 'connector', id });
const latestRun =
  (level?: 'error' | 'warning') =>
  (facts: ConnectorFacts): Cause =>
    facts.latestRunId === undefined
      ? connectorPage(facts)
      : { page: 'run', id: facts.latestRunId, ...(level === undefined ? {} : { level }) };
const nextRun = ({ nextRunAt }: ConnectorFacts) => nextRunAt;

/** In the order of A5. */
const CONNECTOR_TABLE: Table<ConnectorFacts, ConnectorSummary> = [
  { word: 'off', when: ({ enabled }) => !enabled, cause: connectorPage },
  { word: 'paused', when: ({ paused }) => paused, cause: connectorPage },
  {
    word: 'needs-you',
    when: ({ needsYou, authorization, syncStatus }) =>
      needsYou || authorization === 'not-authorized' || syncStatus === 'needs-you',
    cause: connectorPage,
  },
  { word: 'running', when: ({ syncStatus }) => syncStatus === 'running', cause: latestRun() },
  { word: 'not-run-yet', when: hasNotRun, cause: latestRun(), until: nextRun },
  {
    word: 'failed',
    // A run that was stopped proves nothing, so what the run before it found still counts.
    when: ({ syncStatus, authorization }) =>
      syncStatus === 'failed' || (syncStatus === 'stopped' && authorization === 'not-checked'),
    cause: latestRun('error'),
    until: nextRun,
  },
  { word: 'late', when: isLate, cause: latestRun(), until: nextRun },
  {
    word: 'with-problems',
    when: ({ syncStatus }) => syncStatus === 'with-problems',
    cause: latestRun('warning'),
    until: nextRun,
  },
  {
    // Of a run that finished, or one that was stopped after the account was proven: nothing else is evidence.
    word: 'on-time',
    when: ({ syncStatus }) => syncStatus === 'finished' || syncStatus === 'stopped',
    cause: latestRun(),
    until: nextRun,
  },
  { word: 'with-problems', when: always, cause: latestRun(), until: nextRun },
];

/** The one word before the facts of a connector. */
export const connectorStanding = (facts: ConnectorFacts): Standing<ConnectorSummary> =>
  read(CONNECTOR_TABLE, facts);

// Imports

export interface ImportFacts {
  id: string;
  connectorId: string;
  stage: ImportStage;
  status: ImportStatus;
  attempts: number;
  reason?: MessageOrText;
  /** ISO instant. */
  nextAttemptAt?: string;
  missing: readonly unknown[];
  deletion?: Pick<DeletionView, 'state' | 'at'>;
  recordingDocumentIds: readonly string[];
}

/** Reasons that a manager changes at the connector: its rules, its switch, its account. */
const OF_THE_CONNECTOR = new Set(
  [
    'host-not-in-limit',
    'before-import-since',
    'too-short',
    'title-not-wanted',
    'confidential',
    'breakout-room',
    'nobody-named',
    'connector-off',
    'needs-you',
    'not-authorized',
  ].map((word) => `reason.${word}`),
);

const isOfTheConnector = ({ reason }: ImportFacts) =>
  typeof reason === 'object' && OF_THE_CONNECTOR.has(reason.code);
const importPage = ({ id }: ImportFacts): Cause => ({ page: 'import', id });
const whyItWaits = (facts: ImportFacts): Cause =>
  isOfTheConnector(facts) ? { page: 'connector', id: facts.connectorId } : importPage(facts);
const entryOf = (facts: ImportFacts): Cause => {
  const [documentId] = facts.recordingDocumentIds;
  return documentId === undefined ? importPage(facts) : { page: 'recording', documentId };
};
const nextAttempt = ({ nextAttemptAt }: ImportFacts) => nextAttemptAt;

const IMPORT_TABLE: Table<ImportFacts, ImportLabel> = [
  { word: 'removed', when: ({ status }) => status === 'removed', cause: importPage },
  { word: 'skipped', when: ({ status }) => status === 'skipped', cause: whyItWaits },
  { word: 'failed', when: ({ status }) => status === 'dead', cause: importPage },
  {
    word: 'incomplete',
    when: ({ stage, missing }) => stage === 'clean-up' && missing.length > 0,
    cause: importPage,
    until: nextAttempt,
  },
  {
    word: 'cleaned-up',
    when: ({ stage, status }) => stage === 'clean-up' && status === 'done',
    cause: entryOf,
  },
  {
    word: 'published',
    when: ({ stage }) => stage === 'clean-up',
    cause: entryOf,
    until: ({ deletion, nextAttemptAt }) =>
      deletion?.state === 'waiting' ? (deletion.at ?? nextAttemptAt) : nextAttemptAt,
  },
  { word: 'stored', when: ({ stage }) => stage === 'publish', cause: whyItWaits, until: nextAttempt },
  {
    word: 'verified',
    // All stages between the first one and those above.
    when: ({ stage }) => stage !== 'fetch',
    cause: whyItWaits,
    until: nextAttempt,
  },
  { word: 'downloading', when: ({ status }) => status === 'running', cause: importPage },
  {
    word: 'waiting',
    when: ({ status, attempts }) => status === 'retrying' || attempts > 0,
    cause: whyItWaits,
    until: nextAttempt,
  },
  {
    // Its entry stays while it is fetched once more.
    word: 'again',
    when: ({ recordingDocumentIds }) => recordingDocumentIds.length > 0,
    cause: whyItWaits,
    until: nextAttempt,
  },
  { word: 'found', when: always, cause: whyItWaits, until: nextAttempt },
];

/** The status of an import (G1). */
export const importStanding = (facts: ImportFacts): Standing<ImportLabel> => read(IMPORT_TABLE, facts);

// Deliveries of webhooks

export interface DeliveryFacts {
  id: string;
  connectorId: string;
  status: DeliveryStatus;
  /** Why it waits; only the connector can hold it up. */
  waitsFor?: MessageOrText;
  /** ISO instant. */
  nextAttemptAt?: string;
  imports: readonly { id: string; recordingDocumentIds: readonly string[] }[];
  runId?: string;
}

const deliveryPage = ({ id }: DeliveryFacts): Cause => ({ page: 'delivery', id });
const whatItLedTo = (facts: DeliveryFacts): Cause => {
  const [first] = facts.imports;
  if (first !== undefined) {
    const [documentId] = first.recordingDocumentIds;
    return documentId === undefined ? { page: 'import', id: first.id } : { page: 'recording', documentId };
  }
  return facts.runId === undefined ? deliveryPage(facts) : { page: 'run', id: facts.runId };
};
const whoHoldsItUp = (facts: DeliveryFacts): Cause =>
  facts.waitsFor === undefined ? deliveryPage(facts) : { page: 'connector', id: facts.connectorId };
const nextDelivery = ({ waitsFor, nextAttemptAt }: DeliveryFacts) =>
  waitsFor === undefined ? nextAttemptAt : undefined;

const DELIVERY_TABLE: Table<DeliveryFacts, DeliveryStatus> = [
  { word: 'dead', when: ({ status }) => status === 'dead', cause: deliveryPage },
  { word: 'running', when: ({ status }) => status === 'running', cause: deliveryPage },
  {
    word: 'retrying',
    when: ({ status }) => status === 'retrying',
    cause: whoHoldsItUp,
    until: nextDelivery,
  },
  { word: 'done', when: ({ status }) => status === 'done', cause: whatItLedTo },
  { word: 'waiting', when: always, cause: whoHoldsItUp, until: nextDelivery },
];

/** The status of a delivery. */
export const deliveryStanding = (facts: DeliveryFacts): Standing<DeliveryStatus> =>
  read(DELIVERY_TABLE, facts);
