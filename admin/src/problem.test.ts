import { english } from '../../contracts/messages/say';
import { fieldError, readRefusal } from './problem';

const clock = { code: 'check.clock.ahead', values: { provider: 'Zoom', minutes: 22 } };
const texts = { fallback: 'No answer', noRight: 'No right' };

describe('why a request was refused', () => {
  it('is the sentence of the message that the server sends, and one for each field', () => {
    const refusal = readRefusal(
      {
        status: 400,
        name: 'ValidationError',
        message: 'In English, for logs',
        details: {
          said: clock,
          fields: { 'settings.clientSecret': clock, 'options.name': 'As it was', odd: 3 },
        },
      },
      texts,
      (message) => `said: ${english(message)}`,
    );
    const said = `said: ${english(clock)}`;
    expect(refusal).toEqual({
      status: 400,
      message: said,
      fields: { 'settings.clientSecret': said, 'options.name': 'said: As it was' },
    });
  });

  it('is the finished sentence of a refusal by Strapi itself', () => {
    expect(readRefusal({ message: 'Too many requests', details: {} }, texts, english)).toEqual({
      message: 'Too many requests',
      fields: {},
    });
  });

  it.each(['Policy Failed', 'Forbidden'])('is a sentence of our own where Strapi says “%s”', (message) => {
    const refusal = readRefusal({ status: 403, name: 'PolicyError', message, details: {} }, texts, english);
    expect(refusal.message).toBe(texts.noRight);
    const said = { status: 403, message, details: { said: clock } };
    expect(readRefusal(said, texts, english).message).toBe(english(clock));
  });

  it.each([
    undefined,
    null,
    'text',
    [],
    {},
    { message: '' },
    { details: null },
    { details: { fields: [] } },
    { details: { said: 7 } },
    { details: { said: { code: 7 } } },
  ])('is a sentence of our own when the answer is %j', (error) => {
    expect(readRefusal(error, texts, english)).toEqual({ message: texts.fallback, fields: {} });
  });

  it('puts a mistake in one line of a list under the whole field', () => {
    const fields = { 'options.hostEmails.3': 'Too long' };
    expect(fieldError(fields, 'options.hostEmails')).toBe('Too long');
    expect(fieldError(fields, 'options.host')).toBeUndefined();
  });
});
