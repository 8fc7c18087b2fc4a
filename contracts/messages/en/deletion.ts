/** What becomes of a recording at its provider once it is imported. */
export const deletion = {
  'deletion.rule.trash':
    '{hours, plural, =0 {as soon as it is imported} one {# hour after the import} other {# hours after the import}}, to the trash',
  'deletion.rule.permanent':
    '{hours, plural, =0 {as soon as it is imported} one {# hour after the import} other {# hours after the import}}, permanently',
  'deletion.step.checking': 'Checking what is stored before it is deleted at the provider',
  'deletion.step.deleting': 'Deleting at {provider}',
  'deletion.replaced':
    'The provider has another version of the {kind} than the one in Strapi. Nothing is deleted at the provider.',
  'deletion.size-unknown':
    '{provider} doesn’t say how large its {kind} is now, so it can’t be compared with the one in Strapi. Nothing is deleted at the provider.',
  'deletion.still-there':
    'The provider said that it deleted the recording, but still shows it. This is checked again later.',
  'deletion.in-progress':
    'The provider is still processing a file of this meeting. This is checked again later.',
  'deletion.not-here': 'The {kind} of this meeting is not in Strapi. This is checked again later.',
  'deletion.cannot-ask': 'The provider can’t be asked what it has. Nothing is deleted at the provider.',
  'deletion.file-left-out':
    'The {kind} of this meeting could not be imported. Nothing is deleted at the provider.',
  'deletion.not-stored': 'Not every file of this meeting is stored. Nothing is deleted at the provider.',
  'deletion.entry-removed':
    'Somebody removed the entry of the recording in Strapi. Nothing is deleted at the provider.',
  'deletion.unreadable': '{what} Nothing is deleted before it can be read.',
  'deletion.keeps-changing':
    'The provider shows something different each time, so it was imported several times and stays there. Compare the recording with its entry, then delete it at the provider',
  'deletion.blocked-by': '{what} Nothing is deleted at the provider.',
  'log.media-lost': '{what} The file is downloaded again from the provider.',
  'log.not-deleted': '{title} stays at the provider, because a rule or the host limit now excludes it.',
  'log.kept-at-provider': '{title} stays at the provider: {what}',
  'log.deleted-at-provider': 'Deleted at {provider} by the rule “{rule}”: {title}',
  'log.deleted-already': 'Deleted at {provider} by the rule “{rule}”: {title} (it was already gone)',
} as const;
