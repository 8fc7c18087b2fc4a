import { grouped } from '../../domain/grouped';
import type { Host, Occurrence } from '../../domain/recording';
import { mergePages } from '../merge-pages';
import type { ListsRecordings, Window } from '../provider';
import { jeansClient, type JeansClient } from './client';
import { hostOf, occurrenceOf, sourceOf, type WholeRecording } from './mapper';
import { memoryOf } from './memory';
import type { JeansRecording } from './schemas';
import type { HostResolution } from '../../domain/policy';
import type { Account } from '../account';
import { DAY_MS } from '../../domain/instant';

const USERS_AT_ONCE = 4;
/** The list is sorted by the start of the meeting. The recording's own times can be later. */
const REACH_MS = 2 * DAY_MS;

export const newestMs = ({ created, lastRecordingDate }: JeansRecording): number =>
  Math.max(created ?? 0, lastRecordingDate ?? 0);

async function hostsToList(account: Account, hosts: HostResolution, signal: AbortSignal): Promise<Host[]> {
  const list: Host[] = hosts.limit === 'hosts' ? hosts.hosts : [];
  if (hosts.limit === 'none') {
    for await (const page of jeansClient(account).users(signal)) list.push(...page.map(hostOf));
  }
  for (const host of list) memoryOf(account).hosts.set(host.id, host);
  return list;
}

/** A recording names no host. Its host is the user in whose list it is. */
async function hostById(account: Account, userId: string, signal: AbortSignal): Promise<Host> {
  const { hosts } = memoryOf(account);
  if (!hosts.has(userId)) await hostsToList(account, { limit: 'none' }, signal);
  return hosts.get(userId) ?? { id: userId };
}

async function* occurrencesOf(
  account: Account,
  host: Host,
  window: Window,
  signal: AbortSignal,
): AsyncGenerator<Occurrence[]> {
  const client = jeansClient(account);
  const fromMs = Date.parse(window.from) - REACH_MS;
  const toMs = Date.parse(window.to) + REACH_MS;
  // The recordings of a meeting can be on two pages, so all pages of a user are read first.
  const inReach: JeansRecording[] = [];
  for await (const page of client.recordings(host.id, signal)) {
    for (const recording of page) {
      if (newestMs(recording) < fromMs || (recording.created ?? 0) >= toMs) continue;
      inReach.push(recording);
    }
    // Newest first, so everything after a page of too old ones is older still.
    if (page.every((recording) => newestMs(recording) < fromMs)) break;
  }
  for (const recordings of grouped(inReach, ({ meetingGuid }) => meetingGuid).values()) {
    yield [occurrenceOf(await readChapters(client, host.id, recordings, false, signal), host)];
  }
}

async function readChapters(
  client: JeansClient,
  userId: string,
  recordings: readonly JeansRecording[],
  fresh: boolean,
  signal: AbortSignal,
): Promise<WholeRecording[]> {
  const wholes: WholeRecording[] = [];
  for (const recording of recordings) {
    wholes.push({ recording, chapters: await client.chapters(userId, recording, fresh, signal) });
  }
  return wholes;
}

/** All recordings of one meeting, read again with their chapters. */
export async function readMeeting(
  account: Account,
  occurrenceId: string,
  signal: AbortSignal,
): Promise<WholeRecording[]> {
  const { userId, meetingGuid } = sourceOf(occurrenceId);
  const client = jeansClient(account);
  const recordings = await client.recordingsOfMeeting(userId, meetingGuid, signal);
  return await readChapters(client, userId, recordings, true, signal);
}

export const listsRecordings: ListsRecordings = {
  // The list has no filter by date, so fewer windows are better.
  maxWindowDays: 3_650,

  async resolveHosts(account, emails, signal) {
    const hosts = new Map<string, Host>();
    const unknown: string[] = [];
    for (const email of emails) {
      const user = await jeansClient(account).userByEmail(email, signal);
      if (user === undefined) unknown.push(email);
      else hosts.set(String(user.id), hostOf({ ...user, email: user.email || email }));
    }
    return { hosts: [...hosts.values()], unknown };
  },

  async *listWindow(account, window, hosts, signal) {
    const list = await hostsToList(account, hosts, signal);
    yield* mergePages(
      list,
      USERS_AT_ONCE,
      (host, stop) => occurrencesOf(account, host, window, stop),
      signal,
    );
  },

  async readOccurrence(account, occurrenceId, signal) {
    const wholes = await readMeeting(account, occurrenceId, signal);
    if (wholes.length === 0) return { outcome: 'gone' };
    const host = await hostById(account, sourceOf(occurrenceId).userId, signal);
    return { outcome: 'found', occurrence: occurrenceOf(wholes, host) };
  },
};
