import type { Message } from '../../../../contracts/messages/message';
import { message } from '../../../../contracts/messages/catalogue';
import { type ConnectorError } from '../../domain/errors';
import { asConnectorError } from '../../domain/unexpected';
import { CLOCK_LABEL, clockStep, LONGEST_CHECK_MS, NOT_TRIED, sentence, stepsOf } from '../check-steps';
import type { CheckStep } from '../provider';
import { sambaClient } from './client';
import { readSettings } from './descriptor';
import { NAME } from './errors';
import type { SambaTeam } from './schemas';
import { WANTED_EVENTS } from './webhook';
import type { Account } from '../account';

const LABELS = {
  address: message('digital-samba.check.address'),
  clock: CLOCK_LABEL,
  credentials: message('digital-samba.check.credentials'),
  team: message('digital-samba.check.team'),
  recordings: message('check.recordings'),
  events: message('digital-samba.check.events'),
} as const;
type StepId = keyof typeof LABELS;
const step = stepsOf(LABELS);
const says = (error: ConnectorError) => sentence(error, NAME);

/** Runs the steps in order. When one fails, the steps that need it are skipped. */
export async function checkConnection(account: Account): Promise<CheckStep[]> {
  const signal = AbortSignal.timeout(LONGEST_CHECK_MS);
  const client = sambaClient(account);
  const steps: CheckStep[] = [];
  const skip = (...ids: StepId[]) => {
    for (const id of ids) steps.push(step(id, 'skipped', NOT_TRIED));
  };

  let read: Awaited<ReturnType<typeof client.team>>;
  try {
    read = await client.team(signal);
  } catch (thrown) {
    const error = asConnectorError(thrown);
    const isAnswer = error.failure === 'not-authorized';
    if (isAnswer) steps.push(step('address', 'passed'));
    else steps.push(step('address', 'failed', says(error), 'serverUrl'));
    skip('clock');
    if (isAnswer) steps.push(step('credentials', 'failed', says(error), 'apiToken'));
    else skip('credentials');
    skip('team', 'recordings', 'events');
    return steps;
  }
  steps.push(
    step('address', 'passed'),
    clockStep(NAME, read.serverDate, account.clock()),
    step('credentials', 'passed'),
    teamStep(read.team, account),
  );

  const attempt = async (id: 'recordings' | 'events', use: () => Promise<Message | undefined>) => {
    try {
      const warning = await use();
      steps.push(warning === undefined ? step(id, 'passed') : step(id, 'warning', warning));
    } catch (thrown) {
      steps.push(step(id, 'failed', says(asConnectorError(thrown))));
    }
  };
  await attempt('recordings', async () => {
    const pages = client.recordings('all', signal);
    await pages.next();
    await pages.return(undefined);
    return undefined;
  });
  await attempt('events', async () => {
    const names = new Set(await client.eventNames(signal));
    const missing = WANTED_EVENTS.filter((name) => !names.has(name));
    return missing.length === 0
      ? undefined
      : message('digital-samba.check.events.missing', { events: missing });
  });
  return steps;
}

/** It is not documented which of the two ids is the team's, so either counts. */
function teamStep({ id, owner_id: owner, domain }: SambaTeam, account: Account): CheckStep {
  const { teamId, roomsUrl } = readSettings(account);
  if (teamId !== id && teamId !== owner) {
    return step('team', 'warning', message('digital-samba.check.team.other'), 'teamId');
  }
  const host = roomsUrl === undefined ? undefined : new URL(roomsUrl).hostname;
  const isForeign =
    host?.endsWith('.digitalsamba.com') === true && domain && host !== `${domain}.digitalsamba.com`;
  return isForeign
    ? step('team', 'warning', message('digital-samba.check.team.rooms', { domain }), 'roomsUrl')
    : step('team', 'passed');
}
