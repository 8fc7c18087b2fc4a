import { message } from '../../../../contracts/messages/catalogue';
import type { Message } from '../../../../contracts/messages/message';
import { ConnectorError } from '../../domain/errors';
import type { JsonAnswer } from '../../http/types';
import { errorsOf, saying, WANTED } from '../errors';
import { safeWords } from '../safe-words';
import { missingScopes, type ZoomSettings } from './descriptor';
import { errorBody, tokenRefusal } from './schemas';

const ZOOM = saying('Zoom');

/** For credentials of the app type that Zoom switched off in September 2023. */
export const JWT_RETIRED = message('zoom.jwt-retired');

/** Code and message of an error body, whatever its status. */
export function errorOf(body: unknown): { code: number; message: string } | undefined {
  // Most bodies are no error: decided without the cost of a failed parse.
  if (typeof body !== 'object' || body === null || !('code' in body)) return undefined;
  const parsed = errorBody.safeParse(body);
  return parsed.success ? parsed.data : undefined;
}

/** True for signs of a retired JWT app: a value that is a JWT, or no account ID of its own. */
export function looksLikeJwtApp(
  settings: Pick<ZoomSettings, 'accountId' | 'clientId' | 'clientSecret'>,
): boolean {
  const isJwt = (value: string) => /^eyJ[\w-]+\.[\w-]+\.[\w-]*$/.test(value.trim());
  return (
    [settings.accountId, settings.clientId, settings.clientSecret].some(isJwt) ||
    settings.accountId === settings.clientId
  );
}

interface TokenFault {
  code: string;
  field?: 'accountId' | 'clientId' | 'clientSecret' | 'oauthBaseUrl';
  said: Message;
  failure: ConnectorError['failure'];
}

/** Numbers of Zoom's page "OAuth error messages", which appear in bodies, messages or logs. */
function tokenFault(status: number, error: string, text: string, number: number | undefined): TokenFault {
  const is = (...numbers: number[]) => number !== undefined && numbers.includes(number);
  const rejected = (code: string, said: Message, field?: TokenFault['field']): TokenFault => ({
    failure: 'not-authorized',
    code,
    said,
    ...(field === undefined ? {} : { field }),
  });
  if (is(4717, 4738)) return rejected('app-disabled', message('zoom.token.app-off'));
  if (is(4735)) return rejected('app-owner-gone', message('zoom.token.owner-gone'));
  if (is(4741, 4700)) return rejected('token-revoked', message('zoom.token.revoked'));
  if (is(4711)) return rejected('scope-missing', message('zoom.token.scopes'));
  if (error === 'unsupported_grant_type' || is(4705)) {
    const said = message('zoom.token.wrong-app-type', { retired: JWT_RETIRED });
    return rejected('wrong-app-type', said, 'clientId');
  }
  if (error === 'invalid_client' || is(4702, 4704) || (status === 401 && error === '')) {
    const said = message('zoom.token.wrong-credentials', { retired: JWT_RETIRED });
    return rejected('wrong-credentials', said, 'clientSecret');
  }
  if (error === 'invalid_request' || is(4706) || /account/i.test(text)) {
    return rejected('wrong-account', message('zoom.token.wrong-account'), 'accountId');
  }
  if (error === '' && number === undefined) {
    return {
      failure: 'retry-later',
      code: 'unexpected-answer',
      field: 'oauthBaseUrl',
      said: ZOOM.unexpectedAnswer(WANTED.getToken, status, message('zoom.field.oauthBaseUrl')),
    };
  }
  return rejected('credentials-refused', message('zoom.token.rejected'));
}

/** Why Zoom gave no token, with the setting to fix. */
export function tokenError(
  answer: JsonAnswer,
  settings: ZoomSettings,
): { error: ConnectorError; field: TokenFault['field'] } {
  const { error, reason, message, code } = tokenRefusal
    .catch({ error: '', reason: '', message: '', code: undefined })
    .parse(answer.body);
  const text = reason || message || error;
  const named = /\b(47\d\d)\b/.exec(`${reason} ${message} ${error}`)?.[1];
  const number = code ?? (named === undefined ? undefined : Number(named));
  const fault = tokenFault(answer.status, error, text, number);
  return {
    field: fault.field,
    error: new ConnectorError(fault.failure, fault.said, {
      code: fault.code,
      status: answer.status,
      ...(text === '' ? {} : { providerWords: safeWords(text, [settings.clientSecret]) }),
    }),
  };
}

/** The scopes that Zoom names in `does not contain scopes:[a, b]`. */
const namedScopes = (message: string): string[] =>
  (/scopes?:?\s*\[([^\]]*)\]/i.exec(message)?.[1] ?? '')
    .split(/[,\s]+/)
    .filter((scope) => /^[a-z_:]+$/.test(scope));

/**
 * Why a call failed. The same code has different meanings in different calls, so a caller that expects
 * one (404/1001, 404/3301, 400/300) handles it before.
 * @param wanted what the call was for, one of `WANTED`.
 */
export function apiError(
  wanted: Message,
  answer: JsonAnswer,
  secrets: readonly string[],
  scope: string,
): ConnectorError {
  const { status } = answer;
  const found = errorOf(answer.body);
  const make = errorsOf({ status, providerWords: found && safeWords(found.message, secrets) });

  if (found?.code === 4711 || /does not contain scopes/i.test(found?.message ?? '')) {
    const named = namedScopes(found?.message ?? '');
    const missing = named.length > 0 ? named : missingScopes(scope).map((need) => need.scope);
    const advice =
      missing.length > 0
        ? message('zoom.advice.scope', { scope: missing.join(' / ') })
        : message('zoom.advice.any-scope');
    return make('not-authorized', 'scope-missing', ZOOM.forbidden(wanted, advice));
  }
  if (status === 401 || found?.code === 124 || found?.code === 4700) {
    return make('not-authorized', 'token-refused', message('zoom.token-rejected', { wanted }));
  }
  if (found?.code === 200) {
    const said = ZOOM.forbidden(wanted, message('zoom.advice.plan-and-role'));
    return make('not-authorized', 'permission-missing', said);
  }
  if (found?.code === 429) return make('retry-later', 'rate-limited', ZOOM.rateLimited());
  if (found?.code === 2300) return make('needs-person', 'wrong-address', message('zoom.wrong-address'));
  if (status === 403) {
    const said = ZOOM.forbidden(wanted, message('zoom.advice.blocked'));
    return make('not-authorized', 'account-blocked', said);
  }
  if (found !== undefined) {
    return make('retry-later', `zoom-${found.code}`, ZOOM.failedWith(wanted, status, found.code));
  }
  const said = ZOOM.unexpectedAnswer(wanted, status, message('zoom.field.apiBaseUrl'));
  return make('retry-later', 'unexpected-answer', said);
}
