import { message } from '../../../../contracts/messages/catalogue';
import { asConnectorError } from '../../domain/unexpected';
import { CLOCK_LABEL, clockStep, LONGEST_CHECK_MS, NOT_TRIED, sentence, stepsOf } from '../check-steps';
import type { CheckStep } from '../provider';
import { etutoriumClient, NAME } from './client';
import type { Account } from '../account';

const step = stepsOf({
  address: message('etutorium.check.address'),
  clock: CLOCK_LABEL,
  credentials: message('etutorium.check.credentials'),
});

export async function checkConnection(account: Account): Promise<CheckStep[]> {
  try {
    const { serverDate } = await etutoriumClient(account).account(AbortSignal.timeout(LONGEST_CHECK_MS));
    return [
      step('address', 'passed'),
      clockStep(NAME, serverDate, account.clock()),
      step('credentials', 'passed'),
    ];
  } catch (thrown) {
    const error = asConnectorError(thrown);
    const isAnswer = error.failure === 'not-authorized';
    const detail = sentence(error, NAME);
    return [
      isAnswer ? step('address', 'passed') : step('address', 'failed', detail, 'endPoint'),
      step('clock', 'skipped', NOT_TRIED),
      isAnswer
        ? step('credentials', 'failed', detail, 'apiToken')
        : step('credentials', 'skipped', NOT_TRIED),
    ];
  }
}
