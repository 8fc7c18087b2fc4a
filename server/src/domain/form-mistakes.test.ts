import { z } from 'zod';
import { message } from '../../../contracts/messages/catalogue';
import { CreateConnector } from '../../../contracts/connectors';
import { fieldName } from '../../../contracts/messages/field-names';
import { english, say } from '../../../contracts/messages/say';
import { storeMessage } from '../../../contracts/messages/stored';
import { formMistakes } from './form-mistakes';

const schema = z.strictObject({
  name: z.string().min(1, storeMessage(message('form.connector-name'))),
  scheduleMinutes: z.number().min(2).max(9),
  userId: z.number().int().positive().lt(100),
  title: z.string().max(3),
  tags: z.array(z.string()).max(1),
  status: z.enum(['draft', 'published']),
  rules: z.strictObject({ lastKind: z.string() }),
});
const good = {
  name: 'a',
  scheduleMinutes: 3,
  userId: 1,
  title: 'a',
  tags: [],
  status: 'draft',
  rules: { lastKind: 'chat' },
};

const mistakesOf = (typed: unknown) => {
  const parsed = schema.safeParse(typed);
  if (parsed.success) throw new Error('nothing was refused');
  const { fields } = formMistakes(parsed.error.issues, typed);
  return Object.fromEntries(Object.entries(fields).map(([path, said]) => [path, english(said)]));
};

describe('what a schema refuses', () => {
  it('is said by the schema’s own message where it has one', () => {
    expect(mistakesOf({ ...good, name: '' })).toEqual({ name: 'Give the connector a name.' });
  });

  it.each<[object, Record<string, string>]>([
    [{ scheduleMinutes: 1 }, { scheduleMinutes: 'Minutes between sync runs must be at least 2.' }],
    [{ scheduleMinutes: 10 }, { scheduleMinutes: 'Minutes between sync runs must be at most 9.' }],
    [
      { scheduleMinutes: '3' },
      { scheduleMinutes: 'Minutes between sync runs has a value that can’t be used.' },
    ],
    [{ scheduleMinutes: undefined }, { scheduleMinutes: 'Minutes between sync runs is missing.' }],
    [{ userId: 0 }, { userId: 'User must be at least 1.' }],
    [{ userId: 100 }, { userId: 'User must be at most 99.' }],
    [{ title: 'long' }, { title: 'title has at most 3 characters.' }],
    [{ tags: ['a', 'b'] }, { tags: 'Tags has at most 1 entry.' }],
    [{ tags: [1] }, { 'tags.0': 'Tags, entry 1 has a value that can’t be used.' }],
    [{ status: 'gone' }, { status: 'Status must be one of these: draft and published.' }],
    [{ rules: {} }, { 'rules.lastKind': 'rules › last kind is missing.' }],
    [
      { rules: { lastKind: 'chat', odd: 1 }, more: 2 },
      { 'rules.odd': '“odd” is not known here.', more: '“more” is not known here.' },
    ],
  ])('beside that names the field: %j', (typed, mistakes) => {
    expect(mistakesOf({ ...good, ...typed })).toEqual(mistakes);
  });

  it.each([undefined, null, 'text', 7, [], [good]])(
    'is a mistake of the whole, and of no field, for %j',
    (typed) => {
      const { issues } = schema.safeParse(typed).error ?? { issues: [] };
      expect(formMistakes(issues, typed)).toEqual({ whole: message('form.no-fields'), fields: {} });
    },
  );

  it('names each field of a connector, and no path', () => {
    const paths = (shape: Record<string, unknown>, before: string[]): string[][] =>
      Object.entries(shape).flatMap(([name, inner]) =>
        inner instanceof z.ZodObject
          ? paths(inner.shape as Record<string, unknown>, [...before, name])
          : [[...before, name]],
      );
    const all = paths(CreateConnector.body.shape, []);
    expect(all.length).toBeGreaterThan(20);
    for (const language of ['en', 'uk'] as const)
      for (const path of all) expect(say(fieldName(path), language)).not.toMatch(/›|^[a-z]/);
  });
});
