import { message } from '../../../contracts/messages/catalogue';
import type { MessageOrText } from '../../../contracts/messages/message';
import { english } from '../../../contracts/messages/say';
import { storeMessage } from '../../../contracts/messages/stored';
import { crashPoint } from '../crash-point';
import { ConnectorError } from '../domain/errors';
import type { PlacedSegment } from '../domain/recording';
import { join as joinFiles } from '../media/join/join';
import { rowFor } from './made-files';
import { joinedFile, mainFiles } from './parts';
import type { FileRow, Work } from './work';
import { isoOf } from '../domain/instant';

/** What providers round, and what a recorder needs to stop. */
const OVERLAP_TOLERANCE_SECONDS = 2;

/** What a joined file is. */
const JOINED = {
  video: { mime: 'video/mp4', extension: 'mp4' },
  audio: { mime: 'audio/mp4', extension: 'm4a' },
} as const;

export type JoinPlan =
  /** Nothing to join: not wished, one segment, or done before. */
  | { action: 'none' }
  /** `copies` are segments whose bytes are those of one that is joined already. */
  | { action: 'join'; rows: FileRow[]; copies: FileRow[] }
  /** They stay separate recordings; `reason` is a sentence for editors. */
  | { action: 'separate'; reason: string };

/**
 * Which segments of an occurrence become one file, in which order. Pure.
 * Later segments of a meeting that was imported before stay apart: what is stored stays as it is.
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
    return { action: 'separate', reason: 'Some segments have a picture and others only sound.' };
  }
  for (const [index, row] of rest.entries()) {
    const seconds = row.durationSeconds ?? 0;
    if (seconds <= 0) return { action: 'separate', reason: `Segment ${index + 1} has no length.` };
    const next = rest[index + 1];
    if (next === undefined) continue;
    const overlap = (row.startedAtMs ?? 0) / 1000 + seconds - (next.startedAtMs ?? 0) / 1000;
    if (overlap > OVERLAP_TOLERANCE_SECONDS) {
      return {
        action: 'separate',
        reason: `Segment ${index + 2} begins ${Math.round(overlap)} s before segment ${index + 1} ends.`,
      };
    }
  }
  return { action: 'join', rows: rest, copies };
}

/**
 * Makes one video of an occurrence's segments where the connector wishes it and it can be done
 * without loss; else they stay separate recordings, with the reason on the import.
 */
export async function join(work: Work, rows: FileRow[]): Promise<void> {
  await finishMarking(work, rows);
  const plan = planJoin(rows, work.policy.joinSegments);
  if (plan.action === 'none') return;
  if (plan.action === 'separate') {
    await staySeparate(work, plan.reason);
    return;
  }
  const [first] = plan.rows;
  if (first === undefined || plan.rows.length + plan.copies.length < 2) return;
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
  await work.ledger.patch({ step: `Joining ${plan.rows.length} segments` });
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
    return;
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
    `${work.ledger.row.title ?? ''}: ${plan.rows.length} segments joined${result.reencoded ? ' and encoded anew' : ' without loss'} (${result.joiner})`,
    work.ledger.row.id,
  );
}

/** A crash after the joined file was written down and before its segments were: they are in it. */
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
      `${work.ledger.row.title ?? ''}: the segments stay separate recordings. ${english(reason)}`,
      work.ledger.row.id,
    );
  }
  await work.ledger.patch({ joinNote });
}
