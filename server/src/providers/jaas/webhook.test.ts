import fc from 'fast-check';
import type { Delivery, HookContext, HookRequest } from '../webhook';
import allEvents from './fixtures/every-event.json';
import { receivesWebhooks, signatureOf } from './webhook';

const { receive, read, timeMarks, example } = receivesWebhooks;

/** The published example, with its signature (8x8, docs, webhook signatures). */
const VECTOR = {
  secret: 'whsec_9635df66714a4cf088ee9d0979dd3bf6',
  header: 't=1632490060,v1=xlzqEojlh4qb21sQpXYsWgyK8x9HVpz+RQldsv18rV0=',
  body: '{"eventType":"PARTICIPANT_JOINED","sessionId":"9a441d60-ceaf-4eba-b0a8-a7d940a76e1b","timestamp":1632490058278,"fqn":"vpaas-magic-cookie-96f0941768964ab380ed0fbada7a502f/sampleappromanticshiftsstripas","idempotencyKey":"9e9e7420-562d-4659-8e22-44b9b22aaa49","customerId":"96f0941768964ab380ed0fbada7a502f","appId":"vpaas-magic-cookie-96f0941768964ab380ed0fbada7a502f","data":{"avatar":"","name":"Test User","id":"auth0|5f903d7a77f3b4006eb8e67d","participantJid":"fc1ea14a-9bca-4218-a563-8c627e803d56@8x8.vc","moderator":true,"email":"test.user@company.com"}}',
};
const APP = 'vpaas-magic-cookie-96f0941768964ab380ed0fbada7a502f';
const SECONDS = 1_632_490_060;

const context = (over: Partial<HookContext> = {}): HookContext => ({
  secrets: { webhookSecret: [VECTOR.secret] },
  ownSecret: 'own-secret-of-this-connector',
  settings: { appId: APP, maxAgeHours: '25' },
  nowMs: SECONDS * 1000 + 2_000,
  ...over,
});
const request = (body: string, headers: Record<string, string>): HookRequest => ({
  method: 'POST',
  query: '',
  address: 'https://site.example/api/meeting-connectors/hooks/key',
  headers,
  rawBody: Buffer.from(body),
});
const sign = (body: string, secret = VECTOR.secret, seconds = SECONDS) =>
  `t=${seconds},v1=${signatureOf(secret, String(seconds), Buffer.from(body))}`;
const signed = (body: string, header = sign(body)) => request(body, { 'x-jaas-signature': header });
const event = (over: object = {}) => JSON.stringify({ ...(JSON.parse(VECTOR.body) as object), ...over });
const delivery = (rawBody: string, eventType = ''): Delivery => ({
  eventType,
  receivedAtMs: SECONDS * 1000,
  method: 'POST',
  query: '',
  rawBody: Buffer.from(rawBody),
});

describe('the signature', () => {
  it('trap 4: is the one of the published example, padding included', () => {
    expect(receive(signed(VECTOR.body, VECTOR.header), context())).toEqual({
      verdict: 'genuine',
      eventType: 'PARTICIPANT_JOINED',
      idempotencyKey: '9e9e7420-562d-4659-8e22-44b9b22aaa49',
      proof: expect.any(String),
      subject: '9a441d60-ceaf-4eba-b0a8-a7d940a76e1b',
      wanted: true,
    });
  });

  it('may be one of several, among other schemes, in any order', () => {
    const [t, v1] = VECTOR.header.split(',');
    for (const header of [`${t},v1=AAAA,${v1}`, `${v1},${t}`, `${t}, v0=x, ${v1}, v9=y`]) {
      expect(receive(signed(VECTOR.body, header), context()).verdict).toBe('genuine');
    }
  });

  it('fault 52: is refused when it is missing, wrong, of another secret, of another scheme, hex or a flood', () => {
    const [t = '', v1 = ''] = VECTOR.header.split(',');
    const anonymous = event({ idempotencyKey: undefined });
    const hex = Buffer.from(v1.slice(3), 'base64').toString('hex');
    const refusal = (header: string) => receive(signed(anonymous, header), context());
    for (const header of [
      '',
      t,
      v1,
      `${t};${v1}`,
      `${t},v0=${v1.slice(3)}`,
      `${t},v1=x`.padEnd(10_000, ',v1=x'),
    ]) {
      expect(refusal(header)).toEqual({ verdict: 'refused', reason: 'no-signature' });
    }
    for (const header of [
      `${t},v1=`,
      `${t},v1=${hex}`,
      VECTOR.header,
      sign(anonymous, 'whsec_other'),
      sign(anonymous, VECTOR.secret.slice(6)),
    ]) {
      // Refused, unless the same header proved an event before.
      expect(refusal(header)).toMatchObject({ verdict: 'genuine-if-proven' });
    }
    expect(receive(request(anonymous, {}), context())).toEqual({
      verdict: 'refused',
      reason: 'no-signature',
    });
  });

  it('fault 53, trap 3: covers the raw bytes, so the same JSON with spaces, escapes or a line end is not genuine', () => {
    const others = [
      VECTOR.body.replace(':', ': '),
      VECTOR.body.replace('Test User', 'T\\u0065st User'),
      `${VECTOR.body}\n`,
      JSON.stringify(JSON.parse(VECTOR.body), null, 2),
    ];
    for (const other of others) {
      expect(JSON.parse(other)).toEqual(JSON.parse(VECTOR.body));
      expect(receive(signed(other, VECTOR.header), context()).verdict).not.toBe('genuine');
    }
    const pretty = others[3] ?? '';
    expect(receive(signed(pretty), context()).verdict).toBe('genuine');
  });

  it('trap 1: an altered retry with the first signature counts only as a repetition (8x8/jaas_demo#8)', () => {
    expect(receive(signed(VECTOR.body.replace(':', ': '), VECTOR.header), context())).toEqual({
      verdict: 'genuine-if-proven',
      proof: expect.any(String),
      answer: { status: 200, contentType: 'application/json', body: '{}' },
    });
    const first = receive(signed(VECTOR.body, VECTOR.header), context());
    const again = receive(signed(VECTOR.body.replace(':', ': '), VECTOR.header), context());
    expect(again).toMatchObject({ proof: first.verdict === 'genuine' ? first.proof : '' });
  });

  it('trap 2: is too old after 25 hours, by a timestamp in seconds, or what the connector says', () => {
    const at = (hours: number, maxAgeHours = '25') =>
      receive(
        signed(VECTOR.body, VECTOR.header),
        context({ nowMs: (SECONDS + hours * 3600) * 1000, settings: { appId: APP, maxAgeHours } }),
      );
    expect(at(24.9).verdict).toBe('genuine');
    expect(at(25.1)).toEqual({ verdict: 'refused', reason: 'too-old' });
    expect(at(-25.1)).toEqual({ verdict: 'refused', reason: 'too-old' });
    expect(at(60, '72').verdict).toBe('genuine');
    expect(at(2, '1')).toEqual({ verdict: 'refused', reason: 'too-old' });
    const milliseconds = sign(VECTOR.body, VECTOR.secret, SECONDS * 1000);
    expect(receive(signed(VECTOR.body, milliseconds), context()).verdict).toBe('refused');
  });

  it('fault 58: counts with the old and the new secret, and with none when none is set', () => {
    const secrets = { webhookSecret: ['whsec_new', VECTOR.secret] };
    expect(receive(signed(VECTOR.body), context({ secrets })).verdict).toBe('genuine');
    expect(receive(signed(VECTOR.body, sign(VECTOR.body, 'whsec_new')), context({ secrets })).verdict).toBe(
      'genuine',
    );
    for (const webhookSecret of [[], [''], [' ']]) {
      const none = context({ secrets: { webhookSecret } });
      expect(receive(signed(VECTOR.body, sign(VECTOR.body, webhookSecret[0] ?? '')), none)).toEqual({
        verdict: 'refused',
        reason: 'no-secret',
      });
    }
  });
});

describe('events', () => {
  const types = Object.keys(allEvents);
  const bodyOf = (type: string) => {
    const { data } = (allEvents as Record<string, { data: unknown }>)[type] ?? {};
    return event({ eventType: type, idempotencyKey: `key-${type}`, data });
  };
  const KEPT = [
    'CERTIFIED_REC_UPLOADED',
    'CHAT_UPLOADED',
    'PARTICIPANT_JOINED',
    'PARTICIPANT_LEFT',
    'RECORDING_ENDED',
    'RECORDING_STARTED',
    'RECORDING_UPLOADED',
    'ROOM_CREATED',
    'ROOM_DESTROYED',
    'TRANSCRIPTION_UPLOADED',
  ];

  it.each(types)('%s is genuine with any kind of data', (type) => {
    const body = bodyOf(type);
    expect(receive(signed(body), context())).toMatchObject({
      verdict: 'genuine',
      eventType: type,
      idempotencyKey: `key-${type}`,
    });
    expect(() => read(delivery(body))).not.toThrow();
  });

  it('are stored only if we use them, and all others are acknowledged, even unknown ones', () => {
    const wanted = types.filter((type) => {
      const verdict = receive(signed(bodyOf(type)), context());
      return verdict.verdict === 'genuine' && verdict.wanted;
    });
    expect(wanted.sort()).toEqual(KEPT);
    for (const eventType of ['SOMETHING_NEW', 'VIDEO_SEGMENT_UPLOADED', 'constructor']) {
      expect(receive(signed(event({ eventType })), context())).toMatchObject({
        verdict: 'genuine',
        wanted: false,
      });
    }
  });

  it('lead to assembling the meeting, except those that can’t change it', () => {
    const telling = types.filter((type) => read(delivery(bodyOf(type))).length > 0);
    expect(telling.sort()).toEqual(
      KEPT.filter((type) => !['RECORDING_STARTED', 'ROOM_CREATED'].includes(type)),
    );
    expect(read(delivery(bodyOf('RECORDING_UPLOADED')))).toEqual([
      {
        type: 'pushed',
        subject: '9a441d60-ceaf-4eba-b0a8-a7d940a76e1b',
        expiresAtMs: 1_632_490_058_278 + 24 * 3_600_000,
      },
    ]);
  });

  it('tell who joined and left, with the same key for one connection of one person', () => {
    const seen = (eventType: string, data: object) =>
      read(delivery(event({ eventType, data }))).flatMap((news) =>
        news.type === 'participant' ? [news.sighting] : [],
      )[0];
    const person = { id: 'u1', name: 'Ada', email: '', participantJid: 'a@8x8.vc', participantId: 'p1' };
    const joined = seen('PARTICIPANT_JOINED', { ...person, participantFullJid: 'a@8x8.vc/p1' });
    expect(joined).toEqual({
      what: 'joined',
      atMs: 1_632_490_058_278,
      connection: '["u1","a@8x8.vc"]',
      personId: 'u1',
      name: 'Ada',
      addresses: ['a@8x8.vc/p1', 'a@8x8.vc', 'p1'],
    });
    const left = seen('PARTICIPANT_LEFT', person);
    expect(left).toMatchObject({ what: 'left', connection: joined?.connection });
    const others = [
      { ...person, id: 'u2' },
      { ...person, participantJid: 'b@8x8.vc' },
      { ...person, id: '' },
      { id: 'u1' },
      {},
    ].map((data) => seen('PARTICIPANT_LEFT', data)?.connection);
    expect(new Set([left?.connection, ...others]).size).toBe(others.length + 1);
  });

  it('must belong to this app by appId, customerId or fqn, in any case', () => {
    const verdict = (over: object) => receive(signed(event(over)), context()).verdict;
    const nameless = { appId: undefined, customerId: undefined };
    expect(verdict({ appId: undefined })).toBe('genuine');
    expect(verdict(nameless)).toBe('genuine');
    expect(verdict({ ...nameless, fqn: undefined })).toBe('genuine');
    expect(verdict({ appId: APP.toUpperCase() })).toBe('genuine');
    const other = 'vpaas-magic-cookie-00000000000000000000000000000000';
    expect(verdict({ appId: other })).toBe('refused');
    expect(verdict({ customerId: other.slice(19) })).toBe('refused');
    expect(verdict({ ...nameless, fqn: `${other}/room` })).toBe('refused');
  });

  it('with numbers as text, and a key or a session missing, still count', () => {
    const bare = event({ idempotencyKey: undefined, timestamp: '1632490058278' });
    const verdict = receive(signed(bare), context());
    const again = receive(signed(bare), context());
    expect(verdict).toMatchObject({ verdict: 'genuine', wanted: true });
    expect(again).toEqual(verdict);
    const upload = event({
      eventType: 'RECORDING_UPLOADED',
      sessionId: undefined,
      data: {
        preAuthenticatedLink: 'https://x.oraclecloud.com/p/t/n/n/b/b/o/a.mp4',
        recordingSessionId: 'r1',
      },
    });
    expect(receive(signed(upload), context())).toMatchObject({ subject: 'without-session:r1', wanted: true });
  });

  it('signed text that is not an event is malformed, and no text makes it throw', () => {
    for (const body of ['', 'null', '[]', '"x"', '{', '{}', '{"eventType":{}}', '['.repeat(5_000)]) {
      expect(receive(signed(body), context())).toEqual({ verdict: 'refused', reason: 'malformed' });
      expect(read(delivery(body))).toEqual([]);
      expect(timeMarks?.([delivery(body)])).toEqual([]);
    }
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (odd, data) => {
        for (const body of [event({ sessionId: odd, timestamp: odd, fqn: 'x', data }), JSON.stringify(odd)]) {
          receive(signed(body), context());
          read(delivery(body));
          timeMarks?.([delivery(body)]);
        }
      }),
    );
  });
});

describe('SETTINGS_PROVISIONING', () => {
  const body = JSON.stringify({ fqn: `${APP}/weekly-lecture` });
  const settings = {
    appId: APP,
    lobby: 'WAIT_FOR_MODERATOR',
    maxOccupants: '40',
    participantsSoftLimit: 'many',
    transcriber: 'EGHT_WHISPER',
    visitors: 'off',
    hideGuestNames: true,
  };
  const secrets = { webhookSecret: [VECTOR.secret], passcode: ['4711'] };
  const answerTo = (asked: HookRequest, over: Partial<HookContext> = {}): unknown => {
    const verdict = receive(asked, context({ settings, secrets, ...over }));
    return verdict.verdict === 'answer' ? JSON.parse(verdict.answer.body) : verdict;
  };
  const withoutPasscode = {
    lobbyEnabled: true,
    lobbyType: 'WAIT_FOR_MODERATOR',
    maxOccupants: 40,
    transcriberType: 'EGHT_WHISPER',
    visitorsEnabled: false,
    hideDisplayName: 'GUEST',
  };

  it('is answered with the settings of the connector, and nothing is stored', () => {
    expect(answerTo(signed(body))).toEqual({ ...withoutPasscode, passcode: '4711' });
    expect(
      answerTo(signed(body), { settings: { appId: APP }, secrets: { webhookSecret: [VECTOR.secret] } }),
    ).toEqual({});
    expect(answerTo(signed(body), { settings: { appId: APP, lobby: 'off' }, secrets })).toEqual({
      lobbyEnabled: false,
      passcode: '4711',
    });
  });

  it('is answered without a signature only if it shows our own secret', () => {
    const refused = { verdict: 'refused', reason: 'no-signature' };
    expect(answerTo(request(body, {}))).toEqual(refused);
    for (const authorization of ['own-secret-of-this-connector', 'Bearer own-secret-of-this-connector']) {
      expect(answerTo(request(body, { authorization }))).toEqual({ ...withoutPasscode, passcode: '4711' });
    }
    expect(answerTo(request(body, { authorization: 'Bearer wrong' }))).toEqual(refused);
  });

  it('is refused with a wrong signature, for another app, and when an event pretends to be one', () => {
    const own = { authorization: 'own-secret-of-this-connector' };
    expect(answerTo(signed(body, VECTOR.header))).toMatchObject({ verdict: 'genuine-if-proven' });
    for (const other of [{ fqn: 'vpaas-magic-cookie-other/room' }, { fqn: 'room' }, {}, []]) {
      expect(answerTo(request(JSON.stringify(other), own))).toMatchObject({ verdict: 'refused' });
    }
    expect(answerTo(request(VECTOR.body, own))).toMatchObject({ verdict: 'refused', reason: 'no-signature' });
  });
});

describe('time marks and the test event', () => {
  it('fault 55: marks are the same in any order; a breakout room ends no meeting', () => {
    const at = (eventType: string, timestamp: number, data: object = {}) =>
      delivery(event({ eventType, timestamp, data }));
    const deliveries = [
      at('RECORDING_STARTED', 1_632_490_100_000),
      at('RECORDING_ENDED', 1_632_490_200_000),
      at('ROOM_DESTROYED', 1_632_490_150_000, { isBreakout: 'true' }),
      at('ROOM_DESTROYED', 1_632_490_300_000, { isBreakout: false }),
    ];
    const expected = [
      { what: 'started', atMs: 1_632_490_100_000 },
      { what: 'stopped', atMs: 1_632_490_200_000 },
      { what: 'ended', atMs: 1_632_490_300_000 },
    ];
    expect(timeMarks?.(deliveries)).toEqual(expected);
    expect(timeMarks?.([...deliveries, ...deliveries].reverse())).toEqual(expected);
  });

  it('the test event is genuine, different each time, and has no effect', () => {
    const keyOf = (nowMs: number) => {
      const sent = { ...example(context({ nowMs })), address: '' };
      expect(read(delivery(sent.rawBody.toString()))).toEqual([]);
      const verdict = receive(sent, context({ nowMs }));
      if (verdict.verdict !== 'genuine') throw new Error(verdict.verdict);
      expect(verdict.wanted).toBe(true);
      return verdict.idempotencyKey;
    };
    expect(keyOf(SECONDS * 1000)).not.toBe(keyOf(SECONDS * 1000 + 1));
  });
});
