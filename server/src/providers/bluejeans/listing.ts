import { grouped } from '../../domain/grouped';
import type { Host, Occurrence } from '../../domain/recording';
import { reportEntries, textIn } from '../entries';
import type { ListsRecordings, ReportUnread, Window } from '../provider';
import { mergeParts, ofHost, unlessUnread } from '../unread';
import { jeansClient, type JeansClient } from './client';
import { NAME } from './errors';
import { hostOf, occurrenceIdOf, occurrenceOf, sourceOf, type WholeRecording } from './mapper';
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

async function hostsToList(
  account: Account,
  hosts: HostResolution,
  signal: AbortSignal,
  report: ReportUnread | undefined,
): Promise<Host[]> {
  const list: Host[] = hosts.limit === 'hosts' ? hosts.hosts : [];
  if (hosts.limit === 'none') {
    const onBad = reportEntries(report, {
      provider: NAME,
      nameIn: ['email', 'username', 'id'],
      partOf: () => ({ kind: 'account' }),
    });
    for await (const page of jeansClient(account).users(signal, onBad)) list.push(...page.map(hostOf));
  }
  for (const host of list) memoryOf(account).hosts.set(host.id, host);
  return list;
}

/** A recording names no host. Its host is the user in whose list it is. */
async function hostById(account: Account, userId: string, signal: AbortSignal): Promise<Host> {
  const { hosts } = memoryOf(account);
  if (!hosts.has(userId)) await hostsToList(account, { limit: 'none' }, signal, () => undefined);
  return hosts.get(userId) ?? { id: userId };
}

async function* occurrencesOf(
  account: Account,
  host: Host,
  window: Window,
  signal: AbortSignal,
  report: ReportUnread | undefined,
): AsyncGenerator<Occurrence[]> {
  const client = jeansClient(account);
  const fromMs = Date.parse(window.from) - REACH_MS;
  const toMs = Date.parse(window.to) + REACH_MS;
  // The recordings of a meeting can be on two pages, so all pages of a user are read first.
  const inReach: JeansRecording[] = [];
  const waiting = new Set<string>();
  const onBad = reportEntries(report, {
    provider: NAME,
    nameIn: ['recordingName', 'meetingGuid', 'recordingEntityId'],
    partOf(entry) {
      const guid = textIn(entry, ['meetingGuid']);
      if (guid === undefined) return ofHost(host).part;
      waiting.add(guid);
      return { kind: 'occurrence', id: occurrenceIdOf(host.id, guid) };
    },
  });
  for await (const page of client.recordings(host.id, signal, onBad)) {
    for (const recording of page) {
      if (newestMs(recording) < fromMs || (recording.created ?? 0) >= toMs) continue;
      inReach.push(recording);
    }
    // Newest first, so everything after a page of too old ones is older still.
    if (page.length > 0 && page.every((recording) => newestMs(recording) < fromMs)) break;
  }
  for (const [guid, recordings] of grouped(inReach, ({ meetingGuid }) => meetingGuid)) {
    // A meeting of which a part can't be read waits for it.
    if (waiting.has(guid)) continue;
    const id = occurrenceIdOf(host.id, guid);
    const wholes = await unlessUnread(
      () => readChapters(client, host.id, recordings, false, signal),
      undefined,
      { part: { kind: 'occurrence', id }, name: recordings[0]?.recordingName || guid },
      signal,
      report,
    );
    if (wholes !== undefined) yield [occurrenceOf(wholes, host)];
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

  async tryHost(account, host, signal) {
    const pages = jeansClient(account).recordings(host.id, signal, () => undefined);
    await pages.next();
    await pages.return(undefined);
  },

  async *listWindow(account, window, hosts, signal, report) {
    const list = await hostsToList(account, hosts, signal, report);
    yield* mergeParts(
      list,
      USERS_AT_ONCE,
      ofHost,
      (host, stop) => occurrencesOf(account, host, window, stop, report),
      signal,
      report,
    );
  },

  async readOccurrence(account, occurrenceId, signal) {
    const wholes = await readMeeting(account, occurrenceId, signal);
    if (wholes.length === 0) return { outcome: 'gone' };
    const host = await hostById(account, sourceOf(occurrenceId).userId, signal);
    return { outcome: 'found', occurrence: occurrenceOf(wholes, host) };
  },
};
