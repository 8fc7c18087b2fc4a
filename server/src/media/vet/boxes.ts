import { u64, type ByteReader } from './byte-reader';
import { VET_LIMITS } from './limits';
import { Refusal } from './refusal';

/** One box of an ISO base media file (ISO/IEC 14496-12, 4.2). Offsets are bytes from the file's start. */
export interface Box {
  type: string;
  start: number;
  /** First byte after the header. */
  content: number;
  end: number;
}

/** Counts what a walk has seen; shared by all its levels. */
export interface Budget {
  boxes: number;
}

/**
 * The places of boxes that parsers act on. A parser that descends into every container it knows would act
 * on a table hidden anywhere, so a table in a place that is not checked is refused.
 */
const PARENTS: Record<string, readonly string[]> = {
  moov: ['file'],
  moof: ['file'],
  mfra: ['file'],
  sidx: ['file'],
  mvhd: ['moov'],
  trak: ['moov'],
  mvex: ['moov'],
  mehd: ['mvex'],
  trex: ['mvex'],
  tkhd: ['trak'],
  edts: ['trak'],
  elst: ['edts'],
  mdia: ['trak'],
  mdhd: ['mdia'],
  minf: ['mdia'],
  stbl: ['minf'],
  stsd: ['stbl'],
  stts: ['stbl'],
  ctts: ['stbl'],
  stsc: ['stbl'],
  stsz: ['stbl'],
  stco: ['stbl'],
  co64: ['stbl'],
  stss: ['stbl'],
  stz2: ['stbl'],
  mfhd: ['moof'],
  traf: ['moof'],
  tfhd: ['traf'],
  tfdt: ['traf'],
  trun: ['traf'],
  tfra: ['mfra'],
};

/** Boxes that contain only boxes, and that parsers descend into. */
const CONTAINERS = new Set([
  'moov',
  'trak',
  'edts',
  'mdia',
  'minf',
  'dinf',
  'stbl',
  'mvex',
  'moof',
  'traf',
  'mfra',
  'sinf',
  'schi',
]);

/** Lists in which parsers accept boxes of any type and stop at the first thing that is not a box. */
const LOOSE_LISTS = new Set(['udta', 'meta']);

const PRINTABLE = /^[\x20-\x7e\xa9][\x20-\x7e]{3}$/;

/**
 * The header at `position`, checked against the end of its parent.
 * @throws Refusal.
 */
export function readBox(reader: ByteReader, position: number, parentEnd: number, parent: string): Box {
  const inFile = parent === 'file';
  if (position + 8 > parentEnd) {
    throw inFile
      ? new Refusal('cut-off', `the file ends inside a box header at byte ${position}`)
      : new Refusal('box-size', `box ${parent} ends inside a box header at byte ${position}`);
  }
  const header = reader.bytes(position, 8);
  const shortSize = header.readUInt32BE(0);
  const type = header.toString('latin1', 4, 8);
  if (!LOOSE_LISTS.has(parent) && !PRINTABLE.test(type)) {
    throw new Refusal('box-type', `no box at byte ${position}, where one must start`);
  }
  let headerBytes = 8;
  let size = shortSize;
  if (shortSize === 1) {
    headerBytes = 16;
    if (position + 16 > parentEnd)
      throw new Refusal('cut-off', `the file ends inside the header of box ${type}`);
    size = u64(reader.bytes(position, 16), 8);
  } else if (shortSize === 0 && inFile) {
    // "Extends to the end of the file", allowed for the last box of a file.
    size = parentEnd - position;
  }
  if (size < headerBytes)
    throw new Refusal('box-size', `box ${type} at byte ${position} is smaller than its header`);
  if (position + size > parentEnd) {
    throw inFile
      ? new Refusal('cut-off', `box ${type} ends at byte ${position + size}, the file has ${parentEnd} bytes`)
      : new Refusal('box-size', `box ${type} at byte ${position} is larger than box ${parent} around it`);
  }
  const allowedIn = PARENTS[type];
  if (allowedIn !== undefined && !allowedIn.includes(parent)) {
    throw new Refusal('misplaced-box', `box ${type} inside box ${parent}`);
  }
  return { type, start: position, content: position + headerBytes, end: position + size };
}

function spend(budget: Budget): void {
  budget.boxes += 1;
  if (budget.boxes > VET_LIMITS.boxes)
    throw new Refusal('too-many-boxes', `more than ${VET_LIMITS.boxes} boxes`);
}

/** The boxes from `start` to `end`, one level. QuickTime ends some lists with zero bytes. */
export function* boxesIn(
  reader: ByteReader,
  start: number,
  end: number,
  parent: string,
  budget: Budget,
): Generator<Box> {
  let position = start;
  while (position < end) {
    if (
      LOOSE_LISTS.has(parent) &&
      (end - position < 8 || (reader.u32(position) < 8 && reader.u32(position) !== 1))
    )
      return;
    if (parent !== 'file' && end - position < 8 && isZero(reader.bytes(position, end - position))) return;
    spend(budget);
    const box = readBox(reader, position, end, parent);
    yield box;
    position = box.end;
  }
}

/** Boxes at the top of a file, whose cut-off rest is no tail. */
const TOP_BOXES = new Set([
  ...Object.keys(PARENTS),
  ...['ftyp', 'styp', 'mdat', 'free', 'skip', 'wide', 'meta', 'udta', 'uuid', 'pdin', 'emsg', 'prft', 'mfro'],
]);

/**
 * Whether what lies from `position` to the end of the file is a short tail that is no box: too short for a header,
 * without the name of a box, or with a name that parsers act on nowhere.
 */
export function isTail(reader: ByteReader, position: number): boolean {
  const length = reader.sizeBytes - position;
  if (length < 1 || length > VET_LIMITS.tailBytes) return false;
  if (length < 8) return true;
  return !TOP_BOXES.has(reader.bytes(position + 4, 4).toString('latin1'));
}

const isZero = (bytes: Buffer): boolean => bytes.every((byte) => byte === 0);

export interface BoxVisitor {
  /** Called for each box, before its children; may throw a Refusal. */
  (box: Box): void;
}

/**
 * Walks a box and everything in it that parsers descend into, at most `VET_LIMITS.boxDepth` deep.
 * @param depth of `box` itself, 1 at the top of the file.
 */
export function walkBox(
  reader: ByteReader,
  box: Box,
  depth: number,
  budget: Budget,
  visit: BoxVisitor,
): void {
  if (depth > VET_LIMITS.boxDepth)
    throw new Refusal('too-deep', `boxes nested more than ${VET_LIMITS.boxDepth} deep`);
  const childrenAt = childrenOf(reader, box);
  if (childrenAt === undefined) return;
  for (const child of boxesIn(reader, childrenAt, box.end, box.type, budget)) {
    visit(child);
    walkBox(reader, child, depth + 1, budget, visit);
  }
}

/** Start of the boxes inside a box; undefined if it has none, or none that parsers act on. */
function childrenOf(reader: ByteReader, box: Box): number | undefined {
  if (CONTAINERS.has(box.type) || box.type === 'udta') return box.content;
  // With version and flags in ISO files, without in QuickTime's.
  if (box.type === 'meta' && box.end - box.content >= 4) {
    return reader.u32(box.content) === 0 ? box.content + 4 : box.content;
  }
  return undefined;
}

/** Boxes that are not allowed in a sample entry. Parsers that find one there act on it anyway. */
const NOT_IN_SAMPLE_ENTRIES =
  /stts|ctts|stsc|stsz|stz2|stco|co64|stss|stsd|stbl|elst|edts|trak|mdia|minf|dinf|moov|mvex|moof|traf|trun|mfra|udta|meta/;

/**
 * Checks `stsd`, the formats of a track's samples. Where the boxes of an entry start depends on its
 * format, and parsers disagree about it, so the names are searched as text.
 * @returns the four-character codes of the entries.
 */
export function checkSampleEntries(reader: ByteReader, stsd: Box, budget: Budget): string[] {
  const size = stsd.end - stsd.content;
  if (size < 8) throw new Refusal('table-size', 'table stsd is shorter than its header');
  if (size > VET_LIMITS.stsdBytes) throw new Refusal('table-size', `table stsd has ${size} bytes`);
  const text = reader.bytes(stsd.content, size).toString('latin1');
  if (NOT_IN_SAMPLE_ENTRIES.test(text)) throw new Refusal('misplaced-box', 'a table inside a sample entry');
  const count = reader.u32(stsd.content + 4);
  if (count > VET_LIMITS.sampleEntries) {
    throw new Refusal('too-many-entries', `table stsd lists ${count} formats for one track`);
  }
  const codes = [...boxesIn(reader, stsd.content + 8, stsd.end, 'stsd', budget)].map((entry) => entry.type);
  if (codes.length < count)
    throw new Refusal('table-size', `table stsd announces ${count} entries and has ${codes.length}`);
  if (codes.some((code) => code === 'encv' || code === 'enca')) {
    throw new Refusal('encrypted');
  }
  return codes;
}
