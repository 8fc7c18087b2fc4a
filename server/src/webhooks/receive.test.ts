import crypto from 'node:crypto';
import { findProvider } from '../providers/registry';
import type { HookRequest } from '../providers/webhook';
import { gathered, judge, receive, type Intake } from './receive';
import type { Receiver } from './receivers';
import { createProven } from './proven';
import { createRefusals } from './refusals';

const NOW_MS = Date.parse('2026-02-10T16:34:49Z');
const KEY = 'K'.repeat(22);
const rawBody = Buffer.from(JSON.stringify({ event: 'recording.completed', pad: 'x'.repeat(100_000) }));

function intakeOf(provider: string, secrets: Receiver['secrets']): Intake {
  const hooks = findProvider(provider)?.receivesWebhooks;
  const receiver: Receiver = {
    connectorId: '1',
    settings: { appId: 'vpaas-magic-cookie-1', maxAgeHours: '25' },
    secrets,
    ownSecrets: ['own-secret'],
    ...(hooks === undefined ? {} : { hooks }),
  };
  const clock = () => NOW_MS;
  const nothing = () => Promise.reject(new Error('nothing of this is reached by what is refused'));
  return {
    receivers: {
      of: (key) => Promise.resolve(key === KEY ? receiver : undefined),
      peek: () => receiver,
      changed: () => undefined,
      ownSecret: nothing,
      renewOwnSecret: nothing,
      touch: () => undefined,
    },
    refusals: createRefusals(clock),
    inbox: { add: nothing },
    credentials: { seal: (_connector, _what, text) => text },
    clock,
    proven: createProven(),
    gatherMs: 60_000,
    failed: () => undefined,
  };
}

/** Bytes that were hashed with a key while a request was refused: nearly all of the time it takes. */
async function workOf(intake: Intake, key: string, headers: HookRequest['headers']): Promise<number> {
  const real = crypto.createHmac;
  let bytes = 0;
  const spy = jest.spyOn(crypto, 'createHmac').mockImplementation((...how: Parameters<typeof real>) => {
    const hmac = real(...how);
    const update = hmac.update.bind(hmac);
    hmac.update = ((data: crypto.BinaryLike) => {
      bytes += typeof data === 'string' ? Buffer.byteLength(data) : data.byteLength;
      return update(data);
    }) as typeof hmac.update;
    return hmac;
  });
  try {
    const request: HookRequest = { method: 'POST', headers, query: '', rawBody, address: `https://x/${key}` };
    const answer = await receive(intake, key, request);
    expect(answer).toEqual({
      status: 401,
      contentType: 'application/json',
      body: '{"error":"not accepted"}',
    });
    return bytes;
  } finally {
    spy.mockRestore();
  }
}

describe('the time of a refusal', () => {
  it.each([
    [
      'zoom',
      'webhookSecret',
      { 'x-zm-request-timestamp': '1770741289', 'x-zm-signature': `v0=${'0'.repeat(64)}` },
    ],
    [
      'jaas',
      'webhookSecret',
      { 'x-jaas-signature': `t=1770741289,v1=${Buffer.alloc(32).toString('base64')}` },
    ],
    ['jaas', 'webhookSecret', { 'content-type': 'application/json' }],
  ] as [string, string, HookRequest['headers']][])(
    'fault 52: %s: one pass over the body, whether the address is unknown, the secret missing, or the signature missing or wrong',
    async (provider, field, wrong) => {
      const set = intakeOf(provider, { [field]: ['a-secret'] });
      const unset = intakeOf(provider, { [field]: [] });
      const work = [
        await workOf(set, 'A'.repeat(22), wrong),
        await workOf(set, KEY, {}),
        await workOf(set, KEY, wrong),
        await workOf(unset, KEY, wrong),
        await workOf(unset, KEY, {}),
      ];
      for (const bytes of work) {
        expect(bytes).toBeGreaterThanOrEqual(rawBody.length);
        expect(bytes).toBeLessThan(rawBody.length * 1.01);
      }
    },
  );
});

describe('what anybody may ask', () => {
  const asked = (key: string, provider: string) =>
    receive(intakeOf(provider, {}), key, {
      method: 'POST',
      headers: {},
      query: 'validationToken=%3Cb%3Etoken',
      rawBody: Buffer.alloc(0),
      address: `https://x/${key}`,
    });

  it('is answered alike at the address of every provider and of nobody', async () => {
    const answers = [
      await asked(KEY, 'ms-teams'),
      await asked(KEY, 'zoom'),
      await asked('A'.repeat(22), 'ms-teams'),
    ];
    for (const answer of answers)
      expect(answer).toEqual({ status: 200, contentType: 'text/plain', body: '<b>token' });
  });
});

describe('an event that comes again with its first signature and other bytes', () => {
  const hooks = {
    secretFields: [],
    receive: ({ rawBody: body }: HookRequest) =>
      body.toString() === 'first'
        ? { verdict: 'genuine', eventType: 'e', idempotencyKey: 'k', wanted: false, proof: 'p' }
        : { verdict: 'genuine-if-proven', proof: body.toString() },
  } as unknown as NonNullable<Receiver['hooks']>;

  it('is a repetition after the first was accepted, and nothing before', async () => {
    const intake = intakeOf('zoom', {});
    const receiver = await intake.receivers.of(KEY);
    intake.receivers.of = () => Promise.resolve(receiver && { ...receiver, hooks });
    const send = async (body: string) =>
      (
        await receive(intake, KEY, {
          method: 'POST',
          headers: {},
          query: '',
          rawBody: Buffer.from(body),
          address: '',
        })
      ).status;
    expect(await send('p')).toBe(401);
    expect(await send('first')).toBe(204);
    expect(await send('p')).toBe(204);
    expect(await send('q')).toBe(401);
    expect(intake.refusals.repeatedOf('1')).toBe(1);
  });
});

describe('a connector without a webhook secret', () => {
  // The provider's own check would accept anything: only the receiver stands between.
  const trusting = {
    secretFields: ['webhookSecret', 'formerSecret'],
    receive: () => ({ verdict: 'genuine', idempotencyKey: 'x', eventType: 'x', wanted: true }) as const,
  } as unknown as NonNullable<Receiver['hooks']>;
  const request: HookRequest = { method: 'POST', headers: {}, query: '', rawBody, address: 'https://x/' };
  const verdictWith = (secrets: Receiver['secrets']) =>
    judge({ connectorId: '1', settings: {}, secrets, ownSecrets: [], hooks: trusting }, request, NOW_MS);

  it.each<Receiver['secrets']>([{}, { webhookSecret: [] }, { webhookSecret: [], formerSecret: [] }])(
    'is refused every event by the receiver itself, whatever the provider would say (fault 58): %j',
    (secrets) => {
      expect(verdictWith(secrets)).toEqual({ verdict: 'refused', reason: 'no-secret' });
    },
  );

  it('takes events as soon as one of its secrets is there', () => {
    expect(verdictWith({ webhookSecret: [], formerSecret: ['a-secret'] }).verdict).toBe('genuine');
  });
});

describe('hints without a time of their own', () => {
  const hint = {
    verdict: 'genuine',
    eventType: 'recording-ready',
    idempotencyKey: 'ready',
    gathers: true,
    wanted: true,
  } as const;
  const MINUTE_MS = 60_000;

  it('are one look within a minute, which is taken after its end, and the next minute has a look of its own', () => {
    const [first, last, next] = [0, MINUTE_MS - 1, MINUTE_MS].map((ms) => gathered(hint, ms, MINUTE_MS));
    expect(last?.idempotencyKey).toBe(first?.idempotencyKey);
    expect(next?.idempotencyKey).not.toBe(first?.idempotencyKey);
    // Also where the clock of another instance is a little late.
    expect(first?.dueAtMs).toBe(MINUTE_MS + 6_000);
    expect(next?.dueAtMs).toBe(2 * MINUTE_MS + 6_000);
  });

  it('any other event is worked on at once, by its own key', () => {
    const event = { ...hint, gathers: undefined };
    expect(gathered(event, 5, MINUTE_MS)).toEqual(event);
  });
});
