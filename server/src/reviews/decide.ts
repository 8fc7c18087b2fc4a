import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import { RECORDING_UID } from '../../../contracts/plugin';
import type { Database, ReviewRow } from '../ledger/database';
import type { Sql } from '../ledger/table';
import { publishingAsOurselves } from '../publishing/door';
import { filesToApprove } from '../publishing/approval';
import type { Library } from '../media/library';
import type { Announcements } from '../publishing/events';
import type { ReviewMails } from '../mails/review-mails';
import type { Reviews } from './reviews';
import { languagesOf, ownLocale } from '../site/own-locale';
import type { WorkflowStages } from '../publishing/workflow-stages';

/** The result of a decision; see `Decision` in `contracts/review.ts`. */
export type Decided =
  | { outcome: 'done'; row: ReviewRow }
  | { outcome: 'lost'; why: 'decided' | 'changed'; row: ReviewRow }
  | { outcome: 'lost'; why: 'gone' };

/** The three decisions of moderators. Each is one transaction together with the change of the entry. */
export interface Decisions {
  /** Publishes the languages that wait. `revision` is the one that the moderator saw. */
  approve(documentId: string, revision: number, adminId: number): Promise<Decided>;
  reject(documentId: string, revision: number, adminId: number, reason: string): Promise<Decided>;
  /** Takes a decision back: the entry is unpublished and waits again. */
  putBack(documentId: string, adminId: number): Promise<Decided>;
}

interface Dependencies {
  database: Database;
  reviews: Reviews;
  library: Pick<Library, 'hash' | 'check'>;
  announcements: Announcements;
  reviewMails: ReviewMails;
  workflowStages: WorkflowStages;
}

/** A moderator waits for the answer. A file that the storage does not give in time is approved without a hash. */
const LONGEST_MS = 120_000;

/** Rolls the transaction back although nothing failed. */
class Gone extends Error {}

export function openDecisions(
  strapi: Core.Strapi,
  { database, reviews, library, announcements, reviewMails, workflowStages }: Dependencies,
): Decisions {
  const documents = strapi.documents(RECORDING_UID as Parameters<Core.Strapi['documents']>[0]);

  type Request = Parameters<Reviews['move']>[0];
  const decide = async (
    request: Request,
    act: (row: ReviewRow, sql: Sql) => Promise<void>,
  ): Promise<Decided> => {
    try {
      return await database.transaction(async (sql): Promise<Decided> => {
        // The entry may have been deleted. `move` would make a new review for it.
        const known = await reviews.find(request.documentId, sql);
        if (known === undefined) throw new Gone();
        const moved = await reviews.move(request, sql);
        switch (moved.outcome) {
          case 'refused':
            return { outcome: 'lost', why: 'decided', row: moved.row };
          case 'changed':
            return { outcome: 'lost', why: 'changed', row: moved.row };
          case 'moved':
            await act(moved.row, sql);
            return { outcome: 'done', row: moved.row };
        }
      });
    } catch (error) {
      if (error instanceof Gone) return { outcome: 'lost', why: 'gone' };
      throw error;
    }
  };
  const by = (adminId: number) => ({ adminId, name: null });

  /** Answers how many versions. A version of which the draft is gone is left out. */
  const publish = async (documentId: string, languages: string[] | null): Promise<number> => {
    const isTranslated = (await ownLocale(strapi)).locale !== undefined;
    const each = isTranslated && languages !== null ? languages.map((locale) => ({ locale })) : [{}];
    let published = 0;
    for (const language of each) {
      const { entries } = await publishingAsOurselves(() => documents.publish({ documentId, ...language }));
      published += entries.length;
    }
    return published;
  };

  return {
    async approve(documentId, revision, adminId) {
      // Before the transaction, because large files take their time. A change of them raises the revision.
      const signal = AbortSignal.timeout(LONGEST_MS);
      const approvedFiles = await filesToApprove(strapi, { library }, documentId, signal);
      const request = { documentId, event: 'approve', by: by(adminId), revision, approvedFiles } as const;
      return await decide(request, async (row, sql) => {
        // The stage first, because a workflow may require it for publishing.
        await workflowStages.follow(documentId, 'approved', row.languages);
        if ((await publish(documentId, row.languages)) === 0) throw new Gone();
        announcements.afterCommit('approved', documentId);
        await reviewMails.decided(row, 'approved', sql);
      });
    },
    reject: (documentId, revision, adminId, reason) =>
      decide({ documentId, event: 'reject', by: by(adminId), revision, reason }, async (row, sql) => {
        await workflowStages.follow(documentId, 'rejected', row.languages);
        announcements.afterCommit('rejected', documentId, { reason });
        await reviewMails.decided(row, 'rejected', sql);
      }),
    async putBack(documentId, adminId) {
      const published = await languagesOf(strapi, documentId, 'published');
      const languages = published.length === 0 ? {} : { languages: published };
      return await decide({ documentId, event: 'put-back', by: by(adminId), ...languages }, async (row) => {
        await publishingAsOurselves(() => documents.unpublish({ documentId, locale: '*' }));
        await workflowStages.follow(documentId, 'waiting', row.languages);
      });
    },
  };
}

/** Strapi's sentence on what an entry lacks before it can be published; undefined for other errors. */
export const refusalOf = (error: unknown): string | undefined =>
  error instanceof errors.ValidationError || error instanceof errors.ApplicationError
    ? error.message
    : undefined;
