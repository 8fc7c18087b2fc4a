import { afterRenewal, isLateText, mayBringLateText, statusOfNew } from './decide';

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

  it('waits for nobody if what came late passes, unless an editor has changes', () => {
    expect(afterRenewal({ draft: published, published }, true, true)).toBe('publishes');
    expect(afterRenewal({ draft: { ...published, title: 'Mine' }, published }, true, true)).toBe('stays');
    expect(afterRenewal(undefined, true, true)).toBe('stays');
  });

  it('passes only with captions or a transcript where there were none', () => {
    const entry = { captions: null, transcript: '', title: 'Week 5', video: { id: 1 } };
    expect(isLateText(entry, { captions: 7, transcriptFile: 8, transcript: 'Hello' })).toBe(true);
    expect(isLateText({ ...entry, captions: { id: 3 } }, { captions: 7 })).toBe(false);
    expect(isLateText({ ...entry, transcript: 'Hello' }, { transcript: 'Other words' })).toBe(false);
    for (const more of [{ title: 'Week 6' }, { chat: 'Hi' }, { poster: 9 }])
      expect(isLateText(entry, { captions: 7, ...more })).toBe(false);
  });

  it('needs no look at its approved files unless an import has a text that it never had', () => {
    const texts = { captions: 'file', transcript: 'Hello', chat: 'Hi' };
    expect(mayBringLateText(texts, { title: 'mark' })).toBe(true);
    expect(mayBringLateText(texts, { captions: 'mark' })).toBe(true);
    expect(mayBringLateText(texts, { captions: 'mark', transcript: 'mark' })).toBe(false);
    expect(mayBringLateText({ transcript: '', chat: 'Hi' }, {})).toBe(false);
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
