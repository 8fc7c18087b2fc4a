import { parseInstant } from '../../domain/instant';
import { grouped } from '../../domain/grouped';
import type { Host, IsoInstant, Occurrence, ProviderFile } from '../../domain/recording';
import { segmentKeyAt } from '../../domain/segments';
import type { CallArtifact, GraphMeeting, GraphUser } from './schemas';

/** Pure: Microsoft's shapes in, the plugin's types out. No link and no token. */

/**
 * An occurrence is one call of one meeting. A meeting that is held again, like each one of a series, has a
 * different call ID. A segment is what was recorded between start and stop within a call.
 */
export interface CallId {
  /** Object id of the organiser. */
  ownerId: string;
  meetingId: string;
  callId: string;
}

/** Occurs in none of the three parts, which are GUIDs and base64. */
const BETWEEN = '|';

export const occurrenceIdOf = ({ ownerId, meetingId, callId }: CallId): string =>
  [ownerId, meetingId, callId].join(BETWEEN);

export function parseOccurrenceId(id: string): CallId | undefined {
  const [ownerId, meetingId, callId, ...more] = id.split(BETWEEN);
  return ownerId && meetingId && callId && more.length === 0 ? { ownerId, meetingId, callId } : undefined;
}

/** The key says whether it is a recording or a transcript, because each has its own call. */
export const fileKeyOf = (kind: 'recordings' | 'transcripts', id: string): string => `${kind}/${id}`;

export function parseFileKey(key: string): { kind: 'recordings' | 'transcripts'; id: string } | undefined {
  const match = /^(recordings|transcripts)\/(.+)$/s.exec(key);
  if (match === null) return undefined;
  return { kind: match[1] === 'recordings' ? 'recordings' : 'transcripts', id: match[2] ?? '' };
}

const isAddress = (text: string | null | undefined): text is string => Boolean(text?.includes('@'));

export function hostOf(user: GraphUser): Host {
  const email = [user.mail, user.userPrincipalName].find(isAddress);
  return {
    id: user.id,
    ...(email === undefined ? {} : { email }),
    ...(user.displayName ? { name: user.displayName } : {}),
  };
}

/** For organisers of other organisations, only the meeting has their data. */
export function organizerOf(meeting: GraphMeeting): Host | undefined {
  const organizer = meeting.participants?.organizer;
  const id = organizer?.identity?.user?.id;
  if (!id) return undefined;
  const name = organizer.identity?.user?.displayName;
  return {
    id,
    ...(isAddress(organizer.upn) ? { email: organizer.upn } : {}),
    ...(name ? { name } : {}),
  };
}

const instantOf = (value: string | null | undefined): IsoInstant | undefined =>
  value ? parseInstant(value) : undefined;

/** A recording without a call ID, which the schema allows, is an occurrence of its own. */
const callOf = (artifact: CallArtifact): string => artifact.callId || artifact.id;

/**
 * The calls of a meeting that have a recording. Recordings come in any order and possibly twice. A
 * transcript belongs to the recording with the same content, otherwise to the one that was running when it
 * started. A transcript of a call without recordings is ignored.
 */
export function occurrencesOf(facts: {
  ownerId: string;
  meeting: GraphMeeting;
  host: Host | undefined;
  recordings: readonly CallArtifact[];
  transcripts: readonly CallArtifact[];
}): Occurrence[] {
  const { ownerId, meeting, host } = facts;
  const placed = unique(facts.recordings).filter(
    (recording) => instantOf(recording.createdDateTime) !== undefined,
  );
  const calls = grouped(placed, callOf);
  const transcripts = unique(facts.transcripts);
  const ofCall = grouped(transcripts, ({ callId }) => callId || undefined);
  const ofContent = grouped(ofCall.get(undefined) ?? [], ({ contentCorrelationId }) => contentCorrelationId);
  return [...calls].map(([callId, recordings]): Occurrence => {
    const videos = recordings.map((recording) => videoOf(recording)).sort(byStart);
    /** The recording with the same content. */
    const byContent = new Map<string, CallArtifact>();
    for (const recording of [...recordings].reverse())
      if (recording.contentCorrelationId) byContent.set(recording.contentCorrelationId, recording);
    const spokenIn = ({ contentCorrelationId }: CallArtifact) => byContent.get(contentCorrelationId ?? '');
    const starts = videos.map(({ segmentKey }) => segmentKey);
    const words = [
      ...(ofCall.get(callId) ?? []),
      ...[...byContent.keys()].flatMap((content) => ofContent.get(content) ?? []),
    ].map((transcript) => transcriptOf(transcript, spokenIn(transcript), starts));
    return {
      id: occurrenceIdOf({ ownerId, meetingId: meeting.id, callId }),
      ...(recordings.every((one) => one.callId) ? {} : { guessedId: true as const }),
      title: meeting.subject ?? '',
      startedAt: videos[0]?.segmentKey ?? '',
      ...(host === undefined ? {} : { host }),
      files: [...videos, ...words.sort(byStart)],
    };
  });
}

const byStart = (a: ProviderFile, b: ProviderFile): number =>
  `${a.segmentKey} ${a.key}` < `${b.segmentKey} ${b.key}` ? -1 : 1;

function unique(artifacts: readonly CallArtifact[]): CallArtifact[] {
  return [...new Map(artifacts.map((artifact) => [artifact.id, artifact])).values()];
}

/** Complete once it has an end; without one, the call is still going on. */
function videoOf(recording: CallArtifact): ProviderFile {
  const startedAt = instantOf(recording.createdDateTime) ?? '';
  const endedAt = instantOf(recording.endDateTime);
  return {
    key: fileKeyOf('recordings', recording.id),
    kind: 'video',
    view: 'recording',
    extension: 'mp4',
    startedAt,
    ...(endedAt === undefined ? {} : { endedAt }),
    ready: endedAt !== undefined,
    segmentKey: startedAt,
  };
}

function transcriptOf(
  transcript: CallArtifact,
  spoken: CallArtifact | undefined,
  starts: readonly string[],
): ProviderFile {
  const startedAt = instantOf(transcript.createdDateTime);
  const endedAt = instantOf(transcript.endDateTime);
  const [first = ''] = starts;
  const segmentKey = instantOf(spoken?.createdDateTime) ?? segmentKeyAt(starts, startedAt ?? first) ?? first;
  return {
    key: fileKeyOf('transcripts', transcript.id),
    kind: 'transcript',
    view: 'transcript',
    extension: 'vtt',
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(endedAt === undefined ? {} : { endedAt }),
    ready: true,
    segmentKey,
  };
}
