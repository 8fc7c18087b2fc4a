import type { MessageOrText } from './messages/message';
import { z } from 'zod';
import { pageQuery, rowId, type PageAnswer, type Problem } from './common';

/** State of a delivery. `dead`: not tried again, but kept with its reason. It can be replayed. */
export const DELIVERY_STATUSES = ['waiting', 'running', 'retrying', 'done', 'dead'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** Outcome of a processed delivery. */
export const DELIVERY_OUTCOMES = [
  /** It made an import or updated one. `imports` names them. */
  'import',
  /** It started a sync run. `runId` names it. */
  'listing',
  /** Part of a meeting without an announced file so far. */
  'part',
  /** Trashed, deleted or recovered at the provider. Shown at the import. */
  'at-provider',
  /** The provider no longer has the recording, and it was never imported. */
  'gone',
  /** Events of this type have no effect. */
  'nothing',
  /** A test event: verified, stored and read, without any effect. */
  'test',
] as const;
export type DeliveryOutcome = (typeof DELIVERY_OUTCOMES)[number];

/** Why a request was refused. Refused requests are only counted. */
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

/** Only genuine deliveries are rows. Refused requests are counted in `WebhookView.refused`. */
export interface DeliveryView {
  id: string;
  connectorId: string;
  connectorName: string;
  providerLabel: string;
  /** The provider's own name of the event. */
  eventType: string;
  receivedAt: string;
  status: DeliveryStatus;
  outcome?: DeliveryOutcome;
  problem?: Problem;
  /** Why it waits, e.g. because the connector is switched off. */
  waitsFor?: MessageOrText;
  /** ISO instant of the next attempt, if there is one. */
  nextAttemptAt?: string;
  attempts: number;
  isTest: boolean;
  /** Imports of this delivery, with their content entries. */
  imports: { id: string; title: string; recordingDocumentIds: string[] }[];
  runId?: string;
  canReplay: boolean;
}

export interface DeliveryAttempt {
  number: number;
  startedAt: string;
  finishedAt?: string;
  /** Absent while the attempt runs. */
  outcome?: DeliveryOutcome | 'failed' | 'put-down';
  problem?: Problem;
  /** True when a person started it. */
  byHand: boolean;
}

export interface DeliveryDetail extends DeliveryView {
  /** The stored headers; never an authorization or a signature. */
  headers: Record<string, string>;
  /** As text with secrets and links masked. Absent when it can't be decrypted here or is not text. */
  body?: string;
  /** True when `body` was cut. */
  bodyCut: boolean;
  bodyBytes: number;
  /** Oldest first. */
  attemptLog: DeliveryAttempt[];
}

/** GET /deliveries (deliveries.read): newest first */
export namespace ListDeliveries {
  export const query = pageQuery.extend({
    connectorId: rowId.optional(),
    status: z.enum(DELIVERY_STATUSES).optional(),
    /** Exact name of an event type. */
    eventType: z.string().max(100).optional(),
  });
  export interface Response extends PageAnswer<DeliveryView> {
    meta: PageAnswer<DeliveryView>['meta'] & {
      /** Days after which deliveries are removed. Shown above the table. */
      retentionDays: number;
      /** Event types of the stored deliveries of this connector, or of all; for the filter. */
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
/** POST /deliveries/:id/replay (deliveries.replay): queues a new attempt. The old ones stay. */
export namespace ReplayDelivery {
  export interface Response {
    data: DeliveryView;
  }
}

/** Requests that were refused one after the other, with no genuine one between them. */
export interface RefusalStreak {
  count: number;
  /** Of the first. ISO instant. */
  since: string;
  /** Of the last. */
  reason: Refusal;
}

export interface RefusedCount {
  total: number;
  byReason: Partial<Record<Refusal, number>>;
  /** Start of the count, on the instance that answers. */
  since: string;
  /** The last 20, newest first. */
  last: { at: string; reason: Refusal }[];
  /** Absent if the last request was accepted. */
  streak?: RefusalStreak;
}

export interface SubscriptionView {
  /** `pending`: the first try has not ended yet. */
  state: 'pending' | 'kept' | 'failed' | 'ended';
  renewsAt?: string;
  problem?: Problem;
}

/** For providers that send events by webhook. */
export interface EventsView {
  /**
   * `waiting-for-secret`: every request is refused until the secret is entered. `no-event-yet`: no
   * genuine event came so far.
   */
  state: 'waiting-for-secret' | 'no-event-yet' | 'receiving';
  /** ISO instant of the last genuine event. */
  lastEventAt?: string;
  /** Secret fields of the form, one of which must be set. Empty when our own secret proves requests. */
  secrets: {
    field: string;
    label: MessageOrText;
    set: boolean;
    /** Until then, the replaced secret is valid too. */
    formerUntil?: string;
  }[];
  /** True when our own secret, entered at the provider, proves requests. */
  provenByOwnSecret: boolean;
  /** Steps to do in the provider's console. */
  setUp: MessageOrText[];
  /** Absent when the manager sets up the endpoint by hand. */
  subscription?: SubscriptionView;
  /** Recordings that ended and were not announced in the usual time, oldest first. */
  missing: { since: string; deliveryId: string }[];
}

/** The webhook card of a connector. */
export interface WebhookView {
  connectorId: string;
  /** To paste at the provider. */
  address: string;
  /** An authenticated POST here starts a sync, with every provider. */
  wakeAddress: string;
  /** Why a provider can't reach the address. Absent when it is public and https. */
  addressWarning?: Problem;
  /** Our own secret for this connector. Its value is shown once, when it is made. */
  ownSecret: { setAt?: string; formerUntil?: string };
  /** Absent when no event format is known. Then only `wakeAddress` can be used. */
  events?: EventsView;
  refused: RefusedCount;
  /** Genuine deliveries that had come before. Counted like `refused`. */
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
 * POST /connectors/:id/webhook/test (deliveries.replay): sends the connector an example event, signed
 * with the stored secret, through the same checks as a provider's. Refused while the secret is missing.
 */
export namespace SendTestEvent {
  export interface Response {
    data: DeliveryView;
  }
}
/**
 * POST /connectors/:id/webhook/own-secret (connectors.manage): makes a new own secret and answers it
 * once. The former one is valid for 24 more hours.
 */
export namespace RenewOwnSecret {
  export interface Response {
    data: { secret: string; formerUntil?: string };
  }
}
