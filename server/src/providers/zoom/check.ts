import { asConnectorError, type ConnectorError } from '../../domain/errors';
import { addDays, utcDay } from '../../domain/instant';
import type { Account, CheckStep } from '../provider';
import { zoomClient } from './client';
import { missingScopes, readSettings, SCOPE_NEEDS } from './descriptor';
import { memoryOf } from './memory';
import type { ZoomUser } from './shapes';
import { requestToken, type TokenReading } from './token';

/** A manager waits for the answer. */
const LONGEST_CHECK_MS = 60_000;
/** More than this and days are asked for that are not today's. */
const LARGEST_CLOCK_ERROR_MS = 5 * 60_000;

const LABELS = {
  address: 'Zoom can be reached',
  clock: "This server's clock is right",
  credentials: 'Zoom accepts the credentials',
  users: 'List one page of users',
  recordings: 'List one page of recordings',
  webhook: 'The webhook secret token looks like one',
} as const;
type StepId = keyof typeof LABELS;

const step = (id: StepId, outcome: CheckStep['outcome'], detail?: string, field?: string): CheckStep => ({
  id,
  label: LABELS[id],
  outcome,
  ...(detail === undefined ? {} : { detail }),
  ...(field === undefined ? {} : { field }),
});

const sentence = (error: ConnectorError): string =>
  error.providerWords === undefined ? error.message : `${error.message} Zoom says: "${error.providerWords}"`;

/** Steps that ran in order; the first that fails makes those after it meaningless, so they are skipped. */
export async function checkConnection(account: Account): Promise<CheckStep[]> {
  const signal = AbortSignal.timeout(LONGEST_CHECK_MS);
  const steps: CheckStep[] = [];
  const skipRest = (...ids: StepId[]) => {
    for (const id of ids) steps.push(step(id, 'skipped', 'Not tried, because a step before it failed.'));
    return steps;
  };

  let reading: TokenReading;
  try {
    reading = await requestToken(account, signal);
  } catch (thrown) {
    steps.push(step('address', 'failed', sentence(asConnectorError(thrown)), 'oauthBaseUrl'));
    return skipRest('clock', 'credentials', 'users', 'recordings', 'webhook');
  }
  if (reading.outcome === 'refused' && reading.field === 'oauthBaseUrl') {
    steps.push(step('address', 'failed', sentence(reading.error), 'oauthBaseUrl'));
    return skipRest('clock', 'credentials', 'users', 'recordings', 'webhook');
  }
  steps.push(
    reading.outcome === 'refused' && reading.serverDate === undefined ? untried() : step('address', 'passed'),
  );
  const serverDate = reading.outcome === 'granted' ? reading.token.serverDate : reading.serverDate;
  steps.push(clockStep(serverDate, account.clock()));

  if (reading.outcome === 'refused') {
    steps.push(step('credentials', 'failed', sentence(reading.error), reading.field));
    return skipRest('users', 'recordings', 'webhook');
  }
  steps.push(step('credentials', 'passed'));
  // The calls below use this very token.
  memoryOf(account).token = reading.token;
  steps.push(...scopeSteps(reading.token.scope));

  let users: ZoomUser[];
  try {
    users = await zoomClient(account).someUsers(signal);
    steps.push(step('users', 'passed'));
  } catch (thrown) {
    const error = asConnectorError(thrown);
    steps.push(step('users', 'failed', sentence(error), isAboutAddress(error) ? 'apiBaseUrl' : undefined));
    return skipRest('recordings', 'webhook');
  }
  const [first] = users.flatMap((user) => user.id || user.email || []);
  steps.push(await recordingsStep(account, first, signal), webhookStep(account));
  return steps;
}

/** Only an event of Zoom proves it; what is no secret token at all can be told before. */
function webhookStep(account: Account): CheckStep {
  const { webhookSecret, clientSecret } = readSettings(account);
  const where = 'Zoom App Marketplace → Manage → your app → Feature → Secret Token';
  if (webhookSecret === undefined || webhookSecret.trim() === '') {
    return step(
      'webhook',
      'skipped',
      `No webhook secret token is entered: recordings are found by the schedule alone. It stands at ${where}.`,
    );
  }
  if (webhookSecret === clientSecret) {
    return step(
      'webhook',
      'failed',
      `This is the Client secret. The token for webhooks is another one: ${where}.`,
      'webhookSecret',
    );
  }
  return /^[\x21-\x7e]{8,200}$/.test(webhookSecret)
    ? step('webhook', 'passed')
    : step(
        'webhook',
        'failed',
        `It holds blanks or other characters that no secret token has, or it is too short. Copy it again: ${where}.`,
        'webhookSecret',
      );
}

const untried = () =>
  step('address', 'skipped', 'Not tried, because the credentials can be told to be wrong before.');

function clockStep(serverDate: string | undefined, nowMs: number): CheckStep {
  const serverMs = Date.parse(serverDate ?? '');
  if (Number.isNaN(serverMs)) return step('clock', 'skipped', 'Zoom did not say what time it is.');
  const aheadMs = nowMs - serverMs;
  if (Math.abs(aheadMs) <= LARGEST_CLOCK_ERROR_MS) return step('clock', 'passed');
  const minutes = Math.round(Math.abs(aheadMs) / 60_000);
  return step(
    'clock',
    'failed',
    `This server's clock is ${minutes} minutes ${aheadMs > 0 ? 'ahead of' : 'behind'} Zoom's. Set it right (NTP): otherwise new recordings are looked for on wrong days.`,
  );
}

function scopeSteps(granted: string): CheckStep[] {
  const missing = new Set(missingScopes(granted).map(({ scope }) => scope));
  return SCOPE_NEEDS.map(({ scope, feature, needed }): CheckStep => {
    const about = { id: `scope:${scope}`, label: `Scope ${scope}: ${feature}` };
    if (granted.trim() === '') {
      return {
        ...about,
        outcome: 'skipped',
        detail: 'Zoom did not name the scopes; the steps below show what works.',
      };
    }
    if (!missing.has(scope)) return { ...about, outcome: 'passed' };
    return {
      ...about,
      outcome: needed === 'required' ? 'failed' : 'warning',
      detail: `The app lacks the scope ${scope}; without it ${feature} is off. Add it: Zoom App Marketplace → Manage → your app → Scopes.`,
    };
  });
}

async function recordingsStep(
  account: Account,
  userId: string | undefined,
  signal: AbortSignal,
): Promise<CheckStep> {
  if (userId === undefined) return step('recordings', 'skipped', 'The account has no user to ask for.');
  const today = utcDay(new Date(account.clock()).toISOString());
  try {
    const pages = zoomClient(account).recordings(userId, addDays(today, -1), today, signal);
    await pages.next();
    await pages.return(undefined);
    return step('recordings', 'passed');
  } catch (thrown) {
    return step('recordings', 'failed', sentence(asConnectorError(thrown)));
  }
}

/** Failures of the way to Zoom, not of what Zoom says. */
const isAboutAddress = (error: ConnectorError): boolean =>
  error.status === undefined || error.code === 'wrong-address' || error.code === 'unexpected-answer';
