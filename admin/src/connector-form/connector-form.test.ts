import type { ConnectorView } from '../../../contracts/connectors';
import { ADDRESS_KINDS } from '../../../contracts/addresses';
import type { FieldInfo, ProviderInfo } from '../data/providers';
import { ALL_TEXTS } from '../translations/all';
import {
  addressMistakes,
  asksConfirmation,
  checkBody,
  createBody,
  deletionChoices,
  deletionWarnings,
  formOf,
  isChanged,
  isOnForm,
  isNameTyped,
  linesOf,
  textLinesOf,
  mistakesOf,
  pathOfCheckField,
  shownFields,
  updateBody,
} from './connector-form';

const { en, uk } = ALL_TEXTS;

const zoom: ProviderInfo = {
  id: 'zoom',
  label: 'Zoom',
  summary: '',
  docsPage: 'providers/zoom.md',
  capabilities: ['listsRecordings'],
  namesHosts: true,
  deletion: { trashKeptDays: 30 },
  fields: [
    { id: 'accountId', label: 'Account ID', type: 'text', required: true, advanced: false },
    {
      id: 'clientSecret',
      label: 'Client secret',
      type: 'secret',
      multiline: false,
      required: true,
      advanced: false,
    },
    {
      id: 'views',
      label: 'Views',
      type: 'list',
      default: ['speaker', 'gallery'],
      required: false,
      advanced: true,
    },
    {
      id: 'apiUrl',
      label: 'API address',
      type: 'url',
      default: 'https://api.zoom.us',
      required: false,
      advanced: true,
    },
  ],
};

const stored: ConnectorView = {
  id: '7',
  provider: 'zoom',
  providerLabel: 'Zoom',
  enabled: true,
  options: {
    name: 'Board meetings',
    importSince: '2026-01-31',
    hostEmails: ['anna@example.com', 'ben@example.com'],
    scheduleMinutes: null,
    publishAs: 'host',
    hostDomains: ['example.com'],
    publishStatus: 'published',
    publish: { tags: ['board'], visibility: 'public' },
    rules: {
      minDurationMinutes: 5,
      titleContains: [],
      titleExcludes: ['private, please', 'test'],
      skipKinds: ['poll'],
      skipConfidential: true,
    },
    joinSegments: true,
    reencode: true,
    includePrivateChat: false,
    deleteAtProvider: 'trash',
    deleteAfterHours: 48,
    useProxy: false,
  },
  settings: { accountId: 'abc', views: ['gallery'] },
  secrets: { clientSecret: { set: true, setAt: '2026-05-03T10:00:00.000Z' } },
  accounts: 'confirmed',
  status: {
    summary: 'on-time',
    authorization: 'authorized',
    syncStatus: 'finished',
    behindFetchedTill: 0,
  },
  createdAt: '2026-05-03T10:00:00.000Z',
  updatedAt: '2026-05-03T10:00:00.000Z',
};

describe('the connector form', () => {
  it('shows a stored connector and sends it back unchanged, without its secret', () => {
    const form = formOf(zoom, stored);
    expect(form.settings.clientSecret).toBe('');
    expect(updateBody(form, zoom)).toEqual({
      options: {
        ...stored.options,
        publish: { folderId: null, titleTemplate: null, ...stored.options.publish },
      },
      settings: { accountId: 'abc', views: ['gallery'], apiUrl: 'https://api.zoom.us' },
    });
  });

  it('takes the defaults of the provider for a new connector, and its label as name', () => {
    const body = createBody(formOf(zoom), zoom);
    expect(body.options).toMatchObject({
      name: 'Zoom',
      hostEmails: [],
      scheduleMinutes: 30,
      publishStatus: 'draft',
    });
    expect(body.settings).toEqual({ views: ['speaker', 'gallery'], apiUrl: 'https://api.zoom.us' });
    expect(body.enabled).toBe(true);
  });

  it('is changed by typing and unchanged again when the old value is typed back', () => {
    const initial = formOf(zoom, stored);
    expect(isChanged({ ...initial, name: 'Other' }, initial)).toBe(true);
    expect(isChanged({ ...initial, name: 'Board meetings' }, initial)).toBe(false);
  });

  it('names each empty required field by its path, except a secret that is stored already', () => {
    const form = { ...formOf(zoom), name: ' ' };
    expect(Object.keys(mistakesOf(form, zoom, 'Name', new Set()))).toEqual([
      'options.name',
      'settings.accountId',
      'settings.clientSecret',
    ]);
    expect(Object.keys(mistakesOf(form, zoom, 'Name', new Set(['clientSecret'])))).not.toContain(
      'settings.clientSecret',
    );
  });

  it('names each typed address that is none, at its field, and only where it is asked for', () => {
    const hosts: FieldInfo = {
      id: 'mediaHosts',
      label: 'Media hosts',
      type: 'list',
      of: 'host',
      default: [],
      required: false,
      advanced: true,
    };
    const provider = { ...zoom, fields: [...zoom.fields, hosts] };
    const form = {
      ...formOf(provider, stored),
      hostEmails: 'anna@example.com\nnot an email\nbob',
      publishAs: 'host' as const,
      hostDomains: 'example.com, @example.com',
    };
    form.settings = { ...form.settings, apiUrl: 'api.zoom.us', mediaHosts: 'media.example.com\n*.x.org' };
    expect(addressMistakes(form, provider)).toEqual({
      'options.hostEmails': { kind: 'address', of: 'email', entries: ['not an email', 'bob'] },
      'options.hostDomains': { kind: 'address', of: 'domain', entries: ['@example.com'] },
      'settings.apiUrl': { kind: 'address', of: 'url', entries: ['api.zoom.us'] },
      'settings.mediaHosts': { kind: 'address', of: 'host', entries: ['*.x.org'] },
    });
    expect(Object.keys(mistakesOf(form, provider, 'Name', new Set(['clientSecret'])))).toContain(
      'options.hostEmails',
    );
    const alike = { ...form, hostDomains: '@example.com, exam\u200bple.com' };
    expect(addressMistakes(alike, provider)['options.hostDomains']).toEqual({
      kind: 'lookAlike',
      said: {
        code: 'form.look-alike',
        values: { entry: 'exam ple.com', characters: ['U+200B'] },
      },
    });
    const hidden = { ...form, publishAs: 'me' as const };
    expect(Object.keys(addressMistakes(hidden, { ...zoom, namesHosts: false }))).toEqual(['settings.apiUrl']);
    for (const lang of [en, uk] as Record<string, string>[]) {
      for (const kind of ADDRESS_KINDS) expect(lang[`form.address.${kind}`]).toContain('{entries}');
    }
  });

  it.each(['', '4', '1.5', '10081', 'soon'])(
    'refuses a schedule of "%s" minutes, unless it is by hand only',
    (text) => {
      const form = { ...formOf(zoom, stored), byHandOnly: false, scheduleMinutes: text };
      expect(mistakesOf(form, zoom, 'Name', new Set(['clientSecret']))).toHaveProperty([
        'options.scheduleMinutes',
      ]);
      expect(mistakesOf({ ...form, byHandOnly: true }, zoom, 'Name', new Set(['clientSecret']))).toEqual({});
    },
  );

  it('checks what is typed, leaving out options that are not filled in', () => {
    const body = checkBody({ ...formOf(zoom), name: '', scheduleMinutes: 'x' }, zoom, '7');
    expect(body.id).toBe('7');
    expect(body.options).not.toHaveProperty('name');
    expect(body.options).not.toHaveProperty('scheduleMinutes');
  });

  it('sends no host limit for a provider that names no hosts', () => {
    const form = { ...formOf(zoom), hostEmails: 'anna@example.com' };
    expect(updateBody(form, { ...zoom, namesHosts: false }).options.hostEmails).toEqual([]);
  });

  it('reads one value a line and also what was pasted with commas or semicolons', () => {
    expect(linesOf(' a@x.org\n\nb@x.org, c@x.org;d@x.org ')).toEqual([
      'a@x.org',
      'b@x.org',
      'c@x.org',
      'd@x.org',
    ]);
  });

  it('keeps the commas of titles and sentences', () => {
    expect(textLinesOf('Cut it out, or keep it private; thanks.\n\n Too long ')).toEqual([
      'Cut it out, or keep it private; thanks.',
      'Too long',
    ]);
  });

  it('points a check step at the provider field or at the option that it names', () => {
    expect(pathOfCheckField(zoom, 'clientSecret')).toBe('settings.clientSecret');
    expect(pathOfCheckField(zoom, 'hostEmails')).toBe('options.hostEmails');
  });
});

describe('whole meetings on the connector form', () => {
  const withoutTrash: ProviderInfo = { ...zoom, deletion: {} };
  const withoutDeletion: ProviderInfo = { ...zoom, deletion: undefined };
  const kinds = (form: ReturnType<typeof formOf>, provider: ProviderInfo) =>
    deletionWarnings(form, provider).map(({ kind }) => kind);

  it('joins nothing, takes no private chat and deletes nothing unless a manager says so', () => {
    expect(createBody(formOf(zoom), zoom).options).toMatchObject({
      joinSegments: false,
      reencode: false,
      includePrivateChat: false,
      deleteAtProvider: 'never',
      deleteAfterHours: 24,
    });
  });

  it('offers the trash only where the provider has one, and no deletion where it has none', () => {
    expect(deletionChoices(zoom, 'never', false)).toEqual(['never', 'trash', 'permanent']);
    expect(deletionChoices(withoutTrash, 'never', false)).toEqual(['never', 'permanent']);
    expect(deletionChoices(withoutDeletion, 'never', false)).toEqual(['never']);
  });

  it('lets a site where deletion is locked switch nothing on, but what is on off', () => {
    expect(deletionChoices(zoom, 'never', true)).toEqual(['never']);
    expect(deletionChoices(zoom, 'trash', true)).toEqual(['never', 'trash']);
  });

  it('never asks a provider that can not delete to delete', () => {
    const form = { ...formOf(zoom), deleteAtProvider: 'permanent' as const };
    expect(createBody(form, withoutDeletion).options.deleteAtProvider).toBe('never');
    expect(asksConfirmation(form, formOf(zoom), withoutDeletion)).toBe(false);
    expect(kinds(form, withoutDeletion)).toEqual([]);
  });

  it.each([
    ['never', 'trash', true],
    ['never', 'permanent', true],
    ['trash', 'permanent', true],
    ['permanent', 'trash', false],
    ['trash', 'trash', false],
    ['permanent', 'permanent', false],
    ['trash', 'never', false],
  ] as const)('asks for the name of the connector from "%s" to "%s": %s', (before, after, asks) => {
    const initial = { ...formOf(zoom, stored), deleteAtProvider: before };
    expect(asksConfirmation({ ...initial, deleteAtProvider: after }, initial, zoom)).toBe(asks);
  });

  it('takes the name as it will be saved for a confirmation, and nothing else', () => {
    const form = { ...formOf(zoom), name: ' Board meetings ' };
    expect(isNameTyped(form, 'Board meetings')).toBe(true);
    expect(isNameTyped(form, ' Board meetings')).toBe(true);
    expect(isNameTyped(form, 'board meetings')).toBe(false);
    expect(isNameTyped({ ...form, name: ' ' }, '')).toBe(false);
  });

  it('sends the typed name only when it was asked for', () => {
    const form = formOf(zoom, stored);
    expect(updateBody(form, zoom)).not.toHaveProperty('confirmation');
    expect(updateBody(form, zoom, 'Board meetings').confirmation).toBe('Board meetings');
    expect(createBody(form, zoom, 'Board meetings').confirmation).toBe('Board meetings');
  });

  it('warns of what a deletion costs: no way back, what is not taken, who can download', () => {
    const form = formOf(zoom, stored);
    expect(deletionWarnings(form, zoom)[0]).toEqual({ kind: 'kept-in-trash', days: 30 });
    expect(kinds({ ...form, deleteAtProvider: 'permanent' }, zoom)).toEqual([
      'no-way-back',
      'not-taken-is-lost',
      'private-chat-is-lost',
      'readers-download',
    ]);
    const archiving: ProviderInfo = { ...zoom, deletion: { trashKeptDays: 'no-end' } };
    expect(kinds(form, archiving)[0]).toBe('kept-in-archive');
    expect(kinds({ ...form, includePrivateChat: true }, zoom)).not.toContain('private-chat-is-lost');
    expect(kinds({ ...form, deleteAtProvider: 'never' }, zoom)).toEqual([]);
  });

  it('says that a deletion concerns the whole account when no host is named or none can be', () => {
    const form = formOf(zoom, stored);
    expect(kinds(form, zoom)).not.toContain('whole-account');
    expect(kinds({ ...form, hostEmails: ' \n' }, zoom)).toContain('whole-account');
    expect(kinds(form, { ...zoom, namesHosts: false })).toContain('whole-account');
  });

  it.each(['', '-1', '1.5', '8761', 'soon'])(
    'refuses a grace period of "%s" hours, unless nothing is deleted',
    (deleteAfterHours) => {
      const form = { ...formOf(zoom, stored), deleteAfterHours };
      const set = new Set(['clientSecret']);
      expect(Object.keys(mistakesOf(form, zoom, 'Name', set))).toEqual(['options.deleteAfterHours']);
      const kept = { ...form, deleteAtProvider: 'never' as const };
      expect(mistakesOf(kept, zoom, 'Name', set)).toEqual({});
      expect(updateBody(kept, zoom).options.deleteAfterHours).toBe(24);
      expect(checkBody(form, zoom).options).not.toHaveProperty('deleteAfterHours');
    },
  );

  it('takes 0 hours as they are typed', () => {
    const form = { ...formOf(zoom, stored), deleteAfterHours: '0' };
    expect(mistakesOf(form, zoom, 'Name', new Set(['clientSecret']))).toEqual({});
    expect(updateBody(form, zoom).options.deleteAfterHours).toBe(0);
  });
});

describe('fields that are asked for only sometimes', () => {
  const field = { required: true, advanced: false };
  const provider: ProviderInfo = {
    ...zoom,
    fields: [
      {
        ...field,
        id: 'kind',
        label: 'Authorization type',
        type: 'choice',
        default: 'person',
        options: [
          { value: 'person', label: 'A person' },
          { value: 'app', label: 'An app' },
        ],
      },
      {
        ...field,
        id: 'isOwn',
        label: 'Own key',
        type: 'switch',
        default: false,
        onlyWhen: { field: 'kind', is: 'app' },
      },
      {
        ...field,
        id: 'key',
        label: 'Key',
        type: 'secret',
        multiline: true,
        onlyWhen: { field: 'isOwn', is: true },
      },
    ],
  };
  const typed = (settings: Record<string, string | boolean>) => {
    const form = formOf(provider);
    return { ...form, settings: { ...form.settings, ...settings } };
  };
  const shown = (settings: Record<string, string | boolean>) =>
    shownFields(provider, typed(settings).settings).map(({ id }) => id);
  const nothing = new Set<string>();

  it('shows a field while the one it hangs on has the value, and is itself shown', () => {
    expect(shown({})).toEqual(['kind']);
    expect(shown({ kind: 'app' })).toEqual(['kind', 'isOwn']);
    expect(shown({ kind: 'app', isOwn: true })).toEqual(['kind', 'isOwn', 'key']);
    expect(shown({ kind: 'person', isOwn: true })).toEqual(['kind']);
  });

  it('misses a required field only while it is shown', () => {
    expect(mistakesOf(typed({ kind: 'person', isOwn: true }), provider, 'Name', nothing)).toEqual({});
    expect(Object.keys(mistakesOf(typed({ kind: 'app', isOwn: true }), provider, 'Name', nothing))).toEqual([
      'settings.key',
    ]);
  });

  it('sends no value of a hidden field, neither to be saved nor to be checked', () => {
    const form = typed({ kind: 'person', isOwn: true, key: 'typed before the choice was changed' });
    expect(createBody(form, provider).settings).toEqual({ kind: 'person' });
    expect(updateBody(form, provider).settings).toEqual({ kind: 'person' });
    expect(checkBody(form, provider).settings).toEqual({ kind: 'person' });
  });

  it('says a mistake of a hidden field above the form, since no field is there to carry it', () => {
    expect(isOnForm('settings.key', typed({ kind: 'app', isOwn: true }), provider)).toBe(true);
    expect(isOnForm('settings.key', typed({ kind: 'person', isOwn: true }), provider)).toBe(false);
  });

  it('keeps the line ends of a key, the last one too', () => {
    const key = '-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n';
    expect(createBody(typed({ kind: 'app', isOwn: true, key }), provider).settings.key).toBe(key);
  });
});

describe('a provider that only pushes', () => {
  const pushing: ProviderInfo = { ...zoom, capabilities: ['receivesWebhooks', 'pushesRecordings'] };

  it('is asked for nothing: no schedule, no first day', () => {
    const form = { ...formOf(pushing, stored), byHandOnly: false, scheduleMinutes: 'soon' };
    expect(mistakesOf(form, pushing, 'Name', new Set(['clientSecret']))).toEqual({});
    expect(updateBody(form, pushing).options).toMatchObject({ scheduleMinutes: null, importSince: null });
    expect(isOnForm('options.scheduleMinutes', form, pushing)).toBe(false);
    expect(isOnForm('options.importSince', form, pushing)).toBe(false);
  });

  it('keeps the list of hosts, which concerns what is pushed too', () => {
    expect(updateBody(formOf(pushing, stored), pushing).options.hostEmails).toEqual([
      'anna@example.com',
      'ben@example.com',
    ]);
  });
});
