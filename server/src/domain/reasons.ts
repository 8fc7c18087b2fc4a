import { message } from '../../../contracts/messages/catalogue';
import type { MessageOrText } from '../../../contracts/messages/message';

/** Why an import is skipped or waits: the word that is stored. Its sentence is the message `reason.<word>`. */
export const REASONS = [
  'host-not-in-limit',
  'before-import-since',
  'too-short',
  'title-not-wanted',
  'confidential',
  'nothing-to-take',
  'no-importable-format',
  'breakout-room',
  'unpublished',
  'no-start-time',
  'too-many-files',
  'not-ready',
  'more-recordings',
  'gone-at-provider',
  'connector-off',
  'needs-you',
  'settings-changed',
  'stopped-by-hand',
  'not-authorized',
  'publishing-waits',
  'provider-limit',
  'grace-period',
  'deletion-blocked',
  'changed-at-provider',
  'provider-down',
  'file-got-stuck',
  'nobody-named',
  'deleted-in-strapi',
] as const;
export type Reason = (typeof REASONS)[number];

const isReason = (word: string): word is Reason => REASONS.some((known) => known === word);

/** The sentence of a stored reason; the word of another version as it is. */
export const reasonMessage = (reason: string): MessageOrText =>
  isReason(reason) ? message(`reason.${reason}`) : reason;
