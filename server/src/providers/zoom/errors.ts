import { ConnectorError } from '../../domain/errors';
import type { JsonAnswer } from '../../http/types';
import { safeWords } from '../safe-words';
import { missingScopes, type ZoomSettings } from './descriptor';
import { errorBody, tokenRefusal } from './shapes';

const APP = 'Zoom App Marketplace → Manage → your app';

/** For whoever has credentials of the app type that Zoom switched off in September 2023. */
export const JWT_RETIRED =
  'API Key and API Secret of a JWT app do not work any more: Zoom retired that app type in September 2023. ' +
  'Create a Server-to-Server OAuth app (Zoom App Marketplace → Develop → Build App) and enter its Account ID, Client ID and Client secret.';

/** Code and message of an error body, whatever status it came with. */
export function errorOf(body: unknown): { code: number; message: string } | undefined {
  // Most bodies are none: said without making an error of it.
  if (typeof body !== 'object' || body === null || !('code' in body)) return undefined;
  const parsed = errorBody.safeParse(body);
  return parsed.success ? parsed.data : undefined;
}

/** Looks like a JWT, or there is no account id of its own: signs of a retired JWT app. */
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
  what: string;
  failure: ConnectorError['failure'];
}

/** Numbers of Zoom's page "OAuth error messages", which appear in bodies, messages or logs. */
function tokenFault(status: number, error: string, text: string, number: number | undefined): TokenFault {
  const is = (...numbers: number[]) => number !== undefined && numbers.includes(number);
  const refused = { failure: 'not-authorized' } as const;
  if (is(4717, 4738))
    return {
      ...refused,
      code: 'app-disabled',
      what: `The app is switched off in Zoom. Activate it: ${APP} → Activation.`,
    };
  if (is(4735))
    return {
      ...refused,
      code: 'app-owner-gone',
      what: `The user who owns the app no longer exists in the Zoom account. Hand the app to another owner in the Marketplace, or create a new one.`,
    };
  if (is(4741, 4700))
    return {
      ...refused,
      code: 'token-revoked',
      what: `Zoom takes no token of this app any more. Look whether the app is activated: ${APP} → Activation.`,
    };
  if (is(4711))
    return {
      ...refused,
      code: 'scope-missing',
      what: `The app's scopes do not match. Add the missing ones: ${APP} → Scopes.`,
    };
  if (error === 'unsupported_grant_type' || is(4705))
    return {
      ...refused,
      code: 'wrong-app-type',
      field: 'clientId',
      what: `These credentials do not belong to a Server-to-Server OAuth app. ${JWT_RETIRED}`,
    };
  if (error === 'invalid_client' || is(4702, 4704) || (status === 401 && error === ''))
    return {
      ...refused,
      code: 'wrong-credentials',
      field: 'clientSecret',
      what: `Zoom does not know this pair of Client ID and Client secret. Copy both again: ${APP} → App Credentials. ${JWT_RETIRED}`,
    };
  if (error === 'invalid_request' || is(4706) || /account/i.test(text))
    return {
      ...refused,
      code: 'wrong-account',
      field: 'accountId',
      what: `Zoom does not know this Account ID for the app. Copy it again: ${APP} → App Credentials.`,
    };
  if (error === '' && number === undefined)
    return {
      failure: 'retry-later',
      code: 'unexpected-answer',
      field: 'oauthBaseUrl',
      what: `The address for tokens did not answer as Zoom does (status ${status}). Check the OAuth base URL under Advanced if this stays.`,
    };
  return {
    ...refused,
    code: 'credentials-refused',
    what: `Zoom refuses the credentials. Check Account ID, Client ID and Client secret, and that the app is activated: ${APP}.`,
  };
}

/** Why Zoom gave no token, with the field at fault. */
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
    error: new ConnectorError(fault.failure, fault.what, {
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
 * Why a call failed. The same number means different things at different calls, so a caller that
 * expects one (404/1001, 404/3301, 400/300) looks at it before it comes here.
 * @param wanted what was to be done, e.g. `list the users`.
 */
export function apiError(
  wanted: string,
  answer: JsonAnswer,
  secrets: readonly string[],
  scope: string,
): ConnectorError {
  const { status } = answer;
  const found = errorOf(answer.body);
  const providerWords = found === undefined ? undefined : safeWords(found.message, secrets);
  const make = (failure: ConnectorError['failure'], code: string, message: string) =>
    new ConnectorError(failure, message, { code, status, ...(providerWords ? { providerWords } : {}) });

  if (found?.code === 4711 || /does not contain scopes/i.test(found?.message ?? '')) {
    const named = namedScopes(found?.message ?? '');
    const missing = named.length > 0 ? named : missingScopes(scope).map((need) => need.scope);
    return make(
      'not-authorized',
      'scope-missing',
      `The Zoom app may not ${wanted}: it lacks the scope ${missing.join(' or ') || 'for it'}. Add it: ${APP} → Scopes; the next attempt uses it.`,
    );
  }
  if (status === 401 || found?.code === 124 || found?.code === 4700) {
    return make(
      'not-authorized',
      'token-refused',
      `Zoom refuses the app's token (to ${wanted}). Look whether the app is activated and its scopes are added: ${APP}.`,
    );
  }
  if (found?.code === 200) {
    return make(
      'not-authorized',
      'permission-missing',
      `The Zoom account or the role of the app's owner does not allow to ${wanted}. It needs a paid plan with cloud recording, and a role that may view users, recordings and their content (Zoom → User Management → Roles).`,
    );
  }
  if (found?.code === 429) {
    return make('retry-later', 'rate-limited', `Zoom says that the account asks too often.`);
  }
  if (found?.code === 2300) {
    return make(
      'needs-person',
      'wrong-address',
      `This address is not Zoom's API. Check the API base URL under Advanced; it ends in /v2.`,
    );
  }
  if (status === 403) {
    return make(
      'not-authorized',
      'account-blocked',
      `Zoom forbids the app to ${wanted}. The account may be blocked; look at it in Zoom, or ask Zoom's support.`,
    );
  }
  if (found !== undefined) {
    return make(
      'retry-later',
      `zoom-${found.code}`,
      `Zoom could not ${wanted} (status ${status}, code ${found.code}).`,
    );
  }
  return make(
    'retry-later',
    'unexpected-answer',
    `Zoom's answer was not as documented (to ${wanted}, status ${status}). Check the API base URL under Advanced if this stays.`,
  );
}
