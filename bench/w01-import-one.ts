import { rmSync } from 'node:fs';
import path from 'node:path';
import { startImportSite, expectedSha256, type ImportSite } from './lib/import-site';
import { runPeer, type PeerRun } from './lib/peers';
import { cpuSeconds } from './lib/process-tree';
import { figure, ratios, spreadOf } from './lib/statistics';
import { assertSame, atMost, CURL, OPENSSL, type Workload } from './lib/workload';

const MIB = 2 ** 20;
const GIB = 2 ** 30;
const CAPPED_BYTES_PER_SECOND = 100_000_000;

/** Download, hash and copy: the work of an import, with the best single tools. */
const SAME_WORK = 'curl -sS -o "$1" "$2"; openssl dgst -sha256 -r "$1"; cp "$1" "$1.stored"';
/** Without the hash: the limit. */
const WITHOUT_HASH = 'curl -sS -o "$1" "$2"; cp "$1" "$1.stored"';
const ONLY_DOWNLOAD = 'curl -sS -o "$1" "$2"';

/** One recording with download, size, SHA-256, probe, store and database, against curl + openssl + cp. */
export const importOne: Workload = {
  id: 'W1',
  title: 'Import one recording of 1 GiB',
  rounds: 5,
  peers: [CURL, OPENSSL],
  async run({ rounds, small, log }) {
    const sizeBytes = small ? 64 * MIB : GIB;
    const cappedBytes = small ? 64 * MIB : 256 * MIB;
    const site = await startImportSite();
    const ours: number[] = [];
    const peers: PeerRun[] = [];
    const limits: PeerRun[] = [];
    const cpu: number[] = [];
    const capped: number[] = [];
    const cappedPeers: number[] = [];
    try {
      for (let round = 0; round <= rounds; round += 1) {
        const product = await importVideo(site, sizeBytes);
        const peer = await peerRun(site, SAME_WORK, product.url, await expectedSha256(sizeBytes));
        const limit = await peerRun(site, WITHOUT_HASH, product.url);
        await site.zoom.settings({ bytesPerSecond: CAPPED_BYTES_PER_SECOND });
        const slow = await importVideo(site, cappedBytes);
        const slowPeer = await peerRun(site, ONLY_DOWNLOAD, slow.url);
        await site.zoom.settings({ bytesPerSecond: Number.MAX_SAFE_INTEGER });
        // The first round fills all caches.
        if (round === 0) continue;
        ours.push(product.seconds);
        cpu.push(product.cpuSeconds / (sizeBytes / GIB));
        peers.push(peer);
        limits.push(limit);
        capped.push(slow.seconds);
        cappedPeers.push(slowPeer.seconds);
        log(
          `round ${round}: ${product.seconds.toFixed(2)} s (CPU ${product.cpuSeconds.toFixed(2)}), curl + openssl + cp ${peer.seconds.toFixed(2)}, curl + cp ${limit.seconds.toFixed(2)}; at 100 MB/s ${slow.seconds.toFixed(2)}, curl ${slowPeer.seconds.toFixed(2)}`,
        );
      }
    } finally {
      await site.stop();
    }
    const seconds = (runs: PeerRun[]) => runs.map((run) => run.seconds);
    return {
      rounds,
      peerSpread: spreadOf(seconds(peers)),
      figures: [
        figure('time / (curl + openssl + cp)', ratios(ours, seconds(peers)), 'x', (x) => atMost(x, 1.3)),
        figure('time / (curl + cp)', ratios(ours, seconds(limits)), 'x', (x) => atMost(x, 2.2)),
        figure('time / curl, source at 100 MB/s', ratios(capped, cappedPeers), 'x', (x) => atMost(x, 1.05)),
        figure('CPU', cpu, 's/GiB', (x) => atMost(x, 4.2)),
        figure(
          'CPU of curl + openssl + cp',
          peers.map((run) => run.cpuSeconds / (sizeBytes / GIB)),
          's/GiB',
        ),
        figure('time', ours, 's'),
      ],
      notes: [
        `${sizeBytes / MIB} MiB; ${cappedBytes / MIB} MiB from the slow source. From the start of the sync run to the commit of the content entry.`,
      ],
    };
  },
};

async function importVideo(site: ImportSite, sizeBytes: number) {
  const video = await site.addVideo(sizeBytes);
  const before = cpuSeconds(site.pid);
  const { runId, seconds } = await site.importAll();
  const used = cpuSeconds(site.pid) - before;
  await site.verify(runId, [video]);
  return { seconds, cpuSeconds: used, url: await site.zoom.signedUrl(video.uuid) };
}

async function peerRun(site: ImportSite, script: string, url: string, sha256?: string): Promise<PeerRun> {
  const target = path.join(site.peersDir, 'download');
  try {
    const run = await runPeer(script, [target, url]);
    if (sha256 !== undefined) assertSame("the peer's hash", run.stdout.slice(0, 64), sha256);
    return run;
  } finally {
    rmSync(target, { force: true });
    rmSync(`${target}.stored`, { force: true });
  }
}
