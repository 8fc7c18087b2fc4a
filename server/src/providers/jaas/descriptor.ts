import { message } from '../../../../contracts/messages/catalogue';
import type { ProviderDescriptor } from '../provider';
import { settingsOf, type SavedSettingsOf, type SettingsOf } from '../settings';

/** 8x8 keeps files for 24 hours after the event about them (docs, recordings). */
export const LINK_HOURS = 24;

/**
 * Hosts of 8x8's links. Recordings, chats and transcripts are in Oracle's object storage (docs, examples of
 * RECORDING_UPLOADED), in the region of the room.
 */
export const DEFAULT_LINK_HOSTS = ['.oraclecloud.com', '8x8.vc', '.8x8.vc'];

const UNSET = 'unset' as const;
const AS_8X8 = { value: UNSET, label: message('jaas.field.as-set') };

const settings = settingsOf({
  appId: {
    type: 'text',
    label: message('jaas.field.appId'),
    help: message('jaas.field.appId.help'),
    placeholder: 'vpaas-magic-cookie-…',
    required: true,
  },
  keyId: {
    type: 'text',
    label: message('jaas.field.keyId'),
    help: message('jaas.field.keyId.help'),
    placeholder: 'vpaas-magic-cookie-…/1a2b3c',
    required: true,
  },
  privateKey: {
    type: 'secret',
    multiline: true,
    label: message('jaas.field.privateKey'),
    help: message('jaas.field.privateKey.help'),
    required: true,
  },
  webhookSecret: {
    type: 'secret',
    label: message('jaas.field.webhookSecret'),
    help: message('jaas.field.webhookSecret.help'),
    placeholder: 'whsec_…',
  },
  recordingAllowed: {
    type: 'switch',
    label: message('jaas.field.recordingAllowed'),
    help: message('jaas.field.recordingAllowed.help'),
    default: true,
  },
  allModerators: {
    type: 'switch',
    label: message('jaas.field.allModerators'),
    help: message('jaas.field.allModerators.help'),
    default: false,
  },
  moderatorRoles: {
    type: 'list',
    label: message('jaas.field.moderatorRoles'),
    help: message('jaas.field.moderatorRoles.help'),
    default: [],
    advanced: true,
  },
  tokenHours: {
    type: 'choice',
    label: message('jaas.field.tokenHours'),
    help: message('jaas.field.tokenHours.help'),
    options: ['1', '3', '8', '24'].map((hours) => ({
      value: hours,
      label: message('jaas.field.tokenHours.hours', { hours: Number(hours) }),
    })),
    default: '3',
    advanced: true,
    read: Number,
  },
  timezone: {
    type: 'text',
    label: message('jaas.field.timezone'),
    help: message('jaas.field.timezone.help'),
    placeholder: 'Europe/Berlin',
    advanced: true,
  },
  maxAgeHours: {
    type: 'choice',
    label: message('jaas.field.maxAgeHours'),
    help: message('jaas.field.maxAgeHours.help'),
    options: ['1', '6', '25', '72'].map((hours) => ({
      value: hours,
      label: message('jaas.field.maxAgeHours.hours', { hours: Number(hours) }),
    })),
    default: '25',
    advanced: true,
    read: Number,
  },
  linkHosts: {
    type: 'list',
    of: 'host',
    label: message('jaas.field.linkHosts'),
    help: message('jaas.field.linkHosts.help'),
    default: DEFAULT_LINK_HOSTS,
    advanced: true,
  },
  linkStorages: {
    type: 'list',
    of: 'url',
    label: message('jaas.field.linkStorages'),
    help: message('jaas.field.linkStorages.help'),
    default: [],
    advanced: true,
  },
  lobby: {
    type: 'choice',
    label: message('jaas.field.lobby'),
    help: message('jaas.field.provisioning'),
    options: [
      AS_8X8,
      { value: 'off', label: message('jaas.field.lobby.off') },
      { value: 'WAIT_FOR_APPROVAL', label: message('jaas.field.lobby.approval') },
      { value: 'WAIT_FOR_MODERATOR', label: message('jaas.field.lobby.moderator') },
    ],
    default: UNSET,
    advanced: true,
  },
  passcode: {
    type: 'secret',
    label: message('jaas.field.passcode'),
    help: message('jaas.field.passcode.help'),
    advanced: true,
  },
  maxOccupants: {
    type: 'text',
    label: message('jaas.field.maxOccupants'),
    help: message('jaas.field.maxOccupants.help'),
    advanced: true,
  },
  transcriber: {
    type: 'choice',
    label: message('jaas.field.transcriber'),
    help: message('jaas.field.provisioning'),
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
    label: message('jaas.field.visitors'),
    help: message('jaas.field.visitors.help'),
    options: [
      AS_8X8,
      { value: 'on', label: message('jaas.field.visitors.on') },
      { value: 'off', label: message('jaas.field.visitors.off') },
    ],
    default: UNSET,
    advanced: true,
  },
  participantsSoftLimit: {
    type: 'text',
    label: message('jaas.field.participantsSoftLimit'),
    help: message('jaas.field.participantsSoftLimit.help'),
    advanced: true,
  },
  hideGuestNames: {
    type: 'switch',
    label: message('jaas.field.hideGuestNames'),
    help: message('jaas.field.provisioning'),
    default: false,
    advanced: true,
  },
  baseUrl: {
    type: 'url',
    label: message('jaas.field.baseUrl'),
    help: message('jaas.field.baseUrl.help'),
    default: 'https://8x8.vc',
    advanced: true,
  },
});

export type JaasSettings = SettingsOf<typeof settings.fields>;
export const readSettings = settings.of;

/** Settings for judging 8x8's events and answering 8x8. Secrets are not available there. */
export type EventSettings = SavedSettingsOf<typeof settings.fields>;
export const readEventSettings = settings.ofSaved;

export const descriptor: ProviderDescriptor = {
  id: 'jaas',
  label: '8x8 JaaS',
  summary: message('jaas.summary'),
  docsPage: 'providers/jaas.md',
  settings,
  files: { video: ['mp4'], chat: ['json'], transcript: ['txt'] },
  quirks: { namesHosts: true, expiresAfterHours: LINK_HOURS },
};
