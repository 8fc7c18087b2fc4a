import type { MailStatus, MailView } from '../../../contracts/mails';
import type { Look } from '../labels';

export const MAIL_LOOKS: Record<MailStatus, Look> = {
  waiting: { tone: 'neutral', icon: 'waiting' },
  sending: { tone: 'secondary', icon: 'running' },
  sent: { tone: 'success', icon: 'good' },
  held: { tone: 'warning', icon: 'person' },
  failed: { tone: 'danger', icon: 'failed' },
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
