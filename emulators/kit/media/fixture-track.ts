import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Folder of the real media files that tests and emulators serve. */
export const FIXTURES_DIR = path.join(__dirname, 'fixtures');

/** Path of a fixture file. */
export const fixturePath = (name: string): string => path.join(FIXTURES_DIR, name);

/** One parsed track of a fixture. */
export interface FixtureTrack {
  handler: string;
  /** The whole `stsd` box, which describes the codec. */
  stsd: Buffer;
  /** Ticks per second. */
  timescale: number;
  /** Duration of each sample, in ticks. */
  sampleTicks: number;
  /** Samples in file order. */
  samples: Buffer[];
}

interface Box {
  type: string;
  bytes: Buffer;
  content: Buffer;
}

function boxes(list: Buffer): Box[] {
  const found: Box[] = [];
  for (let at = 0; at < list.length;) {
    const size = list.readUInt32BE(at);
    const bytes = list.subarray(at, at + size);
    found.push({ type: bytes.toString('latin1', 4, 8), bytes, content: bytes.subarray(8) });
    at += size;
  }
  return found;
}

function child(list: Buffer, ...names: string[]): Box {
  let content = list;
  let box: Box | undefined;
  for (const name of names) {
    box = boxes(content).find(({ type }) => type === name);
    if (box === undefined) throw new Error(`the fixture has no box ${names.join('/')}`);
    content = box.content;
  }
  if (box === undefined) throw new Error('no box was named');
  return box;
}

/** Parses one of our fixtures. Not for files of unknown origin. */
export function readFixtureTracks(name: string): FixtureTrack[] {
  const file = readFileSync(fixturePath(name));
  return boxes(child(file, 'moov').content)
    .filter(({ type }) => type === 'trak')
    .map(({ content: trak }) => {
      const mdhd = child(trak, 'mdia', 'mdhd').content;
      const stbl = child(trak, 'mdia', 'minf', 'stbl').content;
      return {
        handler: child(trak, 'mdia', 'hdlr').content.toString('latin1', 8, 12),
        stsd: child(stbl, 'stsd').bytes,
        timescale: mdhd.readUInt32BE(12),
        sampleTicks: child(stbl, 'stts').content.readUInt32BE(12),
        samples: readSamples(file, stbl),
      };
    });
}

function readSamples(file: Buffer, stbl: Buffer): Buffer[] {
  const stsz = child(stbl, 'stsz').content;
  const stsc = child(stbl, 'stsc').content;
  const stco = child(stbl, 'stco').content;
  const samples: Buffer[] = [];
  const runs = stsc.readUInt32BE(4);
  for (let run = 0; run < runs; run += 1) {
    const firstChunk = stsc.readUInt32BE(8 + run * 12);
    const perChunk = stsc.readUInt32BE(12 + run * 12);
    const nextRun = run + 1 < runs ? stsc.readUInt32BE(20 + run * 12) : stco.readUInt32BE(4) + 1;
    for (let chunk = firstChunk; chunk < nextRun; chunk += 1) {
      let at = stco.readUInt32BE(8 + (chunk - 1) * 4);
      for (let count = 0; count < perChunk; count += 1) {
        const size = stsz.readUInt32BE(12 + samples.length * 4);
        samples.push(file.subarray(at, at + size));
        at += size;
      }
    }
  }
  return samples;
}
