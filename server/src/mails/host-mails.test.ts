import { english } from '../../../contracts/messages/say';
import { standing } from './host-mails';

describe('the mail to a host', () => {
  it.each([
    [false, 'none', 'draft'],
    [false, 'pending', 'waiting for review'],
    [false, 'rejected', 'not approved'],
    // Unpublished since.
    [false, 'approved', 'draft'],
    [true, 'none', 'published'],
    [true, 'approved', 'published'],
    // A published one of which a change waits is still seen by its readers.
    [true, 'pending', 'published'],
  ] as const)('published %s, review %s: says "%s"', (isPublished, review, word) => {
    expect(english(standing(isPublished, review))).toBe(word);
  });
});
