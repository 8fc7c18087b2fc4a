import type { Message, MessageOrText } from '../../../../contracts/messages/message';
import { message } from '../../../../contracts/messages/catalogue';
import type { ProviderDescriptor } from '../provider';
import { settingsOf, type SettingsOf } from '../settings';
import { CHECKSUM_KINDS, CHECKSUM_LABELS, type ChecksumKind } from './checksum';

/** What can be imported as video, and `podcast` as audio. These are formats and parts of a format. */
export const MEDIA_VIEWS = ['video', 'screenshare', 'webcams', 'deskshare', 'podcast'] as const;
export type MediaView = (typeof MEDIA_VIEWS)[number];

const checksumOptions = (auto: Message): { value: 'auto' | ChecksumKind; label: MessageOrText }[] => [
  { value: 'auto', label: auto },
  ...CHECKSUM_KINDS.map((value) => ({ value, label: CHECKSUM_LABELS[value] })),
];

/**
 * The address below which calls lie, with a slash at its end. Managers paste it with and without
 * `/api`, or the host alone.
 */
export function apiBaseOf(serverUrl: string): string {
  const url = new URL(serverUrl);
  url.search = '';
  url.hash = '';
  const path = url.pathname.replace(/(?<!\/)\/+$/, '').replace(/\/api$/, '');
  url.pathname = `${path === '' ? '/bigbluebutton' : path}/api/`;
  return url.href;
}

/** The views that we know, in their order. */
function viewsOf(typed: string[]): MediaView[] {
  const named = typed.map((view) => view.trim().toLowerCase());
  const known = named.filter((view): view is MediaView => MEDIA_VIEWS.some((one) => one === view));
  return [...new Set(known)];
}

const hostsOf = (typed: string[]): string[] =>
  typed.map((host) =>
    host
      .trim()
      .toLowerCase()
      .replace(/^https?:\/\/|\/.*$/g, ''),
  );

const settings = settingsOf({
  serverUrl: {
    type: 'url',
    label: message('bigbluebutton.field.serverUrl'),
    help: message('bigbluebutton.field.serverUrl.help'),
    placeholder: 'https://bbb.example.org/bigbluebutton/',
    required: true,
    read: apiBaseOf,
  },
  apiToken: {
    type: 'secret',
    label: message('bigbluebutton.field.apiToken'),
    help: message('bigbluebutton.field.apiToken.help'),
    required: true,
    read: (secret) => secret.trim(),
  },
  viewPreference: {
    type: 'list',
    label: message('bigbluebutton.field.viewPreference'),
    help: message('bigbluebutton.field.viewPreference.help'),
    default: MEDIA_VIEWS,
    advanced: true,
    read: viewsOf,
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
    read: Number,
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
    read: hostsOf,
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
});

/** `serverUrl` is the address of the API. */
export type BbbSettings = SettingsOf<typeof settings.fields>;
export const readSettings = settings.of;

export const descriptor: ProviderDescriptor = {
  id: 'bigbluebutton',
  label: 'BigBlueButton',
  summary: message('bigbluebutton.summary'),
  docsPage: 'providers/bigbluebutton.md',
  settings,
  files: { video: ['mp4', 'webm'], audio: ['ogg'], captions: ['vtt'], thumbnail: ['png', 'jpg'] },
  rates: () => ({ api: { perSecond: 40 } }),
  quirks: { namesHosts: false },
};
