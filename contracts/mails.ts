import { z } from 'zod';
import { pageQuery, type PageAnswer, type Problem } from './common';
import type { MailTemplateId, MailValueName } from './mail-templates';
import { message } from './messages/catalogue';
import { storeMessage } from './messages/stored';

/**
 * `held`: kept until the site can send, see `problem`; `failed`: given up after its last attempt.
 * Both go on by hand.
 */
export const MAIL_STATUSES = ['waiting', 'sending', 'sent', 'held', 'failed'] as const;
export type MailStatus = (typeof MAIL_STATUSES)[number];

export interface MailView {
  id: number;
  to: string;
  template: MailTemplateId;
  subject: string;
  status: MailStatus;
  attempts: number;
  problem?: Problem;
  /** ISO instants. */
  createdAt: string;
  nextAttemptAt?: string;
  sentAt?: string;
}

export interface MailTemplateView {
  id: MailTemplateId;
  /** Names that subject and text may use as `{{name}}`. */
  values: MailValueName[];
  subject: string;
  text: string;
  /** False while it is the one that the plugin brings. */
  changed: boolean;
}

const subject = z
  .string()
  .trim()
  .min(1, storeMessage(message('form.subject')))
  .max(200, storeMessage(message('form.most-characters', { most: 200 })))
  .regex(/^[^\p{Cc}]*$/u, storeMessage(message('form.subject.one-line')));
const text = z
  .string()
  .trim()
  .min(1, storeMessage(message('form.text')))
  .max(10_000, storeMessage(message('form.most-characters', { most: 10_000 })));

/** GET /mails (settings.read): the outbox, newest first. */
export namespace ListMails {
  export const query = pageQuery.extend({ status: z.enum(MAIL_STATUSES).optional() });
  export type Response = PageAnswer<MailView>;
}
/** POST /mails/:id/send (settings.manage): tries it again now; a sent one is sent once more. */
export namespace SendMail {
  export interface Response {
    data: MailView;
  }
}
/** GET /mail-templates (settings.read) */
export namespace ListMailTemplates {
  export interface Response {
    data: MailTemplateView[];
    /** Why this site can't send mails; absent when it can. */
    meta: { problem?: Problem };
  }
}
/** PUT /mail-templates/:id (settings.manage) */
export namespace UpdateMailTemplate {
  export const body = z.strictObject({ subject, text });
  export type Body = z.infer<typeof body>;
  export interface Response {
    data: MailTemplateView;
  }
}
/** DELETE /mail-templates/:id (settings.manage): back to the text that the plugin brings. */
export namespace ResetMailTemplate {
  export interface Response {
    data: MailTemplateView;
  }
}
/** POST /mail-templates/:id/test (settings.manage): sends what is typed to the caller, at once. */
export namespace TestMailTemplate {
  export interface Response {
    data: { to: string };
  }
}
