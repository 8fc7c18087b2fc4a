import { englishInUkrainian, englishOf, latinRunsOf, withoutNames } from './english';

describe('English sentences on a Ukrainian page', () => {
  it('are found whole, within others, and with any values', () => {
    const found = [
      'The server gave no readable answer. Try again. If it happens again, look in the Strapi log.',
      'Zoom: 12 recordings are waiting.',
      'Deletion applies to: No host is listed, so deletion applies to every recording of the Zoom account.',
    ];
    expect(englishOf(found).map(({ key }) => key)).toEqual([
      'common.unknownError',
      'review.count.pending',
      'deletionWarning.whole-account',
    ]);
    expect(englishOf(['Чекає 1 запис', 'Zoom', 'Account Management', ''])).toEqual([]);
  });

  it('of others are found too, names and quotations are not', () => {
    const runsOf = (text: string, names: string[] = []) =>
      latinRunsOf(withoutNames([text], names)).map((found) => found.text);
    expect(runsOf('Чекає: this is not ours at all')).toEqual(['this is not ours at all']);
    expect(runsOf('Назва Relays and their bugs, part one', ['Relays and their bugs, part one'])).toEqual([]);
    expect(runsOf('Zoom повідомляє: «Invalid client id or secret»')).toEqual([]);
    expect(runsOf('Дозвіл user:read:user:admin надано')).toEqual([]);
  });

  it('stand in no Ukrainian text', () => {
    expect(englishInUkrainian()).toEqual([]);
  });
});
