/** Why this site sends no mail. */
export const mails = {
  'mail.no-provider':
    'Strapi has no email provider. Set one in config/plugins, key email (for example nodemailer), and start Strapi again. Mails wait in the outbox until then.',
  'mail.failing': 'The last mails of this site could not be sent. The outbox shows the reason of each.',
} as const;
