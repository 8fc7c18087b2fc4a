import { boxesIn, checkSampleEntries, isTail, walkBox, type Box, type Budget } from './boxes';
import type { ByteReader } from './byte-reader';
import {
  checkFragment,
  checkSegmentIndex,
  newFragments,
  type Fragments,
  type TrackDefaults,
} from './fragments';
import { VET_LIMITS } from './limits';
import { Refusal } from './refusal';
import { checkSampleTable } from './sample-table';

export interface IsoFacts {
  fragmented: boolean;
  /** Tracks that hold samples, pictures or sound. */
  tracks: { id: number; type: 'video' | 'audio'; formats: string[]; sampleCount: number }[];
  sampleCount: number;
  /** Bytes behind the last box that are no box. */
  tailBytes?: number;
}

/** What a `moov` says, as far as fragments and the verdict need it. */
interface Movie {
  tracks: Map<number, Track>;
  defaults: Map<number, TrackDefaults>;
  timescale: number;
  /** `mehd`: how long the fragments last in all, when the file says so. */
  fragmentsDurationTicks: number | undefined;
  hasFragments: boolean;
  sampleCount: number;
}

interface Track {
  id: number;
  handler: string;
  timescale: number;
  formats: string[];
  sampleCount: number;
}

/**
 * Walks an MP4, M4A or QuickTime file: every box, every sample table, every fragment. Reads no sample.
 * A file that passes is complete according to its own tables, and cheap to parse.
 * @throws Refusal.
 */
export function walkIsoFile(reader: ByteReader): IsoFacts {
  const reached = { byte: 0 };
  try {
    return walkBoxes(reader, reached);
  } catch (error) {
    if (!(error instanceof Refusal) || reached.byte === 0 || !isTail(reader, reached.byte)) throw error;
    const facts = factsWithout(reader, reached.byte);
    // Fragments name no end, so a tail of them may be a cut.
    if (facts === undefined || facts.fragmented) throw error;
    return { ...facts, tailBytes: reader.sizeBytes - reached.byte };
  }
}

/** Of the file as if it ended at `end`; undefined if it is not whole then. */
function factsWithout(reader: ByteReader, end: number): IsoFacts | undefined {
  try {
    return walkBoxes(reader.until(end), { byte: 0 });
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

/** @param reached where the box ends that was read last. */
function walkBoxes(reader: ByteReader, reached: { byte: number }): IsoFacts {
  const budget: Budget = { boxes: 0 };
  const fragments = newFragments();
  let movie: Movie | undefined;
  let previous = '';
  for (const box of boxesIn(reader, 0, reader.sizeBytes, 'file', budget)) {
    // A fragment and its data have a limit of their own.
    if (box.type === 'moof' || (box.type === 'mdat' && previous === 'moof')) budget.boxes -= 1;
    previous = box.type;
    // What is refused inside this box is no tail.
    reached.byte = box.end;
    switch (box.type) {
      case 'moov':
        if (movie !== undefined) throw new Refusal('two-movies', 'two boxes moov');
        limitSize(box, VET_LIMITS.moovBytes);
        movie = readMovie(reader, box, budget);
        break;
      case 'moof':
        limitSize(box, VET_LIMITS.moofBytes);
        if (movie === undefined) throw new Refusal('no-movie', 'fragments before box moov');
        checkFragment(reader, box, movie.defaults, movie.sampleCount, fragments);
        break;
      case 'mfra':
        limitSize(box, VET_LIMITS.mfraBytes);
        walkBox(reader, box, 1, budget, (child) => {
          if (child.type === 'tfra') checkFragmentIndex(reader, child);
        });
        break;
      case 'sidx':
        checkSegmentIndex(reader, box);
        break;
      default:
        if (LIST_AT_TOP.has(box.type)) walkBox(reader, box, 1, budget, () => undefined);
    }
  }
  if (movie === undefined) throw new Refusal('no-movie', 'no box moov');
  checkEnd(movie, fragments);
  return verdictOf(movie, fragments);
}

const LIST_AT_TOP = new Set(['meta', 'udta']);

function limitSize(box: Box, limit: number): void {
  const size = box.end - box.start;
  if (size > limit)
    throw new Refusal('box-too-large', `box ${box.type} has ${size} bytes, the limit is ${limit}`);
}

function readMovie(reader: ByteReader, moov: Box, budget: Budget): Movie {
  const movie: Movie = {
    tracks: new Map(),
    defaults: new Map(),
    timescale: 0,
    fragmentsDurationTicks: undefined,
    hasFragments: false,
    sampleCount: 0,
  };
  const header = once();
  let trackCount = 0;
  for (const child of boxesIn(reader, moov.content, moov.end, 'moov', budget)) {
    switch (child.type) {
      case 'mvhd': {
        header(child);
        const { timescale, ticks } = readTimes(reader, child);
        limitDuration(ticks, timescale);
        movie.timescale = timescale;
        break;
      }
      case 'trak': {
        trackCount += 1;
        if (trackCount > VET_LIMITS.tracks)
          throw new Refusal('too-many-tracks', `more than ${VET_LIMITS.tracks} tracks`);
        const track = readTrack(reader, child, budget, VET_LIMITS.samples - movie.sampleCount);
        if (movie.tracks.has(track.id))
          throw new Refusal('tables-disagree', 'two tracks have the same number');
        movie.tracks.set(track.id, track);
        movie.sampleCount += track.sampleCount;
        break;
      }
      case 'mvex':
        movie.hasFragments = true;
        readExtends(reader, child, budget, movie);
        break;
      default:
        walkBox(reader, child, 2, budget, () => undefined);
    }
  }
  if (movie.timescale === 0) throw new Refusal('box-missing', 'no box mvhd');
  return movie;
}

function readTrack(reader: ByteReader, trak: Box, budget: Budget, samplesLeft: number): Track {
  const boxes = new Map<string, Box>();
  walkBox(reader, trak, 2, budget, (box) => {
    if (!ONCE_IN_TRACK.has(box.type)) return;
    // `hdlr` also occurs in `meta` and in QuickTime's `minf`. The first one is that of the media.
    if (boxes.has(box.type)) {
      if (box.type === 'hdlr') return;
      throw new Refusal('tables-disagree', `a track has two boxes ${box.type}`);
    }
    boxes.set(box.type, box);
  });
  const need = (type: string, bytes: number): Box => {
    const box = boxes.get(type);
    if (box === undefined) throw new Refusal('box-missing', `a track has no box ${type}`);
    if (box.end - box.content < bytes) throw new Refusal('box-size', `box ${type} is too short`);
    return box;
  };
  const tkhd = need('tkhd', 20);
  const id = reader.u32(tkhd.content + (reader.bytes(tkhd.content, 1)[0] === 1 ? 20 : 12));
  const { timescale, ticks } = readTimes(reader, need('mdhd', 20));
  limitDuration(ticks, timescale);
  const hdlr = need('hdlr', 12);
  const handler = reader.bytes(hdlr.content + 8, 4).toString('latin1');
  need('stbl', 0);
  const edits = boxes.get('elst');
  if (edits !== undefined) checkEdits(reader, edits);
  const formats = checkSampleEntries(reader, need('stsd', 8), budget);
  const { sampleCount, durationTicks } = checkSampleTable(reader, boxes, samplesLeft);
  limitDuration(durationTicks, timescale);
  return { id, handler, timescale, formats, sampleCount };
}

const ONCE_IN_TRACK = new Set([
  'tkhd',
  'elst',
  'mdia',
  'mdhd',
  'hdlr',
  'minf',
  'stbl',
  'stsd',
  'stts',
  'ctts',
  'stsc',
  'stsz',
  'stz2',
  'stco',
  'co64',
  'stss',
]);

/** Throws at the second box of a type that may occur once. */
function once(): (box: Box) => void {
  const seen = new Set<string>();
  return (box) => {
    if (seen.has(box.type)) throw new Refusal('tables-disagree', `two boxes ${box.type}`);
    seen.add(box.type);
  };
}

/** `mvhd` and `mdhd` begin alike: version, creation, modification, time scale, duration. */
function readTimes(reader: ByteReader, box: Box): { timescale: number; ticks: number } {
  const wide = box.end - box.content > 0 && reader.bytes(box.content, 1)[0] === 1;
  if (box.end - box.content < (wide ? 32 : 20)) throw new Refusal('box-size', `box ${box.type} is too short`);
  const timescale = reader.u32(box.content + (wide ? 20 : 12));
  if (timescale === 0) throw new Refusal('no-timescale', `time scale 0 in box ${box.type}`);
  const ticks = wide ? reader.u64(box.content + 24) : reader.u32(box.content + 16);
  // All ones: "duration can't be determined" (ISO/IEC 14496-12, 8.2.2.3).
  const unknown = wide ? ticks >= 2 ** 64 - 2 ** 11 : ticks === 0xffff_ffff;
  return { timescale, ticks: unknown ? 0 : ticks };
}

function limitDuration(ticks: number, timescale: number): void {
  if (ticks / timescale <= VET_LIMITS.durationSeconds) return;
  throw new Refusal('too-long', `a duration of ${Math.round(ticks / timescale)} seconds`);
}

function checkEdits(reader: ByteReader, elst: Box): void {
  if (elst.end - elst.content < 8) throw new Refusal('table-size', 'table elst is shorter than its header');
  const count = reader.u32(elst.content + 4);
  if (count > VET_LIMITS.edits) throw new Refusal('too-many-edits', `${count} edits in one track`);
  const entryBytes = reader.bytes(elst.content, 1)[0] === 1 ? 20 : 12;
  if (count * entryBytes > elst.end - elst.content - 8) {
    throw new Refusal('table-size', `table elst announces ${count} entries, its box has no room for them`);
  }
}

function readExtends(reader: ByteReader, mvex: Box, budget: Budget, movie: Movie): void {
  walkBox(reader, mvex, 2, budget, (box) => {
    const size = box.end - box.content;
    if (box.type === 'mehd' && size >= 8) {
      const wide = reader.bytes(box.content, 1)[0] === 1 && size >= 12;
      movie.fragmentsDurationTicks = wide ? reader.u64(box.content + 4) : reader.u32(box.content + 4);
    }
    if (box.type === 'trex') {
      if (size < 24) throw new Refusal('box-size', 'box trex is too short');
      movie.defaults.set(reader.u32(box.content + 4), {
        durationTicks: reader.u32(box.content + 12),
        sizeBytes: reader.u32(box.content + 16),
      });
    }
  });
}

/** `tfra`: places of fragments by time; entries of 8 or 16 bytes and three small numbers. */
function checkFragmentIndex(reader: ByteReader, tfra: Box): void {
  const size = tfra.end - tfra.content;
  if (size < 16) throw new Refusal('table-size', 'table tfra is shorter than its header');
  const version = reader.bytes(tfra.content, 1)[0];
  const lengths = reader.u32(tfra.content + 8);
  const entryBytes =
    (version === 1 ? 16 : 8) + ((lengths >> 4) & 3) + ((lengths >> 2) & 3) + (lengths & 3) + 3;
  const count = reader.u32(tfra.content + 12);
  if (count * entryBytes > size - 16) {
    throw new Refusal('table-size', `table tfra announces ${count} entries, its box has no room for them`);
  }
}

/** A fragment that is missing at the end shows only in the declared duration. */
function checkEnd(movie: Movie, fragments: Fragments): void {
  const declared = (movie.fragmentsDurationTicks ?? 0) / movie.timescale;
  if (declared === 0) return;
  limitDuration(declared, 1);
  let longest = 0;
  for (const [id, { endTicks }] of fragments.byTrack) {
    longest = Math.max(longest, endTicks / (movie.tracks.get(id)?.timescale ?? 1));
  }
  if (longest < declared * 0.98 - 1) {
    throw new Refusal(
      'cut-off',
      `${declared.toFixed(1)} seconds announced, fragments for ${longest.toFixed(1)}`,
    );
  }
}

function verdictOf(movie: Movie, fragments: Fragments): IsoFacts {
  const tracks: IsoFacts['tracks'] = [];
  for (const track of movie.tracks.values()) {
    const type = track.handler === 'vide' ? 'video' : track.handler === 'soun' ? 'audio' : undefined;
    const sampleCount = track.sampleCount + (fragments.byTrack.get(track.id)?.samples ?? 0);
    if (type === undefined || sampleCount === 0) continue;
    tracks.push({ id: track.id, type, formats: track.formats, sampleCount });
  }
  if (tracks.length === 0) throw new Refusal('no-samples');
  return {
    fragmented: fragments.count > 0,
    tracks,
    sampleCount: movie.sampleCount + fragments.samples,
  };
}
