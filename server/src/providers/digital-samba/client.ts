import type { z } from 'zod';
import { ConnectorError } from '../../domain/errors';
import type { Account } from '../account';
import { readSettings } from './descriptor';
import { apiError, saysNotFound } from './errors';
import { allPages, PAGE_SIZE } from './pages';
import {
  bookmarks,
  downloadLink,
  eventNames,
  messagesPage,
  recordingsPage,
  sambaRecording,
  sambaSession,
  sambaSummary,
  sambaTeam,
  sambaWebhook,
  utterancesPage,
  type SambaBookmark,
  type SambaMessage,
  type SambaRecording,
  type SambaSession,
  type SambaTeam,
  type SambaUtterance,
} from './shapes';
import type { JsonAnswer, StreamAnswer } from '../../http/types';

/** A link is asked for right before a download and again for its rest: it need not live long. */
const LINK_MINUTES = 60;

/** Where recordings are looked for: kept ones of one session or room, or all; or archived ones. */
export type RecordingsOf =
  { sessionId: string } | { roomId: string } | 'all' | { archivedOf: string | undefined };

/** What is asked of the events that Digital Samba sends. */
export interface WebhookRegistration {
  endpoint: string;
  name: string;
  authorization_header: string;
  events: string[];
}

/** Digital Samba's calls, as far as importing needs them. Each throws a `ConnectorError` for what it does not name. */
export interface SambaClient {
  team(signal: AbortSignal): Promise<{ team: SambaTeam; serverDate: string | undefined }>;
  /** Whole at its end, or it throws; some perhaps twice. */
  recordings(of: RecordingsOf, signal: AbortSignal): AsyncGenerator<SambaRecording[]>;
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
  /** The first call makes Digital Samba write it. `pending`: it is not written yet. */
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
  /** Makes a webhook, or changes the one with this id; its id. */
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
  // Of the three documented forms the one that every version takes and that checks the team as well.
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
  const failed = (wanted: string, answer: JsonAnswer) => apiError(wanted, answer, [apiToken, basic.slice(6)]);

  /** Undefined when Digital Samba says that there is no such thing. */
  async function find<T>(
    wanted: string,
    path: string,
    schema: z.ZodType<T>,
    signal: AbortSignal,
  ): Promise<T | undefined> {
    const answer = await ask(path, signal);
    if (saysNotFound(answer)) return undefined;
    return read(wanted, answer, schema);
  }

  function read<T>(wanted: string, answer: JsonAnswer, schema: z.ZodType<T>): T {
    const parsed = answer.status === 200 ? schema.safeParse(answer.body) : undefined;
    if (parsed?.success) return parsed.data;
    throw failed(wanted, answer);
  }

  async function get<T>(wanted: string, path: string, schema: z.ZodType<T>, signal: AbortSignal): Promise<T> {
    return read(wanted, await ask(path, signal), schema);
  }

  /** Some changes answer with plain text or nothing: what they say is their status. */
  async function changed(wanted: string, answer: JsonAnswer): Promise<boolean> {
    if (answer.status >= 200 && answer.status < 300) return true;
    if (saysNotFound(answer)) return false;
    throw failed(wanted, answer);
  }

  /** All items of a list, by `after` where it is known, else by `offset`. */
  const pagesOf = <T>(
    wanted: string,
    path: string,
    query: Record<string, string>,
    schema: z.ZodType<{ total_count: number; data: T[] }>,
    keyOf: (item: T, index: number) => string,
    by: 'after' | 'offset',
    signal: AbortSignal,
  ) =>
    allPages<T>({
      by,
      keyOf,
      ask: (place) =>
        get(
          wanted,
          `${path}?${new URLSearchParams({ ...query, order: 'asc', limit: String(PAGE_SIZE), ...place })}`,
          schema,
          signal,
        ),
    });
  const all = async <T>(pages: AsyncGenerator<T[]>): Promise<T[]> => {
    const items: T[] = [];
    for await (const page of pages) items.push(...page);
    return items;
  };
  const at = (...parts: string[]) => `/${parts.map(encodeURIComponent).join('/')}`;
  const transcripts = (sessionId: string) => at('sessions', sessionId, 'transcripts');
  const theTranscript = "read a session's transcript";

  return {
    async team(signal) {
      const answer = await ask('', signal);
      return { team: read('read the team', answer, sambaTeam), serverDate: answer.headers.date };
    },

    recordings(of, signal) {
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
        'list the recordings',
        archived ? '/recordings/archived' : '/recordings',
        query,
        recordingsPage,
        ({ id }) => id,
        'after',
        signal,
      );
    },

    recording: (id, signal) => find('read a recording', at('recordings', id), sambaRecording, signal),
    session: (id, signal) => find('read a session', at('sessions', id), sambaSession, signal),

    async link(id, signal) {
      const path = `${at('recordings', id, 'download')}?valid_for_minutes=${LINK_MINUTES}`;
      return (await find('get a download link', path, downloadLink, signal))?.link;
    },
    file: (link, headers, signal) => account.http.open({ url: link, headers, signal }),

    bookmarks: (id, signal) =>
      find("read a recording's bookmarks", at('recordings', id, 'bookmarks'), bookmarks, signal),

    utterances: (id, signal) =>
      all(
        // Utterances have no id, and their list takes no `after`.
        pagesOf(
          theTranscript,
          transcripts(id),
          {},
          utterancesPage,
          (_, index) => String(index),
          'offset',
          signal,
        ),
      ),
    async countUtterances(id, signal) {
      return (await get(theTranscript, `${transcripts(id)}?limit=1`, utterancesPage, signal)).total_count;
    },

    messages: (roomId, sessionId, signal) =>
      all(
        pagesOf(
          'read the chat',
          at('rooms', roomId, 'chat'),
          { session_id: sessionId },
          messagesPage,
          ({ id }) => id,
          'after',
          signal,
        ),
      ),

    async polls(roomId, sessionId, signal) {
      const query = new URLSearchParams({ session_id: sessionId, format: 'json' });
      const answer = await ask(`${at('rooms', roomId, 'polls', 'export')}?${query}`, signal);
      if (answer.status !== 200) throw failed('read the polls', answer);
      return typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
    },

    async summary(sessionId, signal) {
      const found = await find('read a summary', at('sessions', sessionId, 'summary'), sambaSummary, signal);
      if (found === undefined) return { outcome: 'none' };
      return found.status === 'READY'
        ? { outcome: 'ready', text: found.summary ?? '' }
        : { outcome: 'pending' };
    },

    async change(id, what, signal) {
      return what === 'delete'
        ? await changed('delete a recording', await ask(at('recordings', id), signal, { method: 'DELETE' }))
        : await changed(
            what === 'archive' ? 'archive a recording' : 'take a recording out of the archive',
            await ask(at('recordings', id, what), signal, { method: 'POST' }),
          );
    },

    eventNames: (signal) => get('list the events', '/events', eventNames, signal),

    async saveWebhook(registration, id, signal) {
      const wanted = 'register the webhook';
      if (id !== undefined) {
        const answer = await ask(at('webhooks', id), signal, { method: 'PATCH', json: registration });
        if (!saysNotFound(answer)) return read(wanted, answer, sambaWebhook).id;
      }
      const answer = await ask('/webhooks', signal, { method: 'POST', json: registration });
      if (answer.status === 422) {
        const { message, providerWords } = failed(wanted, answer);
        throw new ConnectorError('needs-person', message, {
          code: 'webhook-refused',
          status: 422,
          ...(providerWords === undefined ? {} : { providerWords }),
        });
      }
      return read(wanted, answer, sambaWebhook).id;
    },

    async removeWebhook(id, signal) {
      await changed('remove the webhook', await ask(at('webhooks', id), signal, { method: 'DELETE' }));
    },
  };
}
