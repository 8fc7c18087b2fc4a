import { z } from 'zod';
import { pageQuery, type PageAnswer, type PersonRef } from './common';
import { message } from './messages/catalogue';
import { storeMessage } from './messages/stored';
import type { Missing } from './missing';

/**
 * Where a recording stands with the moderators, beside its stage and status in the ledger. `none`:
 * nobody asked for its publication yet. `approved`: what is published was let through.
 */
export const REVIEW_STATES = ['none', 'pending', 'approved', 'rejected'] as const;
export type ReviewState = (typeof REVIEW_STATES)[number];

/**
 * Why it waits. `sent`: somebody asked for its publication. `import`: its connector publishes what it
 * imports. `added`: the import added something to a published recording (a late transcript).
 * `put-back`: a moderator took a decision back.
 */
export const REVIEW_CAUSES = ['sent', 'import', 'added', 'put-back'] as const;
export type ReviewCause = (typeof REVIEW_CAUSES)[number];

export const MAX_REASON_CHARACTERS = 2_000;
/** More would be a page that nobody reads to its end. */
export const BULK_LIMIT = 100;

/** The site's settings of content moderation (B8). */
export const moderationSettings = z.strictObject({
  /** On: whatever door a publication takes, it leads into the queue. */
  enabled: z.boolean(),
  moderatorsPublishDirectly: z.boolean(),
  /** Captions and transcripts that a provider adds to an approved recording are published without a review. */
  lateTextsPass: z.boolean().default(false),
  /** Sentences to begin a rejection with. */
  reasonTemplates: z.array(z.string().trim().min(1).max(500)).max(20),
});
export type ModerationSettings = z.infer<typeof moderationSettings>;

/** What the signed-in person may do about publishing. */
export interface ModerationView {
  enabled: boolean;
  /** Has the right to approve and reject. */
  moderates: boolean;
  /** Publishes without the queue: moderation is off, or moderators may. */
  publishesDirectly: boolean;
}

export interface ReviewStep {
  /** ISO instant. */
  at: string;
  by?: PersonRef;
  what: 'sent' | 'approved' | 'rejected' | 'put-back' | 'published' | 'unpublished' | 'withdrawn';
  reason?: string;
}

export interface ReviewView {
  documentId: string;
  state: ReviewState;
  /** Rises with each change of the entry or of its state; a decision names the one that was looked at. */
  revision: number;
  cause?: ReviewCause;
  requestedBy?: PersonRef;
  requestedAt?: string;
  /** Of the last rejection. */
  reason?: string;
  decidedBy?: PersonRef;
  decidedAt?: string;
  /** Another moderator has it open. */
  openedBy?: PersonRef;
  /** Codes of the languages that an approval publishes, on a site that translates its recordings. */
  languages?: string[];
}

/** A version that an approval publishes. */
export interface ReviewLanguage {
  code: string;
  /** As the site calls it. */
  name: string;
  /** Absent where the reader may not see it. */
  title?: string;
}

export interface ReviewListItem {
  review: ReviewView;
  title: string;
  /** Absent in a draft that is not complete. */
  startedAt?: string;
  timezone?: string;
  durationSeconds?: number;
  hostName?: string;
  /** Link of the picture. */
  posterUrl?: string;
}

export interface ChatLine {
  /** Absent where a line has no time of its own. */
  atSeconds?: number;
  text: string;
}

export interface ReviewDetail extends ReviewListItem {
  description?: string;
  hostEmail?: string;
  providerLabel?: string;
  room?: string;
  /** Absent where the reader may not see it. */
  visibility?: 'public' | 'private';
  tags: string[];
  video?: { url: string; name: string; mime: string };
  audio?: { url: string; name: string; mime: string };
  hasCaptions: boolean;
  chapters: { startSeconds: number; title: string }[];
  chat: ChatLine[];
  /** Provider text, e.g. the summary; to be shown as text. */
  summary?: string;
  polls?: string;
  isPublished: boolean;
  /** What waits, on a site that translates its recordings. The rest of this is about the default language. */
  languages?: ReviewLanguage[];
  /** What its import could not bring; empty when all is here, or when it was not imported. */
  missing: Missing[];
  author?: PersonRef;
  history: ReviewStep[];
  /** Who may decide; at most ten. */
  moderators: PersonRef[];
  /** Name of the right that the reader lacks to decide; absent when they have it. */
  missingRight?: string;
  moderation: ModerationView;
  /** Sentences to begin a rejection with; none for who can't reject. */
  reasonTemplates: string[];
  /** This site can send mail, so the author also gets the decision by mail. */
  sendsMail: boolean;
}

export interface CueView {
  startSeconds: number;
  endSeconds: number;
  speaker?: string;
  text: string;
}

/**
 * What became of a decision. `lost`: it was not taken, since somebody else decided (`decided`), the
 * entry was changed since it was looked at (`changed`), or it is no longer there (`gone`).
 */
export type Decision =
  | { outcome: 'done'; review: ReviewView }
  | { outcome: 'lost'; why: 'decided' | 'changed'; by?: PersonRef; review: ReviewView }
  | { outcome: 'lost'; why: 'gone' };

const seen = z.object({ revision: z.number().int().min(0) });

/** GET /reviews (content.read): what the reader may read, the one that waits longest first. */
export namespace ListReviews {
  export const query = pageQuery.extend({
    state: z.enum(['pending', 'approved', 'rejected']).default('pending'),
  });
  export interface Response extends PageAnswer<ReviewListItem> {
    meta: PageAnswer<ReviewListItem>['meta'] & { moderation: ModerationView; missingRight?: string };
  }
}
/** GET /reviews/states?documentIds=a,b (content.read): for the list of the content manager. */
export namespace ListReviewStates {
  export const query = z.object({
    documentIds: z
      .string()
      .max(10_000)
      .transform((text) => text.split(',').filter((id) => /^[a-z0-9]{1,64}$/i.test(id)))
      .pipe(z.array(z.string()).max(200)),
  });
  export interface Response {
    data: ReviewView[];
    meta: { moderation: ModerationView };
  }
}
/** POST /reviews/approve (recordings.moderate): one result for each. */
export namespace ApproveMany {
  export const body = z.strictObject({
    items: z
      .array(z.strictObject({ documentId: z.string().max(64), revision: z.number().int().min(0) }))
      .min(1)
      .max(BULK_LIMIT),
  });
  export type Body = z.infer<typeof body>;
  export interface Result {
    documentId: string;
    title: string;
    decision: Decision | { outcome: 'failed'; problem: string };
  }
  export interface Response {
    data: Result[];
  }
}
/** GET /recordings/:documentId/review (content.read) */
export namespace GetReview {
  export interface Response {
    data: ReviewDetail;
  }
}
/** POST /recordings/:documentId/review (content.update): asks for its publication, by default in the default language. */
export namespace SendToReview {
  export const body = z.strictObject({ locale: z.string().max(64).optional() });
  export type Body = z.infer<typeof body>;
  export interface Response {
    data: ReviewView;
  }
}
/** POST /recordings/:documentId/review/approve (recordings.moderate): publishes it. */
export namespace Approve {
  export const body = z.strictObject(seen.shape);
  export type Body = z.infer<typeof body>;
  export interface Response {
    data: Decision;
  }
}
/** POST /recordings/:documentId/review/reject (recordings.moderate) */
export namespace Reject {
  export const body = z.strictObject({
    ...seen.shape,
    reason: z
      .string()
      .trim()
      .min(1, storeMessage(message('form.reason')))
      .max(
        MAX_REASON_CHARACTERS,
        storeMessage(message('form.most-characters', { most: MAX_REASON_CHARACTERS })),
      ),
  });
  export type Body = z.infer<typeof body>;
  export interface Response {
    data: Decision;
  }
}
/** POST /recordings/:documentId/review/put-back (recordings.moderate): unpublishes; it waits again. */
export namespace PutBack {
  export interface Response {
    data: Decision;
  }
}
/**
 * POST and DELETE /recordings/:documentId/review/claim (recordings.moderate): tells the others that
 * it is open here; for a minute, unless said again.
 */
export namespace ClaimReview {
  export interface Response {
    data: ReviewView;
  }
}
/** GET /recordings/:documentId/cues (content.read) */
export namespace ListCues {
  export const query = z.object({
    page: z.coerce.number().int().min(1).max(10_000).default(1),
    pageSize: z.coerce.number().int().min(1).max(1_000).default(500),
  });
  export type Response = PageAnswer<CueView>;
}
/** GET /moderation (settings.read) */
export namespace GetModeration {
  export interface Response {
    data: ModerationSettings;
  }
}
/** PUT /moderation (settings.manage) */
export namespace UpdateModeration {
  export const body = moderationSettings;
}
/** GET /recordings/:documentId/captions (content.read): the captions as `text/vtt`. */
