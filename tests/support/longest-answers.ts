import { CONNECTOR_SUMMARIES, type ConnectorStatus, type ConnectorView } from '../../contracts/connectors';
import type { Problem } from '../../contracts/common';
import { IMPORT_LABELS, type ImportFileView, type ImportView } from '../../contracts/imports';
import { MAIL_STATUSES, type MailView } from '../../contracts/mails';
import { HOST_STATES, type HostView } from '../../contracts/people';
import type { ReviewDetail } from '../../contracts/review';
import { RUN_STATUSES, type RunView } from '../../contracts/runs';
import { FINDINGS, type VerificationView } from '../../contracts/verify';
import { DELIVERY_STATUSES, type DeliveryView } from '../../contracts/webhooks';

/** 300 letters, as words and as one word that no line can hold. */
export const LONG_TITLE = 'Committee on relays and their bugs, '.repeat(9).slice(0, 300);
const LONG_WORD = 'Donaudampfschifffahrtsgesellschaft'.repeat(9).slice(0, 300);
const LONG_ADDRESS = `${'a'.repeat(64)}@${'b'.repeat(60)}.example.com`;
const AT = '2026-11-27T09:00:00.000Z';
const MANY = 1_234_567;

const problem: Problem = { what: LONG_TITLE, providerWords: LONG_WORD, code: 'a-code-of-some-length' };
const title = (index: number) => (index % 2 === 0 ? LONG_TITLE : LONG_WORD);
const page = <Row>(data: Row[], meta: object = {}) => ({
  data,
  meta: { pagination: { page: 1, pageSize: 20, pageCount: 1, total: data.length }, ...meta },
});

function connectors(real: ConnectorView): ConnectorView[] {
  const authorizations: ConnectorStatus['authorization'][] = [
    'authorized',
    'not-authorized',
    'not-checked',
    'no-event-yet',
  ];
  const syncStatuses: ConnectorStatus['syncStatus'][] = [
    'with-problems',
    'running',
    'never',
    'finished',
    'failed',
    'stopped',
    'needs-you',
  ];
  return CONNECTOR_SUMMARIES.map((summary, index) => ({
    ...real,
    id: index === 0 ? real.id : String(9_000 + index),
    options: { ...real.options, name: title(index) },
    status: {
      ...real.status,
      summary,
      cause: { page: 'run', id: '1' },
      until: AT,
      authorization: authorizations[index % authorizations.length] ?? 'authorized',
      authorizationProblem: problem,
      syncStatus: syncStatuses[index % syncStatuses.length] ?? 'never',
      progress: {
        step: LONG_TITLE,
        itemsDone: 1,
        itemsTotal: MANY,
        bytesDone: 5,
        bytesPerSecond: MANY,
        waitsFor: { reason: LONG_WORD, until: AT },
      },
      lastSyncedAt: AT,
      lastSucceededAt: '2026-11-26T09:00:00.000Z',
      fetchedTill: AT,
      behindFetchedTill: MANY,
    },
  }));
}

const FILE_STATUSES: ImportFileView['status'][] = [
  'waiting',
  'downloading',
  'verified',
  'stored',
  'used',
  'skipped',
  'failed',
];

function imports(connectorId: string): ImportView[] {
  const files = FILE_STATUSES.map((status, index): ImportFileView => ({
    id: String(index + 1),
    kind: 'transcript',
    view: 'shared_screen_with_gallery_view',
    name: title(index),
    status,
    origin: index % 2 === 0 ? 'provider' : 'made',
    bytesDone: 0,
    ...(status === 'downloading' ? {} : { sizeBytes: MANY }),
    ...(status === 'stored' ? { sha256: 'f'.repeat(64), downloadUrl: '/uploads/a.vtt' } : {}),
    ...(status === 'failed' ? { problem: { code: problem.code, providerWords: LONG_WORD } } : {}),
    resumedAtPercent: 61,
  }));
  const stateOf: Partial<Record<ImportView['label'], Pick<ImportView, 'stage' | 'status'>>> = {
    downloading: { stage: 'fetch', status: 'running' },
    verified: { stage: 'join', status: 'running' },
    stored: { stage: 'publish', status: 'running' },
    published: { stage: 'clean-up', status: 'waiting' },
    'cleaned-up': { stage: 'clean-up', status: 'done' },
    incomplete: { stage: 'clean-up', status: 'done' },
    skipped: { stage: 'fetch', status: 'skipped' },
    failed: { stage: 'fetch', status: 'dead' },
    waiting: { stage: 'fetch', status: 'retrying' },
  };
  return IMPORT_LABELS.map((label, index) => ({
    id: String(1 + index),
    connectorId,
    providerLabel: 'BigBlueButton',
    title: title(index),
    hostName: LONG_WORD,
    hostEmail: LONG_ADDRESS,
    startedAt: AT,
    timezone: 'Europe/Kyiv',
    ...(stateOf[label] ?? { stage: 'fetch', status: 'waiting' }),
    label,
    step: LONG_TITLE,
    problem,
    reason: LONG_WORD,
    attempts: MANY,
    nextAttemptAt: AT,
    canRetry: true,
    canImportAgain: true,
    files,
    missing:
      label === 'incomplete' ? [{ kind: 'transcript', fileIds: ['7'], ...problem, what: LONG_WORD }] : [],
    deletion: {
      state: 'blocked',
      mode: 'trash',
      at: AT,
      rule: LONG_TITLE,
      problem: { ...problem, code: 'deletion-locked' },
      canRecover: true,
    },
    joinNote: LONG_WORD,
    recordingDocumentIds: ['abc', 'def'],
    updatedAt: AT,
  }));
}

function runs(connectorId: string): RunView[] {
  return RUN_STATUSES.flatMap((status, index) =>
    [false, true].map((isTrouble): RunView => ({
      id: String(1 + 2 * index + Number(isTrouble)),
      connectorId,
      connectorName: title(index),
      providerLabel: 'BigBlueButton',
      trigger: 'by-hand',
      startedBy: { id: 1, name: LONG_WORD },
      status,
      ...(isTrouble ? { problem } : {}),
      queuedAt: AT,
      startedAt: AT,
      finishedAt: '2026-11-28T19:00:00.000Z',
      counts: {
        found: MANY,
        known: MANY,
        skipped: MANY,
        skippedByReason: { 'host-not-in-limit': MANY },
        imported: MANY,
        incomplete: MANY,
        running: MANY,
        waiting: MANY,
        failed: MANY,
        bytes: MANY,
      },
      progress: {
        step: LONG_TITLE,
        itemsDone: 0,
        itemsTotal: 0,
        bytesDone: 0,
        bytesPerSecond: 0,
        waitsFor: { reason: LONG_WORD, until: AT },
      },
      instance: LONG_WORD,
      stopping: isTrouble,
    })),
  );
}

const deliveries = (connectorId: string): DeliveryView[] =>
  DELIVERY_STATUSES.map((status, index) => ({
    id: String(1 + index),
    connectorId,
    connectorName: title(index),
    providerLabel: 'BigBlueButton',
    eventType: index % 2 === 0 ? 'recording.transcript_completed_for_all_participants' : LONG_WORD,
    receivedAt: AT,
    status,
    outcome: 'at-provider',
    problem,
    waitsFor: LONG_TITLE,
    nextAttemptAt: AT,
    attempts: MANY,
    isTest: true,
    imports: [
      { id: '1', title: LONG_WORD, recordingDocumentIds: ['abc'] },
      { id: '2', title: LONG_TITLE, recordingDocumentIds: [] },
    ],
    runId: String(MANY),
    canReplay: true,
  }));

const mails = (): MailView[] =>
  MAIL_STATUSES.map((status, index) => ({
    id: String(1 + index),
    to: LONG_ADDRESS,
    template: 'needs-you-over',
    subject: title(index),
    status,
    attempts: MANY,
    problem,
    createdAt: AT,
    nextAttemptAt: AT,
    sentAt: AT,
  }));

const people = (): HostView[] =>
  HOST_STATES.map((state, index) => ({
    id: String(1 + index),
    name: title(index),
    email: LONG_ADDRESS,
    state,
    reason: 'malformed-email',
    user: { directory: 'admin', id: 1, name: LONG_WORD, email: LONG_ADDRESS },
    invited: true,
    connectorName: LONG_WORD,
    seenAt: AT,
    recordingsLeft: MANY,
  }));

const verification = (): VerificationView => ({
  state: 'stopped',
  startedAt: AT,
  finishedAt: AT,
  filesDone: MANY,
  filesTotal: MANY,
  bytesDone: MANY,
  findings: FINDINGS.map((finding, index) => ({
    finding,
    name: title(index),
    detail: LONG_WORD,
    importId: '1',
    mediaFileId: '1',
    recordingDocumentId: 'abc',
  })),
  findingsTotal: MANY,
  problem: LONG_WORD,
});

/** A recording to review. */
const review = (): ReviewDetail => ({
  review: {
    documentId: 'abc',
    state: 'pending',
    revision: 1,
    cause: 'sent',
    requestedBy: { id: 1, name: LONG_WORD },
    openedBy: { id: 2, name: LONG_WORD },
  },
  title: LONG_WORD,
  startedAt: AT,
  timezone: 'Europe/Kyiv',
  durationSeconds: MANY,
  hostName: LONG_WORD,
  hostEmail: LONG_ADDRESS,
  providerLabel: 'BigBlueButton',
  visibility: 'private',
  tags: [LONG_WORD, LONG_TITLE],
  hasCaptions: false,
  chapters: [],
  chat: [],
  summary: `Overall summary\n${LONG_WORD}\n\nNext steps\n• ${LONG_TITLE}\n`,
  polls: `Shall we go on?\n• Yes: 2 (${LONG_WORD}; Grace)\n`,
  isPublished: true,
  missing: [{ kind: 'transcript', fileIds: ['7'], ...problem }],
  author: { id: 1, name: LONG_WORD },
  history: [{ at: AT, what: 'rejected', by: { id: 1, name: LONG_WORD }, reason: LONG_WORD }],
  moderators: [{ id: 1, name: LONG_WORD }],
  moderation: { enabled: true, moderates: true, publishesDirectly: false },
  reasonTemplates: [],
  sendsMail: false,
});

/**
 * What a server may answer at the longest: every status word, and titles of 300 letters.
 * @param real a connector of the site under test; it keeps its settings and gets the rest.
 * @returns answers by the path below `/meeting-connectors`.
 */
export function longestAnswers(real: ConnectorView): Record<string, object> {
  const all = connectors(real);
  const found = imports(real.id);
  const ran = runs(real.id);
  const received = deliveries(real.id);
  const item = review();
  const meta = {
    checklist: {
      encryptionKey: false,
      siteName: false,
      publicUrl: false,
      connectorAuthorized: false,
      recordingImported: false,
    },
    proxyConfigured: false,
  };
  return {
    '/connectors': { data: all, meta },
    [`/connectors/${real.id}`]: { data: all[0] },
    '/imports': page(found),
    '/imports/1': { data: found[0] },
    '/imports/9': { data: found[8] },
    '/runs': page(ran),
    '/runs/3': { data: ran[2] },
    '/runs/6': { data: ran[5] },
    '/deliveries': page(received, { retentionDays: 30, eventTypes: ['recording.completed'] }),
    '/deliveries/1': {
      data: {
        ...received[0],
        headers: { 'x-a-header-of-the-provider': LONG_WORD, 'content-type': 'application/json' },
        body: LONG_WORD,
        bodyCut: false,
        bodyBytes: 300,
        attemptLog: [{ number: 1, startedAt: AT, finishedAt: AT, outcome: 'failed', problem, byHand: true }],
      },
    },
    '/mails': page(mails()),
    '/people': page(people()),
    '/verification': { data: verification() },
    '/reviews': page([item], { moderation: item.moderation }),
    '/recordings/abc/review': { data: item },
  };
}

/**
 * Pages below the plugin's own that show these answers. None is of the same kind as the one before, and
 * the first is not the list of connectors, where a login ends, because `Panel.show` waits for another page.
 */
export const pagesOfAnswers = (real: ConnectorView): string[] => [
  `connectors/${real.id}`,
  `connectors/${real.id}/imports`,
  'imports/1',
  'runs',
  'runs/3',
  'imports/9',
  'runs/6',
  'deliveries',
  'deliveries/1',
  'mails',
  'mails/templates',
  'people?state=all',
  'verify',
  'reviews',
  'connectors',
];
