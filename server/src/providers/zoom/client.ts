import type { z } from 'zod';
import { message } from '../../../../contracts/messages/catalogue';
import type { Message } from '../../../../contracts/messages/message';
import { ConnectorError } from '../../domain/errors';
import { addDays, isoOf, utcDay } from '../../domain/instant';
import type { JsonAnswer } from '../../http/types';
import type { Account } from '../account';
import { entriesOf, readEntries, type OnBadEntry } from '../entries';
import { otherMeeting, WANTED } from '../errors';
import { safeWords } from '../safe-words';
import { readSettings, type ZoomRate } from './descriptor';
import { apiError, errorOf } from './errors';
import { mayHaveToken } from './hosts';
import { memoryOf, rememberLinks, type Token } from './memory';
import { allPages, type PageReading } from './pages';
import {
  oddFieldsOf,
  oneMeeting,
  pageHead,
  rawRecordingsPage,
  recordingsPage,
  usersPage,
  withoutOddFacts,
  zoomMeeting,
  zoomUser,
  type ZoomMeeting,
  type ZoomUser,
} from './schemas';
import { currentToken } from './token';

/**
 * Zoom's largest page of users or recordings, and a smaller one for accounts whose meetings have so many
 * files that the largest page exceeds the limit for answers in memory.
 */
const PAGE_SIZES = ['300', '30'] as const;
/** Requested lifetime of a download token: enough for the slow download of one file. */
const DOWNLOAD_TOKEN_SECONDS = 24 * 3600;

export type MeetingReading =
  { outcome: 'found'; meeting: ZoomMeeting } | { outcome: 'gone'; providerWords: string };

/** The calls that an import needs. Each throws a `ConnectorError` for every outcome that its type doesn't name. */
export interface ZoomClient {
  /** All users, including deactivated ones, which Zoom lists only on request. */
  users(signal: AbortSignal, onBad?: OnBadEntry): AsyncGenerator<ZoomUser[]>;
  /** One page of active users, for the check of a connection. */
  someUsers(signal: AbortSignal): Promise<ZoomUser[]>;
  /** One user by id or e-mail; undefined when Zoom says that the account has no such user. */
  user(idOrEmail: string, signal: AbortSignal): Promise<ZoomUser | undefined>;
  /**
   * A user's meetings with recordings that started on these days (UTC, `yyyy-mm-dd`, both included), some
   * possibly twice. Complete when it returns, but for the entries that `onBad` was told of; otherwise it throws.
   */
  recordings(
    userId: string,
    from: string,
    to: string,
    signal: AbortSignal,
    onBad?: OnBadEntry,
  ): AsyncGenerator<ZoomMeeting[]>;
  meeting(uuid: string, signal: AbortSignal): Promise<MeetingReading>;
  /** Deletes all recording files of one meeting. `false`: Zoom says that it has none. */
  deleteRecordings(uuid: string, action: 'trash' | 'delete', signal: AbortSignal): Promise<boolean>;
  /** Restores them from the trash. `false`: Zoom says that it has none. */
  recoverRecordings(uuid: string, signal: AbortSignal): Promise<boolean>;
}

/**
 * A UUID as a part of a path. One that starts with `/` or contains `//` must be encoded twice, others
 * once (Zoom: reference of "Get meeting recordings").
 */
export const uuidInPath = (uuid: string): string =>
  uuid.startsWith('/') || uuid.includes('//')
    ? encodeURIComponent(encodeURIComponent(uuid))
    : encodeURIComponent(uuid);

export function zoomClient(account: Account): ZoomClient {
  const settings = readSettings(account);
  const sendTo = mayHaveToken(settings);

  interface Call {
    method?: 'DELETE' | 'PUT';
    json?: unknown;
  }

  async function send(
    path: string,
    rate: ZoomRate,
    token: Token,
    signal: AbortSignal,
    { method, json }: Call,
  ): Promise<JsonAnswer> {
    try {
      return await account.http.json({
        url: `${settings.apiBaseUrl}${path}`,
        ...(method === undefined ? {} : { method }),
        ...(json === undefined ? {} : { json }),
        headers: { Accept: 'application/json' },
        authorization: { value: `Bearer ${token.value}`, sendTo },
        allowedHost: sendTo,
        rate,
        signal,
      });
    } catch (error) {
      throw dailyLimit(error, account.clock());
    }
  }

  /** The answer and the token that it was given for. A rejected token is replaced once. */
  async function ask(
    path: string,
    rate: ZoomRate,
    signal: AbortSignal,
    call: Call = {},
  ): Promise<{ answer: JsonAnswer; token: Token }> {
    const token = await currentToken(account, signal);
    const answer = await send(path, rate, token, signal, call);
    if (!refusesToken(answer)) return { answer, token };
    const next = await currentToken(account, signal, token);
    return { answer: await send(path, rate, next, signal, call), token: next };
  }

  const failed = (wanted: Message, { answer, token }: { answer: JsonAnswer; token: Token }) =>
    apiError(wanted, answer, [settings.clientSecret, token.value], token.scope);

  /** Zoom also sends errors with status 200 and a `code`. An answer that is no error and doesn't fit the schema is a failure. */
  async function get<T>(
    wanted: Message,
    path: string,
    rate: ZoomRate,
    schema: z.ZodType<T>,
    signal: AbortSignal,
    expected: (code: number, status: number) => boolean = () => false,
  ): Promise<
    | { outcome: 'read'; body: T; unreadable(): ConnectorError }
    | { outcome: 'expected'; code: number; message: string }
  > {
    const asked = await ask(path, rate, signal);
    const { status, body } = asked.answer;
    const found = errorOf(body);
    const parsed = status === 200 && found === undefined ? schema.safeParse(body) : undefined;
    if (parsed?.success)
      return { outcome: 'read', body: parsed.data, unreadable: () => failed(wanted, asked) };
    if (found !== undefined && expected(found.code, status)) return { outcome: 'expected', ...found };
    throw failed(wanted, asked);
  }

  /** `none`: Zoom explicitly answers that there is nothing (`emptyCodes`, with status 404). */
  async function pageOf<T>(
    wanted: Message,
    path: string,
    query: Record<string, string>,
    pageToken: string,
    schema: z.ZodType<T>,
    signal: AbortSignal,
    emptyCodes: readonly number[] = [],
    /** The page without what can't be read of it. */
    salvage: (body: unknown) => T | undefined = () => undefined,
  ): Promise<PageReading<T & { unreadable(): ConnectorError }>> {
    const parameters = new URLSearchParams(query);
    if (pageToken !== '') parameters.set('next_page_token', pageToken);
    // Page tokens expire after 15 minutes. Without a page token, code 300 is an error in our request.
    const isExpiry = (code: number, status: number) => code === 300 && status === 400 && pageToken !== '';
    const isEmpty = (code: number, status: number) => status === 404 && emptyCodes.includes(code);
    const reading = await get(
      wanted,
      `${path}?${parameters}`,
      'medium',
      pageHead,
      signal,
      (code, status) => isExpiry(code, status) || isEmpty(code, status),
    );
    if (reading.outcome === 'read') {
      const { body, unreadable } = reading;
      return {
        outcome: 'page',
        nextToken: body.next_page_token ?? '',
        read() {
          const page = schema.safeParse(body).data ?? salvage(body);
          if (page === undefined) throw unreadable();
          return { ...page, unreadable };
        },
      };
    }
    return { outcome: emptyCodes.includes(reading.code) ? 'none' : 'token-expired' };
  }

  /** Makes a change. `false`: Zoom explicitly answers that there is nothing to change. */
  async function change(wanted: Message, path: string, call: Call, signal: AbortSignal): Promise<boolean> {
    const asked = await ask(path, 'light', signal, call);
    const { status, body } = asked.answer;
    const found = errorOf(body);
    // Zoom also reports a missing permission with status 200 and code 200.
    if (status >= 200 && status < 300 && found === undefined) return true;
    if (found?.code === 3301 && status === 404) return false;
    const kept = found === undefined ? undefined : KEPT_BECAUSE[found.code];
    if (kept !== undefined && found !== undefined) {
      throw new ConnectorError(kept.failure, kept.said, {
        code: `zoom-${found.code}`,
        status,
        providerWords: safeWords(found.message, [settings.clientSecret, asked.token.value]),
      });
    }
    throw failed(wanted, asked);
  }

  const usersPageOf = (status: string, token: string, signal: AbortSignal) =>
    pageOf(WANTED.listUsers, '/users', { status, page_size: PAGE_SIZES[0] }, token, usersPage, signal);

  const usersOf = (status: string, signal: AbortSignal, onBad?: OnBadEntry) =>
    allPages({
      ask: (token) => usersPageOf(status, token, signal),
      items: ({ users, unreadable }) => entriesOf(users, zoomUser, onBad, unreadable),
      keyOf: (user) => user.id || user.email || JSON.stringify(user),
    });

  return {
    async *users(signal, onBad) {
      for (const status of ['active', 'inactive']) {
        for await (const { items } of usersOf(status, signal, onBad)) yield items;
      }
    },

    async someUsers(signal) {
      const reading = await usersPageOf('active', '', signal);
      return reading.outcome === 'page' ? readEntries(reading.read().users, zoomUser, () => undefined) : [];
    },

    async user(idOrEmail, signal) {
      const reading = await get(
        WANTED.readUser,
        `/users/${encodeURIComponent(idOrEmail)}`,
        'light',
        zoomUser,
        signal,
        // No such user; a user of another account; one who has not accepted the invitation.
        (code, status) => (code === 1001 && status === 404) || code === 1010 || code === 1120,
      );
      return reading.outcome === 'read' ? reading.body : undefined;
    },

    async *recordings(userId, from, to, signal, onBad) {
      for (const pageSize of PAGE_SIZES) {
        try {
          return yield* recordingsOf(userId, from, to, pageSize, signal, onBad);
        } catch (error) {
          const isTooLarge = error instanceof ConnectorError && error.code === 'answer-too-large';
          if (!isTooLarge || pageSize === PAGE_SIZES.at(-1)) throw error;
        }
      }
    },

    async meeting(uuid, signal) {
      const reading = await get(
        WANTED.readRecording,
        `/meetings/${uuidInPath(uuid)}/recordings?include_fields=download_access_token&ttl=${DOWNLOAD_TOKEN_SECONDS}`,
        'light',
        oneMeeting,
        signal,
        // The only unambiguous answer; 1001 and 3001 also come for a wrong host or path.
        (code, status) => code === 3301 && status === 404,
      );
      if (reading.outcome === 'expected') return { outcome: 'gone', providerWords: reading.message };
      if (reading.body.uuid !== uuid) throw otherMeeting('Zoom');
      rememberLinks(account, [reading.body]);
      return { outcome: 'found', meeting: reading.body };
    },

    deleteRecordings: (uuid, action, signal) =>
      change(
        WANTED.deleteRecording,
        `/meetings/${uuidInPath(uuid)}/recordings?action=${action}`,
        { method: 'DELETE' },
        signal,
      ),

    recoverRecordings: (uuid, signal) =>
      change(
        WANTED.recoverRecording,
        `/meetings/${uuidInPath(uuid)}/recordings/status`,
        { method: 'PUT', json: { action: 'recover' } },
        signal,
      ),
  };

  async function* recordingsOf(
    userId: string,
    from: string,
    to: string,
    pageSize: string,
    signal: AbortSignal,
    onBad: OnBadEntry | undefined,
  ): AsyncGenerator<ZoomMeeting[]> {
    const salvage = onBad && ((body: unknown) => readableMeetings(body, onBad));
    const path = `/users/${encodeURIComponent(userId)}/recordings`;
    const today = utcDay(isoOf(account.clock()));
    // Zoom does not reject a range of more than a month. It silently moves `from` and echoes the moved day
    // (zoom/api#36). The days that it left out are requested next.
    for (let end = to; end >= from;) {
      let servedFrom = from;
      const pages = allPages({
        ask: (token) =>
          pageOf(
            WANTED.listRecordingsOfUser,
            path,
            { from, to: end, page_size: pageSize },
            token,
            recordingsPage,
            signal,
            // "There is no recording", and "no such user" for one deleted since the users were read.
            token === '' ? [3301, 1001] : [],
            salvage,
          ),
        items: (page) => page.meetings,
        keyOf: (meeting) => meeting.uuid,
      });
      for await (const { items, page } of pages) {
        const echoedFrom = (page.from ?? '').slice(0, 10);
        const echoedTo = (page.to ?? '').slice(0, 10);
        if (echoedFrom > servedFrom) servedFrom = echoedFrom;
        if (echoedTo !== '' && echoedTo < end && echoedTo < today) throw otherRange();
        rememberLinks(account, items);
        yield items;
      }
      if (servedFrom <= from) return;
      if (servedFrom > end) throw otherRange();
      end = servedFrom < end ? servedFrom : addDays(servedFrom, -1);
    }
  }
}

/** The page with the meetings that can be read, each without what only describes it and is of another type. */
function readableMeetings(body: unknown, onBad: OnBadEntry) {
  const raw = rawRecordingsPage.safeParse(body).data;
  return (
    raw && {
      ...raw,
      meetings: raw.meetings.flatMap((entry) => {
        const parsed = zoomMeeting.safeParse(withoutOddFacts(entry));
        if (parsed.success) return [parsed.data];
        onBad({ entry, fields: oddFieldsOf(entry) });
        return [];
      }),
    }
  );
}

/** Why Zoom keeps a recording that it was asked to delete, or can't recover it (reference of both calls). */
const KEPT_BECAUSE: Readonly<Record<number, { failure: 'not-ready' | 'needs-person'; said: Message }>> = {
  3303: { failure: 'not-ready', said: message('provider.still-working', { provider: 'Zoom' }) },
  3310: { failure: 'needs-person', said: message('zoom.kept.in-use') },
  3309: { failure: 'needs-person', said: message('zoom.kept.no-storage') },
};

/** 401, or a code that also comes with status 400. 4711, because scopes may have been added since. */
function refusesToken({ status, body }: JsonAnswer): boolean {
  if (status === 401) return true;
  const code = errorOf(body)?.code;
  return code === 124 || code === 4700 || code === 4711;
}

const otherRange = () =>
  new ConnectorError('retry-later', message('zoom.other-range'), { code: 'other-range' });

/** Zoom's daily limit ends at 00:00 UTC. Zoom doesn't always send the header that says so. */
function dailyLimit(error: unknown, nowMs: number): unknown {
  if (!(error instanceof ConnectorError) || error.status !== 429 || error.retryAtMs !== undefined)
    return error;
  if (!/daily/i.test(error.providerWords ?? '')) return error;
  const retryAtMs = Date.parse(`${addDays(utcDay(isoOf(nowMs)), 1)}T00:00:00Z`);
  return new ConnectorError('retry-later', message('zoom.daily-limit', { until: { at: isoOf(retryAtMs) } }), {
    code: 'daily-limit',
    status: 429,
    retryAtMs,
    providerWords: error.providerWords,
  });
}

/** Forgets a token that Zoom's download hosts rejected. */
export function dropToken(account: Account, value: string): void {
  const memory = memoryOf(account);
  if (memory.token?.value === value) memory.token = undefined;
}
