import { AsyncLocalStorage } from 'node:async_hooks';
import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import { message } from '../../../contracts/messages/catalogue';
import { RECORDING_UID } from '../../../contracts/plugin';
import { callerOf } from '../guards/caller';
import { rememberShown } from '../guards/content-api';
import { mayCopy, mayTranslate, ownsDocument } from '../guards/facts';
import { filesOfRecording, shownFiles } from '../guards/files-of';
import { fileOnHold, isOnHold, mustNotBeOnHold } from '../guards/holds';
import { keepShownFiles } from '../guards/owners';
import { checkedWrite } from '../guards/writing';
import type { ApprovedFile, Database } from '../ledger/database';
import { decideWrite, publishes, takenAway, type Caller, type Write } from '../rules/rules';
import { deleteRecording } from './deletion';
import { apartFromListeners } from '../site/event-hub';
import { asOurselves, isOurselves } from '../site/ourselves';
import { languagesNamed, ownLocale } from '../site/own-locale';
import type { Mover } from '../domain/moderation';
import { notAllowed } from '../domain/refusals';
import type { ReviewCause } from '../../../contracts/review';

/** Set while a permitted publication is written. */
const passing = new AsyncLocalStorage<true>();

export const publishingAsOurselves = <T>(work: () => Promise<T>): Promise<T> =>
  asOurselves(() => apartFromListeners(work));

/** The moderators' queue as this file and imports see it; `reviews/queue.ts` implements it. */
export interface ReviewQueue {
  moderation(): Promise<Write['moderation'] & { lateTextsPass: boolean }>;
  /** What the last approval holds for; undefined if what is published was not approved, or before hashes were kept. */
  approval(documentId: string): Promise<ApprovedFile[] | undefined>;
  /** An import published more; null if nobody approved what is published now. Joins the open transaction. */
  keepApproval(documentId: string, files: ApprovedFile[] | null): Promise<void>;
  /** Runs the given work in one transaction. */
  inTransaction<T>(work: () => Promise<T>): Promise<T>;
  /** The entry waits for a moderator from now on: in these languages, or in the default one. */
  queued(documentId: string, by: Caller, languages?: string[]): Promise<void>;
  published(documentId: string, by: Caller): Promise<void>;
  /** Called before an act on the entry that is not a publication. */
  before(action: string, documentId: string): Promise<void>;
  /** Called after such an act. */
  after(action: string, documentId: string, by: Caller): Promise<void>;
  /** Joins the open transaction. */
  queue(documentId: string, by: Mover, cause: ReviewCause, languages?: string[]): Promise<void>;
}

const closed = () => notAllowed(message('publishing.unknown-publisher'), 'UNKNOWN_PUBLISHER');

const documentIdIn = (value: unknown): string | undefined => {
  const id: unknown =
    typeof value === 'object' && value !== null ? Reflect.get(value, 'documentId') : undefined;
  return typeof id === 'string' ? id : undefined;
};

const idIn = (value: unknown): number[] => {
  const id: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'id') : undefined;
  return typeof id === 'number' ? [id] : [];
};

/**
 * Adds the check to the document service. Called once in `register`. A known caller is not refused with
 * an error, which would roll back the edits that came with the publication.
 */
export function hangPublishingDoor(
  strapi: Core.Strapi,
  keeper: () => ReviewQueue,
  database: () => Database,
): void {
  const documents = () => strapi.documents(RECORDING_UID as Parameters<Core.Strapi['documents']>[0]);

  strapi.documents.use(async (context, next) => {
    if (context.uid !== RECORDING_UID || READS.has(context.action)) return next();
    const { action } = context;
    const given = context.params as Record<string, unknown>;
    const known = documentIdIn(given);
    type Done = Awaited<ReturnType<typeof next>>;
    const go = async (): Promise<Done> => await next();
    if (isOurselves()) {
      const write = () => passing.run(true, go);
      if (known === undefined) return await write();
      if (action !== 'clone') await keepShownFiles(strapi, known);
      const held = await isOnHold(strapi, known);
      const act =
        action === 'delete'
          ? () => deleteRecording(strapi, database(), known, { kind: 'site' }, write)
          : write;
      if (!held && act === write) return await write();
      return await keeper().inTransaction(() => (held ? whileOnHold(strapi, action, known, act) : act()));
    }
    const caller = await callerOf(strapi);

    const done = await keeper().inTransaction(async () => {
      const copies = await mayTake(strapi, caller, action, given);
      const verdict = decideWrite(caller, {
        action,
        publishes: publishes(action, given.status),
        own: known === undefined ? undefined : await ownsDocument(strapi, caller, known),
        ...(copies === undefined ? {} : { copies }),
        moderation: await keeper().moderation(),
      });
      if (verdict === 'closed') throw closed();
      // The same answer as for an entry that does not exist.
      if (verdict === 'absent') throw new errors.NotFoundError();
      const params = await checkedWrite(strapi, caller, action, given);
      Reflect.set(context, 'params', params);
      if (known !== undefined && action !== 'clone') await keepShownFiles(strapi, known);
      const write = async () => await written(verdict, params);
      return known !== undefined && (await isOnHold(strapi, known))
        ? await whileOnHold(strapi, action, known, write)
        : await write();
    });
    // Who has just made an entry is shown it, also if it waits.
    if (action === 'create') rememberShown(strapi, idIn(done));
    return done;

    async function written(
      verdict: 'aside' | 'open' | 'queue',
      params: Record<string, unknown>,
    ): Promise<Done> {
      switch (verdict) {
        case 'aside': {
          if (known === undefined) return await next();
          await keeper().before(action, known);
          const answer =
            action === 'delete' ? await deleteRecording(strapi, database(), known, caller, go) : await next();
          await keeper().after(action, known, caller);
          return answer;
        }
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
            if (known !== undefined && entries.length > 0) {
              await keeper().queued(known, caller, await languagesNamed(strapi, known, params.locale));
            }
            return { documentId: known ?? '', entries };
          }
          Reflect.set(context, 'params', { ...params, status: 'draft' });
          if (known !== undefined && action === 'update') await keeper().before(action, known);
          const draft = await next();
          const documentId = documentIdIn(draft);
          if (documentId !== undefined) {
            await keeper().queued(
              documentId,
              caller,
              await languagesNamed(strapi, documentId, params.locale),
            );
          }
          return draft;
        }
      }
    }
  });
}

/**
 * A write to a recording on hold: it is not deleted, and keeps every file that it has. Callers take none out
 * of its fields. An import may show a newer file there, and the one that it stored before stays. A part of
 * the open transaction.
 */
async function whileOnHold<Answer>(
  strapi: Core.Strapi,
  action: string,
  documentId: string,
  write: () => Promise<Answer>,
): Promise<Answer> {
  if (action === 'delete') await mustNotBeOnHold(strapi, documentId);
  const files = async () => new Set((await filesOfRecording(strapi, documentId)).map(({ id }) => id));
  const inFields = async () =>
    isOurselves() ? new Set<number>() : await shownFiles(strapi, documentId, 'draft');
  const [had, showed] = [await files(), await inFields()];
  const answer = await write();
  const gone = [...takenAway(had, await files()), ...takenAway(showed, await inFields())];
  if (gone.length > 0) throw fileOnHold();
  return answer;
}

/** Whether the caller may have what a write takes over from another entry or version; undefined for nothing. */
async function mayTake(
  strapi: Core.Strapi,
  caller: Caller,
  action: string,
  params: Record<string, unknown>,
): Promise<boolean | undefined> {
  const documentId = documentIdIn(params) ?? '';
  if (action === 'clone') return await mayCopy(strapi, caller, documentId);
  if (action !== 'update') return undefined;
  const own = await ownLocale(strapi);
  if (own.locale === undefined) return undefined;
  const locale = typeof params.locale === 'string' ? params.locale : own.locale;
  const draft: unknown = await strapi.db
    .query(RECORDING_UID)
    .findOne({ where: { documentId, locale, publishedAt: null }, select: ['id'] });
  return draft === null ? await mayTranslate(strapi, caller, documentId, locale) : undefined;
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
