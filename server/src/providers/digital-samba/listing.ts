import { grouped } from '../../domain/grouped';
import type { Occurrence } from '../../domain/recording';
import type { ConnectorError } from '../../domain/errors';
import { reportEntries, textIn, unreadableEntry } from '../entries';
import { keep } from '../keep';
import type { ListsRecordings, OccurrenceReading, ReportUnread, Window } from '../provider';
import { ofPart, unlessUnread } from '../unread';
import { sambaClient, type SambaClient } from './client';
import { readSettings } from './descriptor';
import {
  instantOf,
  isReady,
  NO_FACTS,
  occurrenceIdOf,
  occurrenceOf,
  sourceOf,
  type SessionFacts,
  type TextState,
} from './mapper';
import { NAME } from './errors';
import { memoryOf } from './memory';
import type { SambaRecording, SambaSession } from './schemas';
import type { Account } from '../account';
import { DAY_MS } from '../../domain/instant';

/** A session lasts at most a day (`session_length`), so its recordings start no farther apart than this. */
const REACH_MS = 2 * DAY_MS;
/** Texts that are not there by then never come. */
const TEXTS_COME_WITHIN_MS = DAY_MS;
/** Calls at the same time. */
const AT_ONCE = 4;
/** Occurrences per yielded page. */
const PAGE = 50;

/** A listed recording, with what the list may omit. */
async function complete(
  account: Account,
  client: SambaClient,
  recording: SambaRecording,
  signal: AbortSignal,
): Promise<SambaRecording> {
  // The published example of the list has neither field. Without its session a recording is another occurrence,
  // so a list that names none is not believed.
  if (recording.session_id && recording.duration !== undefined) return recording;
  const { recordings } = memoryOf(account);
  const known = isReady(recording) ? recordings.get(recording.id) : undefined;
  if (known !== undefined) return known;
  // Deleted meanwhile: what the list said is all there is. The next run no longer lists it.
  const read = (await client.recording(recording.id, signal)) ?? recording;
  const whole = {
    ...recording,
    session_id: read.session_id || recording.session_id || null,
    duration: read.duration ?? null,
  };
  if (isReady(whole)) keep(recordings, whole.id, whole);
  return whole;
}

/** The result of a call beside the list of recordings; `undefined` when it was refused and somebody is told. */
type Beside = <T>(call: () => Promise<T>) => Promise<T | undefined>;

/** What a session has beside its recordings. */
async function gatherFacts(
  account: Account,
  client: SambaClient,
  sessionId: string,
  signal: AbortSignal,
  beside: Beside,
  isWhole: () => boolean,
): Promise<SessionFacts> {
  const session = await beside(() => client.session(sessionId, signal));
  if (session === undefined) return NO_FACTS;
  const isLate = hasEndedLongAgo(session, account.clock());
  const state = (isThere: boolean): TextState => (isThere ? 'ready' : isLate ? 'none' : 'pending');
  const isTranscribed = (session.transcription_minutes ?? 0) > 0;
  const transcript = isTranscribed
    ? state(((await beside(() => client.countUtterances(sessionId, signal))) ?? 0) > 0)
    : 'none';
  const asksSummary = transcript === 'ready' && !session.session_live && readSettings(account).takeSummaries;
  const summary = asksSummary ? await beside(() => client.summary(sessionId, signal)) : undefined;
  const facts: SessionFacts = {
    session,
    transcript,
    summary:
      summary === undefined || summary.outcome === 'none' ? 'none' : state(summary.outcome === 'ready'),
  };
  const isSettled = !session.session_live && facts.transcript !== 'pending' && facts.summary !== 'pending';
  if (isSettled && isWhole()) keep(memoryOf(account).sessions, sessionId, facts);
  return facts;
}

function hasEndedLongAgo(
  { session_end_time: end, session_live: live }: SambaSession,
  nowMs: number,
): boolean {
  const endedAt = end ? instantOf(end) : undefined;
  return !live && endedAt !== undefined && nowMs - Date.parse(endedAt) > TEXTS_COME_WITHIN_MS;
}

async function assembleOccurrence(
  account: Account,
  client: SambaClient,
  recordings: SambaRecording[],
  fresh: boolean,
  signal: AbortSignal,
  report: ReportUnread | undefined,
): Promise<Occurrence> {
  let refused: ConnectorError | undefined;
  const beside: Beside = async (call) => {
    try {
      return await call();
    } catch (error) {
      if (report === undefined) throw error;
      refused = ofPart(error, signal);
      return undefined;
    }
  };
  const isWhole = () => refused === undefined;
  const sessionId = recordings[0]?.session_id;
  const known = sessionId && !fresh ? memoryOf(account).sessions.get(sessionId) : undefined;
  const facts =
    known ?? (sessionId ? await gatherFacts(account, client, sessionId, signal, beside, isWhole) : NO_FACTS);
  const occurrence = occurrenceOf(recordings, facts, account.clock());
  if (refused === undefined) return occurrence;
  const { id, title } = occurrence;
  report?.({ part: { kind: 'texts', id }, name: title || id, error: refused });
  return { ...occurrence, partlyRead: true };
}

/** The recordings of one occurrence; none when it was deleted or archived. */
export async function recordingsOf(
  account: Account,
  client: SambaClient,
  occurrenceId: string,
  signal: AbortSignal,
): Promise<SambaRecording[]> {
  const source = sourceOf(occurrenceId);
  if ('sessionId' in source) {
    return await gather(account, client, client.recordings(source, signal), signal);
  }
  // Only the lists tell whether it is archived.
  const single = await client.recording(source.recordingId, signal);
  if (single === undefined) return [];
  const list = client.recordings(
    single.room_id ? { roomId: single.room_id } : 'all',
    signal,
    // Others in this list say nothing about this recording.
    ({ entry, fields }) => {
      const id = textIn(entry, ['id']);
      if (id === undefined || id === source.recordingId) throw unreadableEntry(NAME, { fields });
    },
  );
  const listed = await gather(account, client, list, signal);
  return listed.filter(({ id }) => id === source.recordingId);
}

async function gather(
  account: Account,
  client: SambaClient,
  pages: AsyncGenerator<SambaRecording[]>,
  signal: AbortSignal,
): Promise<SambaRecording[]> {
  const byId = new Map<string, SambaRecording>();
  for await (const page of pages) {
    for (const recording of page) byId.set(recording.id, await complete(account, client, recording, signal));
  }
  return [...byId.values()];
}

/** All recordings that can belong to a session that started in the window, by occurrence. */
async function groupByOccurrence(
  account: Account,
  client: SambaClient,
  window: Window,
  signal: AbortSignal,
  report: ReportUnread | undefined,
): Promise<SambaRecording[][]> {
  const fromMs = Date.parse(window.from) - REACH_MS;
  const toMs = Date.parse(window.to) + REACH_MS;
  const inReach = new Map<string, SambaRecording>();
  // The list has no filter by date, so all of it is read.
  const waiting = new Set<string>();
  const onBad = reportEntries(report, {
    provider: NAME,
    nameIn: ['name', 'friendly_url', 'id'],
    partOf(entry) {
      const id = textIn(entry, ['session_id']);
      if (id === undefined) return { kind: 'account' };
      waiting.add(id);
      return { kind: 'occurrence', id };
    },
  });
  for await (const page of client.recordings('all', signal, onBad)) {
    for (const recording of page) {
      const atMs = Date.parse(instantOf(recording.created_at) ?? window.from);
      if (atMs >= fromMs && atMs < toMs) inReach.set(recording.id, recording);
    }
  }
  const whole: SambaRecording[] = [];
  const completed = mapInTurn([...inReach.values()], (one) =>
    unlessUnread(
      () => complete(account, client, one, signal),
      // What the list itself says is enough, unless it doesn't say of which session it is.
      one.session_id ? one : undefined,
      { part: { kind: 'account' }, name: one.name || one.id },
      signal,
      report,
    ),
  );
  for await (const recording of completed) if (recording !== undefined) whole.push(recording);
  // A session of which a recording can't be read waits for it.
  return [...grouped(whole, occurrenceIdOf)].flatMap(([id, recordings]) =>
    waiting.has(id) ? [] : [recordings],
  );
}

/** Runs a few calls at a time. The results come in the order of the items. */
async function* mapInTurn<T, R>(items: readonly T[], use: (item: T) => Promise<R>): AsyncGenerator<R> {
  for (let at = 0; at < items.length; at += AT_ONCE) {
    yield* await Promise.all(items.slice(at, at + AT_ONCE).map(use));
  }
}

export const listsRecordings: ListsRecordings = {
  // Any window reads the whole list, so fewer windows are better.
  maxWindowDays: 3_650,

  async *listWindow(account, window, hosts, signal, report) {
    // Digital Samba names no hosts, so nothing fits a limit to hosts.
    if (hosts.limit === 'hosts') return;
    const client = sambaClient(account);
    const groups = await groupByOccurrence(account, client, window, signal, report);
    const inWindow = groups.filter((recordings) => {
      const startsAt =
        recordings.map(({ created_at }) => instantOf(created_at) ?? window.from).sort()[0] ?? '';
      const atMs = Date.parse(startsAt);
      return atMs >= Date.parse(window.from) && atMs < Date.parse(window.to);
    });
    let page: Occurrence[] = [];
    const found = mapInTurn(inWindow, (recordings) =>
      assembleOccurrence(account, client, recordings, false, signal, report),
    );
    for await (const one of found) {
      page.push(one);
      if (page.length < PAGE) continue;
      yield page;
      signal.throwIfAborted();
      page = [];
    }
    if (page.length > 0) yield page;
  },

  async readOccurrence(account, occurrenceId, signal, report): Promise<OccurrenceReading> {
    const client = sambaClient(account);
    const recordings = await recordingsOf(account, client, occurrenceId, signal);
    if (recordings.length === 0) return { outcome: 'gone' };
    return {
      outcome: 'found',
      occurrence: await assembleOccurrence(account, client, recordings, true, signal, report),
    };
  },
};
