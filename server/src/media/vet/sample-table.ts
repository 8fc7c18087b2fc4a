import type { ByteReader } from './byte-reader';
import type { Box } from './boxes';
import { VET_LIMITS } from './limits';
import { Refusal } from './refusal';

/** What the tables of one track say, all of them in agreement. */
export interface SampleTableFacts {
  sampleCount: number;
  /** Sum of all sample durations in the track's own time scale. */
  durationTicks: number;
}

/** A table of equal entries after its count, read in file order. */
interface Table {
  count: number;
  /** The 32-bit word `word` of entry `index`. */
  word(index: number, word: number): number;
  wide(index: number): number;
}

function openTable(reader: ByteReader, box: Box, entryBytes: number, countAt = 4): Table {
  const size = box.end - box.content;
  if (size < countAt + 4) throw new Refusal('table-size', `table ${box.type} is shorter than its header`);
  const own = reader.fork();
  const count = own.u32(box.content + countAt);
  const entries = box.content + countAt + 4;
  if (count * entryBytes > box.end - entries) {
    throw new Refusal(
      'table-size',
      `table ${box.type} announces ${count} entries, its box has no room for them`,
    );
  }
  return {
    count,
    word: (index, word) => own.u32(entries + index * entryBytes + word * 4),
    wide: (index) => own.u64(entries + index * entryBytes),
  };
}

const disagree = (detail: string): Refusal => new Refusal('tables-disagree', detail);

/**
 * Checks the tables of one track against each other and against the file: every sample has a duration, a
 * size and a place inside the file, and no count is larger than its table.
 * @param tables the boxes of one `stbl`, by type.
 * @param samplesLeft how many samples this track may have before the file's limit is reached.
 * @throws Refusal.
 */
export function checkSampleTable(
  reader: ByteReader,
  tables: ReadonlyMap<string, Box>,
  samplesLeft: number,
): SampleTableFacts {
  if (tables.has('stz2')) throw new Refusal('unknown-table', 'compact sample sizes (stz2)');
  const need = (type: string): Box => {
    const box = tables.get(type);
    if (box === undefined) throw new Refusal('table-missing', `a track has no table ${type}`);
    return box;
  };
  const sizesBox = need('stsz');
  if (sizesBox.end - sizesBox.content < 12)
    throw new Refusal('table-size', 'table stsz is shorter than its header');
  const constantSize = reader.u32(sizesBox.content + 4);
  const sizes = openTable(reader, sizesBox, constantSize === 0 ? 4 : 0, 8);
  const sampleCount = sizes.count;
  if (sampleCount > samplesLeft) {
    throw new Refusal('too-many-samples', `more than ${VET_LIMITS.samples} samples`);
  }

  const durationTicks = checkDurations(openTable(reader, need('stts'), 8), sampleCount);
  const compositions = tables.get('ctts');
  if (compositions !== undefined) checkCompositions(openTable(reader, compositions, 8), sampleCount);
  const keys = tables.get('stss');
  if (keys !== undefined) checkKeys(openTable(reader, keys, 4), sampleCount);

  const wide = tables.get('co64');
  if (wide !== undefined && tables.has('stco')) throw disagree('a track has both stco and co64');
  const places = wide === undefined ? openTable(reader, need('stco'), 4) : openTable(reader, wide, 8);
  checkPlaces({
    runs: openTable(reader, need('stsc'), 12),
    chunkCount: places.count,
    placeOf: wide === undefined ? (index) => places.word(index, 0) : (index) => places.wide(index),
    sizeOf: constantSize === 0 ? (index) => sizes.word(index, 0) : undefined,
    constantSize,
    sampleCount,
    fileBytes: reader.sizeBytes,
  });
  return { sampleCount, durationTicks };
}

function checkDurations(table: Table, sampleCount: number): number {
  let samples = 0;
  let ticks = 0;
  for (let index = 0; index < table.count; index += 1) {
    const count = table.word(index, 0);
    samples += count;
    ticks += count * table.word(index, 1);
    if (samples > sampleCount) break;
  }
  if (samples !== sampleCount)
    throw disagree(`${sampleCount} sample sizes and a different number of durations`);
  return ticks;
}

function checkCompositions(table: Table, sampleCount: number): void {
  let samples = 0;
  for (let index = 0; index < table.count; index += 1) {
    samples += table.word(index, 0);
    if (samples > sampleCount) throw disagree('more composition times than samples');
  }
}

function checkKeys(table: Table, sampleCount: number): void {
  let last = 0;
  for (let index = 0; index < table.count; index += 1) {
    const key = table.word(index, 0);
    if (key <= last || key > sampleCount) throw disagree('key samples are not in order');
    last = key;
  }
}

interface Places {
  runs: Table;
  chunkCount: number;
  placeOf(chunk: number): number;
  /** Absent when all samples have `constantSize`. */
  sizeOf: ((sample: number) => number) | undefined;
  constantSize: number;
  sampleCount: number;
  fileBytes: number;
}

/** Every chunk, with the samples that `stsc` puts into it, ends inside the file. */
function checkPlaces(places: Places): void {
  const { runs, chunkCount, sampleCount, fileBytes } = places;
  let sample = 0;
  for (let run = 0; run < runs.count; run += 1) {
    const first = runs.word(run, 0);
    const perChunk = runs.word(run, 1);
    const next = run + 1 < runs.count ? runs.word(run + 1, 0) : chunkCount + 1;
    if ((run === 0 && first !== 1) || next <= first || next > chunkCount + 1) {
      throw disagree('chunk runs are not in order or end after the last chunk');
    }
    if (perChunk === 0 || perChunk > VET_LIMITS.samplesPerChunk) {
      throw new Refusal(
        'chunk-too-large',
        `${perChunk} samples in one chunk, the limit is ${VET_LIMITS.samplesPerChunk}`,
      );
    }
    // Checked before the chunks are walked, so that a wrong count costs no time.
    if (sample + perChunk * (next - first) > sampleCount)
      throw disagree('more samples in chunks than in the track');
    for (let chunk = first - 1; chunk < next - 1; chunk += 1) {
      let bytes = perChunk * places.constantSize;
      if (places.sizeOf !== undefined) {
        for (let inChunk = 0; inChunk < perChunk; inChunk += 1) bytes += places.sizeOf(sample + inChunk);
      }
      sample += perChunk;
      const end = places.placeOf(chunk) + bytes;
      if (end > fileBytes)
        throw new Refusal('cut-off', `samples end at byte ${end}, the file has ${fileBytes} bytes`);
    }
  }
  if (sample !== sampleCount) throw disagree(`${sampleCount} samples, and chunks for ${sample}`);
}
