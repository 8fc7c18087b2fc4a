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
  type WordsState,
} from './mapper';
import { keep, memoryOf } from './memory';
import type { SambaRecording, SambaSession } from './shapes';
import type { Account } from '../account';

/** A session lasts a day at most (`session_length`): its recordings lie no farther apart. */
const REACH_MS = 2 * 86_400_000;
/** Words that did not come by then will not. */
const WORDS_COME_WITHIN_MS = 24 * 3_600_000;
/** Asked for at the same time. */
const AT_ONCE = 4;
/** Occurrences that are handed on together. */
const PAGE = 50;

/** As in the list, with what the list may leave out. */
async function completed(
  account: Account,
  client: SambaClient,
  recording: SambaRecording,
  signal: AbortSignal,
): Promise<SambaRecording> {
  // Left out, not null: the published example of the list has neither.
  if (recording.session_id !== undefined && recording.duration !== undefined) return recording;
  const { recordings } = memoryOf(account);
  const known = isReady(recording) ? recordings.get(recording.id) : undefined;
  if (known !== undefined) return known;
  // Gone in between: what the list said is all there is, and the next run sees it no more.
  const read = (await client.recording(recording.id, signal)) ?? recording;
  const whole = { ...recording, session_id: read.session_id ?? null, duration: read.duration ?? null };
  if (isReady(whole)) keep(recordings, whole.id, whole);
  return whole;
}

/** What there is of a session beside its recordings. */
export async function factsOf(
  account: Account,
  client: SambaClient,
  sessionId: string,
  signal: AbortSignal,
): Promise<SessionFacts> {
  const session = await client.session(sessionId, signal);
  if (session === undefined) return NO_FACTS;
  const isLate = hasEndedLongAgo(session, account.clock());
  const state = (isThere: boolean): WordsState => (isThere ? 'ready' : isLate ? 'none' : 'pending');
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
  return !live && endedAt !== undefined && nowMs - Date.parse(endedAt) > WORDS_COME_WITHIN_MS;
}

async function occurrence(
  account: Account,
  client: SambaClient,
  recordings: SambaRecording[],
  fresh: boolean,
  signal: AbortSignal,
): Promise<Occurrence> {
  const sessionId = recordings[0]?.session_id;
  const known = sessionId && !fresh ? memoryOf(account).sessions.get(sessionId) : undefined;
  const facts = known ?? (sessionId ? await factsOf(account, client, sessionId, signal) : NO_FACTS);
  return occurrenceOf(recordings, facts, account.clock());
}

/** Kept recordings of one occurrence; none when it was deleted or archived. */
export async function recordingsOf(
  account: Account,
  client: SambaClient,
  occurrenceId: string,
  signal: AbortSignal,
): Promise<SambaRecording[]> {
  const source = sourceOf(occurrenceId);
  if ('sessionId' in source) {
    return await gathered(account, client, client.recordings(source, signal), signal);
  }
  // Whether it is archived is told by the lists only.
  const single = await client.recording(source.recordingId, signal);
  if (single === undefined) return [];
  const list = client.recordings(single.room_id ? { roomId: single.room_id } : 'all', signal);
  const listed = await gathered(account, client, list, signal);
  return listed.filter(({ id }) => id === source.recordingId);
}

async function gathered(
  account: Account,
  client: SambaClient,
  pages: AsyncGenerator<SambaRecording[]>,
  signal: AbortSignal,
): Promise<SambaRecording[]> {
  const byId = new Map<string, SambaRecording>();
  for await (const page of pages) {
    for (const recording of page) byId.set(recording.id, await completed(account, client, recording, signal));
  }
  return [...byId.values()];
}

/** Every recording that can belong to a session which began in the window, by occurrence. */
async function byOccurrence(
  account: Account,
  client: SambaClient,
  window: Window,
  signal: AbortSignal,
): Promise<SambaRecording[][]> {
  const fromMs = Date.parse(window.from) - REACH_MS;
  const toMs = Date.parse(window.to) + REACH_MS;
  const inReach = new Map<string, SambaRecording>();
  // There is no filter by date: the list is read whole.
  for await (const page of client.recordings('all', signal)) {
    for (const recording of page) {
      const atMs = Date.parse(instantOf(recording.created_at) ?? window.from);
      if (atMs >= fromMs && atMs < toMs) inReach.set(recording.id, recording);
    }
  }
  const groups = new Map<string, SambaRecording[]>();
  for await (const recording of inTurn([...inReach.values()], (one) =>
    completed(account, client, one, signal),
  )) {
    const id = occurrenceIdOf(recording);
    groups.set(id, [...(groups.get(id) ?? []), recording]);
  }
  return [...groups.values()];
}

/** The results of a few calls at a time, in the order of the items. */
async function* inTurn<T, R>(items: readonly T[], use: (item: T) => Promise<R>): AsyncGenerator<R> {
  for (let at = 0; at < items.length; at += AT_ONCE) {
    yield* await Promise.all(items.slice(at, at + AT_ONCE).map(use));
  }
}

export const listsRecordings: ListsRecordings = {
  // The whole list is read for any window: the fewer the better.
  maxWindowDays: 3_650,

  async *listWindow(account, window, hosts, signal) {
    // No host has an e-mail address here: whoever is limited to some gets nothing.
    if (hosts.limit === 'hosts') return;
    const client = sambaClient(account);
    const groups = await byOccurrence(account, client, window, signal);
    const inWindow = groups.filter((recordings) => {
      const startsAt =
        recordings.map(({ created_at }) => instantOf(created_at) ?? window.from).sort()[0] ?? '';
      const atMs = Date.parse(startsAt);
      return atMs >= Date.parse(window.from) && atMs < Date.parse(window.to);
    });
    let page: Occurrence[] = [];
    const found = inTurn(inWindow, (recordings) => occurrence(account, client, recordings, false, signal));
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
    if (recordings.length === 0) return { outcome: 'gone', providerWords: 'no recording (any more)' };
    return { outcome: 'found', occurrence: await occurrence(account, client, recordings, true, signal) };
  },
};
