import { createHash, timingSafeEqual } from 'node:crypto';
import type { MessageOrText } from '../../../contracts/messages/message';
import type { Occurrence, TimeMark } from '../domain/recording';
import type { Sighting, Stay } from '../domain/stays';
import type { Account } from './account';

/** One request at a connector's webhook address, not verified yet. */
export interface HookRequest {
  method: 'GET' | 'POST';
  /** Lower-case names; several values of one name joined with `, `. */
  headers: Readonly<Record<string, string>>;
  /** As sent, without the `?`; `''` when there is none. */
  query: string;
  /** Exactly the bytes that arrived, at most 1 MiB. Signatures cover these. */
  rawBody: Buffer;
  /** The connector's webhook address as the provider knows it, without query. */
  address: string;
}

/** What a provider verifies a request with. */
export interface HookContext {
  /** The connector's secrets by field, newest first; two while a replaced one is still accepted. */
  secrets: Readonly<Record<string, readonly string[]>>;
  /** Our own random secret for this connector, for providers that send back a value that we gave them. */
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
      /**
       * For hints without a time or an id of their own: equal ones of a short time are one event, which is worked
       * on when that time is over. So none of them is lost as a repetition of one that was worked on before.
       */
      gathers?: true;
      /** What the event is about, equal for all deliveries of one occurrence, e.g. a session id. */
      subject?: string;
      /** False: answered but not stored, because the plugin does nothing with this event type. */
      wanted: boolean;
      answer?: HookAnswer;
      /** What proved it, for providers that repeat it with other bytes. */
      proof?: string;
    }
  /** A question that must be answered at once and is not stored, e.g. a URL challenge. */
  | { verdict: 'answer'; answer: HookAnswer }
  /** Not proven, but harmless when an event with this proof was accepted before: then it is answered like that one. */
  | { verdict: 'genuine-if-proven'; proof: string; answer?: HookAnswer }
  | { verdict: 'refused'; reason: HookRefusal };

export const HOOK_REFUSALS = [
  'no-secret',
  'no-signature',
  'wrong-signature',
  'too-old',
  'malformed',
] as const;
export type HookRefusal = (typeof HOOK_REFUSALS)[number];

/** A stored delivery that was proven genuine when it arrived. */
export interface Delivery {
  eventType: string;
  subject?: string;
  receivedAtMs: number;
  method: 'GET' | 'POST';
  query: string;
  rawBody: Buffer;
}

/**
 * What a genuine delivery asks for. An event is only a hint: the plugin reads the facts from the API of
 * providers that list recordings.
 */
export type HookNews =
  /** This occurrence has changed or is new: read it again. */
  | { type: 'occurrence'; occurrenceId: string }
  /** Something has changed, but the event doesn't say what: list. */
  | { type: 'listing' }
  /** The subscription ends or has ended: renew it or create it again now. */
  | { type: 'subscription' }
  /** Part of a pushed occurrence: assemble the occurrence (`PushesRecordings`), before its link expires. */
  | { type: 'pushed'; subject: string; expiresAtMs?: number }
  /** Somebody joined or left a pushed occurrence. Kept as a row (`ledger/participants.ts`). */
  | { type: 'participant'; subject: string; sighting: Sighting }
  /** Trashed, deleted or recovered at the provider: shown with the import; nothing in Strapi is removed. */
  | { type: 'at-provider'; occurrenceId: string; change: 'trashed' | 'deleted' | 'recovered'; atMs: number };

/**
 * Receives a provider's events. All functions are pure: a request and the known facts in, a verdict out.
 */
export interface ReceivesWebhooks {
  /**
   * Ids of the secret fields. One of them must be set before a request can be proven; `[]` where
   * `ownSecret` is the proof.
   */
  readonly secretFields: readonly string[];
  readonly methods: readonly HookRequest['method'][];
  /** Steps to do in the provider's console; shown next to the address (D4). */
  readonly setUp: readonly MessageOrText[];
  /** Largest age in seconds of a signed timestamp. Repeats are recognised by the idempotency key. */
  readonly maxAgeSeconds: number;
  /**
   * The answer to a question that anybody may ask, also at an address of nobody: so that no answer tells
   * which addresses there are. Takes next to no work, and no secret.
   */
  answersAnybody?(request: Pick<HookRequest, 'query' | 'rawBody'>): HookAnswer | undefined;
  /**
   * Verifies the raw bytes, before anything of them is parsed: an unproven megabyte costs no more than its
   * hash. Secrets are compared in constant time.
   */
  receive(request: HookRequest, context: HookContext): HookVerdict;
  /** What a genuine delivery asks for; `[]` for nothing. Never throws, whatever the shape of the body. */
  read(delivery: Delivery): HookNews[];
  /** Marks on the timeline of an occurrence, from all deliveries of its subject in any order. */
  timeMarks?(deliveries: readonly Delivery[]): TimeMark[];
  /**
   * A genuine request as the provider would send it, for "Send a test event".
   * @param address the connector's webhook address, for providers whose signature covers it.
   */
  example(context: HookContext, address?: string): Omit<HookRequest, 'address'>;
  /** Present where events come only while a subscription at the provider is renewed. */
  readonly subscription?: KeepsSubscription;
}

export interface KeepsSubscription {
  /**
   * Creates or renews the subscription. Called after each change of the connector and again at
   * `renewAtMs`. `state` is what the last call returned, `{}` at first. It must not contain a secret.
   */
  keep(
    account: Account,
    request: { address: string; ownSecret: string; state: Readonly<Record<string, unknown>> },
    signal: AbortSignal,
  ): Promise<{ state: Record<string, unknown>; renewAtMs: number }>;
  /** Ends the subscription, when the connector is switched off or deleted. */
  end(account: Account, state: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<void>;
}

/** Recordings come by webhook only: there is no list to ask later. */
export interface PushesRecordings {
  /** Hours during which a file can be downloaded after its event. */
  readonly expiresAfterHours: number;
  /** Minutes after its end in which a recording is usually announced. Later it counts as missing. */
  readonly missedAfterMinutes: number;
  /** Event types that `assemble` reads: few per occurrence, however many people are in it. */
  readonly assembledFrom: readonly string[];
  /** Event types that tell who is there. */
  readonly peopleFrom: readonly string[];
  /**
   * Assembles one occurrence from all deliveries of its subject with a type of `assembledFrom`, in any order.
   * @param people who was there, in the order in which they came.
   */
  assemble(
    deliveries: readonly Delivery[],
    settings: Account['settings'],
    people: readonly Stay[],
  ): PushedOccurrence;
  /**
   * Turns a link that a page of the site saw into a delivery that `assemble` reads, for the case that the
   * event itself is lost.
   * @throws ConnectorError `refused` for a link to another place than the provider's own.
   */
  seen?(settings: Account['settings'], link: SeenLink): SeenEvent;
}
export interface SeenLink {
  link: string;
  room: string;
  /** The provider's id of the meeting, from its script for pages. */
  session: string;
  /** Seconds during which the link works, if the provider says so. */
  ttlSeconds?: number;
  atMs: number;
  /** Where genuine deliveries of this connector said that files are; see `PushedOccurrence.places`. */
  places: readonly string[];
}
export interface SeenEvent {
  eventType: string;
  subject: string;
  idempotencyKey: string;
  rawBody: Buffer;
}
export interface PushedOccurrence {
  /** Without links; absent until an event names a file. `files[].expiresAt` is set. */
  occurrence?: Occurrence;
  /** Epoch milliseconds until which events may tell of further recordings of the meeting. */
  mayGrowUntilMs?: number;
  /** Link by `ProviderFile.key`: stored encrypted, handed to `openFile` as `FileReference.link`. */
  links: Record<string, string>;
  /** Epoch milliseconds at which recordings ended whose files have not come yet. */
  awaitedSinceMs: number[];
  /** Files that only pages told of (`seen`), each an occurrence of its own: never part of the proven one. */
  told?: readonly { occurrence: Occurrence; links: Record<string, string> }[];
  /** Ids under which `told` had files that genuine deliveries name by now: they are one with `occurrence`. */
  formerIds?: readonly string[];
  /** Where genuine deliveries say that files are, as `seen` compares it. */
  places?: readonly string[];
}

/** Compares secrets of any length in constant time. */
export const sameSecret = (a: string | Buffer, b: string | Buffer): boolean => {
  const digest = (value: string | Buffer) => createHash('sha256').update(value).digest();
  return timingSafeEqual(digest(a), digest(b));
};
