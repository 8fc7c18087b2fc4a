import type { ReviewState } from '../../../contracts/review';

/** What happens to a recording on its way past the moderators. */
export type ReviewEvent =
  /** Somebody asks to publish it, by any way into Strapi. */
  | 'send'
  | 'approve'
  | 'reject'
  /** A moderator reverts a decision. */
  | 'put-back'
  /** It is published past the queue: moderation is off, or moderators may. */
  | 'publish'
  | 'unpublish'
  /** The waiting changes are discarded: the draft is as it was published. */
  | 'discard';

export type ReviewMove = { outcome: 'moved'; to: ReviewState } | { outcome: 'refused'; from: ReviewState };

/**
 * The one table of allowed moves; an event that a state does not name is refused. Approving is
 * possible only for what waits: there is no other way to `approved` while moderation is on.
 */
const MOVES: Record<ReviewState, Partial<Record<ReviewEvent, ReviewState>>> = {
  none: { send: 'pending', publish: 'none', unpublish: 'none', discard: 'none' },
  pending: {
    send: 'pending',
    approve: 'approved',
    reject: 'rejected',
    publish: 'approved',
    // The changes wait all the same.
    unpublish: 'pending',
    discard: 'none',
  },
  approved: {
    send: 'pending',
    'put-back': 'pending',
    publish: 'approved',
    unpublish: 'none',
    discard: 'approved',
  },
  rejected: {
    send: 'pending',
    'put-back': 'pending',
    publish: 'approved',
    unpublish: 'rejected',
    discard: 'none',
  },
};

/** The one way to a new state. Pure; the caller writes the answer on condition of the state it left. */
export function moveReview(from: ReviewState, event: ReviewEvent): ReviewMove {
  const to = MOVES[from][event];
  return to === undefined ? { outcome: 'refused', from } : { outcome: 'moved', to };
}

/** Who made a move: an admin user, or another known caller by its name. */
export interface Mover {
  adminId: number | null;
  name: string | null;
}
