import { createHash } from 'node:crypto';
import { contentOf, type Content, type ContentInput } from '../kit/content';
import { meetingInput, userInput, type MeetingInput, type UserInput } from './input';

export interface TeamsUser {
  /** Object id. */
  id: string;
  displayName: string;
  email: string;
  upn: string;
  userType: 'Member' | 'Guest';
  hasMailbox: boolean;
  hasPolicy: boolean;
}

export interface TeamsRecording {
  id: string;
  callId: string | null;
  contentCorrelationId: string;
  createdMs: number;
  endMs?: number;
  missingFromSweep: boolean;
  content: () => Content;
  /** Id of its file in the organiser's OneDrive. */
  itemId?: string;
}

export interface TeamsTranscript {
  id: string;
  callId: string | null;
  contentCorrelationId: string;
  createdMs: number;
  endMs: number;
  content: () => Content;
}

export interface TeamsMeeting {
  id: string;
  organizerId: string;
  subject: string;
  joinUrl: string;
  startMs: number;
  endMs: number;
  attendeeIds: string[];
  /** Created without an event, so it has no recordings in Graph. */
  isInCalendar: boolean;
  eventDeleted: boolean;
  recordings: TeamsRecording[];
  transcripts: TeamsTranscript[];
}

export interface TeamsItem {
  id: string;
  ownerId: string;
  name: string;
  /** Absent where Graph names none. */
  sizeBytes?: number;
  /** Base64, as Graph gives it; absent where it gives none. */
  quickXorHash?: string;
  createdMs: number;
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
export const guidOf = (bytes: Buffer): string =>
  bytes.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

/** As live ids decode: base64 of `V2##1…##guid`, about 400 characters. */
const artifactId = (organizerId: string, tenantId: string, guid: string): string =>
  Buffer.from(`V2##1${organizerId}${tenantId}${'MSMjMCMjMCMj'.repeat(15)}##${guid}`).toString('base64');

type CallFacts = NonNullable<MeetingInput['calls']>[number];
type RecordingFacts = NonNullable<CallFacts['recordings']>[number];
const ONE_CALL: CallFacts[] = [{}];
const ONE_RECORDING: RecordingFacts[] = [{}];

/** The data of the emulated organization. Ids are the same at every start, in the order of adding. */
export function createWorld(tenantId: string) {
  const users = new Map<string, TeamsUser>();
  const meetings = new Map<string, TeamsMeeting>();
  const items = new Map<string, TeamsItem>();
  const trash = new Map<string, TeamsItem>();
  let made = 0;
  const next = (what: string): Buffer => digest(`${what}:${(made += 1)}`);

  function findUser(idOrAddress: string): TeamsUser | undefined {
    const known = users.get(idOrAddress);
    if (known) return known;
    const address = idOrAddress.toLowerCase();
    return [...users.values()].find(({ upn }) => upn.toLowerCase() === address);
  }
  const byEmail = (address: string): TeamsUser | undefined =>
    [...users.values()].find(({ email }) => email.toLowerCase() === address.toLowerCase());

  function later(input: ContentInput, seed: string): () => Content {
    let ready: Content | undefined;
    return () => (ready ??= contentOf(input, seed));
  }

  /** `<title>-YYYYMMDD_HHMMSS-Meeting Recording.mp4`, without the characters that OneDrive takes not. */
  function fileNameOf(subject: string, atMs: number): string {
    const stamp = new Date(atMs).toISOString().replace(/[-:]/g, '').replace('T', '_').slice(0, 15);
    return `${subject.replace(/["*:<>?/\\|\u0000]/g, '_')}-${stamp}-Meeting Recording.mp4`;
  }

  return {
    users,
    meetings,
    items,
    trash,
    findUser,
    byEmail,

    addUser(input: UserInput): TeamsUser {
      const facts = userInput.parse(input);
      const user: TeamsUser = {
        id: facts.id ?? guidOf(next('user')),
        displayName: facts.displayName ?? facts.email.split('@')[0] ?? '',
        email: facts.email,
        upn: facts.upn ?? facts.email,
        userType: facts.userType ?? 'Member',
        hasMailbox: facts.hasMailbox ?? true,
        hasPolicy: facts.hasPolicy ?? false,
      };
      users.set(user.id, user);
      return user;
    },

    addMeeting(input: MeetingInput): TeamsMeeting {
      const facts = meetingInput.parse(input);
      const organizer = findUser(facts.organizer) ?? byEmail(facts.organizer);
      if (!organizer) throw new Error(`add the user ${facts.organizer} before a meeting of theirs`);
      const startMs = Date.parse(facts.startedAt);
      const lengthMs = (facts.durationSeconds ?? 1_800) * 1000;
      const thread = `19:meeting_${next('meeting').toString('base64url')}@thread.v2`;
      const subject = facts.subject ?? 'Weekly lecture';
      const meeting: TeamsMeeting = {
        id: Buffer.from(`1*${organizer.id}*0**${thread}`).toString('base64'),
        organizerId: organizer.id,
        subject,
        joinUrl: `https://teams.microsoft.com/l/meetup-join/${encodeURIComponent(thread)}/0?context=${encodeURIComponent(JSON.stringify({ Tid: tenantId, Oid: organizer.id }))}`,
        startMs,
        endMs: startMs + lengthMs,
        attendeeIds: (facts.attendees ?? []).flatMap((one) => (findUser(one) ?? byEmail(one))?.id ?? []),
        isInCalendar: facts.isInCalendar ?? true,
        eventDeleted: facts.eventDeleted ?? false,
        recordings: [],
        transcripts: [],
      };
      for (const call of facts.calls ?? ONE_CALL) {
        const callId = call.callId === undefined ? guidOf(next('call')) : call.callId;
        const callStart = call.startedAt === undefined ? startMs : Date.parse(call.startedAt);
        for (const recording of call.recordings ?? ONE_RECORDING) {
          addRecording(meeting, callId, callStart, recording);
        }
      }
      meetings.set(meeting.id, meeting);
      return meeting;
    },

    remove(meetingId: string): void {
      for (const { itemId } of meetings.get(meetingId)?.recordings ?? []) if (itemId) items.delete(itemId);
      meetings.delete(meetingId);
    },

    /** What the file's deletion in OneDrive means: Graph no longer lists the recording. */
    deleteItem(id: string, mode: 'trash' | 'permanent'): boolean {
      const item = items.get(id);
      if (item === undefined) return false;
      items.delete(id);
      if (mode === 'trash') trash.set(id, item);
      for (const meeting of meetings.values()) {
        meeting.recordings = meeting.recordings.filter(({ itemId }) => itemId !== id);
      }
      return true;
    },

    addItem(ownerId: string, name: string, sizeBytes: number, createdMs: number): TeamsItem {
      const item = {
        id: `01${next('item').toString('hex').slice(0, 32).toUpperCase()}`,
        ownerId,
        name,
        sizeBytes,
        createdMs,
      };
      items.set(item.id, item);
      return item;
    },

    clear(): void {
      for (const one of [users, meetings, items, trash]) one.clear();
      made = 0;
    },
  };

  function addRecording(
    meeting: TeamsMeeting,
    callId: string | null,
    callStart: number,
    facts: RecordingFacts,
  ): void {
    const guid = guidOf(next('recording'));
    const correlation = `${guidOf(next('correlation'))}-0`;
    const createdMs = facts.startedAt === undefined ? callStart : Date.parse(facts.startedAt);
    const said = facts.sizeBytes !== undefined || facts.fixture !== undefined || facts.content !== undefined;
    const source: ContentInput = said ? facts : { fixture: 'speaker-320x180-part1.mp4' };
    const content = later(source, guid);
    const endMs = createdMs + (facts.durationSeconds ?? 4) * 1000;
    const recording: TeamsRecording = {
      id: artifactId(meeting.organizerId, tenantId, guid),
      callId,
      contentCorrelationId: correlation,
      createdMs,
      ...(facts.inProgress ? {} : { endMs }),
      missingFromSweep: facts.missingFromSweep ?? false,
      content,
    };
    if (facts.fileName !== null && !facts.inProgress) {
      const item: TeamsItem = {
        id: `01${next('item').toString('hex').slice(0, 32).toUpperCase()}`,
        ownerId: meeting.organizerId,
        name: facts.fileName ?? fileNameOf(meeting.subject, createdMs),
        sizeBytes: content().sizeBytes,
        createdMs: endMs + 120_000,
      };
      items.set(item.id, item);
      recording.itemId = item.id;
    }
    meeting.recordings.push(recording);
    if (facts.transcript === undefined) return;
    const transcriptGuid = guidOf(next('transcript'));
    meeting.transcripts.push({
      id: artifactId(meeting.organizerId, tenantId, transcriptGuid),
      callId,
      contentCorrelationId: correlation,
      createdMs,
      endMs,
      content: later(facts.transcript, transcriptGuid),
    });
  }
}
export type World = ReturnType<typeof createWorld>;
