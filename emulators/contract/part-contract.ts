import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'expect';
import type { HostResolution } from '../../server/src/domain/policy';
import type { Occurrence } from '../../server/src/domain/recording';
import { ConnectorError } from '../../server/src/domain/errors';
import { keyOfPart } from '../../server/src/domain/parts-behind';
import type { HttpClient, HttpRequest, JsonAnswer } from '../../server/src/http/types';
import type { Account } from '../../server/src/providers/account';
import type { ListsRecordings, Unread, Window } from '../../server/src/providers/provider';
import type { SettingsValue } from '../../server/src/providers/settings';
import { eachOf, type Case } from './cases';
import type { ContractHarness } from './harness';
import { changing } from './hostile-text';
import { isOdd, ODD_VALUES, placeName, placesIn, withOdd, type IsOf, type Place } from './odd-entries';

const GOOD_HOST = 'ada@school.example';
const ODD_HOST = 'grace@school.example';
const GOOD = { hostEmail: GOOD_HOST, title: 'Weekly lecture', startedAt: '2026-02-10T16:34:49Z' };
const ODD = { hostEmail: ODD_HOST, title: 'Of the odd one', startedAt: '2026-02-12T08:15:27Z' };
const WINDOW: Window = { from: '2026-02-01T00:00:00Z', to: '2026-02-25T00:00:00Z' };
const ALL: HostResolution = { limit: 'none' };

export interface PartBench {
  harness: ContractHarness;
  signal: AbortSignal;
  open(settings: Record<string, SettingsValue>): Account;
}

interface Listed {
  occurrences: Map<string, Occurrence>;
  unread: Unread[];
}

async function list(
  lists: ListsRecordings,
  account: Account,
  signal: AbortSignal,
  hosts: HostResolution = ALL,
): Promise<Listed> {
  const occurrences = new Map<string, Occurrence>();
  const unread: Unread[] = [];
  for await (const page of lists.listWindow(account, WINDOW, hosts, signal, (one) => unread.push(one)))
    for (const occurrence of page) occurrences.set(occurrence.id, occurrence);
  return { occurrences, unread };
}

/** The account, whose answers pass `change` on their way. */
function altered(
  bench: PartBench,
  change: (answer: JsonAnswer, request: HttpRequest) => Promise<JsonAnswer> | JsonAnswer,
): Account {
  const account = bench.open(bench.harness.settings);
  const http: HttpClient = {
    ...account.http,
    json: async (request) => await change(await account.http.json(request), request),
  };
  return { ...account, http };
}

/** What is listed by asking for the parts alone, as the next run does. */
async function askAgain(
  lists: ListsRecordings,
  { open, harness, signal }: PartBench,
  unread: readonly Unread[],
): Promise<Set<string>> {
  const found = new Set<string>();
  for (const { part } of new Map(unread.map((one) => [keyOfPart(one.part), one])).values()) {
    const account = open(harness.settings);
    if (part.kind === 'occurrence' || part.kind === 'texts') {
      const reading = await lists.readOccurrence(account, part.id, signal);
      if (reading.outcome === 'found') found.add(reading.occurrence.id);
      continue;
    }
    const hosts: HostResolution =
      part.kind === 'account' ? ALL : { limit: 'hosts', hosts: [part.host], unknown: [] };
    for (const id of (await list(lists, account, signal, hosts)).occurrences.keys()) found.add(id);
  }
  return found;
}

/** Two meetings, each with a host of its own, and how the answers about the second are recognised. */
function scene(harness: ContractHarness): { good: string; odd: string; isOf: IsOf } {
  harness.addHost(GOOD_HOST, 'Ada Host');
  harness.addHost(ODD_HOST, 'Grace Host');
  const good = harness.addScene(GOOD);
  const odd = harness.addScene(ODD);
  const startMs = String(Date.parse(ODD.startedAt)).slice(0, 6);
  const marks = [ODD.title, '2026-02-12T08', '2026-02-12 08', ODD_HOST];
  return { good, odd, isOf: (text) => marks.some((mark) => text.includes(mark)) || text.includes(startMs) };
}

/** How a request for a token fails once. */
const STRIKES: Readonly<Record<string, (response: http.ServerResponse) => void>> = {
  'status 500': (response) => response.writeHead(500).end(),
  'status 503': (response) => response.writeHead(503).end(),
  'a closed connection': (response) => response.destroy(),
};

/** Puts a server before each server of the account, which passes everything on but for the next POST, once it shall fail. */
async function fronted(
  harness: ContractHarness,
  strike: (response: http.ServerResponse) => void,
): Promise<{ posts(): number; failNext(): void; close(): void }> {
  let posts = 0;
  let fails = false;
  const servers: http.Server[] = [];
  const { settings } = harness;
  for (const [field, address] of Object.entries(settings)) {
    if (typeof address !== 'string' || !/^http:\/\/(127\.0\.0\.1|localhost)\b/.test(address)) continue;
    const { origin, hostname, pathname } = new URL(address);
    const server = http.createServer((request, response) => {
      if (request.method === 'POST') posts += 1;
      if (request.method === 'POST' && fails) {
        fails = false;
        return strike(response);
      }
      const { method, headers } = request;
      const onward = http.request(`${origin}${request.url ?? '/'}`, { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      onward.on('error', () => response.destroy());
      request.pipe(onward);
    });
    await new Promise<void>((resolve) => server.listen(0, hostname, resolve));
    servers.push(server);
    const { port } = server.address() as AddressInfo;
    settings[field] = `http://${hostname}:${port}${pathname === '/' ? '' : pathname}`;
  }
  return {
    posts: () => posts,
    failNext: () => void (fails = true),
    close() {
      for (const server of servers) {
        server.closeAllConnections();
        server.close();
      }
    },
  };
}

/** Refusals of one call. */
const REFUSALS: Readonly<Record<string, { status: number; body: unknown }>> = {
  'status 400': { status: 400, body: refusal(400) },
  'status 403': { status: 403, body: refusal(403) },
  'status 404 of a web server': { status: 404, body: '<html><title>404</title></html>' },
  'status 422': { status: 422, body: refusal(422) },
  'an error with status 200': { status: 200, body: refusal(200) },
  'a web page': { status: 200, body: '<html><title>Sign in</title></html>' },
};
function refusal(status: number): unknown {
  const words = 'Access to this one is denied';
  return { code: status, message: words, error: { code: 'Denied', message: words } };
}

/**
 * One entry, person, meeting or side call that can't be read holds no other back: it is named, can be asked
 * for by itself, and is found once it is mended.
 */
export const partCases = (lists: ListsRecordings): Case<PartBench>[] => [
  {
    name: 'lists all others when one entry has a field of another type, names that one, and gives nothing another id',
    async run(bench) {
      const { harness, signal } = bench;
      const { good, odd, isOf } = scene(harness);
      const places = new Map<string, Place>();
      const look = altered(bench, (answer) => {
        for (const place of placesIn(answer, isOf)) places.set(placeName(place), place);
        return answer;
      });
      const whole = await list(lists, look, signal);
      expect([...whole.occurrences.keys()].sort()).toEqual([good, odd].sort());
      expect(whole.unread).toEqual([]);
      expect(places.size).toBeGreaterThan(3);
      const named = new Set<string>();
      for (const [name, place] of places)
        for (const [kind, value] of Object.entries(ODD_VALUES)) {
          if (!isOdd(place, value)) continue;
          const account = bench.open(harness.settings);
          const http = changing(account.http, (body) => withOdd(body, isOf, place, value));
          const about = `${name} is ${kind}`;
          const { occurrences, unread } = await list(lists, { ...account, http }, signal).catch(
            (error: unknown) => {
              throw new Error(`${about}: ${String(error)}`);
            },
          );
          const others = [...occurrences.values()].filter(
            ({ id, guessedId }) => id !== good && id !== odd && guessedId !== true,
          );
          expect([about, others.map(({ id }) => id)]).toEqual([about, []]);
          expect([about, occurrences.get(good)]).toEqual([about, whole.occurrences.get(good)]);
          const isThere =
            occurrences.has(odd) || [...occurrences.values()].some(({ guessedId }) => guessedId);
          expect([about, isThere || unread.length > 0]).toEqual([about, true]);
          for (const one of unread) {
            expect(one.name).not.toBe('');
            expect(one.error).toBeInstanceOf(ConnectorError);
          }
          if (unread.length === 0 || isThere) continue;
          if (named.has(name)) continue;
          named.add(name);
          expect([about, (await askAgain(lists, bench, unread)).has(odd)]).toEqual([about, true]);
        }
      // A field of which nothing can be read is there at every provider: the id.
      expect(named.size).toBeGreaterThan(0);
    },
  },

  ...eachOf(
    Object.keys(REFUSALS),
    (name) =>
      `lists all others when a call about one is refused with ${name}, and finds it once that is mended`,
    async (name, bench: PartBench) => {
      const { harness, signal } = bench;
      const { good, odd, isOf } = scene(harness);
      const { status, body } = REFUSALS[name]!;
      /** Calls whose answers are about the second meeting only, by their place in the order. */
      const calls = new Map<string, string>();
      const keyOf = ({ url, method }: HttpRequest) => `${method ?? 'GET'} ${url.replace(/checksum=\w+/, '')}`;
      const look = altered(bench, (answer, request) => {
        const text = JSON.stringify(answer.body);
        if (isOf(text) && !text.includes(GOOD.title) && !text.includes(GOOD_HOST)) {
          const isAboutGood = text.includes('2026-02-10T16');
          if (!isAboutGood) calls.set(keyOf(request), text);
        }
        return answer;
      });
      const whole = await list(lists, look, signal);
      expect(whole.occurrences.size).toBe(2);
      for (const key of calls.keys()) {
        const refusing = altered(bench, (answer, request) =>
          keyOf(request) === key ? { ...answer, status, body } : answer,
        );
        const { occurrences, unread } = await list(lists, refusing, signal).catch((error: unknown) => {
          throw new Error(`${key}: ${String(error)}`);
        });
        expect([key, occurrences.get(good)]).toEqual([key, whole.occurrences.get(good)]);
        const isWhole = occurrences.get(odd)?.partlyRead === undefined && occurrences.has(odd);
        expect([key, isWhole || unread.length > 0]).toEqual([key, true]);
        if (!isWhole) expect([key, (await askAgain(lists, bench, unread)).has(odd)]).toEqual([key, true]);
      }
    },
  ),

  ...eachOf(
    Object.keys(STRIKES),
    (name) => `asks for a token once more when the first request for one ends with ${name}`,
    async (name, bench: PartBench) => {
      const { harness, signal } = bench;
      const { good, odd } = scene(harness);
      const front = await fronted(harness, STRIKES[name]!);
      try {
        await list(lists, bench.open(harness.settings), signal);
        const tokens = front.posts();
        front.failNext();
        const { occurrences, unread } = await list(lists, bench.open(harness.settings), signal);
        expect([...occurrences.keys()].sort()).toEqual([good, odd].sort());
        expect(unread).toEqual([]);
        // Providers whose secret goes with each request have no token to ask for.
        expect(front.posts()).toBe(tokens === 0 ? 0 : 2 * tokens + 1);
      } finally {
        front.close();
      }
    },
  ),
];
