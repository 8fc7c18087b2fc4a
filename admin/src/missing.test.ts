import { createIntl } from 'react-intl';
import { parseChat } from '../../server/src/texts/chat';
import { TEXT_REFUSALS } from '../../server/src/texts/decode-text';
import { kindName, missingWhy } from './missing';
import en from './translations/en.json';
import uk from './translations/uk.json';
import type { Say, Translate } from './use-text';

const speaking = (locale: string, messages: Record<string, string>): Translate => {
  const intl = createIntl({ locale, messages });
  return (key, values) => intl.formatMessage({ id: key }, values);
};
const english = speaking('en', en);
const ukrainian = speaking('uk', uk);

const say: Say = (message) => (typeof message === 'string' ? message : message.code);

describe('what is missing, in words', () => {
  it('names the type that the site refuses, where to allow it and what happens then', () => {
    const problem = { code: 'type-not-allowed', values: { mime: 'text/vtt' } };
    expect(missingWhy(english, say, 'en', problem)).toBe(
      'The upload rules of this site refuse text/vtt. Allow it in config/plugins, then restart Strapi. The next sync imports the file.',
    );
    expect(missingWhy(ukrainian, say, 'uk', problem)).toMatch(/не приймають text\/vtt/);
  });

  it('writes sizes in the reader’s units', () => {
    const problem = { code: 'over-size-limit', values: { sizeBytes: 2_500_000, limitBytes: 1_000_000 } };
    expect(missingWhy(english, say, 'en', problem)).toMatch(/has 2\.5 MB.+at most 1 MB/);
  });

  it('says of an unreadable file what was found', () => {
    const chat = parseChat('no chat at all');
    const found = chat.outcome === 'unreadable' ? chat.code : '';
    expect(missingWhy(english, say, 'en', { code: 'unreadable-text', values: { found } })).toMatch(
      /format of a chat that is known/,
    );
    for (const code of TEXT_REFUSALS) expect(Object.keys(en)).toContain(`missing.found.${code}`);
  });

  it('keeps the server’s words for a code that it does not know, and never says nothing', () => {
    expect(missingWhy(english, say, 'en', { code: 'forbidden', what: 'Zoom refused it.' })).toBe(
      'Zoom refused it.',
    );
    expect(missingWhy(english, say, 'en', { code: 'forbidden' })).toBe(en['missing.why.unknown']);
  });

  it('names kinds in the reader’s language', () => {
    expect([kindName(english, 'captions'), kindName(ukrainian, 'captions')]).toEqual([
      'Captions',
      'Субтитри',
    ]);
    expect(kindName(english, 'hologram')).toBe('hologram');
  });
});
