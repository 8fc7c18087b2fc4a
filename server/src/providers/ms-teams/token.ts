import { message } from '../../../../contracts/messages/catalogue';
import { ConnectorError } from '../../domain/errors';
import type { JsonAnswer } from '../../http/types';
import type { Account } from '../account';
import { keptToken } from '../kept-token';
import { readSettings, type TeamsSettings } from './descriptor';
import { loginError } from './errors';
import { memoryOf, type Token } from './memory';
import { delegatedScope, resourceOf } from './permissions';
import { tokenAnswer } from './schemas';
import { MINUTE_MS } from '../../domain/instant';

/** A token is replaced this long before it expires, because a download can take a while to start. */
const RENEW_BEFORE_MS = 5 * MINUTE_MS;

export type TokenReading =
  | { outcome: 'granted'; token: Token; refreshToken?: string }
  | { outcome: 'refused'; error: ConnectorError; field?: string; serverDate?: string };

/** The three grants of the Microsoft identity platform that we use. */
export type Grant =
  | { kind: 'app' }
  | { kind: 'code'; code: string; redirectUri: string; codeVerifier: string }
  | { kind: 'refresh'; refreshToken: string };

export const loginUrl = (settings: TeamsSettings, what: 'authorize' | 'token'): string =>
  `${settings.loginBaseUrl}/${encodeURIComponent(settings.tenantId)}/oauth2/v2.0/${what}`;

function formOf(grant: Grant, settings: TeamsSettings): Record<string, string> {
  switch (grant.kind) {
    case 'app':
      return { grant_type: 'client_credentials', scope: `${resourceOf(settings)}/.default` };
    case 'code':
      return {
        grant_type: 'authorization_code',
        code: grant.code,
        redirect_uri: grant.redirectUri,
        code_verifier: grant.codeVerifier,
        scope: delegatedScope(settings),
      };
    case 'refresh':
      return {
        grant_type: 'refresh_token',
        refresh_token: grant.refreshToken,
        scope: delegatedScope(settings),
      };
  }
}

/**
 * Requests a token once.
 * @throws ConnectorError when Microsoft doesn't answer (network, address, outage).
 */
export async function requestToken(
  account: Account,
  grant: Grant,
  signal: AbortSignal,
): Promise<TokenReading> {
  const settings = readSettings(account);
  const login = new URL(settings.loginBaseUrl).origin;
  const form = formOf(grant, settings);
  const answer: JsonAnswer = await account.http.json({
    method: 'POST',
    // A code works once; the other grants give another token each time.
    ...(grant.kind === 'code' ? {} : { repeatable: true as const }),
    url: loginUrl(settings, 'token'),
    form: { client_id: settings.clientId, client_secret: settings.clientSecret, ...form },
    headers: { Accept: 'application/json' },
    allowedHost: (url) => url.origin === login,
    signal,
  });
  const serverDate = answer.headers.date;
  const granted = tokenAnswer.safeParse(answer.body);
  if (answer.status !== 200 || !granted.success) {
    const secrets = [form.code, form.refresh_token, form.code_verifier].filter((one) => one !== undefined);
    return {
      outcome: 'refused',
      ...loginError(answer, settings, secrets, grant.kind !== 'app'),
      ...(serverDate === undefined ? {} : { serverDate }),
    };
  }
  const { access_token: value, expires_in: seconds, refresh_token: refreshToken, scope } = granted.data;
  const livesMs = seconds * 1000;
  return {
    outcome: 'granted',
    ...(refreshToken === undefined ? {} : { refreshToken }),
    token: {
      value,
      scope,
      staleAtMs: account.clock() + livesMs - Math.min(RENEW_BEFORE_MS, livesMs / 2),
      ...(serverDate === undefined ? {} : { serverDate }),
    },
  };
}

/** The account's token, or a different one when Graph rejected it; see `keptToken`. */
export function currentToken(account: Account, signal: AbortSignal, refused?: Token): Promise<Token> {
  const { authorizationType } = readSettings(account);
  return keptToken(memoryOf(account), {
    nowMs: account.clock(),
    signal,
    refused,
    renew: () => (authorizationType === 'user-delegated' ? tokenOfPerson(account) : tokenOfApp(account)),
  });
}

const OF_NO_CALLER = () => new AbortController().signal;

async function tokenOfApp(account: Account): Promise<Token> {
  const reading = await requestToken(account, { kind: 'app' }, OF_NO_CALLER());
  if (reading.outcome === 'refused') throw reading.error;
  return reading.token;
}

/** Each exchange returns a new refresh token (Microsoft: refresh tokens), and the vault stores it first. */
async function tokenOfPerson(account: Account): Promise<Token> {
  if (account.signIn === undefined) {
    throw new ConnectorError('not-authorized', message('ms-teams.sign-in.nobody'), { code: 'not-signed-in' });
  }
  return await account.signIn.exchange(async (refreshToken) => {
    const reading = await requestToken(account, { kind: 'refresh', refreshToken }, OF_NO_CALLER());
    if (reading.outcome === 'refused') throw reading.error;
    return { refreshToken: reading.refreshToken ?? refreshToken, result: reading.token };
  });
}

/** Forgets a token that lacked a permission. The next one includes consents that were given since. */
export function dropToken(account: Account, value: string): void {
  const memory = memoryOf(account);
  if (memory.token?.value === value) memory.token = undefined;
}
