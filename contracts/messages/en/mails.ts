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
  'mail.waits': 'It is waiting for its turn.',
  'mail.outcome.saved': 'Its files were downloaded in time.',
  'mail.outcome.lost': 'Its files were not downloaded in time. The provider no longer serves them.',
  'log.link-expires':
    '“{title}” of “{connector}” is not in Strapi yet. The provider serves it only until {deadline}. {problem}',
  'log.link-expires-over': '{title}: {outcome}',
} as const;
