import { createHash, timingSafeEqual } from 'node:crypto';
import type { MessageOrText } from '../../../contracts/messages/message';
import type { Occurrence, TimeMark } from '../domain/recording';
import type { Account } from './account';

/** One request at a connector's webhook address, before anything of it is believed. */
export interface HookRequest {
  method: 'GET' | 'POST';
  /** Lower-case names; several values of one name joined with `, `. */
  headers: Readonly<Record<string, string>>;
  /** As sent, without the `?`; `''` when there is none. */
  query: string;
  /** Exactly the bytes that came, at most 1 MiB: what is signed is these. */
  rawBody: Buffer;
  /** The connector's webhook address without query, as the provider was given it. */
  address: string;
}

/** What a provider judges a request by. */
export interface HookContext {
  /** The connector's secrets by field, newest first; two while a replaced one still counts. */
  secrets: Readonly<Record<string, readonly string[]>>;
  /** A random secret of ours for this connector, for those that send back what they were given. */
  ownSecret: string;
  /** Settings of the connector without secrets. */
  settings: Account['settings'];
  nowMs: number;
}

/** An answer other than the empty 204. */
export interface HookAnswer {
  status: number;
  contentType: 'application/json' | 'text/plain';
  body: string;
}

export type HookVerdict =
  /** Proven to come from the provider. */
  | {
      verdict: 'genuine';
      /** The provider's own name of the event. */
      eventType: string;
      /** Equal for repeated deliveries of one event, and for no others. */
      idempotencyKey: string;
      /** What it speaks of, equal for all deliveries of one occurrence, e.g. a session id. */
      subject?: string;
      /** False: answered, not stored (an event type that nothing is made of). */
      wanted: boolean;
      answer?: HookAnswer;
    }
  /** A question that must be answered at once and leaves nothing behind, e.g. a URL challenge. */
  | { verdict: 'answer'; answer: HookAnswer }
  /** Not proven, but harmless when this very event was accepted before: then it is answered as done. */
  | { verdict: 'genuine-if-known'; idempotencyKey: string; answer?: HookAnswer }
  | { verdict: 'refused'; reason: HookRefusal };

export const HOOK_REFUSALS = [
  'no-secret',
  'no-signature',
  'wrong-signature',
  'too-old',
  'malformed',
] as const;
export type HookRefusal = (typeof HOOK_REFUSALS)[number];

/** A delivery that was proven genuine when it came, as it lies in the inbox. */
export interface Delivery {
  eventType: string;
  subject?: string;
  receivedAtMs: number;
  method: 'GET' | 'POST';
  query: string;
  rawBody: Buffer;
}

/**
 * What a genuine delivery asks for. Every event is a hint: of those that list, the provider is asked
 * for the truth.
 */
export type HookNews =
  /** This occurrence has changed or is new: read it afresh. */
  | { type: 'occurrence'; occurrenceId: string }
  /** Something has changed, and it is not said what: list. */
  | { type: 'listing' }
  /** The subscription ends or has ended: it is renewed or made anew now, not at its time. */
  | { type: 'subscription' }
  /** Part of an occurrence that is pushed: put it together (`PushesRecordings`). */
  | { type: 'pushed'; subject: string }
  /** Trashed, deleted or recovered there: shown at the import, nothing of ours is removed. */
  | { type: 'at-provider'; occurrenceId: string; change: 'trashed' | 'deleted' | 'recovered'; atMs: number };

/**
 * Receives a provider's events. Everything here is pure: what came in, what is known, a verdict.
 */
export interface ReceivesWebhooks {
  /**
   * Ids of the secret fields of which one must be set before any request can be proven; `[]` where
   * `ownSecret` is the proof.
   */
  readonly secretFields: readonly string[];
  readonly methods: readonly HookRequest['method'][];
  /** What is to be done in the provider's console, step by step; shown beside the address (D4). */
  readonly setUp: readonly MessageOrText[];
  /** Age in seconds up to which a signed instant counts. Repeats are told by the idempotency key. */
  readonly maxAgeSeconds: number;
  /** Judges the raw bytes, in constant time where secrets are compared. */
  receive(request: HookRequest, context: HookContext): HookVerdict;
  /** What a genuine delivery asks for; `[]` when nothing is to be done. Never throws for odd shapes. */
  read(delivery: Delivery): HookNews[];
  /** Marks on the time line of an occurrence, from all deliveries of its subject in any order. */
  timeMarks?(deliveries: readonly Delivery[]): TimeMark[];
  /**
   * A genuine request as the provider would send it, for "Send a test event".
   * @param address the connector's webhook address, for those whose proof covers it.
   */
  example(context: HookContext, address?: string): Omit<HookRequest, 'address'>;
  /** Events come only while a subscription at the provider is kept alive. */
  readonly subscription?: KeepsSubscription;
}

export interface KeepsSubscription {
  /**
   * Makes or renews it. Called after each change of the connector and again at `renewAtMs`. `state`
   * is what the last call returned, `{}` at first; no secret belongs in it.
   */
  keep(
    account: Account,
    request: { address: string; ownSecret: string; state: Readonly<Record<string, unknown>> },
    signal: AbortSignal,
  ): Promise<{ state: Record<string, unknown>; renewAtMs: number }>;
  /** Ends it, when the connector is switched off or deleted. */
  end(account: Account, state: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<void>;
}

/** Recordings come by webhook only: there is no list to ask later. */
export interface PushesRecordings {
  /** Hours after its announcement in which a file can be fetched. */
  readonly expiresAfterHours: number;
  /** Puts one occurrence together from all deliveries of its subject, in whatever order they came. */
  assemble(deliveries: readonly Delivery[], settings: Account['settings']): PushedOccurrence;
  /**
   * A link that a page of the site saw itself: the second way when an event is lost. Makes of it what
   * `assemble` reads, to be stored like a delivery.
   * @throws ConnectorError `refused` for a link that would not be followed, or is of another account.
   */
  seen?(settings: Account['settings'], link: SeenLink): SeenEvent;
}
export interface SeenLink {
  link: string;
  room: string;
  /** The provider's id of the meeting, as its script for pages tells it. */
  session: string;
  /** Seconds for which it works, where the provider said so. */
  ttlSeconds?: number;
  atMs: number;
}
export interface SeenEvent {
  eventType: string;
  subject: string;
  idempotencyKey: string;
  rawBody: Buffer;
}
export interface PushedOccurrence {
  /** Without links; absent until a file was announced. `files[].expiresAt` is set. */
  occurrence?: Occurrence;
  /** Link by `ProviderFile.key`: stored encrypted, handed to `openFile` as `FileReference.link`. */
  links: Record<string, string>;
  /** Recordings that ended and were not announced (yet); epoch milliseconds of each end. */
  awaitedSinceMs: number[];
}

/** Compares secrets of any length in constant time. */
export const sameSecret = (a: string | Buffer, b: string | Buffer): boolean => {
  const digest = (value: string | Buffer) => createHash('sha256').update(value).digest();
  return timingSafeEqual(digest(a), digest(b));
};
