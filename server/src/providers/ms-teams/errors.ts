import { message } from '../../../../contracts/messages/catalogue';
import type { Message } from '../../../../contracts/messages/message';
import { ConnectorError } from '../../domain/errors';
import type { JsonAnswer } from '../../http/types';
import { errorsOf, saying, WANTED } from '../errors';
import { safeWords as hideSecrets } from '../safe-words';
import type { TeamsSettings } from './descriptor';
import { policyCmdlets } from './permissions';
import { errorBody, tokenRefusal } from './schemas';

const MICROSOFT = saying('Microsoft');

/** Microsoft's words without the lines for Microsoft's support. */
export const safeWords = (words: string, secrets: readonly string[]): string =>
  hideSecrets(words.split(/\r?\n| Trace ID:/)[0] ?? '', secrets);

interface LoginFault {
  code: string;
  field?: 'tenantId' | 'clientId' | 'clientSecret' | 'loginBaseUrl' | 'graphBaseUrl';
  said: Message;
  failure?: ConnectorError['failure'];
}

/** Numbers of Microsoft's page "Microsoft Entra authentication and authorization error codes". */
const LOGIN_FAULTS: Readonly<Record<number, LoginFault>> = {
  7000215: {
    code: 'wrong-credentials',
    field: 'clientSecret',
    said: message('ms-teams.login.wrong-secret'),
  },
  7000222: {
    code: 'secret-expired',
    field: 'clientSecret',
    said: message('ms-teams.login.secret-expired'),
  },
  700016: {
    code: 'wrong-app',
    field: 'clientId',
    said: message('ms-teams.login.wrong-app'),
  },
  7000112: {
    code: 'app-disabled',
    field: 'clientId',
    said: message('ms-teams.login.app-off'),
  },
  90002: {
    code: 'wrong-tenant',
    field: 'tenantId',
    said: message('ms-teams.login.wrong-tenant'),
  },
  900023: {
    code: 'wrong-tenant',
    field: 'tenantId',
    said: message('ms-teams.login.malformed-tenant'),
  },
  50011: {
    code: 'wrong-redirect',
    said: message('ms-teams.login.wrong-redirect'),
  },
  500011: {
    code: 'wrong-cloud',
    field: 'graphBaseUrl',
    said: message('ms-teams.login.wrong-cloud'),
  },
  65001: {
    code: 'consent-missing',
    said: message('ms-teams.login.no-consent'),
  },
};

/** The person must sign in again: revoked, expired, password changed, second factor required, consent withdrawn. */
const SIGN_IN_ENDED = new Set([
  700082, 700084, 70000, 70008, 700081, 50173, 50076, 50079, 50078, 50158, 53003, 50057, 50034, 65001, 54005,
]);

/** Why Microsoft gave no token, with the setting to fix. `forPerson`: the token of the person who signed in. */
export function loginError(
  answer: JsonAnswer,
  settings: TeamsSettings,
  secrets: readonly string[],
  forPerson: boolean,
): { error: ConnectorError; field?: LoginFault['field'] } {
  const refusal = tokenRefusal
    .catch({ error: '', error_description: '', error_codes: [] })
    .parse(answer.body);
  const inWords = /AADSTS(\d+)/.exec(refusal.error_description)?.[1];
  const number = refusal.error_codes[0] ?? (inWords === undefined ? undefined : Number(inWords));
  const fault = loginFault(answer.status, refusal.error, number, forPerson);
  const words = safeWords(refusal.error_description || refusal.error, [settings.clientSecret, ...secrets]);
  return {
    field: fault.field,
    error: new ConnectorError(fault.failure ?? 'not-authorized', fault.said, {
      code: fault.code,
      status: answer.status,
      ...(words === '' ? {} : { providerWords: words }),
    }),
  };
}

function loginFault(
  status: number,
  error: string,
  number: number | undefined,
  forPerson: boolean,
): LoginFault {
  const isEnded =
    (number !== undefined && SIGN_IN_ENDED.has(number)) ||
    ((error === 'invalid_grant' || error === 'interaction_required') && number === undefined);
  if (forPerson && isEnded) return { code: 'sign-in-ended', said: message('ms-teams.login.ended') };
  const known = number === undefined ? undefined : LOGIN_FAULTS[number];
  if (known !== undefined) return known;
  if (error === '' && number === undefined) {
    return {
      failure: 'retry-later',
      code: 'unexpected-answer',
      field: 'loginBaseUrl',
      said: MICROSOFT.unexpectedAnswer(WANTED.getToken, status, message('ms-teams.field.loginBaseUrl')),
    };
  }
  return {
    code: 'credentials-refused',
    field: error === 'invalid_client' ? 'clientSecret' : 'clientId',
    said: message('ms-teams.login.rejected', {
      reason: number === undefined ? error : `AADSTS${number}`,
    }),
  };
}

/** Code and words of a Graph error; undefined for any other body. */
export function graphErrorOf(
  body: unknown,
): { code: string; message: string; requestId?: string } | undefined {
  const parsed = errorBody.safeParse(body);
  if (!parsed.success) return undefined;
  const { code, message, innerError } = parsed.data.error;
  const requestId = innerError?.['request-id'];
  return { code, message, ...(requestId ? { requestId } : {}) };
}

/** True when there is no application access policy. Microsoft uses several wordings. */
export const lacksPolicy = (message: string): boolean =>
  /application access policy|is not authorized to .* on behalf of/i.test(message);

/** Graph's own 404 for an object; a 404 without its error body is a wrong address. */
export const saysNone = ({ status, body }: JsonAnswer): boolean =>
  status === 404 && graphErrorOf(body) !== undefined;

/** What a call was for, and the permission that it needs. */
export interface Wanted {
  /** One of `WANTED`, or an `ms-teams.to.…` text. */
  what: Message;
  /** Names of the permission, for each authorization type. */
  permission?: { delegated: string; application: string };
  /** Object id of the organiser whose meetings were requested. */
  ownerId?: string;
}

/** Why a Graph call failed, for answers that the caller did not expect. */
export function graphError(
  wanted: Wanted,
  answer: JsonAnswer,
  settings: TeamsSettings,
  secrets: readonly string[],
): ConnectorError {
  const { status } = answer;
  const found = graphErrorOf(answer.body);
  const words =
    found === undefined ? '' : safeWords(found.message || found.code, [settings.clientSecret, ...secrets]);
  const fail = errorsOf({ status, providerWords: words });
  const make = (failure: ConnectorError['failure'], code: string, what: Message) =>
    fail(
      failure,
      code,
      found?.requestId === undefined ? what : message('ms-teams.request', { what, id: found.requestId }),
    );
  const isApp = settings.authorizationType === 'application-delegated';

  if (status === 401) {
    return make(
      'not-authorized',
      'token-refused',
      message('ms-teams.token-rejected', { wanted: wanted.what }),
    );
  }
  if (status === 402) {
    const said = message('ms-teams.payment-required', { wanted: wanted.what });
    return make('not-authorized', 'payment-required', said);
  }
  if (status === 403 && isApp && found !== undefined && lacksPolicy(found.message)) {
    const commands = policyCmdlets(settings.clientId, wanted.ownerId);
    const said = MICROSOFT.forbidden(wanted.what, message('ms-teams.advice.policy', { commands }));
    return make('not-authorized', 'policy-missing', said);
  }
  if (status === 403) {
    const name = isApp ? wanted.permission?.application : wanted.permission?.delegated;
    const advice =
      name === undefined
        ? message('ms-teams.advice.permissions')
        : message('ms-teams.advice.permission', { name });
    return make('not-authorized', 'permission-missing', MICROSOFT.forbidden(wanted.what, advice));
  }
  if (status === 400 && /segment/i.test(found?.message ?? '')) {
    return make('needs-person', 'wrong-address', message('ms-teams.wrong-address'));
  }
  if (found !== undefined) {
    const said =
      found.code === ''
        ? MICROSOFT.failed(wanted.what, status)
        : MICROSOFT.failedWith(wanted.what, status, found.code);
    return make('retry-later', `graph-${found.code || status}`, said);
  }
  const said = MICROSOFT.unexpectedAnswer(wanted.what, status, message('ms-teams.field.graphBaseUrl'));
  return make('retry-later', 'unexpected-answer', said);
}
