import { z } from 'zod';
import type { Account, ProviderDescriptor } from '../provider';
import type { SettingsFields } from '../settings';

const fields = {
  serverUrl: {
    type: 'url',
    label: 'Server',
    help: 'Address of the API. Change it only when Digital Samba gave you another one.',
    default: 'https://api.digitalsamba.com',
    required: true,
  },
  apiToken: {
    type: 'secret',
    label: 'API Token',
    help: 'The developer key of your team: Digital Samba dashboard → Team. It also signs join links; when it is made anew there, enter it here again.',
    required: true,
  },
  teamId: {
    type: 'text',
    label: 'Team ID',
    help: 'Digital Samba dashboard → Team, beside the developer key.',
    placeholder: '57670ebd-0de2-4f92-8bce-661bec142dde',
    required: true,
  },
  takeSummaries: {
    type: 'switch',
    label: 'Take summaries',
    help: 'Digital Samba makes the summary of a transcribed session when it is asked for it the first time. Off: none is asked for.',
    default: true,
    advanced: true,
  },
  roomsUrl: {
    type: 'url',
    label: 'Address of the rooms',
    help: 'For join links: https://your-team.digitalsamba.com, or the domain of your own that rooms open under. Digital Samba dashboard → Team.',
    placeholder: 'https://your-team.digitalsamba.com',
    advanced: true,
  },
  moderatorRole: {
    type: 'text',
    label: 'Role of moderators who may record',
    help: 'Name of the role in Digital Samba (dashboard → Roles). It must have the permission to record.',
    default: 'moderator',
    advanced: true,
  },
  limitedModeratorRole: {
    type: 'text',
    label: 'Role of moderators who may not record',
    help: 'In Digital Samba recording belongs to a role, not to a join link: a role without that permission.',
    default: 'speaker',
    advanced: true,
  },
  participantRole: {
    type: 'text',
    label: 'Role of everybody else',
    help: 'A role that may neither moderate nor record.',
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
  summary: 'Recordings of all rooms of a Digital Samba Embedded team, with chat, transcripts and bookmarks.',
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
