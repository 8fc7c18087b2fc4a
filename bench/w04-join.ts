import { createWriteStream, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { syntheticMp4 } from '../emulators/kit/media/synthetic-mp4';
import { findFfmpeg } from '../server/src/media/join/ffmpeg';
import { join } from '../server/src/media/join';
import { createMediaChild } from '../server/src/media/media-child';
import { runPeer } from './lib/peers';
import { figure, ratios, spreadOf } from './lib/statistics';
import { atMost, FFMPEG, WrongResult, type Workload } from './lib/workload';

const MIB = 2 ** 20;
const SEGMENTS = 4;

const RAW_FFMPEG =
  'ffmpeg -nostdin -v error -f concat -safe 0 -auto_convert 0 -i "$1" -map 0:v:0 -map 0:a:0 -c copy -movflags +faststart -f mp4 -y "$2"';

/** Joins four segments and compares every packet, with both joiners. The peer is ffmpeg alone. */
export const joinSegments: Workload = {
  id: 'W4',
  title: 'Join 4 segments of 116 MiB and compare every packet',
  rounds: 5,
  peers: [FFMPEG],
  async run({ rounds, small, log }) {
    const sizeBytes = (small ? 16 : 116) * MIB;
    const dir = mkdtempSync(path.join(os.tmpdir(), 'mc-bench-join-'));
    const media = createMediaChild({
      log: { warn: (text) => log(text) },
      entry: { file: path.join(__dirname, '..', 'dist', 'media-worker', 'index.js'), execArgv: [] },
    });
    const paths: string[] = [];
    const times = {
      ffmpeg: [] as number[],
      mediabunny: [] as number[],
      raw: [] as number[],
      cat: [] as number[],
    };
    const space: number[] = [];
    try {
      for (let number = 1; number <= SEGMENTS; number += 1) {
        const file = path.join(dir, `segment-${number}.mp4`);
        await pipeline(syntheticMp4({ sizeBytes, seed: number }).stream(), createWriteStream(file));
        paths.push(file);
      }
      const list = path.join(dir, 'list.txt');
      writeFileSync(list, `ffconcat version 1.0\n${paths.map((file) => `file '${file}'`).join('\n')}\n`);
      const output = path.join(dir, 'joined.mp4');

      const product = async (ffmpeg: string | undefined) => {
        rmSync(output, { force: true });
        const startedAt = performance.now();
        const result = await join(media, {
          paths,
          output,
          ffmpeg,
          reencode: false,
          signal: new AbortController().signal,
        });
        const seconds = (performance.now() - startedAt) / 1000;
        if (result.outcome !== 'joined') throw new WrongResult(`not joined: ${result.code}`);
        if (statSync(output).size !== result.sizeBytes) throw new WrongResult('the size is another');
        const inputs = sizeBytes * SEGMENTS;
        const all = readdirSync(dir).reduce((sum, name) => sum + statSync(path.join(dir, name)).size, 0);
        space.push((all - inputs) / result.sizeBytes);
        return seconds;
      };
      for (let round = 0; round <= rounds; round += 1) {
        const withFfmpeg = await product(findFfmpeg(undefined));
        const raw = (await runPeer(RAW_FFMPEG, [list, output])).seconds;
        const without = await product(undefined);
        const cat = (await runPeer('cat "$1" "$2" "$3" "$4" > "$5"', [...paths, output])).seconds;
        // The first round fills all caches.
        if (round === 0) continue;
        times.ffmpeg.push(withFfmpeg);
        times.mediabunny.push(without);
        times.raw.push(raw);
        times.cat.push(cat);
        log(
          `round ${round}: with ffmpeg ${withFfmpeg.toFixed(2)} s, without ${without.toFixed(2)} s, ffmpeg alone ${raw.toFixed(2)} s, cat ${cat.toFixed(2)} s`,
        );
      }
    } finally {
      await media.stop();
      rmSync(dir, { recursive: true, force: true });
    }
    return {
      rounds,
      peerSpread: spreadOf(times.raw),
      figures: [
        figure('with ffmpeg, compared / ffmpeg alone', ratios(times.ffmpeg, times.raw), 'x', (x) =>
          atMost(x, 1.08),
        ),
        figure('without ffmpeg, compared / ffmpeg alone', ratios(times.mediabunny, times.raw), 'x', (x) =>
          atMost(x, 1.08),
        ),
        figure('ffmpeg alone / cat', ratios(times.raw, times.cat), 'x'),
        figure('space beside the segments / joined file', space, 'x', (x) => atMost(x, 1.01)),
      ],
      notes: [
        `${SEGMENTS} segments of ${sizeBytes / MIB} MiB. Streams compared before, every packet after, SHA-256 of the result included.`,
      ],
    };
  },
};
