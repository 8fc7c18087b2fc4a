import { z } from 'zod';
import { message } from '../../../../contracts/messages/catalogue';
import type { ProviderDescriptor } from '../provider';
import type { SettingsFields } from '../settings';
import type { Account } from '../account';

const fields = {
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
} satisfies SettingsFields;

const withoutSlash = z.string().transform((url) => url.replace(/\/+$/, ''));
const settings = z.object({
  serverUrl: withoutSlash,
  apiToken: z.string().transform((token) => token.trim()),
  teamId: z.string(),
  takeSummaries: z.boolean(),
  roomsUrl: withoutSlash.optional(),
  moderatorRole: z.string(),
  limitedModeratorRole: z.string(),
  participantRole: z.string(),
});
export type SambaSettings = z.infer<typeof settings>;

export const readSettings = (account: Pick<Account, 'settings'>): SambaSettings =>
  settings.parse(account.settings);

export const descriptor: ProviderDescriptor = {
  id: 'digital-samba',
  label: 'Digital Samba',
  summary: message('digital-samba.summary'),
  docsPage: 'providers/digital-samba.md',
  fields,
  // Digital Samba publishes no limits; what it refuses with 429 is waited for.
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
