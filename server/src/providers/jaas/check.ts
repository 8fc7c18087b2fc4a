import { createPublicKey } from 'node:crypto';
import { DateTime } from 'luxon';
import { asConnectorError } from '../../domain/errors';
import { stepsOf } from '../check-steps';
import type { Account, CheckStep } from '../provider';
import { readSettings, type JaasSettings } from './descriptor';
import { readPrivateKey } from './keys';
import { mintsJoinTokens, readToken } from './tokens';

const APP_ID = /^vpaas-magic-cookie-[0-9a-f]{32}$/i;
const CONSOLE = 'JaaS console (jaas.8x8.vc)';

const LABELS = {
  'app-id': 'The App ID is one',
  'key-id': 'The Key ID belongs to the App ID',
  'private-key': 'The private key can be read',
  'key-pair': 'A room token signed with it can be verified',
  webhook: 'The webhook secret looks like one',
  links: 'Only hosts of 8x8 are asked for files',
  meetings: 'What is answered before a meeting is possible',
  'at-8x8': '8x8 knows the key, and its events arrive',
} as const;
const step = stepsOf(LABELS);

/** All of it is arithmetic: 8x8 offers nothing that could be asked. */
export async function checkConnection(account: Account): Promise<CheckStep[]> {
  const settings = readSettings(account);
  return [
    appStep(settings),
    keyIdStep(settings),
    ...keySteps(account, settings),
    webhookStep(settings),
    linkStep(settings),
    ...meetingSteps(account),
    step(
      'at-8x8',
      'skipped',
      '8x8 answers no question about an account. Whether it knows the key shows when somebody enters a room; whether its events arrive, when the first one does.',
    ),
  ];
}

const appStep = ({ appId }: JaasSettings): CheckStep =>
  APP_ID.test(appId)
    ? step('app-id', 'passed')
    : step(
        'app-id',
        'failed',
        `It must be vpaas-magic-cookie- and 32 characters of 0 to 9 and a to f. Copy it again: ${CONSOLE} → API Keys.`,
        'appId',
      );

function keyIdStep({ appId, keyId }: JaasSettings): CheckStep {
  if (keyId.startsWith(`${appId}/`) && /^[\w-]+$/.test(keyId.slice(appId.length + 1))) {
    return step('key-id', 'passed');
  }
  const reason = keyId.includes('/')
    ? `The part before the slash is not this connector's App ID.`
    : 'A Key ID has two parts: the App ID, a slash, and a short code.';
  return step('key-id', 'failed', `${reason} Copy it whole: ${CONSOLE} → API Keys.`, 'keyId');
}

function keySteps(account: Account, { privateKey, appId }: JaasSettings): CheckStep[] {
  try {
    const key = readPrivateKey(privateKey);
    const user = { id: 'check', name: 'Check' };
    const rights = { moderator: true, recording: true };
    const { token } = mintsJoinTokens.mint(account, { room: 'check', user, rights });
    const reading = readToken(token, createPublicKey(key), account.clock());
    const isGood = reading.outcome === 'good' && reading.appId === appId;
    return [
      step('private-key', 'passed'),
      reading.outcome === 'good' || reading.reason === 'the key is of another app'
        ? step(
            'key-pair',
            isGood ? 'passed' : 'skipped',
            isGood ? undefined : 'The Key ID must be right before.',
          )
        : step('key-pair', 'failed', `A token signed with it was not good: ${reading.reason}.`, 'privateKey'),
    ];
  } catch (error) {
    return [
      step('private-key', 'failed', asConnectorError(error).message, 'privateKey'),
      step('key-pair', 'skipped', 'Not tried, because the private key can not be read.'),
    ];
  }
}

function webhookStep({ webhookSecret, privateKey }: JaasSettings): CheckStep {
  const where = `${CONSOLE} → Webhooks → the endpoint → Reveal secret`;
  if (webhookSecret === undefined || webhookSecret.trim() === '') {
    return step(
      'webhook',
      'warning',
      `Waiting for the webhook secret: until it is here every event is refused and no recording comes in. Save first to get the address for the endpoint; then ${where}.`,
      'webhookSecret',
    );
  }
  if (webhookSecret === privateKey || /-----BEGIN/.test(webhookSecret)) {
    return step('webhook', 'failed', `This is a key. The secret of the endpoint: ${where}.`, 'webhookSecret');
  }
  return /^whsec_[\w+/=-]{16,}$/.test(webhookSecret)
    ? step('webhook', 'passed')
    : step(
        'webhook',
        'failed',
        `It must begin with whsec_, and the whole of it is needed. Copy it again: ${where}.`,
        'webhookSecret',
      );
}

function linkStep({ linkHosts }: JaasSettings): CheckStep {
  const odd = linkHosts.find(
    (entry) =>
      !/^\.?([a-z0-9-]+\.)+[a-z0-9-]+$/i.test(entry.trim()) &&
      !(URL.canParse(entry) && new URL(entry).origin === entry.trim().replace(/\/$/, '').toLowerCase()),
  );
  if (linkHosts.length === 0) {
    return step('links', 'failed', 'Without a host no recording can be fetched.', 'linkHosts');
  }
  return odd === undefined
    ? step('links', 'passed')
    : step(
        'links',
        'failed',
        `"${odd}" is no host: enter a name like objectstorage.us-phoenix-1.oraclecloud.com, or .oraclecloud.com for all below it.`,
        'linkHosts',
      );
}

/** What a manager can mistype among the answers that 8x8 gets before each meeting. */
function meetingSteps({ settings }: Account): CheckStep[] {
  const value = (id: string) => String(settings[id] ?? '').trim();
  const isWhole = (id: string, least: number, most: number) =>
    value(id) === '' || (/^\d+$/.test(value(id)) && Number(value(id)) >= least && Number(value(id)) <= most);
  const faults: [boolean, string, string][] = [
    [!/^\d*$/.test(value('passcode')), 'The passcode may hold digits only.', 'passcode'],
    [!isWhole('maxOccupants', 2, 500), 'The most people in a meeting are 2 to 500.', 'maxOccupants'],
    [
      !isWhole('participantsSoftLimit', 1, 1_000_000),
      'People after whom others become visitors: enter a number.',
      'participantsSoftLimit',
    ],
    [
      value('timezone') !== '' && !DateTime.local({ zone: value('timezone') }).isValid,
      `"${value('timezone')}" is no time zone; one is Europe/Berlin.`,
      'timezone',
    ],
  ];
  const [fault] = faults.filter(([isFault]) => isFault);
  return [fault === undefined ? step('meetings', 'passed') : step('meetings', 'failed', fault[1], fault[2])];
}
