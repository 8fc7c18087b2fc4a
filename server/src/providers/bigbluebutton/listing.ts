import { mergePages } from '../merge-pages';
import type { ListsRecordings } from '../provider';
import { bbbClient } from './client';
import { readSettings } from './descriptor';
import { mediaOf, occurrenceOf, startMsOf, stateOf } from './mapper';
import type { BbbRecording } from './schemas';
import type { Account } from '../account';

/** Recordings per yielded page. */
const PAGE = 50;
/** Recordings whose captions are read at the same time. The rate limit slows them further. */
const ASKED_AT_ONCE = 4;

async function read(account: Account, recording: BbbRecording, signal: AbortSignal) {
  const settings = readSettings(account);
  const hasMedia =
    stateOf(recording) === 'published' && mediaOf(recording, settings.viewPreference).length > 0;
  const tracks =
    settings.captions && hasMedia ? await bbbClient(account).textTracks(recording.recordID, signal) : [];
  return occurrenceOf(recording, tracks, settings, account.clock());
}

export const listsRecordings: ListsRecordings = {
  // The server has no filter by time. It always lists everything.
  maxWindowDays: 36_500,

  async *listWindow(account, window, hosts, signal) {
    // BigBlueButton names no hosts, so nothing fits a limit to hosts.
    if (hosts.limit === 'hosts') return;
    const fromMs = Date.parse(window.from);
    const toMs = Date.parse(window.to);
    const recordings = await bbbClient(account).recordings(
      (startMs) => startMs === undefined || (startMs >= fromMs && startMs < toMs),
      signal,
    );
    recordings.sort((a, b) => (startMsOf(a) ?? 0) - (startMsOf(b) ?? 0));
    for (let at = 0; at < recordings.length; at += PAGE) {
      const page: Awaited<ReturnType<typeof read>>[] = [];
      const pieces = mergePages(
        recordings.slice(at, at + PAGE),
        ASKED_AT_ONCE,
        async function* (recording, stop) {
          yield [await read(account, recording, stop)];
        },
        signal,
      );
      for await (const piece of pieces) page.push(...piece);
      yield page;
      signal.throwIfAborted();
    }
  },

  async readOccurrence(account, occurrenceId, signal) {
    const recording = await bbbClient(account).recording(occurrenceId, signal);
    if (recording === undefined || stateOf(recording) === 'deleted') return { outcome: 'gone' };
    return { outcome: 'found', occurrence: await read(account, recording, signal) };
  },
};
