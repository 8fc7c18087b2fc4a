import type { MessageOrText } from './messages/message';
import { z } from 'zod';
import { pageQuery, type PageAnswer, type Problem } from './common';

/** Where a delivery stands. `dead`: gave up, kept with its reason; it can be replayed. */
export const DELIVERY_STATUSES = ['waiting', 'running', 'retrying', 'done', 'dead'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** What came of a delivery that was worked on. */
export const DELIVERY_OUTCOMES = [
  /** It led to an import, or to another look at one; `imports` names them. */
  'import',
  /** It started a sync run; `runId` names it. */
  'listing',
  /** Part of a meeting of which no file was announced yet. */
  'part',
  /** Trashed, deleted or recovered at the provider; shown at the import. */
  'at-provider',
  /** The provider no longer has what it speaks of, and it was never imported. */
  'gone',
  /** Nothing is made of events of this type. */
  'nothing',
  /** A test event: proven, stored and read, without any effect. */
  'test',
] as const;
export type DeliveryOutcome = (typeof DELIVERY_OUTCOMES)[number];

/** Why a request was refused. Such a request leaves nothing behind but these counters. */
export const REFUSALS = [
  'no-secret',
  'no-signature',
  'wrong-signature',
  'too-old',
  'malformed',
  'wrong-method',
  'too-large',
  'too-slow',
  'overloaded',
  'database-down',
] as const;
export type Refusal = (typeof REFUSALS)[number];

/** Only genuine deliveries are rows; refused requests are counted in `WebhookView.refused`. */
export interface DeliveryView {
  id: number;
  connectorId: number;
  connectorName: string;
  providerLabel: string;
  /** The provider's own name of the event. */
  eventType: string;
  receivedAt: string;
  status: DeliveryStatus;
  outcome?: DeliveryOutcome;
  problem?: Problem;
  /** Why it waits, in plain words, e.g. that the connector is switched off. */
  waitsFor?: string;
  /** ISO instant of the next attempt, when there is one. */
  nextAttemptAt?: string;
  attempts: number;
  isTest: boolean;
  /** Imports that it led to, with the content entries made of them. */
  imports: { id: number; title: string; recordingDocumentIds: string[] }[];
  runId?: number;
  canReplay: boolean;
}

export interface DeliveryAttempt {
  number: number;
  startedAt: string;
  finishedAt?: string;
  /** Absent while it goes on. */
  outcome?: DeliveryOutcome | 'failed' | 'put-down';
  problem?: Problem;
  /** True when somebody asked for it. */
  byHand: boolean;
}

export interface DeliveryDetail extends DeliveryView {
  /** Those that are kept; never an authorization or a signature. */
  headers: Record<string, string>;
  /** As text, secrets and links masked; absent when it can't be decrypted here or is no text. */
  body?: string;
  /** True when `body` was cut. */
  bodyCut: boolean;
  bodyBytes: number;
  /** Oldest first. */
  attemptLog: DeliveryAttempt[];
}

/** GET /deliveries (deliveries.read), newest first */
export namespace ListDeliveries {
  export const query = pageQuery.extend({
    connectorId: z.coerce.number().int().positive().optional(),
    status: z.enum(DELIVERY_STATUSES).optional(),
    /** Exact name of an event type. */
    eventType: z.string().max(100).optional(),
  });
  export interface Response extends PageAnswer<DeliveryView> {
    meta: PageAnswer<DeliveryView>['meta'] & {
      /** Days after which deliveries are removed; written above the table. */
      retentionDays: number;
      /** Event types that occur among what is kept of this connector, or of all; for the filter. */
      eventTypes: string[];
    };
  }
}
/** GET /deliveries/:id (deliveries.read) */
export namespace GetDelivery {
  export interface Response {
    data: DeliveryDetail;
  }
}
/** POST /deliveries/:id/replay (deliveries.replay): queues a new attempt; the old ones stay. */
export namespace ReplayDelivery {
  export interface Response {
    data: DeliveryView;
  }
}

export interface RefusedCount {
  total: number;
  byReason: Partial<Record<Refusal, number>>;
  /** Counted since then, on the instance that answers. */
  since: string;
  /** The last 20, newest first. */
  last: { at: string; reason: Refusal }[];
}

export interface SubscriptionView {
  /** `pending`: the first try has not ended yet. */
  state: 'pending' | 'kept' | 'failed' | 'ended';
  renewsAt?: string;
  problem?: Problem;
}

/** Of providers that tell by webhook what has happened. */
export interface EventsView {
  /**
   * `waiting-for-secret`: every request is refused until the secret is entered. `no-event-yet`:
   * nothing genuine came so far.
   */
  state: 'waiting-for-secret' | 'no-event-yet' | 'receiving';
  /** ISO instant of the last genuine event. */
  lastEventAt?: string;
  /** Secret fields of the form of which one must be set; empty where our own secret is the proof. */
  secrets: {
    field: string;
    label: MessageOrText;
    set: boolean;
    /** A replaced one still counts until then. */ formerUntil?: string;
  }[];
  /** Our own secret is what proves a request: it is entered at the provider. */
  provenByOwnSecret: boolean;
  /** What is to be done in the provider's console, step by step. */
  setUp: MessageOrText[];
  /** Absent where the manager sets up the endpoint by hand. */
  subscription?: SubscriptionView;
  /** Recordings that ended and were not announced in the usual time, oldest first. */
  missing: { since: string; deliveryId: number }[];
}

/** The webhook card of a connector. */
export interface WebhookView {
  connectorId: number;
  /** To be pasted at the provider. */
  address: string;
  /** An authenticated POST here starts a sync; for every provider. */
  wakeAddress: string;
  /** Why a provider can't reach the address, naming `server.url`; absent when it is public and https. */
  addressWarning?: Problem;
  /** Of our own secret for this connector; its value is shown once, when it is made. */
  ownSecret: { setAt?: string; formerUntil?: string };
  /** Absent where no event format is known: then only `wakeAddress` is of use. */
  events?: EventsView;
  refused: RefusedCount;
  /** Genuine deliveries that had come before; counted like `refused`. */
  repeated: number;
  retentionDays: number;
}

/** GET /connectors/:id/webhook (deliveries.read) */
export namespace GetWebhook {
  export interface Response {
    data: WebhookView;
  }
}
/**
 * POST /connectors/:id/webhook/test (deliveries.replay): sends the connector a genuine example through
 * its own door, signed with the stored secret. Refused while the secret is missing.
 */
export namespace SendTestEvent {
  export interface Response {
    data: DeliveryView;
  }
}
/**
 * POST /connectors/:id/webhook/own-secret (connectors.manage): makes a new own secret and answers it,
 * this once. The former one counts for 24 more hours.
 */
export namespace RenewOwnSecret {
  export interface Response {
    data: { secret: string; formerUntil?: string };
  }
}
