import { createHash } from 'node:crypto';
import { contentOf, type Content, type ContentInput } from '../kit/content';
import type { Bulk } from './bulk';
import {
  fileInput,
  meetingInput,
  userInput,
  type FileInput,
  type MeetingInput,
  type UserInput,
} from './input';
import { nextStepsFile, pollFile, smartChaptersFile, summaryFile } from './words';
import { type ZoomUser, type ZoomFile, type ZoomMeeting, typeOf, uuidOf, fileIdOf } from './shapes';

/** The smallest valid JPEG. */
const TINY_JPEG = Buffer.from(
  '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA=',
  'base64',
);

/** Content of files by type, if a test gives none. The texts stay within the 3.84 seconds of the default video. */
const DEFAULT_CONTENT: Readonly<Record<string, ContentInput>> = {
  MP4: { fixture: 'speaker-320x180-part1.mp4' },
  M4A: { fixture: 'audio-only.m4a' },
  TRANSCRIPT: { fixture: 'captions.vtt' },
  CC: { fixture: 'captions.vtt' },
  CHAT: { fixture: 'chat.txt' },
  TIMELINE: { fixture: 'timeline.json' },
  CSV: { content: pollFile([{ name: 'Ada Lovelace', question: 'Shall we go on?', answer: 'Yes' }]) },
  JPG: { content: TINY_JPEG },
};

const DEFAULT_SUMMARY: Readonly<Record<string, string>> = {
  summary: summaryFile('Relays were discussed.', []),
  summary_next_steps: nextStepsFile(['Ada Lovelace: order relays']),
  summary_smart_chapters: smartChaptersFile([{ atSeconds: 0, title: 'Relays' }]),
};

const defaultContent = (view: string, fileType: string): ContentInput =>
  DEFAULT_CONTENT[fileType] ?? { content: DEFAULT_SUMMARY[view] ?? '' };
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Users, meetings and files of the emulated account. Ids depend only on the order in which things are added. */
export function createWorld(clock: () => number) {
  const users = new Map<string, ZoomUser>();
  const byUuid = new Map<string, ZoomMeeting>();
  const byRef = new Map<string, { meeting: ZoomMeeting; file: ZoomFile }>();
  const bySeries = new Map<number, ZoomMeeting[]>();
  /** Newest first. */
  const byHost = new Map<string, ZoomMeeting[]>();
  const bulks: Bulk[] = [];
  let made = 0;
  const next = (what: string): Buffer => digest(`${what}:${(made += 1)}`);

  function findUser(idOrEmail: string): ZoomUser | undefined {
    const known = users.get(idOrEmail);
    if (known) return known;
    const email = idOrEmail.toLowerCase();
    return [...users.values()].find((user) => user.email.toLowerCase() === email);
  }

  function makeFile(input: FileInput, startedAtMs: number, durationSeconds: number): ZoomFile {
    const facts = fileInput.parse(input);
    const [type, extension] = typeOf(facts.view);
    const fileType = facts.fileType ?? type;
    const generated = fileIdOf(next('file'));
    const id = facts.id === null ? undefined : (facts.id ?? generated);
    const { sizeBytes, fixture, content } = facts;
    const said = sizeBytes !== undefined || fixture !== undefined || content !== undefined;
    const source: ContentInput = said ? facts : defaultContent(facts.view, fileType);
    let ready: Content | undefined;
    return {
      ref: id ?? generated,
      ...(id === undefined ? {} : { id }),
      view: facts.view,
      fileType,
      extension: facts.extension ?? extension,
      startedAtMs,
      endedAtMs: startedAtMs + durationSeconds * 1000,
      inProgress: facts.inProgress ?? false,
      ...(facts.declaredSizeBytes === undefined ? {} : { declaredSizeBytes: facts.declaredSizeBytes }),
      ...(facts.status === null ? {} : { status: facts.status ?? 'completed' }),
      content: () => (ready ??= contentOf(source, generated)),
      ...(facts.raw === undefined ? {} : { raw: facts.raw }),
    };
  }

  function insert(meeting: ZoomMeeting): void {
    byUuid.set(meeting.uuid, meeting);
    for (const file of [...(meeting.files ?? []), ...meeting.participantAudio])
      byRef.set(file.ref, { meeting, file });
    const series = bySeries.get(meeting.id) ?? [];
    bySeries.set(
      meeting.id,
      [...series, meeting].sort((a, b) => b.startedAtMs - a.startedAtMs),
    );
    const list = byHost.get(meeting.hostId) ?? [];
    byHost.set(meeting.hostId, list);
    let low = 0;
    for (let high = list.length; low < high;) {
      const middle = (low + high) >> 1;
      if ((list[middle]?.startedAtMs ?? 0) > meeting.startedAtMs) low = middle + 1;
      else high = middle;
    }
    list.splice(low, 0, meeting);
  }

  const without = (list: ZoomMeeting[] | undefined, meeting: ZoomMeeting): ZoomMeeting[] =>
    (list ?? []).filter((one) => one !== meeting);

  /** Finds a meeting that is to be changed. A generated meeting becomes an ordinary one first. */
  function changeable(uuid: string): ZoomMeeting | undefined {
    const known = byUuid.get(uuid);
    if (known) return known;
    for (const bulk of bulks) {
      const meeting = bulk.take(uuid);
      if (!meeting) continue;
      insert(meeting);
      return meeting;
    }
    return undefined;
  }

  const isVisible = (meeting: ZoomMeeting): boolean =>
    meeting.appearsAtMs === undefined || meeting.appearsAtMs <= clock();

  return {
    users,
    byHost,
    bulks,
    findUser,
    isVisible,
    changeable,

    addUser(input: UserInput): ZoomUser {
      const facts = userInput.parse(input);
      const user: ZoomUser = {
        id: facts.id ?? next('user').toString('base64url').slice(0, 22),
        email: facts.email,
        firstName: facts.firstName ?? facts.email.split('@')[0] ?? '',
        lastName: facts.lastName ?? '',
        status: facts.status ?? 'active',
        type: facts.type ?? 2,
        timezone: facts.timezone ?? 'Europe/Berlin',
        ...(facts.raw === undefined ? {} : { raw: facts.raw }),
      };
      users.set(user.id, user);
      return user;
    },

    addMeeting(input: MeetingInput): ZoomMeeting {
      const facts = meetingInput.parse(input);
      const host = findUser(facts.hostId);
      if (!host) throw new Error(`add the user ${facts.hostId} before a meeting of it`);
      const startedAtMs = Date.parse(facts.startedAt);
      const bytes = next('meeting');
      const files = (facts.segments ?? [{}]).flatMap((segment) => {
        const start = segment.startedAt === undefined ? startedAtMs : Date.parse(segment.startedAt);
        const list: FileInput[] = segment.files ?? [{ view: 'shared_screen_with_speaker_view' }];
        return list.map((file) =>
          makeFile(
            facts.inProgress ? { ...file, inProgress: true } : file,
            start,
            segment.durationSeconds ?? 60,
          ),
        );
      });
      const meeting: ZoomMeeting = {
        uuid: facts.uuid ?? uuidOf(bytes),
        id: facts.id ?? 82_000_000_000 + bytes.readUInt32BE(16),
        hostId: host.id,
        topic: facts.topic ?? 'Weekly lecture',
        type: facts.type ?? 2,
        startedAtMs,
        timezone: facts.timezone ?? host.timezone,
        passcode: bytes.subarray(8, 32).toString('base64url'),
        ...(facts.withoutRecordingFiles ? {} : { files }),
        participantAudio: (facts.participantAudio ?? []).map((file) => makeFile(file, startedAtMs, 60)),
        ...(facts.appearsAt === undefined ? {} : { appearsAtMs: Date.parse(facts.appearsAt) }),
        ...(facts.autoDeleteDate === undefined ? {} : { autoDeleteDate: facts.autoDeleteDate }),
        ...(facts.raw === undefined ? {} : { raw: facts.raw }),
      };
      if (byUuid.has(meeting.uuid)) throw new Error(`there is a meeting ${meeting.uuid} already`);
      insert(meeting);
      return meeting;
    },

    /** Finds a meeting by uuid. A numeric id finds the latest meeting of the series that still has a recording. */
    findMeeting(idOrUuid: string): ZoomMeeting | undefined {
      if (/^\d+$/.test(idOrUuid)) {
        const series = bySeries.get(Number(idOrUuid))?.filter(isVisible) ?? [];
        return (
          series.find((meeting) => meeting.trashedAtMs === undefined) ??
          series[0] ??
          bulks.map((bulk) => bulk.bySeries(Number(idOrUuid))).find((meeting) => meeting !== undefined)
        );
      }
      const known = byUuid.get(idOrUuid);
      if (known) return isVisible(known) ? known : undefined;
      return bulks.map((bulk) => bulk.byUuid(idOrUuid)).find((meeting) => meeting !== undefined);
    },

    findFile(ref: string): { meeting: ZoomMeeting; file: ZoomFile } | undefined {
      return byRef.get(ref) ?? bulks.map((bulk) => bulk.byRef(ref)).find((found) => found !== undefined);
    },

    /** Adds a file that Zoom makes later than the others, such as a transcript. */
    addFile(meeting: ZoomMeeting, input: FileInput, startedAtMs: number, durationSeconds: number): ZoomFile {
      const file = makeFile(input, startedAtMs, durationSeconds);
      meeting.files = [...(meeting.files ?? []), file];
      byRef.set(file.ref, { meeting, file });
      return file;
    },

    /** Replaces the content of a file, which keeps its id. */
    replaceFile(ref: string, input: ContentInput): void {
      const owner = this.findFile(ref)?.meeting.uuid;
      if (owner !== undefined) changeable(owner);
      const found = byRef.get(ref);
      if (!found) throw new Error(`no file ${ref}`);
      const content = contentOf(input, `${ref}:${(made += 1)}`);
      found.file.content = () => content;
      found.file.replacedAtMs = clock();
    },

    /** Deletes a meeting permanently. */
    remove(meeting: ZoomMeeting): void {
      byUuid.delete(meeting.uuid);
      for (const file of [...(meeting.files ?? []), ...meeting.participantAudio]) byRef.delete(file.ref);
      bySeries.set(meeting.id, without(bySeries.get(meeting.id), meeting));
      byHost.set(meeting.hostId, without(byHost.get(meeting.hostId), meeting));
    },
    removeFile(meeting: ZoomMeeting, file: ZoomFile): void {
      byRef.delete(file.ref);
      meeting.files = meeting.files?.filter((one) => one !== file);
    },

    clear(): void {
      for (const map of [users, byUuid, byRef, bySeries, byHost]) map.clear();
      bulks.length = 0;
      made = 0;
    },
  };
}
export type World = ReturnType<typeof createWorld>;
