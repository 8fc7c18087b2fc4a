/** Free of the schema library, so that the admin panel can import these values without loading it. */

interface MailTemplate {
  /** Names that subject and text may use as `{{name}}`. */
  readonly values: readonly string[];
  readonly subject: string;
  readonly text: string;
  /** What a test mail shows in place of real values. */
  readonly sample: Readonly<Record<string, string>>;
}

const CONNECTOR = { connector: 'Zoom of the faculty', link: 'https://cms.example.com/admin' };
const RECORDING = { title: 'Linear algebra, week 5', link: 'https://cms.example.com/admin' };

/**
 * The mails of the plugin. A paragraph in which a value is empty is left out; nothing in a text is
 * code.
 */
export const MAIL_TEMPLATES = {
  'recordings-uploaded': {
    values: ['host', 'recordings', 'signUpLink', 'link'],
    subject: 'Your meeting recordings have arrived',
    text: 'Hello {{host}},\n\nthese recordings of your meetings are here now:\n\n{{recordings}}\n\nChoose a password to sign in and work on them:\n{{signUpLink}}\n\nSee them: {{link}}',
    sample: {
      ...RECORDING,
      host: 'Ada Moreno',
      recordings: '- Linear algebra, week 5 (draft)\n- Office hour (waiting for review)',
      signUpLink: 'https://cms.example.com/admin/auth/register?registrationToken=sample',
    },
  },
  invitation: {
    values: ['host', 'signUpLink'],
    subject: 'Your account for meeting recordings',
    text: 'Hello {{host}},\n\nan account was made for you, so that recordings of your meetings are yours.\n\nChoose a password to sign in:\n{{signUpLink}}',
    sample: {
      host: 'Ada Moreno',
      signUpLink: 'https://cms.example.com/admin/auth/register?registrationToken=sample',
    },
  },
  'waiting-for-review': {
    values: ['number', 'recordings', 'link'],
    subject: 'Recordings to review: {{number}}',
    text: 'These recordings wait for your review:\n\n{{recordings}}\n\nReview them: {{link}}',
    sample: { ...RECORDING, number: '2', recordings: '- Linear algebra, week 5\n- Office hour' },
  },
  approved: {
    values: ['title', 'moderator', 'link'],
    subject: 'Published: {{title}}',
    text: 'Your recording "{{title}}" was approved by {{moderator}} and is published.\n\nSee it: {{link}}',
    sample: { ...RECORDING, moderator: 'Noor Petrov' },
  },
  rejected: {
    values: ['title', 'moderator', 'reason', 'link'],
    subject: 'Not published: {{title}}',
    text: 'Your recording "{{title}}" was not approved by {{moderator}}. The reason:\n\n{{reason}}\n\nChange it and send it to review again: {{link}}',
    sample: {
      ...RECORDING,
      moderator: 'Noor Petrov',
      reason: 'The first ten minutes show a private screen.',
    },
  },
  'needs-you': {
    values: ['connector', 'problem', 'link'],
    subject: '{{connector}} needs you',
    text: 'The connector "{{connector}}" stands still until somebody acts:\n\n{{problem}}\n\nOpen it: {{link}}',
    sample: { ...CONNECTOR, problem: 'Zoom refuses the client secret: enter it again.' },
  },
  'needs-you-over': {
    values: ['connector', 'link'],
    subject: '{{connector}} goes on',
    text: 'The connector "{{connector}}" no longer needs anybody.\n\nOpen it: {{link}}',
    sample: CONNECTOR,
  },
  late: {
    values: ['connector', 'since', 'problem', 'link'],
    subject: '{{connector}} is late',
    text: 'The connector "{{connector}}" has had no good sync run since {{since}}.\n\nThe reason: {{problem}}\n\nOpen it: {{link}}',
    sample: { ...CONNECTOR, since: '2026-02-10 16:36 UTC', problem: 'Zoom did not answer.' },
  },
  'late-over': {
    values: ['connector', 'link'],
    subject: '{{connector}} is on time again',
    text: 'The connector "{{connector}}" is on time again.\n\nOpen it: {{link}}',
    sample: CONNECTOR,
  },
  'link-expires': {
    values: ['title', 'connector', 'deadline', 'problem', 'link'],
    subject: 'A recording is about to be lost: {{title}}',
    text: 'The recording "{{title}}" of the connector "{{connector}}" is not in Strapi yet. The provider serves it only until {{deadline}}.\n\nThe reason: {{problem}}\n\nOpen it: {{link}}',
    sample: {
      ...CONNECTOR,
      title: 'Linear algebra, week 5',
      deadline: '2026-02-11 16:36 UTC',
      problem: 'The disk is full.',
    },
  },
  'link-expires-over': {
    values: ['title', 'connector', 'outcome', 'link'],
    subject: 'No longer about to be lost: {{title}}',
    text: 'The recording "{{title}}" of the connector "{{connector}}": {{outcome}}\n\nOpen it: {{link}}',
    sample: { ...CONNECTOR, title: 'Linear algebra, week 5', outcome: 'It is in Strapi now.' },
  },
} as const satisfies Record<string, MailTemplate>;

export type MailTemplateId = keyof typeof MAIL_TEMPLATES;
export const MAIL_TEMPLATE_IDS = Object.keys(MAIL_TEMPLATES) as MailTemplateId[];
export type MailValueName = (typeof MAIL_TEMPLATES)[MailTemplateId]['values'][number];
/** Every value of a template; an empty one leaves its paragraph out. */
export type MailValues<T extends MailTemplateId = MailTemplateId> = Record<
  (typeof MAIL_TEMPLATES)[T]['values'][number],
  string
>;
