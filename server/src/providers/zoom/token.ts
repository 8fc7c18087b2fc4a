import type { Account } from '../account';
import type { JsonAnswer } from '../../http/types';
import { keptToken } from '../kept-token';
import { ConnectorError } from '../../domain/errors';
import { readSettings } from './descriptor';
import { JWT_RETIRED, looksLikeJwtApp, tokenError } from './errors';
import { mayHaveToken } from './hosts';
import { memoryOf, type Token } from './memory';
import { tokenAnswer } from './schemas';
import { MINUTE_MS } from '../../domain/instant';

/** A token is replaced this long before it expires, because a download can take a while to start. */
const RENEW_BEFORE_MS = 5 * MINUTE_MS;

export type TokenReading =
  | { outcome: 'granted'; token: Token }
  | { outcome: 'refused'; error: ConnectorError; field?: string; serverDate?: string };

/**
 * Requests a token once (Zoom: Server-to-Server OAuth). Parameters are sent in the body, because Zoom has
 * refused them in the query for some accounts since 2025.
 * @throws ConnectorError when Zoom doesn't answer (network, address, outage).
 */
export async function requestToken(account: Account, signal: AbortSignal): Promise<TokenReading> {
  const settings = readSettings(account);
  if (looksLikeJwtApp(settings)) {
    const error = new ConnectorError('not-authorized', JWT_RETIRED, { code: 'wrong-app-type' });
    return { outcome: 'refused', error, field: 'clientId' };
  }
  const basic = Buffer.from(`${settings.clientId}:${settings.clientSecret}`).toString('base64');
  const answer: JsonAnswer = await account.http.json({
    method: 'POST',
    repeatable: true,
    url: `${settings.oauthBaseUrl}/oauth/token`,
    form: { grant_type: 'account_credentials', account_id: settings.accountId },
    authorization: { value: `Basic ${basic}`, sendTo: mayHaveToken(settings) },
    allowedHost: mayHaveToken(settings),
    signal,
  });
  const serverDate = answer.headers.date;
  const granted = tokenAnswer.safeParse(answer.body);
  if (answer.status !== 200 || !granted.success) {
    return { outcome: 'refused', ...tokenError(answer, settings), serverDate };
  }
  const livesMs = granted.data.expires_in * 1000;
  return {
    outcome: 'granted',
    token: {
      value: granted.data.access_token,
      scope: granted.data.scope,
      staleAtMs: account.clock() + livesMs - Math.min(RENEW_BEFORE_MS, livesMs / 2),
      serverDate,
    },
  };
}

/** The account's token, or a different one when Zoom rejected it; see `keptToken`. */
export const currentToken = (account: Account, signal: AbortSignal, refused?: Token): Promise<Token> =>
  keptToken(memoryOf(account), {
    nowMs: account.clock(),
    signal,
    refused,
    async renew() {
      const reading = await requestToken(account, new AbortController().signal);
      if (reading.outcome === 'refused') throw reading.error;
      return reading.token;
    },
  });
