import type { ImportRules } from '../../../contracts/connectors';
import { composed } from '../../../contracts/foreign-text';
import { sameEmail } from '../domain/email';
import { NO_IMPORTABLE_FORMAT } from '../domain/errors';
import { keyHash } from '../domain/hash';
import type { Reason } from '../domain/reasons';
import type { Occurrence, ProviderFile, Segment } from '../domain/recording';
import { segmentsOf } from '../domain/segments';
import type { HostResolution, Rules } from '../domain/policy';
import type { Known } from '../domain/import-state';
import { isInStrapi } from '../domain/import-state';

export type Planned =
  /** New, or skipped before and wanted now. */
  | { action: 'import'; segments: Segment[] }
  /** Wanted, but the provider has not finished it. */
  | { action: 'wait'; reason: Reason }
  /** Known, and the provider now shows something else. */
  | { action: 'refresh'; segments: Segment[] }
  /** Known and unchanged: nothing is written. */
  | { action: 'keep' }
  | { action: 'skip'; reason: Reason };

/** Changes when, and only when, something that an import takes may have changed. */
export const fingerprintOf = (occurrence: Occurrence): string =>
  keyHash(
    occurrence.files
      .map((file) => `${file.key}\u0000${file.ready ? 1 : 0}\u0000${file.sizeBytes ?? ''}\u0000${file.kind}`)
      .sort()
      .join('\u0001'),
  );

function inHostLimit(occurrence: Occurrence, hosts: HostResolution): boolean {
  if (hosts.limit === 'none') return true;
  const { host } = occurrence;
  if (host === undefined) return false;
  return hosts.hosts.some(
    (allowed) =>
      allowed.id === host.id ||
      (allowed.email !== undefined && host.email !== undefined && sameEmail(allowed.email, host.email)),
  );
}

const folded = (text: string) => composed(text).toLowerCase();

function isTitleWanted(title: string, { titleContains, titleExcludes }: ImportRules): boolean {
  const has = (part: string) => folded(title).includes(folded(part));
  return (titleContains.length === 0 || titleContains.some(has)) && !titleExcludes.some(has);
}

/**
 * Seconds of recording: the longest view of each segment, all segments together. Undefined when the
 * provider does not name an end: an unknown length is not a short one.
 */
export function recordedSeconds(media: readonly ProviderFile[]): number | undefined {
  const lengths: MediaLength[] = [];
  for (const { segmentKey, startedAt, endedAt } of media) {
    if (startedAt === undefined || endedAt === undefined) return undefined;
    lengths.push({ segmentKey, seconds: (Date.parse(endedAt) - Date.parse(startedAt)) / 1000 });
  }
  return totalSeconds(lengths);
}

interface MediaLength {
  segmentKey: string;
  seconds: number;
}

/** The longest view of each segment, all segments together. Pure. */
export function totalSeconds(media: readonly MediaLength[]): number {
  const bySegment = new Map<string, number>();
  for (const { segmentKey, seconds } of media)
    bySegment.set(segmentKey, Math.max(bySegment.get(segmentKey) ?? 0, seconds));
  return [...bySegment.values()].reduce((sum, seconds) => sum + seconds, 0);
}

export const isTooShort = (
  seconds: number,
  { minDurationMinutes }: Pick<Rules, 'minDurationMinutes'>,
): boolean => minDurationMinutes !== null && seconds < minDurationMinutes * 60;

/**
 * What the rules take of one occurrence, or why they take nothing. Pure.
 * @param probedSeconds its length, where its files were here already. It counts more than what the provider says.
 */
export function wanted(
  occurrence: Occurrence,
  rules: Rules,
  probedSeconds?: number | null,
): { take: Segment[] } | { wait: Reason } | { skip: Reason } {
  if (!inHostLimit(occurrence, rules.hosts)) return { skip: 'host-not-in-limit' };
  if (rules.importSince !== null && occurrence.startedAt < rules.importSince) {
    return { skip: 'before-import-since' };
  }
  if (occurrence.leaveOut !== undefined) return { skip: occurrence.leaveOut };
  if (rules.skipConfidential && occurrence.confidential === true) return { skip: 'confidential' };
  if (!isTitleWanted(occurrence.title, rules)) return { skip: 'title-not-wanted' };
  const files = occurrence.files.filter(({ kind }) => !rules.skipKinds.includes(kind));
  const media = files.filter((file) => file.kind === 'video' || file.kind === 'audio');
  // A late transcript holds nothing back. A video that is still being made does.
  if (media.some((file) => !file.ready)) return { wait: 'not-ready' };
  if (media.length === 0) return { skip: 'nothing-to-take' };
  const seconds = probedSeconds ?? recordedSeconds(media);
  if (seconds !== undefined && isTooShort(seconds, rules)) return { skip: 'too-short' };
  const segments = segmentsOf({ ...occurrence, files }, rules.viewPreference);
  return segments.length === 0 ? { skip: 'nothing-to-take' } : { take: segments };
}

/**
 * Decides about one listed occurrence. Pure, and a second run over the same input plans nothing:
 * what was imported, skipped for the same reason, given up or deleted in Strapi is kept.
 */
export function plan(
  occurrence: Occurrence,
  fingerprint: string,
  known: Known | undefined,
  rules: Rules,
): Planned {
  // Whatever the provider shows now: only a person brings back what was deleted in Strapi.
  if (known?.status === 'removed') return { action: 'keep' };
  const unchanged = known !== undefined && known.fingerprint === fingerprint;
  // Open rows are worked on already, and a dead letter waits for a person. `pipeline.ts` applies the
  // rules again to each import that it works on.
  if (unchanged && known.status !== 'skipped') return { action: 'keep' };
  // Only its download showed that there is no file. Until the provider shows something else, it stays so.
  if (unchanged && known.reason === NO_IMPORTABLE_FORMAT) return { action: 'keep' };
  const decision = wanted(occurrence, rules, unchanged ? known.recordedSeconds : undefined);
  if ('skip' in decision) {
    if (known === undefined) return { action: 'skip', reason: decision.skip };
    // What is in Strapi stays as it is, whatever a rule says now.
    return known.status === 'skipped' || isInStrapi(known)
      ? { action: 'keep' }
      : { action: 'skip', reason: decision.skip };
  }
  if ('wait' in decision)
    return known === undefined || known.status === 'skipped'
      ? { action: 'wait', reason: decision.wait }
      : { action: 'keep' };
  if (known === undefined || known.status === 'skipped') return { action: 'import', segments: decision.take };
  return { action: 'refresh', segments: decision.take };
}
