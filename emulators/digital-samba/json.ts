import type { Recording, Room, Session, World } from './world';

/** The data in Digital Samba's format, with its three formats of times. */

/** Of recordings, rooms and webhooks. */
export const plainTime = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
/** Of the list of sessions and of the chat. */
export const fineTime = (ms: number): string => new Date(ms).toISOString().replace(/(\.\d{3})Z$/, '$1000Z');
/** Of lists of participants. */
export const spacedTime = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');

export const teamJson = (teamId: string) => ({
  id: teamId,
  owner_id: 'fc16892a-556b-4c2d-a522-82e6b3e884cc',
  domain: 'winter-school',
  is_locked: false,
  language: 'en',
  recordings_enabled: true,
  e2ee_enabled: false,
});

export const roomJson = (room: Room) => ({
  id: room.id,
  description: room.description,
  friendly_url: room.friendlyUrl,
  privacy: room.privacy,
  external_id: room.externalId,
  room_url: `https://winter-school.digitalsamba.com/${room.friendlyUrl}`,
  max_participants: 100,
  recordings_enabled: true,
  created_at: plainTime(room.createdAtMs),
  updated_at: plainTime(room.createdAtMs),
});

/** `short` leaves out what the published example of the list leaves out. */
export function recordingJson(recording: Recording, world: World, form: 'short' | 'full') {
  const room = world.rooms.get(recording.roomId);
  const at = plainTime(recording.startedAtMs);
  return {
    id: recording.id,
    name: recording.name,
    ...(form === 'full' ? { duration: recording.status === 'READY' ? recording.durationSeconds : 0 } : {}),
    status: recording.status,
    room_id: recording.roomId,
    external_room_id: room?.externalId ?? '',
    friendly_url: room?.friendlyUrl ?? '',
    privacy: room?.privacy ?? 'private',
    ...(form === 'full' ? { room_is_deleted: room?.isDeleted ?? true, session_id: recording.sessionId } : {}),
    participant_id: '67910145-8e65-4e39-b66e-13c6c0bb9d57',
    participant_name: recording.startedBy,
    participant_external_id: 'EXTID65',
    created_at: at,
    updated_at: at,
  };
}

const isLive = (session: Session): boolean => session.endedAtMs === undefined;

export function listedSession(session: Session, world: World) {
  const room = world.rooms.get(session.roomId);
  return {
    id: session.id,
    start_time: fineTime(session.startedAtMs),
    ...(session.endedAtMs === undefined ? {} : { end_time: fineTime(session.endedAtMs) }),
    room_id: session.roomId,
    room_external_id: room?.externalId ?? '',
    description: room?.description ?? '',
    friendly_url: room?.friendlyUrl ?? '',
    room_is_deleted: room?.isDeleted ?? true,
    ...(isLive(session) ? { participants_live: session.participants.length } : {}),
    participants_total: session.participants.length,
    participants_max: session.participants.length,
    live: isLive(session),
  };
}

const minutesBetween = (fromMs: number, toMs: number): number => Math.ceil((toMs - fromMs) / 60_000);

/** One session is told by statistics, in other words than in the list. */
export function sessionStatistics(session: Session, world: World, nowMs: number) {
  const room = world.rooms.get(session.roomId);
  const minutes = minutesBetween(session.startedAtMs, session.endedAtMs ?? nowMs);
  return {
    room_id: session.roomId,
    room_external_id: room?.externalId ?? '',
    room_description: room?.description ?? '',
    room_friendly_url: room?.friendlyUrl ?? '',
    room_privacy: room?.privacy ?? 'private',
    room_source: 'api',
    room_max_participants: 100,
    room_is_deleted: room?.isDeleted ?? true,
    session_id: session.id,
    session_duration: minutes,
    session_live: isLive(session),
    session_start_time: plainTime(session.startedAtMs),
    ...(session.endedAtMs === undefined ? {} : { session_end_time: plainTime(session.endedAtMs) }),
    participation_minutes: minutes * session.participants.length,
    transcription_minutes: session.said.length > 0 ? minutes : 0,
    recorded_minutes: minutes,
    public_chat_posts: session.written.length,
    polls: session.polls.length,
  };
}

export const participantsJson = (session: Session, world: World) =>
  session.participants.map(({ name, externalId, joinedAt, leftAt }, index) => ({
    id: `f06e6600-9424-4dc0-8e7d-${String(index).padStart(12, '0')}`,
    external_id: externalId ?? '',
    session_id: session.id,
    room_id: session.roomId,
    room_external_id: world.rooms.get(session.roomId)?.externalId ?? '',
    room_is_deleted: world.rooms.get(session.roomId)?.isDeleted ?? true,
    name,
    role: index === 0 ? 'moderator' : 'attendee',
    friendly_url: world.rooms.get(session.roomId)?.friendlyUrl ?? '',
    join_time: spacedTime(Date.parse(joinedAt)),
    ...(leftAt === undefined ? {} : { leave_time: spacedTime(Date.parse(leftAt)) }),
    live: leftAt === undefined && isLive(session),
  }));

export const utterancesJson = (session: Session) =>
  session.said.map(({ by, text, from, to }) => ({
    participant_id: 'f06e6600-9424-4dc0-8e7d-a968df2c983d',
    participant_name: by,
    transcript: text,
    start_time: plainTime(Date.parse(from)),
    end_time: plainTime(Date.parse(to)),
  }));

export const messagesJson = (session: Session) =>
  session.written.map(({ by, text, at, breakout }, index) => ({
    id: `3d8a123d-1a65-4b8b-a1d7-${String(index).padStart(12, '0')}`,
    ...(breakout ? { breakout_id: '79e54583-3aad-4023-a2fa-968125e6c816' } : {}),
    message: text,
    participant_id: '5e54e7e0-2639-4307-aafa-9eb957e20c2d',
    external_participant_id: '#123',
    participant_name: by,
    created_at: fineTime(Date.parse(at)),
  }));

export const bookmarksJson = (recording: Recording) =>
  recording.bookmarks.map(({ title, atMs }, index) => ({
    id: `f576c287-cad2-4377-a8c9-${String(index).padStart(12, '0')}`,
    bookmark: title,
    time: atMs,
    session_id: recording.sessionId ?? '',
    participant_id: '7b0761e2-77aa-4659-80d8-6792b07c730e',
    created_at: plainTime(recording.startedAtMs + atMs),
  }));

export const EVENT_NAMES = [
  'participant_joined',
  'participant_left',
  'session_started',
  'session_ended',
  'session_summary_ready',
  'session_transcript_ready',
  'recording_started',
  'recording_stopped',
  'recording_ready',
  'recording_deleted',
  'room_deleted',
  'room_locked',
];
