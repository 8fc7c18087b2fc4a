import {
  ACCOUNT_NOT_GIVEN,
  NO_IMPORTABLE_FORMAT,
  type ConnectorError,
  type FailureClass,
} from '../domain/errors';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../domain/instant';
import { SITE_LIMITS } from '../domain/repair';

/** Code of the problem of what the provider served only until an instant that has passed. */
export const LINK_EXPIRED = 'link-expired';

export interface BackoffRules {
  firstMs: number;
  capMs: number;
  maxAttempts: number;
}
export const DEFAULT_BACKOFF: BackoffRules = { firstMs: MINUTE_MS, capMs: 6 * HOUR_MS, maxAttempts: 8 };

/** How long to wait for a limit, or for a file that is not ready, when the provider does not say. */
const LIMIT_MS = 10 * MINUTE_MS;

/** The last attempt is made this long before a deadline, so that a download can still end in time. */
const LAST_TRY_MS = 5 * MINUTE_MS;

/** What a failure of a kind leads to. */
type Follow =
  /** Tried again after a growing pause, until there were `maxAttempts`. */
  | 'attempt'
  /** Looked at again after `LIMIT_MS` or when the provider says, whichever is later; not an attempt. */
  | 'wait'
  /** The same exactly when the provider says; after `LIMIT_MS` when it does not. */
  | 'wait-as-told'
  /** The same after a growing pause. */
  | 'pause'
  | 'park'
  | 'skip-gone'
  | 'skip-empty'
  | 'give-up';

/** Failure classes, and kinds of them that are nobody's failure. */
type Kind =
  | FailureClass
  /** The provider asks to come less often (status 429). */
  | 'limit'
  /** The provider failed many times in a row and was not even asked. */
  | 'left-alone'
  /** The provider has nothing of it that can be imported. */
  | 'nothing-there'
  /** A setting of the site must be saved by somebody else first. */
  | 'needs-setting';

const kindOf = ({ failure, status, code }: ConnectorError): Kind => {
  if (code === ACCOUNT_NOT_GIVEN) return 'needs-setting';
  if (code === NO_IMPORTABLE_FORMAT) return 'nothing-there';
  if (failure !== 'retry-later') return failure;
  if (status === 429) return 'limit';
  return code === 'circuit-open' ? 'left-alone' : failure;
};

/** What follows the failures of one kind of work. */
export interface FailurePolicy {
  rules: BackoffRules;
  follows: Record<Kind, Follow>;
  /** Epoch milliseconds: what is not had by then is gone for good. */
  endsAtMs?: number;
}

const ALWAYS_AGAIN: Record<Kind, Follow> = {
  'retry-later': 'attempt',
  limit: 'attempt',
  'left-alone': 'attempt',
  'needs-token': 'attempt',
  'bad-bytes': 'attempt',
  'not-ready': 'attempt',
  gone: 'attempt',
  'not-authorized': 'attempt',
  'needs-person': 'attempt',
  'needs-setting': 'attempt',
  'nothing-there': 'attempt',
  refused: 'attempt',
};

/** Imports: a failure that only a person can fix ends the attempts at once, with its reason. */
export const importPolicy = (rules: BackoffRules): FailurePolicy => ({
  rules,
  follows: {
    ...ALWAYS_AGAIN,
    limit: 'wait-as-told',
    'left-alone': 'pause',
    'not-ready': 'wait',
    gone: 'skip-gone',
    'nothing-there': 'skip-empty',
    'not-authorized': 'park',
    'needs-person': 'give-up',
    'needs-setting': 'wait',
    refused: 'give-up',
  },
});

/**
 * Imports of what the provider serves only until an instant: tried until then, however often and with
 * short pauses. Somebody may fix a full disk or a limit of the site in time.
 */
export const expiringImportPolicy = (rules: BackoffRules, endsAtMs: number): FailurePolicy => ({
  rules: { ...rules, capMs: Math.min(rules.capMs, LIMIT_MS), maxAttempts: Infinity },
  follows: {
    ...ALWAYS_AGAIN,
    limit: 'pause',
    'left-alone': 'pause',
    'not-ready': 'pause',
    'needs-person': 'pause',
    'needs-setting': 'pause',
    'not-authorized': 'park',
    gone: 'give-up',
    'nothing-there': 'skip-empty',
    refused: 'give-up',
  },
  endsAtMs,
});

/** Deliveries of webhooks: a failure that only a person can fix must not lose the event, so it waits. */
export const deliveryPolicy = (rules: BackoffRules): FailurePolicy => ({
  rules,
  follows: { ...ALWAYS_AGAIN, limit: 'wait', 'not-authorized': 'wait', 'needs-person': 'wait' },
});

/** Mails of the outbox. */
export const mailPolicy = (rules: BackoffRules): FailurePolicy => ({
  rules,
  follows: { ...ALWAYS_AGAIN, refused: 'give-up' },
});

/** Subscriptions at providers: never given up, because nobody would notice. */
export const subscriptionPolicy = (rules: BackoffRules): FailurePolicy => ({
  rules: { ...rules, maxAttempts: Infinity },
  follows: ALWAYS_AGAIN,
});

/** What to do with work after a failure. */
export type AfterFailure =
  /** The attempt counts. */
  | { action: 'retry'; atMs: number }
  /** The attempt does not count. */
  | { action: 'wait'; atMs: number }
  | { action: 'skip-gone' }
  | { action: 'skip-empty' }
  /** Not the fault of this work: it waits until the connector is authorized again. */
  | { action: 'park' }
  | { action: 'give-up' };

/** What stays as it is, however often it is tried: only a person can decide about it. */
const LASTING: ReadonlySet<FailureClass> = new Set(['refused', 'gone']);
const LASTING_CODES: ReadonlySet<string> = new Set(['service-closed', 'media-process-died', LINK_EXPIRED]);

/**
 * From when on a sync run tries an import once more that was given up; null if it waits for a person. Limits
 * of the site are looked at by each run, which costs no download. Pure.
 */
export function triedOnceMoreAtMs({ failure, code }: ConnectorError, nowMs: number): number | null {
  if (LASTING.has(failure) || LASTING_CODES.has(code)) return null;
  return SITE_LIMITS.has(code) ? nowMs : nowMs + DAY_MS;
}

/** Doubling delay with 20 % of jitter, so that many failed items are not tried at the same time. */
export function backoffMs(attempt: number, random: number, rules: BackoffRules = DEFAULT_BACKOFF): number {
  const delay = Math.min(rules.capMs, rules.firstMs * 2 ** (attempt - 1));
  return Math.round(delay * (0.9 + 0.2 * random));
}

/**
 * The one place where a failure becomes a next step. Pure.
 * @param attempts counts the one that just failed.
 * @param random from 0 to 1, for the jitter.
 */
export function afterFailure(
  error: ConnectorError,
  { attempts, nowMs, random }: { attempts: number; nowMs: number; random: number },
  { rules, follows, endsAtMs }: FailurePolicy,
): AfterFailure {
  if (endsAtMs !== undefined && nowMs >= endsAtMs) return { action: 'give-up' };
  const notBefore = (ms: number) => {
    const atMs = Math.max(error.retryAtMs ?? 0, ms);
    // One more attempt just before the end, however long the pause would be.
    return endsAtMs === undefined ? atMs : Math.min(atMs, Math.max(nowMs + 1_000, endsAtMs - LAST_TRY_MS));
  };
  const grownMs = nowMs + backoffMs(attempts, random, rules);
  const follow = follows[kindOf(error)];
  switch (follow) {
    case 'attempt':
      return attempts >= rules.maxAttempts
        ? { action: 'give-up' }
        : { action: 'retry', atMs: notBefore(grownMs) };
    case 'wait':
      return { action: 'wait', atMs: notBefore(nowMs + LIMIT_MS) };
    case 'wait-as-told':
      return { action: 'wait', atMs: error.retryAtMs ?? notBefore(nowMs + LIMIT_MS) };
    case 'pause':
      return { action: 'wait', atMs: notBefore(grownMs) };
    case 'park':
    case 'skip-gone':
    case 'skip-empty':
    case 'give-up':
      return { action: follow };
  }
}
