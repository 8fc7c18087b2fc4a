import { message } from '../../../../contracts/messages/catalogue';
import type { Message } from '../../../../contracts/messages/message';
import { ConnectorError } from '../../domain/errors';
import type { JsonAnswer } from '../../http/types';
import { errorsOf, saying } from '../errors';
import { safeWords } from '../safe-words';
import { DEFAULT_BASE_URL, type BlueJeansSettings } from './descriptor';
import { errorBody } from './schemas';

export const NAME = 'BlueJeans';
const say = saying(NAME);

/** What a call was for, as it stands in errors; the others are in `../errors.ts`. */
export const TO = {
  getToken: message('bluejeans.to.get-token'),
  deleteRecordings: message('bluejeans.to.delete-recordings'),
} as const;

/** BlueJeans' own words; undefined when the body is not one of its errors. */
export const wordsOf = (body: unknown): string | undefined => {
  const parsed = errorBody.safeParse(body);
  return parsed.success ? parsed.data.message : undefined;
};

/** A 404 counts only with the service's own body, because any server answers 404 for a wrong address. */
export const saysNotFound = (answer: JsonAnswer): boolean =>
  answer.status === 404 && wordsOf(answer.body) !== undefined;

/** At the address of the closed service, every failure means that it is closed. */
export function closedOr(error: unknown, { apiBaseUrl }: BlueJeansSettings): unknown {
  if (apiBaseUrl !== DEFAULT_BASE_URL || !(error instanceof ConnectorError)) return error;
  return new ConnectorError('needs-person', message('bluejeans.closed'), {
    code: 'service-closed',
    cause: error,
  });
}

/** @param wanted what the call was for. */
export function apiError(wanted: Message, answer: JsonAnswer, secrets: readonly string[]): ConnectorError {
  const { status } = answer;
  const words = wordsOf(answer.body);
  const make = errorsOf({ status, providerWords: words ? safeWords(words, secrets) : undefined });
  // A refused token was renewed once before, so a 401 here is about the app's rights, like a 403.
  if (status === 401 || status === 403) {
    const advice = message('bluejeans.forbidden.advice');
    return make('not-authorized', 'permission-missing', say.forbidden(wanted, advice));
  }
  if (words !== undefined) {
    return make('retry-later', `bluejeans-${status}`, say.failed(wanted, status));
  }
  return make(
    'retry-later',
    'unexpected-answer',
    say.unexpectedAnswer(wanted, status, message('bluejeans.field.apiBaseUrl')),
  );
}
