import { contentOf, type Content, type ContentInput } from '../kit/content';

export interface UserInput {
  email: string;
  firstName?: string;
  lastName?: string;
}
export interface User extends Required<UserInput> {
  id: number;
}

export interface ChapterInput extends ContentInput {
  durationMs?: number;
  status?: 'PROCESSED' | 'PROCESSING';
}
export interface Chapter {
  /** Of the composite: names the file. */
  contentId: number;
  id: number;
  startTimeOffset: number;
  endTimeOffset: number;
  status: string;
  content: Content;
}

export interface RecordingInput {
  /** E-mail. */
  host: string;
  name: string;
  startedAt: string;
  meetingGuid?: string;
  /** Absent: one; empty: none yet. */
  chapters?: ChapterInput[];
}
export interface Recording {
  entityId: number;
  userId: number;
  name: string;
  meetingGuid: string;
  createdMs: number;
  chapters: Chapter[];
}

const VIDEO: ContentInput = { fixture: 'speaker-320x180-part1.mp4' };

/** The data of the emulated enterprise. Ids are the same at every start, in the order of adding. */
export function createWorld() {
  const users = new Map<number, User>();
  const recordings = new Map<number, Recording>();
  let made = 0;
  const next = (from: number) => from + (made += 1);
  const userByEmail = (email: string): User | undefined =>
    [...users.values()].find((user) => user.email.toLowerCase() === email.toLowerCase());

  function addChapter(recording: Recording, input: ChapterInput): Chapter {
    const start = recording.chapters.at(-1)?.endTimeOffset ?? 0;
    const contentId = next(77_000);
    const isSaid =
      input.sizeBytes !== undefined || input.fixture !== undefined || input.content !== undefined;
    const chapter: Chapter = {
      contentId,
      id: next(55_000),
      startTimeOffset: start,
      endTimeOffset: start + (input.durationMs ?? 4_000),
      status: input.status ?? 'PROCESSED',
      content: contentOf(isSaid ? input : VIDEO, String(contentId)),
    };
    recording.chapters.push(chapter);
    return chapter;
  }

  return {
    users,
    recordings,
    userByEmail,
    addChapter,
    addUser(input: UserInput): User {
      const user: User = {
        id: next(1_400_000),
        email: input.email,
        firstName: input.firstName ?? '',
        lastName: input.lastName ?? '',
      };
      users.set(user.id, user);
      return user;
    },
    addRecording(input: RecordingInput): Recording {
      const user = userByEmail(input.host);
      if (user === undefined) throw new Error(`add the user ${input.host} before a recording`);
      const entityId = next(987_000);
      const recording: Recording = {
        entityId,
        userId: user.id,
        name: input.name,
        meetingGuid:
          input.meetingGuid ??
          `111222333:${user.id}-1c55e939-6b20-427e-88cf-${String(entityId).padStart(12, '0')}`,
        createdMs: Date.parse(input.startedAt),
        chapters: [],
      };
      for (const chapter of input.chapters ?? [{}]) addChapter(recording, chapter);
      recordings.set(entityId, recording);
      return recording;
    },
    chapter(contentId: number): { recording: Recording; chapter: Chapter } | undefined {
      for (const recording of recordings.values()) {
        const chapter = recording.chapters.find((one) => one.contentId === contentId);
        if (chapter !== undefined) return { recording, chapter };
      }
      return undefined;
    },
    removeMeeting(userId: number, meetingGuid: string): boolean {
      const found = [...recordings.values()].filter(
        (one) => one.userId === userId && one.meetingGuid === meetingGuid,
      );
      for (const { entityId } of found) recordings.delete(entityId);
      return found.length > 0;
    },
  };
}
export type World = ReturnType<typeof createWorld>;
