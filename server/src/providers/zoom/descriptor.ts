import { z } from 'zod';
import type { Account, ProviderDescriptor } from '../provider';
import type { SettingsFields } from '../settings';

/**
 * Which view stands for a segment when the manager chose no other order. Views come and go with
 * what was shown, and spellings vary over the years, so they are matched by what they contain.
 */
export const DEFAULT_VIEW_PREFERENCE = [
  'shared_screen_with_speaker_view',
  'shared_screen_with_gallery_view',
  'active_speaker',
  'speaker_view',
  'gallery_view',
  'shared_screen',
  'host_video',
  'audio_only',
];

const CONSOLE = 'Zoom App Marketplace → Manage → your Server-to-Server OAuth app → App Credentials';

const fields = {
  accountId: {
    type: 'text',
    label: 'Account ID',
    help: `${CONSOLE}, first line. The app must be of the type Server-to-Server OAuth; keys of Zoom's retired JWT apps do not work.`,
    required: true,
  },
  clientId: {
    type: 'text',
    label: 'Client ID',
    help: `${CONSOLE}, second line.`,
    required: true,
  },
  clientSecret: {
    type: 'secret',
    label: 'Client secret',
    help: `${CONSOLE}, third line. Not the secret token of the Feature page, which is for webhooks.`,
    required: true,
  },
  webhookSecret: {
    type: 'secret',
    label: 'Webhook secret token',
    help: 'Optional: with it Zoom tells of a recording the moment it is ready. Zoom App Marketplace → Manage → your app → Feature → Secret Token. The connector can be saved without it; the address for Zoom and the steps are shown then.',
  },
  plan: {
    type: 'choice',
    label: 'Zoom plan',
    help: 'Sets how many requests a second are sent at most. The limits hold for all apps of the account together; Zoom tells the plan to no app. Zoom account → Account Management → Billing.',
    options: [
      { value: 'free', label: 'Free' },
      { value: 'pro', label: 'Pro' },
      { value: 'business', label: 'Business, Education, Enterprise or Partner' },
      { value: 'unpaced', label: 'Send without pacing; Zoom itself still says when it is too much' },
    ],
    default: 'pro',
    advanced: true,
  },
  viewPreference: {
    type: 'list',
    label: 'Preferred views',
    help: 'Zoom records one video per view. Of each segment the first view of this list that exists is taken; when none does, the largest video; audio only when there is no video.',
    default: DEFAULT_VIEW_PREFERENCE,
    advanced: true,
  },
  apiBaseUrl: {
    type: 'url',
    label: 'API base URL',
    help: 'Change it only for another Zoom cloud, for example https://api.zoomgov.com/v2, or a regional address.',
    default: 'https://api.zoom.us/v2',
    advanced: true,
  },
  oauthBaseUrl: {
    type: 'url',
    label: 'OAuth base URL',
    help: 'Change it only together with the API base URL, for example to https://zoomgov.com.',
    default: 'https://zoom.us',
    advanced: true,
  },
} satisfies SettingsFields;

const withoutSlash = z.string().transform((url) => url.replace(/\/+$/, ''));
const zoomSettings = z.object({
  accountId: z.string(),
  clientId: z.string(),
  clientSecret: z.string(),
  webhookSecret: z.string().optional(),
  plan: z.enum(['free', 'pro', 'business', 'unpaced']),
  apiBaseUrl: withoutSlash,
  oauthBaseUrl: withoutSlash,
});
export type ZoomSettings = z.infer<typeof zoomSettings>;

export const readSettings = (account: Pick<Account, 'settings'>): ZoomSettings =>
  zoomSettings.parse(account.settings);

/** Requests a second by plan and by Zoom's label of the endpoint (Zoom: docs, API rate limits). */
const RATES = {
  free: { light: { perSecond: 4 }, medium: { perSecond: 2 }, heavy: { perSecond: 1 } },
  pro: { light: { perSecond: 30 }, medium: { perSecond: 20 }, heavy: { perSecond: 10 } },
  business: { light: { perSecond: 80 }, medium: { perSecond: 60 }, heavy: { perSecond: 40 } },
  unpaced: { light: { perSecond: 1e6 }, medium: { perSecond: 1e6 }, heavy: { perSecond: 1e6 } },
} as const;
export type ZoomRate = keyof (typeof RATES)['pro'];

export const ratesFor = (settings: Account['settings']): Record<string, { perSecond: number }> =>
  RATES[zoomSettings.shape.plan.catch('pro').parse(settings.plan)];

export const descriptor: ProviderDescriptor = {
  id: 'zoom',
  label: 'Zoom',
  summary: 'Cloud recordings of all users of a Zoom account, or of the hosts that you name.',
  docsPage: 'providers/zoom.md',
  fields,
  files: {
    video: ['mp4'],
    audio: ['m4a'],
    chat: ['txt'],
    transcript: ['vtt'],
    captions: ['vtt'],
    timeline: ['json'],
    poll: ['csv'],
    summary: ['json'],
    thumbnail: ['jpg', 'png'],
  },
  rates: ratesFor,
  quirks: { namesHosts: true },
};

/** A right of the app, with the feature that is off without it. */
export interface ScopeNeed {
  /** As the Marketplace shows it to apps made since spring 2024. */
  scope: string;
  /** Names that also grant it: the classic ones of older apps, and those of master accounts. */
  alsoGrantedBy: string[];
  feature: string;
  needed: 'required' | 'optional';
}

const granular = (name: string) => [`${name}:master`];

/** Zoom: reference of each call, "Scopes" and "Granular Scopes". */
export const SCOPE_NEEDS: readonly ScopeNeed[] = [
  {
    scope: 'user:read:list_users:admin',
    alsoGrantedBy: ['user:read:admin', 'user:master', ...granular('user:read:list_users')],
    feature: 'finding the hosts of the account',
    needed: 'required',
  },
  {
    scope: 'cloud_recording:read:list_user_recordings:admin',
    alsoGrantedBy: [
      'recording:read:admin',
      'recording:master',
      ...granular('cloud_recording:read:list_user_recordings'),
    ],
    feature: 'listing recordings',
    needed: 'required',
  },
  {
    scope: 'cloud_recording:read:list_recording_files:admin',
    alsoGrantedBy: [
      // The published classic scope of this call lacks ":admin"; older account-level apps have it.
      'recording:read',
      'recording:read:admin',
      'recording:master',
      ...granular('cloud_recording:read:list_recording_files'),
    ],
    feature: 'downloading recordings',
    needed: 'required',
  },
  {
    scope: 'user:read:user:admin',
    alsoGrantedBy: ['user:read:admin', 'user:master', ...granular('user:read:user')],
    feature: 'limiting a connector to hosts by e-mail',
    needed: 'optional',
  },
  {
    scope: 'cloud_recording:delete:meeting_recording:admin',
    alsoGrantedBy: [
      'recording:write:admin',
      'recording:master',
      ...granular('cloud_recording:delete:meeting_recording'),
    ],
    feature: 'deleting imported recordings at Zoom',
    needed: 'optional',
  },
  {
    scope: 'cloud_recording:update:recover_meeting_recordings:admin',
    alsoGrantedBy: [
      'recording:write:admin',
      'recording:master',
      ...granular('cloud_recording:update:recover_meeting_recordings'),
    ],
    feature: "taking deleted recordings out of Zoom's trash again",
    needed: 'optional',
  },
];

/** The needs that a token's `scope` string does not meet. */
export function missingScopes(granted: string): ScopeNeed[] {
  const has = new Set(granted.split(/[\s,]+/));
  return SCOPE_NEEDS.filter(
    ({ scope, alsoGrantedBy }) => ![scope, ...alsoGrantedBy].some((name) => has.has(name)),
  );
}
