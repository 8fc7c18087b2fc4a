import { message } from '../../../../contracts/messages/catalogue';
import { type ConnectorError } from '../../domain/errors';
import { asConnectorError } from '../../domain/unexpected';
import { addDays, isoOf, utcDay } from '../../domain/instant';
import { CLOCK_LABEL, clockStep, LONGEST_CHECK_MS, NOT_TRIED, sentence, stepsOf } from '../check-steps';
import type { CheckStep } from '../provider';
import { zoomClient } from './client';
import { missingScopes, readSettings, SCOPE_NEEDS } from './descriptor';
import { memoryOf } from './memory';
import type { ZoomUser } from './schemas';
import { requestToken, type TokenReading } from './token';
import type { Account } from '../account';

const LABELS = {
  address: message('zoom.check.address'),
  clock: CLOCK_LABEL,
  credentials: message('zoom.check.credentials'),
  users: message('check.users'),
  recordings: message('check.recordings'),
  webhook: message('zoom.check.webhook'),
} as const;
type StepId = keyof typeof LABELS;
const step = stepsOf(LABELS);
/** Scopes of the calls that the check makes. */
const SCOPE_OF_USERS = 'user:read:list_users:admin';
const SCOPE_OF_RECORDINGS = 'cloud_recording:read:list_user_recordings:admin';
const zoomSays = (error: ConnectorError) => sentence(error, 'Zoom');

/** Runs the steps in order. After the first failed step the others are skipped, since they depend on it. */
export async function checkConnection(account: Account): Promise<CheckStep[]> {
  const signal = AbortSignal.timeout(LONGEST_CHECK_MS);
  const steps: CheckStep[] = [];
  const skipRest = (...ids: StepId[]) => {
    for (const id of ids) steps.push(step(id, 'skipped', NOT_TRIED));
    return steps;
  };

  let reading: TokenReading;
  try {
    reading = await requestToken(account, signal);
  } catch (thrown) {
    steps.push(step('address', 'failed', zoomSays(asConnectorError(thrown)), 'oauthBaseUrl'));
    return skipRest('clock', 'credentials', 'users', 'recordings', 'webhook');
  }
  if (reading.outcome === 'refused' && reading.field === 'oauthBaseUrl') {
    steps.push(step('address', 'failed', zoomSays(reading.error), 'oauthBaseUrl'));
    return skipRest('clock', 'credentials', 'users', 'recordings', 'webhook');
  }
  steps.push(
    reading.outcome === 'refused' && reading.serverDate === undefined ? untried() : step('address', 'passed'),
  );
  const serverDate = reading.outcome === 'granted' ? reading.token.serverDate : reading.serverDate;
  steps.push(clockStep('Zoom', serverDate, account.clock()));

  if (reading.outcome === 'refused') {
    steps.push(step('credentials', 'failed', zoomSays(reading.error), reading.field));
    return skipRest('users', 'recordings', 'webhook');
  }
  steps.push(step('credentials', 'passed'));
  // The calls below use this token.
  memoryOf(account).token = reading.token;
  const missing = missingIn(reading.token.scope);
  steps.push(...scopeSteps(reading.token.scope, missing));

  // A call without its scope would fail for the reason that the step of the scope gives already.
  if (missing.has(SCOPE_OF_USERS)) return skipRest('users', 'recordings', 'webhook');
  let users: ZoomUser[];
  try {
    users = await zoomClient(account).someUsers(signal);
    steps.push(step('users', 'passed'));
  } catch (thrown) {
    const error = asConnectorError(thrown);
    steps.push(step('users', 'failed', zoomSays(error), isAboutAddress(error) ? 'apiBaseUrl' : undefined));
    return skipRest('recordings', 'webhook');
  }
  const [first] = users.flatMap((user) => user.id || user.email || []);
  steps.push(
    missing.has(SCOPE_OF_RECORDINGS)
      ? step('recordings', 'skipped', NOT_TRIED)
      : await recordingsStep(account, first, signal),
    webhookStep(account),
  );
  return steps;
}

/** Only an event from Zoom proves the token. Values that can't be a secret token are recognised here. */
function webhookStep(account: Account): CheckStep {
  const { webhookSecret, clientSecret } = readSettings(account);
  if (webhookSecret === undefined || webhookSecret.trim() === '') {
    return step('webhook', 'skipped', message('zoom.check.webhook.none'));
  }
  if (webhookSecret === clientSecret) {
    return step('webhook', 'failed', message('zoom.check.webhook.client-secret'), 'webhookSecret');
  }
  return /^[\x21-\x7e]{8,200}$/.test(webhookSecret)
    ? step('webhook', 'passed')
    : step('webhook', 'failed', message('zoom.check.webhook.malformed'), 'webhookSecret');
}

const untried = () => step('address', 'skipped', message('zoom.check.address.untried'));

/** None if Zoom did not say which scopes the token has. */
const missingIn = (granted: string): ReadonlySet<string> =>
  new Set(granted.trim() === '' ? [] : missingScopes(granted).map(({ scope }) => scope));

function scopeSteps(granted: string, missing: ReadonlySet<string>): CheckStep[] {
  return SCOPE_NEEDS.map(({ scope, feature, needed }): CheckStep => {
    const about = { id: `scope:${scope}`, label: message('zoom.check.scope', { scope, feature }) };
    if (granted.trim() === '') {
      return {
        ...about,
        outcome: 'skipped',
        detail: message('zoom.check.scope.unnamed'),
      };
    }
    if (!missing.has(scope)) return { ...about, outcome: 'passed' };
    return {
      ...about,
      outcome: needed === 'required' ? 'failed' : 'warning',
      detail: message('zoom.check.scope.missing', { scope, feature }),
    };
  });
}

async function recordingsStep(
  account: Account,
  userId: string | undefined,
  signal: AbortSignal,
): Promise<CheckStep> {
  if (userId === undefined) return step('recordings', 'skipped', message('check.no-user'));
  const today = utcDay(isoOf(account.clock()));
  try {
    const pages = zoomClient(account).recordings(userId, addDays(today, -1), today, signal);
    await pages.next();
    await pages.return(undefined);
    return step('recordings', 'passed');
  } catch (thrown) {
    return step('recordings', 'failed', zoomSays(asConnectorError(thrown)));
  }
}

/** True when the address is the likely cause, not an answer of Zoom. */
const isAboutAddress = (error: ConnectorError): boolean =>
  error.status === undefined || error.code === 'wrong-address' || error.code === 'unexpected-answer';
