import type { MailStatus, MailView } from '../../../contracts/mails';
import { LOOKS, type Look, type ProblemTone } from '../looks';

export const MAIL_LOOKS: Record<MailStatus, Look> = {
  waiting: LOOKS.waiting,
  sending: LOOKS.moving,
  sent: LOOKS.good,
  held: LOOKS.person,
  failed: LOOKS.failed,
};

const SOON_MS = 5_000;

/** True while the mail is being sent or will be within seconds, so the page polls. */
export const isMailMoving = (mail: Pick<MailView, 'status' | 'nextAttemptAt'>, nowMs: number): boolean =>
  mail.status === 'sending' ||
  (mail.nextAttemptAt !== undefined && Date.parse(mail.nextAttemptAt) <= nowMs + SOON_MS);

/** Inserts text at the cursor or replaces the selection. */
export const insertAt = (
  text: string,
  place: { from: number; to: number } | undefined,
  piece: string,
): string => {
  const { from, to } = place ?? { from: text.length, to: text.length };
  return text.slice(0, from) + piece + text.slice(to);
};

/** A held mail waits for a person. Of one that is tried again, nobody has to know more. */
export const mailProblemTone = ({ status }: Pick<MailView, 'status'>): ProblemTone =>
  status === 'failed' ? 'danger' : status === 'held' ? 'warning' : 'neutral';
