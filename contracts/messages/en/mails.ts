/** Why this site sends no mail. */
export const mails = {
  'mail.no-provider':
    'Strapi has no email provider. Set one in config/plugins, key email (for example nodemailer), and start Strapi again. Mails wait in the outbox until then.',
  'mail.failing': 'The last mails of this site could not be sent. The outbox shows the reason of each.',
  'mail.of-another-site':
    'This mail was written on another site, of which this site is a copy. If it should be sent from here, send it by hand.',
  'mail.refused': 'The mail server refused the mail.',
  'mail.not-handed-over': 'The mail could not be handed to a mail server.',
  'mail.gone': 'This mail no longer exists.',
  'mail.being-sent': 'This mail is being sent right now.',
  'mail.line': '{title} ({standing})',
  'mail.standing.published': 'published',
  'mail.standing.pending': 'waiting for review',
  'mail.standing.rejected': 'not approved',
  'mail.standing.draft': 'draft',
  'mail.more': 'and {count, plural, one {# more} other {# more}}',
  'mail.with-words': '{what} ({words})',
  'mail.waits': 'It is waiting for its turn.',
  'mail.outcome.saved': 'Its files were downloaded in time.',
  'mail.outcome.lost': 'Its files were not downloaded in time. The provider no longer serves them.',
  'mail.sample.problem': 'Zoom rejected the client secret. Enter it again.',
  'mail.sample.reason': 'The first ten minutes show a private screen.',
  'mail.inbox': '{count, plural, one {# event is waiting} other {# events are waiting}}',
  'mail.inbox.over': 'Waiting events',
  'mail.inbox.outcome': 'The events were processed, or their links expired.',
  'mail.inbox.nobody':
    'No instance of this site processes events. Check whether jobs.enabled is on somewhere.',
  'mail.inbox.off': 'The connector is switched off.',
  'log.link-expires':
    '“{title}” of “{connector}” is not in Strapi yet. The provider serves it only until {deadline}. {problem}',
  'log.link-expires-over': '{title}: {outcome}',
} as const;
