import { contentTypes } from './index';

interface Attribute {
  readonly type: string;
}
const attributes = (
  Object.entries(contentTypes) as [string, { schema: { attributes: Record<string, Attribute> } }][]
)
  .flatMap(([type, { schema }]) =>
    Object.entries(schema.attributes).map(([name, { type: kind }]) => ({
      type,
      name,
      kind,
      all: schema.attributes,
    })),
  )
  .filter(({ name }) => /Ids?$/.test(name));

describe('what a row refers to', () => {
  it('is named by a key that survives a move, or is a user who is also named by one', () => {
    const byNumber = attributes.filter(
      ({ kind, name, all }) => /integer$/.test(kind) && !(name.replace(/Id$/, 'Who') in all),
    );
    expect(byNumber.map(({ type, name }) => `${type}.${name}`)).toEqual([]);
    expect(attributes.filter(({ kind }) => kind === 'string').length).toBeGreaterThan(14);
    expect(attributes.filter(({ kind }) => kind === 'integer').length).toBeGreaterThan(12);
  });
});
