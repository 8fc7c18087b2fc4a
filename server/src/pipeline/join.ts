import { message } from '../../../contracts/messages/catalogue';
import type { MessageOrText } from '../../../contracts/messages/message';
import { storeMessage } from '../../../contracts/messages/stored';
import { crashPoint } from '../crash-point';
import { ConnectorError } from '../domain/errors';
import type { PlacedSegment } from '../domain/recording';
import { storeStep } from '../ledger/step';
import { join as joinFiles } from '../media/join';
import { rowFor } from './made-files';
import { joinedFile, mainFiles } from './parts';
import type { FileRow, Work } from './work';
import { isoOf } from '../domain/instant';

/** Providers round the instants, and a recorder needs a moment to stop. */
const OVERLAP_TOLERANCE_SECONDS = 2;

/** Types of joined files. */
const JOINED = {
  video: { mime: 'video/mp4', extension: 'mp4' },
  audio: { mime: 'audio/mp4', extension: 'm4a' },
} as const;

export type JoinPlan =
  /** Nothing to join: not wanted, only one segment, or done before. */
  | { action: 'none' }
  /** `copies` are segments with the same bytes as one that is joined. */
  | { action: 'join'; rows: FileRow[]; copies: FileRow[] }
  /** They stay separate recordings. */
  | { action: 'separate'; reason: MessageOrText };

/**
 * Which segments of an occurrence become one file, and in which order. Later segments of a meeting that
 * is already stored stay separate. Pure.
 */
export function planJoin(rows: readonly FileRow[], isWished: boolean): JoinPlan {
  const joined = joinedFile(rows);
  const mains = mainFiles(rows);
  if (joined !== undefined && joined.status !== 'waiting') return { action: 'none' };
  if (!isWished || mains.length < 2) return { action: 'none' };
  if (mains.some(({ status }) => status === 'stored')) return { action: 'none' };
  const ordered = [...mains].sort((a, b) => (a.startedAtMs ?? 0) - (b.startedAtMs ?? 0));
  const seen = new Set<string>();
  const copies: FileRow[] = [];
  const rest: FileRow[] = [];
  for (const row of ordered) {
    const { sha256 } = row;
    (sha256 !== null && seen.has(sha256) ? copies : rest).push(row);
    if (sha256 !== null) seen.add(sha256);
  }
  if (new Set(rest.map(({ kind }) => kind)).size > 1) {
    return { action: 'separate', reason: message('join.mixed-kinds') };
  }
  for (const [index, row] of rest.entries()) {
    const seconds = row.durationSeconds ?? 0;
    if (seconds <= 0)
      return { action: 'separate', reason: message('join.no-length', { segment: index + 1 }) };
    const next = rest[index + 1];
    if (next === undefined) continue;
    const overlap = (row.startedAtMs ?? 0) / 1000 + seconds - (next.startedAtMs ?? 0) / 1000;
    if (overlap > OVERLAP_TOLERANCE_SECONDS) {
      return {
        action: 'separate',
        reason: message('join.overlap', {
          segment: index + 2,
          seconds: Math.round(overlap),
          before: index + 1,
        }),
      };
    }
  }
  return { action: 'join', rows: rest, copies };
}

/** Whether the join step has anything to do: also after a crash between its writes. Pure. */
export const isToJoin = ({ policy }: Pick<Work, 'policy'>, rows: readonly FileRow[]): boolean =>
  joinedFile(rows) !== undefined || planJoin(rows, policy.joinSegments).action !== 'none';

/**
 * Makes one video of an occurrence's segments where the connector wants that and it can be done without
 * loss. Otherwise they stay separate recordings, with the reason on the import. Answers whether one was made.
 */
export async function join(work: Work, rows: FileRow[]): Promise<boolean> {
  await finishMarking(work, rows);
  const plan = planJoin(rows, work.policy.joinSegments);
  if (plan.action === 'none') return false;
  if (plan.action === 'separate') {
    await staySeparate(work, plan.reason);
    return false;
  }
  const [first] = plan.rows;
  if (first === undefined || plan.rows.length + plan.copies.length < 2) return false;
  const { mime, extension } = JOINED[first.kind === 'audio' ? 'audio' : 'video'];
  const segments: PlacedSegment[] = plan.rows.map((row) => ({
    key: row.segmentKey ?? '',
    startedAt: isoOf(row.startedAtMs ?? 0),
    offsetSeconds: 0,
    durationSeconds: row.durationSeconds ?? 0,
  }));
  const { row: made, spoolPath } = await rowFor(work, {
    key: `made:${first.kind}:${segments[0]?.key ?? ''}`,
    kind: first.kind,
    extension,
    mime,
    segments,
  });
  const bytes = plan.rows.reduce((sum, row) => sum + (row.sizeBytes ?? 0), 0);
  await work.library.accepts({ mime, extension, sizeBytes: bytes });
  work.checkpoint();
  await work.ledger.patch({
    step: storeStep(message('step.join-segments', { count: plan.rows.length })),
  });
  crashPoint('during-join');
  const result = await joinFiles(work.media, {
    paths: plan.rows.map((row) => work.spool.pathOf(row.spoolName ?? '')),
    output: spoolPath,
    ffmpeg: work.ffmpeg,
    reencode: work.policy.reencode,
    signal: work.signal,
  });
  if (result.outcome === 'separate') {
    await work.files.drop(made);
    await staySeparate(work, result.said);
    return false;
  }
  const inspection = await work.media.inspect(spoolPath, first.kind, { signal: work.signal });
  if (inspection.outcome === 'refused') {
    throw new ConnectorError('retry-later', message('media.join-again', { what: inspection.said }), {
      code: 'joined-file-refused',
    });
  }
  crashPoint('after-join');
  await work.files.patch(made, {
    status: 'verified',
    sizeBytes: result.sizeBytes,
    bytesDone: result.sizeBytes,
    sha256: result.sha256,
    durationSeconds: result.durationSeconds,
    mime,
    problem: null,
    segmentCount: 1,
    segments: segments.map((segment, index) => ({
      ...segment,
      offsetSeconds: result.offsetsSeconds[index] ?? 0,
    })),
  });
  for (const row of [...plan.rows, ...plan.copies]) await work.files.patch(row, { status: 'used' });
  await work.ledger.patch({ joinNote: null });
  await work.log.add(
    'info',
    'joined',
    message(result.reencoded ? 'log.joined-encoded' : 'log.joined', {
      title: work.ledger.row.title ?? '',
      count: plan.rows.length,
      joiner: result.joiner,
    }),
    work.ledger.row.id,
  );
  return true;
}

/** After a crash between writing down the joined file and marking its segments: marks them as used. */
async function finishMarking(work: Work, rows: FileRow[]): Promise<void> {
  const joined = joinedFile(rows);
  if (joined === undefined || joined.status === 'waiting') return;
  const keys = new Set(joined.segments?.map(({ key }) => key));
  const mains = mainFiles(rows);
  const hashes = new Set(mains.filter((row) => keys.has(row.segmentKey ?? '')).map(({ sha256 }) => sha256));
  for (const row of mains) {
    const isInIt = keys.has(row.segmentKey ?? '') || (row.sha256 !== null && hashes.has(row.sha256));
    if (row.status === 'verified' && isInIt) await work.files.patch(row, { status: 'used' });
  }
}

async function staySeparate(work: Work, reason: MessageOrText): Promise<void> {
  const joinNote = storeMessage(reason);
  if (work.ledger.row.joinNote !== joinNote) {
    await work.log.add(
      'warning',
      'not-joined',
      message('log.not-joined', { title: work.ledger.row.title ?? '', why: reason }),
      work.ledger.row.id,
    );
  }
  await work.ledger.patch({ joinNote });
}
