import { createHash } from 'node:crypto';
import { ConnectorError } from '../../domain/errors';
import type { Occurrence } from '../../domain/recording';
import { segmentsOf } from '../../domain/segments';
import { createRedactor } from '../../log/redact';
import { createHttpClient } from '../../http/client';
import { goOn, rejection } from '../../http/fixtures/servers';
import type { Account } from '../account';
import { DEFAULT_VIEW_PREFERENCE, descriptor, ratesFor } from './descriptor';
import {
  startZoomEmulator,
  type MeetingInput,
  type ZoomFaultInput,
} from '../../../../emulators/zoom/emulator';
import { zoom } from './index';
import type { HostResolution } from '../../domain/policy';
import type { ZoomEmulator } from '../../../../emulators/zoom/types';

/** The provider against the whole emulated account, fault by fault. */

const lists = zoom.listsRecordings!;
const ADA = 'ada@school.example';
const START = '2026-02-10T16:34:49Z';
const FEBRUARY = { from: '2026-02-01T00:00:00Z', to: '2026-02-25T00:00:00Z' };

let emulator: ZoomEmulator;
let account: Account;
let nowMs: number;
beforeEach(async () => {
  nowMs = Date.parse('2026-02-26T12:00:00Z');
  const clock = () => nowMs;
  emulator = await startZoomEmulator({ clock });
  const settings = descriptor.settings.parse({
    ...emulator.connectorSettings,
    plan: 'business',
  });
  account = {
    settings,
    clock,
    memory: new Map(),
    http: createHttpClient({
      clock,
      allowedPrivateHosts: ['127.0.0.1'],
      rates: ratesFor(settings),
      limits: { retryBaseMs: 5, maxAttempts: 3 },
      redact: createRedactor(),
    }),
  };
  emulator.addUser({ email: ADA, firstName: 'Ada', lastName: 'Host' });
});
afterEach(async () => {
  account.http.close();
  await emulator.stop();
});

const addMeeting = (input: Partial<MeetingInput> = {}) =>
  emulator.addMeeting({ hostId: ADA, topic: 'Weekly lecture', startedAt: START, ...input });

async function list(window = FEBRUARY, hosts: HostResolution = { limit: 'none' }) {
  const found = new Map<string, Occurrence>();
  for await (const page of lists.listWindow(account, window, hosts, goOn())) {
    for (const occurrence of page) found.set(occurrence.id, occurrence);
  }
  return found;
}

const open = (
  reference: { occurrenceId: string; fileKey: string },
  range?: { fromByte: number; validator: string },
) => zoom.openFile(account, reference, { ...(range ? { range } : {}), signal: goOn() });

/** Reads until the end or the first failure, and keeps what came. */
async function receive(body: AsyncIterable<Buffer>): Promise<{ bytes: Buffer; error: unknown }> {
  const parts: Buffer[] = [];
  try {
    for await (const part of body) parts.push(part);
    return { bytes: Buffer.concat(parts), error: undefined };
  } catch (error) {
    return { bytes: Buffer.concat(parts), error };
  }
}
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** A meeting with one video of 2 MiB, and where to find it. */
function lecture() {
  const meeting = addMeeting({
    segments: [{ files: [{ view: 'shared_screen_with_speaker_view', sizeBytes: 2 * 1024 * 1024 }] }],
  });
  const file = meeting.files?.[0];
  if (file?.id === undefined) throw new Error('the emulator made no file');
  return { meeting, file, reference: { occurrenceId: meeting.uuid, fileKey: file.id } };
}

async function failureOf(promise: Promise<unknown>): Promise<ConnectorError> {
  const thrown = await rejection(promise);
  if (!(thrown instanceof ConnectorError)) throw thrown;
  for (const secret of emulator.secrets()) {
    expect(`${thrown.message} ${thrown.providerWords ?? ''}`).not.toContain(secret);
  }
  return thrown;
}

describe('what is listed', () => {
  it('is complete although Zoom shortens the window to a calendar month in silence', async () => {
    const starts = ['2026-02-01', '2026-02-02', '2026-02-03', '2026-02-15', '2026-03-01', '2026-03-02'];
    for (const day of starts) addMeeting({ startedAt: `${day}T10:00:00Z` });
    nowMs = Date.parse('2026-03-20T00:00:00Z');
    const window = { from: '2026-02-01T00:00:00Z', to: '2026-03-02T00:00:00Z' };
    expect((Date.parse(window.to) - Date.parse(window.from)) / 86_400_000).toBe(lists.maxWindowDays);
    const days = [...(await list(window)).values()].map(({ startedAt }) => startedAt.slice(0, 10));
    expect(days.sort()).toEqual(starts);
  });

  it('trap 5: holds the recordings of people who left', async () => {
    emulator.addUser({ email: 'left@school.example', status: 'inactive' });
    const { uuid } = addMeeting({ hostId: 'left@school.example' });
    expect((await list()).get(uuid)?.host?.email).toBe('left@school.example');
  });

  it('trap 11: keeps the occurrences of a recurring meeting apart', async () => {
    const first = addMeeting({ id: 82_400_944_973, type: 8 });
    const second = addMeeting({ id: 82_400_944_973, type: 8, startedAt: '2026-02-17T16:34:49Z' });
    const found = await list();
    expect([...found.keys()].sort()).toEqual([first.uuid, second.uuid].sort());
    const reading = await lists.readOccurrence(account, first.uuid, goOn());
    expect(reading).toEqual({ outcome: 'found', occurrence: found.get(first.uuid) });
  });

  it('says of a meeting that still goes on, or has no files, that there is nothing to take yet', async () => {
    const going = addMeeting({ inProgress: true });
    const short = addMeeting({ withoutRecordingFiles: true });
    const before = await list();
    expect(before.get(going.uuid)?.files).toMatchObject([{ ready: false }]);
    expect(before.get(short.uuid)?.files).toEqual([]);
    emulator.finishMeeting(going.uuid);
    expect((await list()).get(going.uuid)?.files).toMatchObject([{ ready: true, kind: 'video' }]);
  });

  it('trap 26: gives each segment its best view, and files without an id a key that stays', async () => {
    const { uuid } = addMeeting({
      segments: [
        { files: [{ view: 'gallery_view' }, { view: 'active_speaker' }, { view: 'timeline', id: null }] },
        { startedAt: '2026-02-10T17:30:00Z', files: [{ view: 'gallery_view' }, { view: 'audio_only' }] },
      ],
    });
    const occurrence = (await list()).get(uuid);
    if (occurrence === undefined) throw new Error('it is not listed');
    expect(segmentsOf(occurrence, DEFAULT_VIEW_PREFERENCE).map(({ main }) => main.view)).toEqual([
      'active_speaker',
      'gallery_view',
    ]);
    expect(occurrence.files.map(({ key }) => key)).toContain(`TIMELINE@${START}`);
    expect((await list()).get(uuid)).toEqual(occurrence);
  });

  describe('fault 63: on pages that change or fail', () => {
    const uuids = () => Array.from({ length: 650 }, () => addMeeting().uuid);

    it.each<[string, ZoomFaultInput]>([
      ['expire', { kind: 'page-expired', times: 1 }],
      ['are empty', { kind: 'page-empty', times: 1 }],
      ['repeat items', { kind: 'page-duplicates' }],
      ['lose an item to a page before', { kind: 'page-moved', times: 1 }],
      ['fail for a moment', { kind: 'status', status: 503, times: 2 }],
    ])('is complete when pages %s', async (_name, fault) => {
      const expected = uuids();
      await list();
      const handle = emulator.faults.add(fault);
      expect(new Set((await list()).keys())).toEqual(new Set(expected));
      expect(handle.hits()).toBeGreaterThan(0);
    });

    it.each<[string, ZoomFaultInput, string]>([
      ['lead in a circle', { kind: 'page-loop' }, 'page-loop'],
      ['always expire', { kind: 'page-expired' }, 'page-token-expired'],
    ])('throws when they %s', async (_name, fault, code) => {
      uuids();
      emulator.faults.add(fault);
      expect(await failureOf(list())).toMatchObject({ failure: 'retry-later', code });
    });
  });

  it('fault 64: has what appears a day late, with its old start', async () => {
    const { uuid } = addMeeting({ appearsAt: new Date(nowMs + 3_600_000).toISOString() });
    expect((await list()).size).toBe(0);
    nowMs += 2 * 3_600_000;
    expect([...(await list()).keys()]).toEqual([uuid]);
  });

  it('fault 66: has what began just before and just after midnight, and on 29 February', async () => {
    const starts = ['2028-02-28T23:59:59Z', '2028-02-29T00:00:00Z', '2028-02-29T23:59:59Z'];
    nowMs = Date.parse('2028-03-05T00:00:00Z');
    for (const startedAt of starts) addMeeting({ startedAt, timezone: '' });
    const found = await list({ from: '2028-02-28T12:00:00Z', to: '2028-02-29T12:00:00Z' });
    expect([...found.values()].map(({ startedAt }) => startedAt).sort()).toEqual(starts);
  });

  it('fault 11: waits out a limit per second, and puts off until the end of the day otherwise', async () => {
    const { uuid } = addMeeting();
    emulator.faults.add({ kind: 'rate-limited', limit: 'per-second', times: 2 });
    expect([...(await list()).keys()]).toEqual([uuid]);
    emulator.faults.add({ kind: 'rate-limited', limit: 'daily', retryAfter: '2026-02-26T18:30:00Z' });
    expect(await failureOf(list())).toMatchObject({
      failure: 'retry-later',
      status: 429,
      retryAtMs: Date.parse('2026-02-26T18:30:00Z'),
    });
  });

  it('fault 11: takes midnight in UTC as the end of a daily limit that names none', async () => {
    emulator.faults.add({ kind: 'rate-limited', limit: 'daily', retryAfter: null });
    expect(await failureOf(list())).toMatchObject({
      code: 'daily-limit',
      retryAtMs: Date.parse('2026-02-27T00:00:00Z'),
    });
  });

  it('fault 70: says that the app is switched off when it is', async () => {
    addMeeting();
    await list();
    emulator.deactivateApp();
    expect(await failureOf(list())).toMatchObject({ failure: 'not-authorized', code: 'app-disabled' });
    emulator.activateApp();
    expect((await list()).size).toBe(1);
  });

  it('names a scope that was taken from the app, and goes on when it is given back', async () => {
    addMeeting();
    const { scopes } = emulator.account;
    emulator.account.scopes = scopes.filter((scope) => !scope.includes('list_user_recordings'));
    const failure = await failureOf(list());
    expect(failure).toMatchObject({ failure: 'not-authorized', code: 'scope-missing' });
    expect(failure.message).toContain('cloud_recording:read:list_user_recordings:admin');
    emulator.account.scopes = scopes;
    expect((await list()).size).toBe(1);
  });
});

describe('one meeting', () => {
  it.each(['/ajXp112QmuoKj4854875==', 'ab//cd+efghijklmnopqrs==', 'a/b+cdefghijklmnopqrst=='])(
    'fault 65: %s is read, and its file opened',
    async (uuid) => {
      const { files } = addMeeting({ uuid });
      addMeeting();
      expect(await lists.readOccurrence(account, uuid, goOn())).toMatchObject({
        outcome: 'found',
        occurrence: { id: uuid },
      });
      const opened = await open({ occurrenceId: uuid, fileKey: files?.[0]?.id ?? '' });
      expect((await receive(opened.body)).error).toBeUndefined();
    },
  );

  it('fault 67: is gone while it is in the trash, and back when it was restored', async () => {
    const { meeting, reference } = lecture();
    emulator.trash(meeting.uuid);
    expect((await list()).size).toBe(0);
    expect(await lists.readOccurrence(account, meeting.uuid, goOn())).toMatchObject({ outcome: 'gone' });
    expect((await failureOf(open(reference))).failure).toBe('gone');
    emulator.recover(meeting.uuid);
    expect([...(await list()).keys()]).toEqual([meeting.uuid]);
    expect(await lists.readOccurrence(account, meeting.uuid, goOn())).toMatchObject({ outcome: 'found' });
  });
});

it('trap 20: a deletion is of this very occurrence by its uuid, and goes to the trash', async () => {
  const first = addMeeting({ id: 82_400_944_973, type: 8 });
  const second = addMeeting({ id: 82_400_944_973, type: 8, startedAt: '2026-02-17T16:34:49Z' });
  const known = { id: first.uuid, files: new Map() };
  await zoom.deletesFromCloud?.deleteOccurrence(account, known, 'trash', goOn());
  expect([...(await list()).keys()]).toEqual([second.uuid]);
  const [deletion] = emulator.log.filter(({ method }) => method === 'DELETE');
  expect(deletion?.query).toBe('action=trash');
});

describe('a file', () => {
  it.each<['revoke-tokens' | 'expire-links', 'html' | 'json' | '401' | '403']>([
    ['revoke-tokens', 'html'],
    ['revoke-tokens', 'json'],
    ['revoke-tokens', '401'],
    ['revoke-tokens', '403'],
    ['expire-links', 'html'],
  ])(
    'fault 7: goes on from its byte when the connection is cut and in the middle come %s (%s)',
    async (then, how) => {
      const { file, reference } = lecture();
      emulator.settings.badDownload = how;
      await list();
      emulator.faults.add({ kind: 'reset', at: 'half', times: 1, then });
      const first = await open(reference);
      const { bytes, error } = await receive(first.body);
      expect(error).toMatchObject({ failure: 'retry-later' });
      expect(bytes.length).toBeGreaterThan(0);
      expect(bytes.length).toBeLessThan(2 * 1024 * 1024);
      const rest = await open(reference, { fromByte: bytes.length, validator: first.validator ?? '' });
      expect(rest).toMatchObject({
        from: 'resumed',
        totalBytes: 2 * 1024 * 1024,
        validator: first.validator,
      });
      const whole = Buffer.concat([bytes, (await receive(rest.body)).bytes]);
      expect(sha256(whole)).toBe(await file.content().sha256());
    },
  );

  it('trap 15: is served by the token of the meeting while Zoom still refuses that of the account', async () => {
    const { file, reference } = lecture();
    await list();
    emulator.faults.add({ kind: 'account-token-refused' });
    const { bytes } = await receive((await open(reference)).body);
    expect(sha256(bytes)).toBe(await file.content().sha256());
  });

  it.each<[string, ZoomFaultInput]>([
    ['fault 5', { kind: 'html' }],
    ['fault 6', { kind: 'json' }],
  ])('%s: is asked for with fresh link and token once when something else comes', async (_fault, fault) => {
    const { file, reference } = lecture();
    await list();
    emulator.faults.add({ ...fault, times: 1 });
    const { bytes } = await receive((await open(reference)).body);
    expect(sha256(bytes)).toBe(await file.content().sha256());
    emulator.faults.add(fault);
    expect((await failureOf(open(reference))).failure).toBe('needs-token');
  });

  it('fault 4, trap 27: never brings more bytes than it declares without saying so', async () => {
    const { reference } = lecture();
    emulator.faults.add({ kind: 'longer', extraBytes: 500, hidden: true });
    const hidden = await open(reference);
    const received = await receive(hidden.body);
    expect(received.bytes.length).toBeLessThanOrEqual(2 * 1024 * 1024);
    emulator.faults.clear();
    emulator.faults.add({ kind: 'longer', extraBytes: 500 });
    const honest = await open(reference);
    honest.body.destroy();
    expect(honest.totalBytes).toBe(2 * 1024 * 1024 + 500);
  });

  it('fault 9: comes whole, of one version, when it was replaced between two ranges', async () => {
    const { file, reference } = lecture();
    const first = await open(reference);
    first.body.destroy();
    emulator.replaceFile(reference.fileKey, { sizeBytes: 1024 * 1024, seed: 'another' });
    const second = await open(reference, { fromByte: 1_000, validator: first.validator ?? '' });
    expect(second.from).toBe('whole');
    expect(second.validator).not.toBe(first.validator);
    expect(sha256((await receive(second.body)).bytes)).toBe(await file.content().sha256());
  });

  it('fault 9: comes whole although the storage ignores If-Range', async () => {
    const { reference } = lecture();
    const first = await open(reference);
    first.body.destroy();
    emulator.faults.add({ kind: 'changed', ifRange: 'ignored' });
    const second = await open(reference, { fromByte: 1_000, validator: first.validator ?? '' });
    second.body.destroy();
    expect(second.from).toBe('whole');
  });

  it.each(['../../etc/passwd', 'x\r\nX-Injected: 1', "attachment; filename*=UTF-8''%2e%2e%2fx"])(
    'fault 24: takes nothing from a proposed name (%j)',
    async (value) => {
      const { reference } = lecture();
      emulator.faults.add({ kind: 'disposition', value });
      const { body, ...facts } = await open(reference);
      body.destroy();
      expect(Object.keys(facts).sort()).toEqual(['contentType', 'from', 'totalBytes', 'validator']);
    },
  );

  it('trap 14: sends no token to the storage, and never one in an address', async () => {
    const { reference } = lecture();
    await receive((await open(reference)).body);
    const schemes = (host: string, path: RegExp) =>
      emulator.log
        .filter((entry) => entry.host === host && path.test(entry.path))
        .map(({ headers }) => headers.authorization);
    expect(schemes('api', /^\/rec\//)).toEqual(['Bearer']);
    expect(schemes('storage', /./)).toEqual([undefined]);
    const tokens = emulator.secrets().filter((secret) => secret.startsWith('eyJ'));
    expect(tokens.length).toBeGreaterThan(0);
    for (const { path, query } of emulator.log.entries) {
      for (const token of tokens) expect(`${path}?${query}`).not.toContain(token);
    }
    expect(emulator.log.errors).toEqual([]);
  });

  it('fault 70: is parked when the app is switched off in the middle', async () => {
    const { reference } = lecture();
    await list();
    emulator.deactivateApp();
    emulator.revokeTokens();
    expect((await failureOf(open(reference))).failure).toBe('not-authorized');
  });
});
