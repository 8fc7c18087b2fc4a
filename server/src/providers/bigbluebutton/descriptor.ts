import { z } from 'zod';
import type { Account, ProviderDescriptor } from '../provider';
import type { SettingsFields } from '../settings';
import { CHECKSUM_KINDS, CHECKSUM_LABELS } from './checksum';

/** What can be taken as video, and `podcast` as sound; names of formats and of parts of one. */
export const MEDIA_VIEWS = ['video', 'screenshare', 'webcams', 'deskshare', 'podcast'] as const;
export type MediaView = (typeof MEDIA_VIEWS)[number];

const checksumOptions = (auto: string) => [
  { value: 'auto', label: auto },
  ...CHECKSUM_KINDS.map((value) => ({ value, label: CHECKSUM_LABELS[value] })),
];

const fields = {
  serverUrl: {
    type: 'url',
    label: 'Server link',
    help: 'On the server: sudo bbb-conf --secret prints it as URL. Of Scalelite: its address with /bigbluebutton/ behind it. A server with a private address must be named in network.allowedPrivateHosts of the plugin’s configuration.',
    placeholder: 'https://bbb.example.org/bigbluebutton/',
    required: true,
  },
  apiToken: {
    type: 'secret',
    label: 'API Token',
    help: 'The shared secret: on the server, sudo bbb-conf --secret prints it as Secret. Of Scalelite: LOADBALANCER_SECRET. It allows everything on that server.',
    required: true,
  },
  viewPreference: {
    type: 'list',
    label: 'Formats in order of preference',
    help: 'Of each recording the first that exists is taken: video, screenshare, webcams (of the presentation; with the sound of the meeting), deskshare (of the presentation; without sound), podcast (sound only). What is not in the list is never taken.',
    default: [...MEDIA_VIEWS],
    advanced: true,
  },
  waitHours: {
    type: 'choice',
    label: 'Wait for the preferred format',
    help: 'A server publishes one format after the other. Until this time after the end of a meeting its first format is waited for, then the next best is taken.',
    options: [
      { value: '0', label: 'Do not wait' },
      { value: '6', label: '6 hours' },
      { value: '24', label: '24 hours' },
    ],
    default: '6',
    advanced: true,
  },
  captions: {
    type: 'switch',
    label: 'Captions',
    help: 'Asks the server for the text tracks of each recording: one more request for each.',
    default: true,
    advanced: true,
  },
  captionsLanguage: {
    type: 'text',
    label: 'Language of the captions',
    help: 'As the server writes it, for example en or de_DE. Empty: uploaded captions before live ones before automatic ones, in whatever language.',
    advanced: true,
  },
  includeBreakouts: {
    type: 'switch',
    label: 'Recordings of breakout rooms',
    help: 'Takes recordings of breakout rooms too, each as a recording of its own.',
    default: false,
    advanced: true,
  },
  mediaHosts: {
    type: 'list',
    of: 'host',
    label: 'Media hosts',
    help: 'Hosts beside the server itself from which recordings may be fetched, such as recordings.example.org. All others are refused.',
    default: [],
    advanced: true,
  },
  checksum: {
    type: 'choice',
    label: 'Checksum',
    help: 'Hash that signs each call. Change it only when the server’s administrator allows no other (supportedChecksumAlgorithms).',
    options: checksumOptions('Try SHA-256 first, then the others'),
    default: 'auto',
    advanced: true,
  },
  hooksChecksum: {
    type: 'choice',
    label: 'Checksum of the webhooks module',
    help: 'Of bbb-webhooks alone; servers before 3.0 take SHA-1 only.',
    options: checksumOptions('As the calls, then SHA-1'),
    default: 'auto',
    advanced: true,
  },
  innerSecrets: {
    type: 'secret',
    label: 'Secrets of the servers behind Scalelite',
    help: 'One a line, each as sudo bbb-conf --secret prints it on that server. Only attendance callbacks behind Scalelite need them: those are signed by the inner server.',
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
  summary: 'Recordings of a BigBlueButton server of your own, or of a cluster behind Scalelite.',
  docsPage: 'providers/bigbluebutton.md',
  fields,
  files: { video: ['mp4', 'webm'], audio: ['ogg'], captions: ['vtt'], thumbnail: ['png', 'jpg'] },
  rates: () => ({ api: { perSecond: 40 } }),
  quirks: { namesHosts: false },
};
