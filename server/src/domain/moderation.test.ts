import { REVIEW_STATES } from '../../../contracts/review';
import { moveReview, type ReviewEvent } from './moderation';

const EVENTS: ReviewEvent[] = ['send', 'approve', 'reject', 'put-back', 'publish', 'unpublish', 'discard'];

describe('the moves of a review', () => {
  it('are these and no others', () => {
    const table = REVIEW_STATES.map((from) => [
      from,
      ...EVENTS.map((event) => {
        const moved = moveReview(from, event);
        return moved.outcome === 'moved' ? moved.to : '–';
      }),
    ]);
    expect(table).toEqual([
      //           send       approve     reject      put-back   publish     unpublish   discard
      ['none', 'pending', '–', '–', '–', 'none', 'none', 'none'],
      ['pending', 'pending', 'approved', 'rejected', '–', 'approved', 'pending', 'none'],
      ['approved', 'pending', '–', '–', 'pending', 'approved', 'none', 'approved'],
      ['rejected', 'pending', '–', '–', 'pending', 'approved', 'rejected', 'none'],
    ]);
  });

  it('lead to approved only from what waits, as long as nothing is published past the queue', () => {
    for (const from of REVIEW_STATES) {
      for (const event of EVENTS.filter((one) => one !== 'publish')) {
        const moved = moveReview(from, event);
        if (moved.outcome === 'moved' && moved.to === 'approved' && from !== 'approved') {
          expect([from, event]).toEqual(['pending', 'approve']);
        }
      }
    }
  });
});
