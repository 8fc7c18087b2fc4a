import { message } from '../../../contracts/messages/catalogue';
import { english } from '../../../contracts/messages/say';
import { notAllowed, notFound, refused, refusedForm } from './refusals';

describe('a refusal', () => {
  const said = message('connector.gone');

  it.each([
    ['NotFoundError', notFound(said), { said }],
    ['PolicyError', notAllowed(said), { said }],
    ['PolicyError', notAllowed(said, 'a-code'), { said, code: 'a-code' }],
    ['ApplicationError', refused(said), { said }],
    ['ApplicationError', refused(said, 'a-code'), { said, code: 'a-code' }],
  ])('is %s in English, with the message for whoever reads another language', (name, error, details) => {
    expect([error.name, error.message, error.details]).toEqual([name, english(said), details]);
  });

  it('of a form says its first mistake, and has one for each field', () => {
    const fields = { name: message('form.connector-name'), reason: message('form.reason') };
    const error = refusedForm(fields);
    expect([error.message, error.details]).toEqual([english(fields.name), { said: fields.name, fields }]);
    expect(refusedForm({}).details).toMatchObject({ said: message('form.mistakes') });
  });
});
