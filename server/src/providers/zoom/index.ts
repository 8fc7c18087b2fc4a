import { addDays, isoOf, MINUTE_MS, utcDay } from '../../domain/instant';
import type { Host, Occurrence } from '../../domain/recording';
import { reportEntries, textIn } from '../entries';
import type { DeletesFromCloud, ListsRecordings, Provider, ReportUnread, Window } from '../provider';
import { mergeParts, ofHost } from '../unread';
import { checkConnection } from './check';
import { zoomClient } from './client';
import { descriptor } from './descriptor';
import { openFile } from './download';
import { hostOf, occurrenceOf } from './mapper';
import { memoryOf } from './memory';
import { textFormats } from './text-formats';
import { receivesWebhooks } from './webhook';
import type { HostResolution } from '../../domain/policy';
import type { Account } from '../account';

/** Users whose recordings are listed at the same time. Zoom's rate limits slow them down further. */
const USERS_AT_ONCE = 6;
/** How long the users of the account are kept in memory, to name hosts. */
const HOSTS_LIVE_MS = 10 * MINUTE_MS;

async function* allHosts(
  account: Account,
  signal: AbortSignal,
  report: ReportUnread | undefined,
): AsyncGenerator<Host> {
  const onBad = reportEntries(report, {
    provider: 'Zoom',
    nameIn: ['email', 'display_name', 'id'],
    partOf: () => ({ kind: 'account' }),
  });
  for await (const users of zoomClient(account).users(signal, onBad))
    yield* users.flatMap((user) => hostOf(user) ?? []);
}

/** Everybody who may have recorded, read before any listing, because Zoom's page tokens expire after 15 minutes. */
async function hostsToList(
  account: Account,
  hosts: HostResolution,
  signal: AbortSignal,
  report: ReportUnread | undefined,
): Promise<Host[]> {
  const memory = memoryOf(account);
  const list: Host[] = hosts.limit === 'hosts' ? hosts.hosts : [];
  if (hosts.limit === 'none') for await (const host of allHosts(account, signal, report)) list.push(host);
  for (const host of list) memory.hosts.set(host.id, host);
  if (hosts.limit === 'none') memory.hostsCompleteAtMs = account.clock();
  return list;
}

/** The host of a meeting that was read alone. Zoom gives only the ID of the host there. */
async function hostById(
  account: Account,
  id: string | undefined,
  signal: AbortSignal,
): Promise<Host | undefined> {
  if (id === undefined) return undefined;
  const memory = memoryOf(account);
  const known = memory.hosts.get(id);
  const readAtMs = memory.hostsCompleteAtMs;
  if (known !== undefined) return known;
  if (readAtMs === undefined || account.clock() - readAtMs > HOSTS_LIVE_MS) {
    // Whoever can't be read is named by the listing.
    await hostsToList(account, { limit: 'none' }, signal, () => undefined);
  }
  return memory.hosts.get(id) ?? { id };
}

const listsRecordings: ListsRecordings = {
  // With the day that is added below, this stays within Zoom's month except in February. Whenever Zoom
  // moves the beginning of a range, `client.ts` requests the rest.
  maxWindowDays: 29,

  async resolveHosts(account, emails, signal) {
    const users = await Promise.all(
      emails.map(async (email) => ({ email, user: await zoomClient(account).user(email, signal) })),
    );
    const hosts = new Map<string, Host>();
    const unknown: string[] = [];
    for (const { email, user } of users) {
      const host = user && hostOf({ ...user, email: user.email || email });
      if (host === undefined) unknown.push(email);
      else hosts.set(host.id, host);
    }
    return { hosts: [...hosts.values()], unknown };
  },

  async tryHost(account, host, signal) {
    const today = utcDay(isoOf(account.clock()));
    const pages = zoomClient(account).recordings(host.id, addDays(today, -1), today, signal, () => undefined);
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
    const reading = await zoomClient(account).meeting(occurrenceId, signal);
    if (reading.outcome === 'gone') return reading;
    const host = await hostById(account, reading.meeting.host_id ?? undefined, signal);
    return { outcome: 'found', occurrence: occurrenceOf(reading.meeting, host) };
  },
};

async function* occurrencesOf(
  account: Account,
  host: Host,
  window: Window,
  signal: AbortSignal,
  report: ReportUnread | undefined,
): AsyncGenerator<Occurrence[]> {
  const { hosts } = memoryOf(account);
  const onBad = reportEntries(report, {
    provider: 'Zoom',
    nameIn: ['topic', 'id', 'uuid'],
    partOf(entry) {
      const uuid = textIn(entry, ['uuid']);
      return uuid === undefined ? { kind: 'host', host } : { kind: 'occurrence', id: uuid };
    },
  });
  const from = utcDay(window.from);
  // Zoom doesn't document whether the last day is included, so one more day is requested.
  const to = addDays(utcDay(window.to), 1);
  for await (const meetings of zoomClient(account).recordings(host.id, from, to, signal, onBad)) {
    yield meetings.map((meeting) => {
      const heldBy = meeting.host_id;
      return occurrenceOf(
        meeting,
        !heldBy || heldBy === host.id ? host : (hosts.get(heldBy) ?? { id: heldBy }),
      );
    });
  }
}

const deletesFromCloud: DeletesFromCloud = {
  trashKeptDays: 30,

  async deleteOccurrence(account, { id }, mode, signal) {
    const action = mode === 'trash' ? 'trash' : 'delete';
    const deleted = await zoomClient(account).deleteRecordings(id, action, signal);
    return { outcome: deleted ? 'deleted' : 'gone-already' };
  },

  async recoverOccurrence(account, occurrenceId, signal) {
    const recovered = await zoomClient(account).recoverRecordings(occurrenceId, signal);
    return { outcome: recovered ? 'recovered' : 'gone' };
  },
};

export const zoom = {
  descriptor,
  checkConnection,
  openFile,
  listsRecordings,
  receivesWebhooks,
  deletesFromCloud,
  textFormats,
} satisfies Provider;
