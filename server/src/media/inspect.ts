import type { FileKind } from '../domain/recording';
import type { Inspection } from './operations';
import { probeFile } from './probe';
import { vetFile } from './vet';
import { refused } from './vet/refusal';

const MIME_WITHOUT_PROBE = {
  text: 'text/plain',
  vtt: 'text/vtt',
  image: 'application/octet-stream',
} as const;

/** For rounding, and for a last frame without a duration. */
const CLAIM_TOLERANCE_SECONDS = 2;
const CLAIM_TOLERANCE_SHARE = 0.02;

/**
 * Vets a file and, only when it passed, probes it.
 * @throws only when the file can't be read.
 */
export async function inspectFile(path: string, kind: FileKind): Promise<Inspection> {
  const verdict = await vetFile(path, kind);
  if (verdict.outcome === 'refused') return verdict;
  const { container, sizeBytes, endProven, samples } = verdict;
  if (container === 'text' || container === 'vtt' || container === 'image') {
    return {
      outcome: 'whole',
      container,
      mime: MIME_WITHOUT_PROBE[container],
      sizeBytes,
      endProven,
      durationSeconds: null,
      claimedDurationSeconds: null,
      tracks: [],
    };
  }
  const probe = await probeFile(path);
  if (probe.outcome === 'unreadable') {
    return refused('unreadable', probe.detail);
  }
  const { mime, durationSeconds, claimedDurationSeconds, tracks } = probe;
  // In MP4 both values come from one table. In formats that are written piece by piece, a difference
  // means that the end is missing.
  const least = (claimedDurationSeconds ?? 0) * (1 - CLAIM_TOLERANCE_SHARE) - CLAIM_TOLERANCE_SECONDS;
  if (container !== 'mp4' && durationSeconds < least) {
    return refused(
      'cut-off',
      `${claimedDurationSeconds?.toFixed(1)} seconds announced, ${durationSeconds.toFixed(1)} in the file`,
    );
  }
  return {
    outcome: 'whole',
    container,
    mime,
    sizeBytes,
    endProven,
    durationSeconds,
    claimedDurationSeconds,
    ...(samples === undefined ? {} : { sampleCount: samples.sampleCount }),
    tracks,
  };
}
