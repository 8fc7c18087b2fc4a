import { z } from 'zod';
import { ConnectorError } from '../../domain/errors';
import type { JsonAnswer } from '../../http/types';
import type { Account } from '../account';
import { safeWords } from '../safe-words';
import { readSettings } from './descriptor';

/**
 * eTutorium publishes no reference of its API. These calls are those of a public client of it
 * (davintoo/etutorium-api, 2019); whatever that client does not do is unknown and absent here.
 */
const envelope = z.object({ ok: z.literal(true), response: z.unknown() });
const refusal = z.object({
  ok: z.literal(false).optional(),
  error: z.union([z.string(), z.array(z.string())]).optional(),
  validate: z.array(z.string()).optional(),
  message: z.string().optional(),
});
const participants = z.array(z.object({ access_token: z.string().min(1) }));

export interface WebinarInput {
  title: string;
  /** IANA zone. */
  timezone: string;
  /** `YYYY-MM-DD HH:mm:ss`, by the clock of `timezone` (not certain). */
  startTime: string;
  finishTime: string;
  language: string;
}
export type Role = 'listener' | 'presenter' | 'moderator';
export interface ParticipantInput {
  email: string;
  firstName: string;
  lastName: string;
  role: Role;
}

export interface EtutoriumClient {
  /** The one read that needs nothing: what it answers beside success is not known. */
  account(signal: AbortSignal): Promise<{ serverDate: string | undefined }>;
  /** Where the new id stands in the answer is not known: it is handed on as it is. */
  createWebinar(input: WebinarInput, signal: AbortSignal): Promise<unknown>;
  /** Its fields are not known; undefined when eTutorium says that it has none. */
  webinar(id: string, signal: AbortSignal): Promise<unknown>;
  register(webinarId: number, people: ParticipantInput[], signal: AbortSignal): Promise<void>;
  /** The personal address of one person; undefined: not registered. Never stored, never logged. */
  joinUrl(webinarId: number, email: string, signal: AbortSignal): Promise<string | undefined>;
}

/** The key by which a person is found again: always spelt the same way. */
const userNameOf = (email: string): string => email.trim().toLowerCase();

export function etutoriumClient(account: Account): EtutoriumClient {
  const { endPoint, apiToken, roomUrl } = readSettings(account);
  const isServer = (url: URL) => url.origin === new URL(endPoint).origin;

  const ask = (path: string, signal: AbortSignal, json?: unknown): Promise<JsonAnswer> =>
    account.http.json({
      ...(json === undefined ? {} : { method: 'POST' as const, json }),
      url: `${endPoint}${path}`,
      // A header of its own; where it may go is held by `allowedHost`, and redirects carry no such header.
      headers: { Accept: 'application/json', 'X-ApiKey-Token': apiToken },
      allowedHost: isServer,
      signal,
    });

  function wordsOf(body: unknown): string | undefined {
    const parsed = refusal.safeParse(body);
    if (!parsed.success) return undefined;
    const { error, validate, message } = parsed.data;
    const words = [error ?? [], validate ?? [], message ?? []].flat().join(' ');
    return words === '' ? undefined : safeWords(words, [apiToken]);
  }

  function failed(wanted: string, { status, body }: JsonAnswer): ConnectorError {
    const providerWords = wordsOf(body);
    const details = { status, ...(providerWords === undefined ? {} : { providerWords }) };
    if (status === 401 || status === 403) {
      return new ConnectorError(
        'not-authorized',
        'eTutorium refuses the API Token. Copy it again from your eTutorium account.',
        { ...details, code: 'wrong-credentials' },
      );
    }
    return providerWords === undefined
      ? new ConnectorError(
          'retry-later',
          `The answer was not as known from eTutorium (to ${wanted}, status ${status}). Check the End point if this stays.`,
          { ...details, code: 'unexpected-answer' },
        )
      : new ConnectorError('retry-later', `eTutorium could not ${wanted}.`, {
          ...details,
          code: 'etutorium-refused',
        });
  }

  function read(wanted: string, answer: JsonAnswer): unknown {
    const parsed = envelope.safeParse(answer.body);
    if (answer.status === 200 && parsed.success) return parsed.data.response;
    throw failed(wanted, answer);
  }

  return {
    async account(signal) {
      const answer = await ask('/cabinet/webinar', signal);
      // The known client takes this answer as it is, without the envelope of the others.
      const isAnswer = answer.status === 200 && typeof answer.body === 'object' && answer.body !== null;
      if (!isAnswer || wordsOf(answer.body) !== undefined) throw failed('read the account', answer);
      return { serverDate: answer.headers.date };
    },

    async createWebinar({ title, timezone, startTime, finishTime, language }, signal) {
      const answer = await ask('/rest/webinar', signal, {
        title,
        timezone,
        start_time: startTime,
        finish_time: finishTime,
        language,
        quick_signup: 'NONE',
        chat_enabled: 1,
        customized_email: 0,
        public_chat: 0,
        show_participant_tab: 0,
        show_participant_count: 0,
        stream_places: 1,
        archive_access: 'NONE',
        enable_ask_question: 0,
      });
      if (answer.status !== 200 || wordsOf(answer.body) !== undefined)
        throw failed('create a webinar', answer);
      return answer.body;
    },

    async webinar(id, signal) {
      const answer = await ask(`/rest/webinar/${encodeURIComponent(id)}`, signal);
      if (answer.status === 404 && wordsOf(answer.body) !== undefined) return undefined;
      return read('read a webinar', answer);
    },

    async register(webinarId, people, signal) {
      const body = {
        webinarID: webinarId,
        participants: people.map(({ email, firstName, lastName, role }) => ({
          email: userNameOf(email),
          username: userNameOf(email),
          first_name: firstName,
          last_name: lastName,
          role,
        })),
        role: people[0]?.role ?? 'listener',
        // Invitations are ours.
        send_notification: 0,
      };
      read('register people', await ask('/api/invite/register', signal, body));
    },

    async joinUrl(webinarId, email, signal) {
      const query = new URLSearchParams({ webinar_id: String(webinarId), username: userNameOf(email) });
      const answer = await ask(`/rest/participant?${query}`, signal);
      const parsed = participants.safeParse(read('find a participant', answer));
      if (!parsed.success) throw failed('find a participant', answer);
      const [found] = parsed.data;
      return found === undefined
        ? undefined
        : `${roomUrl}/login/${encodeURIComponent(found.access_token)}/true`;
    },
  };
}
