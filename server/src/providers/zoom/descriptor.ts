import type { Message } from '../../../../contracts/messages/message';
import { message } from '../../../../contracts/messages/catalogue';
import type { ProviderDescriptor } from '../provider';
import { settingsOf, type SettingsOf } from '../settings';
import type { Account } from '../account';

/**
 * Default order in which a view is chosen for each segment. Available views depend on what was shown, and
 * their names have changed over the years, so a name matches when it contains the entry.
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

const settings = settingsOf({
  accountId: {
    type: 'text',
    label: message('zoom.field.accountId'),
    help: message('zoom.field.accountId.help'),
    required: true,
  },
  clientId: {
    type: 'text',
    label: message('zoom.field.clientId'),
    help: message('zoom.field.clientId.help'),
    required: true,
  },
  clientSecret: {
    type: 'secret',
    label: message('zoom.field.clientSecret'),
    help: message('zoom.field.clientSecret.help'),
    required: true,
  },
  webhookSecret: {
    type: 'secret',
    label: message('zoom.field.webhookSecret'),
    help: message('zoom.field.webhookSecret.help'),
  },
  plan: {
    type: 'choice',
    label: message('zoom.field.plan'),
    help: message('zoom.field.plan.help'),
    options: [
      { value: 'free', label: message('zoom.field.plan.free') },
      { value: 'pro', label: message('zoom.field.plan.pro') },
      { value: 'business', label: message('zoom.field.plan.business') },
      { value: 'unpaced', label: message('zoom.field.plan.unpaced') },
    ],
    default: 'pro',
    advanced: true,
  },
  viewPreference: {
    type: 'list',
    label: message('zoom.field.viewPreference'),
    help: message('zoom.field.viewPreference.help'),
    default: DEFAULT_VIEW_PREFERENCE,
    advanced: true,
  },
  apiBaseUrl: {
    type: 'url',
    label: message('zoom.field.apiBaseUrl'),
    help: message('zoom.field.apiBaseUrl.help'),
    default: 'https://api.zoom.us/v2',
    advanced: true,
  },
  oauthBaseUrl: {
    type: 'url',
    label: message('zoom.field.oauthBaseUrl'),
    help: message('zoom.field.oauthBaseUrl.help'),
    default: 'https://zoom.us',
    advanced: true,
  },
});

export type ZoomSettings = SettingsOf<typeof settings.fields>;
export const readSettings = settings.of;

/** Requests a second by plan and by Zoom's label of the endpoint (Zoom: docs, API rate limits). */
const RATES = {
  free: { light: { perSecond: 4 }, medium: { perSecond: 2 }, heavy: { perSecond: 1 } },
  pro: { light: { perSecond: 30 }, medium: { perSecond: 20 }, heavy: { perSecond: 10 } },
  business: { light: { perSecond: 80 }, medium: { perSecond: 60 }, heavy: { perSecond: 40 } },
  unpaced: { light: { perSecond: 1e6 }, medium: { perSecond: 1e6 }, heavy: { perSecond: 1e6 } },
} as const;
export type ZoomRate = keyof (typeof RATES)['pro'];

export const ratesFor = (values: Account['settings']): Record<string, { perSecond: number }> =>
  RATES[settings.ofSaved(values).plan];

export const descriptor: ProviderDescriptor = {
  id: 'zoom',
  label: 'Zoom',
  summary: message('zoom.summary'),
  docsPage: 'providers/zoom.md',
  settings,
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

/** A scope of the app, and the feature that needs it. */
export interface ScopeNeed {
  /** As the Marketplace shows it to apps made since spring 2024. */
  scope: string;
  /** Names that also grant it: the classic ones of older apps, and those of master accounts. */
  alsoGrantedBy: string[];
  feature: Message;
  needed: 'required' | 'optional';
}

const granular = (name: string) => [`${name}:master`];

/** Zoom: reference of each call, "Scopes" and "Granular Scopes". */
export const SCOPE_NEEDS: readonly ScopeNeed[] = [
  {
    scope: 'user:read:list_users:admin',
    alsoGrantedBy: ['user:read:admin', 'user:master', ...granular('user:read:list_users')],
    feature: message('zoom.scope.users'),
    needed: 'required',
  },
  {
    scope: 'cloud_recording:read:list_user_recordings:admin',
    alsoGrantedBy: [
      'recording:read:admin',
      'recording:master',
      ...granular('cloud_recording:read:list_user_recordings'),
    ],
    feature: message('zoom.scope.list'),
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
    feature: message('zoom.scope.files'),
    needed: 'required',
  },
  {
    scope: 'user:read:user:admin',
    alsoGrantedBy: ['user:read:admin', 'user:master', ...granular('user:read:user')],
    feature: message('zoom.scope.user'),
    needed: 'optional',
  },
  {
    scope: 'cloud_recording:delete:meeting_recording:admin',
    alsoGrantedBy: [
      'recording:write:admin',
      'recording:master',
      ...granular('cloud_recording:delete:meeting_recording'),
    ],
    feature: message('zoom.scope.delete'),
    needed: 'optional',
  },
  {
    scope: 'cloud_recording:update:recover_meeting_recordings:admin',
    alsoGrantedBy: [
      'recording:write:admin',
      'recording:master',
      ...granular('cloud_recording:update:recover_meeting_recordings'),
    ],
    feature: message('zoom.scope.recover'),
    needed: 'optional',
  },
];

/** The scopes that a token's `scope` string lacks. */
export function missingScopes(granted: string): ScopeNeed[] {
  const has = new Set(granted.split(/[\s,]+/));
  return SCOPE_NEEDS.filter(
    ({ scope, alsoGrantedBy }) => ![scope, ...alsoGrantedBy].some((name) => has.has(name)),
  );
}
