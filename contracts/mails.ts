import { z } from 'zod';
import { pageQuery, type PageAnswer, type Problem } from './common';
import type { MailTemplateId, MailValueName } from './mail-templates';
import { message } from './messages/catalogue';
import { storeMessage } from './messages/stored';

/**
 * `held`: waits until the site can send; see `problem`. `failed`: not tried again after the last attempt.
 * Both can be sent by hand.
 */
export const MAIL_STATUSES = ['waiting', 'sending', 'sent', 'held', 'failed'] as const;
export type MailStatus = (typeof MAIL_STATUSES)[number];

export interface MailView {
  id: string;
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
  /** Names that the subject and the text may use as `{{name}}`. */
  values: MailValueName[];
  subject: string;
  text: string;
  /** False for the plugin's own text. */
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
/** POST /mails/:id/send (settings.manage): sends the mail again now, also when it was sent. */
export namespace SendMail {
  export interface Response {
    data: MailView;
  }
}
/** GET /mail-templates (settings.read) */
export namespace ListMailTemplates {
  export interface Response {
    data: MailTemplateView[];
    /** Why this site can't send mails. Absent when it can. */
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
/** DELETE /mail-templates/:id (settings.manage): restores the plugin's own text. */
export namespace ResetMailTemplate {
  export interface Response {
    data: MailTemplateView;
  }
}
/** POST /mail-templates/:id/test (settings.manage): sends the typed text to the caller at once. */
export namespace TestMailTemplate {
  export interface Response {
    data: { to: string };
  }
}
