import { DEFAULT_CONNECTOR_OPTIONS } from '../../../contracts/defaults';
import type { ConnectorOptions } from '../../../contracts/connectors';
import type { ConnectorRow } from '../ledger/database';
import type { Provider } from '../providers/provider';
import { settingsOf } from '../providers/settings';
import { checkOptions, mustListAgain, sortSettings } from './form';

const settings = settingsOf({
  server: { type: 'url', label: 'Server', required: true },
  api: { type: 'url', label: 'API', default: 'https://api.example.com' },
  user: { type: 'text', label: 'User', required: true },
  note: { type: 'text', label: 'Note' },
  token: { type: 'secret', label: 'API token', required: true },
  hookSecret: { type: 'secret', label: 'Webhook secret' },
  owners: { type: 'list', label: 'Owners', of: 'email', default: [] },
});
const provider = {
  descriptor: { label: 'Example', settings, quirks: { namesHosts: false } },
  deletesFromCloud: { trashKeptDays: undefined },
} as unknown as Provider;
const typed = { server: 'https://a.example.com', user: 'anna' };
const stored = { settings: typed, secrets: { token: 'stored' } };

/** `error.details.fields`, each by its code and the field that it names. */
function mistakesOf(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    const { fields: mistakes } = (error as { details: { fields: Record<string, unknown> } }).details;
    return mistakes;
  }
  throw new Error('nothing was refused');
}

describe('fault 77: the settings of a form', () => {
  it('keep a stored secret that is left out or empty, and save only what was typed', () => {
    for (const left of [{}, { token: '' }, { token: '  ' }]) {
      const sorted = sortSettings(provider, { ...typed, ...left }, stored);
      expect(sorted.all.token).toBe('stored');
      expect(sorted.secrets).toEqual({});
      expect(sorted.plain).toEqual({ ...typed, api: 'https://api.example.com', owners: [] });
    }
    expect(sortSettings(provider, { ...typed, token: 'new' }, stored).secrets).toEqual({
      token: 'new',
    });
  });

  it.each(['https://evil.example.com', 'http://a.example.com', 'https://a.example.com:8443'])(
    'lend no stored secret to another server: %s',
    (server) => {
      expect(mistakesOf(() => sortSettings(provider, { ...typed, server }, stored))).toEqual({
        'settings.token': { code: 'form.secret-again', values: { field: 'API token' } },
      });
      expect(sortSettings(provider, { ...typed, server, token: 'new' }, stored).all.token).toBe('new');
    },
  );

  it('lend it to another path of the same server, and where an older version stored no default', () => {
    const server = 'https://a.example.com/other/';
    expect(sortSettings(provider, { ...typed, server }, stored).all.token).toBe('stored');
    const before = { ...stored, settings: { server: typed.server } };
    expect(sortSettings(provider, { ...typed, api: '' }, before).all.token).toBe('stored');
    expect(
      mistakesOf(() => sortSettings(provider, { ...typed, api: 'https://b.example' }, before)),
    ).toHaveProperty(['settings.token']);
  });

  it('never have a secret among those that are shown again', () => {
    const { plain } = sortSettings(provider, { ...typed, token: 'S', hookSecret: 'T' });
    expect(Object.keys(plain).sort()).toEqual(['api', 'owners', 'server', 'user']);
  });

  it('may leave out what is optional, and miss what is required by its label', () => {
    expect(sortSettings(provider, { ...typed, token: 'S', note: '' }).plain).not.toHaveProperty('note');
    expect(mistakesOf(() => sortSettings(provider, typed))).toEqual({
      'settings.token': { code: 'settings.missing', values: { label: 'API token' } },
    });
  });

  it('are refused by the name of what the provider does not have, and by an entry that is no address', () => {
    expect(mistakesOf(() => sortSettings(provider, { ...typed, token: 'S', odd: 'x' }))).toEqual({
      'settings.odd': { code: 'settings.unknown', values: { key: 'odd' } },
    });
    expect(
      mistakesOf(() => sortSettings(provider, { ...typed, token: 'S', owners: ['a@example.com', 'b'] })),
    ).toMatchObject({ 'settings.owners': { code: 'settings.not-an-address', values: { label: 'Owners' } } });
  });
});

describe('the options of a form', () => {
  const options: ConnectorOptions = { ...DEFAULT_CONNECTOR_OPTIONS, name: 'Board' };
  const check = (over: Partial<ConnectorOptions>, confirmation?: string, before?: ConnectorOptions) =>
    checkOptions(provider, { ...options, ...over }, confirmation, before);

  it.each<[string, Partial<ConnectorOptions>, string]>([
    ['a trash that the provider does not have', { deleteAtProvider: 'trash' }, 'options.deleteAtProvider'],
    ['hosts as authors where nobody is named', { publishAs: 'host' }, 'options.publishAs'],
    ['a list of hosts where nobody is named', { hostEmails: ['a@example.com'] }, 'options.hostEmails'],
    ['a new deletion without the connector’s name', { deleteAtProvider: 'permanent' }, 'confirmation'],
  ])('refuse %s', (_what, over, path) => {
    expect(Object.keys(mistakesOf(() => check(over)) as object)).toEqual([path]);
  });

  it('take a deletion that is confirmed by the name, or was there before', () => {
    expect(() => check({ deleteAtProvider: 'permanent' }, ' Board ')).not.toThrow();
    expect(() =>
      check({ deleteAtProvider: 'permanent' }, undefined, { ...options, deleteAtProvider: 'permanent' }),
    ).not.toThrow();
    expect(mistakesOf(() => check({ deleteAtProvider: 'permanent' }, 'board'))).toHaveProperty(
      'confirmation',
    );
  });
});

describe('a saved change', () => {
  const options: ConnectorOptions = { ...DEFAULT_CONNECTOR_OPTIONS, name: 'Board' };
  const row = { options, settings: { a: '1', b: ['x'] } } as unknown as ConnectorRow;
  const changed = (over: Partial<ConnectorOptions>, plain: object = row.settings, secretsGiven = false) =>
    mustListAgain(row, { options: { ...options, ...over }, settings: {} }, plain, secretsGiven);

  it('lists from the beginning when it lets others through', () => {
    expect(changed({ hostEmails: ['a@example.com'] })).toBe(true);
    expect(changed({ importSince: '2026-01-01' })).toBe(true);
    expect(changed({ rules: { ...options.rules, skipKinds: ['chat'] } })).toBe(true);
    expect(changed({}, { a: '2', b: ['x'] })).toBe(true);
    expect(changed({}, row.settings, true)).toBe(true);
  });

  it('goes on where it was otherwise, in whatever order its settings stand', () => {
    expect(changed({ name: 'Other', publishStatus: 'published' })).toBe(false);
    expect(changed({}, { b: ['x'], a: '1' })).toBe(false);
  });
});
