import { createIntl } from 'react-intl';
import { kindName } from './missing';
import { ALL_TEXTS } from './translations/all';
import type { Translate } from './use-text';

const { en, uk } = ALL_TEXTS;

const speaking = (locale: string, messages: Record<string, string>): Translate => {
  const intl = createIntl({ locale, messages });
  return (key, values) => intl.formatMessage({ id: key }, values);
};
const english = speaking('en', en);
const ukrainian = speaking('uk', uk);

describe('kinds of files', () => {
  it('are named in the reader’s language', () => {
    expect([kindName(english, 'captions'), kindName(ukrainian, 'captions')]).toEqual([
      'Captions',
      'Субтитри',
    ]);
    expect(kindName(english, 'hologram')).toBe('hologram');
  });
});
