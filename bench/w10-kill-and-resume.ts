import { rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expectedSha256, startImportSite, type ImportSite } from './lib/import-site';
import { startPeer } from './lib/peers';
import { figure } from './lib/statistics';
import { ARIA2, assertSame, atMost, CURL, exactly, RCLONE, WrongResult, type Workload } from './lib/workload';
import { hashFile } from '../server/src/media/spool';

const MIB = 2 ** 20;
const GIB = 2 ** 30;
const STORAGE_ROUTE = 'GET storage';
const WAIT_MS = 60_000;

/** The arguments of one call. The second call resumes what the first one left. */
interface Resumer {
  name: string;
  command: string;
  args(url: string): string[];
}

const RESUMERS: readonly Resumer[] = [
  {
    name: 'aria2c -c',
    command: ARIA2.command,
    args: (url) => [
      ...['-q', '-c', '-x4', '-s4', '--file-allocation=none', '--auto-save-interval=1'],
      ...['-o', 'download', url],
    ],
  },
  { name: 'curl -C -', command: CURL.command, args: (url) => ['-sS', '-C', '-', '-o', 'download', url] },
  {
    name: 'rclone copyurl',
    command: RCLONE.command,
    args: (url) => ['copyurl', '--config', '', '--local-no-preallocate', url, 'download'],
  },
];

/** Kills Strapi after half of a recording was downloaded, and starts it again. */
export const killAndResume: Workload = {
  id: 'W10',
  title: 'kill -9 at half of 1 GiB, start again, finish',
  // Each round has a boot and eight transfers.
  rounds: 3,
  peers: [ARIA2, CURL, RCLONE],
  async run({ rounds, small, log }) {
    const sizeBytes = small ? 256 * MIB : GIB;
    const site = await startImportSite();
    const bytes: number[] = [];
    const toFirstByte: number[] = [];
    const toFirstByteOnceUp: number[] = [];
    const copies: number[] = [];
    const peers = RESUMERS.map(() => [] as number[]);
    try {
      for (let round = 1; round <= rounds; round += 1) {
        const ours = await killed(site, sizeBytes);
        bytes.push(ours.bytesOnWire / sizeBytes);
        toFirstByte.push(ours.toFirstByteMs / 1000);
        toFirstByteOnceUp.push(ours.toFirstByteOnceUpMs);
        copies.push(ours.copies);
        log(
          `round ${round}: ${(ours.bytesOnWire / sizeBytes).toFixed(4)} x bytes, first byte ${ours.toFirstByteMs} ms after the start, ${ours.toFirstByteOnceUpMs} ms after listening; ${ours.answers}`,
        );
        for (const [index, peer] of RESUMERS.entries()) {
          const ratio = (await peerBytes(site, sizeBytes, ours.url, peer)) / sizeBytes;
          peers[index]?.push(ratio);
          log(`round ${round}: ${peer.name} ${ratio.toFixed(4)} x`);
        }
      }
    } finally {
      await site.stop();
    }
    return {
      rounds,
      figures: [
        figure('bytes on the wire / size', bytes, 'x', (x) => atMost(x, 1.03)),
        figure('stored copies', copies, 'copies', (number) => exactly(number, 1)),
        figure('start to first byte, boot included', toFirstByte, 's', (s) => atMost(s, 5)),
        figure('listening to first byte', toFirstByteOnceUp, 'ms'),
        ...RESUMERS.map(({ name }, index) => figure(`${name}: bytes / size`, peers[index] ?? [], 'x')),
      ],
      notes: [
        'Bytes that the source gave to the network, both halves. rclone keeps no part and starts again; curl trusts what lies there; aria2 has a control file.',
      ],
    };
  },
};

interface Killed {
  url: string;
  bytesOnWire: number;
  toFirstByteMs: number;
  /** Negative if the first byte came before the site reported that it listens. */
  toFirstByteOnceUpMs: number;
  copies: number;
  /** The answers of the storage host: requested range, status, bytes. */
  answers: string;
}

async function killed(site: ImportSite, sizeBytes: number): Promise<Killed> {
  const video = await site.addVideo(sizeBytes);
  await site.zoom.forgetRequests();
  const runId = await site.startSync();
  await until(() => site.spooledBytes() >= sizeBytes / 2);
  await site.site.kill('SIGKILL');

  const firstHalf = await bytesSent(site);
  const startedAt = Date.now();
  await site.restart();
  const listeningAt = Date.now();
  await site.ended(runId);
  const { entries } = await site.zoom.requests(0);
  const resumed = entries.find(({ route, atMs }) => route === STORAGE_ROUTE && atMs >= startedAt);
  if (resumed === undefined) throw new WrongResult('nothing was asked for after the restart');
  const all = await bytesSent(site);
  if (all <= firstHalf) throw new WrongResult('no bytes came after the restart');
  const copies = site.storedFiles();
  await site.verify(runId, [video]);
  return {
    url: await site.zoom.signedUrl(video.uuid),
    bytesOnWire: all,
    toFirstByteMs: resumed.atMs - startedAt,
    toFirstByteOnceUpMs: resumed.atMs - listeningAt,
    copies,
    answers: entries
      .filter(({ route }) => route === STORAGE_ROUTE)
      .map(({ headers, status, bytesSent: sent }) => `${headers.range ?? 'whole'} ${status} ${sent}`)
      .join(', '),
  };
}

/** The log of the storage host, after every answer has ended. */
async function bytesSent(site: ImportSite): Promise<number> {
  let sum = 0;
  await until(async () => {
    const { entries } = await site.zoom.requests(0);
    const answers = entries.filter(({ route }) => route === STORAGE_ROUTE);
    sum = answers.reduce((bytes, entry) => bytes + entry.bytesSent, 0);
    return answers.every(({ outcome }) => outcome !== 'open');
  });
  return sum;
}

async function until(fits: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + WAIT_MS;
  while (!(await fits())) {
    if (Date.now() > end) throw new WrongResult(`waited ${WAIT_MS} ms in vain`);
    await sleep(5);
  }
}

async function peerBytes(site: ImportSite, sizeBytes: number, url: string, peer: Resumer): Promise<number> {
  const target = path.join(site.peersDir, 'download');
  await site.zoom.forgetRequests();
  const seen: number[] = [];
  for (const isKilled of [true, false]) {
    const child = startPeer(peer.command, peer.args(url), site.peersDir);
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    if (isKilled) {
      await until(() => bytesOf(target) >= sizeBytes / 2);
      child.kill('SIGKILL');
    }
    const code = await ended;
    if (!isKilled) assertSame(`exit status of ${peer.name}`, code, 0);
    seen.push(await bytesSent(site));
  }
  assertSame(`hash of ${peer.name}`, (await hashFile(target)).sha256, await expectedSha256(sizeBytes));
  rmSync(target, { force: true });
  return seen.at(-1) ?? Number.NaN;
}

/** Counts allocated blocks, because some tools create the file in full size at the start. */
function bytesOf(file: string): number {
  try {
    return statSync(file).blocks * 512;
  } catch {
    return 0;
  }
}
