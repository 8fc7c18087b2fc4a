import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { syntheticMp4 } from '../emulators/kit/media/synthetic-mp4';
import { startImportSite, type Video } from './lib/import-site';
import { runPeer, type PeerRun } from './lib/peers';
import { cpuSeconds } from './lib/process-tree';
import { figure, ratios, spreadOf } from './lib/statistics';
import { startTool } from './lib/tool';
import { ARIA2, assertSame, atLeast, atMost, RCLONE, type Workload } from './lib/workload';

const MIB = 2 ** 20;
const GIB = 2 ** 30;
const LATENCY_MS = 20;
const AT_ONCE = 8;
const DIFFERENT = 8;
const PROJECT = path.join(__dirname, '..');

/** Each downloads all files of `$1` (`$2` files) into the folder `$3`. `$4` is a file of addresses. */
const SCRIPTS = {
  aria2: `aria2c -q -j${AT_ONCE} -x1 --file-allocation=none -d "$3" -i "$4"`,
  rclone: `rclone copy --config '' --transfers ${AT_ONCE} --http-url "$1/files/" :http: "$3"`,
  script: `"${process.execPath}" "${PROJECT}/bench/servers/sequential-script.mjs" "$1" "$2" "$3"`,
  transport: `cd "${PROJECT}"; "${process.execPath}" --import tsx bench/servers/transport.ts "$1" "$2" "$3"`,
};
type Name = keyof typeof SCRIPTS;
const NAMES = Object.keys(SCRIPTS) as Name[];

/** Many small recordings with latency. What counts is how many are transferred at the same time. */
export const manySmall: Workload = {
  id: 'W3',
  title: 'Import 1,000 recordings of 1 MiB, 20 ms latency, 8 at once',
  // The sequential script alone takes half a minute.
  rounds: 3,
  peers: [ARIA2, RCLONE],
  async run({ rounds, small, log }) {
    const count = small ? 100 : 1_000;
    const site = await startImportSite({ concurrency: AT_ONCE });
    const files = await startTool<{ url: string }>([
      'bench/servers/files.ts',
      ...['--count', `${count}`, '--bytes', `${MIB}`, '--different', `${DIFFERENT}`],
      ...['--latency-ms', `${LATENCY_MS}`],
    ]);
    const hashes = await Promise.all(
      Array.from({ length: DIFFERENT }, (_, index) =>
        syntheticMp4({ sizeBytes: MIB, seed: `bulk:${index}` }).sha256(),
      ),
    );
    const hashOf = (index: number) => hashes[index % DIFFERENT] ?? '';
    const addresses = path.join(site.peersDir, 'addresses');
    writeFileSync(
      addresses,
      Array.from({ length: count }, (_, i) => `${files.facts.url}/files/${i}.mp4\n`).join(''),
    );

    const peer = async (name: Name): Promise<PeerRun> => {
      const dir = mkdtempSync(path.join(site.peersDir, `${name}-`));
      try {
        const run = await runPeer(SCRIPTS[name], [files.facts.url, `${count}`, dir, addresses]);
        assertSame(`files of ${name}`, readdirSync(dir).length, count);
        for (let index = 0; index < count; index += 1) {
          const bytes = readFileSync(path.join(dir, `${index}.mp4`));
          assertSame(`hash of ${name}`, createHash('sha256').update(bytes).digest('hex'), hashOf(index));
        }
        return run;
      } finally {
        rmSync(dir, { recursive: true });
      }
    };
    const ours: number[] = [];
    const cpu: number[] = [];
    const peers: Record<Name, number[]> = { aria2: [], rclone: [], script: [], transport: [] };
    try {
      await site.zoom.settings({ latencyMs: LATENCY_MS });
      for (let round = 1; round <= rounds; round += 1) {
        const topic = `Round ${round} lecture`;
        await site.zoom.addManyMeetings({
          count,
          hostIds: [site.hostId],
          newestAt: new Date(Date.now() - round * 3_600_000).toISOString(),
          sizeBytes: MIB,
          differentFiles: DIFFERENT,
          topic,
        });
        const before = cpuSeconds(site.pid);
        const { runId, seconds } = await site.importAll();
        cpu.push((cpuSeconds(site.pid) - before) / ((count * MIB) / GIB));
        ours.push(seconds);
        await site.verify(
          runId,
          Array.from({ length: count }, (_, index): Video => ({
            topic: `${topic} ${count - index}`,
            sha256: hashOf(index),
          })),
        );
        for (const name of NAMES) peers[name].push((await peer(name)).seconds);
        log(
          `round ${round}: ${seconds.toFixed(2)} s, ${NAMES.map((name) => `${name} ${peers[name].at(-1)?.toFixed(2)}`).join(', ')}`,
        );
      }
    } finally {
      await files.stop();
      await site.stop();
    }
    return {
      rounds,
      peerSpread: spreadOf(peers.aria2),
      figures: [
        figure('transport / aria2c -j8', ratios(peers.transport, peers.aria2), 'x', (x) => atMost(x, 1.35)),
        figure('import / rclone --transfers 8', ratios(ours, peers.rclone), 'x', (x) => atMost(x, 1)),
        figure('sequential script / import', ratios(peers.script, ours), 'x', (x) => atLeast(x, 4)),
        figure('import / aria2c -j8', ratios(ours, peers.aria2), 'x'),
        figure('import', ours, 's'),
        figure('CPU', cpu, 's/GiB'),
        ...NAMES.map((name) => figure(name, peers[name], 's')),
      ],
      notes: [
        `${count} files. An import asks twice for each file (link and storage), ${LATENCY_MS} ms each, the peers once. "transport": the plugin's HTTP client, hash and writes without Strapi, the start of its process included.`,
      ],
    };
  },
};
