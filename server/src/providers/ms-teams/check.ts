import { message } from '../../../../contracts/messages/catalogue';
import type { MessageOrText } from '../../../../contracts/messages/message';
import { type ConnectorError } from '../../domain/errors';
import { asConnectorError } from '../../domain/unexpected';
import type { CheckStep } from '../provider';
import {
  CLOCK_LABEL,
  clockStep,
  LONGEST_CHECK_MS,
  NOT_TRIED,
  sentence as sentenceOf,
  stepsOf,
} from '../check-steps';
import { graphClient, NO_MEETING, type GraphClient } from './client';
import { readSettings, type TeamsSettings } from './descriptor';
import { policyCmdlets } from './permissions';
import { memoryOf } from './memory';
import type { GraphUser } from './schemas';
import { signsInManager } from './sign-in';
import { requestToken, type TokenReading } from './token';
import type { Account, SignIn } from '../account';
import { DAY_MS, isoOf } from '../../domain/instant';

/** The check warns when the client secret expires sooner. */
const WARN_BEFORE_DAYS = 14;
/** An id that belongs to no meeting: it tests the permission and finds nothing. */
const NO_MEETING_ID = 'MSpub25lKjAqKjE5Om1lZXRpbmdfbm9uZUB0aHJlYWQudjI=';

const LABELS = {
  address: message('ms-teams.check.address'),
  clock: CLOCK_LABEL,
  credentials: message('ms-teams.check.credentials'),
  'secret-expiry': message('ms-teams.check.secret-expiry'),
  'sign-in': message('ms-teams.check.sign-in'),
  users: message('check.users'),
  calendar: message('ms-teams.check.calendar'),
  meetings: message('ms-teams.check.meetings'),
  recordings: message('ms-teams.check.recordings'),
  transcripts: message('ms-teams.check.transcripts'),
  tenant: message('ms-teams.check.tenant'),
  'graph-address': message('ms-teams.check.graph-address'),
  files: message('ms-teams.check.files'),
} as const;
type StepId = keyof typeof LABELS;

const step = stepsOf(LABELS);
const skipped = (ids: readonly StepId[], why: MessageOrText = NOT_TRIED) =>
  ids.map((id) => step(id, 'skipped', why));

const sentence = (error: ConnectorError): MessageOrText => sentenceOf(error, 'Microsoft');

/** Runs the steps in order. Steps that depend on a failed one are skipped. */
export async function checkConnection(account: Account): Promise<CheckStep[]> {
  const settings = readSettings(account);
  const signal = AbortSignal.timeout(LONGEST_CHECK_MS);
  const isApp = settings.authorizationType === 'application-delegated';
  const rest: StepId[] = [
    ...(isApp ? (['users'] as const) : (['sign-in'] as const)),
    ...probesOf(settings).map(({ id }) => id),
  ];

  let reading: TokenReading;
  try {
    // The app's own token proves the credentials, even if a person signs in later.
    reading = await requestToken(account, { kind: 'app' }, signal);
  } catch (thrown) {
    const failed = step('address', 'failed', sentence(asConnectorError(thrown)), 'loginBaseUrl');
    return [failed, ...skipped(['clock', 'credentials', ...rest])];
  }
  if (reading.outcome === 'refused' && reading.field === 'loginBaseUrl') {
    const failed = step('address', 'failed', sentence(reading.error), 'loginBaseUrl');
    return [failed, ...skipped(['clock', 'credentials', ...rest])];
  }
  const serverDate = reading.outcome === 'granted' ? reading.token.serverDate : reading.serverDate;
  const steps = [step('address', 'passed'), clockStep('Microsoft', serverDate, account.clock())];
  if (reading.outcome === 'refused') {
    const failed = step('credentials', 'failed', sentence(reading.error), reading.field ?? 'clientId');
    return [...steps, failed, ...skipped(rest)];
  }
  steps.push(step('credentials', 'passed'), ...expiryStep(settings.clientSecretExpiresOn, account.clock()));
  if (!hasVersion(settings.graphBaseUrl)) {
    const why = message('ms-teams.check.graph-address.no-version', { address: settings.graphBaseUrl });
    return [...steps, step('graph-address', 'failed', why, 'graphBaseUrl'), ...skipped(rest)];
  }
  if (isApp) {
    // The calls below use this token.
    memoryOf(account).token = reading.token;
    return [...steps, ...(await checkApp(account, settings, signal))];
  }
  return [...steps, ...(await checkPerson(account, settings, signal))];
}

/** Graph answers without a version too, with an error that names none. */
const hasVersion = (address: string): boolean => /\/(v1\.0|beta)$/.test(new URL(address).pathname);

/** What only the administrator of the tenant sees. Transcription is off in many new tenants. */
const notChecked = (settings: TeamsSettings): CheckStep[] =>
  settings.takeTranscripts ? [step('tenant', 'skipped', message('ms-teams.check.tenant.unseen'))] : [];

interface Probe {
  id: StepId;
  run(client: GraphClient, ownerId: string, nowMs: number, signal: AbortSignal): Promise<unknown>;
}

const today = (nowMs: number) => ({
  from: isoOf(nowMs - DAY_MS),
  to: isoOf(nowMs),
});

/** One harmless call for each permission, where there is such a call. */
const probesOf = (settings: TeamsSettings): Probe[] => [
  {
    id: 'calendar',
    run: async (client, ownerId, nowMs, signal) => {
      await firstOf(client.events(ownerId, today(nowMs), signal));
    },
  },
  {
    id: 'meetings',
    run: (client, ownerId, _now, signal) => client.meetingByAddress(ownerId, NO_MEETING, signal),
  },
  ...(settings.authorizationType === 'application-delegated'
    ? [
        {
          id: 'recordings' as const,
          run: async (client: GraphClient, ownerId: string, nowMs: number, signal: AbortSignal) => {
            await firstOf(client.sweep(ownerId, today(nowMs), signal));
          },
        },
      ]
    : []),
  ...(settings.takeTranscripts
    ? [
        {
          id: 'transcripts' as const,
          run: (client: GraphClient, ownerId: string, _now: number, signal: AbortSignal) =>
            client.transcripts(ownerId, NO_MEETING_ID, signal),
        },
      ]
    : []),
  ...(settings.mayDelete
    ? [
        {
          id: 'files' as const,
          run: (client: GraphClient, ownerId: string, _now: number, signal: AbortSignal) =>
            client.recordingFolder(ownerId, signal),
        },
      ]
    : []),
];

async function firstOf<T>(pages: AsyncGenerator<T>): Promise<T | undefined> {
  const { value, done } = await pages.next();
  await pages.return(undefined);
  return done ? undefined : value;
}

async function checkApp(
  account: Account,
  settings: TeamsSettings,
  signal: AbortSignal,
): Promise<CheckStep[]> {
  const client = graphClient(account);
  const probes = probesOf(settings);
  let users: GraphUser[];
  try {
    users = (await firstOf(client.users(signal))) ?? [];
  } catch (thrown) {
    const error = asConnectorError(thrown);
    return [
      step('users', 'failed', sentence(error), isAboutAddress(error) ? 'graphBaseUrl' : undefined),
      ...skipped(probes.map(({ id }) => id)),
    ];
  }
  const organiser = users.find(({ userType }) => userType !== 'Guest');
  if (organiser === undefined) {
    const why = message('check.no-user');
    return [
      step('users', 'passed'),
      ...skipped(
        probes.map(({ id }) => id),
        why,
      ),
    ];
  }
  return [step('users', 'passed'), ...(await runProbes(account, settings, organiser.id, signal))];
}

async function checkPerson(
  account: Account,
  settings: TeamsSettings,
  signal: AbortSignal,
): Promise<CheckStep[]> {
  const probes = probesOf(settings).map(({ id }) => id);
  if (account.signIn === undefined) {
    const why = message('ms-teams.check.sign-in.save-first', { button: signsInManager.label });
    return skipped(['sign-in', ...probes], why);
  }
  const current = await account.signIn.current();
  if (current === undefined) {
    return [step('sign-in', 'failed', signsInManager.alert), ...skipped(probes)];
  }
  const signedIn = {
    ...step('sign-in', 'passed'),
    label: message('ms-teams.check.sign-in.who', { account: current.accountName }),
  };
  const granted = permissionSteps(current.permissions);
  if (granted.some(({ outcome }) => outcome === 'failed')) return [signedIn, ...granted, ...skipped(probes)];
  try {
    const me = await graphClient(account).me(signal);
    return [signedIn, ...granted, ...(await runProbes(account, settings, me.id, signal))];
  } catch (thrown) {
    const failed = step('sign-in', 'failed', sentence(asConnectorError(thrown)));
    return [failed, ...granted, ...skipped(probes)];
  }
}

const permissionSteps = (permissions: SignIn['permissions']): CheckStep[] =>
  permissions.map(({ name, purpose, granted }) => ({
    id: `permission:${name}`,
    label: message('ms-teams.check.permission', { name, purpose }),
    ...(granted
      ? { outcome: 'passed' as const }
      : {
          outcome: 'failed' as const,
          detail: message('ms-teams.check.permission.missing', { name }),
        }),
  }));

/** Each probe runs alone, because one missing permission says nothing about the others. */
async function runProbes(
  account: Account,
  settings: TeamsSettings,
  ownerId: string,
  signal: AbortSignal,
): Promise<CheckStep[]> {
  const client = graphClient(account);
  const steps: CheckStep[] = [];
  for (const { id, run } of probesOf(settings)) {
    try {
      await run(client, ownerId, account.clock(), signal);
      steps.push(step(id, 'passed'));
    } catch (thrown) {
      const error = asConnectorError(thrown);
      // Whether Graph knows this id or calls it malformed: it let the app ask.
      if (id === 'transcripts' && error.status === 400) {
        steps.push(step(id, 'skipped', message('ms-teams.check.transcripts.unseen')));
        continue;
      }
      steps.push(
        error.code === 'policy-missing'
          ? {
              id: 'access-policy',
              label: message('ms-teams.check.access-policy'),
              outcome: 'failed',
              detail: message('ms-teams.check.access-policy.everybody', {
                what: sentence(error),
                commands: policyCmdlets(settings.clientId),
              }),
            }
          : step(
              id,
              // Videos come without their transcripts too.
              id === 'transcripts' ? 'warning' : 'failed',
              sentence(error),
              isAboutAddress(error) ? 'graphBaseUrl' : undefined,
            ),
      );
    }
  }
  return [...oncePolicy(steps), ...notChecked(settings)];
}

/** The same policy covers several calls, and is named once. */
const oncePolicy = (steps: CheckStep[]): CheckStep[] =>
  steps.filter(({ id }, index) => steps.findIndex((other) => other.id === id) === index);

/** Microsoft doesn't tell an app when its secret expires, so the manager can enter the day. */
function expiryStep(day: string | undefined, nowMs: number): CheckStep[] {
  if (!day) return [];
  const field = 'clientSecretExpiresOn';
  const endsAtMs = /^\d{4}-\d\d-\d\d$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : NaN;
  if (Number.isNaN(endsAtMs)) {
    return [
      step('secret-expiry', 'warning', message('ms-teams.check.secret-expiry.malformed', { day }), field),
    ];
  }
  const days = Math.floor((endsAtMs - nowMs) / DAY_MS);
  if (days >= WARN_BEFORE_DAYS) return [step('secret-expiry', 'passed')];
  return [
    step(
      'secret-expiry',
      'warning',
      days < 0
        ? message('ms-teams.check.secret-expiry.over', { day })
        : message('ms-teams.check.secret-expiry.soon', { day, days }),
      field,
    ),
  ];
}

/** True when the address is the likely cause, not an answer of Microsoft. */
const isAboutAddress = (error: ConnectorError): boolean =>
  error.status === undefined || error.code === 'wrong-address' || error.code === 'unexpected-answer';
