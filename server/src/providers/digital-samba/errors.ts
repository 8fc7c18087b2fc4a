import { ConnectorError } from '../../domain/errors';
import type { JsonAnswer } from '../../http/types';
import { safeWords } from '../safe-words';
import { errorBody } from './shapes';

/** Digital Samba's own words of a failure; undefined when the body is not one of its errors. */
export function errorOf(body: unknown): { error: string; words: string } | undefined {
  const parsed = errorBody.safeParse(body);
  if (!parsed.success || (parsed.data.error === '' && parsed.data.message === '')) return undefined;
  const { error, message, errors } = parsed.data;
  return {
    error,
    words:
      Object.values(errors ?? {})
        .flat()
        .join(' ') ||
      message ||
      error,
  };
}

/** A 404 counts only with the service's own body: any server has 404s for wrong addresses. */
export const saysNotFound = (answer: JsonAnswer): boolean =>
  answer.status === 404 && errorOf(answer.body) !== undefined;

/**
 * Why a call failed.
 * @param wanted what was to be done, e.g. `list the recordings`.
 */
export function apiError(wanted: string, answer: JsonAnswer, secrets: readonly string[]): ConnectorError {
  const { status } = answer;
  const found = errorOf(answer.body);
  const providerWords = found === undefined ? undefined : safeWords(found.words, secrets);
  const make = (failure: ConnectorError['failure'], code: string, message: string) =>
    new ConnectorError(failure, message, { code, status, ...(providerWords ? { providerWords } : {}) });
  if (status === 401) {
    return make(
      'not-authorized',
      'wrong-credentials',
      'Digital Samba does not know this pair of Team ID and API Token. Copy both again: Digital Samba dashboard → Team. A developer key that was made anew there replaces the old one at once.',
    );
  }
  if (status === 403) {
    return make(
      'not-authorized',
      'permission-missing',
      `Digital Samba forbids the team to ${wanted}. Look whether the plan of the team includes it.`,
    );
  }
  if (status === 409) {
    return make('not-ready', 'conflict', `Digital Samba can't ${wanted} while something else goes on there.`);
  }
  if (found !== undefined) {
    return make(
      'retry-later',
      `digital-samba-${status}`,
      `Digital Samba could not ${wanted} (status ${status}).`,
    );
  }
  return make(
    'retry-later',
    'unexpected-answer',
    `The server's answer was not as documented (to ${wanted}, status ${status}). Check the address under Server if this stays.`,
  );
}
