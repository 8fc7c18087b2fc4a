import { boxesIn, type Box, type Budget } from './boxes';
import type { ByteReader } from './byte-reader';
import { VET_LIMITS } from './limits';
import { Refusal } from './refusal';

/** `trex`: what samples of a track have unless a fragment says otherwise. */
export interface TrackDefaults {
  durationTicks: number;
  sizeBytes: number;
}

/** Sums over all fragments of a file. */
export interface Fragments {
  count: number;
  samples: number;
  byTrack: Map<number, { samples: number; endTicks: number }>;
}

export const newFragments = (): Fragments => ({ count: 0, samples: 0, byTrack: new Map() });

/** Bits of `tfhd` and `trun` (ISO/IEC 14496-12, 8.8.7 and 8.8.8). */
const TFHD = {
  baseOffset: 0x1,
  description: 0x2,
  duration: 0x8,
  size: 0x10,
  flags: 0x20,
  baseIsMoof: 0x2_0000,
};
const TRUN = { offset: 0x1, firstFlags: 0x4, duration: 0x100, size: 0x200, flags: 0x400, composition: 0x800 };

interface TrackFragment {
  trackId: number;
  baseOffset: number;
  defaults: TrackDefaults;
  /** Start of the next run's data, unless the run names it. */
  nextOffset: number;
  ticks: number;
  samples: number;
}

/**
 * Checks one `moof`: the count of each run fits its box or is small, and its data are inside the file.
 * @param moovSamples number of samples in the tables of `moov`.
 * @throws Refusal.
 */
export function checkFragment(
  reader: ByteReader,
  moof: Box,
  defaults: ReadonlyMap<number, TrackDefaults>,
  moovSamples: number,
  fragments: Fragments,
): void {
  fragments.count += 1;
  if (fragments.count > VET_LIMITS.fragments) {
    throw new Refusal('too-many-fragments', `more than ${VET_LIMITS.fragments} fragments`);
  }
  const budget: Budget = { boxes: VET_LIMITS.boxes - VET_LIMITS.boxesPerFragment };
  let samplesHere = 0;
  let implicitOffset = moof.start;
  for (const child of boxesIn(reader, moof.content, moof.end, 'moof', budget)) {
    if (child.type !== 'traf') continue;
    let run: TrackFragment | undefined;
    let startTicks = 0;
    for (const box of boxesIn(reader, child.content, child.end, 'traf', budget)) {
      switch (box.type) {
        case 'tfhd':
          if (run !== undefined)
            throw new Refusal('tables-disagree', 'a fragment has two headers for one track');
          run = readHeader(reader, box, moof, implicitOffset, defaults);
          break;
        case 'tfdt':
          startTicks = readStart(reader, box);
          break;
        case 'trun':
          if (run === undefined) throw new Refusal('box-missing', 'a fragment has samples without a track');
          samplesHere += checkRun(reader, box, run);
          if (samplesHere > VET_LIMITS.samplesPerFragment) {
            throw new Refusal(
              'too-many-samples',
              `more than ${VET_LIMITS.samplesPerFragment} samples in one fragment`,
            );
          }
          break;
        default:
      }
    }
    if (run === undefined) continue;
    implicitOffset = run.nextOffset;
    const before = fragments.byTrack.get(run.trackId) ?? { samples: 0, endTicks: 0 };
    const start = startTicks === 0 ? before.endTicks : startTicks;
    fragments.byTrack.set(run.trackId, {
      samples: before.samples + run.samples,
      endTicks: Math.max(before.endTicks, start + run.ticks),
    });
  }
  fragments.samples += samplesHere;
  if (moovSamples + fragments.samples > VET_LIMITS.samples) {
    throw new Refusal('too-many-samples', `more than ${VET_LIMITS.samples} samples`);
  }
}

const tooShort = (type: string): Refusal =>
  new Refusal('table-size', `box ${type} of a fragment is shorter than its fields`);

function readHeader(
  reader: ByteReader,
  box: Box,
  moof: Box,
  implicitOffset: number,
  defaults: ReadonlyMap<number, TrackDefaults>,
): TrackFragment {
  if (box.end - box.content < 8) throw tooShort('tfhd');
  const flags = reader.u32(box.content) & 0xff_ffff;
  const trackId = reader.u32(box.content + 4);
  let position = box.content + 8;
  const take = (bit: number, bytes: number): number | undefined => {
    if ((flags & bit) === 0) return undefined;
    if (position + bytes > box.end) throw tooShort('tfhd');
    position += bytes;
    return bytes === 8 ? reader.u64(position - 8) : reader.u32(position - 4);
  };
  const explicitOffset = take(TFHD.baseOffset, 8);
  take(TFHD.description, 4);
  const durationTicks = take(TFHD.duration, 4) ?? defaults.get(trackId)?.durationTicks ?? 0;
  const sizeBytes = take(TFHD.size, 4) ?? defaults.get(trackId)?.sizeBytes ?? 0;
  take(TFHD.flags, 4);
  const baseOffset = explicitOffset ?? ((flags & TFHD.baseIsMoof) !== 0 ? moof.start : implicitOffset);
  return {
    trackId,
    baseOffset,
    defaults: { durationTicks, sizeBytes },
    nextOffset: baseOffset,
    ticks: 0,
    samples: 0,
  };
}

function readStart(reader: ByteReader, box: Box): number {
  const size = box.end - box.content;
  if (size < 8) throw tooShort('tfdt');
  if (reader.bytes(box.content, 1)[0] !== 1) return reader.u32(box.content + 4);
  if (size < 12) throw tooShort('tfdt');
  return reader.u64(box.content + 4);
}

/** Checks one run of samples and adds it to its track's fragment; the number of samples. */
function checkRun(reader: ByteReader, box: Box, run: TrackFragment): number {
  if (box.end - box.content < 8) throw tooShort('trun');
  const flags = reader.u32(box.content) & 0xff_ffff;
  const count = reader.u32(box.content + 4);
  let position = box.content + 8;
  let offset = run.nextOffset;
  if ((flags & TRUN.offset) !== 0) {
    if (position + 4 > box.end) throw tooShort('trun');
    offset = run.baseOffset + (reader.u32(position) | 0);
    position += 4;
  }
  if ((flags & TRUN.firstFlags) !== 0) position += 4;
  const fields = [TRUN.duration, TRUN.size, TRUN.flags, TRUN.composition].filter(
    (bit) => (flags & bit) !== 0,
  );
  const entryBytes = fields.length * 4;
  if (entryBytes === 0 && count > VET_LIMITS.samplesPerBareRun) {
    throw new Refusal('run-too-long', `${count} samples in one run without a field for each`);
  }
  if (position + count * entryBytes > box.end) {
    throw new Refusal('table-size', `a fragment announces ${count} samples, its box has no room for them`);
  }
  if (count > VET_LIMITS.samplesPerFragment) {
    throw new Refusal(
      'too-many-samples',
      `more than ${VET_LIMITS.samplesPerFragment} samples in one fragment`,
    );
  }
  const sizeAt = fields.indexOf(TRUN.size) * 4;
  const durationAt = fields.indexOf(TRUN.duration) * 4;
  let bytes = sizeAt < 0 ? count * run.defaults.sizeBytes : 0;
  let ticks = durationAt < 0 ? count * run.defaults.durationTicks : 0;
  for (let index = 0; index < count && entryBytes > 0; index += 1, position += entryBytes) {
    if (sizeAt >= 0) bytes += reader.u32(position + sizeAt);
    if (durationAt >= 0) ticks += reader.u32(position + durationAt);
  }
  const end = offset + bytes;
  if (offset < 0 || end > reader.sizeBytes) {
    throw new Refusal(
      'cut-off',
      `samples of a fragment end at byte ${end}, the file has ${reader.sizeBytes} bytes`,
    );
  }
  run.nextOffset = end;
  run.ticks += ticks;
  run.samples += count;
  return count;
}

/** `sidx` names the sizes of what follows it: more than the file holds is a cut (ISO/IEC 14496-12, 8.16.3). */
export function checkSegmentIndex(reader: ByteReader, box: Box): void {
  const size = box.end - box.content;
  const wide = size > 0 && reader.bytes(box.content, 1)[0] === 1;
  const head = wide ? 32 : 24;
  if (size < head) throw tooShort('sidx');
  const firstOffset = wide ? reader.u64(box.content + 20) : reader.u32(box.content + 16);
  const count = reader.u16(box.content + head - 2);
  if (head + count * 12 > size) {
    throw new Refusal('table-size', `index sidx announces ${count} entries, its box has no room for them`);
  }
  let end = box.end + firstOffset;
  for (let index = 0; index < count; index += 1)
    end += reader.u32(box.content + head + index * 12) & 0x7fff_ffff;
  if (end > reader.sizeBytes) {
    throw new Refusal('cut-off', `index sidx ends at byte ${end}, the file has ${reader.sizeBytes} bytes`);
  }
}
