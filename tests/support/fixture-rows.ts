import type { Core } from '@strapi/strapi';
import type { Problem } from '../../contracts/common';
import { MAIL_TEMPLATES, MAIL_TEMPLATE_IDS } from '../../contracts/mail-templates';
import { MAIL_STATUSES } from '../../contracts/mails';
import { DIRECTORIES, FALLBACK_REASONS, HOST_STATES } from '../../contracts/people';
import { RUN_STATUSES, RUN_TRIGGERS } from '../../contracts/runs';
import { DELIVERY_OUTCOMES, DELIVERY_STATUSES } from '../../contracts/webhooks';
import { keyHash } from '../../server/src/domain/hash';
import { EVENTS, move, STAGES, type ImportState } from '../../server/src/domain/import-state';
import { REASONS } from '../../server/src/domain/reasons';
import { FILE_KINDS, type Deletion, type Occurrence } from '../../server/src/domain/recording';
import {
  openDatabase,
  type ConnectorRow,
  type Database,
  type FileRow,
  type FileStatus,
  type HostRow,
  type ImportRow,
} from '../../server/src/ledger/database';
import { insertImports } from '../../server/src/ledger/imports';
import { insertRun, NO_COUNTS, openRunLog } from '../../server/src/ledger/runs';
import { importRowOf } from '../../server/src/pipeline/discover';
import { fingerprintOf } from '../../server/src/pipeline/plan';
import { openCredentials, OWN_SECRETS } from '../../server/src/accounts/credentials';
import { sealRequest } from '../../server/src/webhooks/sealed-request';

const DELETIONS: Deletion['state'][] = ['waiting', 'asked', 'blocked', 'deleted', 'recovered'];
/** A worker of a machine that no longer exists. */
const GONE = 'fixture.example:4711:1700000000000';
const AWAY: Problem = { what: 'Zoom did not answer.', code: 'network', providerWords: '503 "later"' };
const DAY_MS = 86_400_000;

/** Every state of an import, from the table of moves. */
export function reachableStates(): ImportState[] {
  const found: ImportState[] = [{ stage: 'fetch', status: 'waiting' }];
  for (const state of found) {
    for (const type of EVENTS) {
      const moved = move(state, { type });
      if (moved.outcome === 'refused') continue;
      const { stage, status } = moved.to;
      if (!found.some((known) => known.stage === stage && known.status === status)) found.push(moved.to);
    }
  }
  return found.sort(
    (a, b) => STAGES.indexOf(a.stage) - STAGES.indexOf(b.stage) || a.status.localeCompare(b.status),
  );
}

/**
 * Adds rows in states that the demo never has or has only for a moment, with the ledger's own functions.
 * They belong to a connector that is switched off, so that nothing continues them.
 */
export async function completeRows(strapi: Core.Strapi, connectorId: string, managerId: number) {
  const database = openDatabase(strapi);
  const connector = await database.connectors.findOne({ id: connectorId });
  if (connector === undefined) throw new Error(`no connector ${connectorId}`);
  const nowMs = await database.now();
  const facts: Facts = { strapi, database, connector, managerId, nowMs };
  const runIds = await addRuns(facts);
  await addImports(facts, runIds[0] ?? '');
  await addDeliveries(facts, runIds[0] ?? '');
  await addMails(facts);
  await addHosts(facts);
  await addSignIns(facts);
  for (const [cause, subject] of [
    ['needs-you', ''],
    ['late', ''],
    ['link-expires', '1'],
  ] as const) {
    await database.alerts.insert({
      connectorId,
      cause,
      subject,
      openedAtMs: nowMs - 3_600_000,
      told: ['mira.manager@example.com'],
    });
  }
}

interface Facts {
  strapi: Core.Strapi;
  database: Database;
  connector: ConnectorRow;
  managerId: number;
  nowMs: number;
}

/** Each status with each trigger, but at most one open run. */
async function addRuns({ database, connector, managerId, nowMs }: Facts): Promise<string[]> {
  const ids: string[] = [];
  for (const status of RUN_STATUSES) {
    const isOpen = status === 'queued' || status === 'running';
    for (const trigger of isOpen ? (['by-hand'] as const) : RUN_TRIGGERS) {
      const run = await insertRun(
        database,
        connector,
        { trigger, startedById: trigger === 'by-hand' ? managerId : null, lists: trigger !== 'webhook' },
        database.sql,
      );
      await database.runs.update(
        { id: run.id },
        {
          status,
          ...(status === 'queued' ? {} : { startedAtMs: nowMs - 60_000, instance: 'fixture.example' }),
          ...(isOpen ? {} : { finishedAtMs: nowMs - 1_000 }),
          ...(isOpen
            ? {}
            : { counts: { ...NO_COUNTS, found: 3, known: 1, imported: 1, failed: 1, bytes: 77 } }),
          ...(status === 'failed' ? { problem: AWAY } : {}),
          ...(status === 'stopped' ? { stopRequested: true } : {}),
          ...(status === 'running'
            ? {
                progress: { step: 'Listing', itemsDone: 1, itemsTotal: 3, bytesDone: 5, bytesPerSecond: 5 },
              }
            : {}),
        },
      );
      const log = openRunLog(database, (text) => text, run.id);
      for (const level of ['info', 'warning', 'error'] as const)
        await log.add(level, 'fixture', `Run, ${level}.`);
      ids.push(run.id);
    }
  }
  return ids.reverse();
}

interface Wanted {
  name: string;
  state: ImportState;
  more?: Partial<ImportRow>;
}

async function addImports(facts: Facts, runId: string): Promise<void> {
  const { strapi, database, connector, managerId, nowMs } = facts;
  const credentials = openCredentials(strapi, database);
  const inStrapi: ImportState = { stage: 'clean-up', status: 'done' };
  const wanted: Wanted[] = [
    ...reachableStates().map((state): Wanted => ({ name: `${state.stage} ${state.status}`, state })),
    ...REASONS.flatMap((reason): Wanted[] => [
      { name: `skipped: ${reason}`, state: { stage: 'fetch', status: 'skipped' }, more: { reason } },
      { name: `waits: ${reason}`, state: { stage: 'fetch', status: 'waiting' }, more: { reason } },
    ]),
    ...DELETIONS.map((state): Wanted => ({
      name: `deletion ${state}`,
      state: state === 'waiting' || state === 'asked' ? { ...inStrapi, status: 'waiting' } : inStrapi,
      more: {
        deletion: {
          state,
          mode: state === 'blocked' ? 'permanent' : 'trash',
          rule: '24 hours after the import, into the trash',
          tries: state === 'blocked' ? 3 : 0,
          atMs: nowMs + DAY_MS,
          ...(state === 'blocked' ? { problem: { what: 'It was changed there.', code: 'changed' } } : {}),
        },
      },
    })),
    ...(['trashed', 'deleted', 'recovered'] as const).map((change): Wanted => ({
      name: `at the provider: ${change}`,
      state: inStrapi,
      more: { atProvider: { change, atMs: nowMs - DAY_MS } },
    })),
    ...(['warned', 'over'] as const).map((expiryAlert): Wanted => ({
      name: `link ${expiryAlert}`,
      state: { stage: 'fetch', status: 'retrying' },
      more: {
        expiryAlert,
        deadlineAtMs: nowMs + (expiryAlert === 'warned' ? 3_600_000 : -1),
        links: credentials.seal(
          connector.id,
          'links',
          JSON.stringify({ main: 'https://recordings.example/signed?token=secret-link' }),
        ),
        timeMarks: [
          { what: 'started', atMs: nowMs - 2 * DAY_MS },
          { what: 'ended', atMs: nowMs - 2 * DAY_MS + 60_000 },
        ],
      },
    })),
    {
      name: 'segments stayed apart, the host its author',
      state: inStrapi,
      more: {
        joinNote: 'Segment 2 has another size of picture.',
        authorIs: 'host',
        hostKeyHash: keyHash('email\u0000host0@example.com'),
        hostToldAtMs: nowMs - 1_000,
        written: { titleTemplate: '{title}', entries: { fixtureentry0: { title: '"of the import"' } } },
      },
    },
  ];
  for (const [index, { name, state, more }] of wanted.entries()) {
    const occurrence = occurrenceOf(`fixture-${index}`, name, nowMs - (index + 1) * 3_600_000);
    const isFailed = state.status === 'retrying' || state.status === 'dead';
    const isIn = state.stage === 'clean-up';
    await insertImports(database, [
      {
        connectorId: connector.id,
        keyHash: keyHash(occurrence.id),
        ...importRowOf(occurrence, fingerprintOf(occurrence), runId, connector.settingsVersion),
        ...state,
        attempts: isFailed ? 3 : 0,
        nextAttemptAtMs: nowMs + (state.status === 'retrying' ? 60_000 : 0),
        ...(isFailed ? { problem: AWAY } : {}),
        ...(state.status === 'running'
          ? { leaseOwner: GONE, leaseFence: 2, leaseUntilMs: nowMs + 30_000, step: 'Downloading' }
          : {}),
        ...(isIn ? { importedAtMs: nowMs - 60_000, authorIs: 'me' as const, authorId: managerId } : {}),
        ...more,
      },
    ]);
    const row = await database.imports.findOne({
      connectorId: connector.id,
      keyHash: keyHash(occurrence.id),
    });
    if (row === undefined) throw new Error(`no import "${name}"`);
    await addFiles(facts, row);
  }
}

const occurrenceOf = (id: string, title: string, startedAtMs: number): Occurrence => {
  const startedAt = new Date(Math.floor(startedAtMs / 1_000) * 1_000).toISOString();
  return {
    id,
    meetingId: '84200944973',
    title,
    startedAt,
    timezone: 'Europe/Kyiv',
    host: { id: 'host0', email: 'host0@example.com', name: 'Ада Host' },
    files: [
      ...FILE_KINDS.map((kind) => ({
        key: `${id}-${kind}`,
        kind,
        view: kind,
        extension: kind === 'video' ? 'mp4' : 'txt',
        sizeBytes: 1_000,
        ready: true,
        segmentKey: startedAt,
        startedAt,
      })),
      {
        key: `${id}-second`,
        kind: 'video',
        view: 'video',
        extension: 'mp4',
        ready: true,
        segmentKey: `${startedAt}-2`,
      },
    ],
  };
};

/** The status of the provider's files, by the stage of the import. */
const fileStatus = ({ stage, status }: ImportState): FileStatus => {
  if (stage === 'fetch')
    return status === 'running' ? 'downloading' : status === 'dead' ? 'failed' : 'waiting';
  if (stage === 'join') return 'verified';
  return stage === 'store' ? 'used' : 'stored';
};

async function addFiles({ strapi, database }: Facts, row: ImportRow): Promise<void> {
  if (row.status === 'skipped') return;
  const status = fileStatus(row);
  const whole = {
    bytesDone: 1_000,
    sizeBytes: 1_000,
    sha256: 'ab'.repeat(32),
    mime: 'video/mp4',
    durationSeconds: 3.84,
  };
  const byStatus: Record<FileStatus, Partial<FileRow>> = {
    waiting: {},
    downloading: {
      bytesDone: 512,
      prefixSha256: 'cd'.repeat(32),
      validator: '"etag-1"',
      spoolName: 'fixture-spool',
      resumedAtPercent: 51,
    },
    verified: { ...whole, spoolName: 'fixture-spool' },
    used: whole,
    stored: { ...whole, readBack: true },
    replaced: whole,
    failed: { problem: AWAY },
    removed: whole,
  };
  const stored = async (name: string) =>
    (
      (await strapi.db.query('plugin::upload.file').create({
        data: {
          name,
          hash: name,
          ext: '.mp4',
          mime: 'video/mp4',
          size: 1,
          url: `/uploads/${name}.mp4`,
          provider: 'local',
        },
      })) as { documentId: string }
    ).documentId;
  const first = row.occurrence.files[0]?.segmentKey ?? '';
  for (const [number, file] of row.occurrence.files.entries()) {
    const isMain = number === 0;
    const storedName = `fixture_${row.id}_${number}`;
    await database.files.insert({
      importId: row.id,
      origin: 'provider',
      fileKey: file.key,
      fileKeyHash: keyHash(file.key),
      kind: file.kind,
      view: file.view,
      extension: file.extension,
      segmentKey: file.segmentKey,
      segmentNumber: file.segmentKey === first ? 1 : 2,
      segmentCount: 2,
      startedAtMs: row.startedAtMs,
      status,
      ...byStatus[status],
      // One real file of the library is enough.
      ...(status === 'stored' && isMain
        ? { storedName, mediaFileId: await stored(storedName), recordingDocumentId: `fixtureentry${row.id}` }
        : {}),
    });
  }
  if (row.stage === 'fetch' || row.stage === 'join') return;
  for (const made of ['stored', 'replaced'] as const) {
    await database.files.insert({
      importId: row.id,
      origin: 'made',
      fileKey: `made-${made}`,
      fileKeyHash: keyHash(`made-${made}`),
      kind: 'video',
      extension: 'mp4',
      segments: [
        { key: first, startedAt: row.occurrence.startedAt, offsetSeconds: 0, durationSeconds: 3.84 },
      ],
      status: made,
      ...byStatus[made],
    });
  }
}

/** Each status with each possible outcome. */
async function addDeliveries({ strapi, database, connector, nowMs }: Facts, runId: string): Promise<void> {
  const credentials = openCredentials(strapi, database);
  const bodies = [Buffer.from('{"event":"recording.completed"}'), Buffer.from([0xff, 0xfe, 0x00])];
  const all = DELIVERY_STATUSES.flatMap((status) =>
    (status === 'done' ? DELIVERY_OUTCOMES : [null]).map((outcome) => ({ status, outcome })),
  );
  for (const [index, { status, outcome }] of all.entries()) {
    const rawBody = bodies[index % bodies.length] ?? Buffer.alloc(0);
    const isFailed = status === 'retrying' || status === 'dead';
    const receivedAtMs = nowMs - (index + 1) * 1_000;
    await database.deliveries.insert({
      connectorId: connector.id,
      idempotencyKeyHash: keyHash(`fixture-delivery-${index}`),
      subjectHash: keyHash('fixture-subject'),
      eventType: 'recording.completed',
      method: index % 3 === 0 ? 'GET' : 'POST',
      sealed: sealRequest(credentials, connector.id, { query: `?at=${index}`, rawBody }),
      bodyBytes: rawBody.length,
      headers: { 'content-type': 'application/json' },
      isTest: outcome === 'test',
      receivedAtMs,
      status,
      outcome,
      attempts: isFailed ? 2 : 1,
      nextAttemptAtMs: receivedAtMs,
      ...(isFailed ? { problem: AWAY } : {}),
      attemptLog: [
        {
          number: 1,
          startedAtMs: receivedAtMs,
          finishedAtMs: receivedAtMs + 5,
          outcome: outcome ?? 'failed',
          byHand: false,
          ...(isFailed ? { problem: AWAY } : {}),
        },
      ],
      ...(status === 'running' ? { leaseOwner: GONE, leaseFence: 1, leaseUntilMs: nowMs + 30_000 } : {}),
      ...(outcome === 'import' ? { importIds: ['gone'], runId } : {}),
      ...(outcome === 'listing' ? { runId } : {}),
      ...(outcome === 'part' ? { awaitedSinceMs: receivedAtMs, alertedAtMs: nowMs } : {}),
    });
  }
}

/** Each template in each status. */
async function addMails({ database, nowMs, managerId }: Facts): Promise<void> {
  for (const template of MAIL_TEMPLATE_IDS) {
    for (const status of MAIL_STATUSES) {
      await database.mails.insert({
        keyHash: keyHash(`fixture-mail ${template} ${status}`),
        recipient: 'mira.manager@example.com',
        template,
        data: MAIL_TEMPLATES[template].sample,
        signUp: template === 'invitation' ? { directory: 'admin', id: managerId } : null,
        status,
        attempts: status === 'waiting' ? 0 : 1,
        // Due in many years, so that a test that boots the site later sends no mail.
        nextAttemptAtMs: nowMs + 36_500 * DAY_MS,
        ...(status === 'failed' || status === 'held' ? { problem: AWAY } : {}),
        // Held mails of this site would be sent at each boot.
        environment: status === 'held' ? 'another site' : 'playground',
        createdAtMs: nowMs - DAY_MS,
        ...(status === 'sent' ? { sentAtMs: nowMs - 1_000 } : {}),
        ...(status === 'sending'
          ? { leaseOwner: GONE, leaseFence: 1, leaseUntilMs: nowMs + 36_500 * DAY_MS }
          : {}),
      });
    }
  }
}

async function addHosts({ database, connector, managerId, nowMs }: Facts): Promise<void> {
  const kinds = HOST_STATES.flatMap((state): Pick<HostRow, 'state' | 'reason' | 'directory'>[] =>
    state === 'unknown' || state === 'left'
      ? FALLBACK_REASONS.map((reason) => ({ state, reason, directory: null }))
      : DIRECTORIES.map((directory) => ({ state, reason: null, directory })),
  );
  for (const [index, { state, reason, directory }] of kinds.entries()) {
    const email = reason === 'no-email' ? null : `host${index}@example.com`;
    await database.hosts.insert({
      keyHash: keyHash(
        email === null ? `host\u0000${connector.id}\u0000host${index}` : `email\u0000${email}`,
      ),
      email,
      name: `Host ${index}`,
      connectorId: connector.id,
      state,
      reason,
      directory,
      ...(directory === null ? {} : { userId: managerId }),
      seenAtMs: nowMs - index * 1_000,
    });
  }
}

/** Signed in, ended by the provider, and an attempt in progress, each with its own connector. */
async function addSignIns({ strapi, database, connector, managerId, nowMs }: Facts): Promise<void> {
  const credentials = openCredentials(strapi, database);
  const { id: _, ...facts } = connector;
  const kinds = ['signed in', 'ended', 'under way'] as const;
  for (const kind of kinds) {
    const teams = await database.connectors.insert({
      ...facts,
      provider: 'ms-teams',
      name: `Teams, ${kind}`,
      hookKey: keyHash(`fixture ${kind}`).slice(0, 22),
      enabled: false,
      settings: {},
      options: { ...connector.options, name: `Teams, ${kind}` },
      authorization: kind === 'ended' ? 'not-authorized' : 'not-checked',
      authorizationProblem: kind === 'ended' ? { what: 'Sign in again.', code: 'sign-in-ended' } : null,
      needsYou: kind === 'ended' ? { what: 'Sign in again.', code: 'sign-in-ended' } : null,
      accountsConfirmedAtMs: nowMs - DAY_MS,
      lastEventAtMs: nowMs - 1_000,
      watermarkMs: nowMs - DAY_MS,
      lookBacks: { '7': nowMs - DAY_MS, '30': nowMs - 3 * DAY_MS },
      subscription: {
        state: 'kept',
        kept: { id: 'fixture-subscription' },
        renewsAtMs: nowMs + DAY_MS,
        failures: 0,
      },
      subscriptionDueAtMs: nowMs + DAY_MS,
    });
    await database.signIns.insert({
      connectorId: teams.id,
      ...(kind === 'under way'
        ? { stateHash: keyHash('fixture-state'), stateUntilMs: nowMs + 600_000 }
        : {
            accountName: 'Mira Manager',
            accountId: 'fixture-account',
            permissions: [
              { name: 'OnlineMeetings.Read', purpose: 'finding meetings', granted: kind !== 'ended' },
            ],
            settingsMark: keyHash('fixture-settings'),
            signedInAtMs: nowMs - DAY_MS,
            signedInById: managerId,
            ended: kind === 'ended',
            ...(kind === 'ended' ? { problem: { what: 'Sign in again.', code: 'sign-in-ended' } } : {}),
          }),
    });
    const secret = kind === 'under way' ? OWN_SECRETS.pendingSignIn : OWN_SECRETS.refreshToken;
    await credentials.save(teams, secret, `fixture ${kind}`, managerId);
    await credentials.replace(teams, OWN_SECRETS.webhook, 'fixture, replaced', managerId);
    await credentials.replace(teams, OWN_SECRETS.webhook, 'fixture, current', managerId);
  }
}
