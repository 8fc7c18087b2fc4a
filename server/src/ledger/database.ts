import type { MessageValue } from '../../../contracts/messages/message';
import type { Core } from '@strapi/strapi';
import type { Problem } from '../../../contracts/common';
import type { ConnectorOptions } from '../../../contracts/connectors';
import type { ReviewCause, ReviewState, ReviewStep } from '../../../contracts/review';
import type { DeliveryOutcome, DeliveryStatus } from '../../../contracts/webhooks';
import type { DirectoryKind, FallbackReason, HostState } from '../../../contracts/people';
import type { RunCounts, RunProgress, RunStatus } from '../../../contracts/runs';
import type { MailStatus } from '../../../contracts/mails';
import type { MailTemplateId } from '../../../contracts/mail-templates';
import { alert } from '../content-types/alert';
import type { SignInPermission } from '../../../contracts/sign-in';
import { connector } from '../content-types/connector';
import { credential } from '../content-types/credential';
import { hostPerson } from '../content-types/host-person';
import type { Marks } from '../domain/marks';
import type { PartBehind } from '../domain/parts-behind';
import type { SiteName } from '../domain/ownership';
import { importRow } from '../content-types/import';
import { importFile } from '../content-types/import-file';
import { outboxMail } from '../content-types/outbox-mail';
import { signIn } from '../content-types/sign-in';
import { participant } from '../content-types/participant';
import { review } from '../content-types/review';
import { runLogEntry, syncRun } from '../content-types/sync-run';
import { webhookDelivery } from '../content-types/webhook-delivery';
import type { Stage, Status } from '../domain/import-state';
import type { KeptFileProblem } from '../domain/repair';
import type { Deletion, Occurrence, PlacedSegment, TimeMark } from '../domain/recording';
import {
  ALERT_SHAPES,
  CONNECTOR_SHAPES,
  DELIVERY_SHAPES,
  FILE_SHAPES,
  IMPORT_SHAPES,
  MAIL_SHAPES,
  PARTICIPANT_SHAPES,
  REVIEW_SHAPES,
  RUN_SHAPES,
  SIGN_IN_SHAPES,
  type AwaitingSignIn,
} from './shapes';
import { lockOf, type DatabaseLock } from './lock';
import { openTable, type RowOf, type Sql, type Table } from './table';

type With<Row, Narrow> = Omit<Row, keyof Narrow> & Narrow;

export type ConnectorRow = With<
  RowOf<typeof connector>,
  {
    settings: Record<string, string | boolean | string[]>;
    options: ConnectorOptions;
    authorization: 'authorized' | 'not-authorized' | 'not-checked';
    authorizationProblem: Problem | null;
    needsYou: Problem | null;
    /** Length in days → epoch ms of the last look-back of that length. */
    lookBacks: Record<string, number> | null;
    behind: PartBehind[] | null;
    subscription: SubscriptionState | null;
    places: string[] | null;
  }
>;
/** A subscription at a provider, as the connector's row keeps it. */
export interface SubscriptionState {
  state: 'pending' | 'kept' | 'failed' | 'ended';
  /** What the provider's `keep` returned last. */
  kept: Record<string, unknown>;
  renewsAtMs?: number;
  failures: number;
  problem?: Problem;
  /** An instance is asking the provider about it until then. */
  busyUntilMs?: number;
}
export type CredentialRow = RowOf<typeof credential>;
export type SignInRow = With<
  RowOf<typeof signIn>,
  { permissions: SignInPermission[] | null; awaiting: AwaitingSignIn | null; problem: Problem | null }
>;
export type RunRow = With<
  RowOf<typeof syncRun>,
  {
    trigger: 'schedule' | 'enabled' | 'changed' | 'by-hand' | 'webhook';
    status: RunStatus;
    counts: RunCounts | null;
    progress: RunProgress | null;
    problem: Problem | null;
  }
>;
export type RunLogRow = With<RowOf<typeof runLogEntry>, { level: 'info' | 'warning' | 'error' }>;
export type ImportRow = With<
  RowOf<typeof importRow>,
  {
    stage: Stage;
    status: Status;
    occurrence: Occurrence;
    problem: Problem | null;
    deletion: Deletion | null;
    expiryAlert: 'warned' | 'over' | null;
    atProvider: { change: 'trashed' | 'deleted' | 'recovered'; atMs: number } | null;
    timeMarks: TimeMark[] | null;
    authorIs: 'me' | 'host' | null;
    /**
     * By document id; and the template of their titles. `broughtBack`: somebody asked for recordings that were
     * deleted, and they are not there yet.
     */
    written: { titleTemplate?: string; entries: Record<string, Marks>; broughtBack?: boolean } | null;
  }
>;
export type FileStatus =
  | 'waiting'
  | 'downloading'
  | 'verified'
  | 'used'
  | 'stored'
  | 'replaced'
  | 'failed'
  /** Deleted together with its recording. */
  | 'removed';
export type FileRow = With<
  RowOf<typeof importFile>,
  {
    status: FileStatus;
    origin: 'provider' | 'made';
    kind: Occurrence['files'][number]['kind'];
    problem: KeptFileProblem | null;
    segments: PlacedSegment[] | null;
  }
>;
export type MailRow = With<
  RowOf<typeof outboxMail>,
  {
    template: MailTemplateId;
    data: Record<string, MessageValue>;
    signUp: { directory: DirectoryKind; id: number } | null;
    status: MailStatus;
    problem: Problem | null;
  }
>;
export type AlertCause = 'needs-you' | 'late' | 'link-expires';
export type AlertRow = With<RowOf<typeof alert>, { cause: AlertCause; told: string[] }>;
/** A step of a review as it is kept. */
export interface KeptStep {
  atMs: number;
  byId: number | null;
  what: ReviewStep['what'];
  reason?: string;
}
/** A file of the Media Library as it was approved. `sha256` is null if it could not be read. */
export interface ApprovedFile {
  documentId: string;
  name: string;
  sha256: string | null;
}
export type ReviewRow = With<
  RowOf<typeof review>,
  {
    state: ReviewState;
    cause: ReviewCause | null;
    history: KeptStep[] | null;
    approvedFiles: ApprovedFile[] | null;
    languages: string[] | null;
  }
>;
export type HostRow = With<
  RowOf<typeof hostPerson>,
  { state: HostState; reason: FallbackReason | null; directory: DirectoryKind | null }
>;

export interface DeliveryTry {
  number: number;
  startedAtMs: number;
  finishedAtMs?: number;
  outcome?: DeliveryOutcome | 'failed' | 'put-down';
  problem?: Problem;
  byHand: boolean;
}
export type DeliveryRow = With<
  RowOf<typeof webhookDelivery>,
  {
    status: DeliveryStatus;
    outcome: DeliveryOutcome | null;
    method: 'GET' | 'POST';
    headers: Record<string, string> | null;
    problem: Problem | null;
    attemptLog: DeliveryTry[] | null;
    importIds: string[] | null;
  }
>;

/** Where a stay is known from. */
export type ParticipantSource = 'event';
export type ParticipantRow = With<
  RowOf<typeof participant>,
  { addresses: string[] | null; source: ParticipantSource }
>;

/** The plugin's own tables, and the clock of the database: leases never use the clock of a machine. */
export interface Database {
  /** The site that works with these tables. A row can be another site's: see `domain/ownership.ts`. */
  site: SiteName;
  connectors: Table<ConnectorRow>;
  credentials: Table<CredentialRow>;
  signIns: Table<SignInRow>;
  runs: Table<RunRow>;
  runLog: Table<RunLogRow>;
  imports: Table<ImportRow>;
  files: Table<FileRow>;
  mails: Table<MailRow>;
  alerts: Table<AlertRow>;
  reviews: Table<ReviewRow>;
  deliveries: Table<DeliveryRow>;
  hosts: Table<HostRow>;
  participants: Table<ParticipantRow>;
  /** Whether SQLite is locked by another process; see `ledger/lock.ts`. */
  lock: DatabaseLock;
  /** SQL expression for the database's clock in epoch milliseconds. */
  nowMs: string;
  /** The database's clock. */
  now(sql?: Sql): Promise<number>;
  /**
   * One transaction. The document service and `strapi.db.query` join it automatically; SQL of our own
   * uses the `sql` that is passed in.
   */
  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  sql: Sql;
}

const NAMELESS: SiteName = { name: undefined, former: [] };

/**
 * When the statement began. A time that changes while a statement runs can be compared by no index, and
 * whoever asks what is due would read all that waits.
 */
const NOW_MS: Record<string, string> = {
  sqlite: "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)",
  postgres: '(extract(epoch from statement_timestamp()) * 1000)::bigint',
  mysql: 'CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED)',
};

export function openDatabase(strapi: Core.Strapi, site: SiteName = NAMELESS): Database {
  const nowMs = NOW_MS[strapi.db.dialect.client];
  if (nowMs === undefined) {
    throw new Error(`Meeting Connectors does not know the database "${strapi.db.dialect.client}"`);
  }
  const connection = strapi.db.connection;
  return {
    site,
    connectors: openTable<ConnectorRow>(strapi, connector, CONNECTOR_SHAPES),
    credentials: openTable<CredentialRow>(strapi, credential),
    signIns: openTable<SignInRow>(strapi, signIn, SIGN_IN_SHAPES),
    runs: openTable<RunRow>(strapi, syncRun, RUN_SHAPES),
    runLog: openTable<RunLogRow>(strapi, runLogEntry),
    imports: openTable<ImportRow>(strapi, importRow, IMPORT_SHAPES),
    files: openTable<FileRow>(strapi, importFile, FILE_SHAPES),
    mails: openTable<MailRow>(strapi, outboxMail, MAIL_SHAPES),
    alerts: openTable<AlertRow>(strapi, alert, ALERT_SHAPES),
    reviews: openTable<ReviewRow>(strapi, review, REVIEW_SHAPES),
    deliveries: openTable<DeliveryRow>(strapi, webhookDelivery, DELIVERY_SHAPES),
    hosts: openTable<HostRow>(strapi, hostPerson),
    participants: openTable<ParticipantRow>(strapi, participant, PARTICIPANT_SHAPES),
    lock: lockOf(connection),
    nowMs,
    sql: connection,
    async now(sql) {
      const at = sql ?? connection;
      const row: { at: number | string } | undefined = await at.first(at.raw(`${nowMs} as at`));
      return Number(row?.at);
    },
    transaction: async (work) => await strapi.db.transaction(async ({ trx }) => await work(trx)),
  };
}
