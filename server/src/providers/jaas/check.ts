import { createPublicKey } from 'node:crypto';
import { DateTime } from 'luxon';
import type { Message } from '../../../../contracts/messages/message';
import { message } from '../../../../contracts/messages/catalogue';
import { asConnectorError } from '../../domain/unexpected';
import { stepsOf } from '../check-steps';
import type { CheckStep } from '../provider';
import { readSettings, type JaasSettings } from './descriptor';
import { readPrivateKey } from './keys';
import { mintsJoinTokens, readToken } from './join-tokens';
import type { Account } from '../account';

const APP_ID = /^vpaas-magic-cookie-[0-9a-f]{32}$/i;

const LABELS = {
  'app-id': message('jaas.check.app-id'),
  'key-id': message('jaas.check.key-id'),
  'private-key': message('jaas.check.private-key'),
  'key-pair': message('jaas.check.key-pair'),
  webhook: message('jaas.check.webhook'),
  links: message('jaas.check.links'),
  meetings: message('jaas.check.meetings'),
  'at-8x8': message('jaas.check.at-8x8'),
} as const;
const step = stepsOf(LABELS);

/** Sends nothing: 8x8 has no call that tests an account (docs, list of endpoints). */
export async function checkConnection(account: Account): Promise<CheckStep[]> {
  const settings = readSettings(account);
  return [
    appStep(settings),
    keyIdStep(settings),
    ...keySteps(account, settings),
    webhookStep(settings),
    linkStep(settings),
    ...meetingSteps(account),
    step('at-8x8', 'skipped', message('jaas.check.at-8x8.unknown')),
  ];
}

const appStep = ({ appId }: JaasSettings): CheckStep =>
  APP_ID.test(appId)
    ? step('app-id', 'passed')
    : step('app-id', 'failed', message('jaas.check.app-id.malformed'), 'appId');

function keyIdStep({ appId, keyId }: JaasSettings): CheckStep {
  if (keyId.startsWith(`${appId}/`) && /^[\w-]+$/.test(keyId.slice(appId.length + 1))) {
    return step('key-id', 'passed');
  }
  const reason = keyId.includes('/')
    ? message('jaas.check.key-id.other-app')
    : message('jaas.check.key-id.malformed');
  return step('key-id', 'failed', reason, 'keyId');
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
      reading.outcome === 'good' || reading.why === 'other-app'
        ? step(
            'key-pair',
            isGood ? 'passed' : 'skipped',
            isGood ? undefined : message('jaas.check.key-pair.key-id-first'),
          )
        : step(
            'key-pair',
            'failed',
            message('jaas.check.key-pair.bad', { reason: reading.reason }),
            'privateKey',
          ),
    ];
  } catch (error) {
    return [
      step('private-key', 'failed', asConnectorError(error).said, 'privateKey'),
      step('key-pair', 'skipped', message('jaas.check.key-pair.unreadable')),
    ];
  }
}

function webhookStep({ webhookSecret, privateKey }: JaasSettings): CheckStep {
  if (webhookSecret === undefined || webhookSecret.trim() === '') {
    return step('webhook', 'warning', message('jaas.check.webhook.waiting'), 'webhookSecret');
  }
  if (webhookSecret === privateKey || /-----BEGIN/.test(webhookSecret)) {
    return step('webhook', 'failed', message('jaas.check.webhook.key'), 'webhookSecret');
  }
  return /^whsec_[\w+/=-]{16,}$/.test(webhookSecret)
    ? step('webhook', 'passed')
    : step('webhook', 'failed', message('jaas.check.webhook.malformed'), 'webhookSecret');
}

function linkStep({ linkHosts }: JaasSettings): CheckStep {
  const odd = linkHosts.find(
    (entry) =>
      !/^\.?([a-z0-9-]+\.)+[a-z0-9-]+$/i.test(entry.trim()) &&
      !(URL.canParse(entry) && new URL(entry).origin === entry.trim().replace(/\/$/, '').toLowerCase()),
  );
  if (linkHosts.length === 0) {
    return step('links', 'failed', message('jaas.check.links.none'), 'linkHosts');
  }
  return odd === undefined
    ? step('links', 'passed')
    : step('links', 'failed', message('jaas.check.links.malformed', { host: odd }), 'linkHosts');
}

/** The answers that 8x8 gets before each meeting, as far as a manager can mistype them. */
function meetingSteps({ settings }: Account): CheckStep[] {
  const value = (id: string) => String(settings[id] ?? '').trim();
  const isWhole = (id: string, least: number, most: number) =>
    value(id) === '' || (/^\d+$/.test(value(id)) && Number(value(id)) >= least && Number(value(id)) <= most);
  const faults: [boolean, Message, string][] = [
    [!/^\d*$/.test(value('passcode')), message('jaas.check.meetings.passcode'), 'passcode'],
    [!isWhole('maxOccupants', 2, 500), message('jaas.check.meetings.max-occupants'), 'maxOccupants'],
    [
      !isWhole('participantsSoftLimit', 1, 1_000_000),
      message('jaas.check.meetings.soft-limit'),
      'participantsSoftLimit',
    ],
    [
      value('timezone') !== '' && !DateTime.local({ zone: value('timezone') }).isValid,
      message('jaas.check.meetings.timezone', { timezone: value('timezone') }),
      'timezone',
    ],
  ];
  const [fault] = faults.filter(([isFault]) => isFault);
  return [fault === undefined ? step('meetings', 'passed') : step('meetings', 'failed', fault[1], fault[2])];
}
