import type { Message } from '../../../contracts/messages/message';

/** A file that is not what its kind promises. Never stands for an empty one. */
export interface Unreadable {
  outcome: 'unreadable';
  /** Stable machine word. */
  code: 'not-captions' | 'not-chat' | 'not-json' | 'not-csv' | 'unknown-shape' | 'no-text' | 'other-clock';
  /** What was found instead, for people. */
  said: Message;
}

export const unreadable = (code: Unreadable['code'], said: Message): Unreadable => ({
  outcome: 'unreadable',
  code,
  said,
});
