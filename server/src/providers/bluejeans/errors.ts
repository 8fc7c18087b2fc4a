import { ConnectorError } from '../../domain/errors';
import type { JsonAnswer } from '../../http/types';
import { safeWords } from '../safe-words';
import { DEFAULT_BASE_URL, type BlueJeansSettings } from './descriptor';
import { errorBody } from './shapes';

/** BlueJeans' own words; undefined when the body is not one of its errors. */
export const wordsOf = (body: unknown): string | undefined => {
  const parsed = errorBody.safeParse(body);
  return parsed.success ? parsed.data.message : undefined;
};

/** A 404 counts only with the service's own body. */
export const saysNotFound = (answer: JsonAnswer): boolean =>
  answer.status === 404 && wordsOf(answer.body) !== undefined;

/** Whatever goes wrong at the address of the closed service goes wrong because it is closed. */
export function closedOr(error: unknown, { apiBaseUrl }: BlueJeansSettings): unknown {
  if (apiBaseUrl !== DEFAULT_BASE_URL || !(error instanceof ConnectorError)) return error;
  return new ConnectorError(
    'needs-person',
    'BlueJeans does not answer as it did: the service was closed on 29 March 2024. Switch the connector off, or enter another API base URL under Advanced if something else speaks its language.',
    { code: 'service-closed', cause: error },
  );
}

/** @param wanted what was to be done, e.g. `list the users`. */
export function apiError(wanted: string, answer: JsonAnswer, secrets: readonly string[]): ConnectorError {
  const { status } = answer;
  const words = wordsOf(answer.body);
  const make = (failure: ConnectorError['failure'], code: string, message: string) =>
    new ConnectorError(failure, message, {
      code,
      status,
      ...(words ? { providerWords: safeWords(words, secrets) } : {}),
    });
  // One code for both: the token was renewed once before it comes here.
  if (status === 401 || status === 403) {
    return make(
      'not-authorized',
      'permission-missing',
      `BlueJeans does not let the app ${wanted}, with a fresh token too. Look at the app: Admin → Enterprise Apps.`,
    );
  }
  if (words !== undefined) {
    return make('retry-later', `bluejeans-${status}`, `BlueJeans could not ${wanted} (status ${status}).`);
  }
  return make(
    'retry-later',
    'unexpected-answer',
    `The answer was not as documented (to ${wanted}, status ${status}). Check the API base URL under Advanced if this stays.`,
  );
}
