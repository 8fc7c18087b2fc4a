import type http from 'node:http';
import { told } from '../../../../emulators/contract/told';
import { ConnectorError } from '../../domain/errors';
import type { Occurrence } from '../../domain/recording';
import { createBench, goOn, rejection, type Bench, type TestServer } from '../../http/fixtures/servers';
import type { OpenedFile } from '../provider';
import { descriptor, missingScopes, ratesFor, SCOPE_NEEDS } from './descriptor';
import everyFileType from './fixtures/every-file-type.json';
import userRecordings from './fixtures/user-recordings.json';
import { zoom } from './index';
import type { HostResolution } from '../../domain/policy';
import type { Account } from '../account';

/**
 * Zoom answer by answer: each test scripts a real server, so that what goes over the wire can be
 * looked at. The contract suite runs the same provider against the whole emulator.
 */

const lists = zoom.listsRecordings!;
const SECRET = 'canary-client-secret';
const ALL_SCOPES = SCOPE_NEEDS.map(({ scope }) => scope).join(' ');
const ADA = { id: '30R7kT7bTIKSNUFEuH_Qlg', email: 'ada@school.example', display_name: 'Ada Host' };
const ALL: HostResolution = { limit: 'none' };
const ONLY_ADA: HostResolution = {
  limit: 'hosts',
  hosts: [{ id: ADA.id, email: ADA.email, name: 'Ada Host' }],
  unknown: [],
};
const FEBRUARY = { from: '2026-02-01T00:00:00Z', to: '2026-02-25T00:00:00Z' };
const UUID = 'vdS61Oa8T3qGIEAMRIoHpg==';
const FILE = '621c7ebb-82b5-4228-a2cc-a0a05ec26332';
const REFERENCE = { occurrenceId: UUID, fileKey: FILE };
const ETAG = '"one"';
const CONTENT = Buffer.from('....ftyp-the-bytes-of-a-video');

interface Call {
  method: string;
  path: string;
  query: Record<string, string>;
  headers: http.IncomingHttpHeaders;
}
interface Reply {
  status?: number;
  headers?: Record<string, string>;
  json?: unknown;
  body?: Buffer | string;
}
type Script = (call: Call) => Reply | undefined;

const error = (status: number, code: number, message = 'words of Zoom'): Reply => ({
  status,
  json: { code, message },
});
const users = (...list: object[]): Reply => ({ json: { users: list, next_page_token: '' } });
const meetings = (list: object[], over: object = {}): Reply => ({
  json: { next_page_token: '', meetings: list, ...over },
});
const meeting = (over: object = {}) => ({ ...userRecordings.meetings[0], host_id: ADA.id, ...over });

let bench: Bench;
let nowMs: number;
let tokens: number;
let server: TestServer;
/** What the token endpoint says; undefined: a token. */
let tokenReply: () => Reply | undefined;
beforeEach(() => {
  bench = createBench();
  nowMs = Date.parse('2026-02-20T12:00:00Z');
  tokens = 0;
  tokenReply = () => undefined;
});
afterEach(() => bench.close());

const send = (response: http.ServerResponse, { status = 200, headers = {}, json, body }: Reply) => {
  const bytes = json === undefined ? (body ?? '') : JSON.stringify(json);
  response.writeHead(status, {
    ...(json === undefined ? {} : { 'Content-Type': 'application/json' }),
    'Content-Length': Buffer.byteLength(bytes),
    ...headers,
  });
  response.end(bytes);
};

/** A server that is API, sign-in and web host of Zoom at once, and an account at it. */
async function zoomThatSays(script: Script, settings: Record<string, string> = {}): Promise<Account> {
  server = await bench.serve((request, response) => {
    const url = new URL(request.url ?? '/', 'http://zoom');
    const call: Call = {
      method: request.method ?? '',
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: request.headers,
    };
    if (call.path === '/oauth/token') {
      const given = { access_token: `canary-token-${(tokens += 1)}`, expires_in: 3600, scope: ALL_SCOPES };
      return send(response, tokenReply() ?? { json: given });
    }
    send(response, script(call) ?? error(404, 2300, 'API does not exist'));
  });
  return open(settings);
}

function open(settings: Record<string, string> = {}): Account {
  const parsed = descriptor.settings.parse({
    accountId: 'uET0tmHjSNKK9pR945WnSg',
    clientId: 'Xk1jDyGQRvWLgRZBsNiVUQ',
    clientSecret: SECRET,
    apiBaseUrl: `${server.origin}/v2`,
    oauthBaseUrl: server.origin,
    plan: 'business',
    ...settings,
  });
  const clock = () => nowMs;
  return {
    settings: parsed,
    clock,
    memory: new Map(),
    http: bench.client({
      clock,
      rates: ratesFor(parsed),
      limits: { retryBaseMs: 5, maxAttempts: 3, maxJsonBytes: 1024 * 1024 },
    }),
  };
}

async function list(account: Account, hosts = ONLY_ADA, window = FEBRUARY): Promise<Occurrence[]> {
  const found: Occurrence[] = [];
  for await (const page of lists.listWindow(account, window, hosts, goOn())) found.push(...page);
  return found;
}
const read = (account: Account, id = UUID) => lists.readOccurrence(account, id, goOn());
const openFile = (account: Account, range?: { fromByte: number; validator: string }, reference = REFERENCE) =>
  zoom.openFile(account, reference, { ...(range ? { range } : {}), signal: goOn() });
const bytesOf = async ({ body }: OpenedFile): Promise<string> =>
  Buffer.concat(await body.toArray()).toString();
const ids = (occurrences: Occurrence[]) => [...new Set(occurrences.map(({ id }) => id))];
const asked = (path: RegExp) => server.seen.filter(({ url }) => path.test(url));

async function failureOf(promise: Promise<unknown>): Promise<ConnectorError> {
  const thrown = await rejection(promise);
  if (!(thrown instanceof ConnectorError)) throw thrown;
  for (const canary of [SECRET, 'canary-token']) {
    expect(`${thrown.message} ${thrown.providerWords ?? ''}`).not.toContain(canary);
  }
  return thrown;
}

describe('tokens', () => {
  const oneUser: Script = ({ path }) => (path === '/v2/users/x%40y.example' ? { json: ADA } : undefined);
  const resolve = (account: Account, signal = goOn()) =>
    lists.resolveHosts!(account, ['x@y.example'], signal);

  it('are asked for with the parameters in the body and the secret in the header', async () => {
    await resolve(await zoomThatSays(oneUser));
    expect(asked(/oauth/)).toMatchObject([
      {
        method: 'POST',
        url: '/oauth/token',
        body: 'grant_type=account_credentials&account_id=uET0tmHjSNKK9pR945WnSg',
        headers: {
          authorization: `Basic ${Buffer.from(`Xk1jDyGQRvWLgRZBsNiVUQ:${SECRET}`).toString('base64')}`,
        },
      },
    ]);
    expect(asked(/users/)[0]?.headers.authorization).toBe('Bearer canary-token-1');
  });

  it('are asked for once, however many calls wait for one', async () => {
    const account = await zoomThatSays(oneUser);
    await Promise.all(Array.from({ length: 8 }, () => resolve(account)));
    expect([tokens, asked(/users/).length]).toEqual([1, 8]);
  });

  it('are kept, and replaced shortly before they end', async () => {
    const account = await zoomThatSays(oneUser);
    await resolve(account);
    nowMs += 54 * 60_000;
    await resolve(account);
    expect(tokens).toBe(1);
    nowMs += 2 * 60_000;
    await resolve(account);
    expect(tokens).toBe(2);
  });

  it('come to the others when the one who asked first stops waiting', async () => {
    let answer: (() => void) | undefined;
    const answered = new Promise<void>((done) => (answer = done));
    server = await bench.serve((request, response) => {
      if (request.url !== '/oauth/token') return send(response, { json: ADA });
      void answered.then(() =>
        send(response, { json: { access_token: 'canary-token', expires_in: 3600, scope: '' } }),
      );
    });
    const account = open();
    const stop = new AbortController();
    const reason = new Error('stopped by the test');
    const first = resolve(account, stop.signal);
    const second = resolve(account);
    stop.abort(reason);
    await expect(first).rejects.toBe(reason);
    answer?.();
    expect((await second).hosts).toHaveLength(1);
    expect(asked(/oauth/)).toHaveLength(1);
  });

  it.each([
    [401, 124],
    [400, 124],
    [401, 4700],
    [400, 4711],
  ])('are renewed once when a call is refused with %i/%i', async (status, code) => {
    const account = await zoomThatSays(({ headers }) =>
      headers.authorization === 'Bearer canary-token-1' ? error(status, code) : { json: ADA },
    );
    expect((await resolve(account)).hosts).toHaveLength(1);
    expect(tokens).toBe(2);
  });

  it('that are refused again and again stand for an account that is not authorized', async () => {
    const account = await zoomThatSays(() => error(401, 124, 'Invalid access token canary-token-2.'));
    expect(await failureOf(resolve(account))).toMatchObject({
      failure: 'not-authorized',
      code: 'token-refused',
    });
    expect(tokens).toBe(2);
  });

  it('fault 70: a secret that was revoked parks the account, by name', async () => {
    let revoked = false;
    const account = await zoomThatSays(() => (revoked ? error(401, 124) : meetings([])));
    await list(account);
    revoked = true;
    tokenReply = () => ({
      status: 400,
      json: { error: 'invalid_client', reason: 'Invalid client_id or client_secret' },
    });
    expect(await failureOf(list(account))).toMatchObject({
      failure: 'not-authorized',
      code: 'wrong-credentials',
      providerWords: 'Invalid client_id or client_secret',
    });
  });

  it('trap 21: a missing scope is named in the words that the console uses', async () => {
    const account = await zoomThatSays(() =>
      error(400, 4711, 'Invalid access token, does not contain scopes:[user:read:list_users:admin].'),
    );
    const failure = await failureOf(list(account, ALL));
    expect(failure).toMatchObject({ failure: 'not-authorized', code: 'scope-missing' });
    expect(failure.message).toContain('user:read:list_users:admin');
  });
});

describe('checkConnection', () => {
  const good: Script = ({ path }) =>
    path === '/v2/users' ? users(ADA) : path.endsWith('/recordings') ? meetings([]) : undefined;
  const check = async (account: Account) => {
    const steps = told(await zoom.checkConnection(account));
    for (const canary of [SECRET, 'canary-token']) expect(JSON.stringify(steps)).not.toContain(canary);
    return Object.fromEntries(steps.map((step) => [step.id, step]));
  };

  beforeEach(() => {
    // The clock of this machine is compared with the Date header of a real server.
    nowMs = Date.now();
  });

  it('passes step by step, and asks with the one token that it tested', async () => {
    const steps = await check(await zoomThatSays(good));
    expect(Object.values(steps).map(({ id, outcome }) => [id, outcome])).toEqual([
      ['address', 'passed'],
      ['clock', 'passed'],
      ['credentials', 'passed'],
      ...SCOPE_NEEDS.map(({ scope }) => [`scope:${scope}`, 'passed']),
      ['users', 'passed'],
      ['recordings', 'passed'],
      ['webhook', 'skipped'],
    ]);
    expect(tokens).toBe(1);
  });

  it.each([
    ['Zq8kPp3TQ2WnV1-0_aBcDe', 'passed', undefined],
    ['Zq8kPp3T Q2WnV1', 'failed', /characters that no secret token has/],
    ['short', 'failed', /too short/],
    [SECRET, 'failed', /This is the client secret/],
  ])('looks at the webhook secret token before an event does: %s', async (webhookSecret, outcome, words) => {
    const account = await zoomThatSays(good);
    const { webhook } = await check({ ...account, settings: { ...account.settings, webhookSecret } });
    expect(webhook).toMatchObject({ outcome, ...(words && { detail: expect.stringMatching(words) }) });
  });

  it.each([
    [
      { error: 'invalid_client', reason: 'Invalid client_id or client_secret' },
      'clientSecret',
      /Client secret/,
    ],
    [{ error: 'invalid_request', reason: 'Bad Request' }, 'accountId', /Account ID/],
    [
      { error: 'unsupported_grant_type', reason: 'unsupported grant type' },
      'clientId',
      /Create a Server-to-Server/,
    ],
    [{ error: 'invalid_grant', reason: 'The app has been disabled (4717)' }, undefined, /Activate it/],
    [{ error: 'x', code: 4702, message: 'Invalid client' }, 'clientSecret', /Client secret/],
    [{ error: 'x', reason: '4735' }, undefined, /owns the app/],
  ])('for %j points at the field %s and says what to do', async (json, field, words) => {
    tokenReply = () => ({ status: 400, json });
    const { credentials, users: next, clock } = await check(await zoomThatSays(good));
    expect(credentials).toMatchObject({ outcome: 'failed', detail: expect.stringMatching(words) });
    expect(credentials?.field).toBe(field);
    expect([clock?.outcome, next?.outcome]).toEqual(['passed', 'skipped']);
  });

  it.each<Record<string, string>>([
    { clientSecret: `eyJhbGciOiJIUzI1NiJ9.${Buffer.from('{"iss":"k"}').toString('base64url')}.sig` },
    { accountId: 'Xk1jDyGQRvWLgRZBsNiVUQ' },
  ])('tells whoever enters the key of a retired JWT app what to create instead (%j)', async (settings) => {
    const { credentials } = await check(await zoomThatSays(good, settings));
    expect(credentials).toMatchObject({
      outcome: 'failed',
      detail: expect.stringMatching(/JWT.*retired.*Server-to-Server OAuth app/),
    });
    expect(server.seen).toEqual([]);
  });

  it('tells the same to whoever enters API key and secret, which Zoom calls an unknown client', async () => {
    tokenReply = () => ({ status: 400, json: { error: 'invalid_client', reason: 'x' } });
    const { credentials } = await check(await zoomThatSays(good));
    expect(credentials?.detail).toMatch(/API Key and API Secret.*Server-to-Server OAuth app/);
  });

  it('names each missing scope with what it switches off; an optional one only warns', async () => {
    tokenReply = () => ({
      json: {
        access_token: 'canary-token',
        expires_in: 3600,
        scope: 'user:read:list_users:admin cloud_recording:read:list_user_recordings:admin',
      },
    });
    const steps = await check(await zoomThatSays(good));
    expect(steps['scope:cloud_recording:read:list_recording_files:admin']).toMatchObject({
      outcome: 'failed',
      detail: expect.stringMatching(/list_recording_files:admin.*downloading recordings/),
    });
    expect(steps['scope:user:read:user:admin']).toMatchObject({
      outcome: 'warning',
      detail: expect.stringMatching(/hosts by e-mail address/),
    });
  });

  it.each<[string, string[]]>([
    ['user:read:list_users:admin', ['users', 'recordings', 'webhook']],
    ['cloud_recording:read:list_user_recordings:admin', ['recordings', 'webhook']],
  ])('counts the missing scope %s once: the call that needs it is not tried', async (scope, skipped) => {
    const granted = ALL_SCOPES.split(' ').filter((name) => name !== scope);
    tokenReply = () => ({
      json: { access_token: 'canary-token', expires_in: 3600, scope: granted.join(' ') },
    });
    const needs = (path: string) => (path.endsWith('/recordings') ? 'cloud_recording' : 'user:read');
    const steps = await check(
      await zoomThatSays((call) =>
        scope.startsWith(needs(call.path))
          ? error(400, 4711, `Invalid access token, does not contain scopes:[${scope}].`)
          : good(call),
      ),
    );
    const those = (outcome: string) =>
      Object.values(steps).flatMap((step) => (step.outcome === outcome ? [step.id] : []));
    expect(those('failed')).toEqual([`scope:${scope}`]);
    expect(those('skipped')).toEqual(skipped);
  });

  it('tries every call when Zoom does not say which scopes the token has', async () => {
    tokenReply = () => ({ json: { access_token: 'canary-token', expires_in: 3600, scope: '' } });
    const { users: list, recordings } = await check(await zoomThatSays(good));
    expect([list?.outcome, recordings?.outcome]).toEqual(['passed', 'passed']);
  });

  it.each([
    ['ahead of', 11 * 60_000],
    ['behind', -90 * 60_000],
  ])('notices a clock that is %s the time of Zoom', async (words, errorMs) => {
    nowMs = Date.now() + errorMs;
    const { clock } = await check(await zoomThatSays(good));
    expect(clock).toMatchObject({ outcome: 'failed', detail: expect.stringContaining(words) });
  });

  it('says which address does not answer, and that it is not Zoom when something else does', async () => {
    await zoomThatSays(good);
    const elsewhere = await bench.serve((_request, response) =>
      send(response, { status: 404, body: 'nginx' }),
    );
    const noOauth = await check(open({ oauthBaseUrl: elsewhere.origin }));
    expect(noOauth.address).toMatchObject({ outcome: 'failed', field: 'oauthBaseUrl' });
    const noApi = await check(open({ apiBaseUrl: elsewhere.origin }));
    expect(noApi.users).toMatchObject({ outcome: 'failed', field: 'apiBaseUrl' });
    const refused = await check(open({ oauthBaseUrl: 'http://127.0.0.2:1' }));
    expect(refused.address?.detail).toMatch(/allowedPrivateHosts/);
  });
});

describe('scopes', () => {
  it('of apps made before 2024 count as well', () => {
    expect(missingScopes('user:read:admin recording:read:admin recording:write:admin')).toEqual([]);
    expect(missingScopes(ALL_SCOPES).filter(({ needed }) => needed === 'required')).toEqual([]);
  });
  it('of single users do not', () => {
    expect(
      missingScopes('user:read cloud_recording:read:list_user_recordings').map(({ needed }) => needed),
    ).toEqual(['required', 'required', 'required', 'optional', 'optional', 'optional']);
  });
});

describe('users', () => {
  it('traps 2 and 22: are read to the last page, deactivated ones too, and each is asked for', async () => {
    const page = (id: string, next = ''): Reply => ({ json: { users: [{ id }], next_page_token: next } });
    const account = await zoomThatSays(({ path, query }) => {
      if (path.endsWith('/recordings')) {
        const id = path.split('/')[3] ?? '';
        return meetings([meeting({ uuid: `of-${id}`, host_id: id })]);
      }
      if (query.status === 'inactive') return page('left');
      return query.next_page_token === 'two' ? page('second') : page('first', 'two');
    });
    expect(ids(await list(account, ALL)).sort()).toEqual(['of-first', 'of-left', 'of-second']);
    expect(
      asked(/\/v2\/users\?/).map(({ url }) => new URL(url, 'http://x').searchParams.get('page_size')),
    ).toEqual(['300', '300', '300']);
  });

  it('that lead in a circle end in an error', async () => {
    const account = await zoomThatSays(() => ({ json: { users: [ADA], next_page_token: 'again' } }));
    expect(await failureOf(list(account, ALL))).toMatchObject({ failure: 'retry-later', code: 'page-loop' });
  });

  it.each([
    [404, 1001],
    [400, 1010],
    [400, 1120],
  ])('are unknown when Zoom says so (%i/%i), and named', async (status, code) => {
    const account = await zoomThatSays(({ path }) =>
      path === '/v2/users/ada%40school.example' ? { json: ADA } : error(status, code),
    );
    expect(await lists.resolveHosts!(account, [ADA.email, 'x@y.example'], goOn())).toEqual({
      hosts: ONLY_ADA.limit === 'hosts' ? ONLY_ADA.hosts : [],
      unknown: ['x@y.example'],
    });
  });

  it.each([
    [error(404, 2300), 'needs-person'],
    [error(400, 300), 'retry-later'],
    [error(500, 1001), 'retry-later'],
    [error(200, 200, 'No permission.'), 'not-authorized'],
    [{ status: 404, body: '<h1>not found</h1>' }, 'retry-later'],
    [{ json: [] }, 'retry-later'],
  ] as [Reply, string][])('are never unknown because a call failed (%j)', async (reply, failure) => {
    const account = await zoomThatSays(() => reply);
    const thrown = await failureOf(lists.resolveHosts!(account, ['x@y.example'], goOn()));
    expect(thrown.failure).toBe(failure);
  });
});

describe('listing recordings', () => {
  it('asks for days in UTC, at most 30 at once', async () => {
    const account = await zoomThatSays(() => meetings([]));
    await list(account, ONLY_ADA, { from: '2026-01-31T22:30:00Z', to: '2026-03-01T22:30:00Z' });
    expect(asked(/recordings/)[0]?.url).toBe(
      `/v2/users/${ADA.id}/recordings?from=2026-01-31&to=2026-03-02&page_size=300`,
    );
    expect(lists.maxWindowDays + 1).toBeLessThanOrEqual(30);
  });

  it('trap 1: asks for what Zoom left out when it moved the beginning of the window', async () => {
    // Zoom: silently `from` = one month before `to` (zoom/api#36).
    const account = await zoomThatSays(({ query }) => {
      const earliest = '2026-02-02';
      const { from = '', to = '' } = query;
      const moved = to > '2026-02-28' && from < earliest ? earliest : from;
      const all = ['2026-01-31', '2026-02-01', '2026-02-02', '2026-02-20'];
      const inside = all.filter((day) => day >= moved && day <= to);
      return meetings(
        inside.map((day) => meeting({ uuid: day, start_time: `${day}T10:00:00Z` })),
        { from: moved, to },
      );
    });
    const window = { from: '2026-01-31T00:00:00Z', to: '2026-03-01T00:00:00Z' };
    expect(ids(await list(account, ONLY_ADA, window)).sort()).toEqual([
      '2026-01-31',
      '2026-02-01',
      '2026-02-02',
      '2026-02-20',
    ]);
  });

  it('asks for smaller pages when one is more than is read into memory', async () => {
    const many = { recording_files: Array.from({ length: 40 }, () => meeting().recording_files?.[0]) };
    const account = await zoomThatSays(({ query }) => {
      const size = Number(query.page_size);
      return meetings(
        Array.from({ length: size }, (_, number) => meeting({ uuid: `${number}`, ...many })),
        { total_records: size },
      );
    });
    expect(ids(await list(account))).toHaveLength(30);
    expect(asked(/recordings/)).toHaveLength(2);
  });

  it('throws when Zoom answers for other days altogether', async () => {
    const moved = await zoomThatSays(() => meetings([], { from: '2026-05-01', to: '2026-05-02' }));
    expect(await failureOf(list(moved))).toMatchObject({ failure: 'retry-later', code: 'other-range' });
    const shortened = await zoomThatSays(() => meetings([], { from: '2026-02-01', to: '2026-02-10' }));
    expect(await failureOf(list(shortened))).toMatchObject({ code: 'other-range' });
  });

  /** Pages by token; the script is called for each. */
  const paged = (pages: (token: string, number: number) => Reply) => {
    let number = 0;
    return zoomThatSays(({ query }) => pages(query.next_page_token ?? '', (number += 1)));
  };

  it('fault 63: begins again when a page token expires in the middle', async () => {
    const account = await paged((token, number) => {
      if (token === '')
        return meetings([meeting({ uuid: 'a' })], { next_page_token: 'two', total_records: 2 });
      return number === 2
        ? error(400, 300, 'The next page token is invalid or expired.')
        : meetings([meeting({ uuid: 'b' })], { total_records: 2 });
    });
    expect(ids(await list(account))).toEqual(['a', 'b']);
    expect(asked(/recordings/)).toHaveLength(4);
  });

  it('fault 63: gives up, and does not call a part the whole, when tokens always expire', async () => {
    const account = await paged((token) =>
      token === '' ? meetings([meeting()], { next_page_token: 'two' }) : error(400, 300),
    );
    expect(await failureOf(list(account))).toMatchObject({
      failure: 'retry-later',
      code: 'page-token-expired',
    });
  });

  it('fault 63: ends in an error when a page token comes twice', async () => {
    const account = await paged((token) =>
      meetings([meeting()], { next_page_token: token === 'b' ? 'a' : token === 'a' ? 'b' : 'a' }),
    );
    expect(await failureOf(list(account))).toMatchObject({ failure: 'retry-later', code: 'page-loop' });
  });

  it('fault 63: goes on after an empty page, and takes repeated items as they come', async () => {
    const account = await paged((token) =>
      token === ''
        ? meetings([], { next_page_token: 'two' })
        : token === 'two'
          ? meetings([meeting({ uuid: 'a' })], { next_page_token: 'three' })
          : meetings([meeting({ uuid: 'a' }), meeting({ uuid: 'b' })]),
    );
    expect(ids(await list(account))).toEqual(['a', 'b']);
  });

  it('fault 63: reads again when an item moved between pages while it read', async () => {
    const account = await paged((token, number) => {
      const [first, second] = number <= 2 ? ['a', 'c'] : ['b', 'c'];
      return token === ''
        ? meetings([meeting({ uuid: first })], { next_page_token: 'two', total_records: 3 })
        : meetings([meeting({ uuid: second })], { total_records: 3 });
    });
    expect(ids(await list(account)).sort()).toEqual(['a', 'b', 'c']);
  });

  it('fault 64, trap 17: finds a recording that appears late with an old start', async () => {
    const late = meeting({ uuid: 'late', start_time: '2026-02-02T10:00:00Z' });
    let appeared = false;
    const account = await zoomThatSays(() => meetings(appeared ? [late] : []));
    expect(await list(account)).toEqual([]);
    appeared = true;
    expect(ids(await list(account))).toEqual(['late']);
  });

  it('fault 66: keeps instants in UTC with the zone of the meeting beside them, or without one', async () => {
    const account = await zoomThatSays(() =>
      meetings([
        meeting({ uuid: 'a', start_time: '2026-10-25T00:30:00Z', timezone: 'Europe/Berlin' }),
        meeting({ uuid: 'b', start_time: '2026-10-25T01:30:00Z', timezone: '' }),
      ]),
    );
    expect((await list(account)).map(({ startedAt, timezone }) => [startedAt, timezone])).toEqual([
      ['2026-10-25T00:30:00Z', 'Europe/Berlin'],
      ['2026-10-25T01:30:00Z', undefined],
    ]);
  });

  it.each([
    [error(200, 200, 'You do not have the right permissions.'), 'permission-missing'],
    [{ json: { message: 'no meetings here' } }, 'unexpected-answer'],
    [{ status: 403, json: { code: 403, message: 'blocked' } }, 'account-blocked'],
    [error(400, 300, 'Invalid field.'), 'zoom-300'],
  ] as [Reply, string][])('trap 3: throws for %j instead of finding nothing', async (reply, code) => {
    const account = await zoomThatSays(() => reply);
    expect((await failureOf(list(account))).code).toBe(code);
  });

  it.each([3301, 1001])('takes 404/%i as the answer that there is nothing', async (code) => {
    expect(await list(await zoomThatSays(() => error(404, code)))).toEqual([]);
  });

  it('names the host that Zoom names, not the user in whose list a meeting was found', async () => {
    const account = await zoomThatSays(({ path, query }) => {
      if (path === '/v2/users')
        return query.status === 'active' ? users(ADA, { id: 'grace', email: 'g@x.example' }) : users();
      return meetings(path.includes(ADA.id) ? [meeting({ host_id: 'grace' })] : []);
    });
    expect((await list(account, ALL)).map(({ host }) => host)).toEqual([
      { id: 'grace', email: 'g@x.example' },
    ]);
  });
});

describe('limits', () => {
  const PER_SECOND = 'You have reached the maximum per-second rate limit for this API. Try again later.';
  const DAILY =
    'You have reached the maximum daily rate limit for this API. Refer to the response header for details on when you can make another request.';

  it('fault 11: a limit per second costs a moment', async () => {
    let refusals = 2;
    const account = await zoomThatSays(() =>
      (refusals -= 1) >= 0 ? error(429, 429, PER_SECOND) : meetings([meeting()]),
    );
    expect(await list(account)).toHaveLength(1);
  });

  it('fault 11: a daily limit names the instant at which Zoom says that it ends', async () => {
    const account = await zoomThatSays(() => ({
      ...error(429, 429, DAILY),
      headers: { 'Retry-After': '2026-02-20T18:30:00Z', 'X-RateLimit-Type': 'Daily-limit' },
    }));
    expect(await failureOf(list(account))).toMatchObject({
      failure: 'retry-later',
      status: 429,
      retryAtMs: Date.parse('2026-02-20T18:30:00Z'),
    });
    expect(asked(/recordings/)).toHaveLength(1);
  });

  it('fault 11: a daily limit without an instant ends at midnight in UTC', async () => {
    const account = await zoomThatSays(() => error(429, 429, DAILY));
    expect(await failureOf(list(account))).toMatchObject({
      code: 'daily-limit',
      status: 429,
      retryAtMs: Date.parse('2026-02-21T00:00:00Z'),
    });
  });

  it('trap 23: are those of the plan that the manager chose, by the labels of Zoom', () => {
    expect(ratesFor({ plan: 'free' })).toMatchObject({ light: { perSecond: 4 }, medium: { perSecond: 2 } });
    expect(ratesFor({})).toMatchObject({ light: { perSecond: 30 }, medium: { perSecond: 20 } });
    expect(ratesFor({ plan: 'business' })).toMatchObject({
      medium: { perSecond: 60 },
      heavy: { perSecond: 40 },
    });
  });
});

describe('one meeting', () => {
  it.each([
    ['/ajXp112QmuoKj4854875==', '%252FajXp112QmuoKj4854875%253D%253D'],
    ['ab//cd+e==', 'ab%252F%252Fcd%252Be%253D%253D'],
    ['a/b+c==', 'a%2Fb%2Bc%3D%3D'],
    [UUID, 'vdS61Oa8T3qGIEAMRIoHpg%3D%3D'],
  ])('fault 65, trap 10: %s is asked for as %s', async (uuid, inPath) => {
    const account = await zoomThatSays(({ path }) =>
      path === '/v2/users' ? users(ADA) : { json: meeting({ uuid }) },
    );
    expect(await read(account, uuid)).toMatchObject({ outcome: 'found', occurrence: { id: uuid } });
    expect(asked(/meetings/)[0]?.url).toBe(
      `/v2/meetings/${inPath}/recordings?include_fields=download_access_token&ttl=86400`,
    );
  });

  it('fault 65: an answer about another meeting is not taken', async () => {
    const account = await zoomThatSays(() => ({ json: meeting({ uuid: 'another' }) }));
    expect(await failureOf(read(account))).toMatchObject({ failure: 'retry-later', code: 'other-meeting' });
  });

  it('fault 67: is gone when it is in the trash, and there again when it was restored', async () => {
    let trashed = true;
    const account = await zoomThatSays(({ path }) =>
      path === '/v2/users'
        ? users(ADA)
        : trashed
          ? error(404, 3301, 'There is no recording for this meeting.')
          : { json: meeting() },
    );
    expect(await read(account)).toEqual({
      outcome: 'gone',
      providerWords: 'There is no recording for this meeting.',
    });
    trashed = false;
    expect(await read(account)).toMatchObject({
      outcome: 'found',
      occurrence: { host: { email: ADA.email } },
    });
  });

  it.each([
    error(404, 1001),
    error(404, 3001),
    error(404, 2300),
    error(400, 3301),
    error(400, 1010),
    error(200, 200),
    { status: 404, body: 'not found' },
  ])('trap 19: is not gone because a call failed (%j)', async (reply) => {
    await failureOf(read(await zoomThatSays(() => reply)));
  });
});

describe('files', () => {
  /** The meeting links to the server itself, as to one of Zoom's web hosts; `file` serves its files. */
  const withFile = (file: (call: Call) => Reply, over: object = {}) =>
    zoomThatSays((call) => {
      if (call.path.startsWith('/rec/')) return file(call);
      const linked = meeting({
        recording_files: userRecordings.meetings[0]?.recording_files.map((one) => ({
          ...one,
          download_url: `${server.origin}/rec/download/${one.id}?canary=link`,
        })),
        ...over,
      });
      return call.path.startsWith('/v2/meetings')
        ? { json: { ...linked, download_access_token: `canary-download-${asked(/meetings/).length}` } }
        : meetings([linked]);
    });
  const video: Reply = { headers: { 'Content-Type': 'video/mp4', ETag: ETAG }, body: CONTENT };
  const part = (call: Call): Reply => {
    const from = Number(/^bytes=(\d+)-$/.exec(call.headers.range ?? '')?.[1] ?? NaN);
    if (Number.isNaN(from)) return video;
    return {
      status: 206,
      headers: { ...video.headers, 'Content-Range': `bytes ${from}-${CONTENT.length - 1}/${CONTENT.length}` },
      body: CONTENT.subarray(from),
    };
  };
  const fromFive = { fromByte: 5, validator: ETAG };

  it.each([
    [404, 1],
    [403, 1],
    [401, 2],
  ])('a link that is refused with %i costs %i token: a good one is kept', async (status, requested) => {
    const account = await withFile(() => ({ status, json: {} }), { download_access_token: undefined });
    await list(account);
    expect(await failureOf(openFile(account))).toMatchObject({ failure: 'needs-token', status });
    await list(account);
    expect(tokens).toBe(requested);
  });

  it('trap 16: are opened by the link of the listing while it is young, and by a new one later', async () => {
    const account = await withFile(() => video);
    await list(account);
    expect(await bytesOf(await openFile(account))).toBe(CONTENT.toString());
    expect(asked(/meetings/)).toHaveLength(0);
    expect(asked(/^\/rec/)[0]?.headers.authorization).toBe('Bearer canary-token-1');
    nowMs += 11 * 60_000;
    await bytesOf(await openFile(account));
    expect(asked(/meetings/)).toHaveLength(1);
    expect(asked(/^\/rec/)[1]?.headers.authorization).toBe('Bearer canary-download-1');
  });

  it('tell size, version and type, and nothing of the name that the server proposes (fault 24)', async () => {
    const account = await withFile(() => ({
      ...video,
      headers: {
        ...video.headers,
        'Content-Disposition': `attachment; filename="../../etc/passwd"; filename*=UTF-8''..%2F..%2Fevil%0d%0a.mp4`,
      },
    }));
    const { body, ...facts } = await openFile(account);
    body.destroy();
    expect(facts).toEqual({
      from: 'whole',
      totalBytes: CONTENT.length,
      validator: ETAG,
      contentType: 'video/mp4',
    });
  });

  it('trap 13: come through the redirect to the storage, which gets the range but no token', async () => {
    const storage = await bench.serve((request, response) => {
      const url = new URL(request.url ?? '/', 'http://storage');
      send(response, part({ method: 'GET', path: url.pathname, query: {}, headers: request.headers }));
    });
    const account = await withFile(() => ({
      status: 302,
      headers: { Location: `${storage.origin}/GMT20260210_Recording.mp4?Signature=canary` },
    }));
    const opened = await openFile(account, fromFive);
    expect([opened.from, opened.totalBytes]).toEqual(['resumed', CONTENT.length]);
    expect(await bytesOf(opened)).toBe(CONTENT.subarray(5).toString());
    expect(storage.seen[0]?.headers).toMatchObject({ range: 'bytes=5-', 'if-range': ETAG });
    expect(storage.seen[0]?.headers.authorization).toBeUndefined();
    expect(asked(/^\/rec/)[0]?.headers.authorization).toMatch(/^Bearer /);
  });

  it.each([
    ['401', { status: 401, json: { code: 124 } }, 2],
    ['403', { status: 403, body: 'Forbidden' }, 1],
    ['a sign-in page', { headers: { 'Content-Type': 'text/html;charset=UTF-8' }, body: '<html>Sign in' }, 2],
    ['JSON', { json: { status: false, errorCode: 124, errorMessage: 'Forbidden' } }, 2],
  ] as [string, Reply, number][])(
    'fault 7: go on from the same byte with fresh link and token when the token ran out (%s)',
    async (_name, refusal, tokensAskedFor) => {
      let refused = false;
      const account = await withFile((call) => {
        if (refused) return part(call);
        refused = true;
        return refusal;
      });
      await list(account);
      const opened = await openFile(account, fromFive);
      expect(opened).toMatchObject({ from: 'resumed', validator: ETAG });
      expect(await bytesOf(opened)).toBe(CONTENT.subarray(5).toString());
      expect(asked(/meetings/)).toHaveLength(1);
      // Whether a link that is forbidden means the token, the reading of the meeting tells.
      expect(tokens).toBe(tokensAskedFor);
      expect(asked(/^\/rec/).map(({ headers }) => headers.range)).toEqual(['bytes=5-', 'bytes=5-']);
    },
  );

  it.each([
    [
      'html',
      'fault 5',
      { headers: { 'Content-Type': 'text/html' }, body: '<html>Only the host can download' },
    ],
    ['json', 'fault 6', { json: { status: false, errorCode: 124, errorMessage: 'Forbidden' } }],
    ['token', 'fault 7', { status: 401, json: {} }],
    ['forbidden', 'fault 7', { status: 403, body: '' }],
    ['missing', 'fault 7', { status: 404, body: '' }],
  ] as [string, string, Reply][])(
    'trap 4: are not what comes in their place (%s, %s)',
    async (why, _fault, reply) => {
      const account = await withFile(() => reply);
      expect(await failureOf(openFile(account))).toMatchObject({
        failure: 'needs-token',
        code: `download-${why}`,
      });
      expect(asked(/^\/rec/)).toHaveLength(2);
    },
  );

  it('fault 5, trap 12: a page that claims to be a video is handed on with its claim, to be told by its bytes', async () => {
    const account = await withFile(() => ({ headers: { 'Content-Type': 'video/mp4' }, body: '<html>' }));
    expect(await openFile(account).then(bytesOf)).toBe('<html>');
  });

  it('fault 4: bytes beyond the declared length do not come through', async () => {
    const raw = await bench.serveRaw((socket) => {
      socket.once('data', () =>
        socket.end('HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: 4\r\n\r\nabcdefgh'),
      );
    });
    const account = await withFile(() => ({ status: 302, headers: { Location: `${raw.origin}/x.mp4` } }));
    const opened = await openFile(account);
    expect(opened.totalBytes).toBe(4);
    const received = await bytesOf(opened).catch((thrown: unknown) => thrown);
    expect(['abcd', expect.any(ConnectorError)]).toContainEqual(received);
  });

  it('fault 8: are called whole when the range is ignored', async () => {
    const account = await withFile(() => video);
    const opened = await openFile(account, fromFive);
    expect([opened.from, await bytesOf(opened)]).toEqual(['whole', CONTENT.toString()]);
  });

  it('fault 9: come whole when a part of another version is sent in spite of If-Range', async () => {
    const account = await withFile((call) => {
      const reply = part(call);
      return { ...reply, headers: { ...reply.headers, ETag: '"two"' } };
    });
    const opened = await openFile(account, fromFive);
    expect([opened.from, opened.validator]).toEqual(['whole', '"two"']);
    expect(await bytesOf(opened)).toBe(CONTENT.toString());
  });

  const END = CONTENT.length - 1;
  it.each([
    `bytes 6-${END}/${CONTENT.length}`,
    `bytes 0-${END}/${CONTENT.length}`,
    `bytes 5-${END - 1}/${CONTENT.length}`,
    `bytes 5-${END}/${CONTENT.length + 7}`,
    'bytes */*',
    '',
  ])('fault 10: are refused with the range "%s"', async (range) => {
    const account = await withFile(() => ({
      status: 206,
      headers: { ...video.headers, ...(range === '' ? {} : { 'Content-Range': range }) },
      body: CONTENT.subarray(5),
    }));
    expect(await failureOf(openFile(account, fromFive))).toMatchObject({
      failure: 'bad-bytes',
      code: 'range-mismatch',
    });
  });

  it('fault 10: are refused when a part comes that nobody asked for', async () => {
    const account = await withFile(() =>
      part({ method: '', path: '', query: {}, headers: { range: 'bytes=0-' } }),
    );
    expect(await failureOf(openFile(account))).toMatchObject({ code: 'range-mismatch' });
  });

  it('come whole when nothing lies after the byte that was asked for (416)', async () => {
    const account = await withFile((call) =>
      call.headers.range === undefined ? video : { status: 416, body: '' },
    );
    const opened = await openFile(account, { fromByte: 5_000, validator: ETAG });
    expect([opened.from, await bytesOf(opened)]).toEqual(['whole', CONTENT.toString()]);
  });

  it.each([
    [{ ETag: 'W/"weak"' }, undefined],
    [{ ETag: ETAG }, ETAG],
    [
      { 'Last-Modified': 'Tue, 10 Feb 2026 18:00:00 GMT', Date: 'Fri, 20 Feb 2026 12:00:00 GMT' },
      'Tue, 10 Feb 2026 18:00:00 GMT',
    ],
    [{ 'Last-Modified': 'Fri, 20 Feb 2026 11:59:59 GMT', Date: 'Fri, 20 Feb 2026 12:00:00 GMT' }, undefined],
  ])('have the version %j: %s', async (headers, validator) => {
    const account = await withFile(() => ({
      headers: { 'Content-Type': 'video/mp4', ...headers },
      body: CONTENT,
    }));
    const opened = await openFile(account);
    opened.body.destroy();
    expect(opened.validator).toBe(validator);
  });

  it('that are JSON may be JSON', async () => {
    const account = await withFile(() => ({ json: { timeline: [] } }));
    const timeline = { occurrenceId: UUID, fileKey: 'e2fabbad-3a34-4a6c-b83c-2c8612947a12' };
    expect(await bytesOf(await openFile(account, undefined, timeline))).toBe('{"timeline":[]}');
  });

  it('are gone when the meeting is, or when it no longer lists them', async () => {
    const lost = await zoomThatSays(() => error(404, 3301, 'There is no recording for this meeting.'));
    expect(await failureOf(openFile(lost))).toMatchObject({
      failure: 'gone',
      providerWords: 'There is no recording for this meeting.',
    });
    const emptied = await zoomThatSays(() => ({ json: meeting({ recording_files: [] }) }));
    expect(await failureOf(openFile(emptied))).toMatchObject({ failure: 'gone' });
  });

  it('are gone when the link of the listing answers with a page and the meeting is no more', async () => {
    let lost = false;
    const account = await zoomThatSays((call) => {
      if (call.path.startsWith('/rec/')) return { headers: { 'Content-Type': 'text/html' }, body: '<html>' };
      if (lost) return error(404, 3301);
      const [file] = userRecordings.meetings[0]?.recording_files ?? [];
      return meetings([
        meeting({ recording_files: [{ ...file, id: FILE, download_url: `${server.origin}/rec/x` }] }),
      ]);
    });
    await list(account);
    lost = true;
    expect((await failureOf(openFile(account))).failure).toBe('gone');
  });

  it.each([
    [{ status: 'processing' }, 'not-ready'],
    [{ download_url: undefined }, 'not-ready'],
    [{ download_url: undefined, file_path: '/nfs/recording.mp4' }, 'needs-person'],
    [{ download_url: 'https://evil.example/rec/download/x' }, 'refused'],
    [{ download_url: 'https://zoom.us.evil.example/rec/download/x' }, 'refused'],
    [{ download_url: 'http://us06web.zoom.us/rec/download/x' }, 'refused'],
    [{ download_url: 'file:///etc/passwd' }, 'refused'],
    [{ download_url: 'nonsense' }, 'refused'],
  ])('are not asked for when Zoom names %j (%s)', async (over, failure) => {
    const [file] = userRecordings.meetings[0]?.recording_files ?? [];
    const account = await zoomThatSays(() => ({
      json: meeting({ recording_files: [{ ...file, id: FILE, ...over }] }),
    }));
    expect((await failureOf(openFile(account))).failure).toBe(failure);
    expect(asked(/^\/rec/)).toEqual([]);
  });

  it('fault 70: say that the account is refused when its secret was revoked meanwhile', async () => {
    const account = await withFile(() => ({ status: 401, body: '' }));
    await list(account);
    tokenReply = () => ({ status: 400, json: { error: 'invalid_client', reason: 'x' } });
    expect(await failureOf(openFile(account))).toMatchObject({
      failure: 'not-authorized',
      code: 'wrong-credentials',
    });
  });
});

it('reads every type of file that Zoom documents from one answer', async () => {
  const account = await zoomThatSays(({ path }) =>
    path === '/v2/users' ? users(ADA) : { json: everyFileType },
  );
  const reading = await read(account, everyFileType.uuid);
  expect(reading.outcome === 'found' && reading.occurrence.files.length).toBe(10);
});
