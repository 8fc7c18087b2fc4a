import http from 'node:http';
import type { AddressInfo } from 'node:net';
import jwt from 'jsonwebtoken';
import { segmentsOf } from '../../domain/segments';
import { createRedactor } from '../../log/redact';
import { parseCaptions } from '../../texts/captions';
import { parseChat } from '../../texts/chat';
import { parseTimeline } from '../../texts/timeline';
import { createHttpClient } from '../../http/client';
import type { Occurrence } from '../../domain/recording';
import type { Account } from '../account';
import type { Unread } from '../provider';
import type { HookContext, HookRequest } from '../webhook';
import { startSambaEmulator, type SambaEmulator } from '../../../../emulators/digital-samba/emulator';
import { digitalSamba } from './index';
import { signedToken } from './join-tokens';
import { bookmarkChapters, chatText, instantOf, occurrenceOf, transcriptVtt } from './mapper';
import type { SambaRecording } from './schemas';

const NOW = Date.parse('2026-03-10T12:00:00Z');
const SESSION = '643be420-4dcc-453c-92d4-432164a4bc52';
const ROOM = '13a5aa53-f4da-470b-bfd0-63dd9e5dd81d';
const WINDOW = { from: '2026-02-01T00:00:00Z', to: '2026-03-10T12:00:00Z' };
const { signal } = new AbortController();

const recording = (facts: Partial<SambaRecording> = {}): SambaRecording => ({
  id: 'r1',
  name: 'Recording 10.02.2026 16:34',
  duration: 60,
  status: 'READY',
  room_id: ROOM,
  friendly_url: 'tides',
  session_id: SESSION,
  created_at: '2026-02-10T16:34:49Z',
  ...facts,
});
const facts = (more: object = {}) => ({
  transcript: 'none' as const,
  summary: 'none' as const,
  session: { session_id: SESSION, session_live: false, room_description: 'Seminar', room_id: ROOM },
  ...more,
});

describe('the mapper', () => {
  it('reads times in all three forms, those without a zone as UTC', () => {
    expect(
      ['2026-01-16T15:15:35Z', '2024-03-21T05:09:31.000000Z', '2024-03-03 08:01:01'].map(instantOf),
    ).toEqual(['2026-01-16T15:15:35Z', '2024-03-21T05:09:31Z', '2024-03-03T08:01:01Z']);
  });

  it('makes a segment of each recording of a session, also of two that began in the same second', () => {
    const both = [
      recording({ id: 'b' }),
      recording({ id: 'a' }),
      recording({ id: 'c', created_at: '2026-02-10T17:00:00Z' }),
    ];
    const occurrence = occurrenceOf(both, facts(), NOW);
    expect(segmentsOf(occurrence, []).map(({ main }) => main.key)).toEqual(['a', 'b', 'c']);
    expect(occurrence).toMatchObject({ id: SESSION, title: 'Seminar', startedAt: '2026-02-10T16:34:49Z' });
    expect(occurrenceOf([...both].reverse(), facts(), NOW)).toEqual(occurrence);
  });

  it('takes a recording without a session as an occurrence of its own', () => {
    const alone = occurrenceOf(
      [recording({ session_id: null })],
      { transcript: 'none', summary: 'none' },
      NOW,
    );
    expect(alone).toMatchObject({ id: 'recording:r1', title: 'tides' });
  });

  it('waits for an unfinished recording, and omits one that is not ready after three days', () => {
    const waiting = recording({ id: 'r2', status: 'PENDING_CONVERSION', created_at: '2026-03-09T12:00:00Z' });
    const stuck = recording({ id: 'r3', status: 'IN_PROGRESS', created_at: '2026-03-01T12:00:00Z' });
    const videos = occurrenceOf([recording(), waiting, stuck], facts(), NOW).files.filter(
      ({ kind }) => kind === 'video',
    );
    expect(videos.map(({ key, ready }) => [key, ready])).toEqual([
      ['r1', true],
      ['r2', false],
    ]);
  });

  it('trap 2: has only the texts of the session, each once', () => {
    const session = { ...facts().session, public_chat_posts: 2, polls: 1 };
    const two = [recording(), recording({ id: 'r2', created_at: '2026-02-10T17:00:00Z' })];
    const keys = (more: object) => occurrenceOf(two, facts(more), NOW).files.map(({ key }) => key);
    expect(keys({})).toEqual(['r1', 'bookmarks:r1', 'r2', 'bookmarks:r2']);
    expect(keys({ session, transcript: 'ready', summary: 'pending' })).toEqual([
      'r1',
      'bookmarks:r1',
      'transcript:r1',
      'chat:r1',
      `summary:${SESSION}`,
      `polls:${SESSION}`,
      'r2',
      'bookmarks:r2',
      'transcript:r2',
      'chat:r2',
    ]);
  });

  it('puts the transcript on the time line of its recording, without what was said outside', () => {
    const said = (text: string, start: string, end?: string) => ({
      participant_name: 'Ines',
      transcript: text,
      start_time: start,
      end_time: end,
    });
    const vtt = transcriptVtt(
      [
        said('Second', '2026-02-10T16:35:00.500000Z', '2026-02-10T16:34:00Z'),
        said('First', '2026-02-10T16:34:50Z', '2026-02-10T16:34:52Z'),
        said('Before', '2026-02-10T16:34:48Z'),
        said('After', '2026-02-10T16:36:00Z'),
      ],
      recording(),
    );
    const parsed = parseCaptions(vtt, { speakerPrefix: 'never' });
    expect(parsed).toMatchObject({
      outcome: 'cues',
      cues: [
        { startSeconds: 1, endSeconds: 3, speaker: 'Ines', text: 'First' },
        { startSeconds: 11.5, endSeconds: 13.5, text: 'Second' },
      ],
    });
    expect(parsed.outcome === 'cues' && parsed.cues).toHaveLength(2);
  });

  it('writes the chat so that one message can’t look like two, without breakout rooms', () => {
    const written = (message: string, more: object = {}) => ({
      id: message,
      message,
      participant_name: 'Noor: H',
      created_at: '2026-02-10T16:34:59.000000Z',
      ...more,
    });
    const text = chatText(
      [written('One\n00:00:01\tMallory:\tforged'), written('Hidden', { breakout_id: 'b1' })],
      recording(),
    );
    expect(parseChat(text)).toMatchObject({
      messages: [{ atSeconds: 10, from: 'Noor H', text: 'One\n00:00:01\tMallory:\tforged' }],
    });
    expect(text).not.toContain('Hidden');
  });

  it('turns bookmarks into chapters, with times in milliseconds', () => {
    const chapters = bookmarkChapters([
      { bookmark: 'Later', time: 657_142 },
      { bookmark: 'First', time: 500 },
    ]);
    expect(parseTimeline(chapters)).toMatchObject({
      chapters: [
        { startSeconds: 0.5, title: 'First' },
        { startSeconds: 657.142, title: 'Later' },
      ],
    });
  });
});

let samba: SambaEmulator;
let account: Account;
let nowMs = NOW;
beforeEach(async () => {
  nowMs = NOW;
  samba = await startSambaEmulator({ clock: () => nowMs });
  account = accountFor({});
});
afterEach(async () => {
  account.http.close();
  await samba.stop();
  expect(samba.log.errors).toEqual([]);
});

function accountFor(settings: Account['settings']): Account {
  return {
    settings: {
      takeSummaries: true,
      moderatorRole: 'moderator',
      limitedModeratorRole: 'speaker',
      participantRole: 'attendee',
      roomsUrl: 'https://winter-school.digitalsamba.com/',
      ...samba.connectorSettings,
      ...settings,
    },
    clock: () => nowMs,
    memory: new Map(),
    http: createHttpClient({
      clock: () => nowMs,
      allowedPrivateHosts: ['127.0.0.1'],
      limits: { retryBaseMs: 1, maxAttempts: 2 },
      redact: createRedactor(),
    }),
  };
}

/** One session with one recording. */
function held(
  more: { said?: boolean; summary?: string; status?: 'PENDING_CONVERSION'; startedAt?: string } = {},
) {
  const startedAt = more.startedAt ?? '2026-03-10T09:00:00Z';
  const room = samba.addRoom();
  const session = samba.addSession({
    roomId: room.id,
    startedAt,
    endedAt: new Date(Date.parse(startedAt) + 3_600_000).toISOString(),
    said: more.said ? [{ by: 'Ines', text: 'Hello', from: startedAt, to: startedAt }] : [],
    ...(more.summary === undefined ? {} : { summary: more.summary }),
  });
  const made = samba.addRecording({
    roomId: room.id,
    sessionId: session.id,
    startedAt,
    ...(more.status === undefined ? {} : { status: more.status }),
  });
  return { room, session, recording: made };
}

async function list(of = account) {
  const found = [];
  for await (const page of digitalSamba.listsRecordings.listWindow(of, WINDOW, { limit: 'none' }, signal)) {
    found.push(...page);
  }
  return found;
}
const read = (id: string) => digitalSamba.listsRecordings.readOccurrence(account, id, signal);
const open = (occurrenceId: string, fileKey: string) =>
  digitalSamba.openFile(account, { occurrenceId, fileKey }, { signal });

describe('listing', () => {
  it.each(['string', 'number'] as const)('takes total_count as a %s', async (totalCountAs) => {
    samba.settings.totalCountAs = totalCountAs;
    held();
    expect(await list()).toHaveLength(1);
  });

  it('is the same whether the list has sessions and durations or omits them', async () => {
    held();
    held({ startedAt: '2026-03-08T09:00:00Z' });
    const short = await list();
    samba.settings.listForm = 'full';
    expect(await list(accountFor({}))).toEqual(short);
  });

  it('fault 63: loses nothing when a recording is archived while the pages are read', async () => {
    for (let number = 0; number < 120; number += 1) held();
    const [first] = samba.world.recordings.values();
    const before = samba.log.waitFor(({ query }) => query.includes('after='));
    const listing = list();
    await before;
    if (first !== undefined) first.isArchived = true;
    expect((await listing).length).toBeGreaterThanOrEqual(119);
  });

  it('fault 63: stops when the same page comes again', async () => {
    for (let number = 0; number < 101; number += 1) held();
    samba.faults.add({ kind: 'page-loop' });
    await expect(list()).rejects.toMatchObject({ failure: 'retry-later', code: 'page-loop' });
  });

  it('trap 6: does not list archived recordings, and reads an ended session only once', async () => {
    const { recording: archived } = held();
    const { session } = held();
    archived.isArchived = true;
    expect((await list()).map(({ id }) => id)).toEqual([session.id]);
    const asked = () => samba.log.count('GET /sessions/{id}');
    const before = asked();
    await list();
    expect(asked()).toBe(before);
  });

  it('a 404 without the body of the service says nothing about a recording', async () => {
    held();
    samba.faults.add({ kind: 'status', status: 404 });
    for (const id of [SESSION, 'recording:r1']) {
      await expect(read(id)).rejects.toMatchObject({ failure: 'retry-later', status: 404 });
    }
  });

  it('a 403 means that the plan lacks something, so nothing is retried', async () => {
    const body = '{"error":"forbidden","message":"Not included in your plan"}';
    samba.faults.add({ kind: 'status', status: 403, body, contentType: 'application/json' });
    await expect(list()).rejects.toMatchObject({
      failure: 'not-authorized',
      code: 'permission-missing',
      said: { code: 'provider.forbidden' },
      providerWords: 'Not included in your plan',
    });
  });

  it.each([
    ['/sessions/', 403],
    ['/sessions/', 500],
    ['/transcripts', 403],
    ['/summary', 500],
  ])('a refused call for %s (%s) leaves out what it would have told, and is named', async (path, status) => {
    const { session } = held({ said: true, summary: 'Agreed.' });
    const whole = await list();
    const body = '{"error":"forbidden","message":"Not included in your plan"}';
    samba.faults.add({ kind: 'status', status, body, contentType: 'application/json', on: { path } });
    account = accountFor({});
    const unread: Unread[] = [];
    const found: Occurrence[] = [];
    const lists = digitalSamba.listsRecordings;
    for await (const page of lists.listWindow(account, WINDOW, { limit: 'none' }, signal, (one) =>
      unread.push(one),
    ))
      found.push(...page);
    expect(found).toMatchObject([{ id: session.id, partlyRead: true }]);
    const videos = (of: typeof found) =>
      of.flatMap(({ files }) => files.filter(({ kind }) => kind === 'video'));
    expect(videos(found)).toEqual(videos(whole));
    expect(unread).toMatchObject([{ part: { kind: 'texts', id: session.id } }]);
  });

  it('believes no list that names no session: the recording itself is asked, and keeps its id', async () => {
    const { session } = held();
    const { http, ...rest } = account;
    const without = (body: unknown): unknown => {
      if (typeof body !== 'object' || body === null || !('data' in body) || !Array.isArray(body.data))
        return body;
      return { ...body, data: body.data.map((one: object) => ({ ...one, session_id: null, duration: 5 })) };
    };
    const lacking: Account = {
      ...rest,
      http: {
        ...http,
        async json(request) {
          const answer = await http.json(request);
          return { ...answer, body: without(answer.body) };
        },
      },
    };
    expect((await list(lacking)).map(({ id }) => id)).toEqual([session.id]);
  });

  it('reads nothing about sessions outside of the window', async () => {
    const { session } = held();
    held({ startedAt: '2026-03-10T18:00:00Z' });
    const window = { from: '2026-03-10T00:00:00Z', to: '2026-03-10T18:00:00Z' };
    const found = [];
    const pages = digitalSamba.listsRecordings.listWindow(account, window, { limit: 'none' }, signal);
    for await (const page of pages) found.push(...page);
    expect(found.map(({ id }) => id)).toEqual([session.id]);
    expect(samba.log.count('GET /sessions/{id}')).toBe(1);
  });

  it('fault 11: waits exactly as long as the service asks', async () => {
    held();
    samba.faults.add({ kind: 'rate-limited', retryAfter: '1', times: 1 });
    expect(await list()).toHaveLength(1);
    samba.faults.add({ kind: 'rate-limited', retryAfter: '600' });
    await expect(list()).rejects.toMatchObject({ code: 'rate-limited', retryAtMs: NOW + 600_000 });
  });

  it('accepts each of the three documented forms of credentials', async () => {
    const { teamId, apiToken } = samba.account;
    const forms = [
      `Basic ${Buffer.from(`${teamId}:${apiToken}`).toString('base64')}`,
      `Bearer ${apiToken}`,
      `Bearer ${Buffer.from(`${teamId}:${apiToken}`).toString('base64')}`,
    ];
    for (const authorization of forms) {
      const answer = await fetch(`${samba.serverUrl}/api/v1`, { headers: { authorization } });
      expect(answer.status).toBe(200);
    }
  });
});

describe('texts', () => {
  it('a summary is requested once there is a transcript, and imported when it is written', async () => {
    const { session, recording: made } = held({ said: true, summary: 'Tides were explained.' });
    const summaryIn = async () => {
      const reading = await read(session.id);
      const files = reading.outcome === 'found' ? reading.occurrence.files : [];
      return files.find(({ kind }) => kind === 'summary')?.ready;
    };
    session.transcriptReady = false;
    expect(await summaryIn()).toBeUndefined();
    session.transcriptReady = true;
    expect([await summaryIn(), await summaryIn()]).toEqual([false, true]);
    const { body } = await open(session.id, `summary:${session.id}`);
    expect(await textOf(body)).toBe('{"summary":"Tides were explained."}\n');
    expect(await textOf((await open(session.id, `transcript:${made.id}`)).body)).toContain('<v Ines>Hello');
  });

  it('are no longer awaited after a day', async () => {
    const { session } = held({ said: true, startedAt: '2026-03-08T09:00:00Z' });
    session.transcriptReady = false;
    const reading = await read(session.id);
    expect(reading).toMatchObject({ outcome: 'found' });
    expect(JSON.stringify(reading)).not.toContain('transcript:');
  });

  it('no summary is requested when the manager switched this off', async () => {
    const { session } = held({ said: true, summary: 'x' });
    account = accountFor({ takeSummaries: false });
    await read(session.id);
    expect(samba.log.count('GET /sessions/{id}/summary')).toBe(0);
  });
});

describe('files', () => {
  it('are opened by a new link each time, without credentials', async () => {
    const { session, recording: made } = held();
    for (let tries = 0; tries < 2; tries += 1) (await open(session.id, made.id)).body.destroy();
    expect(samba.log.count('GET /recordings/{id}/download')).toBe(2);
    const downloads = samba.log.filter(({ host }) => host === 'storage');
    expect(downloads.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined]);
  });

  it('fault 7: an expired link is replaced by a new one once', async () => {
    const { session, recording: made } = held();
    samba.faults.add({ kind: 'status', status: 403, target: 'storage', times: 1 });
    const { totalBytes, body } = await open(session.id, made.id);
    expect(totalBytes).toBe(made.content.sizeBytes);
    body.destroy();
    samba.faults.add({ kind: 'status', status: 410, target: 'storage' });
    await expect(open(session.id, made.id)).rejects.toMatchObject({ failure: 'needs-token' });
  });

  it('are not requested before the recording is finished', async () => {
    const { session, recording: made } = held({ status: 'PENDING_CONVERSION' });
    await expect(open(session.id, made.id)).rejects.toMatchObject({ failure: 'not-ready' });
    // Whatever the undocumented answer is.
    samba.faults.add({ kind: 'status', status: 422, on: { path: '/download' } });
    await expect(open(session.id, made.id)).rejects.toMatchObject({ failure: 'not-ready' });
    made.status = 'READY';
    await expect(open(session.id, made.id)).rejects.toMatchObject({ failure: 'retry-later', status: 422 });
  });

  it('fault 18: a link to a private address is refused before anything is sent', async () => {
    const { session, recording: made } = held();
    const body = JSON.stringify({
      link: 'https://169.254.169.254/x.mp4',
      valid_until: '2026-03-10T13:00:00Z',
    });
    samba.faults.add({
      kind: 'status',
      status: 200,
      body,
      contentType: 'application/json',
      on: { path: '/download' },
    });
    await expect(open(session.id, made.id)).rejects.toMatchObject({ failure: 'refused' });
  });
});

describe('deletion', () => {
  const known = ({ id }: { id: string }) => ({ id, files: new Map() });

  it('waits while a recording of the session is unfinished', async () => {
    const { session, room } = held();
    samba.addRecording({
      roomId: room.id,
      sessionId: session.id,
      startedAt: '2026-03-10T09:30:00Z',
      status: 'IN_PROGRESS',
    });
    await expect(
      digitalSamba.deletesFromCloud.deleteOccurrence(account, known(session), 'trash', signal),
    ).rejects.toMatchObject({ failure: 'not-ready' });
    expect([...samba.world.recordings.values()].some(({ isArchived }) => isArchived)).toBe(false);
  });

  it('leaves a recording that never became ready', async () => {
    const { session, room, recording: whole } = held({ startedAt: '2026-03-05T09:00:00Z' });
    const stuck = samba.addRecording({
      roomId: room.id,
      sessionId: session.id,
      startedAt: '2026-03-05T09:30:00Z',
      status: 'IN_PROGRESS',
    });
    const { deleteOccurrence } = digitalSamba.deletesFromCloud;
    expect(await deleteOccurrence(account, known(session), 'trash', signal)).toEqual({ outcome: 'deleted' });
    expect([whole.isArchived, stuck.isArchived]).toEqual([true, false]);
  });

  it('is tried again later while something else is in progress there', async () => {
    const { session } = held();
    const body = '{"error":"conflict","message":"The recording is in use"}';
    const on = { method: 'DELETE' };
    samba.faults.add({ kind: 'status', status: 409, body, contentType: 'application/json', on });
    await expect(
      digitalSamba.deletesFromCloud.deleteOccurrence(account, known(session), 'permanent', signal),
    ).rejects.toMatchObject({ failure: 'not-ready', code: 'conflict' });
  });

  it('restores only the recordings of the session in question', async () => {
    const { session, room, recording: mine } = held();
    const later = samba.addSession({ roomId: room.id, startedAt: '2026-03-10T11:00:00Z' });
    const other = samba.addRecording({
      roomId: room.id,
      sessionId: later.id,
      startedAt: '2026-03-10T11:00:00Z',
    });
    Object.assign(mine, { isArchived: true });
    Object.assign(other, { isArchived: true });
    const recover = () => digitalSamba.deletesFromCloud.recoverOccurrence?.(account, session.id, signal);
    expect(await recover()).toEqual({ outcome: 'recovered' });
    expect([mine.isArchived, other.isArchived]).toEqual([false, true]);
    expect(await recover()).toEqual({ outcome: 'gone' });
  });

  it('trap 5: does not delete the session, its room and its chat', async () => {
    const { session } = held();
    await digitalSamba.deletesFromCloud.deleteOccurrence(account, known(session), 'permanent', signal);
    expect(samba.world.sessions.has(session.id)).toBe(true);
    expect(samba.log.filter(({ method }) => method === 'DELETE')).toHaveLength(1);
  });
});

describe('webhooks', () => {
  const context = (): HookContext => ({ secrets: {}, ownSecret: 'own-secret', settings: {}, nowMs: NOW });
  const request = (body: unknown, authorization?: string): HookRequest => ({
    method: 'POST',
    headers: authorization === undefined ? {} : { authorization },
    query: '',
    rawBody: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
    address: 'https://site.example/api/meeting-connectors/hooks/key',
  });
  const { receive, read: readNews, subscription } = digitalSamba.receivesWebhooks;
  const docs = {
    eventType: 'recording_ready',
    sessionId: SESSION,
    roomId: ROOM,
    timestamp: NOW / 1000,
    data: { recordingId: 'r1' },
  };
  const skill = {
    event: 'recording_ready',
    timestamp: NOW / 1000,
    data: { session_id: SESSION, recording_id: 'r1' },
  };

  it.each([
    ['the docs page', docs],
    ['the official skill', skill],
  ])('are accepted in the form of %s, with either form of the header', (_source, body) => {
    for (const header of ['Bearer own-secret', 'own-secret']) {
      const verdict = receive(request(body, header), context());
      expect(verdict).toMatchObject({
        verdict: 'genuine',
        eventType: 'recording_ready',
        subject: SESSION,
        wanted: true,
      });
    }
  });

  it('mean the same in both forms: the session is read again', () => {
    const keys = [docs, skill].map((body) => {
      const verdict = receive(request(body, 'own-secret'), context());
      return verdict.verdict === 'genuine' ? verdict.idempotencyKey : '';
    });
    expect(keys[0]).toBe(keys[1]);
    for (const body of [docs, skill]) {
      const delivery = {
        eventType: 'recording_ready',
        receivedAtMs: NOW,
        method: 'POST' as const,
        query: '',
      };
      expect(readNews({ ...delivery, rawBody: Buffer.from(JSON.stringify(body)) })).toEqual([
        { type: 'occurrence', occurrenceId: SESSION },
      ]);
    }
  });

  it.each([
    ['no header', undefined, 'no-signature'],
    ['an empty one', '', 'no-signature'],
    ['another secret', 'Bearer own-secret2', 'wrong-signature'],
    ['another scheme', 'Basic own-secret', 'wrong-signature'],
    ['a doubled scheme', 'Bearer Bearer own-secret', 'wrong-signature'],
    ['10 kB', 'x'.repeat(10_000), 'wrong-signature'],
  ])('fault 52: are refused with %s', (_name, authorization, reason) => {
    expect(receive(request(docs, authorization), context())).toEqual({ verdict: 'refused', reason });
  });

  it('fault 54: a repetition has the same key, another event has another', () => {
    const key = (body: object) => {
      const verdict = receive(request(body, 'own-secret'), context());
      return verdict.verdict === 'genuine' ? verdict.idempotencyKey : verdict.verdict;
    };
    expect(key(docs)).toBe(key({ ...docs }));
    const others = [
      { ...docs, eventType: 'recording_deleted' },
      { ...docs, timestamp: NOW / 1000 - 1 },
      { ...docs, data: { recordingId: 'r2' } },
      { ...docs, timestamp: undefined },
    ];
    expect(new Set([docs, ...others].map(key)).size).toBe(5);
    expect(key({ ...docs, timestamp: NOW / 1000 - 2 * 86_400 })).toBe('refused');
  });

  it.each(['', 'null', '[]', '{}', '{"eventType":7}', 'not json', '{"event":""}'])(
    'fault 52: odd bodies such as %j are malformed and never throw',
    (body) => {
      expect(receive(request(body, 'own-secret'), context())).toEqual({
        verdict: 'refused',
        reason: 'malformed',
      });
      const delivery = { eventType: 'x', receivedAtMs: NOW, method: 'POST' as const, query: '' };
      expect(readNews({ ...delivery, rawBody: Buffer.from(body) })).toEqual([]);
    },
  );

  it('an event that changes nothing is genuine and not stored, and one without a session leads to the list', () => {
    expect(
      receive(request({ ...docs, eventType: 'participant_joined' }, 'own-secret'), context()),
    ).toMatchObject({
      verdict: 'genuine',
      wanted: false,
    });
    const rawBody = Buffer.from(JSON.stringify({ ...docs, sessionId: undefined }));
    const delivery = {
      eventType: 'recording_ready',
      receivedAtMs: NOW,
      method: 'POST' as const,
      query: '',
      rawBody,
    };
    expect(readNews(delivery)).toEqual([{ type: 'listing' }]);
  });

  it('are registered through the API with a secret of ours, repaired, and removed', async () => {
    const ask = (state: Record<string, unknown>) =>
      subscription?.keep(
        account,
        { address: 'https://site.example/h/k', ownSecret: 'own-secret', state },
        signal,
      );
    const kept = await ask({});
    const [first] = samba.world.webhooks.values();
    expect(first).toMatchObject({ endpoint: 'https://site.example/h/k', authorization_header: 'own-secret' });
    expect(first?.events).toContain('recording_ready');
    expect(await ask(kept?.state ?? {})).toMatchObject({ state: kept?.state });
    expect(samba.world.webhooks.size).toBe(1);
    // Somebody removed it there.
    samba.world.webhooks.clear();
    const again = await ask(kept?.state ?? {});
    expect(samba.world.webhooks.size).toBe(1);
    await subscription?.end(account, again?.state ?? {}, signal);
    expect(samba.world.webhooks.size).toBe(0);
  });

  it('an address of more than 100 characters is refused by us and by the service', async () => {
    const address = `https://site.example/${'x'.repeat(100)}`;
    const keeping = subscription?.keep(account, { address, ownSecret: 's', state: {} }, signal);
    await expect(keeping).rejects.toMatchObject({ failure: 'needs-person', code: 'address-too-long' });
    const { teamId, apiToken } = samba.account;
    const answer = await fetch(`${samba.serverUrl}/api/v1/webhooks`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${teamId}:${apiToken}`).toString('base64')}` },
      body: JSON.stringify({ endpoint: address, events: ['recording_ready'] }),
    });
    expect(answer.status).toBe(422);
  });

  it('as they are really sent, in both forms and with both headers, are proven by what was registered', async () => {
    const verdicts: unknown[] = [];
    const server = http.createServer((incoming, response) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        const { authorization = '' } = incoming.headers;
        verdicts.push(receive({ ...request('', authorization), rawBody: Buffer.concat(chunks) }, context()));
        response.writeHead(204).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
    await subscription?.keep(account, { address, ownSecret: 'own-secret', state: {} }, signal);
    const event = { name: 'recording_ready', sessionId: SESSION, data: { recordingId: 'r1' } };
    for (const style of ['docs', 'skill'] as const) {
      for (const header of ['bearer', 'verbatim'] as const) {
        expect(await samba.emit(event, { style, header })).toEqual([204]);
      }
    }
    await new Promise((resolve) => server.close(resolve));
    expect(verdicts).toHaveLength(4);
    expect(verdicts).toEqual(
      verdicts.map(() => expect.objectContaining({ verdict: 'genuine', subject: SESSION })),
    );
  });
});

describe('join tokens', () => {
  const mint = (rights: { moderator: boolean; recording: boolean }, room = ROOM) =>
    digitalSamba.mintsJoinTokens.mint(account, { room, user: { id: 'user-42', name: 'Jane Doe' }, rights });

  it('are signed byte for byte as the published vector, and verify by it', () => {
    const vector =
      'eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJ0ZCI6IjU3NjcwZWJkLTBkZTItNGY5Mi04YmNlLTY2MWJlYzE0MmRkZSIsInJkIjoiMTNhNWFhNTMtZjRkYS00NzBiLWJmZDAtNjNkZDllNWRkODFkIiwidWQiOiJ1c2VyLTQyIiwidSI6IkphbmUgRG9lIiwicm9sZSI6ImF0dGVuZGVlIiwiZXhwIjoxNzAwMDAzNjAwfQ.kWgoZFZW7ZtcnqmEEEGp3lrvFpeuSVS-owzjRe-xEFQ';
    account = accountFor({ apiToken: 'demo-developer-key' });
    nowMs = (1_700_003_600 - 2 * 3600) * 1000;
    const options = { algorithms: ['HS256' as const], clockTimestamp: nowMs / 1000 };
    const published = jwt.verify(vector, 'demo-developer-key', options);
    expect(signedToken(Object(published) as object, 'demo-developer-key')).toBe(vector);
    const { token } = mint({ moderator: false, recording: false });
    expect(jwt.verify(token, 'demo-developer-key', options)).toMatchObject({ ...Object(published) });
    expect(() => jwt.verify(token, 'another-key', options)).toThrow();
  });

  it('trap 3: let one person into one room for two hours, by the role that fits the rights', () => {
    const { token, joinUrl, expiresAt } = mint({ moderator: true, recording: true });
    expect(joinUrl).toBe(`https://winter-school.digitalsamba.com/${ROOM}?token=${token}`);
    expect(expiresAt).toBe('2026-03-10T14:00:00Z');
    const roleOf = (moderator: boolean, recording: boolean) =>
      (jwt.decode(mint({ moderator, recording }).token) as { role: string }).role;
    expect([roleOf(true, true), roleOf(true, false), roleOf(false, true), roleOf(false, false)]).toEqual([
      'moderator',
      'speaker',
      'attendee',
      'attendee',
    ]);
  });

  it("need the room's id and the address of the rooms", () => {
    const rights = { moderator: false, recording: false };
    expect(() => mint(rights, 'tides')).toThrow(/a UUID/);
    account = accountFor({ roomsUrl: undefined });
    expect(() => mint(rights)).toThrow(/Address of the rooms/);
  });
});

describe('the check', () => {
  const outcomes = async (settings: Account['settings'] = {}) =>
    (await digitalSamba.checkConnection(accountFor(settings))).map(({ id, outcome }) => `${id} ${outcome}`);

  it('runs from the address to the events', async () => {
    nowMs = Date.now();
    expect(await outcomes()).toEqual(
      ['address', 'clock', 'credentials', 'team', 'recordings', 'events', 'transcripts', 'summaries'].map(
        (id) => `${id} passed`,
      ),
    );
  });

  it('warns when the team may not ask for transcripts, which holds no video back', async () => {
    const body = '{"error":"forbidden","message":"Not included in your plan"}';
    const on = { path: '/transcripts' };
    samba.faults.add({ kind: 'status', status: 403, body, contentType: 'application/json', on });
    expect(await outcomes()).toEqual(expect.arrayContaining(['transcripts warning', 'recordings passed']));
  });

  it('says that another server is not Digital Samba', async () => {
    const steps = await digitalSamba.checkConnection(
      accountFor({ serverUrl: `${samba.serverUrl}/elsewhere` }),
    );
    expect(steps[0]).toMatchObject({ id: 'address', outcome: 'failed', field: 'serverUrl' });
  });

  it('trap 1: names a wrong clock, and events that the team does not have', async () => {
    samba.settings.events = ['recording_ready'];
    nowMs = Date.now() + 3_600_000;
    expect(await outcomes()).toEqual(expect.arrayContaining(['clock failed', 'events warning']));
  });

  it('warns of rooms that open under another address', async () => {
    expect(await outcomes({ roomsUrl: 'https://other.digitalsamba.com' })).toContain('team warning');
  });
});

async function textOf(body: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}
