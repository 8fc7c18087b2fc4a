import { message } from '../../../../contracts/messages/catalogue';
import { type ConnectorError } from '../../domain/errors';
import { asConnectorError } from '../../domain/unexpected';
import { clockStep, CLOCK_LABEL, LONGEST_CHECK_MS, NOT_TRIED, sentence, stepsOf } from '../check-steps';
import type { CheckStep } from '../provider';
import { CHECKSUM_LABELS } from './checksum';
import { bbbClient } from './client';
import type { Account } from '../account';

const NAME = message('bigbluebutton.name');
const LABELS = {
  address: message('bigbluebutton.check.address'),
  clock: CLOCK_LABEL,
  checksum: message('bigbluebutton.check.checksum'),
  recordings: message('check.recordings'),
  hooks: message('bigbluebutton.check.hooks'),
} as const;
const step = stepsOf(LABELS);

/** Runs the steps in order. When one fails, the steps that need it are skipped. */
export async function checkConnection(account: Account): Promise<CheckStep[]> {
  const signal = AbortSignal.timeout(LONGEST_CHECK_MS);
  const client = bbbClient(account);
  const steps: CheckStep[] = [];
  const stopped = (...ids: (keyof typeof LABELS)[]) => [
    ...steps,
    ...ids.map((id) => step(id, 'skipped', NOT_TRIED)),
  ];

  try {
    const { bbbVersion, date } = await client.version(signal);
    steps.push({
      ...step('address', 'passed'),
      ...(/^[\w.+-]{1,30}$/.test(bbbVersion)
        ? { label: message('bigbluebutton.check.address.version', { version: bbbVersion }) }
        : {}),
    });
    steps.push(clockStep(NAME, date, account.clock()));
  } catch (thrown) {
    steps.push(failed('address', asConnectorError(thrown), 'serverUrl'));
    return stopped('clock', 'checksum', 'recordings', 'hooks');
  }
  try {
    const kind = await client.proveSecret(signal);
    steps.push({
      ...step('checksum', 'passed'),
      label: message('bigbluebutton.check.checksum.with', { checksum: CHECKSUM_LABELS[kind] }),
    });
  } catch (thrown) {
    const error = asConnectorError(thrown);
    steps.push(failed('checksum', error, error.code === 'wrong-credentials' ? 'apiToken' : 'serverUrl'));
    return stopped('recordings', 'hooks');
  }
  try {
    await client.somePage(signal);
    steps.push(step('recordings', 'passed'));
  } catch (thrown) {
    steps.push(failed('recordings', asConnectorError(thrown), 'serverUrl'));
  }
  steps.push(await hooksStep());
  return steps;

  async function hooksStep(): Promise<CheckStep> {
    try {
      if (await client.hasHooks(signal)) return step('hooks', 'passed');
      return step('hooks', 'skipped', message('bigbluebutton.check.hooks.none'));
    } catch (thrown) {
      const error = asConnectorError(thrown);
      return step('hooks', 'warning', sentence(error, NAME), 'hooksChecksum');
    }
  }
}

const failed = (id: keyof typeof LABELS, error: ConnectorError, field: string): CheckStep =>
  step(id, 'failed', sentence(error, NAME), field);
