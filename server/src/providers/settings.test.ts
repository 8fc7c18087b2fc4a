import { english } from '../../../contracts/messages/say';
import { ConnectorError } from '../domain/errors';
import { providers } from './registry';
import { originsOf, settingsOf, type SavedSettingsOf, type SettingsOf } from './settings';

/** Compiles only when both types are the same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const isSame = <A, B>(same: Same<A, B>) => expect(same).toBe(true);

let reads = 0;
const settings = settingsOf({
  name: { type: 'text', label: 'Name', required: true },
  note: { type: 'text', label: 'Note' },
  mail: { type: 'email', label: 'Mail' },
  server: { type: 'url', label: 'Server', default: 'https://api.example.com/' },
  hours: {
    type: 'choice',
    label: 'Hours',
    options: [
      { value: '1', label: 'One' },
      { value: '6', label: 'Six' },
    ],
    default: '6',
    read(typed) {
      reads += 1;
      return Number(typed);
    },
  },
  kind: {
    type: 'choice',
    label: 'Kind',
    options: [
      { value: 'person', label: 'Person' },
      { value: 'app', label: 'App' },
    ],
    default: 'person',
  },
  on: { type: 'switch', label: 'On', default: true },
  hosts: { type: 'list', label: 'Hosts', of: 'host', default: ['a.example'] },
  sizes: { type: 'list', label: 'Sizes', default: [], read: (typed) => typed.map(Number) },
  secret: { type: 'secret', label: 'Secret', required: true },
  key: { type: 'secret', label: 'Key', required: true, onlyWhen: { field: 'kind', is: 'app' } },
});
type Settings = SettingsOf<typeof settings.fields>;
type Saved = SavedSettingsOf<typeof settings.fields>;

const GOOD = { name: 'Ada', secret: 's3cret' };
const mistakesOf = (typed: Record<string, unknown>) => {
  const checked = settings.check(typed);
  return checked.outcome === 'fits'
    ? {}
    : Object.fromEntries(Object.entries(checked.mistakes).map(([id, said]) => [id, english(said)]));
};

describe('settings that are declared once (A8)', () => {
  it('give the code of a provider their types', () => {
    isSame<Settings['name'], string>(true);
    isSame<Settings['note'], string | undefined>(true);
    isSame<Settings['server'], string>(true);
    isSame<Settings['hours'], number>(true);
    isSame<Settings['kind'], 'person' | 'app'>(true);
    isSame<Settings['on'], boolean>(true);
    isSame<Settings['hosts'], string[]>(true);
    isSame<Settings['sizes'], number[]>(true);
    isSame<Settings['secret'], string>(true);
    // Required only while another field has a value.
    isSame<Settings['key'], string | undefined>(true);
    // @ts-expect-error there is no such setting
    expect(settings.of({ settings: GOOD }).nothing).toBeUndefined();
  });

  it('have no secrets in a saved connector, and no field that may have come later', () => {
    isSame<keyof Saved, Exclude<keyof Settings, 'secret' | 'key'>>(true);
    isSame<Saved['name'], string | undefined>(true);
    isSame<Saved['hours'], number>(true);
    const saved = settings.ofSaved({ hours: 'seven', hosts: ['b.example'], secret: 'x', gone: 1 });
    expect(saved).toEqual({
      hours: 6,
      kind: 'person',
      on: true,
      hosts: ['b.example'],
      sizes: [],
      server: 'https://api.example.com',
    });
    expect(saved).not.toHaveProperty('secret');
  });

  it('are stored as they were typed, and seen as each field reads them', () => {
    const values = settings.parse({ ...GOOD, server: ' https://b.example/v2// ', sizes: ['3'], hours: '1' });
    expect(values).toEqual({
      ...GOOD,
      server: 'https://b.example/v2//',
      sizes: ['3'],
      hours: '1',
      kind: 'person',
      on: true,
      hosts: ['a.example'],
    });
    expect(settings.of({ settings: values })).toEqual({
      ...values,
      server: 'https://b.example/v2',
      sizes: [3],
      hours: 1,
    });
  });

  it('are parsed once for each account, and again once they are others', () => {
    const values = settings.parse(GOOD);
    reads = 0;
    expect(settings.of({ settings: values })).toBe(settings.of({ settings: settings.parse(values) }));
    expect(reads).toBe(0);
    expect(settings.of({ settings: { ...values, hours: '1' } }).hours).toBe(1);
    const checked = settings.check(GOOD);
    expect(checked.outcome === 'fits' && settings.parse(checked.values)).toBe(
      checked.outcome === 'fits' && checked.values,
    );
    // Nobody changes what was parsed behind the reading's back.
    expect(Object.isFrozen(values)).toBe(true);
  });

  it('do not share the list of a default', () => {
    settings.of({ settings: settings.parse(GOOD) }).hosts.push('b.example');
    expect(settings.of({ settings: settings.parse(GOOD) }).hosts).toEqual(['a.example']);
  });

  it.each([
    ['a required text', { name: '  ' }, { name: 'Name is missing.' }],
    ['a required secret', { secret: '' }, { secret: 'Secret is missing.' }],
    ['a secret that another setting asks for', { kind: 'app' }, { key: 'Key is missing.' }],
    ['a setting that there is not', { nothing: 1 }, { nothing: 'This provider has no setting “nothing”.' }],
    ['an object for a text', { note: {} }, { note: 'Note has a value of the wrong type.' }],
    ['null for a text', { note: null }, { note: 'Note has a value of the wrong type.' }],
    ['a text for a switch', { on: 'yes' }, { on: 'On has a value of the wrong type.' }],
    ['a text of a novel’s length', { note: 'x'.repeat(2_001) }, { note: 'Note is too long.' }],
    ['too many entries', { sizes: Array(101).fill('1') }, { sizes: 'Sizes is too long.' }],
    ['no choice of these', { kind: 'robot' }, { kind: 'Kind: choose one of Person and App.' }],
    [
      'an address without a protocol',
      { server: 'b.example' },
      { server: expect.stringContaining('“b.example”') as string },
    ],
    ['no e-mail address', { mail: 'ada' }, { mail: expect.stringContaining('“ada”') as string }],
    [
      'an entry of a list',
      { hosts: ['b.example', 'no host'] },
      { hosts: expect.stringContaining('“no host”') as string },
    ],
  ])('refuse %s by the name of its field', (_what, typed, mistakes) => {
    expect(mistakesOf({ ...GOOD, ...typed })).toEqual(mistakes);
  });

  it('take what is left blank for absent', () => {
    const blank = { note: '', mail: ' ', server: '', key: '' };
    expect(mistakesOf({ ...GOOD, ...blank })).toEqual({});
    expect(settings.of({ settings: { ...GOOD, ...blank } })).toMatchObject({
      note: undefined,
      mail: undefined,
      server: 'https://api.example.com',
      key: undefined,
    });
  });

  it('name the servers that they lead to, without those that are the default', () => {
    const origins = (server?: string) => originsOf(settings.fields, server === undefined ? {} : { server });
    expect([origins(), origins('https://api.example.com:443/v2')]).toEqual([{}, {}]);
    expect(origins('https://API.example.org/v2')).toEqual({ server: 'https://api.example.org' });
    expect(origins('https://api.example.com:8443')).toEqual({ server: 'https://api.example.com:8443' });
    expect(origins('http://api.example.com')).toEqual({ server: 'http://api.example.com' });
    expect(origins('nonsense')).toEqual({ server: 'nonsense' });
  });

  it('say all that is wrong with what is stored, but leave an old entry of a list alone', () => {
    expect(() => settings.parse({ server: 'b.example' })).toThrow(ConnectorError);
    expect(() => settings.parse({})).toThrow('Name is missing. Secret is missing.');
    expect(settings.parse({ ...GOOD, hosts: ['no host'] }).hosts).toEqual(['no host']);
  });

  it.each(providers.map(({ descriptor }) => [descriptor.id, descriptor.settings] as const))(
    'of %s take their own defaults',
    (_id, { fields, check }) => {
      const checked = check({});
      const refused = checked.outcome === 'fits' ? [] : Object.keys(checked.mistakes);
      const needed = Object.entries(fields).filter(([, field]) => field.required && !('default' in field));
      expect(refused.sort()).toEqual(needed.map(([id]) => id).sort());
    },
  );
});
