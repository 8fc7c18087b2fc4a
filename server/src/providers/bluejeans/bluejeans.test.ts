import { readFileSync } from 'node:fs';
import path from 'node:path';
import { english } from '../../../../contracts/messages/say';
import { ConnectorError } from '../../domain/errors';
import { segmentsOf } from '../../domain/segments';
import { createRedactor } from '../../log/redact';
import { createHttpClient } from '../../http/client';
import type { Account } from '../account';
import { linkOf } from './download';
import { startJeansEmulator, type JeansEmulator } from '../../../../emulators/bluejeans/emulator';
import { closedOr } from './errors';
import { blueJeans } from './index';
import { occurrenceOf, sourceOf } from './mapper';
import { jeansRecording, jeansUser, recordingDetail, recordingsPage, usersPage } from './schemas';
import type { HostResolution } from '../../domain/policy';

const NOW = Date.parse('2026-03-10T12:00:00Z');
const WINDOW = { from: '2026-02-01T00:00:00Z', to: '2026-03-10T12:00:00Z' };
const GUID = '111222333:276818-1c55e939-6b20-427e-88cf-91c0c37e2ef8';
const HOST = { id: '276818', email: 'ruth.adeyemi@example.com', name: 'Ruth Adeyemi' };
const { signal } = new AbortController();

describe('the mapper', () => {
  const fixture = (name: string): unknown =>
    JSON.parse(readFileSync(path.join(__dirname, 'fixtures', name), 'utf8'));
  const [recording] = recordingsPage
    .parse(fixture('recordings.json'))
    .map((one) => jeansRecording.parse(one));
  const { recordingChapters: chapters } = recordingDetail.parse(fixture('recording-detail.json'));
  if (recording === undefined) throw new Error('the page has a recording');

  it('traps 2 and 3: makes one occurrence of a GUID with its colons, with every chapter as a segment in its order', () => {
    const occurrence = occurrenceOf([{ recording, chapters: chapters ?? [] }], HOST);
    expect(occurrence).toMatchObject({
      id: `276818/${GUID}`,
      meetingId: '111222333',
      title: 'Weekly/sync: a:b',
      startedAt: '2026-02-10T16:34:49Z',
      host: HOST,
    });
    expect(segmentsOf(occurrence, []).map(({ main }) => [main.key, main.startedAt, main.ready])).toEqual([
      ['77', '2026-02-10T16:34:49Z', true],
      ['78', '2026-02-10T18:34:49Z', true],
      ['chapter:3', '2026-02-10T19:04:49Z', false],
    ]);
    expect(sourceOf(occurrence.id)).toEqual({ userId: '276818', meetingGuid: GUID });
  });

  it('keeps the order of chapters that start in the same second', () => {
    const short = (id: number, startTimeOffset: number) => ({
      id,
      startTimeOffset,
      compositeContentId: id,
      compositeContentStatus: 'PROCESSED',
    });
    const { recordingChapters: read } = recordingDetail.parse({
      recordingChapters: [short(3, 400), short(2, 400), short(9, 100)],
    });
    const occurrence = occurrenceOf([{ recording, chapters: read ?? [] }], HOST);
    expect(segmentsOf(occurrence, []).map(({ main }) => main.key)).toEqual(['9', '2', '3']);
  });

  it('has no file of a recording without chapters', () => {
    expect(occurrenceOf([{ recording, chapters: [] }], HOST).files).toEqual([]);
  });

  it('traps 6 and 7: takes the array of users under either name, however many are announced', () => {
    expect(usersPage.parse({ count: 9, user: [{ id: 1 }] })).toHaveLength(1);
    const users = usersPage.parse({ users: [{ id: '1', email: 'a@b.example' }] });
    expect(users.map((one) => jeansUser.parse(one))).toMatchObject([{ id: 1 }]);
  });

  it('downloads the file itself, else the rendition of 720 lines, else the first', () => {
    const levels = [{ file: 'https://a.example/1' }, { file: 'https://a.example/2', height: 720 }];
    expect(linkOf({ contentUrl: 'https://a.example/0', contentSize: 7 })).toEqual({
      link: 'https://a.example/0',
      sizeBytes: 7,
    });
    expect(linkOf({ contentSize: 7, contentProperties: { levels } })).toEqual({
      link: 'https://a.example/2',
    });
    expect(linkOf({ contentProperties: { levels: levels.slice(0, 1) } })).toEqual({
      link: 'https://a.example/1',
    });
    expect(() => linkOf({})).toThrow(/no download for this chapter yet/);
  });
});

let jeans: JeansEmulator;
let account: Account;
let nowMs = NOW;
beforeEach(async () => {
  nowMs = NOW;
  jeans = await startJeansEmulator({ clock: () => nowMs });
  account = {
    settings: jeans.connectorSettings,
    clock: () => nowMs,
    memory: new Map(),
    http: createHttpClient({
      clock: () => nowMs,
      allowedPrivateHosts: ['127.0.0.1'],
      rates: blueJeans.descriptor.rates?.(jeans.connectorSettings),
      limits: { retryBaseMs: 1, maxAttempts: 2 },
      redact: createRedactor(),
    }),
  };
  jeans.world.addUser({ email: HOST.email, firstName: 'Ruth', lastName: 'Adeyemi' });
});
afterEach(async () => {
  account.http.close();
  await jeans.stop();
  expect(jeans.log.errors).toEqual([]);
});

const held = (more: Partial<Parameters<typeof jeans.world.addRecording>[0]> = {}) => {
  const recording = jeans.world.addRecording({
    host: HOST.email,
    name: 'Weekly sync',
    startedAt: '2026-03-09T09:00:00Z',
    ...more,
  });
  return { recording, id: `${recording.userId}/${recording.meetingGuid}` };
};
async function list(hosts: HostResolution = { limit: 'none' }) {
  const found = [];
  for await (const page of blueJeans.listsRecordings.listWindow(account, WINDOW, hosts, signal))
    found.push(...page);
  return found;
}
const remove = (id: string) =>
  blueJeans.deletesFromCloud.deleteOccurrence(account, { id, files: new Map() }, 'permanent', signal);

describe('listing', () => {
  it.each(['users', 'user'] as const)('takes the users under "%s"', async (usersKey) => {
    jeans.settings.usersKey = usersKey;
    held();
    expect(await list()).toMatchObject([{ host: { email: HOST.email, name: 'Ruth Adeyemi' } }]);
  });

  it.each([10, 20, 100])(
    'trap 1: loses nothing when the server cuts its pages at %i without a word',
    async (largestPage) => {
      jeans.settings.largestPage = largestPage;
      // An exact multiple of the page: the last one is empty.
      for (let number = 0; number < 40; number += 1) held();
      expect(await list()).toHaveLength(40);
    },
  );

  it('fault 63: stops when every page is the first one', async () => {
    for (let number = 0; number < 120; number += 1) held();
    jeans.faults.add({ kind: 'page-loop' });
    await expect(list()).rejects.toMatchObject({ failure: 'retry-later', code: 'page-loop' });
  });

  it('treats its own 404 as a user without recordings, and any other 404 as a failure', async () => {
    jeans.settings.emptyHistoryIs404 = true;
    expect(await list()).toEqual([]);
    jeans.faults.add({ kind: 'status', status: 404, on: { path: 'recordings' } });
    await expect(list()).rejects.toMatchObject({ failure: 'retry-later', status: 404 });
  });

  it('trap 5: reads the chapters of a finished recording once, and of an unfinished one each time', async () => {
    const asked = () => jeans.log.count('GET /user/{id}/meeting_history/recordings/{id}');
    const { recording } = held({ chapters: [{}, { status: 'PROCESSING' }] });
    await list();
    await list();
    expect(asked()).toBe(2);
    for (const chapter of recording.chapters) chapter.status = 'PROCESSED';
    await list();
    await list();
    expect(asked()).toBe(3);
  });

  it('continues without a user who left the enterprise meanwhile', async () => {
    held();
    const gone = jeans.world.addUser({ email: 'gone@example.com' });
    const hosts = await blueJeans.listsRecordings.resolveHosts?.(account, [HOST.email, gone.email], signal);
    jeans.world.users.delete(gone.id);
    expect(await list({ limit: 'hosts', hosts: hosts?.hosts ?? [], unknown: [] })).toHaveLength(1);
  });

  it('fault 7: a token that is revoked meanwhile is renewed once', async () => {
    held();
    await list();
    jeans.revokeTokens();
    expect(await list()).toHaveLength(1);
    expect(jeans.log.count('POST /oauth2/token')).toBe(2);
  });

  it.each([
    ['an hour', 3_600, 3_540],
    ['40 seconds', 40, 20],
  ])('a token of %s is replaced before it ends', async (_life, tokenSeconds, usedForSeconds) => {
    jeans.settings.tokenSeconds = tokenSeconds;
    const tokens = () => jeans.log.count('POST /oauth2/token');
    await list();
    nowMs = NOW + (usedForSeconds - 1) * 1_000;
    await list();
    expect(tokens()).toBe(1);
    nowMs = NOW + usedForSeconds * 1_000;
    await list();
    expect(tokens()).toBe(2);
  });

  it('a meeting that was recorded before and after the start of the window keeps its real start', async () => {
    held({ startedAt: '2026-01-31T22:00:00Z', meetingGuid: GUID });
    held({ startedAt: '2026-02-01T02:00:00Z', meetingGuid: GUID });
    expect(await list()).toMatchObject([{ startedAt: '2026-01-31T22:00:00Z', files: [{}, {}] }]);
  });

  it('sends the token in the header, never in an address', async () => {
    held();
    await list();
    expect(jeans.log.filter(({ query }) => query.includes('access_token'))).toEqual([]);
  });

  it('a 403 means that the app lacks a right, so nothing is retried', async () => {
    held();
    const body = '{"code":4030,"message":"Forbidden"}';
    jeans.faults.add({ kind: 'status', status: 403, body, contentType: 'application/json', target: 'api' });
    await expect(list()).rejects.toMatchObject({
      failure: 'not-authorized',
      code: 'permission-missing',
      said: { code: 'provider.forbidden' },
      providerWords: 'Forbidden',
    });
  });

  it('fault 11: takes 429 with a wait and without', async () => {
    held();
    jeans.faults.add({ kind: 'rate-limited', retryAfter: '1', times: 1 });
    expect(await list()).toHaveLength(1);
    jeans.faults.add({ kind: 'rate-limited' });
    await expect(list()).rejects.toMatchObject({ code: 'rate-limited' });
  });
});

describe('files', () => {
  const open = (id: string, key: string) =>
    blueJeans.openFile(account, { occurrenceId: id, fileKey: key }, { signal });

  it('are requested without credentials, as a rendition if the file itself has no link', async () => {
    const { recording, id } = held();
    jeans.settings.contentUrlIsMissing = true;
    const { body } = await open(id, String(recording.chapters[0]?.contentId));
    body.destroy();
    expect(jeans.log.filter(({ host }) => host === 'storage')[0]?.headers.authorization).toBeUndefined();
    jeans.settings.levelsAreMissing = true;
    await expect(open(id, String(recording.chapters[0]?.contentId))).rejects.toMatchObject({
      failure: 'not-ready',
    });
  });

  it('fault 3: are checked against the size in the API if they come without a length', async () => {
    const { recording, id } = held();
    const [chapter] = recording.chapters;
    jeans.faults.add({ kind: 'no-length', at: 'half', ending: 'clean' });
    const { totalBytes, body } = await open(id, String(chapter?.contentId));
    expect(totalBytes).toBe(chapter?.content.sizeBytes);
    body.destroy();
  });

  it('trap 4: are not confused with a page that comes instead', async () => {
    const { recording, id } = held();
    jeans.faults.add({ kind: 'html', target: 'storage' });
    await expect(open(id, String(recording.chapters[0]?.contentId))).rejects.toBeInstanceOf(ConnectorError);
  });

  it('an expired link is replaced by a new one once', async () => {
    const { recording, id } = held();
    jeans.faults.add({ kind: 'status', status: 403, target: 'storage', times: 1 });
    (await open(id, String(recording.chapters[0]?.contentId))).body.destroy();
    expect(jeans.log.count('GET /user/{id}/cms/{id}')).toBe(2);
  });
});

describe('deletion', () => {
  it.each(['200-with-body', '204'] as const)('is done when the answer is %s', async (deletionAnswers) => {
    jeans.settings.deletionAnswers = deletionAnswers;
    const { id } = held({ chapters: [{}, {}, {}] });
    expect(await remove(id)).toEqual({ outcome: 'deleted' });
    expect(await remove(id)).toEqual({ outcome: 'gone-already' });
  });

  it('trap 8: waits until each chapter is finished, because a GUID deletes all of them', async () => {
    const { id, recording } = held({ chapters: [{}, { status: 'PROCESSING' }] });
    await expect(remove(id)).rejects.toMatchObject({ failure: 'not-ready' });
    recording.chapters.length = 0;
    await expect(remove(id)).rejects.toMatchObject({ failure: 'not-ready' });
    expect(jeans.log.filter(({ method }) => method === 'DELETE')).toEqual([]);
  });

  it('reads and deletes only the meeting in question, even when the service lists others with it', async () => {
    jeans.settings.ignoresGuidFilter = true;
    const { id, recording } = held();
    const other = held({ chapters: [{ status: 'PROCESSING' }] });
    expect(await blueJeans.listsRecordings.readOccurrence(account, id, signal)).toMatchObject({
      outcome: 'found',
      occurrence: { id, files: [{ key: String(recording.chapters[0]?.contentId) }] },
    });
    expect(await remove(id)).toEqual({ outcome: 'deleted' });
    expect(await remove(id)).toEqual({ outcome: 'gone-already' });
    expect([...jeans.world.recordings.values()]).toEqual([other.recording]);
  });

  it('waits while the meeting may still go on', async () => {
    const { id } = held({ startedAt: '2026-03-10T08:00:00Z' });
    await expect(remove(id)).rejects.toMatchObject({ failure: 'not-ready' });
    nowMs += 6 * 3_600_000;
    expect(await remove(id)).toEqual({ outcome: 'deleted' });
  });
});

describe('the closed service', () => {
  it('is named for every failure at its own address, and at no other', () => {
    const error = new ConnectorError('retry-later', 'ENOTFOUND', { code: 'dns' });
    const settings = { appKey: '', secretKey: '', pace: 'careful' as const };
    expect(closedOr(error, { ...settings, apiBaseUrl: 'https://api.bluejeans.com' })).toMatchObject({
      failure: 'needs-person',
      code: 'service-closed',
    });
    expect(closedOr(error, { ...settings, apiBaseUrl: 'https://jeans.example' })).toBe(error);
    expect(english(blueJeans.descriptor.quirks.notice ?? '')).toContain('has closed');
  });

  it.each([400, 401] as const)(
    'recognises a wrong secret by an answer with status %i',
    async (wrongSecretStatus) => {
      jeans.settings.wrongSecretStatus = wrongSecretStatus;
      const wrong = { ...account, memory: new Map(), settings: { ...account.settings, secretKey: 'wrong' } };
      const steps = await blueJeans.checkConnection(wrong);
      expect(steps.find(({ outcome }) => outcome === 'failed')).toMatchObject({
        id: 'credentials',
        field: 'secretKey',
      });
    },
  );
});
