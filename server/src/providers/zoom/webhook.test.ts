import fc from 'fast-check';
import { createHmac } from 'node:crypto';
import type { Delivery, HookContext, HookRequest } from '../webhook';
import { receivesWebhooks } from './webhook';

const { receive, read, timeMarks, example } = receivesWebhooks;

const SECRET = 's3cr3t';
const NOW_MS = 1_700_000_000_000;
const UUID = '4444AAAiAAAAAiAiAiiAii==';
const OTHER_UUID = '/ajXp112QmuoKj4854875w==';

const context = (over: Partial<HookContext> = {}): HookContext => ({
  secrets: { webhookSecret: [SECRET] },
  ownSecret: 'own',
  settings: { accountId: 'AAAAAABBBB' },
  nowMs: NOW_MS,
  ...over,
});

const sign = (body: string | Buffer, timestamp: string, secret = SECRET): string =>
  `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest('hex')}`;

function request(
  body: string | Buffer,
  over: { timestamp?: string; signature?: string; secret?: string } = {},
): HookRequest {
  const timestamp = over.timestamp ?? String(NOW_MS / 1000);
  return {
    method: 'POST',
    query: '',
    address: 'https://site.example/api/meeting-connectors/hooks/key',
    headers: {
      'x-zm-request-timestamp': timestamp,
      'x-zm-signature': over.signature ?? sign(body, timestamp, over.secret),
    },
    rawBody: Buffer.from(body),
  };
}

const event = (name: string, object: object, over: object = {}, payload: object = {}) =>
  JSON.stringify({
    event: name,
    event_ts: 1_626_230_691_572,
    payload: { account_id: 'AAAAAABBBB', ...payload, object },
    ...over,
  });

const completed = event('recording.completed', { id: 1234567890, uuid: UUID, topic: 'Weekly lecture' });

const delivery = (rawBody: string, eventType = ''): Delivery => ({
  eventType,
  receivedAtMs: NOW_MS,
  method: 'POST',
  query: '',
  rawBody: Buffer.from(rawBody),
});

describe('the signature', () => {
  it('is the one of the published formula', () => {
    const vector = {
      timestamp: '1700000000',
      signature: 'v0=f5642353f5d2cfe1835d2a1134f1b184576a4bc4c2a11c1c8c7c7aa1d4250093',
    };
    expect(receive(request('{"event":"x"}', vector), context())).toMatchObject({
      verdict: 'genuine',
      eventType: 'x',
      wanted: false,
    });
  });

  it('counts with a timestamp in seconds and in milliseconds', () => {
    for (const timestamp of ['1700000000', '1700000000123']) {
      expect(receive(request(completed, { timestamp }), context())).toMatchObject({ verdict: 'genuine' });
    }
  });

  it('fault 52: is refused when it is missing, wrong, of another secret, of another scheme or no hex', () => {
    const good = sign(completed, '1700000000');
    const refusals = [
      '',
      good.replace('v0=', 'v1='),
      good.slice(3),
      good.toUpperCase(),
      `${good},${good}`,
      `v0=${Buffer.from(good.slice(3), 'hex').toString('base64')}`,
      `v0=${'0'.repeat(64)}`,
      'x'.repeat(10_000),
    ].map((signature) => receive(request(completed, { signature }), context()));
    expect(refusals.map((refusal) => refusal.verdict)).toEqual(Array(8).fill('refused'));
    expect(receive(request(completed, { secret: 'another' }), context())).toEqual({
      verdict: 'refused',
      reason: 'wrong-signature',
    });
  });

  it('fault 53, trap 24: is of the raw bytes, so that the same JSON with one space more is refused', () => {
    const signature = sign(completed, '1700000000');
    for (const other of [completed.replace(':', ': '), completed.replace('W', '\\u0057'), `${completed}\n`]) {
      expect(JSON.parse(other)).toEqual(JSON.parse(completed));
      expect(receive(request(other, { signature }), context())).toEqual({
        verdict: 'refused',
        reason: 'wrong-signature',
      });
    }
  });

  it('fault 54: is too old after two hours, so that the last retry of 85 minutes still counts', () => {
    const at = (minutes: number) => String(NOW_MS / 1000 - minutes * 60);
    expect(receive(request(completed, { timestamp: at(89) }), context())).toMatchObject({
      verdict: 'genuine',
    });
    for (const minutes of [121, -121]) {
      expect(receive(request(completed, { timestamp: at(minutes) }), context())).toEqual({
        verdict: 'refused',
        reason: 'too-old',
      });
    }
  });

  it('fault 58, trap 25: counts with the old and the new secret during rotation, and with none when none is set', () => {
    const both = context({ secrets: { webhookSecret: ['new', SECRET] } });
    expect(receive(request(completed), both)).toMatchObject({ verdict: 'genuine' });
    expect(receive(request(completed, { secret: 'new' }), both)).toMatchObject({ verdict: 'genuine' });
    for (const webhookSecret of [[], [''], ['  ']]) {
      const empty = context({ secrets: { webhookSecret } });
      expect(receive(request(completed, { secret: webhookSecret[0] ?? '' }), empty)).toEqual({
        verdict: 'refused',
        reason: 'no-secret',
      });
    }
  });
});

describe('the URL challenge', () => {
  const challenge = (plainToken: unknown) =>
    JSON.stringify({ event: 'endpoint.url_validation', event_ts: NOW_MS, payload: { plainToken } });

  it('is answered with the token and its HMAC, as the published vector says', () => {
    const verdict = receive(request(challenge('qgg8vlvZRS6UYooatFL8Aw')), context());
    if (verdict.verdict !== 'answer') throw new Error(verdict.verdict);
    expect(verdict.answer).toMatchObject({ status: 200, contentType: 'application/json' });
    expect(JSON.parse(verdict.answer.body)).toEqual({
      plainToken: 'qgg8vlvZRS6UYooatFL8Aw',
      encryptedToken: '86b565e97036973cc44c3b3f24af76cabe70c2cbf5554c32419d44ecf6c0f2ca',
    });
  });

  it('is answered with the secret that signed it', () => {
    const both = context({ secrets: { webhookSecret: ['new', SECRET] } });
    const verdict = receive(request(challenge('token')), both);
    if (verdict.verdict !== 'answer') throw new Error(verdict.verdict);
    expect(verdict.answer.body).toContain(createHmac('sha256', SECRET).update('token').digest('hex'));
  });

  it('fault 59: gives HTML back as JSON only, and refuses what is huge, empty, of another type or unsigned', () => {
    const html = receive(request(challenge('<script>alert(1)</script>')), context());
    expect(html).toMatchObject({ verdict: 'answer', answer: { contentType: 'application/json' } });
    for (const plainToken of ['x'.repeat(513), '', 7, null, ['a'], { a: 1 }, undefined]) {
      expect(receive(request(challenge(plainToken)), context())).toEqual({
        verdict: 'refused',
        reason: 'malformed',
      });
    }
    expect(receive(request(challenge('a'), { signature: '' }), context()).verdict).toBe('refused');
  });
});

describe('the idempotency key', () => {
  const keyOf = (body: string) => {
    const verdict = receive(request(body), context());
    if (verdict.verdict !== 'genuine') throw new Error(verdict.verdict);
    return verdict.idempotencyKey;
  };
  const withFiles = (...ids: string[]) =>
    event('recording.completed', { uuid: UUID, recording_files: ids.map((id) => ({ id })) });

  it('fault 54, trap 18: is the same for a repeated delivery, with another download token and other links too', () => {
    const again = event(
      'recording.completed',
      { id: '1234567890', uuid: UUID, topic: 'Weekly lecture', share_url: 'https://zoom.us/rec/share/other' },
      { download_token: 'another' },
    );
    expect(keyOf(again)).toBe(keyOf(completed));
    expect(keyOf(withFiles('a', 'b'))).toBe(keyOf(withFiles('b', 'a')));
  });

  it('is another for another event, instant, occurrence or set of files', () => {
    const keys = [
      completed,
      event('recording.trashed', { uuid: UUID }),
      event('recording.completed', { uuid: OTHER_UUID }),
      event('recording.completed', { uuid: UUID }, { event_ts: 1_626_230_691_573 }),
      withFiles('a'),
      withFiles('b'),
      event('recording.batch_trashed', { meeting_uuids: [UUID] }),
      event('recording.batch_trashed', { meeting_uuids: [UUID, OTHER_UUID] }),
      event('recording.paused', { uuid: UUID, recording_file: { recording_end: '2021-07-13T22:00:00Z' } }),
      event('recording.paused', { uuid: UUID, recording_file: { recording_end: '2021-07-13T22:10:00Z' } }),
      event('recording.completed', { uuid: UUID }, { event_ts: undefined }),
      event('recording.completed', { uuid: OTHER_UUID }, { event_ts: undefined }),
    ].map(keyOf);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('what an event asks for', () => {
  const occurrence = (occurrenceId: string) => ({ type: 'occurrence', occurrenceId });

  it.each([
    'recording.completed',
    'recording.transcript_completed',
    'recording.renamed',
    'meeting.ended',
    'webinar.ended',
  ])('%s: the occurrence is read afresh, by its UUID, whether its number is a number or text', (name) => {
    for (const id of [1234567890, '1234567890']) {
      expect(read(delivery(event(name, { id, uuid: UUID })))).toEqual([occurrence(UUID)]);
    }
    expect(receive(request(event(name, { uuid: UUID })), context())).toMatchObject({
      subject: UUID,
      wanted: true,
    });
  });

  it('an end without a UUID is a reason to list', () => {
    expect(read(delivery(event('meeting.ended', { id: '1234567890' })))).toEqual([{ type: 'listing' }]);
  });

  it.each([
    ['recording.trashed', 'trashed'],
    ['recording.deleted', 'deleted'],
  ])('%s: what happened at Zoom is noted, nothing more', (name, change) => {
    expect(read(delivery(event(name, { uuid: UUID })))).toEqual([
      { type: 'at-provider', occurrenceId: UUID, change, atMs: 1_626_230_691_572 },
    ]);
  });

  it('what is recovered is noted and read afresh, since it may never have been imported', () => {
    expect(read(delivery(event('recording.recovered', { uuid: UUID })))).toEqual([
      { type: 'at-provider', occurrenceId: UUID, change: 'recovered', atMs: 1_626_230_691_572 },
      occurrence(UUID),
    ]);
  });

  it('a batch speaks of each of its occurrences, in both shapes that Zoom publishes', () => {
    const named = (list: object) => read(delivery(event('recording.batch_deleted', list)));
    const meetings = [UUID, OTHER_UUID].map((meeting_uuid) => ({ meeting_uuid, recording_file_ids: ['a'] }));
    const both = [UUID, OTHER_UUID].map((occurrenceId) => ({ occurrenceId, change: 'deleted' }));
    expect(named({ meetings })).toMatchObject(both);
    expect(named({ meeting_uuids: [UUID, OTHER_UUID, UUID] })).toMatchObject(both);
    expect(
      read(delivery(event('recording.batch_recovered', { meeting_uuids: [UUID] }))).map(({ type }) => type),
    ).toEqual(['at-provider', 'occurrence']);
  });

  it('an event that nothing is made of is genuine and not wanted', () => {
    for (const name of ['meeting.started', 'meeting.sharing_started', 'constructor', '__proto__']) {
      const body = event(name, { uuid: UUID });
      expect(receive(request(body), context())).toMatchObject({ verdict: 'genuine', wanted: false });
      expect(read(delivery(body))).toEqual([]);
    }
  });

  it('signed text that is no event is malformed, and nothing odd ever throws', () => {
    for (const body of [
      '',
      'null',
      '[]',
      '"x"',
      '{',
      '{"event":7}',
      '{"event":""}',
      `${'['.repeat(5_000)}`,
    ]) {
      expect(receive(request(body), context())).toEqual({ verdict: 'refused', reason: 'malformed' });
      expect(read(delivery(body))).toEqual([]);
      expect(timeMarks?.([delivery(body)])).toEqual([]);
    }
  });

  it('any payload of any shape is read without an error', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('recording.completed', 'recording.stopped'),
        fc.jsonValue(),
        (name, odd) => {
          for (const payload of [
            odd,
            { object: odd },
            { object: { uuid: odd, recording_file: odd, meetings: odd } },
          ]) {
            const body = JSON.stringify({ event: name, event_ts: odd, payload });
            expect(receive(request(body), context()).verdict).toBe('genuine');
            read(delivery(body));
            timeMarks?.([delivery(body)]);
          }
        },
      ),
    );
  });
});

describe('time marks', () => {
  const file = (recording_start: string, recording_end = '') => ({
    uuid: UUID,
    recording_file: { recording_start, recording_end },
  });
  const START = '2026-02-10T16:36:00Z';
  const events = [
    event('recording.started', file(START), { event_ts: Date.parse(START) + 2_000 }),
    event('recording.paused', file(START, '2026-02-10T16:40:00Z')),
    event('recording.resumed', file(START), { event_ts: Date.parse('2026-02-10T16:45:00Z') }),
    event('recording.stopped', file(START, '2026-02-10T17:00:00Z')),
    event('meeting.ended', { uuid: UUID, end_time: '2026-02-10T17:01:00Z' }),
  ].map((body) => delivery(body));
  const expected = [
    { what: 'started', atMs: Date.parse(START) },
    { what: 'paused', atMs: Date.parse('2026-02-10T16:40:00Z') },
    { what: 'resumed', atMs: Date.parse('2026-02-10T16:45:00Z') },
    { what: 'stopped', atMs: Date.parse('2026-02-10T17:00:00Z') },
    { what: 'ended', atMs: Date.parse('2026-02-10T17:01:00Z') },
  ];

  it('fault 55: are the same in whatever order and however often the events came', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...events, ...events], { minLength: 10 }), (deliveries) => {
        expect(timeMarks?.(deliveries)).toEqual(expected);
      }),
    );
  });

  it('fall back on the instant of the event where a time is missing', () => {
    expect(timeMarks?.([delivery(event('recording.stopped', { uuid: UUID }))])).toEqual([
      { what: 'stopped', atMs: 1_626_230_691_572 },
    ]);
  });
});

describe('the test event', () => {
  it('is taken as genuine, is wanted, and asks for nothing', () => {
    const sent = { ...example(context()), address: '' };
    expect(receive(sent, context())).toMatchObject({ verdict: 'genuine', wanted: true });
    expect(read(delivery(sent.rawBody.toString()))).toEqual([]);
  });
});
