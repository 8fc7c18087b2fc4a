import { answer } from '../kit/answer';
import type { Exchange } from '../kit/server';
import type { Context } from './context';
import { readForm, page, escapeHtml, redirectForm } from './pages';

interface Refusal {
  number: number;
  error: string;
  words: string;
}

const REFUSALS = {
  tenant: { number: 90002, error: 'invalid_request', words: "Tenant '{tenant}' not found." },
  app: {
    number: 700016,
    error: 'unauthorized_client',
    words: "Application with identifier '{client}' was not found in the directory.",
  },
  disabled: { number: 7000112, error: 'unauthorized_client', words: 'Application is disabled.' },
  secret: { number: 7000215, error: 'invalid_client', words: 'Invalid client secret provided.' },
  expired: {
    number: 7000222,
    error: 'invalid_client',
    words: 'The provided client secret keys are expired.',
  },
  code: {
    number: 70008,
    error: 'invalid_grant',
    words: 'The provided authorization code or refresh token has expired.',
  },
  refresh: {
    number: 700082,
    error: 'invalid_grant',
    words: 'The refresh token has expired due to inactivity.',
  },
  grant: { number: 70003, error: 'unsupported_grant_type', words: 'The grant type is not supported.' },
  redirect: { number: 50011, error: 'invalid_request', words: 'The redirect URI does not match.' },
} as const satisfies Record<string, Refusal>;

/** The login host: authorise page and tokens (Microsoft identity platform, OAuth 2.0 code flow). */
export function createLogin(context: Context) {
  const { world, tokens, settings, app, faults } = context;

  const refuse = async (exchange: Exchange, refusal: Refusal, status = 400) => {
    const at = new Date(context.clock()).toISOString().replace('T', ' ').slice(0, 19);
    const json = {
      error: refusal.error,
      error_description: `AADSTS${refusal.number}: ${refusal.words.replace('{tenant}', exchange.path.split('/')[1] ?? '').replace('{client}', app.clientId)} Trace ID: 0b1c Correlation ID: 2d3e Timestamp: ${at}Z`,
      error_codes: [refusal.number],
      timestamp: `${at}Z`,
      trace_id: '0b1c0000-0000-4000-8000-000000000000',
      correlation_id: '2d3e0000-0000-4000-8000-000000000000',
      error_uri: `${context.loginUrl()}/error?code=${refusal.number}`,
    };
    await answer(exchange, faults, {
      status,
      headers: { 'Content-Type': 'application/json; charset=utf-8' },
      body: JSON.stringify(json),
    });
  };

  const rightsOf = (form: URLSearchParams): string[] =>
    (form.get('scope') ?? '')
      .split(/\s+/)
      .map((name) => name.slice(name.lastIndexOf('/') + 1))
      .filter((name) => settings.delegatedPermissions.includes(name));

  async function token(exchange: Exchange): Promise<void> {
    exchange.target = 'token';
    exchange.routed('POST /{tenant}/oauth2/v2.0/token');
    if (await context.struck(exchange)) return;
    const struck = faults.take('login-error', exchange);
    const form = new URLSearchParams(exchange.body.toString());
    if (struck) {
      const refusal = {
        number: struck.number,
        error: struck.error ?? 'invalid_grant',
        words: 'As switched on.',
      };
      return await refuse(exchange, refusal);
    }
    const [, tenant] = exchange.path.split('/');
    if (decodeURIComponent(tenant ?? '') !== app.tenantId) return await refuse(exchange, REFUSALS.tenant);
    if (form.get('client_id') !== app.clientId) return await refuse(exchange, REFUSALS.app);
    if (!app.active) return await refuse(exchange, REFUSALS.disabled, 401);
    const secret = form.get('client_secret') ?? '';
    if (app.expiredSecrets.includes(secret)) return await refuse(exchange, REFUSALS.expired, 401);
    if (secret !== app.clientSecret) return await refuse(exchange, REFUSALS.secret, 401);

    const give = async (json: object) =>
      await answer(exchange, faults, {
        status: 200,
        headers: { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' },
        body: JSON.stringify({
          token_type: 'Bearer',
          expires_in: settings.tokenSeconds,
          ext_expires_in: settings.tokenSeconds,
          ...json,
        }),
      });
    switch (form.get('grant_type')) {
      case 'client_credentials': {
        const permissions = settings.applicationPermissions;
        return await give({
          access_token: tokens.access({ kind: 'app', permissions }, settings.tokenSeconds),
        });
      }
      case 'authorization_code': {
        const grant = tokens.useCode(
          form.get('code') ?? '',
          form.get('redirect_uri') ?? '',
          form.get('code_verifier') ?? '',
        );
        if (grant === undefined) return await refuse(exchange, REFUSALS.code);
        return await give({
          scope: grant.permissions.map((name) => `https://graph.microsoft.com/${name}`).join(' '),
          access_token: tokens.access(grant, settings.tokenSeconds),
          refresh_token: tokens.refresh(grant),
        });
      }
      case 'refresh_token': {
        const before = tokens.useRefresh(form.get('refresh_token') ?? '', settings.refreshTokensOnce);
        if (before === undefined) return await refuse(exchange, REFUSALS.refresh);
        const grant = { ...before, permissions: rightsOf(form) };
        return await give({
          scope: grant.permissions.join(' '),
          access_token: tokens.access(grant, settings.tokenSeconds),
          refresh_token: tokens.refresh(grant),
        });
      }
      default:
        return await refuse(exchange, REFUSALS.grant);
    }
  }

  const html = async (exchange: Exchange, body: string, status = 200) =>
    await answer(exchange, faults, {
      status,
      headers: { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' },
      body,
    });

  /** The reason why the page can't redirect the browser. */
  function badRequest(query: URLSearchParams): string | undefined {
    const redirectUri = query.get('redirect_uri') ?? '';
    if (query.get('client_id') !== app.clientId) return 'AADSTS700016: the application was not found.';
    if (!URL.canParse(redirectUri)) return 'AADSTS900971: no reply address provided.';
    if (app.redirectUris.length > 0 && !app.redirectUris.includes(redirectUri)) {
      return 'AADSTS50011: the redirect URI does not match the ones of the application.';
    }
    return query.get('response_type') === 'code' ? undefined : 'AADSTS70007: unsupported response type.';
  }

  /** Account picker, consent, and the way back: the steps of a browser. */
  async function authorize(exchange: Exchange): Promise<void> {
    exchange.routed(`${exchange.method} /{tenant}/oauth2/v2.0/authorize`);
    if (await context.struck(exchange)) return;
    const form = exchange.method === 'POST' ? readForm(exchange.body) : exchange.query;
    const bad = badRequest(form);
    if (bad !== undefined) {
      return await html(
        exchange,
        page('Sorry, but we’re having trouble signing you in.', `<p>${escapeHtml(bad)}</p>`),
        400,
      );
    }
    const user = world.findUser(form.get('account') ?? '');
    const hidden = [...form]
      .filter(([name]) => !['account', 'decision'].includes(name))
      .map(([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`)
      .join('');
    if (user === undefined) {
      const accounts = [...world.users.values()].filter(({ userType }) => userType === 'Member');
      const buttons = accounts.map(
        ({ id, displayName, upn }) =>
          `<p><button name="account" value="${escapeHtml(id)}">${escapeHtml(displayName)} – ${escapeHtml(upn)}</button></p>`,
      );
      return await html(
        exchange,
        page('Pick an account', `<form method="post">${hidden}${buttons.join('')}</form>`),
      );
    }
    const state = form.get('state') ?? '';
    const redirectUri = form.get('redirect_uri') ?? '';
    const back = async (fields: Record<string, string>) =>
      await html(exchange, redirectForm(redirectUri, { ...fields, state }));
    const asked = rightsOf(form);
    if (form.get('decision') === 'cancel') {
      return await back({
        error: 'access_denied',
        error_description: 'AADSTS65004: User declined to consent to access the app.',
      });
    }
    if (form.get('decision') !== 'accept') {
      const list = asked.map((name) => `<li>${escapeHtml(name)}</li>`).join('');
      const choice =
        '<button name="decision" value="accept">Accept</button> <button name="decision" value="cancel">Cancel</button>';
      const account = `<input type="hidden" name="account" value="${escapeHtml(user.id)}">`;
      return await html(
        exchange,
        page(
          'Permissions requested',
          `<p>${escapeHtml(user.upn)}</p><ul>${list}</ul><form method="post">${hidden}${account}${choice}</form>`,
        ),
      );
    }
    const challenge = form.get('code_challenge') ?? undefined;
    const code = tokens.code({
      grant: { kind: 'person', userId: user.id, permissions: asked },
      redirectUri,
      ...(challenge === undefined ? {} : { challenge }),
    });
    await back({ code, session_state: 'emulated' });
  }

  return async (exchange: Exchange): Promise<void> => {
    if (exchange.path.endsWith('/oauth2/v2.0/token') && exchange.method === 'POST')
      return await token(exchange);
    if (exchange.path.endsWith('/oauth2/v2.0/authorize')) return await authorize(exchange);
    exchange.routed(`${exchange.method} /unknown`);
    await html(exchange, page('404', ''), 404);
  };
}
