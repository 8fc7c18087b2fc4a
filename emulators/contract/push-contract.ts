import { expect } from 'expect';
import { ConnectorError } from '../../server/src/domain/errors';
import { FILE_KINDS, type Occurrence } from '../../server/src/domain/recording';
import { segmentsOf } from '../../server/src/domain/segments';
import type { FileReference, OpenedFile, Provider } from '../../server/src/providers/provider';
import { secretFieldIds } from '../../server/src/providers/settings';
import type {
  Delivery,
  HookRequest,
  PushedOccurrence,
  PushesRecordings,
  ReceivesWebhooks,
} from '../../server/src/providers/webhook';
import type { Account } from '../../server/src/providers/account';
import { expectStorable, HOSTILE_TAILS, textsIn, unlessRefused, withTail } from './hostile-text';
import { peopleOf } from './people';
import { eachOf, withContext, type Case, type Part } from './cases';
import type { BaseHarness, PushingHarness } from './harness';

/** Everything a test opened. */
interface Bench {
  harness: BaseHarness;
  account: Account;
  signal: AbortSignal;
  close(): Promise<void>;
}

const HOUR_MS = 3_600_000;
const FOREIGN_LINKS = [
  'https://files.example.org/recording.mp4',
  'http://169.254.169.254/latest/meta-data',
  'file:///etc/passwd',
  'no link at all',
];

const pushing = (harness: BaseHarness): harness is PushingHarness => 'push' in harness;

/** What the cases of one pushing provider need. */
interface PushBench extends Bench {
  harness: PushingHarness;
  pushes: PushesRecordings;
  hooks: ReceivesWebhooks;
  deliveries: Delivery[];
  toldAtMs: number;
  assemble(list: readonly Delivery[]): PushedOccurrence;
  pushed(): { occurrence: Occurrence; links: Record<string, string> };
  referenceOf(link?: string): FileReference;
  open(
    reference: FileReference,
    range?: { fromByte: number; validator: string },
  ): Promise<OpenedFile & { bytes: Buffer }>;
}

/** The contract of a provider that only pushes: a recording is known only from its events. */
export function pushContract(provider: Provider, setUp: () => Promise<Bench>): Part {
  const { pushesRecordings: pushes, receivesWebhooks: hooks, descriptor } = provider;
  const name = `${descriptor.label}: pushed recordings`;
  if (pushes === undefined)
    return { name, cases: [{ name: 'come by webhook: this provider has a list to ask' }] };
  if (hooks === undefined) throw new Error(`${descriptor.label} pushes what nothing receives`);
  const { seen } = pushes;
  const ofPages =
    seen === undefined
      ? [{ name: 'are told by pages as well: this provider tells pages nothing' }]
      : toldByPages(seen);
  return {
    name,
    cases: withContext(
      async () => benchOf(provider, pushes, hooks, await setUp()),
      (bench) => bench.close(),
      [...PUSHED, ...ofPages],
    ),
  };
}

function benchOf(
  provider: Provider,
  pushes: PushesRecordings,
  hooks: ReceivesWebhooks,
  { harness, ...bench }: Bench,
): PushBench {
  if (!pushing(harness)) throw new Error(`the harness of ${provider.descriptor.label} pushes nothing`);
  const toldAtMs = Date.now();
  const { settings } = bench.account;

  /** The stored delivery, after it was verified. */
  function delivered(request: HookRequest): Delivery {
    const secretIds = secretFieldIds(provider.descriptor.settings.fields);
    const verdict = hooks.receive(request, {
      secrets: Object.fromEntries(
        secretIds.map((id) => [id, typeof settings[id] === 'string' ? [String(settings[id])] : []]),
      ),
      ownSecret: 'own-secret-of-this-connector-1',
      settings,
      nowMs: toldAtMs,
    });
    if (verdict.verdict !== 'genuine') throw new Error(`not genuine: ${JSON.stringify(verdict)}`);
    const { eventType, subject } = verdict;
    const { method, query, rawBody } = request;
    return { eventType, receivedAtMs: toldAtMs, method, query, rawBody, ...(subject ? { subject } : {}) };
  }
  const deliveries = harness.push({ title: 'Weekly-Lecture' }).map(delivered);
  const assemble = (list: readonly Delivery[]) =>
    pushes.assemble(
      list.filter(({ eventType }) => pushes.assembledFrom.includes(eventType)),
      settings,
      peopleOf(hooks, list),
    );
  const pushed = () => {
    const { occurrence, links } = assemble(deliveries);
    if (occurrence === undefined) throw new Error('no occurrence was told');
    return { occurrence, links };
  };
  return {
    ...bench,
    harness,
    pushes,
    hooks,
    deliveries,
    toldAtMs,
    assemble,
    pushed,
    referenceOf(link) {
      const { occurrence, links } = pushed();
      const fileKey = occurrence.files.find(({ kind }) => kind === 'video')?.key ?? '';
      const known = link ?? links[fileKey];
      return { occurrenceId: occurrence.id, fileKey, ...(known === undefined ? {} : { link: known }) };
    },
    async open(reference, range) {
      if (provider.openFile === undefined) throw new Error('files are told that nobody can open');
      const request = { signal: bench.signal, ...(range ? { range } : {}) };
      const opened = await provider.openFile(bench.account, reference, request);
      const parts: Buffer[] = [];
      for await (const part of opened.body as AsyncIterable<Buffer>) parts.push(part);
      return { ...opened, bytes: Buffer.concat(parts) };
    },
  };
}

async function failureOf(work: Promise<unknown>): Promise<ConnectorError> {
  const error: unknown = await work.then(
    () => new Error('it did not fail'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof ConnectorError) return error;
  throw error;
}

const PUSHED: readonly Case<PushBench>[] = [
  {
    name: 'are known by one subject, under which every part of them is found',
    run({ deliveries, hooks }) {
      const subjects = new Set(
        deliveries.flatMap((delivery) =>
          hooks.read(delivery).map((news) => ('subject' in news ? news.subject : news.type)),
        ),
      );
      expect(subjects.size).toBe(1);
      for (const { subject } of deliveries) expect(subjects).toContain(subject);
    },
  },

  {
    name: 'fault 55: come out the same in whatever order and however often they were told',
    run({ deliveries, assemble }) {
      const told = assemble(deliveries);
      const orders = [[...deliveries].reverse(), [...deliveries, ...deliveries]];
      for (let shift = 1; shift < deliveries.length; shift += 1)
        orders.push([...deliveries.slice(shift), ...deliveries.slice(0, shift)]);
      for (const order of orders) expect(assemble(order)).toEqual(told);
    },
  },

  {
    name: 'are assembled from a few kinds of events; those that people cause tell who is there and when',
    run({ deliveries, hooks, pushes }) {
      expect(pushes.assembledFrom.filter((type) => pushes.peopleFrom.includes(type))).toEqual([]);
      for (const delivery of deliveries) {
        const news = hooks.read(delivery);
        if (!pushes.peopleFrom.includes(delivery.eventType)) {
          expect(news.filter(({ type }) => type === 'participant')).toEqual([]);
          continue;
        }
        expect(news).toMatchObject([
          { type: 'participant', sighting: { atMs: expect.any(Number), connection: expect.any(String) } },
        ]);
      }
      expect(deliveries.some(({ eventType }) => pushes.peopleFrom.includes(eventType))).toBe(true);
    },
  },

  {
    name: 'fit every database and look like nothing else, whatever text a field of an event has',
    async run({ deliveries, assemble }) {
      const bodyOf = ({ rawBody }: Delivery): unknown => JSON.parse(rawBody.toString('utf8'));
      const places = new Set(deliveries.flatMap((delivery) => textsIn(bodyOf(delivery))));
      expect(places.size).toBeGreaterThan(3);
      let withTailIn = 0;
      for (const place of places)
        for (const tail of HOSTILE_TAILS)
          await unlessRefused(async () => {
            const { occurrence } = assemble(
              deliveries.map((delivery) => ({
                ...delivery,
                rawBody: Buffer.from(JSON.stringify(withTail(bodyOf(delivery), place, tail))),
              })),
            );
            if (occurrence === undefined) return;
            expectStorable(occurrence);
            if (/x{100}|\ufffd/.test(occurrence.title)) withTailIn += 1;
          });
      expect(withTailIn).toBeGreaterThan(0);
    },
  },

  {
    name: 'are none while no file was announced, and nothing is made up',
    run({ deliveries, assemble }) {
      expect(assemble([])).toEqual({ links: {}, awaitedSinceMs: [] });
      for (let number = 1; number <= deliveries.length; number += 1) {
        const { occurrence, links } = assemble(deliveries.slice(0, number));
        expect(occurrence === undefined).toBe(Object.keys(links).length === 0);
      }
    },
  },

  {
    name: 'are occurrences in our words, each file with the instant after which it is lost',
    run({ pushes, toldAtMs, pushed }) {
      const { occurrence } = pushed();
      const { files } = occurrence;
      expect(segmentsOf(occurrence, [])).toMatchObject([{ number: 1 }]);
      expect(new Set(files.map(({ key }) => key)).size).toBe(files.length);
      const latestMs = toldAtMs + pushes.expiresAfterHours * HOUR_MS;
      for (const { kind, ready, expiresAt = '' } of files) {
        expect(FILE_KINDS).toContain(kind);
        expect(ready).toBe(true);
        expect(Date.parse(expiresAt)).toBeGreaterThan(toldAtMs);
        expect(Date.parse(expiresAt)).toBeLessThanOrEqual(latestMs + HOUR_MS);
      }
    },
  },

  {
    name: 'have their links beside them, never in them',
    run({ harness, pushed }) {
      const { occurrence, links } = pushed();
      expect(Object.keys(links).sort()).toEqual(occurrence.files.map(({ key }) => key).sort());
      const text = JSON.stringify(occurrence);
      expect(text).not.toMatch(/https?:\/\//);
      for (const secret of harness.secrets()) expect(text).not.toContain(secret);
    },
  },

  {
    name: 'come whole by their link and, resumed at any byte, are the same bytes',
    async run({ referenceOf, open }) {
      const whole = await open(referenceOf());
      expect(whole.from).toBe('whole');
      expect(whole.bytes.length).toBeGreaterThan(1_000);
      const { validator } = whole;
      if (validator === undefined) throw new Error('the emulator gives no validator');
      const fromByte = Math.floor(whole.bytes.length / 2);
      const rest = await open(referenceOf(), { fromByte, validator });
      expect(rest.from).toBe('resumed');
      expect(rest.bytes.equals(whole.bytes.subarray(fromByte))).toBe(true);
    },
  },

  ...eachOf(
    FOREIGN_LINKS,
    (link) => `fault 60: are not fetched from where the provider keeps none: ${link}`,
    async (link, { open, referenceOf }: PushBench) => {
      const error = await failureOf(open(referenceOf(link)));
      expect(error.failure).toBe('refused');
      expect(error.message).not.toContain('recording.mp4');
    },
  ),

  {
    name: 'fault 71: are gone for good when their time is over, and say so without the link',
    async run({ harness, referenceOf, open }) {
      const reference = referenceOf();
      harness.expire();
      const error = await failureOf(open(reference));
      expect(error).toMatchObject({ failure: 'gone', code: 'link-expired' });
      for (const secret of harness.secrets()) expect(error.message).not.toContain(secret);
    },
  },

  {
    name: 'have no other way than the link',
    async run({ referenceOf, open }) {
      const { link: _, ...reference } = referenceOf();
      expect((await failureOf(open(reference))).failure).toBe('gone');
    },
  },
];

const toldByPages = (seen: NonNullable<PushesRecordings['seen']>): Case<PushBench>[] => [
  {
    name: 'told by a page that saw the link are the same recording, not one more',
    run({ account, deliveries, toldAtMs, assemble, pushed, referenceOf }) {
      const { occurrence } = pushed();
      const { link = '' } = referenceOf();
      const { places = [] } = assemble(deliveries);
      const session = deliveries[0]?.subject ?? '';
      const told = { link, room: 'weekly-lecture', session, atMs: toldAtMs, places };
      const { eventType, subject, rawBody, idempotencyKey } = seen(account.settings, told);
      const page: Delivery = {
        eventType,
        subject,
        receivedAtMs: toldAtMs,
        method: 'POST',
        query: '',
        rawBody,
      };
      expect(seen(account.settings, told).idempotencyKey).toBe(idempotencyKey);
      // Until then it is a recording of its own, part of no meeting, and proven by nobody.
      const alone = assemble([page]);
      expect([alone.occurrence, alone.links]).toEqual([undefined, {}]);
      expect(alone.told).toMatchObject([{ occurrence: { unproven: true, files: [{ kind: 'video' }] } }]);
      for (const all of [
        [page, ...deliveries],
        [...deliveries, page],
      ]) {
        const { told: left, formerIds, occurrence: whole } = assemble(all);
        expect(left).toBeUndefined();
        expect(formerIds).toEqual(alone.told?.map((one) => one.occurrence.id));
        const videos = whole?.files.filter(({ kind }) => kind === 'video');
        expect(videos?.map(({ key }) => key)).toEqual(
          occurrence.files.filter(({ kind }) => kind === 'video').map(({ key }) => key),
        );
      }
    },
  },

  ...eachOf(
    FOREIGN_LINKS,
    (link) => `told by a page with a link to elsewhere are refused: ${link}`,
    (link, { account, deliveries, assemble, toldAtMs }: PushBench) => {
      const { places = [] } = assemble(deliveries);
      const told = { link, room: 'x', session: 's', atMs: toldAtMs, places };
      expect(() => seen(account.settings, told)).toThrow(ConnectorError);
    },
  ),

  {
    name: 'told by a page are refused for a place that no event has named',
    run({ account, toldAtMs, referenceOf }) {
      const { link = '' } = referenceOf();
      const told = { link, room: 'x', session: 's', atMs: toldAtMs, places: [] };
      expect(() => seen(account.settings, told)).toThrow(ConnectorError);
    },
  },
];
