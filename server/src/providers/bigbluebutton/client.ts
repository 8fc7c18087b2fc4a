import type { z } from 'zod';
import { message } from '../../../../contracts/messages/catalogue';
import type { Message } from '../../../../contracts/messages/message';
import { ConnectorError } from '../../domain/errors';
import type { JsonAnswer } from '../../http/types';
import type { Account } from '../account';
import { entriesOf, textIn, unreadableEntry, type OnBadEntry } from '../entries';
import { pageLoop, WANTED } from '../errors';
import { CHECKSUM_KINDS, signedCall, type ChecksumKind } from './checksum';
import { readSettings, type BbbSettings } from './descriptor';
import { NAME, NOT_THE_API, notTheApi, refusalError, TO, type Refusal } from './errors';
import { isServer } from './hosts';
import { formatsOf, isWhole, startMsOf } from './mapper';
import { memoryOf } from './memory';
import {
  bbbHead,
  bbbRecording,
  bbbVersion,
  deletionAnswer,
  hookAnswer,
  recordingsAnswer,
  tracksAnswer,
  type BbbFormat,
  type BbbRecording,
  type BbbTrack,
} from './schemas';
import { readXml } from './xml';

/** The most that a server accepts (API documentation, getRecordings). */
const PAGE_FORMATS = 100;
/** A server without pages sends everything in one answer; a recording takes 2 to 4 KB of it. */
const MOST_LIST_BYTES = 48 * 1024 * 1024;
const MOST_PAGES = 10_000;
/** If a list shrinks while it is read, an item can slip between two pages, so the list is read again. */
const READS_OF_A_SHRINKING_LIST = 3;
const LISTED_STATES = 'published,unpublished';

type Parameters = Readonly<Record<string, string>>;
type Reading = { outcome: 'success'; body: unknown; date?: string } | { outcome: 'failed'; refusal: Refusal };

/** The calls of BigBlueButton that importing needs. Each throws a `ConnectorError` for every other outcome. */
export interface BbbClient {
  /** Needs no checksum, so it shows that this is a BigBlueButton server, but nothing about the secret. */
  version(signal: AbortSignal): Promise<{ bbbVersion: string; date?: string }>;
  /** Proves the secret by a call that changes nothing. Returns the hash that the server accepted. */
  proveSecret(signal: AbortSignal): Promise<ChecksumKind>;
  /** One page, for the check of a connection. */
  somePage(signal: AbortSignal): Promise<void>;
  /**
   * All recordings that `keep` accepts, each once with all its formats. The list is complete, or it throws.
   * @param keep decides by the start in epoch ms.
   * @param onBad is told of each entry that can't be read; without it, one makes the list unreadable.
   */
  recordings(
    keep: (startMs: number | undefined) => boolean,
    signal: AbortSignal,
    onBad?: OnBadEntry,
  ): Promise<BbbRecording[]>;
  /** One recording in any state; undefined when the server says that it has none. */
  recording(recordId: string, signal: AbortSignal): Promise<BbbRecording | undefined>;
  /** WebVTT tracks; `[]` when the server says that there are none, or does not know the call. */
  textTracks(recordId: string, signal: AbortSignal): Promise<BbbTrack[]>;
  /** `false`: the server says that it has no such recording. */
  deleteRecording(recordId: string, signal: AbortSignal): Promise<boolean>;
  /** Id of the hook of the webhooks module, the same for the same address; undefined without the module. */
  createHook(
    callbackUrl: string,
    eventIds: readonly string[],
    signal: AbortSignal,
  ): Promise<string | undefined>;
  destroyHook(hookId: string, signal: AbortSignal): Promise<void>;
  /** Whether the webhooks module answers. */
  hasHooks(signal: AbortSignal): Promise<boolean>;
}

export function bbbClient(account: Account): BbbClient {
  const settings = readSettings(account);
  const secrets = [settings.apiToken];

  async function get(path: string, signal: AbortSignal, maxBytes?: number): Promise<JsonAnswer> {
    return await account.http.json({
      url: `${settings.serverUrl}${path}`,
      allowedHost: (url) => isServer(settings, url),
      rate: 'api',
      ...(maxBytes === undefined ? {} : { maxBytes }),
      signal,
    });
  }

  /** Tries each checksum that the server may accept, first the one that it accepted last. */
  async function ask(
    wanted: Message,
    call: string,
    parameters: Parameters,
    signal: AbortSignal,
    maxBytes?: number,
  ): Promise<Reading> {
    const ofHooks = call.startsWith('hooks/');
    let reading: Reading | undefined;
    for (const kind of kindsToTry(account, settings, ofHooks)) {
      const path = signedCall(call, parameters, settings.apiToken, kind);
      reading = readAnswer(wanted, await get(path, signal, maxBytes));
      if (reading.outcome === 'failed' && reading.refusal.messageKey === 'checksumError') continue;
      memoryOf(account)[ofHooks ? 'hooksChecksum' : 'checksum'] = kind;
      return reading;
    }
    if (reading === undefined) throw new TypeError('no checksum to try');
    return reading;
  }

  function bodyOf<T>(wanted: Message, reading: Reading, schema: z.ZodType<T>): T {
    if (reading.outcome === 'failed') throw refusalError(wanted, reading.refusal, secrets);
    const parsed = schema.safeParse(reading.body);
    if (parsed.success) return parsed.data;
    throw notTheApi(wanted, 200, NOT_THE_API.shape);
  }

  async function list(parameters: Parameters, signal: AbortSignal, onBad?: OnBadEntry) {
    const wanted = WANTED.listRecordings;
    const reading = await ask(wanted, 'getRecordings', parameters, signal, MOST_LIST_BYTES);
    const { recordings, pagination } = bodyOf(wanted, reading, recordingsAnswer);
    const entries = recordings?.recording ?? [];
    const unreadable = () => notTheApi(wanted, 200, NOT_THE_API.shape);
    const bad: unknown[] = [];
    const read = entriesOf(
      entries,
      bbbRecording,
      onBad &&
        ((one) => {
          bad.push(one.entry);
          onBad(one);
        }),
      unreadable,
    );
    return { recordings: read, bad, pagination };
  }

  /**
   * Reads the whole list once. Servers that store files count and page by format, so the formats of one
   * recording can be on different pages. `shrank`: a recording was removed meanwhile, so another one may
   * have moved to a page that was already read.
   */
  async function readAll(
    keep: (startMs: number | undefined) => boolean,
    signal: AbortSignal,
    onBad: OnBadEntry | undefined,
  ) {
    const kept = new Map<string, Merged>();
    const seen = new Set<string>();
    let firstTotal: number | undefined;
    for (let offset = 0, pages = 0; ; pages += 1) {
      const page = await list(
        { state: LISTED_STATES, limit: String(PAGE_FORMATS), offset: String(offset) },
        signal,
        onBad,
      );
      let newFormats = 0;
      let formats = 0;
      const note = (mark: string) => {
        formats += 1;
        if (!seen.has(mark)) newFormats += 1;
        seen.add(mark);
      };
      for (const entry of page.bad) note(JSON.stringify(entry));
      for (const recording of page.recordings) {
        const types = formatsOf(recording).map(({ type }) => type);
        for (const type of types.length === 0 ? [''] : types) note(`${recording.recordID}\u0000${type}`);
        if (keep(startMsOf(recording))) merge(kept, recording);
      }
      const total = page.pagination?.totalElements;
      firstTotal ??= total;
      if (firstTotal !== undefined && total !== undefined && total < firstTotal) {
        return { outcome: 'shrank' as const };
      }
      // Servers before 2.6 and Scalelite send everything at once, without `pagination`.
      const received = page.recordings.length + page.bad.length;
      const isUnpaged = page.pagination === undefined && received > 0;
      // A server may send fewer than it was asked for: a short page is the last when everything has come.
      const isShort = formats < PAGE_FORMATS && received < PAGE_FORMATS;
      const isEnd =
        received === 0
          ? offset + PAGE_FORMATS >= (total ?? 0)
          : isShort && total !== undefined && seen.size >= total;
      if (isUnpaged || isEnd)
        return { outcome: 'whole' as const, recordings: [...kept.values()].map(wholeOf) };
      if ((!isShort && newFormats === 0) || pages > MOST_PAGES) throw pageLoop(NAME);
      // Some servers count recordings and some formats: with the smaller number nothing is skipped.
      offset += isShort && received > 0 ? received : PAGE_FORMATS;
    }
  }

  return {
    async version(signal) {
      const answer = await get('', signal);
      const reading = readAnswer(TO.readVersion, answer);
      const { bbbVersion: version } = bodyOf(TO.readVersion, reading, bbbVersion);
      const { date } = answer.headers;
      return { bbbVersion: version ?? '', ...(date === undefined ? {} : { date }) };
    },

    async proveSecret(signal) {
      const wanted = TO.listMeetings;
      bodyOf(wanted, await ask(wanted, 'getMeetings', {}, signal), bbbHead);
      return memoryOf(account).checksum ?? 'sha256';
    },

    async somePage(signal) {
      await list({ state: LISTED_STATES, limit: '1', offset: '0' }, signal);
    },

    async recordings(keep, signal, onBad) {
      for (let reads = 0; reads < READS_OF_A_SHRINKING_LIST; reads += 1) {
        const reading = await readAll(keep, signal, onBad);
        if (reading.outcome === 'whole') return reading.recordings;
      }
      throw new ConnectorError('retry-later', message('bigbluebutton.list-moved'), { code: 'list-moved' });
    },

    async recording(recordId, signal) {
      const { recordings } = await list({ recordID: recordId, state: 'any' }, signal, ({ entry, fields }) => {
        const id = textIn(entry, ['recordID']);
        if (id === undefined || id === recordId) throw unreadableEntry(NAME, { fields });
      });
      const found = new Map<string, Merged>();
      for (const one of recordings) merge(found, one);
      // The server also returns recordings whose id begins with this one.
      const merged = found.get(recordId);
      return merged && wholeOf(merged);
    },

    async textTracks(recordId, signal) {
      const wanted = TO.listCaptions;
      const reading = await ask(wanted, 'getRecordingTextTracks', { recordID: recordId }, signal);
      if (reading.outcome === 'failed') {
        if (NO_TRACKS.has(reading.refusal.messageKey)) return [];
        const error = refusalError(wanted, reading.refusal, secrets);
        if (error.failure === 'not-authorized') throw error;
        throw new ConnectorError(
          error.failure,
          message('bigbluebutton.captions-failed', { what: error.said }),
          error,
        );
      }
      return bodyOf(wanted, reading, tracksAnswer).response.tracks ?? [];
    },

    async deleteRecording(recordId, signal) {
      const wanted = WANTED.deleteRecording;
      const reading = await ask(wanted, 'deleteRecordings', { recordID: recordId }, signal);
      if (reading.outcome === 'failed' && reading.refusal.messageKey === 'notFound') return false;
      if (bodyOf(wanted, reading, deletionAnswer).deleted) return true;
      throw new ConnectorError('needs-person', message('bigbluebutton.not-deleted'), { code: 'not-deleted' });
    },

    async createHook(callbackUrl, eventIds, signal) {
      const wanted = WANTED.subscribe;
      const parameters = { callbackURL: callbackUrl, eventID: eventIds.join(','), getRaw: 'false' };
      const reading = await ask(wanted, 'hooks/create', parameters, signal).catch(withoutModule);
      return reading === undefined ? undefined : bodyOf(wanted, reading, hookAnswer).hookID;
    },

    async destroyHook(hookId, signal) {
      const wanted = WANTED.unsubscribe;
      const reading = await ask(wanted, 'hooks/destroy', { hookID: hookId }, signal).catch(withoutModule);
      if (reading?.outcome === 'failed' && reading.refusal.messageKey !== 'destroyMissingHook') {
        throw refusalError(wanted, reading.refusal, secrets);
      }
    },

    async hasHooks(signal) {
      const wanted = TO.listSubscriptions;
      const reading = await ask(wanted, 'hooks/list', {}, signal).catch(withoutModule);
      if (reading?.outcome === 'failed') throw refusalError(wanted, reading.refusal, secrets);
      return reading !== undefined;
    },
  };
}

/** There are no tracks, or an older server does not support the call. */
const NO_TRACKS = new Set(['noRecordings', 'noTextTracks', 'unsupportedRequest', 'notFound']);

/** Without the module, the web server answers with a page of its own. */
function withoutModule(error: unknown): undefined {
  if (error instanceof ConnectorError && error.code === 'wrong-address') return undefined;
  throw error;
}

function kindsToTry(account: Account, settings: BbbSettings, ofHooks: boolean): readonly ChecksumKind[] {
  const memory = memoryOf(account);
  const known = ofHooks ? memory.hooksChecksum : memory.checksum;
  const chosen = ofHooks ? settings.hooksChecksum : settings.checksum;
  if (chosen !== 'auto') return [chosen];
  const likely: ChecksumKind[] = ofHooks
    ? [...(settings.checksum === 'auto' ? [] : [settings.checksum]), memory.checksum ?? 'sha256', 'sha1']
    : [];
  return [...new Set([...(known === undefined ? [] : [known]), ...likely, ...CHECKSUM_KINDS])];
}

/** Judges by `returncode`, because a server answers failures with status 200 too. */
function readAnswer(wanted: Message, { status, body }: JsonAnswer): Reading {
  if (typeof body !== 'string') {
    const parsed = tracksAnswer.safeParse(body);
    if (!parsed.success) throw notTheApi(wanted, status, NOT_THE_API.shape);
    const { returncode, messageKey, message: words } = parsed.data.response;
    return returncode === 'SUCCESS'
      ? { outcome: 'success', body }
      : { outcome: 'failed', refusal: { messageKey: messageKey ?? '', message: words ?? '' } };
  }
  if (status === 404 && !/<returncode>/i.test(body)) throw notTheApi(wanted, status, NOT_THE_API.noPage);
  const xml = readXml(body);
  if (xml.outcome === 'unreadable')
    throw notTheApi(wanted, status, message(`bigbluebutton.not-the-api.${xml.reason}`));
  const head = bbbHead.safeParse(xml.value);
  if (xml.root !== 'response' || !head.success) throw notTheApi(wanted, status, NOT_THE_API.otherDocument);
  const { returncode, messageKey = '', message: words = '' } = head.data;
  if (returncode === 'SUCCESS') return { outcome: 'success', body: xml.value };
  if (returncode === 'FAILED') return { outcome: 'failed', refusal: { messageKey, message: words } };
  throw notTheApi(wanted, status, NOT_THE_API.noOutcome);
}

/** A recording as it was first listed, with the formats of all places where it is, by their type. */
interface Merged {
  recording: BbbRecording;
  formats: Map<string, BbbFormat>;
  isWhole: boolean;
}

const wholeOf = ({ recording, formats, isWhole: whole }: Merged): BbbRecording => ({
  ...recording,
  playback: { format: [...formats.values()], isWhole: whole },
});

/** Adds the formats of a recording that was listed before. */
function merge(into: Map<string, Merged>, recording: BbbRecording): void {
  const merged: Merged = into.get(recording.recordID) ?? {
    recording,
    formats: new Map(),
    isWhole: true,
  };
  merged.isWhole &&= isWhole(recording);
  for (const format of formatsOf(recording))
    if (!merged.formats.has(format.type)) merged.formats.set(format.type, format);
  into.set(recording.recordID, merged);
}
