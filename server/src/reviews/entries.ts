import type { Core } from '@strapi/strapi';
import { z } from 'zod';
import { message } from '../../../contracts/messages/catalogue';
import { CONTENT_RIGHTS } from '../../../contracts/permissions';
import { RECORDING_UID } from '../../../contracts/plugin';
import { isoOf } from '../domain/instant';
import { notAllowed, notFound } from '../domain/refusals';
import { readsEveryRecording } from '../guards/ability';
import { recordingModel } from '../guards/models';
import { ownLocale } from '../site/own-locale';
import type { Narrow } from './reviews';
import { mediaFieldsOf, versionWithFiles, type VersionWithFiles } from './entry-files';

const media = z
  .object({ documentId: z.string(), name: z.string(), url: z.string(), mime: z.string() })
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
  /** Absent where the reader may not see it. */
  visibility: z.enum(['public', 'private']).optional().catch('private'),
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
  cannot: Record<'read' | 'update' | 'delete', (entity?: object) => boolean>;
  sanitizedQuery: { read(query: object): Promise<{ filters?: object }> };
  sanitizeOutput: (entity: object) => Promise<unknown>;
}
interface CheckerService {
  create(of: { userAbility: Ability; model: string }): PermissionChecker;
}

/**
 * Drafts of recordings that the person who asks may read in the content manager, with the fields that their
 * roles show of them.
 */
export interface Entries {
  /** In no order, without those that are gone or that the person may not read. */
  readable(ability: Ability, documentIds: string[]): Promise<Entry[]>;
  /** Which of these drafts the person may read, without reading their contents. */
  readableIds(ability: Ability, documentIds: readonly string[]): Promise<Set<string>>;
  /** @throws NotFoundError, also for an entry that the person may not read, so that it stays unknown. */
  read(ability: Ability, documentId: string): Promise<Entry>;
  /** As `read`, but lets somebody pass who may read every entry, also for one that is gone. */
  mustBeReadable(ability: Ability, documentId: string): Promise<void>;
  /** Whether the person may read every entry. */
  readsAll(ability: Ability): Promise<boolean>;
  /** The condition that a document id has a draft that `readable` finds for who reads every entry. */
  haveDraft(): Promise<Narrow>;
  /** Whether what belongs to an entry, or to none so far, may be shown to the person. */
  readableOf(ability: Ability, documentIds: string[]): Promise<(documentId: string | null) => boolean>;
  /** Drafts and published versions of these entries with their files. */
  withFiles(ability: Ability, documentIds: string[]): Promise<VersionWithFiles[]>;
  /** Whether the person may delete every version of the entry; false for none. */
  mayDelete(ability: Ability, documentId: string): Promise<boolean>;
  /** The version in this language, or in the default one. @throws NotFoundError, ForbiddenError */
  mustBeEditable(ability: Ability, documentId: string, locale?: string): Promise<void>;
  /** Titles by language of those of these drafts that the person may read; undefined for one that they don't see. */
  translations(
    ability: Ability,
    documentId: string,
    languages: readonly string[],
  ): Promise<Map<string, string | undefined>>;
  /** @throws ForbiddenError if there is a draft in one of these languages that the person may not read. */
  mustReadEach(ability: Ability, documentId: string, languages: readonly string[]): Promise<void>;
  isPublished(documentId: string): Promise<boolean>;
}

const WITH_ROLES = { populate: ['roles'] };

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
  const readsAll = (ability: Ability) => readsEveryRecording(strapi, ability);

  /** How the drafts or published versions of these entries are found that the person may read. */
  const wantedOf = async (
    ability: Ability,
    documentIds: readonly string[],
    status: 'draft' | 'published',
  ): Promise<object | undefined> => {
    if (documentIds.length === 0) return undefined;
    const filters = await filtersOf(ability);
    if (filters === undefined) return undefined;
    const mine = { documentId: { $in: [...documentIds] } };
    return {
      filters: Object.keys(filters).length === 0 ? mine : { $and: [filters, mine] },
      status,
      limit: documentIds.length,
    };
  };

  const readableIds = async (ability: Ability, documentIds: readonly string[]): Promise<Set<string>> => {
    const wanted = await wantedOf(ability, documentIds, 'draft');
    if (wanted === undefined) return new Set();
    const found: { documentId: string }[] = await documents().findMany({
      ...wanted,
      fields: ['documentId'],
    } as FindMany);
    return new Set(found.map(({ documentId }) => documentId));
  };

  /** Without the fields that the person may not read, which may differ from entry to entry. */
  const visible = async (
    ability: Ability,
    documentIds: string[],
    status: 'draft' | 'published',
    populate: readonly string[],
  ): Promise<object[]> => {
    const wanted = await wantedOf(ability, documentIds, status);
    if (wanted === undefined) return [];
    const found: object[] = await documents().findMany({
      ...wanted,
      // Conditions of a role can ask for the roles of who made the entry.
      populate: { ...Object.fromEntries(populate.map((name) => [name, true])), createdBy: WITH_ROLES },
    } as FindMany);
    const { sanitizeOutput } = checker(ability);
    return (await Promise.all(found.map((entry) => sanitizeOutput(entry)))) as object[];
  };

  const readable = async (ability: Ability, documentIds: string[]): Promise<Entry[]> => {
    const found = await visible(ability, documentIds, 'draft', ['video', 'audio', 'captions', 'poster']);
    return found.map((entry) => entrySchema.parse(entry));
  };

  const read = async (ability: Ability, documentId: string): Promise<Entry> => {
    const [entry] = await readable(ability, [documentId]);
    if (entry === undefined) throw notFound(message('review.recording-hidden'));
    return entry;
  };

  const drafts = async (documentId: string, languages: readonly string[]) =>
    (await query().findMany({
      where: { documentId, publishedAt: null, locale: { $in: [...languages] } },
      populate: { createdBy: WITH_ROLES },
    })) as { locale: string }[];

  return {
    readable,
    readableIds,
    read,
    async mustBeReadable(ability, documentId) {
      if (!(await readsAll(ability))) await read(ability, documentId);
    },
    readsAll,
    async haveDraft() {
      const { tableName } = strapi.db.metadata.get(RECORDING_UID);
      const own = await ownLocale(strapi);
      return (reviews, documentId) =>
        void reviews.whereExists((drafts) => {
          const { connection } = strapi.db;
          void drafts
            .from({ draft: tableName })
            .select(connection.raw('1'))
            .where('draft.document_id', connection.ref(documentId))
            .whereNull('draft.published_at');
          if (own.locale !== undefined) void drafts.where({ 'draft.locale': own.locale });
        });
    },
    async readableOf(ability, documentIds) {
      if (await readsAll(ability)) return () => true;
      const known = await readableIds(ability, documentIds);
      return (documentId) => documentId !== null && known.has(documentId);
    },
    async withFiles(ability, documentIds) {
      const media = mediaFieldsOf(recordingModel(strapi));
      const of = async (version: 'draft' | 'published') =>
        (await visible(ability, documentIds, version, media)).map((row) =>
          versionWithFiles(media, version, row),
        );
      return [...(await of('draft')), ...(await of('published'))];
    },
    async mayDelete(ability, documentId) {
      const { cannot } = checker(ability);
      if (cannot.delete()) return false;
      const versions = (await query().findMany({
        where: { documentId },
        populate: { createdBy: WITH_ROLES },
      })) as object[];
      return versions.length > 0 && !versions.some((version) => cannot.delete(version));
    },
    async translations(ability, documentId, languages) {
      const { cannot, sanitizeOutput } = checker(ability);
      const found = new Map<string, string | undefined>();
      for (const draft of await drafts(documentId, languages)) {
        if (cannot.read(draft)) continue;
        found.set(draft.locale, text.parse(Reflect.get((await sanitizeOutput(draft)) as object, 'title')));
      }
      return found;
    },
    async mustReadEach(ability, documentId, languages) {
      const { cannot } = checker(ability);
      const hidden = (await drafts(documentId, languages)).some((draft) => cannot.read(draft));
      if (hidden) throw notAllowed(message('review.language-hidden'));
    },
    async mustBeEditable(ability, documentId, locale) {
      const own = await ownLocale(strapi);
      const draft: object | null = await query().findOne({
        where: { documentId, publishedAt: null, ...own, ...(own.locale && locale ? { locale } : {}) },
        populate: { createdBy: WITH_ROLES },
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
