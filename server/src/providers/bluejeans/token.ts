import { ConnectorError } from '../../domain/errors';
import type { Account } from '../account';
import { safeWords } from '../safe-words';
import { keptToken } from '../kept-token';
import { readSettings } from './descriptor';
import { apiError, closedOr, wordsOf } from './errors';
import { memoryOf, type Token } from './memory';
import { tokenAnswer } from './shapes';

/** So long before its end a token is replaced, as clients in the wild do. */
const RENEW_BEFORE_MS = 60_000;

/**
 * Asks for a token by app key and secret. The grant is told by the body, which is JSON and not a form.
 * @throws ConnectorError `not-authorized` for a wrong pair.
 */
export async function requestToken(account: Account, signal: AbortSignal): Promise<Token> {
  const settings = readSettings(account);
  const { origin } = new URL(settings.apiBaseUrl);
  const answer = await account.http
    .json({
      method: 'POST',
      url: `${settings.apiBaseUrl}/oauth2/token`,
      json: {
        grant_type: 'client_credentials',
        client_id: settings.appKey,
        client_secret: settings.secretKey,
      },
      headers: { Accept: 'application/json' },
      allowedHost: (url) => url.origin === origin,
      rate: 'api',
      signal,
    })
    .catch((error: unknown) => {
      throw closedOr(error, settings);
    });
  const granted = tokenAnswer.safeParse(answer.body);
  if (answer.status === 200 && granted.success) {
    const livesMs = granted.data.expires_in * 1000;
    return {
      value: granted.data.access_token,
      enterpriseId: granted.data.scope.enterprise,
      staleAtMs: account.clock() + livesMs - Math.min(RENEW_BEFORE_MS, livesMs / 2),
      serverDate: answer.headers.date,
    };
  }
  const words = wordsOf(answer.body);
  if (words === undefined || ![400, 401, 403].includes(answer.status)) {
    throw closedOr(apiError('give a token', answer, [settings.secretKey]), settings);
  }
  throw new ConnectorError(
    'not-authorized',
    'BlueJeans does not know this pair of App Key and Secret Key. Copy both again: Admin → Enterprise Apps.',
    {
      code: 'wrong-credentials',
      status: answer.status,
      providerWords: safeWords(words, [settings.secretKey]),
    },
  );
}

/** The account's token, or another than the one that BlueJeans refused; see `keptToken`. */
export const currentToken = (account: Account, signal: AbortSignal, refused?: Token): Promise<Token> =>
  keptToken(memoryOf(account), {
    nowMs: account.clock(),
    signal,
    refused,
    renew: () => requestToken(account, new AbortController().signal),
  });
