import http from 'node:http';
import { gunzipSync } from 'node:zlib';
import { startZoomEmulator, type ZoomFaultInput } from './emulator';
import { seedDemoAccount } from './demo';
import type { ZoomEmulator } from './types';

interface Got {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: Buffer;
  /** Nothing came for as long as the patience lasted. */
  stalled: boolean;
  /** The connection ended before the answer did. */
  broken: boolean;
  error?: string;
}

/** Longer than any answer takes, for what must come; short, for what must not. */
const PATIENT_MS = 20_000;
const IMPATIENT_MS = 1_000;
const NOW = Date.parse('2026-03-10T12:00:00Z');
const MIB = 1024 * 1024;

/** One request without redirects; breaks off when nothing comes any more. */
function ask(
  url: string,
  options: {
    method?: string;
    headers?: Record<string, string>;
    body?: string;
    enough?: number;
    patienceMs?: number;
  } = {},
): Promise<Got> {
  return new Promise((resolve) => {
    const got: Got = { status: 0, headers: {}, body: Buffer.alloc(0), stalled: false, broken: false };
    const chunks: Buffer[] = [];
    let timer: NodeJS.Timeout | undefined;
    const done = (error?: string) => {
      clearTimeout(timer);
      got.body = Buffer.concat(chunks);
      if (error !== undefined) got.error = error;
      request.destroy();
      resolve(got);
    };
    const request = http.request(
      url,
      { method: options.method ?? 'GET', headers: options.headers, agent: false, maxHeaderSize: 8 * MIB },
      (response) => {
        got.status = response.statusCode ?? 0;
        got.headers = response.headers;
        watch();
        response.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          watch();
          if (Buffer.concat(chunks).length >= (options.enough ?? Infinity)) done();
        });
        response.on('end', () => done());
        response.on('aborted', () => (got.broken = true));
        response.on('error', (error: NodeJS.ErrnoException) => {
          got.broken = true;
          done(error.code);
        });
      },
    );
    const watch = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        got.stalled = true;
        done();
      }, options.patienceMs ?? PATIENT_MS);
    };
    watch();
    request.on('error', (error: NodeJS.ErrnoException) => {
      got.broken = got.status !== 0;
      done(error.code);
    });
    request.end(options.body);
  });
}

const jsonOf = (got: Got): Record<string, unknown> =>
  JSON.parse(got.body.toString()) as Record<string, unknown>;

let zoom: ZoomEmulator;
let nowMs = NOW;
let token = '';

beforeAll(async () => {
  zoom = await startZoomEmulator({ clock: () => nowMs });
});
beforeEach(async () => {
  nowMs = NOW;
  zoom.reset();
  token = await newToken();
});
afterEach(() => expect(zoom.log.errors).toEqual([]));
afterAll(() => zoom.stop());

const basic = (secret = zoom.account.clientSecret) =>
  `Basic ${Buffer.from(`${zoom.account.clientId}:${secret}`).toString('base64')}`;

function askToken(
  form: Record<string, string> = {},
  headers: Record<string, string> = {},
  query = '',
): Promise<Got> {
  return ask(`${zoom.oauthUrl}/oauth/token${query}`, {
    method: 'POST',
    headers: { Authorization: basic(), 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams({
      grant_type: 'account_credentials',
      account_id: zoom.account.accountId,
      ...form,
    }).toString(),
  });
}

const newToken = async (): Promise<string> => String(jsonOf(await askToken()).access_token);
const bearer = (value = token) => ({ Authorization: `Bearer ${value}` });
const api = (path: string, method = 'GET', body?: string, patienceMs = PATIENT_MS) =>
  ask(`${zoom.apiUrl}${path}`, {
    method,
    headers: bearer(),
    patienceMs,
    ...(body === undefined ? {} : { body }),
  });

const host = () =>
  zoom.addUser({ id: 'host-1', email: 'host@example.com', firstName: 'Ada', lastName: 'Host' });

interface Page {
  from: string;
  to: string;
  page_size: number;
  total_records: number;
  next_page_token: string;
  meetings: {
    uuid: string;
    id: number;
    recording_files?: Record<string, unknown>[];
    [field: string]: unknown;
  }[];
}
const list = async (query = '', user = 'host-1'): Promise<Page> => {
  const got = await api(`/users/${user}/recordings?from=2026-02-14&to=2026-03-10${query}`);
  expect(got.status).toBe(200);
  return jsonOf(got) as unknown as Page;
};

/** A meeting with one file of synthetic media, its download link, and its signed link. */
async function oneFile(sizeBytes = 100_000) {
  host();
  const meeting = zoom.addMeeting({
    hostId: 'host-1',
    startedAt: '2026-03-01T10:00:00Z',
    segments: [{ files: [{ view: 'active_speaker', sizeBytes, id: 'file-1' }] }],
  });
  const link = String((await list()).meetings[0]?.recording_files?.[0]?.download_url);
  const signed = String((await ask(link, { headers: bearer() })).headers.location);
  const file = zoom.file('file-1');
  if (!file) throw new Error('no file');
  const pieces: Buffer[] = [];
  for await (const piece of file.content().pieces(0, sizeBytes)) pieces.push(piece);
  return { meeting, link, signed, bytes: Buffer.concat(pieces) };
}

describe('tokens', () => {
  it('are issued for an hour, with the credentials in the header and the account in the body', async () => {
    const got = await askToken();
    expect(got.status).toBe(200);
    expect(jsonOf(got)).toMatchObject({
      token_type: 'bearer',
      expires_in: 3600,
      scope: zoom.account.scopes.join(' '),
      api_url: zoom.oauthUrl,
    });
  });

  it.each<[string, () => Promise<Got>, string]>([
    ['a wrong secret', () => askToken({}, { Authorization: basic('wrong') }), 'invalid_client'],
    ['no credentials', () => askToken({}, { Authorization: '' }), 'invalid_client'],
    ['another grant type', () => askToken({ grant_type: 'client_credentials' }), 'unsupported_grant_type'],
    [
      'a body that is no form',
      () => askToken({}, { 'Content-Type': 'application/json' }),
      'unsupported_grant_type',
    ],
    ['an unknown account', () => askToken({ account_id: 'x' }), 'invalid_request'],
    ['parameters in the query', () => askToken({}, {}, '?grant_type=account_credentials'), 'invalid_request'],
  ])('are refused for %s, with error and reason', async (_what, get, error) => {
    const got = await get();
    expect(got.status).toBe(400);
    expect(jsonOf(got)).toEqual({ error, reason: expect.any(String) as string });
  });

  it('expire by time, by revocation, and when the app is switched off', async () => {
    host();
    expect((await api('/users')).status).toBe(200);
    nowMs += 3600_000;
    expect(jsonOf(await api('/users'))).toEqual({ code: 124, message: 'Access token is expired.' });
    token = await newToken();
    zoom.revokeTokens();
    const revoked = await api('/users');
    expect([revoked.status, jsonOf(revoked)]).toEqual([401, { code: 124, message: 'Invalid access token.' }]);
    expect((await ask(`${zoom.apiUrl}/users`)).status).toBe(401);
    token = await newToken();
    zoom.deactivateApp();
    expect((await api('/users')).status).toBe(401);
    expect(jsonOf(await askToken()).reason).toContain('4717');
    zoom.activateApp();
    expect((await api('/users')).status).toBe(200);
  });

  it('have only the scopes that the app had when they were issued, and a missing scope is named', async () => {
    const all = zoom.account.scopes;
    zoom.account.scopes = ['user:read:user:admin'];
    const narrow = await newToken();
    zoom.account.scopes = all;
    const got = await ask(`${zoom.apiUrl}/users`, { headers: bearer(narrow) });
    expect([got.status, jsonOf(got)]).toEqual([
      400,
      { code: 4711, message: 'Invalid access token, does not contain scopes:[user:read:list_users:admin].' },
    ]);
  });

  it.each([['user:read:admin'], ['user:read:list_users:master']])(
    'with the scope %s list users as well',
    async (scope) => {
      const all = zoom.account.scopes;
      zoom.account.scopes = [scope];
      token = await newToken();
      zoom.account.scopes = all;
      expect((await api('/users')).status).toBe(200);
    },
  );
});

describe('users', () => {
  it('are listed by status, with page tokens that belong to the query and expire after 15 minutes', async () => {
    for (let number = 0; number < 5; number += 1) zoom.addUser({ email: `user${number}@example.com` });
    zoom.addUser({ email: 'gone@example.com', status: 'inactive' });
    zoom.addUser({ email: 'new@example.com', status: 'pending' });
    const first = jsonOf(await api('/users?page_size=3'));
    expect(first).toMatchObject({ page_size: 3, total_records: 5, page_count: 2 });
    const pageToken = String(first.next_page_token);
    const second = jsonOf(await api(`/users?page_size=3&next_page_token=${pageToken}`));
    expect(second.next_page_token).toBe('');
    expect(
      [first, second].flatMap((page) => page.users as { email: string }[]).map(({ email }) => email),
    ).toEqual([0, 1, 2, 3, 4].map((number) => `user${number}@example.com`));
    expect(jsonOf(await api('/users?status=inactive')).users).toMatchObject([{ email: 'gone@example.com' }]);
    expect((jsonOf(await api('/users?status=pending')).users as object[])[0]).not.toHaveProperty('id');
    const expired = { code: 300, message: 'The next page token is invalid or expired.' };
    const other = await api(`/users?page_size=4&next_page_token=${pageToken}`);
    expect([other.status, jsonOf(other)]).toEqual([400, expired]);
    nowMs += 15 * 60_000;
    expect(jsonOf(await api(`/users?page_size=3&next_page_token=${pageToken}`))).toEqual(expired);
  });

  it('are found by id and by e-mail in any case, otherwise 404 with code 1001', async () => {
    host();
    zoom.addUser({ email: 'new@example.com', status: 'pending' });
    expect(jsonOf(await api('/users/host-1')).email).toBe('host@example.com');
    expect(jsonOf(await api('/users/HOST%40example.com')).id).toBe('host-1');
    for (const unknown of ['nobody%40example.com', 'me']) {
      const got = await api(`/users/${unknown}`);
      expect([got.status, jsonOf(got).code]).toEqual([404, 1001]);
    }
    expect(jsonOf(await api('/users/new%40example.com')).code).toBe(1120);
    expect(jsonOf(await api('/users/nobody/recordings')).code).toBe(1001);
  });
});

describe('recordings of a user', () => {
  beforeEach(() => void host());

  it('have the fields of recorded answers: the uuid as meeting_id, a numeric type, no order in time', async () => {
    zoom.addMeeting({
      hostId: 'host@example.com',
      uuid: 'vdS61Oa8T3qGIEAMRIoHpg==',
      id: 82400944973,
      type: 8,
      topic: 'Weekly lecture',
      startedAt: '2026-03-01T16:34:49Z',
      segments: ['16:36:00', '17:10:17'].map((time) => ({
        startedAt: `2026-03-01T${time}Z`,
        durationSeconds: 1812,
        files: [
          { view: 'shared_screen_with_speaker_view' },
          { view: 'timeline' },
          { view: 'closed_caption', id: null },
        ],
      })),
    });
    const page = await list();
    expect(page).toMatchObject({ from: '2026-02-14', to: '2026-03-10', page_size: 30, next_page_token: '' });
    const [meeting] = page.meetings;
    expect(meeting).toMatchObject({
      uuid: 'vdS61Oa8T3qGIEAMRIoHpg==',
      id: 82400944973,
      type: 8,
      start_time: '2026-03-01T16:34:49Z',
      timezone: 'Europe/Berlin',
      duration: 65,
      recording_count: 6,
    });
    expect(meeting).not.toHaveProperty('host_email');
    const files = meeting?.recording_files ?? [];
    const starts = files.map((file) => String(file.recording_start));
    expect(starts).not.toEqual([...starts].sort());
    expect(new Set(files.map((file) => file.meeting_id))).toEqual(new Set(['vdS61Oa8T3qGIEAMRIoHpg==']));
    const captions = files.find((file) => file.file_type === 'CC');
    for (const field of ['id', 'status', 'file_size', 'recording_type', 'play_url']) {
      expect(captions).not.toHaveProperty(field);
    }
    expect(files.find((file) => file.file_type === 'TIMELINE')).toHaveProperty('id');
    expect(files.find((file) => file.file_type === 'TIMELINE')).not.toHaveProperty('play_url');
    expect(files.find((file) => file.file_type === 'MP4')).toMatchObject({
      file_extension: 'MP4',
      file_size: 28_295,
      status: 'completed',
    });
  });

  it('of more than a month are cut without an error, and the answer has the moved from', async () => {
    zoom.addMeeting({ hostId: 'host-1', startedAt: '2026-01-20T10:00:00Z', topic: 'old' });
    zoom.addMeeting({ hostId: 'host-1', startedAt: '2026-03-05T10:00:00Z', topic: 'new' });
    const got = jsonOf(
      await api('/users/host-1/recordings?from=2025-01-01&to=2026-03-31'),
    ) as unknown as Page;
    expect([got.from, got.to, got.meetings.map(({ topic }) => topic)]).toEqual([
      '2026-02-28',
      '2026-03-31',
      ['new'],
    ]);
    expect((await api('/users/host-1/recordings?from=2026-13-01')).status).toBe(400);
    const defaults = jsonOf(await api('/users/host-1/recordings')) as unknown as Page;
    expect([defaults.from, defaults.to]).toEqual(['2026-03-10', '2026-03-11']);
  });

  it('include both days, newest first, at most 300 on a page, and can be requested by series', async () => {
    const at = [
      '2026-02-13T23:59:59Z',
      '2026-02-14T00:00:00Z',
      '2026-03-10T23:59:59Z',
      '2026-03-11T00:00:00Z',
    ];
    at.forEach((startedAt, index) => zoom.addMeeting({ hostId: 'host-1', startedAt, id: index + 1 }));
    const page = await list('&page_size=1000');
    expect([page.page_size, page.meetings.map(({ id }) => id)]).toEqual([300, [3, 2]]);
    expect((await list('&meeting_id=2')).meetings.map(({ id }) => id)).toEqual([2]);
  });

  it('fault 25: of a running meeting have files without type, end and size, until it ends', async () => {
    const { uuid } = zoom.addMeeting({
      hostId: 'host-1',
      startedAt: '2026-03-09T10:00:00Z',
      inProgress: true,
    });
    const [going] = (await list()).meetings;
    expect(going).toMatchObject({ recording_count: 0, total_size: 0 });
    expect(going?.recording_files?.[0]).toMatchObject({
      file_type: '',
      file_extension: '',
      recording_end: '',
      file_size: 0,
      download_url: expect.stringContaining('/rec/download/') as string,
    });
    const fileId = String(going?.recording_files?.[0]?.id);
    const refused = await api(
      `/meetings/${encodeURIComponent(encodeURIComponent(uuid))}/recordings/${fileId}`,
      'DELETE',
    );
    expect([refused.status, jsonOf(refused).code]).toEqual([400, 3303]);
    zoom.finishMeeting(uuid);
    expect((await list()).meetings[0]?.recording_files?.[0]).toMatchObject({
      file_type: 'MP4',
      file_size: 28_295,
    });
  });

  it('can be without files, and fields can be overridden with values of live accounts', async () => {
    zoom.addMeeting({
      hostId: 'host-1',
      startedAt: '2026-03-09T10:00:00Z',
      withoutRecordingFiles: true,
      raw: { timezone: '', start_time: 1_772_000_000 },
    });
    const [meeting] = (await list()).meetings;
    expect(meeting).not.toHaveProperty('recording_files');
    expect(meeting).toMatchObject({ timezone: '', start_time: 1_772_000_000 });
  });

  it('fault 64: appear late, with their old start', async () => {
    zoom.addMeeting({
      hostId: 'host-1',
      startedAt: '2026-03-01T10:00:00Z',
      appearsAt: '2026-03-10T12:30:00Z',
    });
    expect((await list()).meetings).toEqual([]);
    nowMs += 1800_000;
    expect((await list()).meetings).toHaveLength(1);
  });

  it('of the whole account are refused', async () => {
    expect((await api('/accounts/me/recordings')).status).toBe(401);
  });
});

describe('a large number of meetings', () => {
  it('are all listed once, and found, downloaded and deleted like others', async () => {
    host();
    zoom.addUser({ id: 'host-2', email: 'two@example.com' });
    zoom.addManyMeetings(100_000, {
      hostIds: ['host-1', 'host-2'],
      newestAt: '2026-03-10T00:00:00Z',
      everySeconds: 60,
      sizeBytes: 60_000,
    });
    const uuids = new Set<string>();
    let next = '';
    let pages = 0;
    do {
      const page = jsonOf(
        await api(
          `/users/host-2/recordings?from=2026-03-08&to=2026-03-10&page_size=300&next_page_token=${next}`,
        ),
      ) as unknown as Page;
      for (const { uuid } of page.meetings) uuids.add(uuid);
      expect(page.total_records).toBe(1440);
      next = page.next_page_token;
      pages += 1;
    } while (next !== '');
    expect([uuids.size, pages]).toEqual([1440, 5]);
    const [uuid = ''] = uuids;
    const path = `/meetings/${encodeURIComponent(encodeURIComponent(uuid))}/recordings`;
    const link = String(
      (jsonOf(await api(path)) as unknown as Page['meetings'][0]).recording_files?.[0]?.download_url,
    );
    const signed = String((await ask(link, { headers: bearer() })).headers.location);
    expect((await ask(signed)).body.length).toBe(60_000);
    expect((await api(path, 'DELETE')).status).toBe(204);
    expect((await api(path)).status).toBe(404);
    const left = jsonOf(
      await api('/users/host-2/recordings?from=2026-03-08&to=2026-03-10'),
    ) as unknown as Page;
    expect([left.total_records, left.meetings.some((meeting) => meeting.uuid === uuid)]).toEqual([
      1439,
      false,
    ]);
  });
});

describe('one meeting', () => {
  const read = (encoded: string) => api(`/meetings/${encoded}/recordings`);

  it.each([
    ['/ajXp112QmuoKj4854875==', '%252FajXp112QmuoKj4854875%253D%253D', 200],
    ['/ajXp112QmuoKj4854875==', '%2FajXp112QmuoKj4854875%3D%3D', 404],
    ['ab//c==', 'ab%252F%252Fc%253D%253D', 200],
    ['ab//c==', 'ab%2F%2Fc%3D%3D', 404],
    ['a/b+c==', 'a%2Fb%2Bc%3D%3D', 200],
    ['a/b+c==', 'a%252Fb%252Bc%253D%253D', 200],
    ['a/b+c==', 'a/b+c==', 404],
  ])('fault 65: with the uuid %s, asked for as %s, answers %d', async (uuid, encoded, status) => {
    host();
    zoom.addMeeting({ hostId: 'host-1', startedAt: '2026-03-01T10:00:00Z', uuid });
    const got = await read(encoded);
    expect(got.status).toBe(status);
    if (status === 200) expect(jsonOf(got).uuid).toBe(uuid);
    else expect(jsonOf(got).code).toBe(3001);
  });

  it('by number is only the latest occurrence', async () => {
    host();
    zoom.addMeeting({ hostId: 'host-1', id: 77, uuid: 'late==', startedAt: '2026-03-02T10:00:00Z' });
    zoom.addMeeting({ hostId: 'host-1', id: 77, uuid: 'early==', startedAt: '2026-03-01T10:00:00Z' });
    expect(jsonOf(await read('77')).uuid).toBe('late==');
    expect(jsonOf(await read('early%3D%3D')).uuid).toBe('early==');
    const unknown = await read('nothing%3D%3D');
    expect([unknown.status, jsonOf(unknown).code]).toEqual([404, 3301]);
  });

  it('has a download token only on request, with its lifetime, and lists the audio of participants', async () => {
    host();
    zoom.addMeeting({
      hostId: 'host-1',
      uuid: 'one==',
      startedAt: '2026-03-01T10:00:00Z',
      participantAudio: [{ view: 'audio_only_each_participant' }],
    });
    const plain = jsonOf(await read('one%3D%3D'));
    expect(plain).not.toHaveProperty('download_access_token');
    expect(plain).toMatchObject({ recording_count: 2, participant_audio_files: [{ file_type: 'M4A' }] });
    const path = '/meetings/one%3D%3D/recordings?include_fields=download_access_token';
    const got = jsonOf(await api(`${path}&ttl=60`));
    const [file] = got.recording_files as { download_url: string }[];
    const withToken = bearer(String(got.download_access_token));
    expect((await ask(file?.download_url ?? '', { headers: withToken })).status).toBe(302);
    expect((await ask(`${zoom.apiUrl}/users`, { headers: withToken })).status).toBe(401);
    nowMs += 60_000;
    expect((await ask(file?.download_url ?? '', { headers: withToken })).headers['content-type']).toMatch(
      'text/html',
    );
    expect((await api(`${path}&ttl=604801`)).status).toBe(400);
  });

  it('fault 67: moves to the trash and back, and is gone with code 3301', async () => {
    host();
    zoom.addMeeting({ hostId: 'host-1', uuid: 'one==', startedAt: '2026-03-01T10:00:00Z' });
    expect((await api('/meetings/one%3D%3D/recordings', 'DELETE')).status).toBe(204);
    expect(jsonOf(await read('one%3D%3D')).code).toBe(3301);
    expect((await list()).meetings).toEqual([]);
    const [trashed] = (await list('&trash=true')).meetings;
    expect(trashed?.recording_files?.[0]).toHaveProperty('deleted_time');
    expect(trashed?.recording_files?.[0]).not.toHaveProperty('download_url');
    const recover = '{"action":"recover"}';
    expect((await api('/meetings/one%3D%3D/recordings/status', 'PUT', recover)).status).toBe(200);
    expect((await list()).meetings).toHaveLength(1);
    expect((await api('/meetings/one%3D%3D/recordings/status', 'PUT', recover)).status).toBe(404);
    expect((await api('/meetings/one%3D%3D/recordings?action=delete', 'DELETE')).status).toBe(204);
    expect((await list('&trash=true')).meetings).toEqual([]);
    expect((await api('/meetings/one%3D%3D/recordings', 'DELETE')).status).toBe(404);
  });

  it('moves single files to a trash of their own and back', async () => {
    host();
    zoom.addMeeting({
      hostId: 'host-1',
      uuid: 'one==',
      startedAt: '2026-03-01T10:00:00Z',
      segments: [
        {
          files: [
            { view: 'active_speaker', id: 'f1' },
            { view: 'chat_file', id: 'f2' },
          ],
        },
      ],
    });
    expect((await api('/meetings/one%3D%3D/recordings/f2?action=trash', 'DELETE')).status).toBe(204);
    expect(jsonOf(await read('one%3D%3D')).recording_files).toMatchObject([{ id: 'f1' }]);
    expect((await list('&trash=true&trash_type=recording_file')).meetings[0]?.recording_files).toMatchObject([
      { id: 'f2' },
    ]);
    expect(
      (await api('/meetings/one%3D%3D/recordings/f2/status', 'PUT', '{"action":"recover"}')).status,
    ).toBe(204);
    expect(jsonOf(await read('one%3D%3D')).recording_files).toHaveLength(2);
    for (const id of ['f1', 'f2']) await api(`/meetings/one%3D%3D/recordings/${id}?action=delete`, 'DELETE');
    expect(jsonOf(await read('one%3D%3D')).code).toBe(3301);
  });
});

describe('downloads', () => {
  it('lead to a signed link on another host, with ranges, a strong ETag and without a token', async () => {
    const { signed, bytes, meeting } = await oneFile();
    expect(new URL(signed).origin).toBe(zoom.storageUrl);
    expect(new URL(signed).pathname).toMatch(/\/GMT20260301-100000_Recording_1920x1080\.mp4$/);
    const whole = await ask(signed);
    expect([whole.status, whole.headers['content-length'], whole.headers['content-type']]).toEqual([
      200,
      '100000',
      'video/mp4',
    ]);
    expect(whole.body.equals(bytes)).toBe(true);
    const etag = whole.headers.etag ?? '';
    expect(etag).toMatch(/^"[0-9a-f]{32}"$/);
    const part = await ask(signed, { headers: { Range: 'bytes=40000-', 'If-Range': etag } });
    expect([part.status, part.headers['content-range']]).toEqual([206, 'bytes 40000-99999/100000']);
    expect(part.body.equals(bytes.subarray(40_000))).toBe(true);
    const few = await ask(signed, { headers: { Range: 'bytes=-10' } });
    expect(few.body.equals(bytes.subarray(-10))).toBe(true);
    expect((await ask(signed, { headers: { Range: 'bytes=1-', 'If-Range': '"other"' } })).status).toBe(200);
    expect((await ask(signed, { headers: { Range: 'bytes=100000-' } })).status).toBe(416);
    expect((await ask(signed, { method: 'HEAD' })).headers['content-length']).toBe('100000');
    zoom.replaceFile('file-1', { sizeBytes: 90_000 });
    const replaced = await ask(signed, { headers: { Range: 'bytes=1-', 'If-Range': etag } });
    expect([replaced.status, replaced.body.length]).toEqual([200, 90_000]);
    expect(meeting.files).toHaveLength(1);
  });

  it('from storage need a valid signature of that path', async () => {
    const { signed } = await oneFile();
    const url = new URL(signed);
    expect((await ask(`${url.origin}${url.pathname}`)).status).toBe(403);
    // The signature is random, so its first character is replaced by one that is surely another.
    const forged = signed.replace(/Signature=(.)/, (_, first) => `Signature=${first === 'A' ? 'B' : 'A'}`);
    expect((await ask(forged)).status).toBe(403);
    nowMs += 3600_000;
    const expired = await ask(signed);
    expect([expired.status, expired.body.toString()]).toEqual([
      403,
      expect.stringContaining('expired') as string,
    ]);
  });

  it('fault 5: with a bad token, or of a removed file, are a sign-in page with status 200, or JSON, or 401', async () => {
    const { link, meeting } = await oneFile();
    const page = await ask(link, { headers: bearer('wrong') });
    expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html;charset=UTF-8']);
    zoom.settings.badDownload = 'json';
    expect((await ask(link)).body.toString()).toBe(
      '{"status":false,"errorCode":124,"errorMessage":"Forbidden"}',
    );
    expect((await ask(link)).body.length).toBe(59);
    zoom.settings.badDownload = '401';
    zoom.trash(meeting.uuid);
    expect((await ask(link, { headers: bearer() })).status).toBe(401);
    zoom.recover(meeting.uuid);
    zoom.expireLinks();
    expect((await ask(link, { headers: bearer() })).status).toBe(401);
  });

  it('accept the token in the query with one setting, and need no redirect with another', async () => {
    const { link, bytes } = await oneFile();
    expect((await ask(`${link}?access_token=${token}`)).status).toBe(200);
    zoom.settings.takesTokenInQuery = true;
    expect((await ask(`${link}?access_token=${token}`)).status).toBe(302);
    zoom.settings.redirectsDownloads = false;
    const direct = await ask(link, { headers: bearer() });
    expect(direct.body.equals(bytes)).toBe(true);
    expect(direct.headers['content-disposition']).toMatch(/^attachment; filename="GMT2026/);
  });

  it('can be refused for the account token and allowed for the meeting token', async () => {
    const { link, meeting } = await oneFile();
    zoom.faults.add({ kind: 'account-token-refused' });
    expect((await ask(link, { headers: bearer() })).status).toBe(401);
    const path = `/meetings/${encodeURIComponent(encodeURIComponent(meeting.uuid))}/recordings`;
    const got = jsonOf(await api(`${path}?include_fields=download_access_token&ttl=60`));
    expect((await ask(link, { headers: bearer(String(got.download_access_token)) })).status).toBe(302);
  });
});

describe('faults of a download', () => {
  const strike = async (
    fault: ZoomFaultInput,
    headers: Record<string, string> = {},
    more: { enough?: number; patienceMs?: number } = {},
  ) => {
    const file = await oneFile();
    zoom.faults.add(fault);
    const got = await ask(file.signed, { headers, ...more });
    return { ...file, got };
  };

  it.each([
    [0, 0],
    [1, 1],
    ['half', 50_000],
    ['last-byte', 99_999],
  ] as const)('fault 1: the connection is reset at %s, once', async (at, length) => {
    const { got, signed, bytes } = await strike({ kind: 'reset', at, times: 1 });
    expect([got.status, got.broken, got.error, got.body.length]).toEqual([200, true, 'ECONNRESET', length]);
    expect((await ask(signed)).body.equals(bytes)).toBe(true);
  });

  it('fault 1: the connection is reset before any answer', async () => {
    const { got } = await strike({ kind: 'reset', at: 'before-head' });
    expect([got.status, got.error]).toEqual([0, 'ECONNRESET']);
  });

  it('fault 2: the body is shorter than Content-Length says', async () => {
    const { got } = await strike({ kind: 'short-body', at: 'half' });
    expect([got.headers['content-length'], got.body.length, got.broken]).toEqual(['100000', 50_000, true]);
  });

  it.each([
    ['abrupt', true, 'chunked'],
    ['clean', false, 'chunked'],
    ['until-close', false, undefined],
  ] as const)('fault 3: the body ends early without a length, %s', async (ending, broken, encoding) => {
    const { got } = await strike({ kind: 'no-length', at: 60_000, ending });
    expect(got.headers['content-length']).toBeUndefined();
    expect([got.headers['transfer-encoding'], got.body.length, got.broken]).toEqual([
      encoding,
      60_000,
      broken,
    ]);
  });

  it('fault 4: the body is longer than declared, openly or hidden', async () => {
    const { got, signed } = await strike({ kind: 'longer', extraBytes: 7, times: 1 });
    expect([got.headers['content-length'], got.body.length]).toEqual(['100007', 100_007]);
    zoom.faults.add({ kind: 'longer', extraBytes: 7, hidden: true });
    expect((await ask(signed)).headers['content-length']).toBe('100000');
  });

  it.each([undefined, 'video/mp4'])('fault 5: a web page comes with the type %s', async (contentType) => {
    const { link } = await oneFile();
    zoom.faults.add({ kind: 'html', contentType });
    const got = await ask(link, { headers: bearer() });
    expect([got.status, got.headers['content-type']]).toEqual([
      200,
      contentType ?? 'text/html;charset=UTF-8',
    ]);
    expect(got.body.toString()).toMatch(/^<!doctype html>/);
  });

  it('fault 6: an error in JSON comes instead of the file', async () => {
    const { got } = await strike({ kind: 'json', target: 'storage', contentType: 'video/mp4' });
    expect([got.status, jsonOf(got).errorCode]).toEqual([200, 124]);
  });

  it('fault 7: the token expires in the middle, and the rest is refused until there is a new one', async () => {
    const { got, link, signed } = await strike({
      kind: 'reset',
      at: 'half',
      times: 1,
      then: 'revoke-tokens',
    });
    expect(got.body.length).toBe(50_000);
    expect((await ask(link, { headers: bearer() })).headers['content-type']).toMatch('text/html');
    expect((await ask(link, { headers: bearer(await newToken()) })).status).toBe(302);
    zoom.faults.add({ kind: 'status', status: 403, target: 'storage', on: { range: true }, times: 1 });
    expect((await ask(signed)).status).toBe(200);
    expect((await ask(signed, { headers: { Range: 'bytes=50000-' } })).status).toBe(403);
    expect((await ask(signed, { headers: { Range: 'bytes=50000-' } })).status).toBe(206);
  });

  it('fault 8: Range is ignored', async () => {
    const { got } = await strike({ kind: 'ignore-range' }, { Range: 'bytes=5-' });
    expect([got.status, got.body.length]).toEqual([200, 100_000]);
  });

  it('fault 9: the object changed, with If-Range obeyed or ignored', async () => {
    const { signed, bytes } = await oneFile();
    const { etag = '' } = (await ask(signed)).headers;
    const headers = { Range: 'bytes=10-', 'If-Range': etag };
    zoom.faults.add({ kind: 'changed', times: 1 });
    const whole = await ask(signed, { headers });
    expect([whole.status, whole.headers.etag === etag, whole.body.equals(bytes)]).toEqual([
      200,
      false,
      false,
    ]);
    zoom.faults.add({ kind: 'changed', ifRange: 'ignored', times: 1 });
    const part = await ask(signed, { headers });
    expect([part.status, part.headers.etag === etag, part.body.equals(bytes.subarray(10))]).toEqual([
      206,
      false,
      false,
    ]);
    expect((await ask(signed, { headers })).status).toBe(206);
  });

  it('fault 10: Content-Range has another start or another total', async () => {
    const { got, signed } = await strike(
      { kind: 'wrong-range', offsetBy: 1, times: 1 },
      { Range: 'bytes=5-' },
    );
    expect(got.headers['content-range']).toBe('bytes 6-100000/100000');
    zoom.faults.add({ kind: 'wrong-range', totalBy: 9 });
    const other = await ask(signed, { headers: { Range: 'bytes=5-' } });
    expect(other.headers['content-range']).toBe('bytes 5-99999/100009');
  });

  it('fault 13: the connection stalls, before or after the head', async () => {
    const { got, signed } = await strike(
      { kind: 'stall', at: 1_000, times: 1 },
      {},
      { patienceMs: IMPATIENT_MS },
    );
    expect([got.stalled, got.broken, got.body.length]).toEqual([true, false, 1_000]);
    zoom.faults.add({ kind: 'stall', at: 'before-head', times: 1 });
    expect(await ask(signed, { patienceMs: IMPATIENT_MS })).toMatchObject({ stalled: true, status: 0 });
  });

  it('fault 14: the body comes byte by byte', async () => {
    const { got } = await strike({ kind: 'throttle', bytesPerSecond: 20, at: 500 }, {}, { enough: 503 });
    expect(got.body.length).toBe(503);
    expect(got.stalled).toBe(false);
  });

  it('keeps to a bandwidth', async () => {
    const { signed, bytes } = await oneFile();
    zoom.settings.bytesPerSecond = 5_000;
    const slow = await ask(signed, { enough: 1_000 });
    expect(slow.body.length).toBeGreaterThanOrEqual(1_000);
    expect(slow.body.length).toBeLessThan(50_000);
    zoom.settings.bytesPerSecond = 10_000_000;
    expect((await ask(signed)).body.equals(bytes)).toBe(true);
  });

  it('fault 15: the head is huge, or never ends', async () => {
    const { got, signed } = await strike({
      kind: 'header-flood',
      headers: 1_000,
      bytesEach: 1_024,
      times: 1,
    });
    expect(Object.keys(got.headers).filter((name) => name.startsWith('x-flood')).length).toBeGreaterThan(900);
    zoom.faults.add({ kind: 'header-flood', endless: true });
    expect((await ask(signed)).error).toBe('HPE_HEADER_OVERFLOW');
  });

  it.each([
    'http://169.254.169.254/latest',
    'file:///etc/passwd',
    'https://user:pass@example.com/',
    'http://[::1]:9/',
  ])('faults 16 to 18: the link leads to %s', async (to) => {
    const { link } = await oneFile();
    zoom.faults.add({ kind: 'redirect', to, status: 307 });
    const got = await ask(link, { headers: bearer() });
    expect([got.status, got.headers.location]).toEqual([307, to]);
  });

  it('fault 17: the link redirects to itself, for ever or a number of times', async () => {
    const { link, signed } = await oneFile();
    zoom.faults.add({ kind: 'redirect', to: 'self', times: 3 });
    const seen: string[] = [];
    let url = link;
    for (let hop = 0; hop < 3; hop += 1)
      seen.push((url = String((await ask(url, { headers: bearer() })).headers.location)));
    expect(seen.map((one) => new URL(one).searchParams.get('hop'))).toEqual(['1', '2', '3']);
    expect(String((await ask(url, { headers: bearer() })).headers.location).split('?')[0]).toBe(
      signed.split('?')[0],
    );
  });

  it('fault 22: media come compressed, once or twice, or as a bomb', async () => {
    const { got, signed, bytes } = await strike({ kind: 'gzip', times: 1 });
    expect(got.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(got.body).equals(bytes)).toBe(true);
    zoom.faults.add({ kind: 'gzip', chained: true, bombBytes: 5 * MIB, times: 1 });
    const bomb = await ask(signed);
    expect(bomb.headers['content-encoding']).toBe('gzip, gzip');
    expect(gunzipSync(gunzipSync(bomb.body)).length).toBe(5 * MIB);
  });

  it('fault 24: Content-Disposition is hostile, including line breaks', async () => {
    const { got, signed, bytes } = await strike({
      kind: 'disposition',
      value: 'attachment; filename="../../x.mp4"',
      times: 1,
    });
    expect(got.headers['content-disposition']).toBe('attachment; filename="../../x.mp4"');
    zoom.faults.add({ kind: 'disposition', value: 'inline\r\nX-Injected: yes' });
    const injected = await ask(signed);
    expect(injected.headers['x-injected']).toBe('yes');
    expect(injected.body.equals(bytes)).toBe(true);
  });

  it('fault 25: the file is empty', async () => {
    const { got } = await strike({ kind: 'zero-bytes' });
    expect([got.status, got.headers['content-length']]).toEqual([200, '0']);
  });

  it('fault 26: HEAD differs from GET', async () => {
    const { got, signed } = await strike({ kind: 'head-lies' });
    expect(got.body.length).toBe(100_000);
    const head = (await ask(signed, { method: 'HEAD' })).headers;
    expect([head['content-length'], head['content-type']]).toEqual(['104711', 'text/plain']);
  });

  it('affect only the given file, request and number of times', async () => {
    const { signed } = await oneFile();
    const handle = zoom.faults.add({ kind: 'zero-bytes', on: { fileId: 'file-1' }, skip: 1, times: 1 });
    zoom.faults.add({ kind: 'zero-bytes', on: { fileId: 'another' } });
    const never = zoom.faults.add({ kind: 'zero-bytes' }, () => false);
    const lengths: number[] = [];
    for (let turn = 0; turn < 3; turn += 1) lengths.push((await ask(signed)).body.length);
    expect([lengths, handle.hits(), never.hits()]).toEqual([[100_000, 0, 100_000], 1, 0]);
    expect(() => zoom.faults.add({ kind: 'zero-bytes', time: 1 } as unknown as ZoomFaultInput)).toThrow(
      /time/,
    );
  });
});

describe('faults of the API', () => {
  beforeEach(() => {
    host();
    for (let day = 1; day <= 9; day += 1) {
      zoom.addMeeting({ hostId: 'host-1', id: day, startedAt: `2026-03-0${day}T10:00:00Z` });
    }
  });
  const ids = (page: Page) => page.meetings.map(({ id }) => id);
  async function pages(most = 10): Promise<number[][]> {
    const read: number[][] = [];
    let next = '';
    for (let page; read.length < most; next = page.next_page_token) {
      page = await list(`&page_size=4&next_page_token=${next}`);
      read.push(ids(page));
      if (page.next_page_token === '') break;
    }
    return read;
  }

  it('pages have everything once without a fault', async () => {
    expect(await pages()).toEqual([[9, 8, 7, 6], [5, 4, 3, 2], [1]]);
  });

  it('fault 63: the page token expires in the middle', async () => {
    zoom.faults.add({ kind: 'page-expired', times: 1 });
    const { next_page_token: next } = await list('&page_size=4');
    const query = `/users/host-1/recordings?from=2026-02-14&to=2026-03-10&page_size=4&next_page_token=${next}`;
    expect(jsonOf(await api(query)).code).toBe(300);
    expect((await api(query)).status).toBe(200);
  });

  it('fault 63: the same page token comes again and again', async () => {
    zoom.faults.add({ kind: 'page-loop' });
    const first = await list('&page_size=4');
    const second = await list(`&page_size=4&next_page_token=${first.next_page_token}`);
    expect(second.next_page_token).toBe(first.next_page_token);
  });

  it('fault 63: an empty page has a token for the next', async () => {
    zoom.faults.add({ kind: 'page-empty', times: 1, skip: 1 });
    expect(await pages()).toEqual([[9, 8, 7, 6], [], [5, 4, 3, 2], [1]]);
  });

  it('fault 63: an item comes on two pages', async () => {
    zoom.faults.add({ kind: 'page-duplicates', times: 1 });
    expect(await pages()).toEqual([
      [9, 8, 7, 6],
      [6, 5, 4, 3],
      [2, 1],
    ]);
  });

  it('fault 63: an item moves to a page that was read, by a fault or because a meeting was added', async () => {
    zoom.faults.add({ kind: 'page-moved', times: 1 });
    expect((await pages()).flat()).toEqual([9, 8, 7, 6, 6, 5, 4, 3, 1]);
    const first = await list('&page_size=4');
    zoom.addMeeting({ hostId: 'host-1', id: 10, startedAt: '2026-03-10T10:00:00Z' });
    expect(ids(await list(`&page_size=4&next_page_token=${first.next_page_token}`))).toEqual([6, 5, 4, 3]);
  });

  it('fault 11: the limit per second has no Retry-After, the daily one an ISO instant, and both can be changed', async () => {
    zoom.faults.add({ kind: 'rate-limited', limit: 'per-second', times: 1 });
    const second = await api('/users');
    expect([second.status, second.headers['retry-after'], second.headers['x-ratelimit-type']]).toEqual([
      429,
      undefined,
      undefined,
    ]);
    expect(jsonOf(second)).toMatchObject({
      code: 429,
      message: expect.stringContaining('per-second') as string,
    });
    zoom.settings.rateLimitHeaders = true;
    zoom.faults.add({ kind: 'rate-limited', limit: 'daily', times: 1 });
    const daily = await api('/users');
    expect([daily.headers['retry-after'], daily.headers['x-ratelimit-type']]).toEqual([
      '2026-03-11T00:00:00.000Z',
      'Daily-limit',
    ]);
    zoom.faults.add({ kind: 'rate-limited', limit: 'daily', retryAfter: null, times: 1 });
    expect((await api('/users')).headers['retry-after']).toBeUndefined();
    for (const retryAfter of ['3', '-5', '315360000', 'Tue, 10 Mar 2026 12:00:05 GMT']) {
      zoom.faults.add({ kind: 'rate-limited', limit: 'per-second', retryAfter, times: 1 });
      expect((await api('/users')).headers['retry-after']).toBe(retryAfter);
    }
    expect((await api('/users')).headers['x-ratelimit-category']).toBe('Medium');
  });

  it('fault 11: real limits can be set', async () => {
    zoom.settings.perSecond = { medium: 2 };
    const statuses = await Promise.all([1, 2, 3].map(async () => (await api('/users')).status));
    expect(statuses.sort()).toEqual([200, 200, 429]);
    expect((await api('/users/host-1')).status).toBe(200);
  });

  it('fault 12: bursts of 5xx, and an outage of everything until it is over', async () => {
    for (const status of [500, 502, 503, 504]) zoom.faults.add({ kind: 'status', status, times: 1 });
    const burst: number[] = [];
    for (let turn = 0; turn < 5; turn += 1) burst.push((await api('/users')).status);
    expect(burst).toEqual([500, 502, 503, 504, 200]);
    const outage = zoom.faults.add({ kind: 'status', status: 503, target: 'any', retryAfter: '120' });
    expect([(await api('/users')).status, (await askToken()).status]).toEqual([503, 503]);
    expect((await askToken()).headers['retry-after']).toBe('120');
    outage.off();
    expect((await askToken()).status).toBe(200);
  });

  it('fault 22: JSON comes compressed without a request for it', async () => {
    zoom.faults.add({ kind: 'gzip', target: 'api', bombBytes: 2 * MIB });
    const got = await api('/users');
    expect(got.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(got.body).length).toBe(2 * MIB);
  });

  it('fault 23: JSON is huge, deep, broken, no object, or has keys of prototypes', async () => {
    zoom.faults.add({ kind: 'hostile-json', shape: 'huge', size: 3 * MIB, times: 1 });
    const huge = await api('/users');
    expect([huge.body.length, huge.headers['content-length'], jsonOf(huge).meetings]).toEqual([
      3 * MIB,
      String(3 * MIB),
      [],
    ]);
    zoom.faults.add({ kind: 'hostile-json', shape: 'deep', size: 500, times: 1 });
    expect((await api('/users')).body.toString()).toContain('['.repeat(500));
    zoom.faults.add({ kind: 'hostile-json', shape: 'broken', times: 1 });
    const broken = await api('/users');
    expect(() => jsonOf(broken)).toThrow(SyntaxError);
    zoom.faults.add({ kind: 'hostile-json', shape: 'not-an-object', times: 1 });
    expect(jsonOf(await api('/users'))).toEqual([1, 'two', null]);
    zoom.faults.add({ kind: 'hostile-json', shape: 'prototype', times: 1 });
    const page = await list();
    expect(Object.keys(page)).toContain('__proto__');
    expect(Object.keys(page.meetings[0] ?? {})).toContain('__proto__');
  });

  it('has errors of any kind, with status 200 too', async () => {
    zoom.faults.add({ kind: 'api-error', status: 200, code: 200, times: 1 });
    const got = await api('/users');
    expect([got.status, jsonOf(got)]).toEqual([
      200,
      { code: 200, message: 'You do not have the right permissions.' },
    ]);
    zoom.faults.add({
      kind: 'api-error',
      status: 404,
      code: 3301,
      message: 'x',
      on: { path: '/recordings' },
    });
    expect((await api('/users')).status).toBe(200);
    expect((await api('/meetings/1/recordings')).status).toBe(404);
  });

  it.each(['reset', 'stall'] as const)('%s also works here when it is set', async (kind) => {
    zoom.faults.add({ kind, at: 10, target: 'api', times: 1 });
    const got = await api('/users', 'GET', undefined, IMPATIENT_MS);
    expect([got.body.length, got.broken, got.stalled]).toEqual([10, kind === 'reset', kind === 'stall']);
  });

  it('delays one request, or all by its latency', async () => {
    const impatient = async () => (await api('/users', 'GET', undefined, IMPATIENT_MS)).stalled;
    zoom.faults.add({ kind: 'delay', ms: 60_000, times: 1 });
    expect([await impatient(), await impatient()]).toEqual([true, false]);
    zoom.settings.latencyMs = 60_000;
    expect([await impatient(), await impatient()]).toEqual([true, true]);
  });

  it('fault 68: a deletion has no effect, a late effect, no answer, or is refused', async () => {
    const path = '/meetings/1/recordings';
    zoom.faults.add({ kind: 'deletion', does: 'nothing', times: 1 });
    expect([(await api(path, 'DELETE')).status, (await api(path)).status]).toEqual([204, 200]);
    zoom.faults.add({ kind: 'deletion', does: 'not-allowed', times: 1 });
    expect((await api(path, 'DELETE')).status).toBe(403);
    zoom.faults.add({ kind: 'deletion', does: 'used-elsewhere', times: 1 });
    expect(jsonOf(await api(path, 'DELETE')).code).toBe(3310);
    zoom.faults.add({ kind: 'deletion', does: 'no-answer', times: 1 });
    expect((await api(path, 'DELETE')).error).toBe('ECONNRESET');
    expect((await api(path)).status).toBe(404);
    zoom.faults.add({ kind: 'deletion', does: 'later', laterMs: 60_000, times: 1 });
    expect([
      (await api('/meetings/2/recordings', 'DELETE')).status,
      (await api('/meetings/2/recordings')).status,
    ]).toEqual([202, 200]);
    nowMs += 60_000;
    expect((await api('/meetings/2/recordings')).status).toBe(404);
  });
});

describe('the log', () => {
  it('has every request with route, status and bytes, but only the scheme of Authorization', async () => {
    const { signed } = await oneFile();
    zoom.log.clear();
    await ask(signed, { headers: { Range: 'bytes=99000-' } });
    await api('/users');
    const storage = await zoom.log.waitFor(
      (entry) => entry.host === 'storage' && entry.outcome === 'finished',
    );
    expect(storage).toMatchObject({
      method: 'GET',
      route: 'GET storage',
      status: 206,
      headers: { range: 'bytes=99000-' },
    });
    expect(storage.headers).not.toHaveProperty('authorization');
    expect(storage.bytesSent).toBeGreaterThan(1_000);
    expect(storage.bytesSent).toBeLessThan(2_000);
    expect(zoom.log.filter(({ route }) => route === 'GET /users')[0]).toMatchObject({
      status: 200,
      headers: { authorization: 'Bearer' },
    });
    expect(zoom.log.count('GET /users')).toBe(1);
    expect(zoom.log.routes['GET /users']?.statuses).toEqual({ 200: 1 });
    expect(JSON.stringify(zoom.log.entries)).not.toContain(token);
    expect(zoom.secrets()).toContain(token);
  });
});

describe('control over HTTP', () => {
  const control = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    ask(`${zoom.oauthUrl}/__control/${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  it('adds users, meetings and faults, reads the log, and changes settings', async () => {
    const user = jsonOf(await control('POST', 'users', { email: 'host@example.com', id: 'host-1' })).user;
    expect(user).toMatchObject({ id: 'host-1' });
    const made = await control('POST', 'meetings', {
      hostId: 'host-1',
      startedAt: '2026-03-01T10:00:00Z',
      segments: [{ files: [{ view: 'active_speaker', sizeBytes: 50_000, id: 'f1' }] }],
    });
    expect(jsonOf(made).files).toEqual([{ id: 'f1', view: 'active_speaker' }]);
    const many = { count: 500, hostIds: ['host-1'], newestAt: '2026-03-01T09:00:00Z' };
    expect((await control('POST', 'meetings', { many })).status).toBe(200);
    expect((await list()).total_records).toBe(501);
    const { ids } = jsonOf(await control('POST', 'faults', [{ kind: 'status', status: 500 }]));
    expect((await api('/users')).status).toBe(500);
    await control('DELETE', `faults/${(ids as number[])[0]}`);
    expect((await api('/users')).status).toBe(200);
    expect(jsonOf(await control('POST', 'settings', { latencyMs: 1 })).latencyMs).toBe(1);
    const log = jsonOf(await control('GET', 'log'));
    expect((log.routes as Record<string, { requests: number }>)['GET /users']?.requests).toBe(2);
    expect(jsonOf(await control('GET', 'state')).connectorSettings).toEqual(zoom.connectorSettings);
    await control('POST', 'action', { action: 'revoke-tokens' });
    expect((await api('/users')).status).toBe(401);
  });

  it('says what is wrong, and refuses browsers', async () => {
    const wrong = await control('POST', 'faults', { kind: 'no-such-fault' });
    expect([wrong.status, String(jsonOf(wrong).error)]).toEqual([
      400,
      expect.stringContaining('kind') as string,
    ]);
    expect((await control('GET', 'nothing')).status).toBe(404);
    expect((await control('GET', 'log', undefined, { Origin: 'https://example.com' })).status).toBe(403);
  });
});

describe('the demo account', () => {
  it('has real media of the last 25 days, identical at every start', async () => {
    const first = seedDemoAccount(zoom);
    const hashes = async (demo: typeof first) =>
      await Promise.all(
        Object.values(demo.meetings).flatMap(({ uuid, files = [] }) =>
          files.map(async (file) => [uuid, file.ref, file.startedAtMs, await file.content().sha256()]),
        ),
      );
    const before = await hashes(first);
    zoom.reset();
    const second = seedDemoAccount(zoom);
    expect(await hashes(second)).toEqual(before);
    const { users, meetings } = second;
    const listed = await Promise.all(
      Object.values(users).map(async ({ id }) => (await list('', id)).meetings),
    );
    expect(new Set(listed.flat().map(({ uuid }) => uuid))).toEqual(
      new Set(Object.values(meetings).map(({ uuid }) => uuid)),
    );
    expect(jsonOf(await api('/users?status=inactive')).users).toMatchObject([{ id: users.formerHost.id }]);
    expect(meetings.firstOccurrence.id).toBe(meetings.secondOccurrence.id);
    expect(meetings.leadingSlash.uuid.startsWith('/')).toBe(true);
    expect(meetings.doubleSlash.uuid).toContain('//');
    for (const [, , , sha256] of before) expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  });
});
