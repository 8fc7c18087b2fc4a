import { setTimeout as sleep } from 'node:timers/promises';
import { startImportSite, type ImportSite } from './lib/import-site';
import { figure, percentile, ratios, spreadOf } from './lib/statistics';
import { assertSame, atMost, type Workload } from './lib/workload';

const MIB = 2 ** 20;
const PARALLEL = 4;
const PAUSE_MS = 10;
/** Of an idle Strapi, in each round. */
const IDLE_MS = 6_000;
const ENTRIES = 5;

interface Answers {
  p50Ms: number;
  p99Ms: number;
  count: number;
  /** The delay of the site's event loop meanwhile. */
  loopDelayMs: { p99: number; max: number };
}

/** How fast readers of the site are served while imports run. */
export const responsiveness: Workload = {
  id: 'W9',
  title: 'GET of a small content type while 4 imports of 512 MiB run',
  // Each round transfers 2 GiB.
  rounds: 5,
  peers: [],
  async run({ rounds, small, log }) {
    const sizeBytes = (small ? 64 : 512) * MIB;
    const site = await startImportSite({
      concurrency: PARALLEL,
      publishStatus: 'published',
      env: { PLAYGROUND_MEASURE: '1' },
    });
    const idle: Answers[] = [];
    const busy: Answers[] = [];
    try {
      const first = [];
      for (let number = 0; number < ENTRIES; number += 1) first.push(await site.addVideo(MIB));
      await site.verify((await site.importAll()).runId, first);
      const get = await reader(site);
      for (let round = 0; round <= rounds; round += 1) {
        const quiet = await answersWhile(site, get, sleep(IDLE_MS));
        const videos = [];
        for (let number = 0; number < PARALLEL; number += 1) videos.push(await site.addVideo(sizeBytes));
        const runId = await site.startSync();
        const loaded = await answersWhile(site, get, site.ended(runId));
        await site.verify(runId, videos);
        if (round === 0) continue;
        idle.push(quiet);
        busy.push(loaded);
        log(
          `round ${round}: p99 ${loaded.p99Ms.toFixed(1)} ms, idle ${quiet.p99Ms.toFixed(1)}; p50 ${loaded.p50Ms.toFixed(1)}, idle ${quiet.p50Ms.toFixed(1)}; event loop p99 ${loaded.loopDelayMs.p99.toFixed(1)}, max ${loaded.loopDelayMs.max.toFixed(0)}; ${loaded.count} answers`,
        );
      }
    } finally {
      await site.stop();
    }
    const all = (of: Answers[], key: 'p50Ms' | 'p99Ms') => of.map((answers) => answers[key]);
    return {
      rounds,
      peerSpread: spreadOf(all(idle, 'p50Ms')),
      figures: [
        figure('p99 / p99 idle', ratios(all(busy, 'p99Ms'), all(idle, 'p99Ms')), 'x', (x) => atMost(x, 2)),
        figure('p50 / p50 idle', ratios(all(busy, 'p50Ms'), all(idle, 'p50Ms')), 'x'),
        figure(
          'event loop delay, p99',
          busy.map(({ loopDelayMs }) => loopDelayMs.p99),
          'ms',
          (ms) => atMost(ms, 10),
        ),
        figure(
          'event loop delay, greatest',
          busy.map(({ loopDelayMs }) => loopDelayMs.max),
          'ms',
          (ms) => atMost(ms, 50),
        ),
        figure('p99', all(busy, 'p99Ms'), 'ms'),
        figure('p99 idle', all(idle, 'p99Ms'), 'ms'),
        figure(
          'event loop delay idle, greatest',
          idle.map(({ loopDelayMs }) => loopDelayMs.max),
          'ms',
        ),
      ],
      notes: [
        `One reader with a pause of ${PAUSE_MS} ms; the source sends as fast as it can, on the same processors.`,
      ],
    };
  },
};

/** A reader of the recordings' content API, with an API token. */
async function reader(site: ImportSite): Promise<() => Promise<void>> {
  const { url, admin } = site.site;
  const made = await fetch(`${url}/admin/api-tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${await admin.token()}` },
    body: JSON.stringify({ name: 'bench', description: '', type: 'read-only', lifespan: null }),
  });
  assertSame('status of a new API token', made.status, 201);
  const { data } = (await made.json()) as { data: { accessKey: string } };
  const headers = { authorization: `Bearer ${data.accessKey}` };
  const query = `pagination[pageSize]=${ENTRIES}`;
  return async () => {
    const answer = await fetch(`${url}/api/meeting-connectors/recordings?${query}`, { headers });
    const body = (await answer.json()) as { data?: unknown[] };
    assertSame('entries of an answer', body.data?.length, ENTRIES);
  };
}

async function answersWhile(
  site: ImportSite,
  get: () => Promise<void>,
  during: Promise<unknown>,
): Promise<Answers> {
  let over = false;
  const done = during.finally(() => (over = true));
  await loopDelay(site);
  const times: number[] = [];
  while (!over) {
    const startedAt = performance.now();
    await get();
    times.push(performance.now() - startedAt);
    await sleep(PAUSE_MS);
  }
  await done;
  return {
    p50Ms: percentile(times, 50),
    p99Ms: percentile(times, 99),
    count: times.length,
    loopDelayMs: await loopDelay(site),
  };
}

/** Since the last request. */
async function loopDelay(site: ImportSite): Promise<Answers['loopDelayMs']> {
  const answer = await fetch(`${site.site.url}/_measure`);
  return ((await answer.json()) as { loopDelayMs: Answers['loopDelayMs'] }).loopDelayMs;
}
