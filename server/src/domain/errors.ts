import { foreignLine } from '../../../contracts/foreign-text';
import type { Reason } from './reasons';
import { oneLine } from '../../../contracts/messages/one-line';
import type { MessageOrText } from '../../../contracts/messages/message';
import { english } from '../../../contracts/messages/say';

/**
 * Failures sorted by what must happen next, not by where they came from.
 * Thrown at the edges (HTTP, disk, media). `jobs/after-failure.ts` decides what follows.
 */
export const FAILURE_CLASSES = [
  /** Try again later with backoff; honours `retryAtMs`. */
  'retry-later',
  /** The provider refused a token or a link: ask for fresh ones, once. */
  'needs-token',
  /**
   * The provider refuses the account itself (wrong secret, deactivated app, missing scope): nothing
   * of this connector moves until a manager acts; what waits is parked, not failed.
   */
  'not-authorized',
  /** The provider no longer has it. */
  'gone',
  /** The provider has it but it is not finished; look again later, not an attempt. */
  'not-ready',
  /** Only a person can fix it (permission, setting, limit of the site). */
  'needs-person',
  /** The content is wrong (truncated, damaged, HTML instead of a video). */
  'bad-bytes',
  /** A rule of ours forbids it (private address, unsafe redirect). */
  'refused',
] as const;
export type FailureClass = (typeof FAILURE_CLASSES)[number];

export interface FailureDetails {
  /** Stable machine word, e.g. `range-mismatch`; the troubleshooting page lists problems by it. */
  code: string;
  /** The provider's own words, cut to 300 characters, free of secrets and links. */
  providerWords?: string;
  /** Epoch milliseconds before which a retry is pointless. */
  retryAtMs?: number;
  /** HTTP status where there was one. */
  status?: number;
  /** What the sentence to `code` needs in another language, e.g. `{ mime: 'text/vtt' }`. */
  values?: Record<string, string | number>;
  cause?: unknown;
}

const MOST_WORDS = 300;

/**
 * The one error type that crosses module borders. `said` is what happened and what to do, for people;
 * `message` the same in English, for logs.
 */
export class ConnectorError extends Error {
  readonly said: MessageOrText;
  readonly code: string;
  readonly providerWords?: string;
  readonly retryAtMs?: number;
  readonly status?: number;
  readonly values?: Record<string, string | number>;

  constructor(
    readonly failure: FailureClass,
    said: MessageOrText,
    details: FailureDetails,
  ) {
    const sentence = typeof said === 'string' ? oneLine(said) : said;
    super(english(sentence), details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'ConnectorError';
    this.said = sentence;
    this.code = details.code;
    this.providerWords =
      details.providerWords === undefined ? undefined : foreignLine(details.providerWords, MOST_WORDS);
    this.retryAtMs = details.retryAtMs;
    this.status = details.status;
    this.values = details.values;
  }
}

/**
 * Code of the failure of an import whose host would need an account that the people who set it up may not
 * make. Nothing is wrong with the import: it waits until somebody who may saves the settings.
 */
export const ACCOUNT_NOT_GIVEN = 'account-not-given';

/**
 * Code of the failure of an import of which the provider has no file that can be imported, as only a download
 * shows. Nothing failed: it is skipped with the advice.
 */
export const NO_IMPORTABLE_FORMAT = 'no-importable-format' satisfies Reason;

/** Thrown at a checkpoint when the work must stop. Nothing failed, and no attempt is counted. */
export class StopSignal extends Error {
  constructor(
    readonly reason:
      | 'shutting-down'
      | 'switched-off'
      | 'settings-changed'
      | 'stopped-by-hand'
      | 'lease-lost'
      /** It is stored, and published only after a manager has acted. */
      | 'needs-you',
  ) {
    super(reason);
    this.name = 'StopSignal';
  }
}

/** The code of a system's or database's error, e.g. `ENOENT`; `''` where there is none. */
export const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : '';
