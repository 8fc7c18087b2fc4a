import type { ReviewCause } from '../../../contracts/review';
import type { ReviewEvent, Mover } from '../domain/moderation';
import type { Database } from '../ledger/database';
import type { ReviewQueue } from '../publishing/door';
import { moverOf } from '../publishing/mover';
import type { Announcements } from '../publishing/events';
import type { ModerationStore } from './moderation-settings';
import type { Reviews } from './reviews';
import type { WorkflowStages } from '../publishing/workflow-stages';

const EVENT_OF: Partial<Record<string, ReviewEvent>> = {
  unpublish: 'unpublish',
  discardDraft: 'discard',
};

/** Keeps the moderators' queue in step with every change of an entry, in the same transaction. */
export function createReviewQueue(
  database: Database,
  reviews: Reviews,
  moderation: ModerationStore,
  announcements: Announcements,
  workflowStages: WorkflowStages,
  /** That of imports; undefined where the site does not translate recordings. */
  ownLanguage: () => Promise<string | undefined>,
): ReviewQueue {
  const queue = (documentId: string, by: Mover, cause: ReviewCause, languages?: string[]) =>
    database.transaction(async (sql) => {
      const own = await ownLanguage();
      const sent = own === undefined ? {} : { languages: languages ?? [own] };
      const moved = await reviews.move({ documentId, event: 'send', by, cause, ...sent }, sql);
      if (moved.outcome !== 'moved') return;
      // Also what is asked for while it waits: perhaps in another language, or from the stage of what is approved.
      await workflowStages.follow(documentId, 'waiting', sent.languages);
      if (moved.from !== 'pending') announcements.afterCommit('pendingReview', documentId);
    });
  /** A move that matters only if the recording ever was in the queue. */
  const follow = (documentId: string, event: ReviewEvent, by: Mover) =>
    database.transaction(async (sql) => {
      const known = await reviews.find(documentId, sql);
      if (known !== undefined && known.state !== 'none') await reviews.move({ documentId, event, by }, sql);
    });

  return {
    moderation: () => moderation.read(),
    approval: (documentId) =>
      database.transaction(async (sql) => {
        const row = await reviews.find(documentId, sql);
        return row?.state === 'approved' ? (row.approvedFiles ?? undefined) : undefined;
      }),
    keepApproval: (documentId, files) =>
      database.transaction((sql) => reviews.keepApproval(documentId, files, sql)),
    inTransaction: (work) => database.transaction(work),
    queue,
    queued: (documentId, by, languages) => queue(documentId, moverOf(by), 'sent', languages),
    published: (documentId, by) => follow(documentId, 'publish', moverOf(by)),
    before: (action, documentId) =>
      // First the review, then the entry: an approval locks them in this order.
      database.transaction(async (sql) => {
        if (action === 'delete') await reviews.forget(documentId, sql);
        else await reviews.touch(documentId, sql);
      }),
    async after(action, documentId, by) {
      const event = EVENT_OF[action];
      if (event !== undefined) await follow(documentId, event, moverOf(by));
    },
  };
}
