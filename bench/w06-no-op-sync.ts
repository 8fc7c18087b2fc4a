import { setWatermark } from './lib/known-recordings';
import { listRequests, startListingSite, startPageReader, type PagesRead } from './lib/listing-site';
import { figure, ratios, spreadOf } from './lib/statistics';
import { assertSame, atMost, exactly, WrongResult, type Workload } from './lib/workload';

const MIB = 2 ** 20;
const RSS_EVERY_MS = 500;
/** Within the longest window for which Zoom returns everything. */
const SPAN_DAYS = 26;
/** The run's own row and log, the connector's status, and the requests of the manager who watches the run. */
const NOT_RECORDINGS = new Set(['mc_sync_runs', 'mc_connectors', 'mc_run_log', 'strapi_sessions']);

/** A full listing of 100,000 known recordings against a loop that only fetches and parses the pages. */
export const noOpSync: Workload = {
  id: 'W6',
  title: 'No-op sync of 100,000 known recordings, full listing',
  rounds: 5,
  peers: [],
  async run({ small, rounds, log }) {
    const count = small ? 10_000 : 100_000;
    const listing = await startListingSite(count, SPAN_DAYS);
    const { zoom, hostId, days } = listing;
    const reader = await startPageReader(zoom, hostId, days);
    const ours: number[] = [];
    const peers: number[] = [];
    const requests: number[] = [];
    const writes: number[] = [];
    const rss: number[] = [];
    const queries: number[] = [];
    let pages = 0;
    try {
      assertSame('known recordings', listing.known, count);
      // The first round fills the caches of emulator, Strapi and peer.
      for (let round = 0; round <= rounds; round += 1) {
        const peer = await reader.ask<PagesRead>('again');
        setWatermark(listing.site.dataDir, null);
        const before = await listing.measure();
        const requestsBefore = await listRequests(zoom);
        let mostRss = before.rss;
        const sampling = setInterval(
          () => void listing.measure().then((seen) => (mostRss = Math.max(mostRss, seen.rss))),
          RSS_EVERY_MS,
        );
        const { run, ms, after } = await listing.sync().finally(() => clearInterval(sampling));
        if (run.counts.found < count - 10 || run.counts.imported > 0)
          throw new WrongResult(`the run saw ${JSON.stringify(run.counts)}`);
        if (round === 0) continue;
        pages = peer.pages;
        peers.push(peer.ms);
        ours.push(ms);
        requests.push((await listRequests(zoom)) - requestsBefore);
        queries.push(after.queries - before.queries);
        rss.push((mostRss - before.rss) / MIB);
        const written = Object.entries(after.writes)
          .filter(([table]) => !NOT_RECORDINGS.has(table))
          .map(([table, number]) => [table, number - (before.writes[table] ?? 0)] as const)
          .filter(([, number]) => number > 0);
        writes.push(written.reduce((sum, [, number]) => sum + number, 0));
        if (written.length > 0) log(`written to: ${written.map(([table]) => table).join(', ')}`);
        log(
          `round ${round}: ${ms} ms, peer ${Math.round(peer.ms)} ms, ratio ${(ms / peer.ms).toFixed(2)}, RSS + ${rss.at(-1)?.toFixed(0)} MiB`,
        );
      }
    } finally {
      await reader.stop();
      await listing.stop();
    }
    return {
      rounds,
      peerSpread: spreadOf(peers),
      figures: [
        figure('sync / (fetch and parse)', ratios(ours, peers), 'x', (x) => atMost(x, 1.25)),
        figure('list requests', requests, 'requests', (number) => exactly(number, pages)),
        figure('rows written', writes, 'rows', (number) => exactly(number, 0)),
        figure('memory above idle', rss, 'MiB', (mib) => atMost(mib, 64)),
        figure('queries', queries, 'queries', (number) => atMost(number, pages + 5)),
        figure('sync', ours, 'ms'),
        figure('fetch and parse', peers, 'ms'),
      ],
      notes: [`${count} known recordings of one host on ${pages} pages.`],
    };
  },
};
