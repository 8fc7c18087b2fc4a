import { setTimeout as sleep } from 'node:timers/promises';
import { startImportSite, type ImportSite } from './lib/import-site';
import { peakRssBytes, processTree, resetPeakRss, rssBytes } from './lib/process-tree';
import { figure, median } from './lib/statistics';
import { atMost, type Workload } from './lib/workload';

const MIB = 2 ** 20;
const GIB = 2 ** 30;
const SETTLE_MS = 2_000;
const PARALLEL = 4;

/** The peak of Strapi's process above idle, and separately that of the media process. */
interface Peak {
  siteMiB: number;
  mediaMiB: number;
}

/** The memory of an import must not depend on the size of the recording. */
export const memory: Workload = {
  id: 'W2',
  title: 'Memory above idle for 64 MiB, 1 GiB and 5 GiB',
  // Each round transfers more than 8 GiB.
  rounds: 3,
  peers: [],
  async run({ rounds, small, log }) {
    const sizes = small
      ? ([
          ['64 MiB', 64 * MIB],
          ['256 MiB', 256 * MIB],
          ['512 MiB', 512 * MIB],
        ] as const)
      : ([
          ['64 MiB', 64 * MIB],
          ['1 GiB', GIB],
          ['5 GiB', 5 * GIB],
        ] as const);
    const parallelBytes = small ? 64 * MIB : 512 * MIB;
    const peaks = new Map<string, Peak[]>(sizes.map(([name]) => [name, []]));
    const alone: number[] = [];
    const parallel: number[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      const site = await startImportSite({ concurrency: PARALLEL });
      try {
        await sleep(SETTLE_MS);
        const idleBytes = rssBytes(site.pid);
        for (const [name, sizeBytes] of sizes) {
          const peak = await peakOf(site, 1, sizeBytes, idleBytes);
          peaks.get(name)?.push(peak);
          log(`round ${round}, ${name}: ${peak.siteMiB.toFixed(1)} MiB, media ${peak.mediaMiB.toFixed(0)}`);
        }
        const one = await peakOf(site, 1, parallelBytes, idleBytes);
        const four = await peakOf(site, PARALLEL, parallelBytes, idleBytes);
        alone.push(one.siteMiB);
        parallel.push(four.siteMiB);
        log(
          `round ${round}, ${parallelBytes / MIB} MiB: one ${one.siteMiB.toFixed(1)} MiB, ${PARALLEL} at once ${four.siteMiB.toFixed(1)}; idle ${(idleBytes / MIB).toFixed(0)}`,
        );
      } finally {
        await site.stop();
      }
    }
    const [smallest, , largest] = sizes.map(([name]) =>
      (peaks.get(name) ?? []).map(({ siteMiB }) => siteMiB),
    );
    const differences = (largest ?? []).map((value, round) => value - (smallest?.[round] ?? Number.NaN));
    const perFurther = parallel.map(
      (value, round) => (value - (alone[round] ?? Number.NaN)) / (PARALLEL - 1),
    );
    return {
      rounds,
      figures: [
        ...sizes.map(([name]) =>
          figure(
            `above idle, ${name}`,
            (peaks.get(name) ?? []).map(({ siteMiB }) => siteMiB),
            'MiB',
            (mib) => atMost(mib, 64),
          ),
        ),
        figure(`${sizes[2][0]} less ${sizes[0][0]}`, differences, 'MiB', (mib) => atMost(mib, 8)),
        figure('each further import at once', perFurther, 'MiB', (mib) => atMost(mib, 12)),
        figure(
          'media process, in all',
          [...peaks.values()].flat().map(({ mediaMiB }) => mediaMiB),
          'MiB',
          () => atMost(Math.max(...[...peaks.values()].flat().map(({ mediaMiB }) => mediaMiB)), 200),
        ),
      ],
      notes: [
        `Peak resident size of Strapi's process by the kernel, above what it had after the boot, before any import. ${PARALLEL} imports at once of ${parallelBytes / MIB} MiB; alone they take ${median(alone).toFixed(0)} MiB.`,
      ],
    };
  },
};

async function importVideos(site: ImportSite, count: number, sizeBytes: number): Promise<void> {
  const videos = [];
  for (let number = 0; number < count; number += 1) videos.push(await site.addVideo(sizeBytes));
  const { runId } = await site.importAll();
  await site.verify(runId, videos);
}

async function peakOf(site: ImportSite, count: number, sizeBytes: number, idleBytes: number): Promise<Peak> {
  await sleep(SETTLE_MS);
  resetPeakRss(site.pid);
  let mediaBytes = 0;
  const sampling = setInterval(() => {
    for (const pid of processTree(site.pid)) {
      if (pid !== site.pid) mediaBytes = Math.max(mediaBytes, peakRssOf(pid));
    }
  }, 250);
  try {
    await importVideos(site, count, sizeBytes);
  } finally {
    clearInterval(sampling);
  }
  return { siteMiB: (peakRssBytes(site.pid) - idleBytes) / MIB, mediaMiB: mediaBytes / MIB };
}

function peakRssOf(pid: number): number {
  try {
    return peakRssBytes(pid);
  } catch {
    // It has just ended.
    return 0;
  }
}
