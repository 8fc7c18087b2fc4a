import { ConnectorError } from '../../domain/errors';
import type { JsonAnswer } from '../../http/types';
import { safeWords as hideSecrets } from '../safe-words';
import type { TeamsSettings } from './descriptor';
import { policyCmdlets } from './permissions';
import { errorBody, tokenRefusal } from './shapes';

const APP = 'Microsoft Entra admin center → App registrations → your app';

/** Microsoft's words without the lines for its own support. */
export const safeWords = (words: string, secrets: readonly string[]): string =>
  hideSecrets(words.split(/\r?\n| Trace ID:/)[0] ?? '', secrets);

interface LoginFault {
  code: string;
  field?: 'tenantId' | 'clientId' | 'clientSecret' | 'loginBaseUrl' | 'graphBaseUrl';
  what: string;
  failure?: ConnectorError['failure'];
}

/** Numbers of Microsoft's page "Microsoft Entra authentication and authorization error codes". */
const LOGIN_FAULTS: Readonly<Record<number, LoginFault>> = {
  7000215: {
    code: 'wrong-credentials',
    field: 'clientSecret',
    what: `Microsoft does not take this client secret. Enter the column "Value" of ${APP} → Certificates & secrets, not the "Secret ID".`,
  },
  7000222: {
    code: 'secret-expired',
    field: 'clientSecret',
    what: `The client secret has expired. Make a new one: ${APP} → Certificates & secrets, and enter its "Value".`,
  },
  700016: {
    code: 'wrong-app',
    field: 'clientId',
    what: `Microsoft does not know this Client id in the tenant. Copy the "Application (client) ID" again: ${APP} → Overview.`,
  },
  7000112: {
    code: 'app-disabled',
    field: 'clientId',
    what: 'The app is switched off in the tenant. An administrator can switch it on: Microsoft Entra admin center → Enterprise applications → the app → Properties.',
  },
  90002: {
    code: 'wrong-tenant',
    field: 'tenantId',
    what: `Microsoft does not know this Client Tenant Id. Copy the "Directory (tenant) ID" again: ${APP} → Overview.`,
  },
  900023: {
    code: 'wrong-tenant',
    field: 'tenantId',
    what: `The Client Tenant Id is neither an id nor a domain. Copy the "Directory (tenant) ID" again: ${APP} → Overview.`,
  },
  50011: {
    code: 'wrong-redirect',
    what: `The redirect address is not entered at the app. Add it exactly as the connector shows it: ${APP} → Authentication → Web.`,
  },
  500011: {
    code: 'wrong-cloud',
    field: 'graphBaseUrl',
    what: 'This tenant does not know the Graph address. Login address and Graph address must be of the same cloud.',
  },
  65001: {
    code: 'consent-missing',
    what: `The permissions are not consented to. An administrator can do so: ${APP} → API permissions → Grant admin consent.`,
  },
};

/** The person must sign in again: revoked, too old, password changed, a second factor demanded, consent taken back. */
const SIGN_IN_ENDED = new Set([
  700082, 700084, 70000, 70008, 700081, 50173, 50076, 50079, 50078, 50158, 53003, 50057, 50034, 65001, 54005,
]);

/** Why no token was given, with the settings field at fault. `forPerson`: for whoever signed in. */
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
    error: new ConnectorError(fault.failure ?? 'not-authorized', fault.what, {
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
  if (forPerson && isEnded) {
    return {
      code: 'sign-in-ended',
      what: 'The sign-in has ended: Microsoft no longer takes it (too long unused, password changed, revoked, or a rule of the organisation). Sign in again.',
    };
  }
  const known = number === undefined ? undefined : LOGIN_FAULTS[number];
  if (known !== undefined) return known;
  if (error === '' && number === undefined) {
    return {
      failure: 'retry-later',
      code: 'unexpected-answer',
      field: 'loginBaseUrl',
      what: `The login address did not answer as Microsoft's does (status ${status}). Check it under Advanced if this stays.`,
    };
  }
  return {
    code: 'credentials-refused',
    field: error === 'invalid_client' ? 'clientSecret' : 'clientId',
    what: `Microsoft refuses the app${number === undefined ? '' : ` (AADSTS${number})`}. Compare Client id, Client secret and Client Tenant Id with ${APP}.`,
  };
}

/** Code and words of a Graph error; undefined for a body that is none. */
export function graphErrorOf(
  body: unknown,
): { code: string; message: string; requestId?: string } | undefined {
  const parsed = errorBody.safeParse(body);
  if (!parsed.success) return undefined;
  const { code, message, innerError } = parsed.data.error;
  const requestId = innerError?.['request-id'];
  return { code, message, ...(requestId ? { requestId } : {}) };
}

/** A refusal for want of an application access policy; seen in several wordings. */
export const lacksPolicy = (message: string): boolean =>
  /application access policy|is not authorized to .* on behalf of/i.test(message);

/** Graph's own 404 for an object; a 404 without its words is a wrong address. */
export const saysNone = ({ status, body }: JsonAnswer): boolean =>
  status === 404 && graphErrorOf(body) !== undefined;

/** What was to be done, and what it needs. */
export interface Wanted {
  /** E.g. `list recordings`. */
  what: string;
  /** Names of the permissions, by both kinds. */
  permission?: { delegated: string; application: string };
  /** Object id of the organiser whose meetings were asked for. */
  ownerId?: string;
}

/** Why a Graph call failed, for what its caller did not expect. */
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
  const make = (failure: ConnectorError['failure'], code: string, message: string) =>
    new ConnectorError(
      failure,
      found?.requestId === undefined ? message : `${message} (Microsoft's request ${found.requestId})`,
      { code, status, ...(words === '' ? {} : { providerWords: words }) },
    );
  const isApp = settings.authorizationType === 'application-delegated';

  if (status === 401) {
    return make(
      'not-authorized',
      'token-refused',
      `Microsoft refuses the token (to ${wanted.what}). Look whether the app still exists and its permissions are consented to: ${APP} → API permissions.`,
    );
  }
  if (status === 402) {
    return make(
      'not-authorized',
      'payment-required',
      `Microsoft asks for payment before it lets the app ${wanted.what}. These calls have been free since August 2025; ask Microsoft's support about the billing of this app.`,
    );
  }
  if (status === 403 && isApp && found !== undefined && lacksPolicy(found.message)) {
    return make(
      'not-authorized',
      'policy-missing',
      `The app may not ${wanted.what}, because no application access policy lets it. An administrator runs in Teams PowerShell: ${policyCmdlets(settings.clientId, wanted.ownerId)} (with -Global in place of -Identity for everybody). It takes up to 30 minutes to count.`,
    );
  }
  if (status === 403) {
    const name = isApp ? wanted.permission?.application : wanted.permission?.delegated;
    return make(
      'not-authorized',
      'permission-missing',
      `Microsoft forbids to ${wanted.what}.${name === undefined ? '' : ` The permission ${name} is missing, or an administrator has not consented to it: ${APP} → API permissions → Grant admin consent.`}`,
    );
  }
  if (status === 400 && /segment/i.test(found?.message ?? '')) {
    return make(
      'needs-person',
      'wrong-address',
      "This address is not Microsoft Graph's, or this cloud has no such call. Check the Graph address under Advanced; it ends in /v1.0.",
    );
  }
  if (found !== undefined) {
    return make(
      'retry-later',
      `graph-${found.code || status}`,
      `Microsoft could not ${wanted.what} (status ${status}, ${found.code || 'no code'}).`,
    );
  }
  return make(
    'retry-later',
    'unexpected-answer',
    `Microsoft's answer was not as documented (to ${wanted.what}, status ${status}). Check the Graph address under Advanced if this stays.`,
  );
}
