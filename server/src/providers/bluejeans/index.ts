import type { Host, Occurrence } from '../../domain/recording';
import { mergePages } from '../merge-pages';
import type { DeletesFromCloud, ListsRecordings, Provider, Window } from '../provider';
import { checkConnection } from './check';
import { jeansClient, type JeansClient } from './client';
import { descriptor } from './descriptor';
import { NAME } from './errors';
import { openFile } from './download';
import { hostOf, isReady, occurrenceOf, sourceOf, type WholeRecording } from './mapper';
import { memoryOf } from './memory';
import type { JeansRecording } from './shapes';
import type { HostResolution } from '../../domain/policy';
import type { Account } from '../account';
import { stillWorking } from '../errors';

const USERS_AT_ONCE = 4;
/** The list is sorted by the start of the meeting. The recording's own times can be later. */
const REACH_MS = 2 * 86_400_000;
/** While a meeting may still go on, BlueJeans can add chapters to it. */
const MAY_GO_ON_MS = 6 * 3_600_000;

const newestMs = ({ created, lastRecordingDate }: JeansRecording): number =>
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
  const byGuid = new Map<string, JeansRecording[]>();
  for await (const page of client.recordings(host.id, signal)) {
    for (const recording of page) {
      if (newestMs(recording) < fromMs || (recording.created ?? 0) >= toMs) continue;
      const others = byGuid.get(recording.meetingGuid) ?? [];
      byGuid.set(recording.meetingGuid, [...others, recording]);
    }
    // Newest first, so everything after a page of too old ones is older still.
    if (page.every((recording) => newestMs(recording) < fromMs)) break;
  }
  for (const recordings of byGuid.values()) {
    yield [occurrenceOf(await whole(client, host.id, recordings, false, signal), host)];
  }
}

async function whole(
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

async function readWhole(
  account: Account,
  occurrenceId: string,
  signal: AbortSignal,
): Promise<WholeRecording[]> {
  const { userId, meetingGuid } = sourceOf(occurrenceId);
  const client = jeansClient(account);
  const recordings = await client.recordingsOfMeeting(userId, meetingGuid, signal);
  return await whole(client, userId, recordings, true, signal);
}

const listsRecordings: ListsRecordings = {
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
    const wholes = await readWhole(account, occurrenceId, signal);
    if (wholes.length === 0) return { outcome: 'gone' };
    const host = await hostById(account, sourceOf(occurrenceId).userId, signal);
    return { outcome: 'found', occurrence: occurrenceOf(wholes, host) };
  },
};

const deletesFromCloud: DeletesFromCloud = {
  async deleteOccurrence(account, occurrenceId, _mode, signal) {
    const { userId, meetingGuid } = sourceOf(occurrenceId);
    const wholes = await readWhole(account, occurrenceId, signal);
    if (wholes.length === 0) return { outcome: 'gone-already' };
    // A deletion by GUID removes all chapters, also those that were added a moment ago.
    const mayGrow = wholes.some(({ recording }) => account.clock() - newestMs(recording) < MAY_GO_ON_MS);
    const isWhole = wholes.every(({ chapters }) => chapters.length > 0 && chapters.every(isReady));
    if (mayGrow || !isWhole) throw stillWorking(NAME);
    const deleted = await jeansClient(account).deleteMeeting(userId, meetingGuid, signal);
    return { outcome: deleted ? 'deleted' : 'gone-already' };
  },
};

export const blueJeans = {
  descriptor,
  checkConnection,
  openFile,
  listsRecordings,
  deletesFromCloud,
} satisfies Provider;
