import type { Occurrence } from '../../domain/recording';
import { reportEntries, textIn, unreadableEntry } from '../entries';
import { mergePages } from '../merge-pages';
import type { ListsRecordings, ReportUnread } from '../provider';
import { unlessUnread } from '../unread';
import { bbbClient } from './client';
import { readSettings } from './descriptor';
import { NAME } from './errors';
import { isWhole, mediaOf, occurrenceOf, startMsOf, stateOf } from './mapper';
import type { BbbRecording } from './schemas';
import type { Account } from '../account';

/** Recordings per yielded page. */
const PAGE = 50;
/** Recordings whose captions are read at the same time. The rate limit slows them further. */
const ASKED_AT_ONCE = 4;

/**
 * A recording with its captions. A format or captions that can't be read are reported, and the rest comes
 * without them.
 */
async function read(
  account: Account,
  recording: BbbRecording,
  signal: AbortSignal,
  report: ReportUnread | undefined,
): Promise<Occurrence> {
  const settings = readSettings(account);
  const { recordID: id } = recording;
  const name = recording.name || recording.meetingID || id;
  let isPart = !isWhole(recording);
  if (isPart) {
    const error = unreadableEntry(NAME, { fields: ['playback.format'] });
    if (report === undefined) throw error;
    report({ part: { kind: 'texts', id }, name, error });
  }
  const hasMedia =
    stateOf(recording) === 'published' && mediaOf(recording, settings.viewPreference).length > 0;
  const tracks =
    settings.captions && hasMedia
      ? await unlessUnread(
          () => bbbClient(account).textTracks(id, signal),
          undefined,
          { part: { kind: 'texts', id }, name },
          signal,
          report,
        )
      : [];
  isPart ||= tracks === undefined;
  const occurrence = occurrenceOf(recording, tracks ?? [], settings, account.clock());
  return isPart ? { ...occurrence, partlyRead: true } : occurrence;
}

export const listsRecordings: ListsRecordings = {
  // The server has no filter by time. It always lists everything.
  maxWindowDays: 36_500,

  async *listWindow(account, window, hosts, signal, report) {
    // BigBlueButton names no hosts, so nothing fits a limit to hosts.
    if (hosts.limit === 'hosts') return;
    const fromMs = Date.parse(window.from);
    const toMs = Date.parse(window.to);
    const onBad = reportEntries(report, {
      provider: NAME,
      nameIn: ['name', 'meetingID', 'recordID'],
      partOf(entry) {
        const id = textIn(entry, ['recordID']);
        return id === undefined ? { kind: 'account' } : { kind: 'occurrence', id };
      },
    });
    const recordings = await bbbClient(account).recordings(
      (startMs) => startMs === undefined || (startMs >= fromMs && startMs < toMs),
      signal,
      onBad,
    );
    recordings.sort((a, b) => (startMsOf(a) ?? 0) - (startMsOf(b) ?? 0));
    for (let at = 0; at < recordings.length; at += PAGE) {
      const page: Occurrence[] = [];
      const pieces = mergePages(
        recordings.slice(at, at + PAGE),
        ASKED_AT_ONCE,
        async function* (recording, stop) {
          yield [await read(account, recording, stop, report)];
        },
        signal,
      );
      for await (const piece of pieces) page.push(...piece);
      yield page;
      signal.throwIfAborted();
    }
  },

  async readOccurrence(account, occurrenceId, signal, report) {
    const recording = await bbbClient(account).recording(occurrenceId, signal);
    if (recording === undefined || stateOf(recording) === 'deleted') return { outcome: 'gone' };
    return { outcome: 'found', occurrence: await read(account, recording, signal, report) };
  },
};
