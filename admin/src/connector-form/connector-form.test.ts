import type { ConnectorView } from '../../../contracts/connectors';
import type { ProviderInfo } from '../../../contracts/providers';
import {
  checkBody,
  createBody,
  formOf,
  isChanged,
  linesOf,
  mistakesOf,
  pathOfCheckField,
  updateBody,
} from './connector-form';

const zoom: ProviderInfo = {
  id: 'zoom',
  label: 'Zoom',
  summary: '',
  docsPage: 'providers/zoom.md',
  capabilities: ['listsRecordings'],
  namesHosts: true,
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
  id: 7,
  provider: 'zoom',
  providerLabel: 'Zoom',
  enabled: true,
  options: {
    name: 'Board meetings',
    importSince: '2026-01-31',
    hostEmails: ['anna@example.com', 'ben@example.com'],
    scheduleMinutes: null,
    publishStatus: 'published',
    publish: { tags: ['board'], visibility: 'public' },
    useProxy: false,
  },
  settings: { accountId: 'abc', views: ['gallery'] },
  secrets: { clientSecret: { set: true, setAt: '2026-05-03T10:00:00.000Z' } },
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
    const body = checkBody({ ...formOf(zoom), name: '', scheduleMinutes: 'x' }, zoom, 7);
    expect(body.id).toBe(7);
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

  it('points a check step at the provider field or at the option that it names', () => {
    expect(pathOfCheckField(zoom, 'clientSecret')).toBe('settings.clientSecret');
    expect(pathOfCheckField(zoom, 'hostEmails')).toBe('options.hostEmails');
  });
});
