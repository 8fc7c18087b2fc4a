import { afterRenewal, statusOfNew } from './decide';

describe('a new entry', () => {
  it.each([
    ['draft', false, 'draft', false],
    ['draft', true, 'draft', false],
    ['published', false, 'published', false],
    ['published', true, 'draft', true],
  ] as const)('wished as %s, moderation %s: is %s, waits %s', (wished, isModerated, status, waits) => {
    expect(statusOfNew(wished, isModerated)).toEqual({ status, waits });
  });
});

describe('an entry that an import renewed', () => {
  const published = { title: 'Week 5', tags: ['physics'] };

  it('is published again when it was published and nobody changed the draft', () => {
    expect(afterRenewal({ draft: { tags: ['physics'], title: 'Week 5' }, published }, false)).toBe(
      'publishes',
    );
  });

  it('waits for a moderator where the site has them', () => {
    expect(afterRenewal({ draft: published, published }, true)).toBe('waits');
  });

  it('stays a draft when it was never published, or when an editor’s changes are not published', () => {
    for (const isModerated of [false, true]) {
      expect(afterRenewal(undefined, isModerated)).toBe('stays');
      expect(afterRenewal({ draft: { ...published, title: 'By an editor' }, published }, isModerated)).toBe(
        'stays',
      );
    }
  });
});
