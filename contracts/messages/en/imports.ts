/** What people can do with an import, and why it is refused. */
export const imports = {
  'again.not-now':
    'Only a recording that is in Strapi can be imported again, and not while an import is working on it.',
  'again.no-connector': 'The connector of this recording was deleted, so its provider can’t be asked.',
  'again.connector-off': 'The connector of this recording is switched off. Switch it on, then import again.',
  'again.cannot-ask':
    '{provider} can’t be asked for this recording again. It only notifies us when a recording is made.',
  'again.gone': '{provider} no longer has this recording. What is in Strapi stays as it is.',
  'again.left-out': 'The settings of the connector exclude this recording now. {reason}',
  'again.in-progress': '{provider} is still processing this recording. Try again later.',
  'again.busy': 'An import has just started to work on this recording. Try again later.',
  'recover.not-in-trash': 'Only a recording that was moved to the trash of its provider can be recovered.',
  'recover.no-connector':
    'The connector of this recording was deleted. Recover the recording at the provider.',
  'recover.no-trash': '{provider} has no trash to recover a recording from.',
  'recover.gone': '{provider} no longer has this recording in its trash.',
  'log.recovered': 'Recovered from the trash of {provider}: {title}',
  'log.recovered-again': 'Recovered from the trash of {provider}: {title}. It is imported again.',
  'verification.running': 'A verification is already running. Wait until it ends, or stop it.',
  'verification.failed': 'The verification could not be completed. The log of Strapi has the reason.',
  'verification.orphaned':
    'No entry in Strapi uses this file. Files that a crash left behind are removed automatically after a day.',
  'publishing.unknown-publisher':
    'Recordings are published in the content manager, through the content API, or by their import. A caller that is not signed in can save a draft: leave out status “published”.',
} as const;
