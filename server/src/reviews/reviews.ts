import type { ReviewCause, ReviewState, ReviewStep } from '../../../contracts/review';
import type { Clock } from '../domain/clock';
import { moveReview, type ReviewEvent, type Mover } from '../domain/moderation';
import type { ApprovedFile, Database, KeptStep, ReviewRow } from '../ledger/database';
import type { Sql } from '../ledger/table';

export interface MoveRequest {
  documentId: string;
  event: ReviewEvent;
  by: Mover;
  cause?: ReviewCause;
  reason?: string;
  /** Of what is sent or put back: the languages that wait. Undefined: those that it has. */
  languages?: string[];
  /** Of an approval: what it holds for. */
  approvedFiles?: ApprovedFile[];
  /** The move is made only while the review has this revision, which is the one the moderator saw. */
  revision?: number;
}

export type ReviewMoved =
  | { outcome: 'moved'; row: ReviewRow; from: ReviewState }
  /** The table of moves forbids it. */
  | { outcome: 'refused'; row: ReviewRow }
  /** The entry or its state changed since `revision`. */
  | { outcome: 'changed'; row: ReviewRow };

/** The review of each recording. Everything that writes takes the `sql` of a transaction. */
export interface Reviews {
  /** Makes one move, or returns why not. The row stays locked until the transaction ends. */
  move(request: MoveRequest, sql: Sql): Promise<ReviewMoved>;
  /** A waiting draft is about to change, so moderators who saw it must look again. */
  touch(documentId: string, sql: Sql): Promise<void>;
  /** An import published more, without a review; null if nobody approved what is published now. */
  keepApproval(documentId: string, approvedFiles: ApprovedFile[] | null, sql: Sql): Promise<void>;
  /** The entry is deleted. */
  forget(documentId: string, sql: Sql): Promise<void>;
  find(documentId: string, sql?: Sql): Promise<ReviewRow | undefined>;
  findMany(documentIds: readonly string[]): Promise<ReviewRow[]>;
  /** Waiting ones oldest first, decided ones newest first. */
  list(state: ReviewState, part: Part): Promise<ReviewRow[]>;
  /** Their number, counted up to `limit`. */
  count(state: ReviewState, limit: number, narrow?: Narrow): Promise<number>;
  /** Those of which the approval named files. */
  approved(): Promise<ReviewRow[]>;
  claim(documentId: string, adminId: number, untilMs: number): Promise<void>;
  release(documentId: string, adminId: number): Promise<void>;
}

/** A condition on `recording_document_id`. */
export type Narrow = (query: ReturnType<Sql>, documentId: string) => void;

export interface Part {
  limit: number;
  offset?: number;
  narrow?: Narrow;
}

const KEPT_STEPS = 50;

const STEP_OF: Partial<Record<ReviewEvent, ReviewStep['what']>> = {
  send: 'sent',
  approve: 'approved',
  reject: 'rejected',
  'put-back': 'put-back',
  publish: 'published',
  unpublish: 'unpublished',
  discard: 'withdrawn',
};

/** What a move writes beside the state. */
function written(
  row: ReviewRow,
  { event, by, cause, reason, ...request }: MoveRequest,
  to: ReviewState,
  nowMs: number,
): Partial<ReviewRow> {
  const approvedFiles = request.approvedFiles ?? null;
  const what = STEP_OF[event];
  const step: KeptStep | undefined =
    what === undefined
      ? undefined
      : { atMs: nowMs, byId: by.adminId, what, ...(reason === undefined ? {} : { reason }) };
  const common: Partial<ReviewRow> = {
    state: to,
    revision: row.revision + 1,
    history: [...(row.history ?? []), ...(step === undefined ? [] : [step])].slice(-KEPT_STEPS),
  };
  switch (event) {
    case 'send':
      return {
        ...common,
        cause: cause ?? 'sent',
        requestedById: by.adminId,
        requestedByName: by.name,
        ...languagesSent(row, request.languages),
        // A recording that is sent again while it waits keeps its place in the queue.
        ...(row.state === 'pending' ? {} : { requestedAtMs: nowMs, announcedAtMs: null }),
      };
    case 'put-back':
      return {
        ...common,
        cause: 'put-back',
        ...(request.languages === undefined ? {} : { languages: request.languages }),
        requestedAtMs: nowMs,
        decidedById: null,
        decidedAtMs: null,
        approvedFiles,
      };
    case 'approve':
    case 'publish':
      return {
        ...common,
        reason: null,
        decidedById: by.adminId,
        decidedAtMs: nowMs,
        approvedFiles,
        ...NO_CLAIM,
      };
    case 'reject':
      return {
        ...common,
        reason: reason ?? null,
        decidedById: by.adminId,
        decidedAtMs: nowMs,
        ...NO_CLAIM,
      };
    case 'unpublish':
      // What was approved is not published any more.
      return { ...common, approvedFiles };
    case 'discard':
      return common;
  }
}
/** What waits already goes on waiting. */
const languagesSent = ({ state, languages }: ReviewRow, sent: string[] | undefined): Partial<ReviewRow> =>
  state === 'pending'
    ? { languages: sent === undefined ? languages : [...new Set([...(languages ?? []), ...sent])] }
    : { languages: sent ?? null };

const NO_CLAIM = { claimById: null, claimUntilMs: null };

export function openReviews(database: Database, clock: Clock): Reviews {
  const { reviews } = database;
  const idColumn = reviews.column('recordingDocumentId');

  /** The locked row, made when absent. On SQLite, no other transaction runs at the same time. */
  const locked = async (documentId: string, sql: Sql): Promise<ReviewRow> => {
    const read = async () => {
      const record: Record<string, unknown> | undefined = await reviews
        .query(sql)
        .where({ [idColumn]: documentId })
        .forUpdate()
        .first();
      return record === undefined ? undefined : reviews.read(record);
    };
    const known = await read();
    if (known !== undefined) return known;
    await reviews.insertMissing(
      { recordingDocumentId: documentId, state: 'none' },
      ['recordingDocumentId'],
      sql,
    );
    const made = await read();
    if (made === undefined) throw new Error(`the review of ${documentId} could not be read`);
    return made;
  };

  const inState = (state: ReviewState, narrow: Narrow | undefined): ReturnType<Sql> => {
    const query = reviews.query().where({ [reviews.column('state')]: state });
    narrow?.(query, `${reviews.name}.${idColumn}`);
    return query;
  };

  return {
    async move(request, sql) {
      const row = await locked(request.documentId, sql);
      const move = moveReview(row.state, request.event);
      if (move.outcome === 'refused') return { outcome: 'refused', row };
      if (request.revision !== undefined && request.revision !== row.revision)
        return { outcome: 'changed', row };
      const patch = written(row, request, move.to, clock());
      const won = await reviews.update({ id: row.id, state: row.state, revision: row.revision }, patch, sql);
      if (won !== 1) return { outcome: 'changed', row: await locked(request.documentId, sql) };
      return { outcome: 'moved', row: { ...row, ...patch }, from: row.state };
    },

    async touch(documentId, sql) {
      const revision = reviews.column('revision');
      await reviews
        .query(sql)
        .where({ [idColumn]: documentId, [reviews.column('state')]: 'pending' })
        .increment(revision, 1);
    },

    async keepApproval(documentId, approvedFiles, sql) {
      await reviews.update({ recordingDocumentId: documentId }, { approvedFiles }, sql);
    },

    async forget(documentId, sql) {
      await reviews.remove({ recordingDocumentId: documentId }, sql);
    },

    find: (documentId, sql) => reviews.findOne({ recordingDocumentId: documentId }, sql),

    async findMany(documentIds) {
      if (documentIds.length === 0) return [];
      const records: Record<string, unknown>[] = await reviews.query().whereIn(idColumn, [...documentIds]);
      return records.map(reviews.read);
    },

    async list(state, { limit, offset = 0, narrow }) {
      const waits = state === 'pending';
      const records: Record<string, unknown>[] = await inState(state, narrow)
        .orderBy(reviews.column(waits ? 'requestedAtMs' : 'decidedAtMs'), waits ? 'asc' : 'desc')
        .orderBy('id', 'asc')
        .limit(limit)
        .offset(offset);
      return records.map(reviews.read);
    },

    async count(state, limit, narrow) {
      const { sql } = database;
      const some = inState(state, narrow).select(sql.raw('1 as one')).limit(limit);
      const counted: { total: number | string } | undefined = await sql
        .from(some.as('some'))
        .count({ total: '*' })
        .first();
      return Number(counted?.total ?? 0);
    },

    async approved() {
      const records: Record<string, unknown>[] = await reviews
        .query()
        .whereNotNull(reviews.column('approvedFiles'))
        .orderBy('id');
      return records.map(reviews.read);
    },

    async claim(documentId, adminId, untilMs) {
      // The first moderator is shown until they leave. A claim stops nobody else.
      await reviews
        .query()
        .where({ [idColumn]: documentId, [reviews.column('state')]: 'pending' })
        .andWhere((free) => {
          void free
            .whereNull(reviews.column('claimUntilMs'))
            .orWhere(reviews.column('claimUntilMs'), '<', clock())
            .orWhere({ [reviews.column('claimById')]: adminId });
        })
        .update(reviews.written({ claimById: adminId, claimUntilMs: untilMs }));
    },

    async release(documentId, adminId) {
      await reviews.update(
        { recordingDocumentId: documentId, claimById: adminId },
        { claimById: null, claimUntilMs: null },
      );
    },
  };
}
