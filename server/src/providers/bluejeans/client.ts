import type { z } from 'zod';
import type { Message } from '../../../../contracts/messages/message';
import type { Account } from '../account';
import { shortHash } from '../../domain/hash';
import { entriesOf, unreadableEntry, type OnBadEntry } from '../entries';
import { pageLoop, WANTED } from '../errors';
import { readSettings } from './descriptor';
import { apiError, closedOr, NAME, saysNotFound, TO } from './errors';
import { memoryOf, type Token } from './memory';
import {
  jeansContent,
  jeansRecording,
  jeansUser,
  recordingDetail,
  recordingsPage,
  usersPage,
  type JeansChapter,
  type JeansContent,
  type JeansRecording,
  type JeansUser,
} from './schemas';
import { currentToken } from './token';
import type { JsonAnswer, StreamAnswer } from '../../http/types';

const PAGE_SIZE = 100;
const MOST_PAGES = 10_000;
/** Without this parameter a user comes without e-mail and name. */
const USER_FIELDS = 'email,username,firstName,lastName';

const unreadable = () => unreadableEntry(NAME, { fields: [] });

/** The calls of BlueJeans that importing needs. Each throws a `ConnectorError` for every other outcome. */
export interface JeansClient {
  /** Complete when it ends, but for the entries that `onBad` was told of; otherwise it throws. */
  users(signal: AbortSignal, onBad?: OnBadEntry): AsyncGenerator<JeansUser[]>;
  someUsers(signal: AbortSignal): Promise<JeansUser[]>;
  userByEmail(email: string, signal: AbortSignal): Promise<JeansUser | undefined>;
  /** Newest first; none for a user whom the enterprise no longer has. */
  recordings(userId: string, signal: AbortSignal, onBad?: OnBadEntry): AsyncGenerator<JeansRecording[]>;
  recordingsOfMeeting(userId: string, meetingGuid: string, signal: AbortSignal): Promise<JeansRecording[]>;
  /** Empty when the entity is gone. */
  chapters(
    userId: string,
    recording: JeansRecording,
    fresh: boolean,
    signal: AbortSignal,
  ): Promise<JeansChapter[]>;
  content(userId: string, contentId: string, signal: AbortSignal): Promise<JeansContent | undefined>;
  /** Opens a link, without any credentials. */
  file(link: string, headers: Record<string, string>, signal: AbortSignal): Promise<StreamAnswer>;
  /** All chapters of a meeting instance, whatever they are. `false`: there is none. */
  deleteMeeting(userId: string, meetingGuid: string, signal: AbortSignal): Promise<boolean>;
}

export function jeansClient(account: Account): JeansClient {
  const settings = readSettings(account);
  const isServer = (url: URL) => url.origin === new URL(settings.apiBaseUrl).origin;

  const send = async (
    path: string,
    token: Token,
    signal: AbortSignal,
    method?: 'DELETE',
  ): Promise<JsonAnswer> => {
    try {
      return await account.http.json({
        ...(method === undefined ? {} : { method }),
        url: `${settings.apiBaseUrl}/v1${path}`,
        headers: { Accept: 'application/json' },
        // In the header only, because addresses end up in logs.
        authorization: { value: `Bearer ${token.value}`, sendTo: isServer },
        allowedHost: isServer,
        rate: 'api',
        signal,
      });
    } catch (error) {
      throw closedOr(error, settings);
    }
  };

  interface Asked {
    answer: JsonAnswer;
    token: Token;
  }

  /** Asks again with one new token if the first was refused. */
  async function ask(path: (token: Token) => string, signal: AbortSignal, method?: 'DELETE'): Promise<Asked> {
    const token = await currentToken(account, signal);
    const answer = await send(path(token), token, signal, method);
    if (answer.status !== 401) return { answer, token };
    const next = await currentToken(account, signal, token);
    return { answer: await send(path(next), next, signal, method), token: next };
  }

  const failed = (wanted: Message, { answer, token }: Asked) =>
    apiError(wanted, answer, [settings.secretKey, token.value]);

  /** Undefined when BlueJeans says that there is no such thing, or nothing that matches. */
  async function find<S extends z.ZodType>(
    wanted: Message,
    path: (token: Token) => string,
    schema: S,
    signal: AbortSignal,
  ): Promise<z.output<S> | undefined> {
    const asked = await ask(path, signal);
    if (saysNotFound(asked.answer)) return undefined;
    const parsed = asked.answer.status === 200 ? schema.safeParse(asked.answer.body) : undefined;
    if (parsed?.success) return parsed.data;
    throw failed(wanted, asked);
  }

  /**
   * All pages of a list that names neither its length nor its page limit: it ends with an empty page. A server
   * that answers every page with the same entries never gives one.
   */
  async function* pagesOf<T>(
    page: (number: number) => Promise<unknown[] | undefined>,
    item: z.ZodType<T>,
    onBad: OnBadEntry | undefined,
  ): AsyncGenerator<T[]> {
    const seen = new Set<number>();
    for (let number = 1; number <= MOST_PAGES; number += 1) {
      const entries = (await page(number)) ?? [];
      if (entries.length === 0) return;
      const marks = entries.map((entry) => shortHash(JSON.stringify(entry)));
      if (marks.every((mark) => seen.has(mark))) {
        // The only page of a server that doesn't look at the number.
        if (number === 2 && entries.length < PAGE_SIZE) return;
        throw pageLoop(NAME);
      }
      for (const mark of marks) seen.add(mark);
      yield entriesOf(entries, item, onBad, unreadable);
    }
    throw pageLoop(NAME);
  }

  const listUsers = (query: Record<string, string>, signal: AbortSignal) =>
    find(
      WANTED.listUsers,
      ({ enterpriseId }) =>
        `/enterprise/${enterpriseId}/users?${new URLSearchParams({ ...query, fields: USER_FIELDS })}`,
      usersPage,
      signal,
    );
  const readUsers = (entries: unknown[] | undefined) =>
    entriesOf(entries ?? [], jeansUser, undefined, unreadable);
  const history = (userId: string) => `/user/${encodeURIComponent(userId)}/meeting_history`;
  const listRecordings = (userId: string, query: Record<string, string>, signal: AbortSignal) =>
    find(
      WANTED.listRecordingsOfUser,
      () => `${history(userId)}/recordings?${new URLSearchParams(query)}`,
      recordingsPage,
      signal,
    );
  const newestFirst = { pageSize: String(PAGE_SIZE), sortBy: 'start_time', order: 'desc' };

  return {
    users: (signal, onBad) =>
      pagesOf(
        (number) => listUsers({ pageSize: String(PAGE_SIZE), pageNumber: String(number) }, signal),
        jeansUser,
        onBad,
      ),
    async someUsers(signal) {
      return readUsers(await listUsers({ pageSize: '1', pageNumber: '1' }, signal));
    },
    async userByEmail(email, signal) {
      const found = readUsers(await listUsers({ emailId: email }, signal));
      const user = found.find((one) => one.email?.toLowerCase() === email.toLowerCase());
      return user ?? (found.length === 1 && !found[0]?.email ? found[0] : undefined);
    },

    recordings: (userId, signal, onBad) =>
      pagesOf(
        (number) => listRecordings(userId, { ...newestFirst, pageNumber: String(number) }, signal),
        jeansRecording,
        onBad,
      ),
    async recordingsOfMeeting(userId, meetingGuid, signal) {
      const found = await listRecordings(userId, { ...newestFirst, pageNumber: '1', meetingGuid }, signal);
      // Filtered again here, because a deletion relies on it.
      const recordings = entriesOf(found ?? [], jeansRecording, undefined, unreadable);
      return recordings.filter((recording) => recording.meetingGuid === meetingGuid);
    },

    async chapters(userId, recording, fresh, signal) {
      const {
        recordingEntityId: id,
        chapterCount,
        totalSize,
        lastRecordingDate,
        aggregatedStatus,
      } = recording;
      const { chapters } = memoryOf(account);
      const mark = [chapterCount, totalSize, lastRecordingDate, aggregatedStatus].join('|');
      const known = chapters.get(id);
      if (!fresh && known?.mark === mark) return known.chapters;
      const detail = await find(
        WANTED.readRecording,
        () => `${history(userId)}/recordings/${id}`,
        recordingDetail,
        signal,
      );
      const read = detail?.recordingChapters ?? [];
      const isFinal = read.length > 0 && read.every((one) => one.compositeContentStatus === 'PROCESSED');
      if (isFinal) chapters.set(id, { mark, chapters: read });
      return read;
    },

    content: (userId, contentId, signal) =>
      find(
        WANTED.getDownloadLink,
        () => `/user/${encodeURIComponent(userId)}/cms/${encodeURIComponent(contentId)}?isDownloadable=true`,
        jeansContent,
        signal,
      ),
    file: (link, headers, signal) => account.http.open({ url: link, headers, signal }),

    async deleteMeeting(userId, meetingGuid, signal) {
      const asked = await ask(
        () => `${history(userId)}/${encodeURIComponent(meetingGuid)}/recordings/`,
        signal,
        'DELETE',
      );
      const { status } = asked.answer;
      // The body does not count: the documented one belongs to another call.
      if (status >= 200 && status < 300) return true;
      if (saysNotFound(asked.answer)) return false;
      throw failed(TO.deleteRecordings, asked);
    },
  };
}
