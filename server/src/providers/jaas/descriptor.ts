import { z } from 'zod';
import type { Account, ProviderDescriptor } from '../provider';
import type { SettingsFields } from '../settings';

const CONSOLE = 'JaaS console (jaas.8x8.vc)';

/** 8x8 keeps files for a day after it has told of them (docs, recordings). */
export const LINK_HOURS = 24;

/**
 * Hosts of 8x8's links: recordings, chats and transcripts lie in Oracle's object storage (docs,
 * examples of RECORDING_UPLOADED), in the region of the room.
 */
export const DEFAULT_LINK_HOSTS = ['.oraclecloud.com', '8x8.vc', '.8x8.vc'];

const UNSET = 'unset';
const AS_8X8 = { value: UNSET, label: 'As set at 8x8' };
const LOBBY = 'Answered when 8x8 asks before each meeting (event SETTINGS_PROVISIONING).';

const fields = {
  appId: {
    type: 'text',
    label: 'App ID',
    help: `${CONSOLE} → API Keys: the App ID in the head of the page, vpaas-magic-cookie- and 32 characters.`,
    placeholder: 'vpaas-magic-cookie-…',
    required: true,
  },
  keyId: {
    type: 'text',
    label: 'Key ID',
    help: `${CONSOLE} → API Keys: the whole ID of the key, App ID, slash and a short code. The public half of the private key below is uploaded there.`,
    placeholder: 'vpaas-magic-cookie-…/1a2b3c',
    required: true,
  },
  privateKey: {
    type: 'secret',
    multiline: true,
    label: 'Private key',
    help: `The private half of that key, whole, from -----BEGIN to -----END. ${CONSOLE} → API Keys → Add API key → Generate API key pair shows it once; or make a pair yourself (RSA, 4096 bits) and upload the public half.`,
    required: true,
  },
  webhookSecret: {
    type: 'secret',
    label: 'Webhook secret',
    help: `${CONSOLE} → Webhooks → the endpoint → Reveal secret, beginning with whsec_. Save the connector first without it, to get the address for the endpoint. Until the secret is here every event is refused.`,
    placeholder: 'whsec_…',
  },
  recordingAllowed: {
    type: 'switch',
    label: 'Recording allowed',
    help: 'Moderators may start a recording. Off: nobody may, whatever the rules of the site say. 8x8 charges for recording by the minute.',
    default: true,
  },
  allModerators: {
    type: 'switch',
    label: 'All users are moderators',
    help: 'Everyone who gets a token from this site may mute, remove and admit others, and may record where recording is allowed.',
    default: false,
  },
  moderatorRoles: {
    type: 'list',
    label: 'Roles of moderators',
    help: 'Names of roles of the Users & Permissions plugin, one a line: whoever has one of them is a moderator in every room. A function roomRights in config/plugins decides in their place.',
    default: [],
    advanced: true,
  },
  tokenHours: {
    type: 'choice',
    label: 'Lifetime of a room token',
    help: 'How long the address of a room lets a person in. Who is in stays in.',
    options: ['1', '3', '8', '24'].map((hours) => ({
      value: hours,
      label: hours === '1' ? '1 hour' : `${hours} hours`,
    })),
    default: '3',
    advanced: true,
  },
  timezone: {
    type: 'text',
    label: 'Time zone of the rooms',
    help: '8x8 names none. The day in a recording’s title is of this zone, for example Europe/Berlin. Empty: UTC.',
    placeholder: 'Europe/Berlin',
    advanced: true,
  },
  maxAgeHours: {
    type: 'choice',
    label: 'Oldest event that counts',
    help: '8x8 sends an event again when it was not taken, for a time that it does not publish, perhaps with the first signature. Repeated events have one effect whatever stands here.',
    options: ['1', '6', '25', '72'].map((hours) => ({
      value: hours,
      label: hours === '1' ? 'Signed 1 hour ago' : `Signed ${hours} hours ago`,
    })),
    default: '25',
    advanced: true,
  },
  linkHosts: {
    type: 'list',
    of: 'host',
    label: 'Hosts of download links',
    help: 'A link to any other host is not followed, whoever signed it. A leading dot stands for all hosts below; a whole origin like https://media.example.com:8443 for that server only.',
    default: DEFAULT_LINK_HOSTS,
    advanced: true,
  },
  lobby: {
    type: 'choice',
    label: 'Lobby of new meetings',
    help: LOBBY,
    options: [
      AS_8X8,
      { value: 'off', label: 'No lobby' },
      { value: 'WAIT_FOR_APPROVAL', label: 'Each person waits for approval' },
      { value: 'WAIT_FOR_MODERATOR', label: 'All wait for a moderator' },
    ],
    default: UNSET,
    advanced: true,
  },
  passcode: {
    type: 'secret',
    label: 'Passcode of new meetings',
    help: `${LOBBY} Digits only. It is told only to a request that proves that it comes from 8x8.`,
    advanced: true,
  },
  maxOccupants: {
    type: 'text',
    label: 'Most people in a meeting',
    help: `${LOBBY} 2 to 500; empty: as set at 8x8.`,
    advanced: true,
  },
  transcriber: {
    type: 'choice',
    label: 'Transcription service',
    help: LOBBY,
    options: [
      AS_8X8,
      { value: 'GOOGLE', label: 'Google' },
      { value: 'ORACLE_CLOUD_AI_SPEECH', label: 'Oracle Cloud AI Speech' },
      { value: 'EGHT_WHISPER', label: '8x8 Whisper' },
    ],
    default: UNSET,
    advanced: true,
  },
  visitors: {
    type: 'choice',
    label: 'Visitors',
    help: `${LOBBY} Visitors watch and listen only.`,
    options: [AS_8X8, { value: 'on', label: 'Allowed' }, { value: 'off', label: 'Not allowed' }],
    default: UNSET,
    advanced: true,
  },
  participantsSoftLimit: {
    type: 'text',
    label: 'People after whom others become visitors',
    help: `${LOBBY} A number; empty: as set at 8x8.`,
    advanced: true,
  },
  hideGuestNames: {
    type: 'switch',
    label: 'Hide the names of guests',
    help: LOBBY,
    default: false,
    advanced: true,
  },
  baseUrl: {
    type: 'url',
    label: 'Address of the rooms',
    help: 'Change it only for another 8x8 environment, for example https://stage.8x8.vc.',
    default: 'https://8x8.vc',
    advanced: true,
  },
} satisfies SettingsFields;

const optionalText = z
  .string()
  .trim()
  .optional()
  .transform((value) => (value === '' ? undefined : value));

const jaasSettings = z.object({
  appId: z.string().trim(),
  keyId: z.string().trim(),
  privateKey: z.string(),
  webhookSecret: z.string().optional(),
  recordingAllowed: z.boolean().catch(true),
  allModerators: z.boolean().catch(false),
  tokenHours: z.coerce.number().positive().catch(3),
  timezone: optionalText,
  linkHosts: z.array(z.string()).catch(DEFAULT_LINK_HOSTS),
  baseUrl: z
    .string()
    .catch('https://8x8.vc')
    .transform((url) => url.replace(/\/+$/, '')),
});
export type JaasSettings = z.infer<typeof jaasSettings>;

export const readSettings = (account: Pick<Account, 'settings'>): JaasSettings =>
  jaasSettings.parse(account.settings);

/** Settings that are answered to 8x8, or that judge its events; there without any secret. */
const eventSettings = z.object({
  appId: z.string().trim().catch(''),
  maxAgeHours: z.coerce.number().positive().catch(25),
  timezone: optionalText.catch(undefined),
  lobby: z.enum([UNSET, 'off', 'WAIT_FOR_APPROVAL', 'WAIT_FOR_MODERATOR']).catch(UNSET),
  maxOccupants: optionalText.catch(undefined),
  participantsSoftLimit: optionalText.catch(undefined),
  transcriber: z.enum([UNSET, 'GOOGLE', 'ORACLE_CLOUD_AI_SPEECH', 'EGHT_WHISPER']).catch(UNSET),
  visitors: z.enum([UNSET, 'on', 'off']).catch(UNSET),
  hideGuestNames: z.boolean().catch(false),
});
export type EventSettings = z.infer<typeof eventSettings>;

export const readEventSettings = (settings: Account['settings']): EventSettings =>
  eventSettings.parse(settings);

export const descriptor: ProviderDescriptor = {
  id: 'jaas',
  label: '8x8 JaaS',
  summary:
    'Rooms of Jitsi as a Service. 8x8 tells of each recording once, by webhook, and keeps it for 24 hours.',
  docsPage: 'providers/jaas.md',
  fields,
  files: { video: ['mp4'], chat: ['json'], transcript: ['txt'] },
  quirks: { namesHosts: true, expiresAfterHours: LINK_HOURS },
};
