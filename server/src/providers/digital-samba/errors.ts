import { message } from '../../../../contracts/messages/catalogue';
import type { Message } from '../../../../contracts/messages/message';
import type { ConnectorError } from '../../domain/errors';
import type { JsonAnswer } from '../../http/types';
import { errorsOf, saying } from '../errors';
import { safeWords } from '../safe-words';
import { errorBody } from './schemas';

export const NAME = 'Digital Samba';
const say = saying(NAME);

/** What a call was for, as it stands in errors; the others are in `../errors.ts`. */
export const TO = {
  readTeam: message('digital-samba.to.read-team'),
  readSession: message('digital-samba.to.read-session'),
  readBookmarks: message('digital-samba.to.read-bookmarks'),
  readTranscript: message('digital-samba.to.read-transcript'),
  readChat: message('digital-samba.to.read-chat'),
  readPolls: message('digital-samba.to.read-polls'),
  readSummary: message('digital-samba.to.read-summary'),
  archive: message('digital-samba.to.archive'),
  unarchive: message('digital-samba.to.unarchive'),
  listEvents: message('digital-samba.to.list-events'),
  registerWebhook: message('digital-samba.to.register-webhook'),
  removeWebhook: message('digital-samba.to.remove-webhook'),
} as const;

/** Digital Samba's own error; undefined when the body is not one. */
export function errorOf(body: unknown): { error: string; words: string } | undefined {
  const parsed = errorBody.safeParse(body);
  if (!parsed.success || (parsed.data.error === '' && parsed.data.message === '')) return undefined;
  const { error, message: text, errors } = parsed.data;
  const fieldErrors = Object.values(errors ?? {}).flat();
  return { error, words: fieldErrors.join(' ') || text || error };
}

/** A 404 counts only with the service's own body, because any server answers 404 for a wrong address. */
export const saysNotFound = (answer: JsonAnswer): boolean =>
  answer.status === 404 && errorOf(answer.body) !== undefined;

/**
 * Why a call failed.
 * @param wanted what the call was for.
 */
export function apiError(wanted: Message, answer: JsonAnswer, secrets: readonly string[]): ConnectorError {
  const { status } = answer;
  const found = errorOf(answer.body);
  const providerWords = found === undefined ? undefined : safeWords(found.words, secrets);
  const make = errorsOf({ status, providerWords });
  if (status === 401) {
    return make('not-authorized', 'wrong-credentials', message('digital-samba.credentials-rejected'));
  }
  if (status === 403) {
    return make(
      'not-authorized',
      'permission-missing',
      say.forbidden(wanted, message('digital-samba.forbidden.advice')),
    );
  }
  if (status === 409) return make('not-ready', 'conflict', message('digital-samba.conflict', { wanted }));
  if (found !== undefined) {
    return make('retry-later', `digital-samba-${status}`, say.failed(wanted, status));
  }
  return make(
    'retry-later',
    'unexpected-answer',
    say.unexpectedAnswer(wanted, status, message('digital-samba.field.serverUrl')),
  );
}
