import { open } from 'node:fs/promises';
import { message } from '../../../contracts/messages/catalogue';
import { ConnectorError } from '../domain/errors';
import { asConnectorError } from '../domain/unexpected';
import { hashFile } from '../media/spool';
import { rowFor } from './made-files';
import type { RecordingPart } from './parts';
import type { FileRow, Work } from './work';

const LONGEST_MS = 60_000;
/** Many recordings begin with black or empty frames. */
const atSeconds = (durationSeconds: number) => Math.min(5, durationSeconds * 0.1);

/** Whether a picture of this part's video is wanted and can be made. */
export const wantsPoster = ({ ffmpeg, policy }: Pick<Work, 'ffmpeg' | 'policy'>, { main }: RecordingPart) =>
  ffmpeg !== undefined && policy.posters && main.kind === 'video' && main.status === 'verified';

/**
 * Makes a picture of the video for lists and players where there is an ffmpeg. It replaces the
 * provider's thumbnail. An import never fails because of a picture.
 */
export async function makePoster(work: Work, part: RecordingPart, rows: readonly FileRow[]): Promise<void> {
  const { main } = part;
  if (work.ffmpeg === undefined || main.spoolName === null || !wantsPoster(work, part)) return;
  const { row, spoolPath } = await rowFor(work, {
    key: `made:thumbnail:${part.segments[0]?.key ?? ''}`,
    kind: 'thumbnail',
    extension: 'jpg',
    mime: 'image/jpeg',
    segments: part.segments,
  });
  if (row.status !== 'waiting') return;
  try {
    await work.library.accepts({ mime: 'image/jpeg', extension: 'jpg', sizeBytes: undefined });
    await work.media.ffmpeg(
      {
        ffmpeg: work.ffmpeg,
        output: spoolPath,
        does: {
          type: 'picture',
          path: work.spool.pathOf(main.spoolName),
          atSeconds: atSeconds(main.durationSeconds ?? 0),
        },
      },
      { timeoutMs: LONGEST_MS, signal: work.signal },
    );
    const handle = await open(spoolPath, 'r+');
    await handle.sync().finally(() => handle.close());
    const { sha256, sizeBytes } = await hashFile(spoolPath);
    const inspection = await work.media.inspect(spoolPath, 'thumbnail', { signal: work.signal });
    if (inspection.outcome === 'refused')
      throw new ConnectorError('bad-bytes', inspection.said, { code: 'no-picture' });
    await work.files.patch(row, {
      status: 'verified',
      sizeBytes,
      bytesDone: sizeBytes,
      sha256,
      mime: 'image/jpeg',
    });
  } catch (error) {
    work.signal.throwIfAborted();
    await work.spool.removeAllOf(row.id, work.ledger.lease.fence);
    await work.files.drop(row);
    const why = asConnectorError(error).said;
    await work.log.add(
      'info',
      'no-poster',
      message('log.no-poster', { title: work.ledger.row.title ?? '', why }),
      work.ledger.row.id,
    );
    return;
  }
  for (const other of rows) {
    const isTheirs = other.origin === 'provider' && other.kind === 'thumbnail' && other.status === 'verified';
    if (isTheirs && part.segments.some(({ key }) => key === other.segmentKey))
      await work.files.patch(other, { status: 'used' });
  }
}
