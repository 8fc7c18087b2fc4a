import { AsyncLocalStorage } from 'node:async_hooks';
import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import { message } from '../../../contracts/messages/catalogue';
import { english } from '../../../contracts/messages/say';
import { RECORDING_UID } from '../../../contracts/plugin';
import { callerOf, type Caller } from './caller';
import { apartFromListeners } from '../site/event-hub';
import type { Mover } from '../domain/moderation';
import type { ReviewCause } from '../../../contracts/review';

/**
 * Marks our own publishing. Private to this module, so that no parameter, request state or header can
 * imitate it.
 */
const ours = new AsyncLocalStorage<true>();
/** Set while a permitted publication is written. */
const passing = new AsyncLocalStorage<true>();

export const publishingAsOurselves = <T>(work: () => Promise<T>): Promise<T> =>
  ours.run(true, () => apartFromListeners(work));

export interface DoorRequest {
  action: string;
  /** `params.status` of `create`, `update` and `clone`. */
  status: unknown;
  caller: Caller | 'ourselves';
  moderation: { enabled: boolean; moderatorsPublishDirectly: boolean };
}

/**
 * `aside`: the act publishes nothing. `open`: it may publish. `queue`: what was written is kept as a
 * draft and waits for a moderator. `closed`: the caller is unknown.
 */
export type DoorVerdict = 'aside' | 'open' | 'queue' | 'closed';

/** `create` and `update` with `status: 'published'` publish too, and this is REST's default. */
export const publishes = (action: string, status: unknown): boolean =>
  action === 'publish' ||
  ((action === 'create' || action === 'update' || action === 'clone') && status === 'published');

/** Whether an act on a recording may publish. A way that nobody thought of is closed, not open. Pure. */
export function decideDoor({ action, status, caller, moderation }: DoorRequest): DoorVerdict {
  if (!publishes(action, status)) return 'aside';
  if (caller === 'ourselves') return 'open';
  if (caller.kind === 'unknown') return 'closed';
  if (!moderation.enabled) return 'open';
  return moderation.moderatorsPublishDirectly && caller.moderates ? 'open' : 'queue';
}

/** The moderators' queue as this file and imports see it; `reviews/queue.ts` implements it. */
export interface ReviewQueue {
  moderation(): Promise<DoorRequest['moderation']>;
  /** Runs the given work in one transaction. */
  inTransaction<T>(work: () => Promise<T>): Promise<T>;
  /** The entry waits for a moderator from now on. */
  queued(documentId: string, by: Caller): Promise<void>;
  published(documentId: string, by: Caller): Promise<void>;
  /** Called before an act on the entry that is not a publication. */
  before(action: string, documentId: string): Promise<void>;
  /** Called after such an act. */
  after(action: string, documentId: string, by: Caller): Promise<void>;
  /** Joins the open transaction. */
  queue(documentId: string, by: Mover, cause: ReviewCause): Promise<void>;
}

const closed = () => {
  const said = message('publishing.unknown-publisher');
  return new errors.ForbiddenError(english(said), { code: 'UNKNOWN_PUBLISHER', said });
};

const documentIdIn = (value: unknown): string | undefined => {
  const id: unknown =
    typeof value === 'object' && value !== null ? Reflect.get(value, 'documentId') : undefined;
  return typeof id === 'string' ? id : undefined;
};

/**
 * Adds the check to the document service. Called once in `register`. A known caller is not refused with
 * an error, which would roll back the edits that came with the publication.
 */
export function hangPublishingDoor(strapi: Core.Strapi, keeper: () => ReviewQueue): void {
  const documents = () => strapi.documents(RECORDING_UID as Parameters<Core.Strapi['documents']>[0]);

  strapi.documents.use(async (context, next) => {
    if (context.uid !== RECORDING_UID || READS.has(context.action)) return next();
    const { action } = context;
    const params = context.params as Record<string, unknown>;
    const known = documentIdIn(params);

    if (ours.getStore() === true) return passing.run(true, () => next());
    const caller = callerOf(strapi);
    if (!publishes(action, params.status)) {
      return keeper().inTransaction(async () => {
        if (known !== undefined) await keeper().before(action, known);
        const done = await next();
        if (known !== undefined) await keeper().after(action, known, caller);
        return done;
      });
    }

    return keeper().inTransaction(async () => {
      const moderation = await keeper().moderation();
      switch (decideDoor({ action, status: params.status, caller, moderation })) {
        case 'closed':
          throw closed();
        case 'aside':
        case 'open': {
          const done = await passing.run(true, () => next());
          const documentId = documentIdIn(done) ?? known;
          if (documentId !== undefined) await keeper().published(documentId, caller);
          return done;
        }
        case 'queue': {
          if (action === 'publish') {
            // Answers the draft in the shape of the request. Nothing was published, nothing is lost.
            const entries = await documents().findMany({
              filters: { documentId: known },
              status: 'draft',
              ...pick(params, 'locale', 'populate', 'fields'),
            } as Parameters<ReturnType<typeof documents>['findMany']>[0]);
            if (known !== undefined && entries.length > 0) await keeper().queued(known, caller);
            return { documentId: known ?? '', entries };
          }
          Reflect.set(context, 'params', { ...params, status: 'draft' });
          if (known !== undefined && action === 'update') await keeper().before(action, known);
          const draft = await next();
          const documentId = documentIdIn(draft);
          if (documentId !== undefined) await keeper().queued(documentId, caller);
          return draft;
        }
      }
    });
  });
}

const READS = new Set(['findMany', 'findOne', 'findFirst', 'count']);
const pick = (from: Record<string, unknown>, ...keys: string[]) =>
  Object.fromEntries(keys.filter((key) => from[key] !== undefined).map((key) => [key, from[key]]));

/**
 * No row with a date of publication is written unless the check above allowed it. This stops every way
 * around the document service. Strapi's transfer and import switch such subscribers off and restore what
 * was published before.
 */
export function lockPublishedRows(strapi: Core.Strapi): void {
  const check = (event: { params: { data?: unknown } }) => {
    if (passing.getStore() === true) return;
    const rows: unknown[] = Array.isArray(event.params.data) ? event.params.data : [event.params.data];
    const isPublished = (row: unknown) =>
      typeof row === 'object' && row !== null && (Reflect.get(row, 'publishedAt') ?? null) !== null;
    if (rows.some(isPublished)) throw closed();
  };
  strapi.db.lifecycles.subscribe({
    models: [RECORDING_UID],
    beforeCreate: check,
    beforeCreateMany: check,
    beforeUpdate: check,
    beforeUpdateMany: check,
  });
}
