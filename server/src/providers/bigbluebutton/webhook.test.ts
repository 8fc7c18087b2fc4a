import { generateKeyPairSync } from 'node:crypto';
import jwt from 'jsonwebtoken';
import type { HookContext, HookRequest } from '../webhook';
import { receivesWebhooks } from './webhook';

const SECRET = '639259d4-9dd8-4b25-bf01-95f9567eaf4b';
const RECORD = '6e35e3b2778883f5db637d7a5dba0a427f692e91-1379965122603';
const ADDRESS = 'https://cms.example.com/hook';
const NOW = 1_532_718_316_953 + 60_000;
const context = (over: Partial<HookContext> = {}): HookContext => ({
  secrets: { apiToken: [SECRET] },
  ownSecret: 'own-secret-of-the-connector',
  settings: {},
  nowMs: NOW,
  ...over,
});
const request = (over: Partial<HookRequest> & { body?: string }): HookRequest => ({
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  query: '',
  rawBody: Buffer.from(over.body ?? ''),
  address: ADDRESS,
  ...over,
});
const receive = (over: Parameters<typeof request>[0], by = context()) =>
  receivesWebhooks.receive(request(over), by);
const ready = (token: string) => ({ body: new URLSearchParams({ signed_parameters: token }).toString() });
const signed = (claims: object, algorithm: jwt.Algorithm, secret = SECRET) =>
  jwt.sign(claims, secret, { algorithm, noTimestamp: true });
const CLAIMS = { meeting_id: 'abc123', record_id: RECORD };

describe('the callback of a finished recording', () => {
  const VECTOR =
    'eyJhbGciOiJIUzI1NiJ9.eyJtZWV0aW5nX2lkIjoiYWJjMTIzIiwicmVjb3JkX2lkIjoiNmUzNWUzYjI3Nzg4ODNmNWRiNjM3ZDdhNWRiYTBhNDI3ZjY5MmU5MS0xMzc5OTY1MTIyNjAzIn0.qtb21bR7Rh-dDa2rIdTbEt0CRwUUPDMTeMIxHH7QK5w';

  it('is accepted when it is signed with HS256, or with HS512 as Scalelite can do', () => {
    for (const token of [VECTOR, signed(CLAIMS, 'HS512')]) {
      expect(receive(ready(token))).toMatchObject({
        verdict: 'genuine',
        eventType: 'recording-ready',
        subject: RECORD,
        wanted: true,
      });
    }
  });

  it('fault 61: is refused with any other algorithm or secret, and when it names no recording', () => {
    const [head = '', body = ''] = VECTOR.split('.');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    const bad = [
      `${none}.${body}.`,
      `${head}.${body}.`,
      signed(CLAIMS, 'HS384'),
      jwt.sign(CLAIMS, generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey, {
        algorithm: 'RS256',
      }),
      signed(CLAIMS, 'HS256', 'another-secret'),
      signed({ ...CLAIMS, exp: Math.floor(NOW / 1000) - 3_600 }, 'HS256'),
      VECTOR.slice(0, -2),
      '',
    ];
    for (const token of bad)
      expect(receive(ready(token))).toEqual({ verdict: 'refused', reason: 'wrong-signature' });
    for (const claims of [
      { record_id: '../x', meeting_id: 'a' },
      { meeting_id: 'a' },
      { record_id: RECORD },
    ]) {
      expect(receive(ready(signed(claims, 'HS256')))).toEqual({ verdict: 'refused', reason: 'malformed' });
    }
    expect(receive(ready(VECTOR), context({ secrets: {} }))).toEqual({
      verdict: 'refused',
      reason: 'no-secret',
    });
  });

  it('leads to its recording by the token alone, because a stored delivery has nothing else', () => {
    const rawBody = Buffer.from(ready(VECTOR).body);
    const kept = { eventType: 'recording-ready', method: 'POST' as const, query: '', receivedAtMs: NOW };
    expect(receivesWebhooks.read({ ...kept, rawBody })).toEqual([
      { type: 'occurrence', occurrenceId: RECORD },
    ]);
  });

  it('trap 3: comes by POST, and a token in the address proves nothing', () => {
    expect(receive({ method: 'GET', query: `signed_parameters=${VECTOR}` })).toMatchObject({
      verdict: 'refused',
    });
  });

  it('trap 2: gathers with those of the other formats, whether or not it names its own', () => {
    const first = receive(ready(VECTOR));
    expect(first).toMatchObject({ verdict: 'genuine', gathers: true });
    expect(receive({ ...ready(VECTOR), query: 'type=video' })).toEqual(first);
  });

  it('fault 58: counts with the secret before and the one after a change', () => {
    const by = context({ secrets: { apiToken: ['new-secret', SECRET] } });
    expect(receive(ready(VECTOR), by)).toMatchObject({ verdict: 'genuine' });
  });
});

describe('the callback of an ended meeting', () => {
  const end = (query: string) => receive({ method: 'GET', query });
  it('is accepted only with our own secret', () => {
    expect(end('token=own-secret-of-the-connector&recordingmarks=true')).toMatchObject({
      verdict: 'genuine',
      eventType: 'meeting-ended',
    });
    expect(end('recordingmarks=true')).toEqual({ verdict: 'refused', reason: 'no-signature' });
    expect(end('token=other&recordingmarks=true')).toEqual({ verdict: 'refused', reason: 'wrong-signature' });
  });

  it('asks for a listing when something was recorded', () => {
    const news = (query: string) =>
      receivesWebhooks.read({
        eventType: 'meeting-ended',
        method: 'GET',
        query,
        receivedAtMs: NOW,
        rawBody: Buffer.alloc(0),
      });
    expect(news('token=x&recordingmarks=true')).toEqual([{ type: 'listing' }]);
    expect(news('token=x&recordingmarks=false')).toEqual([]);
  });

  it('of the module is the test event, which has no effect', () => {
    const example = receivesWebhooks.example(context(), ADDRESS);
    const { rawBody, query } = example;
    const delivery = {
      eventType: 'rap-published',
      method: 'POST' as const,
      query,
      receivedAtMs: NOW,
      rawBody,
    };
    expect(receivesWebhooks.read(delivery)).toEqual([]);
    expect(receivesWebhooks.receive({ ...example, address: ADDRESS }, context())).toMatchObject({
      verdict: 'genuine',
    });
  });
});

describe('attendance', () => {
  const post = (
    token: string | undefined,
    body = JSON.stringify({ internal_meeting_id: RECORD }),
    by = context(),
  ) =>
    receive(
      {
        headers: {
          'content-type': 'application/json',
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
        body,
      },
      by,
    );
  const exp = Math.floor(NOW / 1000) + 86_400;

  it('is accepted with HS512 and an expiry, from the server or from one behind Scalelite', () => {
    expect(post(signed({ exp }, 'HS512'))).toMatchObject({
      verdict: 'genuine',
      eventType: 'analytics',
      subject: RECORD,
    });
    const by = context({ secrets: { apiToken: [SECRET], innerSecrets: ['inner-1\ninner-2'] } });
    expect(post(signed({ exp }, 'HS512', 'inner-2'), undefined, by)).toMatchObject({ verdict: 'genuine' });
  });

  it('fault 61: is refused with HS256, without an expiry, after it, and without a token', () => {
    for (const token of [
      signed({ exp }, 'HS256'),
      signed({}, 'HS512'),
      signed({ exp: exp - 200_000 }, 'HS512'),
      signed({ exp: Math.floor(NOW / 1000) - 301 }, 'HS512'),
      signed({ exp }, 'HS512', 'other'),
    ]) {
      expect(post(token)).toEqual({ verdict: 'refused', reason: 'wrong-signature' });
    }
    // The tolerance of five minutes that the provider's page names.
    expect(post(signed({ exp: Math.floor(NOW / 1000) - 290 }, 'HS512'))).toMatchObject({
      verdict: 'genuine',
    });
    expect(post(undefined)).toEqual({ verdict: 'refused', reason: 'no-signature' });
    expect(post(signed({ exp }, 'HS512'), '{}')).toEqual({ verdict: 'refused', reason: 'malformed' });
  });
});

describe('an event of the webhooks module', () => {
  const BODY =
    'domain=bbb.example.com&event=%5B%7B%22data%22%3A%7B%22type%22%3A%22event%22%2C%22id%22%3A%22meeting-ended%22%2C%22attributes%22%3A%7B%22meeting%22%3A%7B%22internal-meeting-id%22%3A%2244ea85d9684005d3b0af3c49e8a271a683cedb79-1532718208098%22%2C%22external-meeting-id%22%3A%22random-3800337%22%7D%7D%2C%22event%22%3A%7B%22ts%22%3A1532718316938%7D%7D%7D%5D&timestamp=1532718316953';
  it.each([
    ['SHA-1', '7d1f96e9f7fd8a81aa7b8a1538db9f9d9cfb2603'],
    ['SHA-256', 'c262e1bceb61500abb73f308101a1734a7cc63f69677f2d67555d188ca188cfd'],
  ])('is proven over address and raw body, with %s', (_kind, checksum) => {
    const query = `conn=1&checksum=${checksum}`;
    expect(receive({ query, body: BODY })).toMatchObject({
      verdict: 'genuine',
      eventType: 'meeting-ended',
      wanted: false,
    });
    expect(receive({ query: `conn=2&checksum=${checksum}`, body: BODY })).toMatchObject({
      reason: 'wrong-signature',
    });
    // Fault 53: the same content in other bytes.
    expect(receive({ query, body: BODY.replace('%2C', ',') })).toMatchObject({ reason: 'wrong-signature' });
    expect(receive({ query, body: BODY }, context({ nowMs: NOW + 3_600_000 }))).toMatchObject({
      reason: 'too-old',
    });
  });

  it('may have the secret itself instead of a checksum', () => {
    const by = (secret: string) => ({
      headers: { 'content-type': 'application/x-www-form-urlencoded', authorization: `Bearer ${secret}` },
      body: BODY,
    });
    expect(receive(by(SECRET))).toMatchObject({ verdict: 'genuine' });
    expect(receive(by('other'))).toMatchObject({ reason: 'wrong-signature' });
    expect(receive({ body: BODY })).toMatchObject({ reason: 'no-signature' });
  });

  it('names recordings to look at, as a list and as a single event', () => {
    const event = (id: string) => ({ data: { id, attributes: { 'record-id': RECORD } } });
    const news = (value: object) =>
      receivesWebhooks.read({
        eventType: 'rap-published',
        method: 'POST',
        query: '',
        receivedAtMs: NOW,
        rawBody: Buffer.from(
          new URLSearchParams({ event: JSON.stringify(value), timestamp: String(NOW) }).toString(),
        ),
      });
    expect(news(event('rap-published'))).toEqual([{ type: 'occurrence', occurrenceId: RECORD }]);
    expect(news([event('rap-deleted'), event('user-joined')])).toEqual([
      { type: 'at-provider', occurrenceId: RECORD, change: 'deleted', atMs: NOW },
    ]);
  });
});
