import { createHash, createHmac, randomBytes } from 'node:crypto';
import { contentOf, type Content, type ContentInput } from '../kit/content';

export interface Person {
  /** In tokens and events. */
  id: string;
  name: string;
  email?: string;
  moderator?: boolean;
}

export interface RecordingInput extends ContentInput {
  /** Absent: the session's start. */
  startedAt?: string;
  /** Absent: 4 seconds, as long as the media that is there by default. */
  durationSeconds?: number;
  /** The person who started it. Default: the first person. */
  initiatorId?: string;
  /** In place of the emulator's own link. */
  link?: string;
}

export interface SessionInput {
  /** As people typed it, in any case and with any characters. */
  room: string;
  startedAt: string;
  people?: Person[];
  /** Absent: one. */
  recordings?: RecordingInput[];
  /** By a person, in seconds after the start of the session. */
  chat?: { by: string; atSeconds: number; text: string }[];
  /** Bytes of the transcript; its format is not published. */
  transcript?: string;
}

export interface StoredFile {
  ref: string;
  /** Below `/o/`, as object storage names it. */
  objectName: string;
  contentType: string;
  /** Created at first use. */
  content: () => Content;
  storedAtMs: number;
}

export interface JaasRecording {
  recordingSessionId: string;
  startedAtMs: number;
  endedAtMs: number;
  initiatorId?: string;
  file: StoredFile;
  /** Replaces the link that the emulator would make. */
  link?: string;
}

export interface JaasSession {
  sessionId: string;
  room: string;
  startedAtMs: number;
  endedAtMs: number;
  people: Person[];
  recordings: JaasRecording[];
  chat?: StoredFile;
  transcript?: StoredFile;
}

const NAMESPACE = 'axemulated8x8';
const REGION = 'us-phoenix-1';
/** Of the recorder's file name (Jibri). */
const LONGEST_FILE_NAME = 125;

const hex = (text: string): string => createHash('sha256').update(text).digest('hex');
const uuidOf = (text: string): string =>
  hex(text)
    .slice(0, 32)
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

const stamp = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replace(/[T:]/g, '-');

/** The recordings of 8x8, kept for one day. Ids are the same at every start. */
export function createWorld(appId: () => string, clock: () => number) {
  const sessions = new Map<string, JaasSession>();
  const files = new Map<string, StoredFile>();
  const key = randomBytes(32);
  let made = 0;

  const tokenOf = (ref: string): string => createHmac('sha256', key).update(ref).digest('base64url');

  function store(
    objectName: string,
    contentType: string,
    input: ContentInput,
    storedAtMs: number,
  ): StoredFile {
    const ref = uuidOf(`file:${(made += 1)}`);
    let ready: Content | undefined;
    const file: StoredFile = {
      ref,
      objectName,
      contentType,
      content: () => (ready ??= contentOf(input, ref)),
      storedAtMs,
    };
    files.set(ref, file);
    return file;
  }

  function record(session: JaasSession, input: RecordingInput): JaasRecording {
    const recordingSessionId = uuidOf(`recording:${(made += 1)}`);
    const startedAtMs = input.startedAt === undefined ? session.startedAtMs : Date.parse(input.startedAt);
    const endedAtMs = startedAtMs + (input.durationSeconds ?? 4) * 1000;
    const { sizeBytes, fixture, content } = input;
    const isSaid = sizeBytes !== undefined || fixture !== undefined || content !== undefined;
    const name = `${session.room}_${stamp(startedAtMs)}`.slice(0, LONGEST_FILE_NAME);
    const initiatorId = input.initiatorId ?? session.people[0]?.id;
    const recording: JaasRecording = {
      recordingSessionId,
      startedAtMs,
      endedAtMs,
      ...(initiatorId === undefined ? {} : { initiatorId }),
      ...(input.link === undefined ? {} : { link: input.link }),
      file: store(
        `${appId()}/${recordingSessionId}/${name}.mp4`,
        'video/mp4',
        isSaid ? input : { fixture: 'speaker-320x180-part1.mp4' },
        endedAtMs,
      ),
    };
    session.recordings.push(recording);
    session.endedAtMs = Math.max(session.endedAtMs, endedAtMs);
    return recording;
  }

  return {
    sessions,
    file: (ref: string) => files.get(ref),
    record,

    addSession(input: SessionInput): JaasSession {
      const startedAtMs = Date.parse(input.startedAt);
      const session: JaasSession = {
        sessionId: uuidOf(`session:${(made += 1)}`),
        room: input.room,
        startedAtMs,
        endedAtMs: startedAtMs,
        people: input.people ?? [],
        recordings: [],
      };
      for (const recording of input.recordings ?? [{}]) record(session, recording);
      const { chat, transcript } = input;
      if (chat !== undefined) {
        const text = JSON.stringify({
          roomAddress: addressOf(appId(), input.room),
          meetingFqn: `${appId()}/${input.room}`,
          sessionId: session.sessionId,
          timestamp: session.endedAtMs,
          messageType: 'CHAT',
          messages: chat.map(({ by, atSeconds, text: content }) => ({
            jid: jidOf(session, by),
            content,
            timestamp: startedAtMs + atSeconds * 1000,
          })),
        });
        const name = `${appId()}/${session.sessionId}/chat.json`;
        session.chat = store(name, 'application/json', { content: text }, session.endedAtMs);
      }
      if (transcript !== undefined) {
        const name = `${appId()}/${session.sessionId}/transcript`;
        session.transcript = store(name, 'text/plain', { content: transcript }, session.endedAtMs);
      }
      sessions.set(session.sessionId, session);
      return session;
    },

    /** Path of the link: the secret is in it, as in a pre-authenticated request of Oracle's storage. */
    pathOf: ({ ref, objectName }: StoredFile): string =>
      `/p/${tokenOf(ref)}.${ref}/n/${NAMESPACE}/b/vpaas-recordings-prod-8x8-${REGION}/o/${objectName
        .split('/')
        .map(encodeURIComponent)
        .join('/')}`,

    /** The file of a link, while it is kept; undefined for all else. */
    fileOf(path: string, keptMs: number): StoredFile | undefined {
      const [, token = '', ref = ''] = /^\/p\/([\w-]+)\.([\w-]+)\/n\/[^/]+\/b\/[^/]+\/o\//.exec(path) ?? [];
      const file = files.get(ref);
      return file !== undefined && token === tokenOf(ref) && clock() < file.storedAtMs + keptMs
        ? file
        : undefined;
    },
    /** A mark in every link, to search for leaks. */
    linkMark: `/n/${NAMESPACE}/b/`,

    clear() {
      sessions.clear();
      files.clear();
      made = 0;
    },
  };
}
export type World = ReturnType<typeof createWorld>;

/** Of a room, as a conference. */
export const addressOf = (appId: string, room: string): string =>
  `${encodeURIComponent(room.toLowerCase())}@conference.${appId}.8x8.vc`;

/** The full address of a person in a session, which the chat uses as the sender. */
export const jidOf = ({ sessionId }: Pick<JaasSession, 'sessionId'>, personId: string): string => {
  const id = hex(`${sessionId}:${personId}`);
  return `${id.slice(0, 8)}-${id.slice(8, 12)}@8x8.vc/${id.slice(12, 20)}`;
};
