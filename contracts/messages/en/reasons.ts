/** Why something is skipped or waits: `domain/reasons.ts`. Each stands by itself, without a full stop. */
export const reasons = {
  'reason.host-not-in-limit': 'Its host is not in the list of hosts of this connector',
  'reason.before-import-since': 'It took place before the day from which this connector imports',
  'reason.too-short': 'It is shorter than the minimum length of this connector',
  'reason.title-not-wanted': 'A rule of this connector excludes its title',
  'reason.confidential': 'It is marked as confidential, and this connector skips such meetings',
  'reason.nothing-to-take': 'The provider has no video or audio of it',
  'reason.no-importable-format':
    'The server made no video or audio file of it. Turn on the video format on the BigBlueButton server (install bbb-playback-video, then run bbb-record --rebuild for this recording)',
  'reason.breakout-room': 'It is the recording of a breakout room, and this connector skips those',
  'reason.unpublished':
    'It is unpublished at the provider, so its files can’t be downloaded. Publish it there',
  'reason.no-start-time':
    'The provider names no time at which it started, so it has no place in a list. It is looked at again in each listing',
  'reason.too-many-files':
    'The provider lists more files of it than any meeting has, so nothing of it is imported. Look at the recording there',
  'reason.more-recordings': 'More recordings of this meeting may come. They are joined to one video',
  'reason.not-ready': 'The provider is still recording or processing it',
  'reason.gone-at-provider': 'The provider no longer has it, and it was not imported before',
  'reason.connector-off': 'The connector is switched off',
  'reason.needs-you': 'The connector needs you. Files with a deadline are stored and wait unpublished',
  'reason.settings-changed': 'The settings of the connector changed. It continues with the new ones',
  'reason.stopped-by-hand': 'Its sync run was stopped. It continues with the next run',
  'reason.not-authorized': 'The connector is not authorized. It continues when it is',
  'reason.publishing-waits':
    'It is stored, because the provider keeps it only for a short time. It is published when its connector continues',
  'reason.provider-limit': 'The provider asks us to wait',
  'reason.grace-period': 'It is in Strapi, and the time before its deletion at the provider has not passed',
  'reason.deletion-blocked': 'It is in Strapi, and it stays at the provider for now',
  'reason.changed-at-provider':
    'The provider shows something different from what was imported. It is imported again',
  'reason.provider-down': 'The provider failed many times in a row. It is asked again after a pause',
  'reason.file-got-stuck': 'Reading one of its files took too long, so it is imported after the others',
  'reason.nobody-named': 'The provider knows none of the listed host addresses',
  'reason.deleted-in-strapi': 'The recording was deleted in Strapi. No sync imports it again',
  'reason.retrying': 'The last attempt failed. It is tried again automatically',
} as const;
