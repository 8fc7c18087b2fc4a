import { asConnectorError } from '../../domain/unexpected';
import type { Account } from '../account';
import type { CheckStep } from '../provider';
import { fakeClient } from './client';
import { message } from './texts';
import { isoOf } from '../../domain/instant';

export async function checkConnection(account: Account): Promise<CheckStep[]> {
  const label = message('fake.check.recordings');
  try {
    const today = isoOf(account.clock());
    const pages = fakeClient(account).recordings(today, today, AbortSignal.timeout(60_000));
    await pages.next();
    await pages.return(undefined);
    return [{ id: 'recordings', label, outcome: 'passed' }];
  } catch (thrown) {
    const error = asConnectorError(thrown);
    const field = error.code === 'wrong-credentials' ? 'apiToken' : 'serverUrl';
    return [{ id: 'recordings', label, outcome: 'failed', detail: error.said, field }];
  }
}
