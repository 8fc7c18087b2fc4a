import { IMPORTED_KINDS } from '../../../contracts/words';
import type { Problem } from '../../../contracts/common';
import type { MessageOrText } from '../../../contracts/messages/message';
import type { Reason } from './reasons';

/**
 * The plugin's own words for what providers hold. Used everywhere, with no synonyms.
 *
 * - connector: one configured account at one provider.
 * - host: the provider's user who held the meeting.
 * - occurrence: one meeting as it took place (Zoom: meeting UUID). Never the recurring numeric id.
 * - segment: one start-to-stop stretch of recording inside an occurrence. A pause stays inside a segment.
 * - provider file: one downloadable file of an occurrence, as the provider lists it.
 * - recording: the content entry that editors see: one per occurrence when segments are joined,
 *   one per segment otherwise.
 * - import: our ledger row for one occurrence; import file: our ledger row for one provider file.
 * - sync run: one pass over a connector's new occurrences.
 * - watermark: the instant up to which listing is complete.
 * - signpost: the instant at which a run began; a watermark never passes it.
 * - checkpoint: progress that survives a crash.
 * - lease, heartbeat, fencing number: who may work on a row, proof of life, and the number that
 *   makes a late writer's update miss.
 * - dead letter: an import that gave up, kept with its reason; redrive: trying it again by hand.
 */

/** Names a text file's, a picture's or a video's part in an occurrence. */
export const FILE_KINDS = IMPORTED_KINDS;
export type FileKind = (typeof FILE_KINDS)[number];

/** UTC instant as ISO 8601 with `Z`, e.g. `2026-02-10T16:36:00Z`. Parsed once, at the mapper. */
export type IsoInstant = string;

/** A host as the provider's own authenticated user data names it. */
export interface Host {
  /** The provider's user id. */
  id: string;
  /** As given by the provider; compare with `sameEmail` only. Absent when the provider gives none. */
  email?: string;
  name?: string;
}

/**
 * One downloadable file of an occurrence. Holds no link and no token: a fresh link is asked for at
 * each attempt through `Provider.openFile`.
 */
export interface ProviderFile {
  /** Stable within the occurrence; the provider's file id, or a composite where it gives none. */
  key: string;
  kind: FileKind;
  /** The provider's name of the view or type, e.g. `shared_screen_with_speaker_view`. */
  view: string;
  /** Lower case, without the dot, e.g. `mp4`. */
  extension: string;
  /** Bytes as declared by the provider; absent when it names none. Never 0 for a ready file. */
  sizeBytes?: number;
  startedAt?: IsoInstant;
  endedAt?: IsoInstant;
  /** False while the provider still records or processes it. */
  ready: boolean;
  /** Equal for all files of one start-to-stop stretch; the order of segments is its string order. */
  segmentKey: string;
  /** Instant after which the provider no longer serves the file. */
  expiresAt?: IsoInstant;
}

/** One meeting as it took place, with the files that the provider holds of it. */
export interface Occurrence {
  /** Unique within the connector; the provider's own id, any length. */
  id: string;
  /** Id of the series or room that people know, e.g. Zoom's numeric id. Display only. */
  meetingId?: string;
  title: string;
  /** Empty only on the way out of a provider's mapper: `clean-answers.ts` leaves such a meeting out. */
  startedAt: IsoInstant;
  /** IANA zone of the meeting, when known. */
  timezone?: string;
  host?: Host;
  /** Set when the provider marks the meeting as confidential. */
  confidential?: boolean;
  /** A page of the site told of it, not the provider: it is published by a person only. */
  unproven?: boolean;
  /** Why nothing of it can or shall be taken, where that is known from the provider or its settings. */
  leaveOut?: Reason;
  /**
   * A call beside the listing failed, so that texts may be missing. It is imported without them, asked for
   * again, and not deleted at the provider before it was read whole.
   */
  partlyRead?: true;
  /**
   * The provider named no session or call of it, so that its id is that of a file. When the file is known under
   * another id, it is not imported a second time.
   */
  guessedId?: true;
  /** Names of people by the ids under which text files of the provider speak of them. */
  names?: Record<string, string>;
  files: ProviderFile[];
}

/** What of an occurrence is taken, before any byte moves; see `pipeline/plan.ts`. */
export interface Segment {
  key: string;
  /** 1-based, by start instant. */
  number: number;
  startedAt: IsoInstant;
  /** The main view, or the audio file when there is no video. */
  main: ProviderFile;
  /** Chat, transcript, captions and what else is text or a picture, ready ones only. */
  extras: ProviderFile[];
}

/** A segment's place on the time line of the recording that it is in. */
export interface PlacedSegment {
  key: string;
  startedAt: IsoInstant;
  offsetSeconds: number;
  durationSeconds: number;
}

/** What became of an import at the provider (B4). */
export interface Deletion {
  /** `asked`: the request was sent, its answer is not known (yet). */
  state: 'waiting' | 'asked' | 'blocked' | 'deleted' | 'recovered';
  mode: 'trash' | 'permanent';
  /** The rule as a message, e.g. `24 hours after the import, to the trash`. */
  rule: MessageOrText;
  /** Epoch milliseconds: of the deletion or recovery; of `waiting`, before which nothing is deleted. */
  atMs?: number;
  /** Tries that did not end in a deletion. */
  tries: number;
  problem?: Problem;
}

/** Kinds that are taken beside a segment's main file. */
export const EXTRA_KINDS: readonly FileKind[] = FILE_KINDS.filter(
  (kind) => kind !== 'video' && kind !== 'audio',
);

export interface TimeMark {
  what: 'started' | 'stopped' | 'paused' | 'resumed' | 'ended';
  atMs: number;
}

/** What captions, transcript, chat and pictures add to an entry. Files are named by their document ids. */
export interface RecordingTexts {
  captions?: string;
  transcriptFile?: string;
  transcript?: string;
  chatFile?: string;
  chat?: string;
  chapters?: { startSeconds: number; title: string }[];
  summary?: string;
  polls?: string;
  poster?: string;
}

/** Fields of a recording that an import writes, and that another import renews. */
export interface RecordingFacts extends RecordingTexts {
  title: string;
  startedAt: string;
  timezone: string | null;
  durationSeconds: number | null;
  hostName: string | null;
  hostEmail: string | null;
  provider: string;
  room: string | null;
  occurrenceId: string;
  segmentNumber: number;
  segmentCount: number;
  video: string | null;
  audio: string | null;
}

/**
 * A meeting of which a part could not be read, with the files that were known of it before: what a refused call
 * would have told is not gone. Pure.
 */
export function withKnownFiles(occurrence: Occurrence, known: Occurrence): Occurrence {
  if (occurrence.partlyRead !== true) return occurrence;
  const shown = new Set(occurrence.files.map(({ key }) => key));
  const unseen = known.files.filter(({ key, ready }) => ready && !shown.has(key));
  return { ...occurrence, title: known.title || occurrence.title, files: [...occurrence.files, ...unseen] };
}
