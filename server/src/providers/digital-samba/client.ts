import type { z } from 'zod';
import type { Message } from '../../../../contracts/messages/message';
import { ConnectorError } from '../../domain/errors';
import type { Account } from '../account';
import { entriesOf, textIn, unreadableEntry, type OnBadEntry } from '../entries';
import { WANTED } from '../errors';
import { readSettings } from './descriptor';
import { apiError, NAME, saysNotFound, TO } from './errors';
import { allPages, PAGE_SIZE } from './pages';
import {
  bookmarks,
  downloadLink,
  eventNames,
  listPage,
  sambaMessage,
  sambaRecording,
  sambaSession,
  sambaSummary,
  sambaTeam,
  sambaUtterance,
  sambaWebhook,
  type SambaBookmark,
  type SambaMessage,
  type SambaRecording,
  type SambaSession,
  type SambaTeam,
  type SambaUtterance,
} from './schemas';
import type { JsonAnswer, StreamAnswer } from '../../http/types';

/** A new link is requested right before each download, so it need not live long. */
const LINK_MINUTES = 60;

/** Which recordings to list: those of one session or room, or all, or archived ones. */
export type RecordingsOf =
  { sessionId: string } | { roomId: string } | 'all' | { archivedOf: string | undefined };

/** How Digital Samba sends its events. */
export interface WebhookRegistration {
  endpoint: string;
  name: string;
  authorization_header: string;
  events: string[];
}

/** The calls of Digital Samba that importing needs. Each throws a `ConnectorError` for every other outcome. */
export interface SambaClient {
  team(signal: AbortSignal): Promise<{ team: SambaTeam; serverDate: string | undefined }>;
  /** Complete when it ends, but for the entries that `onBad` was told of; otherwise it throws. A recording may come twice. */
  recordings(of: RecordingsOf, signal: AbortSignal, onBad?: OnBadEntry): AsyncGenerator<SambaRecording[]>;
  /** Undefined: Digital Samba says that there is none. */
  recording(id: string, signal: AbortSignal): Promise<SambaRecording | undefined>;
  session(id: string, signal: AbortSignal): Promise<SambaSession | undefined>;
  /** A fresh signed link; undefined as above. */
  link(recordingId: string, signal: AbortSignal): Promise<string | undefined>;
  /** Opens a signed link, without any credentials. */
  file(link: string, headers: Record<string, string>, signal: AbortSignal): Promise<StreamAnswer>;
  bookmarks(recordingId: string, signal: AbortSignal): Promise<SambaBookmark[] | undefined>;
  utterances(sessionId: string, signal: AbortSignal): Promise<SambaUtterance[]>;
  /** How many there are. */
  countUtterances(sessionId: string, signal: AbortSignal): Promise<number>;
  messages(roomId: string, sessionId: string, signal: AbortSignal): Promise<SambaMessage[]>;
  /** Results of the polls of a session, as JSON text of an undocumented shape. */
  polls(roomId: string, sessionId: string, signal: AbortSignal): Promise<string>;
  /** The first call makes Digital Samba write the summary. `pending`: it is not written yet. */
  summary(
    sessionId: string,
    signal: AbortSignal,
  ): Promise<{ outcome: 'ready'; text: string } | { outcome: 'pending' | 'none' }>;
  /** `false`: there is no such recording. */
  change(
    recordingId: string,
    what: 'archive' | 'unarchive' | 'delete',
    signal: AbortSignal,
  ): Promise<boolean>;
  eventNames(signal: AbortSignal): Promise<string[]>;
  /** Creates a webhook, or changes the one with this id. Returns its id. */
  saveWebhook(
    registration: WebhookRegistration,
    id: string | undefined,
    signal: AbortSignal,
  ): Promise<string>;
  removeWebhook(id: string, signal: AbortSignal): Promise<void>;
}

export function sambaClient(account: Account): SambaClient {
  const { serverUrl, teamId, apiToken } = readSettings(account);
  const api = `${serverUrl}/api/v1`;
  const isServer = (url: URL) => url.origin === new URL(serverUrl).origin;
  // Of the three documented forms, every version accepts this one, and it also checks the team.
  const basic = `Basic ${Buffer.from(`${teamId}:${apiToken}`).toString('base64')}`;

  const ask = (
    path: string,
    signal: AbortSignal,
    call: { method?: 'POST' | 'PATCH' | 'DELETE'; json?: unknown } = {},
  ) =>
    account.http.json({
      ...call,
      url: `${api}${path}`,
      headers: { Accept: 'application/json' },
      authorization: { value: basic, sendTo: isServer },
      allowedHost: isServer,
      signal,
    });
  const failed = (wanted: Message, answer: JsonAnswer) =>
    apiError(wanted, answer, [apiToken, basic.slice(6)]);

  /** Undefined when Digital Samba says that there is no such thing. */
  async function find<T>(
    wanted: Message,
    path: string,
    schema: z.ZodType<T>,
    signal: AbortSignal,
  ): Promise<T | undefined> {
    const answer = await ask(path, signal);
    if (saysNotFound(answer)) return undefined;
    return read(wanted, answer, schema);
  }

  function read<T>(wanted: Message, answer: JsonAnswer, schema: z.ZodType<T>): T {
    const parsed = answer.status === 200 ? schema.safeParse(answer.body) : undefined;
    if (parsed?.success) return parsed.data;
    throw failed(wanted, answer);
  }

  async function get<T>(
    wanted: Message,
    path: string,
    schema: z.ZodType<T>,
    signal: AbortSignal,
  ): Promise<T> {
    return read(wanted, await ask(path, signal), schema);
  }

  /** Some changes answer with plain text or with nothing, so only the status counts. */
  async function changed(wanted: Message, answer: JsonAnswer): Promise<boolean> {
    if (answer.status >= 200 && answer.status < 300) return true;
    if (saysNotFound(answer)) return false;
    throw failed(wanted, answer);
  }

  /** All items of a list, by `after` where it is known, else by `offset`. */
  async function* pagesOf<T>(
    wanted: Message,
    path: string,
    query: Record<string, string>,
    item: z.ZodType<T>,
    by: 'after' | 'offset',
    signal: AbortSignal,
    onBad?: OnBadEntry,
  ): AsyncGenerator<T[]> {
    let answer: JsonAnswer | undefined;
    const pages = allPages({
      by,
      // Utterances have no id.
      keyOf: (entry, index) => (by === 'offset' ? String(index) : textIn(entry, ['id'])),
      async ask(place) {
        const limits = { order: 'asc', limit: String(PAGE_SIZE), ...place };
        answer = await ask(`${path}?${new URLSearchParams({ ...query, ...limits })}`, signal);
        return read(wanted, answer, listPage);
      },
    });
    const unreadable = () =>
      answer === undefined ? unreadableEntry(NAME, { fields: [] }) : failed(wanted, answer);
    for await (const page of pages) yield entriesOf(page, item, onBad, unreadable);
  }
  const all = async <T>(pages: AsyncGenerator<T[]>): Promise<T[]> => {
    const items: T[] = [];
    for await (const page of pages) items.push(...page);
    return items;
  };
  const at = (...parts: string[]) => `/${parts.map(encodeURIComponent).join('/')}`;
  const transcripts = (sessionId: string) => at('sessions', sessionId, 'transcripts');

  return {
    async team(signal) {
      const answer = await ask('', signal);
      return { team: read(TO.readTeam, answer, sambaTeam), serverDate: answer.headers.date };
    },

    recordings(of, signal, onBad) {
      const archived = typeof of === 'object' && 'archivedOf' in of;
      const query: Record<string, string> =
        of === 'all'
          ? {}
          : 'sessionId' in of
            ? { session_id: of.sessionId }
            : 'roomId' in of
              ? { room_id: of.roomId }
              : of.archivedOf === undefined
                ? {}
                : { room_id: of.archivedOf };
      return pagesOf(
        WANTED.listRecordings,
        archived ? '/recordings/archived' : '/recordings',
        query,
        sambaRecording,
        'after',
        signal,
        onBad,
      );
    },

    recording: (id, signal) => find(WANTED.readRecording, at('recordings', id), sambaRecording, signal),
    session: (id, signal) => find(TO.readSession, at('sessions', id), sambaSession, signal),

    async link(id, signal) {
      const path = `${at('recordings', id, 'download')}?valid_for_minutes=${LINK_MINUTES}`;
      return (await find(WANTED.getDownloadLink, path, downloadLink, signal))?.link;
    },
    file: (link, headers, signal) => account.http.open({ url: link, headers, signal }),

    bookmarks: (id, signal) => find(TO.readBookmarks, at('recordings', id, 'bookmarks'), bookmarks, signal),

    utterances: (id, signal) =>
      all(
        // Their list does not support `after`.
        pagesOf(TO.readTranscript, transcripts(id), {}, sambaUtterance, 'offset', signal),
      ),
    async countUtterances(id, signal) {
      const { total_count: total, data } = await get(
        TO.readTranscript,
        `${transcripts(id)}?limit=1`,
        listPage,
        signal,
      );
      return total ?? data.length;
    },

    messages: (roomId, sessionId, signal) =>
      all(
        pagesOf(
          TO.readChat,
          at('rooms', roomId, 'chat'),
          { session_id: sessionId },
          sambaMessage,
          'after',
          signal,
        ),
      ),

    async polls(roomId, sessionId, signal) {
      const query = new URLSearchParams({ session_id: sessionId, format: 'json' });
      const answer = await ask(`${at('rooms', roomId, 'polls', 'export')}?${query}`, signal);
      if (answer.status !== 200) throw failed(TO.readPolls, answer);
      return typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
    },

    async summary(sessionId, signal) {
      const found = await find(TO.readSummary, at('sessions', sessionId, 'summary'), sambaSummary, signal);
      if (found === undefined) return { outcome: 'none' };
      return found.status === 'READY'
        ? { outcome: 'ready', text: found.summary ?? '' }
        : { outcome: 'pending' };
    },

    async change(id, what, signal) {
      return what === 'delete'
        ? await changed(WANTED.deleteRecording, await ask(at('recordings', id), signal, { method: 'DELETE' }))
        : await changed(
            what === 'archive' ? TO.archive : TO.unarchive,
            await ask(at('recordings', id, what), signal, { method: 'POST' }),
          );
    },

    eventNames: (signal) => get(TO.listEvents, '/events', eventNames, signal),

    async saveWebhook(registration, id, signal) {
      const wanted = TO.registerWebhook;
      if (id !== undefined) {
        const answer = await ask(at('webhooks', id), signal, { method: 'PATCH', json: registration });
        if (!saysNotFound(answer)) return read(wanted, answer, sambaWebhook).id;
      }
      const answer = await ask('/webhooks', signal, { method: 'POST', json: registration });
      if (answer.status === 422) {
        const { said, providerWords } = failed(wanted, answer);
        throw new ConnectorError('needs-person', said, {
          code: 'webhook-refused',
          status: 422,
          ...(providerWords === undefined ? {} : { providerWords }),
        });
      }
      return read(wanted, answer, sambaWebhook).id;
    },

    async removeWebhook(id, signal) {
      await changed(TO.removeWebhook, await ask(at('webhooks', id), signal, { method: 'DELETE' }));
    },
  };
}
