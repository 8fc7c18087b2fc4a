import type { Message } from '../../../../contracts/messages/message';
import { message } from '../../../../contracts/messages/catalogue';
import { ConnectorError } from '../../domain/errors';
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
  transcripts: message('digital-samba.check.transcripts'),
  summaries: message('digital-samba.check.summaries'),
} as const;
type StepId = keyof typeof LABELS;
const step = stepsOf(LABELS);
const says = (error: ConnectorError) => sentence(error, NAME);

/** Runs the steps in order. When one fails, the steps that need it are skipped. */
export async function checkConnection(account: Account): Promise<CheckStep[]> {
  const signal = AbortSignal.timeout(LONGEST_CHECK_MS);
  const client = sambaClient(account);
  const { takeSummaries } = readSettings(account);
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
    skip('team', 'recordings', 'events', 'transcripts', ...(takeSummaries ? (['summaries'] as const) : []));
    return steps;
  }
  steps.push(
    step('address', 'passed'),
    clockStep(NAME, read.serverDate, account.clock()),
    step('credentials', 'passed'),
    teamStep(read.team, account),
  );

  const attempt = async (id: StepId, use: () => Promise<Message | undefined>) => {
    try {
      const warning = await use();
      steps.push(warning === undefined ? step(id, 'passed') : step(id, 'warning', warning));
    } catch (thrown) {
      // Videos come without their texts too.
      const isText = id === 'transcripts' || id === 'summaries';
      steps.push(step(id, isText ? 'warning' : 'failed', says(asConnectorError(thrown))));
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
  await attempt('transcripts', () => unlessNoSession(() => client.countUtterances(NO_SESSION, signal)));
  if (takeSummaries)
    await attempt('summaries', () => unlessNoSession(() => client.summary(NO_SESSION, signal)));
  return steps;
}

/** A session that no team has: it tests the right, and begins no summary. */
const NO_SESSION = '00000000-0000-4000-8000-000000000000';

/** That there is no such session is a good answer: the team may ask. */
async function unlessNoSession(ask: () => Promise<unknown>): Promise<undefined> {
  try {
    await ask();
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.status !== 404) throw error;
  }
  return undefined;
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
