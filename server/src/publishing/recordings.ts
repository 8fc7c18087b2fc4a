import type { Core } from '@strapi/strapi';
import { RECORDING_UID } from '../../../contracts/plugin';
import type { Announcements } from './events';
import type { WorkflowStages } from './workflow-stages';
import type { Author } from '../people/authors';
import { readBothContents } from './contents';
import { publishingAsOurselves, type ReviewQueue } from './door';
import { deviations, extended, type Dependencies } from './approval';
import { afterRenewal, isLateText, statusOfNew } from './decide';
import { publishWithoutLinksOfOthers } from './others-links';
import { ownLocale } from '../site/own-locale';
import {
  filledBy,
  marksFor,
  MEDIA_FIELDS,
  notHeld,
  renewals,
  wasGiven,
  without,
  type Entry,
} from './renewals';
import type { Marks } from '../domain/marks';
import type { RecordingFacts } from '../domain/recording';

/** Settings of the import. They apply to new entries only. */
export interface RecordingSettings {
  tags: string[];
  visibility: 'public' | 'private';
}

/** What became of the files that the facts of an entry name by document id. */
export interface NamedMedia {
  /** The number in this database of each file that the Media Library has, by document id. */
  numbers: ReadonlyMap<string, number>;
  /** Document ids by field, of files that are no longer in the Media Library. The facts are without them. */
  removed: Readonly<Record<string, string>>;
}

/** What became of an entry. `lost`: fields that it was to get from this import and that it does not have. */
interface Outcome {
  marks: Marks;
  lost: string[];
}

/** Content entries. They are written through the document service, so that the site's own hooks see them. */
export interface Recordings {
  /**
   * Joins the open transaction. Answers the document id. With content moderation on, an entry that is
   * to be published is a draft that waits for a moderator.
   */
  create(
    facts: RecordingFacts,
    settings: RecordingSettings,
    author: Author,
    status: 'draft' | 'published',
    media: NamedMedia,
  ): Promise<Outcome & { documentId: string }>;
  /**
   * Writes what is different from the last time, field by field. A field that an editor changed stays.
   * An entry that was published and has no other changes is published again, or waits for a moderator
   * where the site has them. A deleted entry stays deleted, and so does a file that it had before.
   * @param approvalStands late captions and transcripts need no review; see `approvalStands`.
   */
  renew(
    documentId: string,
    facts: RecordingFacts,
    marks: Marks,
    oldFiles: string[],
    media: NamedMedia,
    approvalStands: boolean,
  ): Promise<Outcome>;
  /**
   * Whether the published version is what a moderator approved, byte by byte, and the site lets late captions
   * and transcripts pass. Files are read, so this belongs before the transaction.
   */
  approvalStands(documentId: string, signal: AbortSignal): Promise<boolean>;
  /** Whether the entry is there, as draft or published. */
  exists(documentId: string): Promise<boolean>;
}

const NOBODY = { adminId: null, name: null };

/** As Strapi takes it: files by the numbers that they have in this database. */
const linked = (facts: Partial<RecordingFacts>, { numbers }: NamedMedia): object =>
  Object.fromEntries(
    Object.entries(facts).map(([field, value]) => [
      field,
      MEDIA_FIELDS.includes(field) && typeof value === 'string' ? numbers.get(value) : value,
    ]),
  );

export function openRecordings(
  strapi: Core.Strapi,
  queue: ReviewQueue,
  announcements: Announcements,
  workflowStages: WorkflowStages,
  { library }: Dependencies,
): Recordings {
  const documents = strapi.documents(RECORDING_UID as Parameters<Core.Strapi['documents']>[0]);
  type Params = Parameters<typeof documents.create>[0];
  const read = async (documentId: string, status: 'draft' | 'published') =>
    (await documents.findOne({
      documentId,
      status,
      populate: [...MEDIA_FIELDS],
    } as Parameters<typeof documents.findOne>[0])) as unknown as Entry | null;
  /** What was given and is not there, asked of the rows: hooks and other plugins of the site wrote too. */
  const lostOf = async (
    { documentId, locale }: Entry,
    given: Partial<RecordingFacts>,
    isPublished: boolean,
  ) => {
    const fields = filledBy(given);
    const rows = (await strapi.db.query(RECORDING_UID).findMany({
      where: { documentId, locale: locale ?? null, ...(isPublished ? {} : { publishedAt: null }) },
      select: ['id', 'documentId', ...fields.texts],
      populate: Object.fromEntries(
        fields.media.map((field) => [field, { select: ['id', 'documentId', 'hash'] }]),
      ),
    })) as Entry[];
    const versions = rows.length < (isPublished ? 2 : 1) ? [{ documentId }] : rows;
    return [...new Set(versions.flatMap((version) => notHeld(version, given)))];
  };

  return {
    create: (facts, settings, author, status, media) =>
      publishingAsOurselves(async () => {
        const isModerated = status === 'published' && (await queue.moderation()).enabled;
        const first = statusOfNew(status, isModerated);
        const entry = (await documents.create({
          data: {
            ...linked(facts, media),
            ...settings,
            createdBy: author.adminId,
            updatedBy: author.adminId,
            authorUserId: author.memberId,
            ...(first.status === 'published' ? await workflowStages.ofPublished() : {}),
          } as Params['data'],
          status: first.status,
        })) as unknown as Entry;
        const { documentId } = entry;
        announcements.afterCommit('imported', documentId);
        if (first.waits) await queue.queue(documentId, NOBODY, 'import');
        const lost = await lostOf(entry, facts, first.status === 'published');
        return {
          documentId,
          marks: marksFor(entry, without(facts, lost)),
          lost: [...Object.keys(media.removed), ...lost],
        };
      }),

    renew: (documentId, facts, marks, oldFiles, media, approvalStands) =>
      publishingAsOurselves(async () => {
        const draft = await read(documentId, 'draft');
        if (draft === null) return { marks, lost: [] };
        // A file that the entry once had was removed by somebody who could.
        const missed = Object.keys(media.removed).filter(
          (field) => !wasGiven(marks, field, media.removed[field]),
        );
        const data = renewals(draft, facts, marks, oldFiles);
        if (Object.keys(data).length === 0) return { marks, lost: missed };
        const contents = await readBothContents(strapi, RECORDING_UID, {
          documentId,
          ...(await ownLocale(strapi)),
        });
        const approved =
          approvalStands && isLateText(draft, data) ? await queue.approval(documentId) : undefined;
        await queue.before('update', documentId);
        const written = (await documents.update({ documentId, data: linked(data, media) } as Parameters<
          typeof documents.update
        >[0])) as unknown as Entry;
        const { enabled } = await queue.moderation();
        const next = afterRenewal(contents, enabled, approved !== undefined);
        switch (next) {
          case 'stays':
            break;
          case 'waits':
            await queue.queue(documentId, NOBODY, 'added');
            break;
          case 'publishes':
            await workflowStages.follow(documentId, 'approved');
            if (contents === undefined) break;
            await publishWithoutLinksOfOthers(strapi, RECORDING_UID, contents.ids, async () => {
              const { entries } = await documents.publish({ documentId });
              return entries[0] === undefined ? undefined : Number(entries[0].id);
            });
            await queue.keepApproval(
              documentId,
              approved === undefined ? null : await extended(strapi, approved, documentId),
            );
        }
        const lost = await lostOf(written, data, next === 'publishes');
        return {
          marks: { ...marks, ...marksFor(written, without(data, lost)) },
          lost: [...missed, ...lost],
        };
      }),

    async approvalStands(documentId, signal) {
      const { enabled, lateTextsPass } = await queue.moderation();
      const approved = enabled && lateTextsPass ? await queue.approval(documentId) : undefined;
      if (approved === undefined) return false;
      const wish = { documentId, approved };
      const found = await deviations(strapi, { library }, wish, { reread: true, signal });
      return found.length === 0;
    },

    exists: async (documentId) =>
      (await strapi.db
        .query(RECORDING_UID)
        .count({ where: { documentId, publishedAt: null, ...(await ownLocale(strapi)) } })) > 0,
  };
}
