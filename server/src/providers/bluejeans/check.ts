import { message } from '../../../../contracts/messages/catalogue';
import { type ConnectorError } from '../../domain/errors';
import { asConnectorError } from '../../domain/unexpected';
import { CLOCK_LABEL, clockStep, LONGEST_CHECK_MS, NOT_TRIED, sentence, stepsOf } from '../check-steps';
import type { CheckStep } from '../provider';
import { jeansClient } from './client';
import { NAME } from './errors';
import { memoryOf, type Token } from './memory';
import { requestToken } from './token';
import type { Account } from '../account';

const LABELS = {
  address: message('bluejeans.check.address'),
  clock: CLOCK_LABEL,
  credentials: message('bluejeans.check.credentials'),
  users: message('check.users'),
  recordings: message('check.recordings'),
} as const;
const step = stepsOf(LABELS);
const says = (error: ConnectorError) => sentence(error, NAME);

/** Runs the steps in order. When one fails, the steps that need it are skipped. */
export async function checkConnection(account: Account): Promise<CheckStep[]> {
  const signal = AbortSignal.timeout(LONGEST_CHECK_MS);
  const steps: CheckStep[] = [];
  const skipRest = (...ids: (keyof typeof LABELS)[]) => {
    for (const id of ids) steps.push(step(id, 'skipped', NOT_TRIED));
    return steps;
  };

  let token: Token;
  try {
    token = await requestToken(account, signal);
  } catch (thrown) {
    const error = asConnectorError(thrown);
    if (error.failure !== 'not-authorized') {
      steps.push(step('address', 'failed', says(error), 'apiBaseUrl'));
      return skipRest('clock', 'credentials', 'users', 'recordings');
    }
    steps.push(step('address', 'passed'));
    skipRest('clock');
    steps.push(step('credentials', 'failed', says(error), 'secretKey'));
    return skipRest('users', 'recordings');
  }
  steps.push(
    step('address', 'passed'),
    clockStep(NAME, token.serverDate, account.clock()),
    step('credentials', 'passed'),
  );
  memoryOf(account).token = token;

  const client = jeansClient(account);
  try {
    const [first] = await client.someUsers(signal);
    steps.push(step('users', 'passed'));
    if (first === undefined) steps.push(step('recordings', 'skipped', message('check.no-user')));
    else {
      const pages = client.recordings(String(first.id), signal);
      await pages.next();
      await pages.return(undefined);
      steps.push(step('recordings', 'passed'));
    }
  } catch (thrown) {
    const id = steps.some((one) => one.id === 'users') ? 'recordings' : 'users';
    steps.push(step(id, 'failed', says(asConnectorError(thrown))));
    if (id === 'users') skipRest('recordings');
  }
  return steps;
}
