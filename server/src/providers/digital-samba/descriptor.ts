import { message } from '../../../../contracts/messages/catalogue';
import type { ProviderDescriptor } from '../provider';
import { settingsOf, type SettingsOf } from '../settings';

const settings = settingsOf({
  serverUrl: {
    type: 'url',
    label: message('digital-samba.field.serverUrl'),
    help: message('digital-samba.field.serverUrl.help'),
    default: 'https://api.digitalsamba.com',
    required: true,
  },
  apiToken: {
    type: 'secret',
    label: message('digital-samba.field.apiToken'),
    help: message('digital-samba.field.apiToken.help'),
    required: true,
    read: (token) => token.trim(),
  },
  teamId: {
    type: 'text',
    label: message('digital-samba.field.teamId'),
    help: message('digital-samba.field.teamId.help'),
    placeholder: '57670ebd-0de2-4f92-8bce-661bec142dde',
    required: true,
  },
  takeSummaries: {
    type: 'switch',
    label: message('digital-samba.field.takeSummaries'),
    help: message('digital-samba.field.takeSummaries.help'),
    default: true,
    advanced: true,
  },
  roomsUrl: {
    type: 'url',
    label: message('digital-samba.field.roomsUrl'),
    help: message('digital-samba.field.roomsUrl.help'),
    placeholder: 'https://your-team.digitalsamba.com',
    advanced: true,
  },
  moderatorRole: {
    type: 'text',
    label: message('digital-samba.field.moderatorRole'),
    help: message('digital-samba.field.moderatorRole.help'),
    default: 'moderator',
    advanced: true,
  },
  limitedModeratorRole: {
    type: 'text',
    label: message('digital-samba.field.limitedModeratorRole'),
    help: message('digital-samba.field.limitedModeratorRole.help'),
    default: 'speaker',
    advanced: true,
  },
  participantRole: {
    type: 'text',
    label: message('digital-samba.field.participantRole'),
    help: message('digital-samba.field.participantRole.help'),
    default: 'attendee',
    advanced: true,
  },
});

export type SambaSettings = SettingsOf<typeof settings.fields>;
export const readSettings = settings.of;

export const descriptor: ProviderDescriptor = {
  id: 'digital-samba',
  label: 'Digital Samba',
  summary: message('digital-samba.summary'),
  docsPage: 'providers/digital-samba.md',
  settings,
  // No `rates`: Digital Samba publishes no limits. After a 429 the client waits.
  files: {
    video: ['mp4'],
    chat: ['txt'],
    transcript: ['vtt'],
    timeline: ['json'],
    poll: ['json'],
    summary: ['json'],
  },
  quirks: { namesHosts: false },
};
