/** How a status word looks. The word is always shown beside colour and icon. */
type Tone = 'success' | 'primary' | 'secondary' | 'warning' | 'danger' | 'neutral';
export type IconName =
  'running' | 'good' | 'late' | 'person' | 'failed' | 'off' | 'new' | 'waiting' | 'stopped' | 'skipped';
export interface Look {
  tone: Tone;
  icon: IconName;
}

/**
 * What a status word can mean. Only a failure is drawn as danger, and only what a person should look at or
 * decide is drawn as a warning. What waits, is kept or was declined is neutral, because it is no problem.
 */
export const LOOKS = {
  /** It worked. */
  good: { tone: 'success', icon: 'good' },
  /** Something is done right now. */
  moving: { tone: 'secondary', icon: 'running' },
  /** A step is done, and the next one follows. */
  onTheWay: { tone: 'secondary', icon: 'good' },
  /** It continues without anybody. */
  waiting: { tone: 'neutral', icon: 'waiting' },
  /** Nothing happened yet. */
  new: { tone: 'neutral', icon: 'new' },
  /** Unchanged, and that is right. */
  asItWas: { tone: 'neutral', icon: 'good' },
  /** Left out on purpose. */
  skipped: { tone: 'neutral', icon: 'skipped' },
  stopped: { tone: 'neutral', icon: 'stopped' },
  off: { tone: 'neutral', icon: 'off' },
  /** A person said no. */
  declined: { tone: 'neutral', icon: 'failed' },
  /** Different from the standard, by choice. */
  own: { tone: 'primary', icon: 'person' },
  /** Only a person can move it on. */
  person: { tone: 'warning', icon: 'person' },
  /** It went on, but something is missing or late, so somebody should look. */
  look: { tone: 'warning', icon: 'late' },
  /** It came to its end, but not everything worked. */
  partly: { tone: 'warning', icon: 'good' },
  failed: { tone: 'danger', icon: 'failed' },
} as const satisfies Record<string, Look>;

/** How a problem is told, by the same rule as the words. */
export type ProblemTone = 'danger' | 'warning' | 'neutral';

/** Colour of the sentence that tells a problem. */
export const PROBLEM_COLOURS = {
  danger: 'danger600',
  warning: 'warning700',
  neutral: 'neutral700',
} as const satisfies Record<ProblemTone, string>;
