/** A file that is not what its kind promises. Never stands for an empty one. */
export interface Unreadable {
  outcome: 'unreadable';
  /** Stable machine word. */
  code: 'not-captions' | 'not-chat' | 'not-json' | 'not-csv' | 'unknown-shape' | 'no-text' | 'other-clock';
  /** What was found instead, in plain words. */
  reason: string;
}

export const unreadable = (code: Unreadable['code'], reason: string): Unreadable => ({
  outcome: 'unreadable',
  code,
  reason,
});
