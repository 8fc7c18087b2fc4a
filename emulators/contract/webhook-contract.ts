import { expect } from 'expect';
import type { Provider } from '../../server/src/providers/provider';
import { withContext, type Case, type Part } from './cases';
import type { BaseHarness } from './harness';
import { secretFieldIds } from '../../server/src/providers/settings';
import type { HookContext, HookRequest, ReceivesWebhooks } from '../../server/src/providers/webhook';

const NOW_MS = Date.parse('2026-02-10T16:34:49Z');
const ADDRESS = 'https://cms.example.com/api/meeting-connectors/hooks/AAAAAAAAAAAAAAAAAAAAAA';
const HOUR_MS = 3_600_000;
/** Bodies that break code that expects a certain shape. */
const ODD_BODIES = [
  '',
  '{',
  'null',
  '[]',
  '""',
  '0',
  '{"event":{"$ne":null}}',
  '{"eventType":[],"data":[[]],"sessionId":{}}',
  '{"value":[null,{},{"resourceData":5}]}',
  '{"__proto__":{"polluted":true},"payload":{"object":{"uuid":[]}}}',
  `{"a":${'['.repeat(5_000)}${']'.repeat(5_000)}}`,
  '<html></html>',
  'a=b&c=%zz',
  '\u0000\u0001',
];

/** What the cases of one provider's webhooks need. */
interface Bench {
  hooks: ReceivesWebhooks;
  context: HookContext;
  exampleAt(nowMs: number): HookRequest;
  judged(request: HookRequest, over?: Partial<HookContext>): ReturnType<ReceivesWebhooks['receive']>;
}

/** The contract of a provider with webhooks. No case sends a request. */
export function webhookContract(provider: Provider, start: () => Promise<BaseHarness>): Part {
  const name = `${provider.descriptor.label}: webhooks`;
  const hooks = provider.receivesWebhooks;
  if (hooks === undefined) {
    return { name, cases: [{ name: 'are received: this provider tells nothing by webhook' }] };
  }
  const signed =
    hooks.secretFields.length === 0 ? [{ name: 'are signed: here our own secret is the proof' }] : SIGNED;
  const cases = [...RECEIVING, ...signed, provenFirst, neverThrows(provider)];
  return {
    name,
    cases: withContext(
      () => open(provider, hooks, start),
      async () => undefined,
      cases,
    ),
  };
}

async function open(
  provider: Provider,
  hooks: ReceivesWebhooks,
  start: () => Promise<BaseHarness>,
): Promise<Bench> {
  const harness = await start();
  const settings = provider.descriptor.settings.parse(harness.settings);
  await harness.stop();
  const secretIds = secretFieldIds(provider.descriptor.settings.fields);
  const context = {
    secrets: Object.fromEntries(
      secretIds.map((id) => [id, typeof settings[id] === 'string' ? [String(settings[id])] : []]),
    ),
    ownSecret: 'own-secret-of-this-connector-1',
    settings: Object.fromEntries(Object.entries(settings).filter(([id]) => !secretIds.includes(id))),
    nowMs: NOW_MS,
  };
  return {
    hooks,
    context,
    exampleAt: (nowMs) => ({ ...hooks.example({ ...context, nowMs }, ADDRESS), address: ADDRESS }),
    judged: (request, over = {}) => hooks.receive(request, { ...context, ...over }),
  };
}

const RECEIVING: readonly Case<Bench>[] = [
  {
    name: 'take their own example for genuine, as a method that they receive',
    run({ hooks, exampleAt, judged }) {
      const request = exampleAt(NOW_MS);
      expect(hooks.methods).toContain(request.method);
      expect(judged(request)).toMatchObject({ verdict: 'genuine' });
      expect(hooks.setUp.length).toBeGreaterThan(0);
    },
  },

  {
    name: 'fault 54: know a repeated delivery by its key',
    run({ exampleAt, judged }) {
      const keyOf = (request: HookRequest) => {
        const verdict = judged(request);
        return verdict.verdict === 'genuine' ? verdict.idempotencyKey : undefined;
      };
      const [first, again] = [exampleAt(NOW_MS), exampleAt(NOW_MS)];
      expect(keyOf(again)).toBe(keyOf(first));
      expect(keyOf(first)).toBeTruthy();
    },
  },

  {
    name: 'fault 52: refuse what was made with another secret, and what shows none',
    run({ context, exampleAt, judged }) {
      const other = (values: HookContext['secrets']) =>
        Object.fromEntries(Object.entries(values).map(([id]) => [id, ['another-secret-than-that']]));
      const request = exampleAt(NOW_MS);
      const strange = { secrets: other(context.secrets), ownSecret: 'own-secret-of-another-connector' };
      expect(judged(request, strange).verdict).not.toBe('genuine');
      const bare: HookRequest = { ...request, headers: {}, query: '', rawBody: Buffer.from('{}') };
      expect(judged(bare).verdict).not.toBe('genuine');
    },
  },

  {
    name: 'take what was made with a secret that was replaced a while ago',
    run({ context, exampleAt, judged }) {
      const newer = Object.fromEntries(
        Object.entries(context.secrets).map(([id, values]) => [id, ['a-newer-secret-token', ...values]]),
      );
      expect(judged(exampleAt(NOW_MS), { secrets: newer }).verdict).toBe('genuine');
    },
  },
];

/** For providers that sign with their own secret. */
const SIGNED: readonly Case<Bench>[] = [
  {
    name: 'fault 53: refuse the same words with one space more',
    run({ exampleAt, judged }) {
      const request = exampleAt(NOW_MS);
      const rawBody = Buffer.from(request.rawBody.toString().replace(':', ': '));
      expect(rawBody.length).toBe(request.rawBody.length + 1);
      expect(judged({ ...request, rawBody }).verdict).not.toBe('genuine');
    },
  },

  {
    name: 'fault 54: refuse what is older than it may be',
    run({ hooks, exampleAt, judged }) {
      const request = exampleAt(NOW_MS);
      const nowMs = NOW_MS + hooks.maxAgeSeconds * 1000 + HOUR_MS;
      expect(judged(request, { nowMs })).toEqual({ verdict: 'refused', reason: 'too-old' });
    },
  },

  {
    name: 'fault 58: refuse everything while no secret is set',
    run({ hooks, exampleAt, judged }) {
      const secrets = Object.fromEntries(hooks.secretFields.map((field) => [field, []]));
      expect(judged(exampleAt(NOW_MS), { secrets })).toEqual({
        verdict: 'refused',
        reason: 'no-secret',
      });
    },
  },

  {
    name: 'fault 54: give another event another key',
    run({ exampleAt, judged }) {
      const keys = [NOW_MS, NOW_MS + 1_000].map((nowMs) => {
        const verdict = judged(exampleAt(nowMs), { nowMs });
        return verdict.verdict === 'genuine' ? verdict.idempotencyKey : '';
      });
      expect(new Set(keys).size).toBe(2);
    },
  },
];

/** Lengths of all texts that are parsed meanwhile. */
function parsedWhile(work: () => void): number[] {
  const lengths: number[] = [];
  const { parse } = JSON;
  const Params = URLSearchParams;
  JSON.parse = (text: string, reviver?: Parameters<typeof parse>[1]): unknown => {
    lengths.push(text.length);
    return parse(text, reviver);
  };
  globalThis.URLSearchParams = class extends Params {
    constructor(init?: ConstructorParameters<typeof Params>[0]) {
      if (typeof init === 'string') lengths.push(init.length);
      super(init);
    }
  };
  try {
    work();
  } finally {
    JSON.parse = parse;
    globalThis.URLSearchParams = Params;
  }
  return lengths;
}

const MiB = 1024 * 1024;
/** As long as a body may be, of every kind that a provider sends. */
const LONG_BODIES = [
  `{"idempotencyKey":"k","fqn":"a/b","event":"e","value":[${'{"clientState":"x"},'.repeat(50_000)}{}]}`,
  `{"idempotencyKey":"k","a":[${'[[],"'.concat('x'.repeat(10), '"],').repeat(45_000)}1]}`,
  `event=%5B%5D&timestamp=1&${'a=%41&'.repeat(170_000)}`,
  `signed_parameters=${'e'.repeat(1_000_000)}`,
  `signed_parameters=eyJhbGciOiJIUzI1NiJ9.e30.AAAA&${'a=b&'.repeat(250_000)}`,
];

const provenFirst: Case<Bench> = {
  name: 'fault 57: parse nothing of a body that is not proven',
  run({ context, exampleAt, judged }) {
    const request = exampleAt(NOW_MS);
    const strangers = Object.fromEntries(
      Object.keys(context.secrets).map((id) => [id, ['another-secret-than-that']]),
    );
    const bare = {
      ...request,
      headers: { 'content-type': request.headers['content-type'] ?? '' },
      query: '',
    };
    const shows = { ...request, headers: { ...request.headers, authorization: 'Bearer x' } };
    for (const body of LONG_BODIES) {
      const rawBody = Buffer.from(body);
      expect(rawBody.length).toBeGreaterThan(MiB / 2);
      for (const sent of [request, bare, shows])
        for (const type of ['application/json', 'application/x-www-form-urlencoded']) {
          const headers = { ...sent.headers, 'content-type': type };
          const verdicts: string[] = [];
          const lengths = parsedWhile(() => {
            const over = { secrets: strangers, ownSecret: 'own-secret-of-another-connector' };
            verdicts.push(judged({ ...sent, headers, rawBody }, over).verdict);
          });
          expect(verdicts).not.toContain('genuine');
          expect(verdicts).not.toContain('answer');
          expect(Math.max(0, ...lengths)).toBeLessThan(10_000);
        }
    }
  },
};

const neverThrows = (provider: Provider): Case<Bench> => ({
  name: 'fault 53: never throw, whatever comes',
  run({ hooks, context, exampleAt, judged }) {
    const request = exampleAt(NOW_MS);
    for (const body of ODD_BODIES) {
      const rawBody = Buffer.from(body);
      for (const headers of [request.headers, {}])
        expect(['refused', 'answer', 'genuine', 'genuine-if-proven']).toContain(
          judged({ ...request, headers, rawBody }).verdict,
        );
      const delivery = {
        eventType: 'odd',
        receivedAtMs: NOW_MS,
        method: request.method,
        query: '',
        rawBody,
      };
      expect(Array.isArray(hooks.read(delivery))).toBe(true);
      expect(Array.isArray(hooks.timeMarks?.([delivery]) ?? [])).toBe(true);
      expect(() => provider.pushesRecordings?.assemble([delivery], context.settings, [])).not.toThrow();
    }
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  },
});
