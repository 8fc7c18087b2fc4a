import { setWatermark } from './lib/known-recordings';
import { startListingSite, startPageReader, type PagesRead } from './lib/listing-site';
import { figure } from './lib/statistics';
import { assertSame, atMost, WrongResult, type Workload } from './lib/workload';

const NEW = 10;
const PAGE = 300;
/** 50 recordings a day, so that each look-back and the new recordings fit on one page. */
const SPAN_DAYS = 2_000;
const VIDEO_BYTES = 1024 * 1024;
const DOWNLOAD_ROUTE = 'GET /rec/download';

/** Ten new recordings among 100,000 known ones. The peer is the listing alone. */
export const incrementalSync: Workload = {
  id: 'W7',
  title: 'Incremental sync, 100,000 known, 10 new',
  rounds: 7,
  peers: [],
  async run({ small, rounds, log }) {
    const count = small ? 10_000 : 100_000;
    const listing = await startListingSite(count, small ? SPAN_DAYS / 10 : SPAN_DAYS);
    const { zoom, hostId, days } = listing;
    // The same days that the sync lists, also on one page.
    const dayMs = 86_400_000;
    const from = new Date(Date.now() - 3 * dayMs).toISOString().slice(0, 10);
    const reader = await startPageReader(zoom, hostId, { from, to: days.to });
    const requests: number[] = [];
    const beyond: number[] = [];
    const ideal: number[] = [];
    try {
      assertSame('known recordings', listing.known, count);
      for (let round = 0; round <= rounds; round += 1) {
        const startsAtMs = Date.now() - 30 * 60_000;
        for (let number = 0; number < NEW; number += 1) {
          await zoom.addMeeting({
            hostId,
            topic: `New ${round}.${number}`,
            startedAt: new Date(startsAtMs + number * 1_000).toISOString(),
            segments: [
              { files: [{ view: 'shared_screen_with_speaker_view', sizeBytes: VIDEO_BYTES, seed: 'new' }] },
            ],
          });
        }
        const peer = await reader.ask<PagesRead>('again');
        setWatermark(listing.site.dataDir, Date.now() - 3_600_000);
        await zoom.forgetRequests();
        const { run } = await listing.sync();
        const { entries } = await zoom.requests(0);
        assertSame('new recordings imported', run.counts.imported, NEW);
        const firstDownload = entries.find(({ route }) => route === DOWNLOAD_ROUTE);
        if (firstDownload === undefined) throw new WrongResult('nothing was downloaded');
        if (round === 0) continue;
        const listed = entries.filter(({ seq }) => seq < firstDownload.seq);
        requests.push(listed.length);
        ideal.push(peer.ms);
        beyond.push(firstDownload.atMs - Date.parse(run.startedAt ?? '') - peer.ms);
        log(
          `round ${round}: ${listed.length} requests (${[...listed, firstDownload].map(({ route, atMs }) => `${route} +${atMs - Date.parse(run.startedAt ?? '')} ms`).join(', ')}), ${beyond.at(-1)?.toFixed(0)} ms beyond the network's ${peer.ms.toFixed(0)} ms; found ${run.counts.found}`,
        );
      }
    } finally {
      await reader.stop();
      await listing.stop();
    }
    return {
      rounds,
      figures: [
        figure('requests before the first download', requests, 'requests', (number) => atMost(number, 3)),
        figure('beyond network, start of the run to the first download', beyond, 'ms', (ms) =>
          atMost(ms, 100),
        ),
        figure('network: fetch and parse the same listing', ideal, 'ms'),
      ],
      notes: [
        `One host, one window, one page: in general hosts x windows x pages of ${PAGE}. The ideal is ${Math.ceil(NEW / PAGE) + 1} requests.`,
      ],
    };
  },
};
