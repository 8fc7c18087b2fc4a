import { timingSafeEqual } from 'node:crypto';
import { answer, hostileJson } from '../kit/answer';
import type { Exchange } from '../kit/server';
import type { Context } from './context';

type Refusal = { status: number; error: string; reason: string };

const same = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

/** `POST /oauth/token` for Server-to-Server apps. */
export function createTokenEndpoint(context: Context) {
  const { settings, tokens, account, faults } = context;

  function refusal(exchange: Exchange): Refusal | undefined {
    const badRequest = { status: 400, error: 'invalid_request', reason: 'Bad Request' };
    const wrongGrant = {
      status: 400,
      error: 'unsupported_grant_type',
      reason: 'unsupported grant type',
    };
    if (exchange.method !== 'POST') return badRequest;
    // Worked for years, and is refused since 2025 (Zoom's developer forum, topic 124925).
    if (exchange.query.has('grant_type') || exchange.query.has('account_id')) return badRequest;
    const { authorization = '', 'content-type': type = '' } = exchange.request.headers;
    const [scheme, credentials = ''] = authorization.split(' ');
    const expected = `${account.clientId}:${account.clientSecret}`;
    if (scheme?.toLowerCase() !== 'basic' || !same(Buffer.from(credentials, 'base64').toString(), expected)) {
      return {
        status: settings.invalidClientStatus,
        error: 'invalid_client',
        reason: 'Invalid client_id or client_secret',
      };
    }
    if (!type.toLowerCase().startsWith('application/x-www-form-urlencoded')) return wrongGrant;
    const form = new URLSearchParams(exchange.body.toString());
    if (form.get('grant_type') !== 'account_credentials') return wrongGrant;
    if (form.get('account_id') !== account.accountId) return badRequest;
    if (!context.isActive()) {
      return { status: 400, error: 'invalid_client', reason: 'The app has been disabled (4717)' };
    }
    return undefined;
  }

  return async (exchange: Exchange): Promise<void> => {
    exchange.routed('POST /oauth/token');
    if (await context.struck(exchange)) return;
    const refused = refusal(exchange);
    const json = refused
      ? { reason: refused.reason, error: refused.error }
      : {
          access_token: tokens.access(account.scopes, settings.tokenSeconds),
          token_type: 'bearer',
          expires_in: settings.tokenSeconds,
          scope: account.scopes.join(' '),
          ...(settings.tellsApiUrl ? { api_url: context.links.base } : {}),
        };
    const text = JSON.stringify(json);
    await answer(exchange, faults, {
      status: refused?.status ?? 200,
      headers: { 'Content-Type': 'application/json;charset=UTF-8' },
      body: hostileJson(exchange, faults, () => text) ?? text,
    });
  };
}
