import type { Occurrence } from '../../domain/recording';
import type { Unread } from '../provider';
import { createHash } from 'node:crypto';
import { told } from '../../../../emulators/contract/told';
import { createRedactor } from '../../log/redact';
import type { HostResolution } from '../../domain/policy';
import { createHttpClient } from '../../http/client';
import type { OpenRequest } from '../provider';
import type { SettingsValue } from '../settings';
import { startBbbEmulator, type BbbEmulator } from '../../../../emulators/bigbluebutton/emulator';
import { bigbluebutton } from './index';
import { subscription } from './subscription';
import type { Account } from '../account';

const START = '2026-02-10T16:34:49Z';
const WINDOW = { from: '2026-02-01T00:00:00Z', to: '2026-03-01T00:00:00Z' };
const signal = new AbortController().signal;
const lists = bigbluebutton.listsRecordings;

let emulator: BbbEmulator;
/** How far the server's clock has gone on since the test began. */
let laterMs = 0;
const accounts: Account[] = [];
beforeEach(async () => {
  laterMs = 0;
  emulator = await startBbbEmulator({ clock: () => Date.now() + laterMs });
});
afterEach(async () => {
  for (const { http } of accounts.splice(0)) http.close();
  await emulator.stop();
});

function open(settings: Record<string, SettingsValue> = {}, allowedPrivateHosts = ['127.0.0.1']): Account {
  const account: Account = {
    settings: bigbluebutton.descriptor.settings.parse({
      ...emulator.connectorSettings,
      ...settings,
    }),
    clock: Date.now,
    memory: new Map(),
    http: createHttpClient({
      clock: Date.now,
      allowedPrivateHosts,
      rates: { api: { perSecond: 1e6 } },
      limits: { retryBaseMs: 5, maxAttempts: 2 },
      redact: createRedactor(),
    }),
  };
  accounts.push(account);
  return account;
}

async function listAll(account: Account) {
  const found = new Map<string, Awaited<ReturnType<typeof read>>>();
  for await (const page of lists.listWindow(account, WINDOW, { limit: 'none' }, signal)) {
    for (const occurrence of page) found.set(occurrence.id, occurrence);
  }
  return found;
}
async function read(account: Account, id: string) {
  const reading = await lists.readOccurrence(account, id, signal);
  if (reading.outcome === 'gone') throw new Error('it is gone');
  return reading.occurrence;
}

async function bytesOf(
  account: Account,
  occurrenceId: string,
  fileKey: string,
  more: Partial<OpenRequest> = {},
) {
  const opened = await bigbluebutton.openFile(account, { occurrenceId, fileKey }, { signal, ...more });
  const parts: Buffer[] = [];
  for await (const part of opened.body as AsyncIterable<Buffer>) parts.push(part);
  return { opened, bytes: Buffer.concat(parts) };
}
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

describe('listing', () => {
  it('merges the formats of a recording that are on different pages', async () => {
    const ids = Array.from(
      { length: 70 },
      (_, number) =>
        emulator.addRecording({
          name: `Lecture ${number}`,
          startedAt: START,
          formats: [{ type: 'presentation' }, { type: 'video' }],
        }).recordId,
    );
    const found = await listAll(open({ captions: false }));
    expect([...found.keys()].sort()).toEqual(ids.sort());
    for (const { files } of found.values()) {
      expect(files.map(({ key }) => key)).toEqual(['video', 'presentation']);
    }
    const offsets = emulator.log
      .filter(({ route }) => route === 'GET getRecordings')
      .map(({ query }) => query);
    expect(offsets.every((query) => /limit=100&offset=\d+/.test(query))).toBe(true);
    // A short page is the end when as many formats came as the server says it has: 140.
    expect(offsets).toHaveLength(2);
  });

  it('always sends pages or ids, because a server may list nothing without them', async () => {
    emulator.settings.allowFetchAll = false;
    const { recordId } = emulator.addRecording({ startedAt: START });
    const account = open();
    expect([...(await listAll(account)).keys()]).toEqual([recordId]);
    expect((await read(account, recordId)).id).toBe(recordId);
  });

  it('accepts a whole list at once from Scalelite, which has no pages', async () => {
    emulator.settings.scalelite = true;
    for (let number = 0; number < 120; number += 1) emulator.addRecording({ startedAt: START });
    expect((await listAll(open({ captions: false }))).size).toBe(120);
    expect(emulator.log.count('GET getRecordings')).toBe(1);
  });

  it('says what to change when Scalelite lists nothing without ids', async () => {
    Object.assign(emulator.settings, { scalelite: true, filtered: true });
    await expect(listAll(open())).rejects.toMatchObject({
      failure: 'needs-person',
      said: { code: 'bigbluebutton.filtered' },
      message: expect.stringContaining('GET_RECORDINGS_API_FILTERED') as string,
    });
  });

  it('lists nothing for a connector that is limited to hosts, because no recording names one', async () => {
    emulator.addRecording({ startedAt: START });
    const hosts: HostResolution = { limit: 'hosts', hosts: [{ id: 'ada' }], unknown: [] };
    for await (const page of lists.listWindow(open(), WINDOW, hosts, signal)) expect(page).toEqual([]);
    expect(emulator.log.count('GET getRecordings')).toBe(0);
  });

  it('ends with an empty page only when the total is reached', async () => {
    for (let number = 0; number < 130; number += 1) emulator.addRecording({ startedAt: START });
    const body =
      '<response><returncode>SUCCESS</returncode><recordings/><pagination><totalElements>130</totalElements></pagination></response>';
    const on = { path: '/getRecordings' };
    emulator.faults.add({ kind: 'status', status: 200, body, contentType: 'text/xml', times: 1, on });
    expect((await listAll(open({ captions: false }))).size).toBe(30);
  });

  it('fault 63: stops when the server always sends the first page', async () => {
    for (let number = 0; number < 101; number += 1) emulator.addRecording({ startedAt: START });
    emulator.faults.add({ kind: 'page-loop' });
    await expect(listAll(open())).rejects.toMatchObject({ failure: 'retry-later', code: 'page-loop' });
  });

  it('fault 63: reads the list again when something was deleted while it was read', async () => {
    const ids = Array.from({ length: 150 }, () => emulator.addRecording({ startedAt: START }).recordId);
    const account = open({ captions: false });
    let reads = 0;
    emulator.faults.add({ kind: 'delay', ms: 0, target: 'api' }, ({ query }) => {
      if (query.get('offset') === '100' && (reads += 1) === 1) emulator.remove(ids[0] ?? '');
      return false;
    });
    expect([...(await listAll(account)).keys()].sort()).toEqual(ids.slice(1).sort());
  });

  it('lists each session of one meeting separately, and only those in the window', async () => {
    const sessionAt = (startedAt: string) =>
      emulator.addRecording({ meetingId: 'weekly', startedAt }).recordId;
    const ids = [sessionAt('2026-02-03T08:00:00Z'), sessionAt('2026-02-10T08:00:00Z')];
    sessionAt('2026-03-01T00:00:00Z');
    sessionAt('2026-01-31T23:59:59Z');
    const found = await listAll(open());
    expect([...found.keys()]).toEqual(ids);
    expect([...found.values()].map(({ meetingId }) => meetingId)).toEqual(['weekly', 'weekly']);
  });

  it('ignores a recording whose id begins with the requested one', async () => {
    const { recordId } = emulator.addRecording({ startedAt: START });
    const reading = await lists.readOccurrence(open(), recordId.slice(0, -1), signal);
    expect(reading).toMatchObject({ outcome: 'gone' });
  });

  it.each([
    { status: 404, body: '<html>404</html>' },
    { status: 500, body: '' },
    { status: 200, body: '' },
    { status: 200, body: '{"response":{"returncode":"FAILED","messageKey":"broken"}}' },
  ])('imports a recording whose captions are answered by $status $body, and names it', async (answer) => {
    const { recordId } = emulator.addRecording({ name: 'Tides', startedAt: START });
    const other = emulator.addRecording({ name: 'Winds', startedAt: START });
    emulator.faults.add({
      kind: 'status',
      ...answer,
      contentType: 'application/json',
      on: { path: '/getRecordingTextTracks' },
    });
    const unread: Unread[] = [];
    const found: Occurrence[] = [];
    const pages = lists.listWindow(open(), WINDOW, { limit: 'none' }, signal, (one) => unread.push(one));
    for await (const page of pages) found.push(...page);
    expect(found.map(({ id }) => id).sort()).toEqual([recordId, other.recordId].sort());
    for (const occurrence of found) {
      expect(occurrence.partlyRead).toBe(true);
      expect(occurrence.files.some(({ kind }) => kind === 'video')).toBe(true);
    }
    expect(unread.map(({ name }) => name).sort()).toEqual(['Tides', 'Winds']);
  });

  it('works with servers without the call for captions', async () => {
    emulator.settings.textTracks = false;
    const { recordId } = emulator.addRecording({ startedAt: START });
    expect((await listAll(open())).get(recordId)?.files.map(({ key }) => key)).toEqual(['video']);
  });

  it.each(['doctype', 'deep', 'cut-off', 'html', 'other-root'] as const)(
    'fault 23: an answer that is %s is a failure, never an empty list',
    async (shape) => {
      emulator.faults.add({ kind: 'hostile-xml', shape });
      await expect(listAll(open())).rejects.toMatchObject({
        failure: 'retry-later',
        code: 'unexpected-answer',
      });
    },
  );

  it('fault 23: an answer of 50 MiB is refused', async () => {
    emulator.faults.add({ kind: 'hostile-xml', shape: 'huge' });
    await expect(listAll(open())).rejects.toMatchObject({ failure: 'refused', code: 'answer-too-large' });
  });
});

describe('the checksum', () => {
  it.each(['sha1', 'sha256', 'sha384', 'sha512'] as const)(
    'finds out by itself that only %s is accepted',
    async (kind) => {
      emulator.settings.checksums = [kind];
      const { recordId } = emulator.addRecording({ startedAt: START, name: "It's ~ * + a, name" });
      const account = open();
      expect((await listAll(account)).has(recordId)).toBe(true);
      const before = emulator.log.entries.length;
      await lists.readOccurrence(account, recordId, signal);
      // What was accepted is used from then on: one call, and one for the captions.
      expect(emulator.log.entries.length - before).toBe(2);
    },
  );

  it('is the chosen one if the manager chose one', async () => {
    emulator.settings.checksums = ['sha1'];
    await expect(listAll(open({ checksum: 'sha512' }))).rejects.toMatchObject({ failure: 'not-authorized' });
    expect(emulator.log.count('GET getRecordings')).toBe(1);
    await listAll(open({ checksum: 'sha1' }));
  });
});

describe('the check of a connection', () => {
  it('names version and hash', async () => {
    emulator.settings.checksums = ['sha512'];
    const steps = told(await bigbluebutton.checkConnection(open()));
    expect(steps.map(({ outcome, label }) => [outcome, label])).toEqual([
      ['passed', 'The server can be reached and runs BigBlueButton 3.0.19'],
      ['passed', 'The clock of this server is correct'],
      ['passed', 'The server accepts the API Token, with SHA-512'],
      ['passed', 'List one page of recordings'],
      ['passed', 'Module for events (bbb-webhooks)'],
    ]);
  });

  it('accepts a server that names no version and has no module for events', async () => {
    Object.assign(emulator.settings, { bbbVersion: '', hooksModule: false });
    const steps = told(await bigbluebutton.checkConnection(open()));
    expect(steps.map(({ outcome }) => outcome)).toEqual(['passed', 'passed', 'passed', 'passed', 'skipped']);
    expect(steps.at(-1)?.detail).toMatch(/Not installed/);
  });

  it('a server on a private address is refused with the line of configuration that allows it', async () => {
    const [first] = told(await bigbluebutton.checkConnection(open({}, [])));
    expect(first).toMatchObject({ id: 'address', outcome: 'failed', field: 'serverUrl' });
    expect(first?.detail).toContain(
      'add network.allowedPrivateHosts: ["127.0.0.1"] to the configuration of the plugin',
    );
    expect(emulator.log.entries).toEqual([]);
  });

  it('says so when the address belongs to another site', async () => {
    const [first] = told(
      await bigbluebutton.checkConnection(open({ serverUrl: `${emulator.serverUrl}other/` })),
    );
    expect(first).toMatchObject({ outcome: 'failed', field: 'serverUrl' });
    expect(first?.detail).toMatch(/bbb-conf --secret/);
  });
});

describe('the real file behind a page', () => {
  it('is the MP4 that the page of the video format shows, stored as mp4', async () => {
    const recording = emulator.addRecording({
      startedAt: START,
      formats: [
        {
          type: 'video',
          files: {
            'video-1.webm': { fixture: 'speaker-320x180.webm' },
            'video-0.m4v': { fixture: 'speaker-320x180-part1.mp4' },
          },
        },
      ],
    });
    const account = open();
    const { bytes } = await bytesOf(account, recording.recordId, 'video');
    expect(sha256(bytes)).toBe(await recording.formats[0]?.files.get('video-0.m4v')?.sha256());
    const [file] = (await read(account, recording.recordId)).files;
    expect(file).toMatchObject({ kind: 'video', extension: 'mp4', view: 'video' });
  });

  it.each(['capture.m4v', 'meeting.mp4', 'video-0.webm'])(
    'trap 1: is found under its old name %s when the page does not tell',
    async (name) => {
      const recording = emulator.addRecording({
        startedAt: START,
        formats: [
          {
            type: 'video',
            page: '<html><p>player</p></html>',
            files: { [name]: { fixture: 'speaker-320x180.webm' } },
          },
        ],
      });
      const { bytes } = await bytesOf(open(), recording.recordId, 'video');
      expect(sha256(bytes)).toBe(await recording.formats[0]?.files.get(name)?.sha256());
    },
  );

  it.each([
    ['screenshare', 'screenshare', 'screenshare-0.webm'],
    ['podcast', 'podcast', 'audio.ogg'],
    ['presentation', 'presentation', 'video/webcams.webm'],
  ])('is found for %s, on a server and behind Scalelite', async (type, key, name) => {
    for (const scalelite of [false, true]) {
      emulator.settings.scalelite = scalelite;
      const recording = emulator.addRecording({ startedAt: START, formats: [{ type }] });
      const { bytes } = await bytesOf(open(), recording.recordId, key);
      expect(sha256(bytes)).toBe(await recording.formats[0]?.files.get(name)?.sha256());
    }
  });

  it('follows the redirect of Scalelite to the folder of the video', async () => {
    emulator.settings.scalelite = true;
    const { recordId } = emulator.addRecording({ startedAt: START });
    await bytesOf(open(), recordId, 'video');
    expect(emulator.log.entries.map(({ path }) => path).slice(-3)).toEqual([
      `/playback/video/${recordId}`,
      `/video/${recordId}/`,
      `/video/${recordId}/video-0.m4v`,
    ]);
  });

  it('says how to switch the video format on when a presentation has no video', async () => {
    const { recordId } = emulator.addRecording({
      startedAt: START,
      formats: [{ type: 'presentation', files: {} }],
    });
    await expect(bytesOf(open(), recordId, 'presentation')).rejects.toMatchObject({
      failure: 'needs-person',
      code: 'no-importable-format',
      said: { code: 'bigbluebutton.no-video-file' },
      message: expect.stringContaining('bbb-playback-video') as string,
    });
  });

  it('captions and the picture of the slides come too', async () => {
    const recording = emulator.addRecording({
      startedAt: START,
      slides: true,
      formats: [{ type: 'presentation' }],
      tracks: [
        { lang: 'de', source: 'automatic', content: 'WEBVTT\n\n00:00.000 --> 00:01.000\nHallo\n' },
        { lang: 'en', source: 'upload', content: 'WEBVTT\n\n00:00.000 --> 00:01.000\nHello\n' },
      ],
    });
    const account = open();
    const { files } = await read(account, recording.recordId);
    expect(files.map(({ key }) => key)).toEqual(['presentation', 'captions:en:upload', 'thumbnail']);
    expect((await bytesOf(account, recording.recordId, 'captions:en:upload')).bytes.toString()).toMatch(
      /Hello/,
    );
    expect((await bytesOf(account, recording.recordId, 'thumbnail')).bytes.toString('latin1', 1, 4)).toBe(
      'PNG',
    );
  });
});

describe('a protected recording', () => {
  beforeEach(() => Object.assign(emulator.settings, { scalelite: true, protected: true }));

  it.each(['video', 'presentation', 'screenshare', 'podcast'])(
    'of the format %s is opened by a link that was just made, and its rest by the session',
    async (type) => {
      const recording = emulator.addRecording({ startedAt: START, formats: [{ type }] });
      const account = open();
      const { opened, bytes } = await bytesOf(account, recording.recordId, type);
      const validator = opened.validator ?? '';
      const rest = await bytesOf(account, recording.recordId, type, { range: { fromByte: 100, validator } });
      expect(rest.opened.from).toBe('resumed');
      expect(Buffer.concat([bytes.subarray(0, 100), rest.bytes]).equals(bytes)).toBe(true);
      expect(emulator.log.count('GET /recording/{id}/{format}')).toBe(1);
      expect(emulator.log.filter(({ method }) => method === 'HEAD')).toEqual([]);
    },
  );

  it.each([['video'], ['podcast', 'presentation', 'video']])(
    'has captions behind the page of a format (%s), whose session is sent along',
    async (...types) => {
      const { recordId } = emulator.addRecording({
        startedAt: START,
        formats: types.map((type) => ({ type })),
        tracks: [{ lang: 'en', source: 'upload', content: 'WEBVTT\n\n00:00.000 --> 00:01.000\nHello\n' }],
      });
      const { bytes } = await bytesOf(open(), recordId, 'captions:en:upload');
      expect(bytes.toString()).toMatch(/Hello/);
      // The page beside which they lie is opened first: a link works once, and others are not used up.
      expect(emulator.log.filter(({ path }) => path.startsWith(`/recording/${recordId}/`))).toHaveLength(1);
    },
  );

  it('is looked up again once when its session has ended', async () => {
    const { recordId } = emulator.addRecording({ startedAt: START });
    const account = open();
    await bytesOf(account, recordId, 'video');
    laterMs = emulator.settings.sessionSeconds * 1000 + 1000;
    await bytesOf(account, recordId, 'video');
    expect(emulator.log.count('GET /recording/{id}/{format}')).toBe(2);
  });

  it('fault 7: a used link is replaced by a new one once, not more often', async () => {
    const { recordId } = emulator.addRecording({ startedAt: START });
    const account = open();
    emulator.faults.add({ kind: 'status', status: 404, target: 'download', times: 1 });
    expect((await bytesOf(account, recordId, 'video')).opened.from).toBe('whole');
    account.memory.clear();
    emulator.log.clear();
    emulator.faults.add({ kind: 'status', status: 404, target: 'download' });
    await expect(bytesOf(account, recordId, 'video')).rejects.toMatchObject({
      failure: 'needs-token',
      code: 'download-missing',
    });
    expect(emulator.log.count('GET /recording/{id}/{format}')).toBe(2);
  });

  it('leaves no token of a link in what is listed', async () => {
    emulator.addRecording({ startedAt: START });
    const text = JSON.stringify([...(await listAll(open())).values()]);
    expect(emulator.secrets().length).toBeGreaterThan(1);
    for (const secret of emulator.secrets()) expect(text).not.toContain(secret);
  });
});

describe('a file', () => {
  it.each([
    [401, 'download-forbidden'],
    [403, 'download-forbidden'],
    [410, 'download-missing'],
  ])('that is answered with %i twice is not there: %s', async (status, code) => {
    const { recordId } = emulator.addRecording({ startedAt: START });
    emulator.faults.add({ kind: 'status', status, target: 'download' });
    await expect(bytesOf(open(), recordId, 'video')).rejects.toMatchObject({
      failure: 'needs-token',
      code,
      status,
      said: { code: `bigbluebutton.${code.replace('-', '.')}` },
    });
  });

  it('of a deleted recording is gone, even where the server still lists the recording', async () => {
    const { recordId } = emulator.addRecording({ startedAt: START, state: 'deleted' });
    await expect(bytesOf(open(), recordId, 'video')).rejects.toMatchObject({
      failure: 'gone',
      code: 'gone-at-provider',
      said: { code: 'provider.file-gone' },
    });
  });
});

describe('hosts of media', () => {
  it('fault 60: another host gets no request until a manager names it, and the message says where', async () => {
    await emulator.stop();
    emulator = await startBbbEmulator({ separateMedia: true });
    const { recordId } = emulator.addRecording({ startedAt: START });
    await expect(bytesOf(open(), recordId, 'video')).rejects.toMatchObject({
      failure: 'refused',
      code: 'host-not-allowed',
      said: { code: 'bigbluebutton.foreign-host' },
      message: expect.stringContaining('Media hosts') as string,
    });
    expect(emulator.log.filter(({ host }) => host === 'media')).toEqual([]);
    const named = open({ mediaHosts: [`https://${emulator.mediaHost}/`] });
    expect((await bytesOf(named, recordId, 'video')).bytes.length).toBeGreaterThan(1_000);
  });

  it('another host among the sources of a page leaves the file of the server itself', async () => {
    const foreign = 'https://cdn.elsewhere.example/video-0.mp4';
    const page = (...sources: string[]) =>
      `<!doctype html><html><body><video>${sources.map((src) => `<source src="${src}" type="video/mp4">`).join('')}</video></body></html>`;
    const of = (html: string, files?: Record<string, { fixture: string }>) =>
      emulator.addRecording({ startedAt: START, formats: [{ type: 'video', page: html, files }] });
    const file = { fixture: 'speaker-320x180-part1.mp4' };
    const named = of(page(foreign, 'own.mp4'), { 'own.mp4': file });
    const { bytes } = await bytesOf(open(), named.recordId, 'video');
    expect(sha256(bytes)).toBe(await named.formats[0]?.files.get('own.mp4')?.sha256());
    // Also where the page names the other one only, and the file has its usual name.
    const usual = of(page(foreign), { 'video-0.m4v': file });
    expect((await bytesOf(open(), usual.recordId, 'video')).bytes.length).toBe(bytes.length);

    const none = of(page(foreign), {});
    await expect(bytesOf(open(), none.recordId, 'video')).rejects.toMatchObject({
      code: 'host-not-allowed',
      message: expect.stringContaining('cdn.elsewhere.example') as string,
    });
  });

  it('fault 18: a redirect of a page to a forbidden host is not followed', async () => {
    const { recordId } = emulator.addRecording({ startedAt: START });
    emulator.faults.add({ kind: 'redirect', to: 'http://169.254.169.254/latest/meta-data/' });
    await expect(bytesOf(open(), recordId, 'video')).rejects.toMatchObject({ failure: 'refused' });
  });

  it('trap 4: the address of an old server holds back only its own recording', async () => {
    const old = emulator.addRecording({
      startedAt: START,
      formats: [{ type: 'video', url: 'https://old.school.example/playback/video/x/' }],
    });
    const { recordId } = emulator.addRecording({ startedAt: START });
    const account = open();
    expect((await listAll(account)).size).toBe(2);
    await bytesOf(account, recordId, 'video');
    await expect(bytesOf(account, old.recordId, 'video')).rejects.toMatchObject({ code: 'host-not-allowed' });
  });
});

describe('deletion', () => {
  const remove = (account: Account, id: string) =>
    bigbluebutton.deletesFromCloud.deleteOccurrence(account, { id, files: new Map() }, 'permanent', signal);

  it('fault 68: after a lost answer the second one tells that it is deleted', async () => {
    const { recordId } = emulator.addRecording({ startedAt: START });
    emulator.faults.add({ kind: 'deletion', does: 'no-answer', times: 1 });
    const account = open();
    expect(await remove(account, recordId)).toEqual({ outcome: 'gone-already' });
    expect(await lists.readOccurrence(account, recordId, signal)).toEqual({ outcome: 'gone' });
  });

  it('fault 68: a deletion without effect is noticed', async () => {
    const { recordId } = emulator.addRecording({ startedAt: START });
    emulator.faults.add({ kind: 'deletion', does: 'nothing' });
    const account = open();
    expect(await remove(account, recordId)).toEqual({ outcome: 'deleted' });
    expect(await lists.readOccurrence(account, recordId, signal)).toMatchObject({ outcome: 'found' });
  });

  it('that the server itself denies needs a person', async () => {
    const { recordId } = emulator.addRecording({ startedAt: START });
    const body = '<response><returncode>SUCCESS</returncode><deleted>false</deleted></response>';
    const on = { path: '/deleteRecordings' };
    emulator.faults.add({ kind: 'status', status: 200, body, contentType: 'text/xml', on });
    await expect(remove(open(), recordId)).rejects.toMatchObject({
      failure: 'needs-person',
      code: 'not-deleted',
      said: { code: 'bigbluebutton.not-deleted' },
    });
  });
});

it('an unpublished recording is not imported, with the reason', async () => {
  const { recordId } = emulator.addRecording({ startedAt: START, state: 'unpublished' });
  const account = open();
  expect((await listAll(account)).get(recordId)?.leaveOut).toBe('unpublished');
  await expect(bytesOf(account, recordId, 'video')).rejects.toMatchObject({ failure: 'needs-person' });
});

describe('the subscription to events', () => {
  const address = 'https://cms.example.org/api/meeting-connectors/hooks/abc';
  const keep = (account: Account, state: Record<string, unknown>, at = address) =>
    subscription.keep(account, { address: at, ownSecret: 'own', state }, signal);

  it('is created once, renewed, moved to another address, and ended', async () => {
    const account = open();
    const first = await keep(account, {});
    expect((await keep(account, first.state)).state).toEqual(first.state);
    expect(emulator.hooks.list().map(({ callbackUrl }) => callbackUrl)).toEqual([address]);
    const moved = await keep(account, first.state, `${address}d`);
    expect(emulator.hooks.list().map(({ callbackUrl }) => callbackUrl)).toEqual([`${address}d`]);
    await subscription.end(account, moved.state, signal);
    await subscription.end(account, moved.state, signal);
    expect(emulator.hooks.list()).toEqual([]);
  });

  it('does not fail where the module is not installed', async () => {
    emulator.settings.hooksModule = false;
    expect((await keep(open(), {})).state).toEqual({});
  });

  it.each(['list', 'object'] as const)('brings events that are proven, in the shape of a %s', (shape) => {
    emulator.settings.hooksEvent = shape;
    const recording = emulator.addRecording({ startedAt: START });
    const event = {
      id: 'rap-published',
      meeting: { internalId: recording.recordId, externalId: recording.meetingId },
      attributes: { 'record-id': recording.recordId },
    };
    const { url, headers, body } = emulator.hooks.requestOf(address, event);
    const sent = {
      method: 'POST' as const,
      headers,
      query: new URL(url).search.slice(1),
      rawBody: Buffer.from(body),
    };
    const verdict = bigbluebutton.receivesWebhooks.receive(
      { ...sent, address },
      { secrets: { apiToken: [emulator.secret] }, ownSecret: 'own', settings: {}, nowMs: Date.now() },
    );
    expect(verdict).toMatchObject({
      verdict: 'genuine',
      eventType: 'rap-published',
      subject: recording.recordId,
    });
  });
});
