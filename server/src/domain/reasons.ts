/** Why an import is skipped or waits: the word that is stored, and the sentence that is shown. */
export const REASONS = {
  'host-not-in-limit': 'Its host is not in the list of hosts of this connector',
  'before-import-since': 'It took place before the day from which this connector imports',
  'too-short': 'It is shorter than this connector takes',
  'title-not-wanted': 'Its title is left out by a rule of this connector',
  confidential: 'It is marked as confidential, and this connector leaves such meetings out',
  'nothing-to-take': 'The provider holds no video or audio of it',
  'no-importable-format':
    'The server made no video or sound file of it, only a page to look at. Switch on the video format on the BigBlueButton server (install bbb-playback-video, then bbb-record --rebuild for this recording)',
  'breakout-room': 'It is the recording of a breakout room, and this connector leaves those out',
  unpublished: 'It is unpublished at the provider, so that its files can not be fetched; publish it there',
  'not-ready': 'The provider is still recording or processing it',
  'gone-at-provider': 'The provider no longer has it, and it was not imported before',
  'connector-off': 'The connector is switched off',
  'needs-you': 'The connector needs you; what has a deadline is stored and waits unpublished',
  'settings-changed': 'The settings of the connector changed; it goes on under the new ones',
  'stopped-by-hand': 'Its run was stopped; it goes on with the next run',
  'not-authorized': 'The connector is not authorized; it goes on when it is',
  'publishing-waits':
    'It is stored, since the provider serves it only for a short time; it is published when its connector goes on',
  'provider-limit': 'The provider asks to wait',
  'grace-period': 'It is in Strapi; the grace period before it is deleted at the provider has not passed',
  'deletion-blocked': 'It is in Strapi and is kept at the provider for now',
  'changed-at-provider': 'The provider shows something else than was imported; it is imported again',
  'provider-down': 'The provider failed many times in a row and is left alone for a while',
  'nobody-named': 'None of the listed host addresses is known to the provider',
} as const;
export type Reason = keyof typeof REASONS;

export const reasonText = (reason: string | null): string | undefined =>
  reason !== null && reason in REASONS ? REASONS[reason as Reason] : (reason ?? undefined);
