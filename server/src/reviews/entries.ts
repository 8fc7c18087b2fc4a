import type { Core } from '@strapi/strapi';
import { z } from 'zod';
import { message } from '../../../contracts/messages/catalogue';
import { CONTENT_RIGHTS } from '../../../contracts/permissions';
import { RECORDING_UID } from '../../../contracts/plugin';
import { isoOf } from '../domain/instant';
import { notAllowed, notFound } from '../domain/refusals';
import { ownLocale } from '../site/own-locale';

const media = z
  .object({ id: z.number(), name: z.string(), url: z.string(), mime: z.string() })
  .nullish()
  .transform((file) => file ?? undefined);
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? undefined);

/** A draft as its review shows it, without fields that a site added. */
const entrySchema = z.object({
  documentId: z.string(),
  title: text,
  description: text,
  /** Absent in an incomplete draft. */
  startedAt: z
    .union([z.string(), z.date()])
    .nullish()
    .transform((at) => (at === null || at === undefined ? undefined : isoOf(new Date(at).getTime()))),
  timezone: text,
  durationSeconds: z.coerce
    .number()
    .nullish()
    .transform((seconds) => seconds ?? undefined),
  hostName: text,
  hostEmail: text,
  provider: text,
  room: text,
  summary: text,
  polls: text,
  chat: text,
  visibility: z.enum(['public', 'private']).catch('private'),
  tags: z.array(z.string()).catch([]),
  chapters: z.array(z.object({ startSeconds: z.number(), title: z.string() })).catch([]),
  video: media,
  audio: media,
  captions: media,
  poster: media,
  createdBy: z
    .object({ id: z.number() })
    .nullish()
    .transform((user) => user?.id),
});
export type Entry = z.infer<typeof entrySchema>;

/** What a signed-in admin user may do with recordings, by Strapi's rights and their conditions. */
export interface Ability {
  can(action: string, subject?: unknown): boolean;
}
interface PermissionChecker {
  cannot: Record<'read' | 'update', (entity?: object) => boolean>;
  sanitizedQuery: { read(query: object): Promise<{ filters?: object }> };
}
interface CheckerService {
  create(of: { userAbility: Ability; model: string }): PermissionChecker;
}

/** Drafts of recordings that the person who asks may read in the content manager. */
export interface Entries {
  /** In no order, without those that are gone or that the person may not read. */
  readable(ability: Ability, documentIds: string[]): Promise<Entry[]>;
  /** @throws NotFoundError, also for an entry that the person may not read, so that it stays unknown. */
  read(ability: Ability, documentId: string): Promise<Entry>;
  /** As `read`, but lets somebody pass who may read every entry, also for one that is gone. */
  mustBeReadable(ability: Ability, documentId: string): Promise<void>;
  /** Whether what belongs to an entry, or to none so far, may be shown to the person. */
  readableOf(ability: Ability, documentIds: string[]): Promise<(documentId: string | null) => boolean>;
  /** @throws NotFoundError, ForbiddenError */
  mustBeEditable(ability: Ability, documentId: string): Promise<void>;
  isPublished(documentId: string): Promise<boolean>;
}

export function openEntries(strapi: Core.Strapi): Entries {
  const query = () => strapi.db.query(RECORDING_UID);
  const checker = (userAbility: Ability) =>
    (strapi.plugin('content-manager').service('permission-checker') as unknown as CheckerService).create({
      userAbility,
      model: RECORDING_UID,
    });
  const documents = () => strapi.documents(RECORDING_UID as Parameters<Core.Strapi['documents']>[0]);
  type FindMany = Parameters<ReturnType<typeof documents>['findMany']>[0];

  /** Conditions of a role, e.g. "only own entries", as a filter. Undefined: the person may read no entry. */
  const filtersOf = async (ability: Ability): Promise<object | undefined> => {
    // Without the right there is no condition either, and Strapi builds a query without a filter.
    if (!ability.can(CONTENT_RIGHTS['content.read'], RECORDING_UID)) return undefined;
    return (await checker(ability).sanitizedQuery.read({})).filters ?? {};
  };
  const readsAll = async (ability: Ability): Promise<boolean> => {
    const filters = await filtersOf(ability);
    return filters !== undefined && Object.keys(filters).length === 0;
  };

  const readable = async (ability: Ability, documentIds: string[]): Promise<Entry[]> => {
    if (documentIds.length === 0) return [];
    const filters = await filtersOf(ability);
    if (filters === undefined) return [];
    const mine = { documentId: { $in: documentIds } };
    const found: unknown[] = await documents().findMany({
      filters: Object.keys(filters).length === 0 ? mine : { $and: [filters, mine] },
      status: 'draft',
      populate: ['video', 'audio', 'captions', 'poster', 'createdBy'],
      limit: documentIds.length,
    } as FindMany);
    return found.map((entry) => entrySchema.parse(entry));
  };

  const read = async (ability: Ability, documentId: string): Promise<Entry> => {
    const [entry] = await readable(ability, [documentId]);
    if (entry === undefined) throw notFound(message('review.recording-hidden'));
    return entry;
  };

  return {
    readable,
    read,
    async mustBeReadable(ability, documentId) {
      if (!(await readsAll(ability))) await read(ability, documentId);
    },
    async readableOf(ability, documentIds) {
      if (await readsAll(ability)) return () => true;
      const known = new Set((await readable(ability, documentIds)).map(({ documentId }) => documentId));
      return (documentId) => documentId !== null && known.has(documentId);
    },
    async mustBeEditable(ability, documentId) {
      const draft: object | null = await query().findOne({
        where: { documentId, publishedAt: null, ...(await ownLocale(strapi)) },
        populate: ['createdBy'],
      });
      if (draft === null) throw notFound(message('review.recording-gone'));
      if (checker(ability).cannot.update(draft)) throw notAllowed(message('review.recording-read-only'));
    },
    isPublished: async (documentId) =>
      (await query().count({
        where: { documentId, publishedAt: { $notNull: true }, ...(await ownLocale(strapi)) },
      })) > 0,
  };
}
