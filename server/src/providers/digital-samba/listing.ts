import { grouped } from '../../domain/grouped';
import type { Occurrence } from '../../domain/recording';
import type { ListsRecordings, OccurrenceReading, Window } from '../provider';
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
import { keep, memoryOf } from './memory';
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
  // `undefined`, not null: the published example of the list has neither field.
  if (recording.session_id !== undefined && recording.duration !== undefined) return recording;
  const { recordings } = memoryOf(account);
  const known = isReady(recording) ? recordings.get(recording.id) : undefined;
  if (known !== undefined) return known;
  // Deleted meanwhile: what the list said is all there is. The next run no longer lists it.
  const read = (await client.recording(recording.id, signal)) ?? recording;
  const whole = { ...recording, session_id: read.session_id ?? null, duration: read.duration ?? null };
  if (isReady(whole)) keep(recordings, whole.id, whole);
  return whole;
}

/** What a session has beside its recordings. */
async function gatherFacts(
  account: Account,
  client: SambaClient,
  sessionId: string,
  signal: AbortSignal,
): Promise<SessionFacts> {
  const session = await client.session(sessionId, signal);
  if (session === undefined) return NO_FACTS;
  const isLate = hasEndedLongAgo(session, account.clock());
  const state = (isThere: boolean): TextState => (isThere ? 'ready' : isLate ? 'none' : 'pending');
  const isTranscribed = (session.transcription_minutes ?? 0) > 0;
  const transcript = isTranscribed ? state((await client.countUtterances(sessionId, signal)) > 0) : 'none';
  const asksSummary = transcript === 'ready' && !session.session_live && readSettings(account).takeSummaries;
  const summary = asksSummary ? await client.summary(sessionId, signal) : undefined;
  const facts: SessionFacts = {
    session,
    transcript,
    summary:
      summary === undefined || summary.outcome === 'none' ? 'none' : state(summary.outcome === 'ready'),
  };
  const isSettled = !session.session_live && facts.transcript !== 'pending' && facts.summary !== 'pending';
  if (isSettled) keep(memoryOf(account).sessions, sessionId, facts);
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
): Promise<Occurrence> {
  const sessionId = recordings[0]?.session_id;
  const known = sessionId && !fresh ? memoryOf(account).sessions.get(sessionId) : undefined;
  const facts = known ?? (sessionId ? await gatherFacts(account, client, sessionId, signal) : NO_FACTS);
  return occurrenceOf(recordings, facts, account.clock());
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
  const list = client.recordings(single.room_id ? { roomId: single.room_id } : 'all', signal);
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
): Promise<SambaRecording[][]> {
  const fromMs = Date.parse(window.from) - REACH_MS;
  const toMs = Date.parse(window.to) + REACH_MS;
  const inReach = new Map<string, SambaRecording>();
  // The list has no filter by date, so all of it is read.
  for await (const page of client.recordings('all', signal)) {
    for (const recording of page) {
      const atMs = Date.parse(instantOf(recording.created_at) ?? window.from);
      if (atMs >= fromMs && atMs < toMs) inReach.set(recording.id, recording);
    }
  }
  const whole: SambaRecording[] = [];
  for await (const recording of mapInTurn([...inReach.values()], (one) =>
    complete(account, client, one, signal),
  ))
    whole.push(recording);
  return [...grouped(whole, occurrenceIdOf).values()];
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

  async *listWindow(account, window, hosts, signal) {
    // Digital Samba names no hosts, so nothing fits a limit to hosts.
    if (hosts.limit === 'hosts') return;
    const client = sambaClient(account);
    const groups = await groupByOccurrence(account, client, window, signal);
    const inWindow = groups.filter((recordings) => {
      const startsAt =
        recordings.map(({ created_at }) => instantOf(created_at) ?? window.from).sort()[0] ?? '';
      const atMs = Date.parse(startsAt);
      return atMs >= Date.parse(window.from) && atMs < Date.parse(window.to);
    });
    let page: Occurrence[] = [];
    const found = mapInTurn(inWindow, (recordings) =>
      assembleOccurrence(account, client, recordings, false, signal),
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

  async readOccurrence(account, occurrenceId, signal): Promise<OccurrenceReading> {
    const client = sambaClient(account);
    const recordings = await recordingsOf(account, client, occurrenceId, signal);
    if (recordings.length === 0) return { outcome: 'gone' };
    return {
      outcome: 'found',
      occurrence: await assembleOccurrence(account, client, recordings, true, signal),
    };
  },
};
