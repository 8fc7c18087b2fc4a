import { message } from './messages/catalogue';
import type { MessageValue } from './messages/message';

/** Without the schema library, so that the admin panel does not load it. */

interface MailTemplate {
  /** Names that the subject and the text may use as `{{name}}`. */
  readonly values: readonly string[];
  /** Values of a test mail. */
  readonly sample: Readonly<Record<string, MessageValue>>;
}

const CONNECTOR = { connector: 'Zoom of the faculty', link: 'https://cms.example.com/admin' };
const RECORDING = { title: 'Linear algebra, week 5', link: 'https://cms.example.com/admin' };

/**
 * The mails of the plugin and the values that each fills in. Their texts are messages (`mail-text.…`). A
 * paragraph with an empty value is left out. Nothing in a text is code.
 */
export const MAIL_TEMPLATES = {
  'recordings-uploaded': {
    values: ['host', 'recordings', 'signUpLink', 'link'],
    sample: {
      ...RECORDING,
      host: 'Ada Moreno',
      recordings: [
        message('mail.line', { title: 'Linear algebra, week 5', standing: message('mail.standing.draft') }),
        message('mail.line', { title: 'Office hour', standing: message('mail.standing.pending') }),
      ],
      signUpLink: 'https://cms.example.com/admin/auth/register?registrationToken=sample',
    },
  },
  invitation: {
    values: ['host', 'signUpLink'],
    sample: {
      host: 'Ada Moreno',
      signUpLink: 'https://cms.example.com/admin/auth/register?registrationToken=sample',
    },
  },
  'waiting-for-review': {
    values: ['number', 'recordings', 'link'],
    sample: { ...RECORDING, number: '2', recordings: ['Linear algebra, week 5', 'Office hour'] },
  },
  approved: {
    values: ['title', 'moderator', 'link'],
    sample: { ...RECORDING, moderator: 'Noor Petrov' },
  },
  rejected: {
    values: ['title', 'moderator', 'reason', 'link'],
    sample: {
      ...RECORDING,
      moderator: 'Noor Petrov',
      reason: message('mail.sample.reason'),
    },
  },
  'needs-you': {
    values: ['connector', 'problem', 'link'],
    sample: { ...CONNECTOR, problem: message('mail.sample.problem') },
  },
  'needs-you-over': {
    values: ['connector', 'link'],
    sample: CONNECTOR,
  },
  late: {
    values: ['connector', 'since', 'problem', 'link'],
    sample: { ...CONNECTOR, since: { at: '2026-02-10T16:36:00Z' }, problem: message('mail.sample.problem') },
  },
  'late-over': {
    values: ['connector', 'link'],
    sample: CONNECTOR,
  },
  'link-expires': {
    values: ['title', 'connector', 'deadline', 'problem', 'link'],
    sample: {
      ...CONNECTOR,
      title: 'Linear algebra, week 5',
      deadline: { at: '2026-02-11T16:36:00Z' },
      problem: message('mail.waits'),
    },
  },
  'link-expires-over': {
    values: ['title', 'connector', 'outcome', 'link'],
    sample: { ...CONNECTOR, title: 'Linear algebra, week 5', outcome: message('mail.outcome.saved') },
  },
} as const satisfies Record<string, MailTemplate>;

export type MailTemplateId = keyof typeof MAIL_TEMPLATES;
export const MAIL_TEMPLATE_IDS = Object.keys(MAIL_TEMPLATES) as MailTemplateId[];
export type MailValueName = (typeof MAIL_TEMPLATES)[MailTemplateId]['values'][number];
/** Every value of a template. An empty one removes its paragraph. */
export type MailValues<T extends MailTemplateId = MailTemplateId> = Record<
  (typeof MAIL_TEMPLATES)[T]['values'][number],
  MessageValue
>;
