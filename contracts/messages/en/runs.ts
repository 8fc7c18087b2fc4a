/** What a sync run says it is doing, the lines of its log, and why it ended early. */
export const runs = {
  'step.starting': 'Starting',
  'step.listing': 'Listing {from} to {to}',
  'step.asking-again': 'Asking again for {name}',
  'step.importing': 'Importing',
  'log.run-continues': 'The run continues after Strapi was restarted.',
  'log.nothing-to-list':
    '{provider} has no known recordings API, so there is nothing to import. The connection was checked and works.',
  'log.repairing':
    '{count, plural, one {# recording with something missing is} other {# recordings with something missing are}} tried again.',
  'log.tried-again':
    '{count, plural, one {# failed import is} other {# failed imports are}} tried again, because the cause may have passed.',
  'log.unknown-host': '{provider} doesn’t know the host {host}. Nothing of this host is imported.',
  'log.not-an-address':
    '“{entry}” in the list of hosts is not an email address. Nothing is imported for this entry.',
  'log.settings-changed': 'The settings were changed. A new run continues with the new ones.',
  'log.switched-off': 'The connector was switched off. What is stored stays, and the rest waits.',
  'log.needs-you': 'The connector needs you. What is stored stays, and the rest waits.',
  'log.stopped-by-hand': 'The run was stopped. What is stored stays, and the rest waits for the next run.',
  'log.retried': '{title}: {what} Next attempt: {next}.',
  'log.waits': '{title}: {what} Checked again: {next}.',
  'log.problem': '{title}: {what}',
  'run.unknown-hosts':
    '{provider} doesn’t know these hosts: {hosts}. Nothing of theirs is imported. Correct the list of hosts in the connector.',
  'listing.unread': '{name}: {what}',
  'listing.lost-id':
    'The provider names no session of it, and its files are known as those of another meeting. It is not imported a second time.',
  'log.unread': '{name} was not read and is asked for again in the next run. {what}',
  'log.unread-more': '{count, plural, one {# more was} other {# more were}} not read.',
  'log.whole-look-back':
    'Once a week, a run also looks at the last {days} days, for recordings that appeared late. This is that run.',
  'run.unread':
    'The rest is imported, but this could not be read: {names}. It is asked for again in the next run. {what}',
  'run.more-hosts': '{count} more',
  'run.nobody-named':
    'No address in the list of hosts belongs to a host of this account, so nothing is imported, joined or deleted. Correct the list in the connector. The log names each address.',
  'run.not-reached': '{provider} could not be reached.',
  'import.link-expired':
    'The provider kept it only until {deadline}, and it could not be downloaded in time. Its link has expired. {what}',
  'error.unexpected':
    'Something failed that the plugin did not expect. Look in Strapi’s log for {id}. If it keeps failing, report it with what the log says.',
  'error.disk-unreadable':
    'A file on this machine can’t be read ({error}). It is tried again. If this continues, check that the disk is healthy and that the user of Strapi may read its folders.',
} as const;
