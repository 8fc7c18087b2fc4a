import { z } from 'zod';
import { message } from '../../../contracts/messages/catalogue';
import { english } from '../../../contracts/messages/say';
import { storeMessage } from '../../../contracts/messages/stored';
import { formMistakes } from './form-mistakes';

const schema = z.strictObject({
  name: z.string().min(1, storeMessage(message('form.connector-name'))),
  hours: z.number().min(2).max(9),
  title: z.string().max(3),
  tags: z.array(z.string()).max(1),
  status: z.enum(['draft', 'published']),
  rules: z.strictObject({ kind: z.string() }),
});
const good = { name: 'a', hours: 3, title: 'a', tags: [], status: 'draft', rules: { kind: 'chat' } };

const mistakesOf = (typed: unknown) => {
  const parsed = schema.safeParse(typed);
  if (parsed.success) throw new Error('nothing was refused');
  const mistakes = formMistakes(parsed.error.issues, typed);
  return Object.fromEntries(Object.entries(mistakes).map(([path, said]) => [path, english(said)]));
};

describe('what a schema refuses', () => {
  it('is said by the schema’s own message where it has one', () => {
    expect(mistakesOf({ ...good, name: '' })).toEqual({ name: 'Give the connector a name.' });
  });

  it.each<[object, Record<string, string>]>([
    [{ hours: 1 }, { hours: 'hours must be at least 2.' }],
    [{ hours: 10 }, { hours: 'hours must be at most 9.' }],
    [{ hours: '3' }, { hours: 'hours has a value that can’t be used.' }],
    [{ hours: undefined }, { hours: 'hours is missing.' }],
    [{ title: 'long' }, { title: 'title has at most 3 characters.' }],
    [{ tags: ['a', 'b'] }, { tags: 'tags has at most 1 entry.' }],
    [{ status: 'gone' }, { status: 'status must be one of these: draft and published.' }],
    [{ rules: {} }, { 'rules.kind': 'rules.kind is missing.' }],
    [
      { rules: { kind: 'chat', odd: 1 }, more: 2 },
      { 'rules.odd': '“odd” is not known here.', more: '“more” is not known here.' },
    ],
  ])('beside that names the field: %j', (typed, mistakes) => {
    expect(mistakesOf({ ...good, ...typed })).toEqual(mistakes);
  });

  it('is a mistake of the whole when there is nothing', () => {
    expect(Object.keys(mistakesOf(undefined))).toEqual(['']);
  });
});
