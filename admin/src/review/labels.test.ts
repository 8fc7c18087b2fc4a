import { afterDecision, blocksOf, indexAt, keysIn, neighbour, openList } from './labels';

describe('the queue', () => {
  const ids = ['a', 'b', 'c'];
  it('goes to the next and the one before, and stays at its ends', () => {
    expect([neighbour(ids, 'a', 1), neighbour(ids, 'c', 1), neighbour(ids, 'a', -1)]).toEqual([
      'b',
      'c',
      'a',
    ]);
    expect([neighbour(ids, undefined, 1), neighbour([], 'a', 1)]).toEqual(['a', undefined]);
  });
  it('opens the next item after a decision, at the end the one before, and none when it was the last', () => {
    expect([afterDecision(ids, 'a'), afterDecision(ids, 'c'), afterDecision(['a'], 'a')]).toEqual([
      'b',
      'b',
      undefined,
    ]);
  });
  it('lists the keys of decisions only where something can be decided', () => {
    const letters = (state: Parameters<typeof keysIn>[0]) =>
      keysIn(state)
        .map(([key]) => key)
        .join('');
    expect(letters('pending')).toBe('jkar?');
    // What was decided is put back by its button.
    expect([letters('approved'), letters('rejected')]).toEqual(['jk?', 'jk?']);
  });
  it('shows what waits when the address bar names something else', () => {
    const listOf = (state: string | null) => openList({ state, item: null }, undefined).state;
    expect([listOf('rejected'), listOf('x'), listOf(null)]).toEqual(['rejected', 'pending', 'pending']);
  });
  it('never shows an item beside a list of another state', () => {
    // The tab was changed; what was open is still loaded.
    expect(openList({ state: 'rejected', item: null }, 'pending')).toEqual({
      state: 'rejected',
      shows: false,
    });
    expect(openList({ state: 'rejected', item: null }, 'rejected')).toEqual({
      state: 'rejected',
      shows: true,
    });
  });
  it('opens the list of the item that the address names', () => {
    expect(openList({ state: null, item: 'a' }, 'rejected')).toEqual({ state: 'rejected', shows: true });
    expect(openList({ state: 'pending', item: 'a' }, 'approved')).toEqual({ state: 'approved', shows: true });
    // Until it is loaded, and of an item that is in no list.
    expect(openList({ state: 'approved', item: 'a' }, undefined)).toEqual({
      state: 'approved',
      shows: false,
    });
    expect(openList({ state: 'approved', item: 'a' }, 'none')).toEqual({ state: 'approved', shows: true });
  });
});

it('finds what is said at an instant', () => {
  const starts = [1, 4, 4, 9];
  expect([0, 1, 3.9, 4, 100].map((seconds) => indexAt(starts, seconds))).toEqual([-1, 0, 0, 2, 3]);
  expect(indexAt([], 3)).toBe(-1);
});

describe('a summary or poll', () => {
  it('is read as headings with their lines', () => {
    expect(
      blocksOf('Overall summary\nRelays were discussed.\n\nNext steps\n• Ada: relays\n• Ben: moths\n'),
    ).toEqual([
      { heading: 'Overall summary', lines: 'Relays were discussed.' },
      { heading: 'Next steps', lines: '• Ada: relays\n• Ben: moths' },
    ]);
    expect(blocksOf('Shall we go on?\n• Yes: 2 (Ada; Ben)\n')).toEqual([
      { heading: 'Shall we go on?', lines: '• Yes: 2 (Ada; Ben)' },
    ]);
  });

  it('stays as it is where it has no headings', () => {
    expect(blocksOf('Score: 3\nPlace: Kyiv')).toEqual([{ lines: 'Score: 3\nPlace: Kyiv' }]);
    expect(blocksOf('• One\n• Two')).toEqual([{ lines: '• One\n• Two' }]);
    expect(blocksOf('It was short.\nThat is all.')).toEqual([{ lines: 'It was short.\nThat is all.' }]);
  });
});
