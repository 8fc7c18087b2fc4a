import { z } from 'zod';
import { message } from '../../../../contracts/messages/catalogue';
import type { Message } from '../../../../contracts/messages/message';
import type { ConnectorError } from '../../domain/errors';
import type { JsonAnswer } from '../../http/types';
import type { Account } from '../account';
import { errorsOf, saying } from '../errors';
import { safeWords } from '../safe-words';
import { readSettings } from './descriptor';

export const NAME = 'eTutorium';
const say = saying(NAME);

/** What a call was for, as it stands in errors. */
const TO = {
  readAccount: message('etutorium.to.read-account'),
  createWebinar: message('etutorium.to.create-webinar'),
  readWebinar: message('etutorium.to.read-webinar'),
  register: message('etutorium.to.register'),
  findParticipant: message('etutorium.to.find-participant'),
} as const;

/**
 * eTutorium publishes no reference of its API. These calls are those of a public client
 * (davintoo/etutorium-api, 2019). What that client does not do is unknown, so it is not here.
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
  /** The only call that needs no id. The content of its answer is not known. */
  account(signal: AbortSignal): Promise<{ serverDate: string | undefined }>;
  /** It is not known where the answer has the new id, so the answer is returned as it is. */
  createWebinar(input: WebinarInput, signal: AbortSignal): Promise<unknown>;
  /** The fields are not known. Undefined when eTutorium says that it has no such webinar. */
  webinar(id: string, signal: AbortSignal): Promise<unknown>;
  register(webinarId: number, people: ParticipantInput[], signal: AbortSignal): Promise<void>;
  /** The personal address of one person; undefined for somebody who is not registered. Never stored or logged. */
  joinUrl(webinarId: number, email: string, signal: AbortSignal): Promise<string | undefined>;
}

/** A person is found again by this name, so it is always written the same way. */
const userNameOf = (email: string): string => email.trim().toLowerCase();

export function etutoriumClient(account: Account): EtutoriumClient {
  const { endPoint, apiToken, roomUrl } = readSettings(account);
  const isServer = (url: URL) => url.origin === new URL(endPoint).origin;

  const ask = (path: string, signal: AbortSignal, json?: unknown): Promise<JsonAnswer> =>
    account.http.json({
      ...(json === undefined ? {} : { method: 'POST' as const, json }),
      url: `${endPoint}${path}`,
      // Not `Authorization`. `allowedHost` limits where it is sent, and redirects do not carry it.
      headers: { Accept: 'application/json', 'X-ApiKey-Token': apiToken },
      allowedHost: isServer,
      signal,
    });

  function wordsOf(body: unknown): string | undefined {
    const parsed = refusal.safeParse(body);
    if (!parsed.success) return undefined;
    const { error, validate, message: text } = parsed.data;
    const words = [error ?? [], validate ?? [], text ?? []].flat().join(' ');
    return words === '' ? undefined : safeWords(words, [apiToken]);
  }

  function failed(wanted: Message, { status, body }: JsonAnswer): ConnectorError {
    const providerWords = wordsOf(body);
    const make = errorsOf({ status, providerWords });
    if (status === 401 || status === 403) {
      return make('not-authorized', 'wrong-credentials', message('etutorium.token-rejected'));
    }
    if (providerWords !== undefined) {
      return make('retry-later', 'etutorium-refused', say.failed(wanted, status));
    }
    const setting = message('etutorium.field.endPoint');
    return make('retry-later', 'unexpected-answer', say.unexpectedAnswer(wanted, status, setting));
  }

  function read(wanted: Message, answer: JsonAnswer): unknown {
    const parsed = envelope.safeParse(answer.body);
    if (answer.status === 200 && parsed.success) return parsed.data.response;
    throw failed(wanted, answer);
  }

  return {
    async account(signal) {
      const answer = await ask('/cabinet/webinar', signal);
      // In the known client, this answer has no envelope like the others.
      const isAnswer = answer.status === 200 && typeof answer.body === 'object' && answer.body !== null;
      if (!isAnswer || wordsOf(answer.body) !== undefined) throw failed(TO.readAccount, answer);
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
      if (answer.status !== 200 || wordsOf(answer.body) !== undefined) throw failed(TO.createWebinar, answer);
      return answer.body;
    },

    async webinar(id, signal) {
      const answer = await ask(`/rest/webinar/${encodeURIComponent(id)}`, signal);
      if (answer.status === 404 && wordsOf(answer.body) !== undefined) return undefined;
      return read(TO.readWebinar, answer);
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
        // The plugin sends the invitations.
        send_notification: 0,
      };
      read(TO.register, await ask('/api/invite/register', signal, body));
    },

    async joinUrl(webinarId, email, signal) {
      const query = new URLSearchParams({ webinar_id: String(webinarId), username: userNameOf(email) });
      const answer = await ask(`/rest/participant?${query}`, signal);
      const parsed = participants.safeParse(read(TO.findParticipant, answer));
      if (!parsed.success) throw failed(TO.findParticipant, answer);
      const [found] = parsed.data;
      return found === undefined
        ? undefined
        : `${roomUrl}/login/${encodeURIComponent(found.access_token)}/true`;
    },
  };
}
