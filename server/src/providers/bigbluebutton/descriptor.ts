import { z } from 'zod';
import type { Message } from '../../../../contracts/messages/message';
import { message } from '../../../../contracts/messages/catalogue';
import type { ProviderDescriptor } from '../provider';
import type { SettingsFields } from '../settings';
import { CHECKSUM_KINDS, CHECKSUM_LABELS } from './checksum';
import type { Account } from '../account';

/** What can be taken as video, and `podcast` as sound; names of formats and of parts of one. */
export const MEDIA_VIEWS = ['video', 'screenshare', 'webcams', 'deskshare', 'podcast'] as const;
export type MediaView = (typeof MEDIA_VIEWS)[number];

const checksumOptions = (auto: Message) => [
  { value: 'auto', label: auto },
  ...CHECKSUM_KINDS.map((value) => ({ value, label: CHECKSUM_LABELS[value] })),
];

const fields = {
  serverUrl: {
    type: 'url',
    label: message('bigbluebutton.field.serverUrl'),
    help: message('bigbluebutton.field.serverUrl.help'),
    placeholder: 'https://bbb.example.org/bigbluebutton/',
    required: true,
  },
  apiToken: {
    type: 'secret',
    label: message('bigbluebutton.field.apiToken'),
    help: message('bigbluebutton.field.apiToken.help'),
    required: true,
  },
  viewPreference: {
    type: 'list',
    label: message('bigbluebutton.field.viewPreference'),
    help: message('bigbluebutton.field.viewPreference.help'),
    default: [...MEDIA_VIEWS],
    advanced: true,
  },
  waitHours: {
    type: 'choice',
    label: message('bigbluebutton.field.waitHours'),
    help: message('bigbluebutton.field.waitHours.help'),
    options: [
      { value: '0', label: message('bigbluebutton.field.waitHours.none') },
      { value: '6', label: message('bigbluebutton.field.waitHours.hours', { hours: 6 }) },
      { value: '24', label: message('bigbluebutton.field.waitHours.hours', { hours: 24 }) },
    ],
    default: '6',
    advanced: true,
  },
  captions: {
    type: 'switch',
    label: message('bigbluebutton.field.captions'),
    help: message('bigbluebutton.field.captions.help'),
    default: true,
    advanced: true,
  },
  captionsLanguage: {
    type: 'text',
    label: message('bigbluebutton.field.captionsLanguage'),
    help: message('bigbluebutton.field.captionsLanguage.help'),
    advanced: true,
  },
  includeBreakouts: {
    type: 'switch',
    label: message('bigbluebutton.field.includeBreakouts'),
    help: message('bigbluebutton.field.includeBreakouts.help'),
    default: false,
    advanced: true,
  },
  mediaHosts: {
    type: 'list',
    of: 'host',
    label: message('bigbluebutton.field.mediaHosts'),
    help: message('bigbluebutton.field.mediaHosts.help'),
    default: [],
    advanced: true,
  },
  checksum: {
    type: 'choice',
    label: message('bigbluebutton.field.checksum'),
    help: message('bigbluebutton.field.checksum.help'),
    options: checksumOptions(message('bigbluebutton.field.checksum.auto')),
    default: 'auto',
    advanced: true,
  },
  hooksChecksum: {
    type: 'choice',
    label: message('bigbluebutton.field.hooksChecksum'),
    help: message('bigbluebutton.field.hooksChecksum.help'),
    options: checksumOptions(message('bigbluebutton.field.hooksChecksum.auto')),
    default: 'auto',
    advanced: true,
  },
  innerSecrets: {
    type: 'secret',
    label: message('bigbluebutton.field.innerSecrets'),
    help: message('bigbluebutton.field.innerSecrets.help'),
    multiline: true,
    advanced: true,
  },
} satisfies SettingsFields;

/**
 * The address below which calls lie, with a slash at its end. Managers paste it with and without
 * `/api`, or the host alone.
 */
export function apiBaseOf(serverUrl: string): string {
  const url = new URL(serverUrl);
  url.search = '';
  url.hash = '';
  const path = url.pathname.replace(/\/+$/, '').replace(/\/api$/, '');
  url.pathname = `${path === '' ? '/bigbluebutton' : path}/api/`;
  return url.href;
}

const kind = z.enum(['auto', ...CHECKSUM_KINDS]);
const bbbSettings = z.object({
  apiBase: z.string(),
  apiToken: z.string().transform((secret) => secret.trim()),
  viewPreference: z.array(z.string()).transform((views) => {
    const named = views.map((view) => view.trim().toLowerCase());
    const known = named.filter((view): view is MediaView => MEDIA_VIEWS.some((one) => one === view));
    return [...new Set(known)];
  }),
  waitHours: z.coerce.number(),
  captions: z.boolean(),
  captionsLanguage: z.string().optional(),
  includeBreakouts: z.boolean(),
  mediaHosts: z.array(z.string()).transform((hosts) =>
    hosts.map((host) =>
      host
        .trim()
        .toLowerCase()
        .replace(/^https?:\/\/|\/.*$/g, ''),
    ),
  ),
  checksum: kind,
  hooksChecksum: kind,
});
export type BbbSettings = z.infer<typeof bbbSettings>;

/** @param account its settings parsed by the fields, defaults filled in. */
export function readSettings(account: Pick<Account, 'settings'>): BbbSettings {
  const { serverUrl, ...settings } = account.settings;
  return bbbSettings.parse({ ...settings, apiBase: apiBaseOf(String(serverUrl)) });
}

export const descriptor: ProviderDescriptor = {
  id: 'bigbluebutton',
  label: 'BigBlueButton',
  summary: message('bigbluebutton.summary'),
  docsPage: 'providers/bigbluebutton.md',
  fields,
  files: { video: ['mp4', 'webm'], audio: ['ogg'], captions: ['vtt'], thumbnail: ['png', 'jpg'] },
  rates: () => ({ api: { perSecond: 40 } }),
  quirks: { namesHosts: false },
};
