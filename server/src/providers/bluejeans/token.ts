import { message } from '../../../../contracts/messages/catalogue';
import { ConnectorError } from '../../domain/errors';
import type { Account } from '../account';
import { safeWords } from '../safe-words';
import { keptToken } from '../kept-token';
import { readSettings } from './descriptor';
import { apiError, closedOr, TO, wordsOf } from './errors';
import { memoryOf, type Token } from './memory';
import { tokenAnswer } from './schemas';

/** A token is replaced this long before it ends, as other clients do (public integrations). */
const RENEW_BEFORE_MS = 60_000;

/**
 * Requests a token by app key and secret. The grant is in a JSON body, not in a form.
 * @throws ConnectorError `not-authorized` for a wrong pair.
 */
export async function requestToken(account: Account, signal: AbortSignal): Promise<Token> {
  const settings = readSettings(account);
  const { origin } = new URL(settings.apiBaseUrl);
  const answer = await account.http
    .json({
      method: 'POST',
      repeatable: true,
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
    throw closedOr(apiError(TO.getToken, answer, [settings.secretKey]), settings);
  }
  throw new ConnectorError('not-authorized', message('bluejeans.credentials-rejected'), {
    code: 'wrong-credentials',
    status: answer.status,
    providerWords: safeWords(words, [settings.secretKey]),
  });
}

/** The account's token, or a new one in place of the one that BlueJeans refused; see `keptToken`. */
export const currentToken = (account: Account, signal: AbortSignal, refused?: Token): Promise<Token> =>
  keptToken(memoryOf(account), {
    nowMs: account.clock(),
    signal,
    refused,
    renew: () => requestToken(account, new AbortController().signal),
  });
