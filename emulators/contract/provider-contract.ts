import { createHash } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';
import { expect } from 'expect';
import { english } from '../../contracts/messages/say';
import { foreignLine, hasUnseen, wellFormed } from '../../contracts/foreign-text';
import { changing, expectStorable, HOSTILE_TAILS, textsIn, unlessRefused, withTail } from './hostile-text';
import { expectRealTimes, NO_TIMES, withTime } from './hostile-times';
import { told } from './told';
import { ConnectorError, FAILURE_CLASSES } from '../../server/src/domain/errors';
import { isEmailAddress } from '../../server/src/domain/email';
import { FILE_KINDS, type Occurrence, type ProviderFile } from '../../server/src/domain/recording';
import { segmentsOf } from '../../server/src/domain/segments';
import { createRedactor } from '../../server/src/log/redact';
import { createHttpClient } from '../../server/src/http/client';
import { eachOf, withContext, type Case, type Part } from './cases';
import { imported } from './imported';
import { joinTokenContract } from './join-token-contract';
import type {
  DeletesFromCloud,
  ListsRecordings,
  Provider,
  SignsInManager,
  Window,
} from '../../server/src/providers/provider';
import { partCases } from './part-contract';
import { pushContract } from './push-contract';
import type { SettingsValue } from '../../server/src/providers/settings';
import { webhookContract } from './webhook-contract';
import type { HostResolution } from '../../server/src/domain/policy';
import type { Account } from '../../server/src/providers/account';
import { LONGEST_KEPT } from '../../server/src/providers/clean-answers';
import type { CommonFaults, BaseHarness, ContractHarness, StartHarness } from './harness';

const HOST = 'ada@school.example';
const OTHER_HOST = 'grace@school.example';
const START = '2026-02-10T16:34:49Z';
const TIMELESS = '2026-02-11T08:15:27Z';
const WINDOW: Window = { from: '2026-02-01T00:00:00Z', to: '2026-02-25T00:00:00Z' };
/** The run retries. A check by hand is repeated by hand. */
const PROMISE = /again (later|at|by itself)|(be|is) (tried|asked) again|next (try|attempt)/i;
const HOSTILE = `half \ud83d nul \u0000 turned \u202e line\r\n${'http://a'.concat(')'.repeat(500)).repeat(100)}`;
const HOSTILE_WORDS = JSON.stringify({
  ...Object.fromEntries(
    ['message', 'errorMessage', 'error_description', 'reason', 'detail', 'error'].map((name) => [
      name,
      HOSTILE,
    ]),
  ),
  code: 400,
});
const NO_ANSWERS: Record<string, { answer: (response: http.ServerResponse) => void; isOutage?: true }> = {
  'a closed connection': { isOutage: true, answer: (response) => response.destroy() },
  'too many requests': {
    answer: (response) => response.writeHead(429, { 'Retry-After': '86000' }).end(),
  },
  'a fault of its own': {
    isOutage: true,
    answer: (response) => response.writeHead(503, { 'Retry-After': '86000' }).end(),
  },
  'half an answer': {
    answer(response) {
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': '100' });
      response.write('{"ok":', () => response.destroy());
    },
  },
  'no JSON': {
    answer: (response) => response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"ok":'),
  },
  'words that are no line': {
    answer: (response) => response.writeHead(400, { 'Content-Type': 'application/json' }).end(HOSTILE_WORDS),
  },
  'an answer of no such service': {
    answer: (response) => response.writeHead(404, { 'Content-Type': 'application/json' }).end('[]'),
  },
};
const OWN_SECRET = 'own-secret-of-this-connector-1';
const ALL: HostResolution = { limit: 'none' };

/** Titles that break code which treats text as code, markup, path or pattern (fault 72). */
const HOSTILE_TITLES = [
  '<img src=x onerror=alert(1)>',
  '{{7*7}} <%= 7*7 %> ${7*7}',
  "=cmd|'/C calc'!A0",
  '../../etc/passwd\u0000.mp4',
  'abc\u202Efdp.exe',
  'Пари 🎓 Z̷a̷l̷g̷o̷',
  ' ',
  'CON',
  '__proto__',
  'x'.repeat(10_000),
];

/** Everything a test opened. */
interface Bench<Harness extends BaseHarness> {
  harness: Harness;
  account: Account;
  signal: AbortSignal;
  open(settings: Record<string, SettingsValue>): Account;
  close(): Promise<void>;
}

/** The account as if every server of it was at one address. */
function moveTo(harness: BaseHarness, { descriptor }: Provider, address: string): BaseHarness['settings'] {
  const there = Object.entries(descriptor.settings.fields).flatMap(([id, field]) =>
    field.type === 'url' ? [[id, address] as const] : [],
  );
  Object.assign(harness.settings, Object.fromEntries(there));
  return harness.settings;
}

/** Settings with which somebody has to sign in. */
function signedInSettings(
  { isNeeded }: SignsInManager,
  { descriptor }: Provider,
  { settings }: BaseHarness,
): BaseHarness['settings'] {
  const choices = Object.entries(descriptor.settings.fields).flatMap(([id, field]) =>
    field.type === 'choice' ? field.options.map(({ value }) => ({ ...settings, [id]: value })) : [],
  );
  const needing = [settings, ...choices].find((one) => isNeeded(descriptor.settings.parse(one)));
  if (needing === undefined) throw new Error(`nobody ever signs in at ${descriptor.label}`);
  return needing;
}

const listing = (harness: BaseHarness): harness is ContractHarness => 'addScene' in harness;

async function setUp(provider: Provider, start: StartHarness): Promise<Bench<BaseHarness>> {
  const harness = await start();
  const accounts: Account[] = [];
  const open = (settings: Record<string, SettingsValue>): Account => {
    const parsed = provider.descriptor.settings.parse(settings);
    const account: Account = {
      settings: parsed,
      clock: Date.now,
      memory: new Map(),
      ...(harness.signIn === undefined ? {} : { signIn: harness.signIn }),
      http: createHttpClient({
        clock: Date.now,
        allowedPrivateHosts: ['127.0.0.1', 'localhost'],
        rates: provider.descriptor.rates?.(parsed),
        limits: { retryBaseMs: 5, maxAttempts: 2 },
        redact: createRedactor(),
      }),
    };
    accounts.push(account);
    return account;
  };
  return {
    harness,
    account: open(harness.settings),
    signal: new AbortController().signal,
    open,
    async close() {
      for (const { http } of accounts) http.close();
      await harness.stop();
    },
  };
}

async function listAll(
  lists: ListsRecordings,
  { account, signal }: Pick<Bench<BaseHarness>, 'account' | 'signal'>,
  hosts: HostResolution = ALL,
): Promise<Map<string, Occurrence>> {
  const found = new Map<string, Occurrence>();
  for await (const page of lists.listWindow(account, WINDOW, hosts, signal)) {
    for (const occurrence of page) found.set(occurrence.id, occurrence);
  }
  return found;
}

async function hashOf(body: Readable): Promise<{ bytes: number; sha256: string; parts: Buffer[] }> {
  const hash = createHash('sha256');
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    parts.push(chunk);
    hash.update(chunk);
  }
  return { bytes, sha256: hash.digest('hex'), parts };
}

/** The error of the rejection, as a ConnectorError. */
async function failure(promise: Promise<unknown>): Promise<ConnectorError> {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  if (outcome === undefined) throw new Error('it did not fail');
  if (!(outcome.error instanceof ConnectorError)) throw outcome.error;
  return outcome.error;
}

const textOf = (value: unknown): string =>
  value instanceof ConnectorError
    ? `${value.message} ${value.providerWords ?? ''} ${value.stack ?? ''} ${textOf(value.cause)}`
    : value instanceof Error
      ? `${value.message} ${value.stack ?? ''} ${textOf(value.cause)}`
      : (JSON.stringify(value) ?? '');

function expectNoSecrets(value: unknown, secrets: string[]): void {
  const text = textOf(value);
  expect(secrets.length).toBeGreaterThan(0);
  for (const secret of secrets) expect(text).not.toContain(secret);
}

const firstVideo = (occurrence: Occurrence | undefined): ProviderFile => {
  const file = occurrence?.files.find(({ kind }) => kind === 'video');
  if (file === undefined) throw new Error('the scene has no video');
  return file;
};

/**
 * The contract of every provider, tested against its emulator. A missing capability is named in
 * a case that is skipped.
 */
export function contractOf(provider: Provider, start: StartHarness): Part[] {
  const { descriptor, listsRecordings: lists } = provider;
  const about = (what: string) => `${descriptor.label}: the contract of every provider, ${what}`;
  const part = (what: string, cases: readonly Case<Bench<BaseHarness>>[]): Part => ({
    name: about(what),
    cases: withContext(
      () => setUp(provider, start),
      (bench) => bench.close(),
      cases,
    ),
  });
  return [
    part('descriptor', descriptorCases(provider)),
    part('checkConnection', checkCases(provider)),
    ...(lists === undefined
      ? [part('recordings', [{ name: 'lists recordings: this provider has no list of them' }])]
      : recordingParts(provider, lists, start, (what) => about(`recordings, ${what}`))),
    webhookContract(provider, start),
    pushContract(provider, () => setUp(provider, start)),
    joinTokenContract(provider, start),
  ];
}

const descriptorCases = (provider: Provider): Case<Bench<BaseHarness>>[] => {
  const { descriptor } = provider;
  return [
    {
      name: 'tells for each field what it is, and where a value without a default comes from',
      run() {
        for (const field of Object.values(descriptor.settings.fields)) {
          expect(english(field.label)).not.toBe('');
          if (field.required) expect(field.help ?? '').not.toBe('');
        }
        expect(descriptor.id).toMatch(/^[a-z][a-z0-9-]*$/);
        expect(descriptor.docsPage).toBe(`providers/${descriptor.id}.md`);
      },
    },

    {
      name: 'names the files that recordings can come as, so that the upload rules can be looked at',
      run() {
        if (provider.openFile === undefined) expect(descriptor.files).toBeUndefined();
        else expect(descriptor.files?.video ?? []).not.toEqual([]);
      },
    },

    {
      name: 'keeps everything secret in secret fields: nothing is missing when those are taken out',
      run(bench) {
        const plain = Object.entries(descriptor.settings.fields).filter(
          ([, field]) => field.type !== 'secret',
        );
        for (const secret of bench.harness.secrets()) {
          for (const [id] of plain) expect(bench.harness.settings[id]).not.toBe(secret);
        }
      },
    },

    {
      name: 'has base addresses as settings, so that other clouds and tests can be reached',
      run() {
        expect(Object.values(descriptor.settings.fields).some((field) => field.type === 'url')).toBe(true);
      },
    },
  ];
};

const checkCases = (provider: Provider): Case<Bench<BaseHarness>>[] => {
  const { descriptor } = provider;
  return [
    {
      name: 'passes every step for a good account',
      async run(bench) {
        if (listing(bench.harness)) bench.harness.addHost(HOST, 'Ada Host');
        const steps = told(await provider.checkConnection(bench.account));
        expect(steps.length).toBeGreaterThan(0);
        // What no call tells is said to be not checked.
        const isUnseen = ({ outcome, detail = '' }: (typeof steps)[number]) =>
          outcome === 'skipped' && /^Not checked/.test(detail);
        const others = steps.filter((step) => step.outcome !== 'passed' && !isUnseen(step));
        if (bench.harness.asksNothing) {
          expect(others).toMatchObject([{ outcome: 'skipped', detail: expect.any(String) }]);
        } else expect(others).toEqual([]);
        expect(new Set(steps.map(({ id }) => id)).size).toBe(steps.length);
      },
    },

    {
      name: 'names a failed step for a wrong secret, points at a field, and shows no secret',
      async run(bench) {
        const steps = told(await provider.checkConnection(bench.open(bench.harness.wrongSettings)));
        const failed = steps.filter(({ outcome }) => outcome === 'failed');
        expect(failed).toHaveLength(1);
        expect(failed[0]?.detail).toBeTruthy();
        expect(Object.keys(descriptor.settings.fields)).toContain(failed[0]?.field);
        expectNoSecrets(steps, [
          ...bench.harness.secrets(),
          ...secretsIn(provider, bench.harness.wrongSettings),
        ]);
      },
    },

    {
      name: 'says so when nothing answers at the address, instead of throwing',
      async run(bench) {
        await bench.harness.stop();
        const steps = told(await provider.checkConnection(bench.account));
        if (bench.harness.asksNothing) {
          expect(steps.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
          return;
        }
        expect(steps[0]).toMatchObject({ outcome: 'failed' });
        expect(steps.some(({ outcome }) => outcome === 'passed')).toBe(false);
      },
    },

    {
      name: 'sends what a subscription and a sign-in need, and a refusal ends no process',
      async run({ harness, signal, open }) {
        const { receivesWebhooks, signsInManager } = provider;
        const { subscription } = receivesWebhooks ?? {};
        const request = { address: 'https://site.example/hook', ownSecret: OWN_SECRET, state: {} };
        const account = open(harness.settings);
        const kept = await subscription?.keep(account, request, signal).catch(() => undefined);
        await subscription?.end(account, kept?.state ?? {}, signal).catch(() => undefined);
        if (signsInManager === undefined) return;
        harness.signIn = {
          current: () => Promise.resolve({ accountId: 'ada', accountName: HOST, permissions: [] }),
          exchange: async (use) => (await use('refresh-token-of-the-suite')).result,
        };
        const person = open(signedInSettings(signsInManager, provider, harness));
        const answer = { code: 'code-of-the-suite', redirectUri: 'https://site.example', codeVerifier: 'v' };
        await expect(signsInManager.finish(person, answer, signal)).rejects.toBeInstanceOf(ConnectorError);
        await provider.checkConnection(person).catch(() => undefined);
      },
    },

    {
      name: 'takes no secret along when the address redirects to another host',
      async run(bench) {
        const asked: string[] = [];
        const elsewhere = http.createServer((request, response) => {
          const parts: Buffer[] = [];
          request.on('data', (part: Buffer) => parts.push(part));
          request.on('end', () => {
            asked.push([request.url, ...request.rawHeaders, Buffer.concat(parts).toString()].join('\n'));
            response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}');
          });
        });
        const statuses = [301, 302, 303, 307, 308];
        let sent = 0;
        const there = http.createServer((_request, response) => {
          const status = statuses[sent % statuses.length] ?? 302;
          sent += 1;
          const { port } = elsewhere.address() as AddressInfo;
          response
            .writeHead(status, { Location: `http://localhost:${port}/taken`, 'Set-Cookie': 'a=b' })
            .end();
        });
        const servers = [elsewhere, there];
        for (const server of servers)
          await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
        try {
          const { port } = there.address() as AddressInfo;
          const settings = moveTo(bench.harness, provider, `http://127.0.0.1:${port}`);
          // Once for each status.
          for (const _ of statuses)
            await provider.checkConnection(bench.open(settings)).catch(() => undefined);
          if (!bench.harness.asksNothing) expect(sent).toBeGreaterThan(0);
          const secrets = Object.entries(descriptor.settings.fields).flatMap(([id, field]) =>
            field.type === 'secret' && typeof settings[id] === 'string' ? [settings[id]] : [],
          );
          for (const request of asked) {
            for (const secret of [...secrets, ...bench.harness.secrets()])
              expect(request).not.toContain(secret);
            expect(request).not.toMatch(/^(authorization|cookie)$/im);
          }
        } finally {
          for (const server of servers) {
            server.closeAllConnections();
            server.close();
          }
        }
      },
    },

    ...eachOf(
      Object.keys(NO_ANSWERS),
      (name) => `promises no other try, which only a run makes, when the address answers with ${name}`,
      async (name, bench: Bench<BaseHarness>) => {
        const { answer, isOutage } = NO_ANSWERS[name] ?? {};
        const server = http.createServer((_request, response) => answer?.(response));
        await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
        const { port } = server.address() as AddressInfo;
        try {
          const settings = moveTo(bench.harness, provider, `http://127.0.0.1:${port}`);
          const steps = told(await provider.checkConnection(bench.open(settings)));
          if (!bench.harness.asksNothing && isOutage)
            expect(steps.map(({ outcome }) => outcome)).toContain('failed');
          for (const { detail = '' } of steps) {
            expect(detail).not.toMatch(PROMISE);
            expect(hasUnseen(detail)).toBe(false);
            expect(detail.length).toBeLessThan(2_000);
          }
        } finally {
          server.closeAllConnections();
          server.close();
        }
      },
    ),
  ];
};

type ListingBench = Bench<ContractHarness>;

/** The contract of a provider that lists recordings: listing, files and deletion. */
function recordingParts(
  provider: Provider,
  lists: ListsRecordings,
  start: StartHarness,
  nameOf: (what: string) => string,
): Part[] {
  const { deletesFromCloud: deletes } = provider;
  const open = async (): Promise<ListingBench> => {
    const { harness, ...rest } = await setUp(provider, start);
    if (!listing(harness)) throw new Error(`the harness of ${provider.descriptor.label} has no scenes`);
    return { harness, ...rest };
  };
  const part = (what: string, cases: readonly Case<ListingBench>[]): Part => ({
    name: nameOf(what),
    cases: withContext(open, (bench) => bench.close(), cases),
  });
  return [
    part('listing', listingCases(provider, lists)),
    part('what can’t be read', partCases(lists)),
    part(
      'deletion',
      deletes === undefined
        ? [{ name: 'deletes at the provider: this provider offers no deletion' }]
        : deletionCases(provider, lists, deletes),
    ),
    part(
      'the limit to hosts',
      lists.resolveHosts === undefined
        ? [{ name: 'is not offered: this provider does not name hosts' }]
        : hostCases(lists, lists.resolveHosts.bind(lists)),
    ),
    part('one occurrence read again', readingCases(lists)),
    part('files', fileCases(provider, lists)),
  ];
}

/** A case that adds a fault of the emulator with `arm`. */
const withFault = (
  fault: keyof CommonFaults,
  name: string,
  body: (bench: ListingBench, arm: () => void) => Promise<void>,
): Case<ListingBench> => ({ name, run: (bench) => body(bench, () => bench.harness.faults[fault]()) });

const listingCases = ({ descriptor }: Provider, lists: ListsRecordings): Case<ListingBench>[] => [
  {
    name: 'yields nothing, and ends, for an account without recordings',
    async run(bench) {
      bench.harness.addHost(HOST, 'Ada Host');
      expect(await listAll(lists, bench)).toEqual(new Map());
    },
  },

  {
    name: 'is complete over all pages and hosts, with the same ids each time',
    async run(bench) {
      const { harness } = bench;
      harness.addHost(HOST, 'Ada Host');
      harness.addHost(OTHER_HOST, 'Grace Host');
      const expected = new Set([
        harness.addScene({ hostEmail: OTHER_HOST, title: 'Other', startedAt: START }),
      ]);
      for (let number = 0; number < harness.moreThanOnePage; number += 1) {
        const startedAt = new Date(Date.parse(START) + number * 60_000).toISOString().replace('.000', '');
        expected.add(harness.addScene({ hostEmail: HOST, title: `Lecture ${number}`, startedAt }));
      }
      expect(expected.size).toBe(harness.moreThanOnePage + 1);
      const first = await listAll(lists, bench);
      expect(new Set(first.keys())).toEqual(expected);
      const second = await listAll(lists, { ...bench, account: bench.open(harness.settings) });
      const keysOf = (listing: Map<string, Occurrence>) =>
        [...listing.values()].map(({ id, files }) => [id, files.map(({ key }) => key).sort()].flat()).sort();
      expect(keysOf(second)).toEqual(keysOf(first));
    },
  },

  withFault(
    'laterPagesFail',
    'throws when a page fails, and never gives a shorter listing',
    async (bench, arm) => {
      const { harness } = bench;
      harness.addHost(HOST, 'Ada Host');
      for (let number = 0; number < harness.moreThanOnePage; number += 1) {
        harness.addScene({ hostEmail: HOST, title: `Lecture ${number}`, startedAt: START });
      }
      arm();
      const error = await failure(listAll(lists, bench));
      expect(FAILURE_CLASSES).toContain(error.failure);
      expectNoSecrets(error, harness.secrets());
    },
  ),

  {
    name: 'gives occurrences in our words: instants in UTC, known kinds, one key per file',
    async run(bench) {
      bench.harness.addHost(HOST, 'Ada Host');
      const id = bench.harness.addScene({ hostEmail: HOST, title: 'Weekly lecture', startedAt: START });
      const occurrence = (await listAll(lists, bench)).get(id);
      expect(occurrence).toMatchObject({ id, title: 'Weekly lecture', startedAt: START });
      const files = occurrence?.files ?? [];
      expect(new Set(files.map(({ key }) => key)).size).toBe(files.length);
      for (const file of files) {
        expect(FILE_KINDS).toContain(file.kind);
        expect(file.extension).toMatch(/^[a-z0-9]+$/);
        expect(file.sizeBytes).not.toBe(0);
      }
      expect(segmentsOf(occurrence ?? { files: [], startedAt: START }, [])).toMatchObject([{ number: 1 }]);
      expect(occurrence?.host?.email).toBe(descriptor.quirks.namesHosts ? HOST : undefined);
    },
  },

  {
    name: 'fits every database and looks like nothing else, whatever text a field of an answer has',
    async run(bench) {
      const { harness, open } = bench;
      harness.addHost(HOST, 'Ada Host');
      harness.addScene({ hostEmail: HOST, title: 'Weekly lecture', startedAt: START });
      const hosts: HostResolution =
        lists.resolveHosts === undefined
          ? ALL
          : { limit: 'hosts', ...(await lists.resolveHosts(bench.account, [HOST], bench.signal)) };
      const read = async (change: (body: unknown) => unknown): Promise<Occurrence[]> => {
        const account = open(harness.settings);
        const changed = { ...bench, account: { ...account, http: changing(account.http, change) } };
        return [...(await listAll(lists, changed, hosts)).values()];
      };
      const places = new Set<string>();
      await read((body) => {
        for (const place of textsIn(body)) places.add(place);
        return body;
      });
      expect(places.size).toBeGreaterThan(3);
      const withTailIn = new Set<string>();
      for (const place of places)
        for (const tail of HOSTILE_TAILS)
          await unlessRefused(async () => {
            for (const occurrence of await read((body) => withTail(body, place, tail))) {
              expectStorable(occurrence);
              if (occurrence.title !== 'Weekly lecture') withTailIn.add('title');
              if (occurrence.host?.name !== 'Ada Host') withTailIn.add('name');
            }
          });
      expect(withTailIn).toContain('title');
    },
  },

  {
    name: 'gives all other meetings when it tells no real time of one',
    async run(bench) {
      const { harness, open } = bench;
      harness.addHost(HOST, 'Ada Host');
      const id = harness.addScene({ hostEmail: HOST, title: 'Weekly lecture', startedAt: START });
      harness.addScene({ hostEmail: HOST, title: 'Of no time', startedAt: TIMELESS });
      for (const time of NO_TIMES) {
        const { http, ...account } = open(harness.settings);
        let changes = 0;
        const change = (body: unknown) => withTime(body, TIMELESS, time, () => (changes += 1));
        const changed = { ...bench, account: { ...account, http: changing(http, change) } };
        const listed = await listAll(lists, changed);
        expect(changes).toBeGreaterThan(0);
        expect(listed.get(id)).toMatchObject({ title: 'Weekly lecture', startedAt: START });
        for (const occurrence of listed.values()) expectRealTimes(occurrence);
      }
    },
  },

  {
    name: 'holds no link, token or secret in anything that it lists',
    async run(bench) {
      bench.harness.addHost(HOST, 'Ada Host');
      const id = bench.harness.addScene({ hostEmail: HOST, title: 'Weekly lecture', startedAt: START });
      const listed = [...(await listAll(lists, bench)).values()];
      const reading = await lists.readOccurrence(bench.account, id, bench.signal);
      expect(listed).toHaveLength(1);
      for (const text of [JSON.stringify(listed), JSON.stringify(reading)]) {
        expect(text).not.toMatch(/https?:\/\//);
        expect(text).not.toMatch(/"(url|link|token|authorization)"/i);
      }
      expectNoSecrets([listed, reading], bench.harness.secrets());
    },
  },

  {
    name: 'fault 72: passes hostile titles through as the data that they are',
    async run(bench) {
      const { harness } = bench;
      harness.addHost(HOST, '<script>alert(1)</script>');
      const ids = HOSTILE_TITLES.map((title) =>
        harness.addScene({ hostEmail: HOST, title, startedAt: START }),
      );
      const listing = await listAll(lists, bench);
      expect(ids.map((id) => listing.get(id)?.title)).toEqual(
        HOSTILE_TITLES.map((title) => foreignLine(wellFormed(title), LONGEST_KEPT)),
      );
    },
  },

  {
    name: 'stops promptly, with the reason of the signal',
    async run(bench) {
      const { harness } = bench;
      harness.addHost(HOST, 'Ada Host');
      for (let number = 0; number < harness.moreThanOnePage; number += 1) {
        harness.addScene({ hostEmail: HOST, title: `Lecture ${number}`, startedAt: START });
      }
      const stop = new AbortController();
      const reason = new Error('stopped by the test');
      let pages = 0;
      const reading = (async () => {
        for await (const page of lists.listWindow(bench.account, WINDOW, ALL, stop.signal)) {
          pages += page.length > 0 ? 1 : 0;
          stop.abort(reason);
        }
      })();
      await expect(reading).rejects.toBe(reason);
      expect(pages).toBe(1);
    },
  },

  withFault(
    'revokeCredentials',
    'fault 70: says that the account is refused when its credentials are revoked',
    async (bench, arm) => {
      bench.harness.addHost(HOST, 'Ada Host');
      await listAll(lists, bench);
      arm();
      const error = await failure(listAll(lists, bench));
      expect(error.failure).toBe('not-authorized');
      expectNoSecrets(error, bench.harness.secrets());
    },
  ),
];

function deletionCases(
  provider: Provider,
  lists: ListsRecordings,
  deletes: DeletesFromCloud,
): Case<ListingBench>[] {
  const scene = ({ harness }: ListingBench) => {
    harness.addHost(HOST, 'Ada Host');
    const other = harness.addScene({ hostEmail: HOST, title: 'Stays', startedAt: START });
    const id = harness.addScene({ hostEmail: HOST, title: 'Goes', startedAt: START });
    return { id, other };
  };
  const modes =
    deletes.trashKeptDays === undefined ? (['permanent'] as const) : (['trash', 'permanent'] as const);
  const recovery: Case<ListingBench>[] = [
    {
      name: 'is undone while it is in the trash, and says so when it is not',
      async run(bench) {
        const { id } = scene(bench);
        const { account, signal } = bench;
        const known = await imported(provider, account, id, signal);
        await deletes.deleteOccurrence(account, known, 'trash', signal);
        expect(await deletes.recoverOccurrence?.(account, id, signal)).toEqual({ outcome: 'recovered' });
        expect(await lists.readOccurrence(account, id, signal)).toMatchObject({ outcome: 'found' });
        await deletes.deleteOccurrence(account, known, 'permanent', signal);
        expect(await deletes.recoverOccurrence?.(account, id, signal)).toEqual({ outcome: 'gone' });
      },
    },
  ];
  return [
    ...eachOf(
      modes,
      (mode) => `(${mode}) takes the whole occurrence and no other, and is the same the second time`,
      async (mode, bench: ListingBench) => {
        const { id, other } = scene(bench);
        const { account, signal } = bench;
        const known = await imported(provider, account, id, signal);
        expect(await deletes.deleteOccurrence(account, known, mode, signal)).toEqual({ outcome: 'deleted' });
        expect(await lists.readOccurrence(account, id, signal)).toMatchObject({ outcome: 'gone' });
        expect(await lists.readOccurrence(account, other, signal)).toMatchObject({ outcome: 'found' });
        expect(await deletes.deleteOccurrence(account, known, mode, signal)).toEqual({
          outcome: 'gone-already',
        });
      },
    ),
    ...(deletes.recoverOccurrence === undefined ? [] : recovery),
    withFault(
      'revokeCredentials',
      'fault 70: says that the account is refused when it is',
      async (bench, arm) => {
        const { account, signal } = bench;
        const known = await imported(provider, account, scene(bench).id, signal);
        arm();
        const error = await failure(deletes.deleteOccurrence(account, known, 'permanent', signal));
        expect(error.failure).toBe('not-authorized');
      },
    ),
  ];
}

const hostCases = (
  lists: ListsRecordings,
  resolve: NonNullable<ListsRecordings['resolveHosts']>,
): Case<ListingBench>[] => [
  {
    name: 'finds the hosts it knows and names each address that it does not',
    async run(bench) {
      bench.harness.addHost(HOST, 'Ada Host');
      const unknown = ['nobody@school.example', 'a+b%c@school.example'];
      expect(unknown.every(isEmailAddress)).toBe(true);
      const found = await resolve(bench.account, [HOST, ...unknown], bench.signal);
      expect(found.hosts.map(({ email }) => email)).toEqual([HOST]);
      expect(found.unknown).toEqual(unknown);
    },
  },

  {
    name: 'lists the recordings of these hosts only, and none for a limit that nobody meets',
    async run(bench) {
      const { harness } = bench;
      harness.addHost(HOST, 'Ada Host');
      harness.addHost(OTHER_HOST, 'Grace Host');
      const wanted = harness.addScene({ hostEmail: HOST, title: 'Wanted', startedAt: START });
      harness.addScene({ hostEmail: OTHER_HOST, title: 'Not wanted', startedAt: START });
      const { hosts, unknown } = await resolve(bench.account, [HOST], bench.signal);
      const listing = await listAll(lists, bench, { limit: 'hosts', hosts, unknown });
      expect([...listing.keys()]).toEqual([wanted]);
      expect(
        (await listAll(lists, bench, { limit: 'hosts', hosts: [], unknown: ['x@y.example'] })).size,
      ).toBe(0);
    },
  },

  withFault(
    'revokeCredentials',
    'throws when it can not ask: a failure is never "unknown"',
    async (bench, arm) => {
      arm();
      const error = await failure(resolve(bench.account, [HOST], bench.signal));
      expect(error.failure).toBe('not-authorized');
    },
  ),
];

const readingCases = (lists: ListsRecordings): Case<ListingBench>[] => [
  {
    name: 'is the same as in the listing',
    async run(bench) {
      bench.harness.addHost(HOST, 'Ada Host');
      const id = bench.harness.addScene({ hostEmail: HOST, title: 'Weekly lecture', startedAt: START });
      const listed = (await listAll(lists, bench)).get(id);
      for (const account of [bench.account, bench.open(bench.harness.settings)]) {
        const reading = await lists.readOccurrence(account, id, bench.signal);
        expect(reading).toEqual({ outcome: 'found', occurrence: listed });
      }
    },
  },

  {
    name: 'is gone when the provider says so, and only then',
    async run(bench) {
      const { harness, signal } = bench;
      harness.addHost(HOST, 'Ada Host');
      const id = harness.addScene({ hostEmail: HOST, title: 'Weekly lecture', startedAt: START });
      harness.remove(id);
      const reading = await lists.readOccurrence(bench.account, id, signal);
      expect(reading).toMatchObject({ outcome: 'gone' });
      await harness.stop();
      const error = await failure(lists.readOccurrence(bench.account, id, signal));
      expect(error.failure).toBe('retry-later');
    },
  },
];

function fileCases(provider: Provider, lists: ListsRecordings): Case<ListingBench>[] {
  const openFile: NonNullable<Provider['openFile']> = (...request) => {
    if (provider.openFile === undefined)
      throw new Error(`${provider.descriptor.label} lists files that nobody can open`);
    return provider.openFile(...request);
  };

  const scene = async (
    bench: ListingBench,
  ): Promise<{ occurrenceId: string; fileKey: string; file: ProviderFile }> => {
    bench.harness.addHost(HOST, 'Ada Host');
    const occurrenceId = bench.harness.addScene({
      hostEmail: HOST,
      title: 'Weekly lecture',
      startedAt: START,
    });
    const file = firstVideo((await listAll(lists, bench)).get(occurrenceId));
    return { occurrenceId, fileKey: file.key, file };
  };

  /** By the received bytes, because not every provider names the size. */
  const sizeOf = async (
    bench: ListingBench,
    reference: { occurrenceId: string; fileKey: string },
  ): Promise<number> => {
    const opened = await openFile(bench.account, reference, { signal: bench.signal });
    return (await hashOf(opened.body)).bytes;
  };

  const validatorOf = async (
    bench: ListingBench,
    reference: { occurrenceId: string; fileKey: string },
  ): Promise<string> => {
    const opened = await openFile(bench.account, reference, { signal: bench.signal });
    opened.body.destroy();
    if (opened.validator === undefined) throw new Error('the emulator gives no validator');
    return opened.validator;
  };

  return [
    {
      name: 'come whole and, resumed at any byte, are the same bytes',
      async run(bench) {
        const { file, ...reference } = await scene(bench);
        const opened = await openFile(bench.account, reference, { signal: bench.signal });
        const whole = await hashOf(opened.body);
        expect(opened.from).toBe('whole');
        expect([undefined, whole.bytes]).toContain(opened.totalBytes);
        expect([undefined, whole.bytes]).toContain(file.sizeBytes);
        const { validator } = opened;
        if (validator === undefined) throw new Error('the emulator gives no validator');
        const content = Buffer.concat(whole.parts);
        for (const fromByte of [1, Math.floor(whole.bytes / 2), whole.bytes - 1]) {
          const rest = await openFile(bench.account, reference, {
            range: { fromByte, validator },
            signal: bench.signal,
          });
          expect(rest.from).toBe('resumed');
          expect(rest.validator).toBe(validator);
          const { parts } = await hashOf(rest.body);
          expect(Buffer.concat([content.subarray(0, fromByte), ...parts]).equals(content)).toBe(true);
        }
      },
    },

    {
      name: 'can be opened by an account that has never listed them',
      async run(bench) {
        const { occurrenceId, fileKey } = await scene(bench);
        const fresh = bench.open(bench.harness.settings);
        const opened = await openFile(fresh, { occurrenceId, fileKey }, { signal: bench.signal });
        expect((await hashOf(opened.body)).bytes).toBe(await sizeOf(bench, { occurrenceId, fileKey }));
      },
    },

    {
      name: 'fault 9: come whole when the part that is there is of another version',
      async run(bench) {
        const { occurrenceId, fileKey } = await scene(bench);
        const reference = { occurrenceId, fileKey };
        const opened = await openFile(bench.account, reference, {
          range: { fromByte: 10, validator: '"another-version"' },
          signal: bench.signal,
        });
        expect(opened.from).toBe('whole');
        expect((await hashOf(opened.body)).bytes).toBe(await sizeOf(bench, reference));
      },
    },

    withFault(
      'ignoreRange',
      'fault 8: are called whole when the provider ignores the range',
      async (bench, arm) => {
        const { occurrenceId, fileKey } = await scene(bench);
        const reference = { occurrenceId, fileKey };
        const validator = await validatorOf(bench, reference);
        const bytes = await sizeOf(bench, reference);
        arm();
        const range = { fromByte: 10, validator };
        const opened = await openFile(bench.account, reference, { range, signal: bench.signal });
        expect(opened.from).toBe('whole');
        expect((await hashOf(opened.body)).bytes).toBe(bytes);
      },
    ),

    withFault(
      'wrongContentRange',
      'fault 10: are refused when other bytes come than were asked for',
      async (bench, arm) => {
        const { occurrenceId, fileKey } = await scene(bench);
        const validator = await validatorOf(bench, { occurrenceId, fileKey });
        arm();
        const range = { fromByte: 10, validator };
        const error = await failure(
          openFile(bench.account, { occurrenceId, fileKey }, { range, signal: bench.signal }),
        );
        expect(error).toMatchObject({ failure: 'bad-bytes', code: 'range-mismatch' });
      },
    ),

    withFault('htmlInsteadOfFile', 'fault 5: are never a web page', async (bench, arm) => {
      const { occurrenceId, fileKey } = await scene(bench);
      arm();
      const error = await failure(
        openFile(bench.account, { occurrenceId, fileKey }, { signal: bench.signal }),
      );
      expect(error.failure).toBe('needs-token');
      expectNoSecrets(error, bench.harness.secrets());
    }),

    {
      name: 'are gone when the provider has lost the occurrence, and when it never had the file',
      async run(bench) {
        const { occurrenceId, fileKey } = await scene(bench);
        const { account, harness, signal } = bench;
        const open = (key: string, of: Account) =>
          failure(openFile(of, { occurrenceId, fileKey: key }, { signal }));
        expect((await open('never-there', account)).failure).toBe('gone');
        harness.remove(occurrenceId);
        expect((await open(fileKey, bench.open(harness.settings))).failure).toBe('gone');
      },
    },

    withFault(
      'revokeCredentials',
      'fault 70: say that the account is refused when it is',
      async (bench, arm) => {
        const { occurrenceId, fileKey } = await scene(bench);
        arm();
        const error = await failure(
          openFile(bench.account, { occurrenceId, fileKey }, { signal: bench.signal }),
        );
        expect(error.failure).toBe('not-authorized');
        expectNoSecrets(error, bench.harness.secrets());
      },
    ),

    withFault(
      'stallFiles',
      'stop promptly in the middle, with the reason of the signal',
      async (bench, arm) => {
        const { occurrenceId, fileKey } = await scene(bench);
        arm();
        const stop = new AbortController();
        const reason = new Error('stopped by the test');
        const { body } = await openFile(bench.account, { occurrenceId, fileKey }, { signal: stop.signal });
        const reading = hashOf(body);
        body.once('data', () => stop.abort(reason));
        await expect(reading).rejects.toBe(reason);
      },
    ),

    {
      name: 'are not asked for by a signal that was aborted before',
      async run(bench) {
        const { occurrenceId, fileKey } = await scene(bench);
        const reason = new Error('stopped by the test');
        await expect(
          openFile(bench.account, { occurrenceId, fileKey }, { signal: AbortSignal.abort(reason) }),
        ).rejects.toBe(reason);
      },
    },
  ];
}

const secretsIn = (provider: Provider, settings: Record<string, SettingsValue>): string[] =>
  Object.entries(provider.descriptor.settings.fields).flatMap(([id, field]) => {
    const value = settings[id];
    return field.type === 'secret' && typeof value === 'string' ? [value] : [];
  });
