import { mayGive, rolesWithin, type Right } from './roles-within';

const ARTICLE = 'api::article.article';
const right = (over: Partial<Right> = {}): Right => ({
  action: 'explorer.update',
  subject: ARTICLE,
  properties: { fields: ['title', 'text'] },
  conditions: [],
  ...over,
});
const OWN = ['admin::is-creator'];
const SAME_ROLE = 'admin::has-same-role-as-creator';

describe('a role is within the rights of who sets it', () => {
  it.each<[string, boolean, Right[], Right[]]>([
    ['an empty role', true, [], []],
    ['a right that the setter lacks', false, [], [right()]],
    ['the same right', true, [right()], [right()]],
    ['another action', false, [right()], [right({ action: 'explorer.delete' })]],
    ['another type', false, [right()], [right({ subject: 'api::page.page' })]],
    ['no type instead of one', false, [right()], [right({ subject: null })]],
    ['a type instead of none', false, [right({ subject: null })], [right()]],
    ['the same without a type', true, [right({ subject: null })], [right({ subject: undefined })]],
    ['other parameters', false, [right()], [right({ actionParameters: { kind: 'all' } })]],
    ['fewer fields', true, [right()], [right({ properties: { fields: ['title'] } })]],
    ['a further field', false, [right()], [right({ properties: { fields: ['title', 'secret'] } })]],
    ['every field of somebody with some', false, [right()], [right({ properties: {} })]],
    ['every field of somebody with some, as null', false, [right()], [right({ properties: null })]],
    ['some fields of somebody with every', true, [right({ properties: {} })], [right()]],
    [
      'fields of two rights together',
      true,
      [right({ properties: { fields: ['title'] } }), right({ properties: { fields: ['text'] } })],
      [right()],
    ],
    ['a right of no field, which is void', true, [], [right({ properties: { fields: [] } })]],
    ['a right of a setter whose own is void', false, [right({ properties: { fields: [] } })], [right()]],
    ['without the setter’s condition', false, [right({ conditions: OWN })], [right()]],
    [
      'without the setter’s condition, as null',
      false,
      [right({ conditions: OWN })],
      [right({ conditions: null })],
    ],
    ['with a condition of its own', true, [right()], [right({ conditions: OWN })]],
    ['with the same condition', true, [right({ conditions: OWN })], [right({ conditions: OWN })]],
    ['with another condition', false, [right({ conditions: OWN })], [right({ conditions: [SAME_ROLE] })]],
    [
      'with one more condition, of which any allows it',
      false,
      [right({ conditions: OWN })],
      [right({ conditions: [...OWN, SAME_ROLE] })],
    ],
    [
      'with one of two conditions',
      true,
      [right({ conditions: [...OWN, SAME_ROLE] })],
      [right({ conditions: OWN })],
    ],
    [
      'a field that the setter has only under a condition',
      false,
      [right({ properties: { fields: ['title'] } }), right({ conditions: OWN })],
      [right()],
    ],
    [
      'fewer locales',
      true,
      [right({ properties: { locales: ['en', 'uk'] } })],
      [right({ properties: { locales: ['en'] } })],
    ],
    [
      'a further locale',
      false,
      [right({ properties: { locales: ['en'] } })],
      [right({ properties: { locales: ['en', 'uk'] } })],
    ],
    [
      'every locale',
      false,
      [right({ properties: { locales: ['en'] } })],
      [right({ properties: { locales: null } })],
    ],
    [
      'some locales of every',
      true,
      [right({ properties: { locales: null } })],
      [right({ properties: { locales: ['en'] } })],
    ],
    [
      'locales of a setter with none',
      false,
      [right({ properties: {} })],
      [right({ properties: { locales: ['en'] } })],
    ],
    ['one right too many', false, [right()], [right(), right({ action: 'explorer.publish' })]],
  ])('%s: %s', (_name, expected, setter, role) => {
    expect(rolesWithin(setter, role)).toBe(expected);
  });
});

describe('a role is handed out by a setting', () => {
  const harmless = [right({ action: 'explorer.read', conditions: OWN })];
  const management = [
    { action: 'admin::users.create' },
    { action: 'admin::users.update' },
    { action: 'admin::roles.update' },
  ];
  const give = (
    giver: { isSuperAdmin?: boolean; rights?: Right[] } | undefined,
    role: { isSuperAdmin?: boolean; isOwn?: boolean; rights?: Right[] },
  ) =>
    mayGive(
      giver && { isSuperAdmin: false, rights: [], ...giver },
      { isSuperAdmin: false, isOwn: false, rights: [], ...role },
      { harmless, management },
    );
  const editor = { rights: [right()] };

  it('by anybody when it is the plugin’s own, or has only rights of that', () => {
    expect(give(undefined, { isOwn: true, rights: [right()] })).toBe(true);
    expect(give(undefined, { rights: harmless })).toBe(true);
    expect(give(undefined, { rights: [right({ action: 'explorer.read' })] })).toBe(false);
  });

  it('by who has its rights, those of a Contributor not counted', () => {
    expect(give({ rights: [right()] }, editor)).toBe(true);
    expect(give({ rights: [right()] }, { rights: [right(), ...harmless] })).toBe(true);
    expect(give({ rights: [right({ conditions: OWN })] }, editor)).toBe(false);
    expect(give({ rights: [{ action: 'plugin::meeting-connectors.settings.manage' }] }, editor)).toBe(false);
    expect(give(undefined, editor)).toBe(false);
  });

  it('by who may manage users and roles, under no condition', () => {
    expect(give({ rights: management }, editor)).toBe(true);
    expect(give({ rights: management.slice(0, 2) }, editor)).toBe(false);
    expect(give({ rights: management.map((one) => ({ ...one, conditions: OWN })) }, editor)).toBe(false);
    expect(give({ isSuperAdmin: true }, editor)).toBe(true);
  });

  it('by nobody when it may do everything', () => {
    expect(give({ isSuperAdmin: true }, { isSuperAdmin: true })).toBe(false);
  });
});
