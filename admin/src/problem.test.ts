import { fieldError, readRefusal } from './problem';

describe('what a refused request says', () => {
  it('is its message and one sentence per field', () => {
    const refusal = readRefusal(
      {
        status: 400,
        name: 'ValidationError',
        message: 'Client secret is missing',
        details: { fields: { 'settings.clientSecret': 'Client secret is missing', odd: 3 } },
      },
      'fallback',
    );
    expect(refusal).toEqual({
      status: 400,
      message: 'Client secret is missing',
      fields: { 'settings.clientSecret': 'Client secret is missing' },
    });
  });

  it.each([undefined, null, 'text', [], {}, { message: '' }, { details: null }, { details: { fields: [] } }])(
    'is a sentence of our own when the answer is %j',
    (error) => {
      expect(readRefusal(error, 'No answer')).toEqual({ message: 'No answer', fields: {} });
    },
  );

  it('puts a mistake in one line of a list under the whole field', () => {
    const fields = { 'options.hostEmails.3': 'Too long' };
    expect(fieldError(fields, 'options.hostEmails')).toBe('Too long');
    expect(fieldError(fields, 'options.host')).toBeUndefined();
  });
});
