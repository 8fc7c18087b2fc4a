import { ConnectorError } from '../../domain/errors';
import type { Host, Occurrence } from '../../domain/recording';
import { mergePages } from '../merge-pages';
import type { ListsRecordings, OccurrenceReading, Window } from '../provider';
import { graphClient } from './client';
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
type Found = { ownerId: string; isOwn: boolean } & ({ meetingId: string } | { joinUrl: string });

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

  async *listWindow(account, window, hosts, signal) {
    const owners = await ownersOf(account, hosts, signal);
    yield* mergePages(
      owners,
      OWNERS_AT_ONCE,
      (owner, stop) => ofOwner(account, owner, window, hosts, stop),
      signal,
    );
  },

  async readOccurrence(account, occurrenceId, signal): Promise<OccurrenceReading> {
    const call = parseOccurrenceId(occurrenceId);
    if (call === undefined) return { outcome: 'gone' };
    const client = graphClient(account);
    const reading = await client.meeting(call.ownerId, call.meetingId, signal);
    if (reading.outcome === 'gone') return reading;
    const occurrences = await ofMeeting(account, reading.meeting, call.ownerId, signal);
    const occurrence = occurrences.find(({ id }) => id === occurrenceId);
    return occurrence === undefined ? { outcome: 'gone' } : { outcome: 'found', occurrence };
  },
};

/** The people whose calendars are read: all organisers, or only the person who signed in. */
async function ownersOf(account: Account, hosts: HostResolution, signal: AbortSignal): Promise<Host[]> {
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
  for await (const users of client.users(signal)) {
    // Guests can't organise meetings in this tenant.
    owners.push(...users.filter(({ userType }) => userType !== 'Guest').map(hostOf));
  }
  for (const owner of owners) memoryOf(account).hosts.set(owner.id, owner);
  return owners;
}

async function* ofOwner(
  account: Account,
  owner: Host,
  window: Window,
  hosts: HostResolution,
  signal: AbortSignal,
): AsyncGenerator<Occurrence[]> {
  const found = new Map<string, Found>();
  // The calendar comes first, because Graph's own list lacks recordings of meetings without transcription.
  for await (const one of inCalendar(account, owner, window, signal)) {
    found.set('joinUrl' in one ? one.joinUrl : one.meetingId, one);
  }
  const read = new Set<string>();
  yield* mergePages(
    found.values(),
    MEETINGS_AT_ONCE,
    (one, stop) => ofFound(account, one, hosts, read, stop),
    signal,
  );
  // Recordings of meetings that were moved, deleted or held without a calendar event.
  const swept = new Map<string, Found>();
  for await (const page of graphClient(account).sweep(owner.id, window, signal)) {
    for (const meetingId of page.flatMap((recording: CallArtifact) => recording.meetingId || [])) {
      if (!read.has(meetingId)) swept.set(meetingId, { ownerId: owner.id, isOwn: true, meetingId });
    }
  }
  yield* mergePages(
    swept.values(),
    MEETINGS_AT_ONCE,
    (one, stop) => ofFound(account, one, hosts, read, stop),
    signal,
  );
}

async function* inCalendar(
  account: Account,
  owner: Host,
  window: Window,
  signal: AbortSignal,
): AsyncGenerator<Found> {
  const isPerson = readSettings(account).authorizationType === 'user-delegated';
  const around = {
    from: isoOf(Date.parse(window.from) - AROUND_MS),
    to: isoOf(Date.parse(window.to) + AROUND_MS),
  };
  const addressOf = (event: GraphEvent) => event.onlineMeeting?.joinUrl || event.onlineMeetingUrl;
  for await (const events of graphClient(account).events(owner.id, around, signal)) {
    for (const event of events) {
      const joinUrl = addressOf(event);
      if (!joinUrl) continue;
      // With an app, the organiser's own calendar is read anyway.
      const isOwn = event.isOrganizer === true;
      if (isOwn || isPerson) yield { ownerId: owner.id, isOwn, joinUrl };
    }
  }
}

async function* ofFound(
  account: Account,
  found: Found,
  hosts: HostResolution,
  read: Set<string>,
  signal: AbortSignal,
): AsyncGenerator<Occurrence[]> {
  const meeting = await readFound(account, found, signal);
  if (meeting === undefined || read.has(meeting.id)) return;
  read.add(meeting.id);
  const organizer = organizerOf(meeting);
  if (hosts.limit === 'hosts' && !hosts.hosts.some(({ id }) => id === (organizer?.id ?? found.ownerId)))
    return;
  yield await unlessOthers(found, () => ofMeeting(account, meeting, organizer?.id ?? found.ownerId, signal));
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

async function ofMeeting(
  account: Account,
  meeting: GraphMeeting,
  ownerId: string,
  signal: AbortSignal,
): Promise<Occurrence[]> {
  const client = graphClient(account);
  const recordings = await client.recordings(ownerId, meeting.id, signal);
  if (recordings.length === 0) return [];
  const transcripts = readSettings(account).takeTranscripts
    ? await client.transcripts(ownerId, meeting.id, signal)
    : [];
  const host = await hostById(account, ownerId, meeting, signal);
  return occurrencesOf({ ownerId, meeting, host, recordings, transcripts });
}

async function hostById(
  account: Account,
  id: string,
  meeting: GraphMeeting,
  signal: AbortSignal,
): Promise<Host | undefined> {
  const { hosts } = memoryOf(account);
  const known = hosts.get(id);
  if (known !== undefined) return known;
  const user = await graphClient(account).user(id, signal);
  const host = user === undefined ? organizerOf(meeting) : hostOf(user);
  if (host !== undefined) hosts.set(id, host);
  return host;
}
