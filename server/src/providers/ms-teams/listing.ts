import { ConnectorError } from '../../domain/errors';
import type { Host, Occurrence } from '../../domain/recording';
import { reportEntries, textIn, unreadableEntry, type OnBadEntry } from '../entries';
import { keep } from '../keep';
import { mergePages } from '../merge-pages';
import type { ListsRecordings, OccurrenceReading, ReportUnread, Window } from '../provider';
import { mergeParts, ofHost, ofPart } from '../unread';
import { graphClient, NO_MEETING } from './client';
import { readSettings } from './descriptor';
import { memoryOf } from './memory';
import { hostOf, occurrencesOf, organizerOf, parseOccurrenceId } from './mapper';
import type { CallArtifact, GraphEvent, GraphMeeting } from './schemas';
import type { HostResolution } from '../../domain/policy';
import type { Account } from '../account';
import { DAY_MS, isoOf } from '../../domain/instant';

const OWNERS_AT_ONCE = 3;
const MEETINGS_AT_ONCE = 3;
/** People also meet before and after the time in the calendar. */
const AROUND_MS = DAY_MS;

/** A meeting that is not read yet: its ID, or only the address to join it. */
type Found = { ownerId: string; isOwn: boolean; subject?: string } & (
  { meetingId: string } | { joinUrl: string }
);

export const listsRecordings: ListsRecordings = {
  maxWindowDays: 30,

  async resolveHosts(account, emails, signal) {
    const client = graphClient(account);
    const users = await Promise.all(
      emails.map(async (email) => ({ email, user: await client.user(email, signal) })),
    );
    const hosts = new Map<string, Host>();
    for (const { user } of users) if (user) hosts.set(user.id, hostOf(user));
    for (const host of hosts.values()) memoryOf(account).hosts.set(host.id, host);
    return {
      hosts: [...hosts.values()],
      unknown: users.flatMap(({ email, user }) => (user ? [] : [email])),
    };
  },

  async tryHost(account, host, signal) {
    const { authorizationType } = readSettings(account);
    // The person who signed in lists only what is their own.
    if (authorizationType === 'user-delegated') return;
    await graphClient(account).meetingByAddress(host.id, NO_MEETING, signal);
  },

  async *listWindow(account, window, hosts, signal, report) {
    const owners = await ownersOf(account, hosts, signal, report);
    yield* mergeParts(
      owners,
      OWNERS_AT_ONCE,
      ofHost,
      (owner, stop) => ofOwner({ account, owner, hosts, signal: stop, report }, window),
      signal,
      report,
    );
  },

  async readOccurrence(account, occurrenceId, signal, report): Promise<OccurrenceReading> {
    const call = parseOccurrenceId(occurrenceId);
    if (call === undefined) return { outcome: 'gone' };
    const client = graphClient(account);
    const reading = await client.meeting(call.ownerId, call.meetingId, signal);
    if (reading.outcome === 'gone') return reading;
    const host: Host = { id: call.ownerId };
    const occurrences = await ofMeeting(account, reading.meeting, host, signal, report);
    const occurrence = occurrences.find(({ id }) => id === occurrenceId);
    return occurrence === undefined ? { outcome: 'gone' } : { outcome: 'found', occurrence };
  },
};

/** The people whose calendars are read: all organisers, or only the person who signed in. */
async function ownersOf(
  account: Account,
  hosts: HostResolution,
  signal: AbortSignal,
  report: ReportUnread | undefined,
): Promise<Host[]> {
  const client = graphClient(account);
  const { authorizationType } = readSettings(account);
  if (hosts.limit === 'hosts' && hosts.hosts.length === 0) return [];
  if (authorizationType === 'user-delegated') {
    const me = hostOf(await client.me(signal));
    memoryOf(account).hosts.set(me.id, me);
    return [me];
  }
  if (hosts.limit === 'hosts') return hosts.hosts;
  const owners: Host[] = [];
  const onBad = reportEntries(report, {
    provider: 'Microsoft',
    nameIn: ['mail', 'userPrincipalName', 'displayName', 'id'],
    partOf: () => ({ kind: 'account' }),
  });
  for await (const users of client.users(signal, onBad)) {
    // Guests can't organise meetings in this tenant.
    owners.push(...users.filter(({ userType }) => userType !== 'Guest').map(hostOf));
  }
  for (const owner of owners) memoryOf(account).hosts.set(owner.id, owner);
  return owners;
}

/** The listing of one person. What can't be read of it is asked for again with the person. */
interface OfOwner {
  account: Account;
  owner: Host;
  hosts: HostResolution;
  signal: AbortSignal;
  report: ReportUnread | undefined;
}

async function* ofOwner(of: OfOwner, window: Window): AsyncGenerator<Occurrence[]> {
  const { account, owner, signal, report } = of;
  const onBad = reportEntries(report, {
    provider: 'Microsoft',
    nameIn: ['subject', 'meetingId', 'id'],
    partOf: () => ofHost(owner).part,
  });
  const found = new Map<string, Found>();
  let failed: ConnectorError | undefined;
  try {
    // The calendar comes first, because Graph's own list lacks recordings of meetings without transcription.
    for await (const one of inCalendar(of, window, onBad)) {
      found.set('joinUrl' in one ? one.joinUrl : one.meetingId, one);
    }
  } catch (error) {
    if (report === undefined) throw error;
    failed = ofPart(error, signal);
  }
  const read = new Set<string>();
  yield* ofEach(of, found.values(), read);
  // Recordings of meetings that were moved, deleted or held without a calendar event.
  const swept = new Map<string, Found>();
  try {
    const hasNone =
      readSettings(account).authorizationType === 'user-delegated' || memoryOf(account).hasNoSweep;
    if (failed !== undefined && hasNone) throw failed;
    for await (const page of graphClient(account).sweep(owner.id, window, signal, onBad)) {
      for (const { meetingId } of page)
        if (!read.has(meetingId)) swept.set(meetingId, { ownerId: owner.id, isOwn: true, meetingId });
    }
  } catch (error) {
    // Neither way to this person's meetings is open.
    if (report === undefined || failed !== undefined) throw failed ?? error;
    failed = ofPart(error, signal);
  }
  if (failed !== undefined) report?.({ ...ofHost(owner), error: failed });
  yield* ofEach(of, swept.values(), read);
}

/** Reads the meetings that were found. One that is refused is named, and the others come all the same. */
async function* ofEach(of: OfOwner, found: Iterable<Found>, read: Set<string>): AsyncGenerator<Occurrence[]> {
  const { owner, signal, report } = of;
  yield* mergePages(
    found,
    MEETINGS_AT_ONCE,
    async function* (one, stop) {
      try {
        yield* ofFound({ ...of, signal: stop }, one, read);
      } catch (error) {
        if (report === undefined) throw error;
        const { part, name } = ofHost(owner);
        report({ part, name: one.subject || name, error: ofPart(error, stop) });
      }
    },
    signal,
  );
}

async function* inCalendar(
  { account, owner, signal }: OfOwner,
  window: Window,
  onBad: OnBadEntry | undefined,
): AsyncGenerator<Found> {
  const isPerson = readSettings(account).authorizationType === 'user-delegated';
  const around = {
    from: isoOf(Date.parse(window.from) - AROUND_MS),
    to: isoOf(Date.parse(window.to) + AROUND_MS),
  };
  const addressOf = (event: GraphEvent) => event.onlineMeeting?.joinUrl || event.onlineMeetingUrl;
  for await (const events of graphClient(account).events(owner.id, around, signal, onBad)) {
    for (const event of events) {
      const joinUrl = addressOf(event);
      if (!joinUrl) continue;
      // With an app, the organiser's own calendar is read anyway.
      const isOwn = event.isOrganizer === true;
      if (isOwn || isPerson)
        yield { ownerId: owner.id, isOwn, joinUrl, ...(event.subject ? { subject: event.subject } : {}) };
    }
  }
}

async function* ofFound(
  { account, hosts, signal, report }: OfOwner,
  found: Found,
  read: Set<string>,
): AsyncGenerator<Occurrence[]> {
  const meeting = await readFound(account, found, signal);
  if (meeting === undefined || read.has(meeting.id)) return;
  read.add(meeting.id);
  const organizer = organizerOf(meeting);
  // Its organiser is a part of its id: without one it would look like another meeting.
  if (organizer === undefined && !found.isOwn)
    throw unreadableEntry('Microsoft', { fields: ['participants.organizer'] });
  const host: Host = organizer ?? { id: found.ownerId };
  if (hosts.limit === 'hosts' && !hosts.hosts.some(({ id }) => id === host.id)) return;
  yield await unlessOthers(found, () => ofMeeting(account, meeting, host, signal, report));
}

async function readFound(
  account: Account,
  found: Found,
  signal: AbortSignal,
): Promise<GraphMeeting | undefined> {
  const client = graphClient(account);
  const memory = memoryOf(account);
  const byId = async (meetingId: string) => {
    const reading = await client.meeting(found.ownerId, meetingId, signal);
    return reading.outcome === 'found' ? reading.meeting : undefined;
  };
  if ('meetingId' in found) return await byId(found.meetingId);
  const key = `${found.ownerId} ${found.joinUrl}`;
  const known = memory.meetings.get(key);
  if (known !== undefined) return await byId(known);
  const [meeting] = await unlessOthers(found, async () => {
    const one = await client.meetingByAddress(found.ownerId, found.joinUrl, signal);
    return one === undefined ? [] : [one];
  });
  if (meeting !== undefined) memory.meetings.set(key, meeting.id);
  return meeting;
}

/**
 * The person who signed in may not be allowed to see meetings of other organisers; Microsoft's pages
 * contradict each other. Such a refusal means an empty result here. For the person's own meetings it is
 * an error.
 */
async function unlessOthers<T>(found: Found, read: () => Promise<T[]>): Promise<T[]> {
  try {
    return await read();
  } catch (error) {
    if (!found.isOwn && error instanceof ConnectorError && error.status === 403) return [];
    throw error;
  }
}

/**
 * The calls of one meeting. A call of which a recording can't be read waits, and the others don't. A refused
 * transcript is reported, and the videos come without it.
 */
async function ofMeeting(
  account: Account,
  meeting: GraphMeeting,
  organizer: Host,
  signal: AbortSignal,
  report: ReportUnread | undefined,
): Promise<Occurrence[]> {
  const client = graphClient(account);
  const ownerId = organizer.id;
  const name = meeting.subject || organizer.email || organizer.name || ownerId;
  const waiting = new Set<string>();
  const onBad = reportEntries(report, {
    provider: 'Microsoft',
    nameIn: [],
    partOf(entry) {
      waiting.add(textIn(entry, ['callId']) ?? '');
      return ofHost(organizer).part;
    },
    name,
  });
  const listed = await client.recordings(ownerId, meeting.id, signal, onBad);
  const recordings = listed
    .map((one) => withKnownCall(account, one))
    .filter(({ callId }) => !waiting.has(callId ?? ''));
  if (recordings.length === 0) return [];
  const host = await hostById(account, organizer, meeting, signal);
  let refused: ConnectorError | undefined;
  const transcripts = !readSettings(account).takeTranscripts
    ? []
    : await client.transcripts(ownerId, meeting.id, signal).catch((error: unknown): CallArtifact[] => {
        if (report === undefined) throw error;
        refused = ofPart(error, signal);
        return [];
      });
  const occurrences = occurrencesOf({ ownerId, meeting, host, recordings, transcripts });
  if (refused === undefined) return occurrences;
  for (const { id } of occurrences) report?.({ part: { kind: 'texts', id }, name, error: refused });
  return occurrences.map((occurrence) => ({ ...occurrence, partlyRead: true }));
}

/** The call of a recording never changes: an answer without it would make another occurrence of the same file. */
function withKnownCall(account: Account, recording: CallArtifact): CallArtifact {
  const { calls } = memoryOf(account);
  if (recording.callId) keep(calls, recording.id, recording.callId);
  return recording.callId ? recording : { ...recording, callId: calls.get(recording.id) };
}

async function hostById(
  account: Account,
  organizer: Host,
  meeting: GraphMeeting,
  signal: AbortSignal,
): Promise<Host | undefined> {
  const { hosts } = memoryOf(account);
  const known = hosts.get(organizer.id);
  if (known !== undefined) return known;
  const told = organizerOf(meeting);
  const user = await graphClient(account)
    .user(organizer.id, signal)
    .catch((error: unknown) => {
      // The meeting names its organiser well enough when the directory doesn't.
      if (told?.email === undefined) throw error;
      ofPart(error, signal);
      return undefined;
    });
  const host = user === undefined ? told : hostOf(user);
  if (host !== undefined) hosts.set(organizer.id, host);
  return host;
}
