import type { Core } from '@strapi/strapi';
import { z } from 'zod';
import { message } from '../../../contracts/messages/catalogue';
import { RECORDING_UID } from '../../../contracts/plugin';
import { isoOf } from '../domain/instant';
import { notAllowed, notFound } from '../domain/refusals';

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

  const readable = async (ability: Ability, documentIds: string[]): Promise<Entry[]> => {
    if (documentIds.length === 0) return [];
    // The conditions of a role, e.g. "only own entries", become a part of the filter.
    const { filters } = await checker(ability).sanitizedQuery.read({});
    const mine = { documentId: { $in: documentIds } };
    const found: unknown[] = await documents().findMany({
      filters: filters === undefined ? mine : { $and: [filters, mine] },
      status: 'draft',
      populate: ['video', 'audio', 'captions', 'poster', 'createdBy'],
      limit: documentIds.length,
    } as FindMany);
    return found.map((entry) => entrySchema.parse(entry));
  };

  return {
    readable,
    async read(ability, documentId) {
      const [entry] = await readable(ability, [documentId]);
      if (entry === undefined) throw notFound(message('review.recording-hidden'));
      return entry;
    },
    async mustBeEditable(ability, documentId) {
      const draft: object | null = await query().findOne({
        where: { documentId, publishedAt: null },
        populate: ['createdBy'],
      });
      if (draft === null) throw notFound(message('review.recording-gone'));
      if (checker(ability).cannot.update(draft)) throw notAllowed(message('review.recording-read-only'));
    },
    isPublished: async (documentId) =>
      (await query().count({ where: { documentId, publishedAt: { $notNull: true } } })) > 0,
  };
}
