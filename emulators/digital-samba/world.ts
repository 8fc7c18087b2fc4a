import { createHash } from 'node:crypto';
import { contentOf, type Content, type ContentInput } from '../kit/content';

export type SambaStatus = 'AWAITING_START' | 'IN_PROGRESS' | 'PENDING_CONVERSION' | 'READY';

export interface RoomInput {
  id?: string;
  description?: string;
  friendlyUrl?: string;
  externalId?: string;
  privacy?: 'public' | 'private';
}
export interface Room extends Required<Omit<RoomInput, 'externalId'>> {
  externalId: string | null;
  isDeleted: boolean;
  createdAtMs: number;
}

export interface Said {
  by: string;
  text: string;
  /** ISO. */
  from: string;
  to: string;
}
export interface Written {
  by: string;
  text: string;
  at: string;
  /** In a breakout room. */
  breakout?: boolean;
}
export interface SessionInput {
  id?: string;
  roomId: string;
  startedAt: string;
  /** Absent: still going on. */
  endedAt?: string;
  said?: Said[];
  written?: Written[];
  polls?: { question: string; options: { text: string; votes: number }[] }[];
  /** Made at the first call that asks for it, ready some calls later. */
  summary?: string;
  participants?: { name: string; externalId?: string; joinedAt: string; leftAt?: string }[];
}
export interface Session extends Required<Omit<SessionInput, 'endedAt' | 'summary' | 'startedAt'>> {
  startedAtMs: number;
  endedAtMs?: number;
  summary?: string;
  /** Calls for the summary so far. */
  summaryAsked: number;
  /** False: transcribed, but the text is not made yet. */
  transcriptReady: boolean;
}

export interface RecordingInput extends ContentInput {
  id?: string;
  roomId: string;
  /** Null: without a session. */
  sessionId: string | null;
  startedAt: string;
  durationSeconds?: number;
  name?: string;
  status?: SambaStatus;
  startedBy?: string;
  /** Milliseconds of the recording. */
  bookmarks?: { title: string; atMs: number }[];
}
export interface Recording {
  id: string;
  roomId: string;
  sessionId: string | null;
  startedAtMs: number;
  durationSeconds: number;
  name: string;
  status: SambaStatus;
  startedBy: string;
  bookmarks: { title: string; atMs: number }[];
  isArchived: boolean;
  content: Content;
}

export interface Webhook {
  id: string;
  endpoint: string;
  authorization_header: string;
  name: string;
  events: string[];
  created_at: string;
  updated_at: string;
}

const VIDEO: ContentInput = { fixture: 'speaker-320x180-part1.mp4' };

/** The data of the emulated team. Ids are the same at every start, in the order of adding. */
export function createWorld(clock: () => number) {
  let made = 0;
  const uuid = (what: string): string =>
    createHash('sha256')
      .update(`${what}:${(made += 1)}`)
      .digest('hex')
      .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
  const rooms = new Map<string, Room>();
  const sessions = new Map<string, Session>();
  const recordings = new Map<string, Recording>();
  const webhooks = new Map<string, Webhook>();

  return {
    uuid,
    rooms,
    sessions,
    recordings,
    webhooks,
    room: (idOrUrl: string): Room | undefined =>
      rooms.get(idOrUrl) ?? [...rooms.values()].find(({ friendlyUrl }) => friendlyUrl === idOrUrl),

    addRoom(input: RoomInput = {}): Room {
      const id = input.id ?? uuid('room');
      const room: Room = {
        id,
        description: input.description ?? 'Weekly lecture',
        friendlyUrl: input.friendlyUrl ?? `room-${id.slice(0, 8)}`,
        externalId: input.externalId ?? null,
        privacy: input.privacy ?? 'private',
        isDeleted: false,
        createdAtMs: clock(),
      };
      rooms.set(id, room);
      return room;
    },

    addSession(input: SessionInput): Session {
      const session: Session = {
        id: input.id ?? uuid('session'),
        roomId: input.roomId,
        startedAtMs: Date.parse(input.startedAt),
        ...(input.endedAt === undefined ? {} : { endedAtMs: Date.parse(input.endedAt) }),
        ...(input.summary === undefined ? {} : { summary: input.summary }),
        said: input.said ?? [],
        written: input.written ?? [],
        polls: input.polls ?? [],
        participants: input.participants ?? [],
        summaryAsked: 0,
        transcriptReady: true,
      };
      sessions.set(session.id, session);
      return session;
    },

    addRecording(input: RecordingInput): Recording {
      const id = input.id ?? uuid('recording');
      const startedAtMs = Date.parse(input.startedAt);
      const isSaid =
        input.sizeBytes !== undefined || input.fixture !== undefined || input.content !== undefined;
      const recording: Recording = {
        id,
        roomId: input.roomId,
        sessionId: input.sessionId,
        startedAtMs,
        durationSeconds: input.durationSeconds ?? 4,
        name: input.name ?? `Recording ${new Date(startedAtMs).toISOString().slice(0, 16).replace('T', ' ')}`,
        status: input.status ?? 'READY',
        startedBy: input.startedBy ?? 'Ada Winter',
        bookmarks: input.bookmarks ?? [],
        isArchived: false,
        content: contentOf(isSaid ? input : VIDEO, id),
      };
      recordings.set(id, recording);
      return recording;
    },

    clear(): void {
      for (const map of [rooms, sessions, recordings, webhooks]) map.clear();
      made = 0;
    },
  };
}
export type World = ReturnType<typeof createWorld>;
