import type { Core } from '@strapi/strapi';
import { RECORDING_UID } from '../../../contracts/plugin';
import type { Announcements } from './events';
import type { WorkflowStages } from './workflow-stages';
import type { Author } from '../people/authors';
import { readBothContents } from './contents';
import { publishingAsOurselves, type ReviewQueue } from './door';
import { afterRenewal, statusOfNew } from './decide';
import { marksFor, MEDIA_FIELDS, renewals, type Entry } from './renewals';
import type { Marks } from '../domain/marks';
import type { RecordingFacts } from '../domain/recording';

/** Settings of the import. They apply to new entries only. */
export interface RecordingSettings {
  tags: string[];
  visibility: 'public' | 'private';
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
  ): Promise<{ documentId: string; marks: Marks }>;
  /**
   * Writes what is different from the last time, field by field. A field that an editor changed stays.
   * An entry that was published and has no other changes is published again, or waits for a moderator
   * where the site has them. A deleted entry stays deleted. Answers the new marks.
   */
  renew(documentId: string, facts: RecordingFacts, marks: Marks, oldFiles: number[]): Promise<Marks>;
  /** Whether the entry is there, as draft or published. */
  exists(documentId: string): Promise<boolean>;
}

const NOBODY = { adminId: null, name: null };

export function openRecordings(
  strapi: Core.Strapi,
  queue: ReviewQueue,
  announcements: Announcements,
  workflowStages: WorkflowStages,
): Recordings {
  const documents = strapi.documents(RECORDING_UID as Parameters<Core.Strapi['documents']>[0]);
  type Params = Parameters<typeof documents.create>[0];
  const readDraft = async (documentId: string) =>
    (await documents.findOne({
      documentId,
      status: 'draft',
      populate: [...MEDIA_FIELDS],
    } as Parameters<typeof documents.findOne>[0])) as unknown as Entry | null;

  return {
    create: (facts, settings, author, status) =>
      publishingAsOurselves(async () => {
        const first = statusOfNew(status, (await queue.moderation()).enabled);
        const entry = (await documents.create({
          data: {
            ...facts,
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
        return { documentId, marks: marksFor(entry, facts) };
      }),

    renew: (documentId, facts, marks, oldFiles) =>
      publishingAsOurselves(async () => {
        const draft = await readDraft(documentId);
        if (draft === null) return marks;
        const data = renewals(draft, facts, marks, oldFiles);
        if (Object.keys(data).length === 0) return marks;
        const contents = await readBothContents(strapi, RECORDING_UID, documentId);
        await queue.before('update', documentId);
        const written = (await documents.update({ documentId, data } as Parameters<
          typeof documents.update
        >[0])) as unknown as Entry;
        const renewed = { ...marks, ...marksFor(written, data) };
        switch (afterRenewal(contents, (await queue.moderation()).enabled)) {
          case 'stays':
            break;
          case 'waits':
            await queue.queue(documentId, NOBODY, 'added');
            break;
          case 'publishes':
            await workflowStages.follow(documentId, 'approved');
            await documents.publish({ documentId });
        }
        return renewed;
      }),

    async exists(documentId) {
      return (await readDraft(documentId)) !== null;
    },
  };
}
