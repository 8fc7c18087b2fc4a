import { english, say } from '../../../../contracts/messages/say';
import { LASTING_REFUSALS, refused } from './refusal';

describe('a file that is refused', () => {
  it('is not fetched again when it is whole and beyond what can be checked or played', () => {
    expect([...LASTING_REFUSALS].sort()).toEqual([
      'box-too-large',
      'chunk-too-large',
      'encrypted',
      'is-other-format',
      'run-too-long',
      'too-deep',
      'too-large',
      'too-long',
      'too-many-boxes',
      'too-many-edits',
      'too-many-entries',
      'too-many-fragments',
      'too-many-samples',
      'too-many-tracks',
      'unknown-table',
    ]);
  });

  it('is told in a sentence for people, with the technical detail marked as one', () => {
    const { said } = refused('table-size', 'table stsz is shorter than its header');
    expect(english(said)).toBe(
      'The file is damaged. Technical detail: “table stsz is shorter than its header”.',
    );
    expect(say(said, 'uk')).toBe(
      'Файл пошкоджено. Технічні подробиці: «table stsz is shorter than its header».',
    );
    expect(english(refused('is-html').said)).toMatch(/web page/);
  });
});
