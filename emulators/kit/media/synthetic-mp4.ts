import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { readFixtureTracks, type FixtureTrack } from './fixture-track';

export interface SyntheticMp4Options {
  /** Exact size of the file. At least about 40 KiB. */
  sizeBytes: number;
  /** Files with different seeds differ in every picture, and in their SHA-256. */
  seed: string | number;
  /** Default: the duration at about 3 Mbit/s, which is typical for meetings. */
  durationSeconds?: number;
}

/** A playable H.264 and AAC file whose bytes are computed when they are read. */
export interface SyntheticMp4 {
  readonly sizeBytes: number;
  /** End of the last picture; exact to a millisecond. */
  readonly durationSeconds: number;
  /** The bytes from `start` up to, not including, `endExclusive`. */
  read(start: number, endExclusive: number): Buffer;
  /** The same bytes as a stream; by default the whole file. */
  stream(start?: number, endExclusive?: number): Readable;
  /** Lower-case hex; computed once. */
  sha256(): Promise<string>;
}

/** 96 pictures and 180 sound frames, both 3.84 s, so that loops of both tracks end together. */
const LOOP_FIXTURE = 'speaker-320x180-part1.mp4';
/** A slot is one chunk of each track: 32 pictures of 40 ms and 60 frames of 1024 / 48 000 s are 1.28 s. */
const PICTURES_PER_SLOT = 32;
const SOUNDS_PER_SLOT = 60;
const SLOTS_PER_LOOP = 3;
const PICTURES_PER_LOOP = PICTURES_PER_SLOT * SLOTS_PER_LOOP;
const SOUNDS_PER_LOOP = SOUNDS_PER_SLOT * SLOTS_PER_LOOP;
const PICTURES_PER_SECOND = 25;
const SOUNDS_PER_SECOND = 48_000 / 1024;

/** Video ticks a second; a picture lasts 3600. */
const VIDEO_TIMESCALE = 90_000;
const PICTURE_TICKS = VIDEO_TIMESCALE / PICTURES_PER_SECOND;
const AUDIO_TIMESCALE = 48_000;
const MOVIE_TIMESCALE = 1000;

const DEFAULT_BITS_PER_SECOND = 3_000_000;
const SHORTEST_SECONDS = 0.2;
const DEFAULT_LEAST_SECONDS = 2;
/** Keeps one loop, which is held in memory, below 40 MB. */
const MOST_PADDING_PER_PICTURE = 400_000;
const NOISE_BYTES = 64 * 1024;
/** Header and 32 bytes that depend on the seed. */
const LEAST_FREE_BYTES = 8 + 32;
const MDAT_HEADER_BYTES = 16;
const PIECE_BYTES = 1024 * 1024;

interface Loop {
  video: FixtureTrack;
  audio: FixtureTrack;
}
let loadedLoop: Loop | undefined;

function loop(): Loop {
  if (loadedLoop !== undefined) return loadedLoop;
  const tracks = readFixtureTracks(LOOP_FIXTURE);
  const video = tracks.find(({ handler }) => handler === 'vide');
  const audio = tracks.find(({ handler }) => handler === 'soun');
  if (video === undefined || audio === undefined) throw new Error(`${LOOP_FIXTURE} lacks a track`);
  // The first sound frame is the encoder's lead-in.
  loadedLoop = { video, audio: { ...audio, samples: audio.samples.slice(-SOUNDS_PER_LOOP) } };
  if (video.samples.length !== PICTURES_PER_LOOP || loadedLoop.audio.samples.length !== SOUNDS_PER_LOOP) {
    throw new Error(`${LOOP_FIXTURE} is not one loop`);
  }
  return loadedLoop;
}

/** Item `index` of a list that repeats. */
function cyclic<T>(list: readonly T[], index: number): T {
  const item = list[index % list.length];
  if (item === undefined) throw new Error('an empty list does not go round');
  return item;
}

const sumCyclic = (samples: readonly Buffer[], count: number): number => {
  let sum = 0;
  for (let index = 0; index < samples.length; index += 1) {
    sum += cyclic(samples, index).length * Math.ceil(Math.max(0, count - index) / samples.length);
  }
  return sum;
};

/** How many samples of each track a duration takes, and how they lie in slots. */
interface Plan {
  durationMs: number;
  pictures: number;
  sounds: number;
  fullSlots: number;
  lastPictures: number;
  lastSounds: number;
}

function planFor(durationMs: number): Plan {
  const pictures = Math.ceil((durationMs * PICTURES_PER_SECOND) / 1000);
  const sounds = Math.floor((durationMs * SOUNDS_PER_SECOND) / 1000);
  const fullSlots = Math.min(Math.floor(pictures / PICTURES_PER_SLOT), Math.floor(sounds / SOUNDS_PER_SLOT));
  return {
    durationMs,
    pictures,
    sounds,
    fullSlots,
    lastPictures: pictures - fullSlots * PICTURES_PER_SLOT,
    lastSounds: sounds - fullSlots * SOUNDS_PER_SLOT,
  };
}

/** Payload bytes of an SEI message that makes a picture larger by `total` bytes or one less; 0: none. */
function seiPayloadFor(total: number): number {
  // 4 bytes length, 1 NAL header, 1 payload type, size bytes of 255 and a rest, payload, stop bit.
  let payload = Math.floor(((total - 8) * 255) / 256);
  while (seiBytes(payload + 1) <= total) payload += 1;
  while (payload > 0 && seiBytes(payload) > total) payload -= 1;
  return payload >= 16 ? payload : 0;
}

const seiBytes = (payload: number): number => (payload === 0 ? 0 : 8 + Math.floor(payload / 255) + payload);

/**
 * Makes a valid MP4 of exactly `sizeBytes`: `moov` first, 64-bit chunk offsets and `mdat` size, one
 * picture track and one sound track that repeat a fixture. What the fixture's samples don't fill is
 * spread over all pictures as H.264 SEI "user data unregistered" of bytes made from the seed: never
 * zero, so that no start code can arise. Bytes are computed when asked for.
 * @throws RangeError when the size is too small for the duration, or far too large.
 */
export function syntheticMp4(options: SyntheticMp4Options): SyntheticMp4 {
  const { sizeBytes } = options;
  if (!Number.isSafeInteger(sizeBytes)) throw new RangeError('sizeBytes must be a whole number');
  const plan = choosePlan(sizeBytes, options.durationSeconds);
  const spare = sizeBytes - bytesWithoutPadding(plan);
  const payload = seiPayloadFor(Math.floor(spare / plan.pictures));
  if (payload > MOST_PADDING_PER_PICTURE) {
    throw new RangeError(
      `${sizeBytes} bytes are too many for ${plan.durationMs / 1000} s; give it a longer duration`,
    );
  }
  const padding = seiBytes(payload);
  const freeBytes = LEAST_FREE_BYTES + spare - padding * plan.pictures;
  const seed = createHash('sha256').update(`synthetic-mp4:${options.seed}`).digest();
  let parts: Parts | undefined;
  const built = (): Parts => (parts ??= build(plan, payload, freeBytes, seed, sizeBytes));

  function* pieces(start: number, endExclusive: number): Generator<Buffer> {
    const end = Math.min(endExclusive, sizeBytes);
    for (let position = Math.max(0, start); position < end;) {
      const piece = pieceAt(built(), position, Math.min(end, position + PIECE_BYTES));
      yield piece;
      position += piece.length;
    }
  }

  let digest: Promise<string> | undefined;
  const hashAll = async (): Promise<string> => {
    const hash = createHash('sha256');
    let sinceTurn = 0;
    for (const piece of pieces(0, sizeBytes)) {
      hash.update(piece);
      sinceTurn += piece.length;
      if (sinceTurn < 8 * PIECE_BYTES) continue;
      sinceTurn = 0;
      await nextTurn();
    }
    return hash.digest('hex');
  };

  return {
    sizeBytes,
    durationSeconds: plan.durationMs / 1000,
    read: (start, endExclusive) => Buffer.concat([...pieces(start, endExclusive)]),
    stream: (start = 0, endExclusive = sizeBytes) =>
      Readable.from(pieces(start, endExclusive), { objectMode: false, highWaterMark: PIECE_BYTES }),
    sha256: () => (digest ??= hashAll()),
  };
}

function choosePlan(sizeBytes: number, durationSeconds: number | undefined): Plan {
  if (durationSeconds !== undefined) {
    const plan = planFor(Math.max(SHORTEST_SECONDS * 1000, Math.round(durationSeconds * 1000)));
    const least = bytesWithoutPadding(plan);
    if (least > sizeBytes) throw new RangeError(`${durationSeconds} s need at least ${least} bytes`);
    return plan;
  }
  let durationMs = Math.max(
    DEFAULT_LEAST_SECONDS * 1000,
    Math.round((sizeBytes * 8 * 1000) / DEFAULT_BITS_PER_SECOND),
  );
  for (;;) {
    const plan = planFor(durationMs);
    const least = bytesWithoutPadding(plan);
    if (least <= sizeBytes) return plan;
    if (durationMs <= SHORTEST_SECONDS * 1000)
      throw new RangeError(`a synthetic MP4 has at least ${least} bytes`);
    durationMs = Math.max(SHORTEST_SECONDS * 1000, Math.floor(durationMs * 0.8));
  }
}

function bytesWithoutPadding(plan: Plan): number {
  const { video, audio } = loop();
  return (
    ftyp().length +
    moovBytes(plan) +
    LEAST_FREE_BYTES +
    MDAT_HEADER_BYTES +
    sumCyclic(video.samples, plan.pictures) +
    sumCyclic(audio.samples, plan.sounds)
  );
}

/** The file as four parts: head, full slots from the repeated loop, the last slot. */
interface Parts {
  head: Buffer;
  loop: Buffer;
  /** Bytes of all full slots. */
  loopedBytes: number;
  tail: Buffer;
}

/** Bytes from `position` on that lie together in memory, up to `end`. Not a copy: don't write to it. */
function pieceAt(parts: Parts, position: number, end: number): Buffer {
  const { head, tail, loopedBytes } = parts;
  if (position < head.length) return head.subarray(position, end);
  const inLoops = position - head.length;
  if (inLoops < loopedBytes) {
    const inLoop = inLoops % parts.loop.length;
    return parts.loop.subarray(inLoop, inLoop + Math.min(end - position, loopedBytes - inLoops));
  }
  const inTail = inLoops - loopedBytes;
  return tail.subarray(inTail, inTail + end - position);
}

function build(plan: Plan, payload: number, freeBytes: number, seed: Buffer, sizeBytes: number): Parts {
  const { video, audio } = loop();
  const padding = seiBytes(payload);
  const noise = noiseOf(seed);
  const pictureBytes = (index: number): number => cyclic(video.samples, index).length + padding;

  const head = Buffer.concat([
    ftyp(),
    moov(plan, padding, ftyp().length + moovBytes(plan) + freeBytes + MDAT_HEADER_BYTES),
    box('free', Buffer.concat([seed, fill(noise, freeBytes - LEAST_FREE_BYTES, 0)])),
  ]);
  const mdatHeader = Buffer.alloc(MDAT_HEADER_BYTES);
  mdatHeader.writeUInt32BE(1, 0);
  mdatHeader.write('mdat', 4, 'latin1');
  mdatHeader.writeBigUInt64BE(BigInt(sizeBytes - head.length), 8);

  const slotBytes = (slot: number, pictures: number, sounds: number): Buffer => {
    const parts: Buffer[] = [];
    for (let index = 0; index < pictures; index += 1) {
      const picture = (slot % SLOTS_PER_LOOP) * PICTURES_PER_SLOT + index;
      if (payload > 0) parts.push(sei(payload, seed, noise, picture));
      parts.push(cyclic(video.samples, picture));
    }
    for (let index = 0; index < sounds; index += 1) {
      parts.push(cyclic(audio.samples, (slot % SLOTS_PER_LOOP) * SOUNDS_PER_SLOT + index));
    }
    return Buffer.concat(parts);
  };

  const slots = Array.from({ length: Math.min(SLOTS_PER_LOOP, plan.fullSlots) }, (_, slot) =>
    slotBytes(slot, PICTURES_PER_SLOT, SOUNDS_PER_SLOT),
  );
  const looped = Buffer.concat(slots);
  let loopedBytes = Math.floor(plan.fullSlots / SLOTS_PER_LOOP) * looped.length;
  for (let slot = 0; slot < plan.fullSlots % SLOTS_PER_LOOP; slot += 1)
    loopedBytes += slots[slot]?.length ?? 0;

  const parts: Parts = {
    head: Buffer.concat([head, mdatHeader]),
    loop: looped,
    loopedBytes,
    tail: slotBytes(plan.fullSlots, plan.lastPictures, plan.lastSounds),
  };
  const made = parts.head.length + parts.loopedBytes + parts.tail.length;
  if (made !== sizeBytes)
    throw new Error(`made ${made} bytes in place of ${sizeBytes} (a picture has ${pictureBytes(0)})`);
  return parts;
}

/** 64 KiB without a zero byte, from a xorshift generator. */
function noiseOf(seed: Buffer): Buffer {
  const noise = Buffer.alloc(NOISE_BYTES);
  let state = seed.readUInt32LE(0) | 1;
  for (let at = 0; at < noise.length; at += 4) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    // Setting one bit in each byte keeps all of them from being zero.
    noise.writeUInt32LE((state | 0x01010101) >>> 0, at);
  }
  return noise;
}

/** `length` bytes of noise, other ones for each `turn`. */
function fill(noise: Buffer, length: number, turn: number): Buffer {
  const out = Buffer.allocUnsafe(length);
  let from = (turn * 7919) % noise.length;
  for (let at = 0; at < length;) {
    const count = noise.copy(out, at, from, Math.min(noise.length, from + length - at));
    at += count;
    from = 0;
  }
  return out;
}

/** One length-prefixed NAL unit of type 6 with payload type 5 (ISO/IEC 14496-10, D.1.7). */
function sei(payload: number, seed: Buffer, noise: Buffer, turn: number): Buffer {
  const sizeBytes = Buffer.alloc(Math.floor(payload / 255) + 1, 0xff);
  sizeBytes[sizeBytes.length - 1] = payload % 255;
  const uuid = Buffer.from(seed.subarray(0, 16).map((byte) => byte | 1));
  const unit = Buffer.concat([
    Buffer.from([0x06, 0x05]),
    sizeBytes,
    uuid,
    fill(noise, payload - uuid.length, turn),
    Buffer.from([0x80]),
  ]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(unit.length);
  return Buffer.concat([length, unit]);
}

function box(type: string, ...contents: Buffer[]): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32BE(contents.reduce((sum, content) => sum + content.length, 8));
  header.write(type, 4, 'latin1');
  return Buffer.concat([header, ...contents]);
}

const u32s = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => bytes.writeUInt32BE(value, index * 4));
  return bytes;
};

const ftyp = (): Buffer => box('ftyp', Buffer.from('isom\0\0\x02\0isomiso2avc1mp41', 'latin1'));

const UNITY_MATRIX = u32s(0x1_0000, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000);

interface Tables {
  stts: Buffer;
  stsc: Buffer;
  stsz: Buffer;
  co64: Buffer;
  stss?: Buffer;
}

const soundEvery = AUDIO_TIMESCALE / SOUNDS_PER_SECOND;

/** Chunk runs: every full slot alike, the last one shorter. */
function stsc(plan: Plan, perSlot: number, last: number): Buffer {
  const runs: number[] = [];
  if (plan.fullSlots > 0) runs.push(1, perSlot, 1);
  if (last > 0) runs.push(plan.fullSlots + 1, last, 1);
  return box('stsc', u32s(0, runs.length / 3, ...runs));
}

function moov(plan: Plan, padding: number, dataStart: number): Buffer {
  const { video, audio } = loop();
  const sizes = (samples: readonly Buffer[], count: number, extra: number): Buffer => {
    const bytes = Buffer.alloc(12 + count * 4);
    bytes.writeUInt32BE(count, 8);
    for (let index = 0; index < count; index += 1) {
      bytes.writeUInt32BE(cyclic(samples, index).length + extra, 12 + index * 4);
    }
    return box('stsz', bytes);
  };
  const chunks = { video: [] as number[], audio: [] as number[] };
  let at = dataStart;
  for (let slot = 0; slot <= plan.fullSlots; slot += 1) {
    const pictures = slot < plan.fullSlots ? PICTURES_PER_SLOT : plan.lastPictures;
    const sounds = slot < plan.fullSlots ? SOUNDS_PER_SLOT : plan.lastSounds;
    const turn = slot % SLOTS_PER_LOOP;
    if (pictures > 0) chunks.video.push(at);
    for (let index = 0; index < pictures; index += 1) {
      at += cyclic(video.samples, turn * PICTURES_PER_SLOT + index).length + padding;
    }
    if (sounds > 0) chunks.audio.push(at);
    for (let index = 0; index < sounds; index += 1)
      at += cyclic(audio.samples, turn * SOUNDS_PER_SLOT + index).length;
  }
  const places = (list: number[]): Buffer => {
    const bytes = Buffer.alloc(8 + list.length * 8);
    bytes.writeUInt32BE(list.length, 4);
    list.forEach((place, index) => bytes.writeBigUInt64BE(BigInt(place), 8 + index * 8));
    return box('co64', bytes);
  };
  const videoTicks = (plan.durationMs * VIDEO_TIMESCALE) / 1000;
  const lastTicks = videoTicks - (plan.pictures - 1) * PICTURE_TICKS;
  const keys = Array.from(
    { length: Math.ceil(plan.pictures / PICTURES_PER_LOOP) },
    (_, turn) => turn * PICTURES_PER_LOOP + 1,
  );
  return moovBox(plan, {
    video: {
      stts: box('stts', u32s(0, 2, plan.pictures - 1, PICTURE_TICKS, 1, lastTicks)),
      stss: box('stss', u32s(0, keys.length), u32s(...keys)),
      stsc: stsc(plan, PICTURES_PER_SLOT, plan.lastPictures),
      stsz: sizes(video.samples, plan.pictures, padding),
      co64: places(chunks.video),
    },
    audio: {
      stts: box('stts', u32s(0, 1, plan.sounds, soundEvery)),
      stsc: stsc(plan, SOUNDS_PER_SLOT, plan.lastSounds),
      stsz: sizes(audio.samples, plan.sounds, 0),
      co64: places(chunks.audio),
    },
  });
}

const NO_TABLES: Tables = {
  stts: Buffer.alloc(0),
  stsc: Buffer.alloc(0),
  stsz: Buffer.alloc(0),
  co64: Buffer.alloc(0),
};

/** Size of `moov` without making its tables, which may have megabytes. */
function moovBytes(plan: Plan): number {
  const slots = (last: number): number => plan.fullSlots + (last > 0 ? 1 : 0);
  const videoTables =
    16 + 16 + (16 + Math.ceil(plan.pictures / PICTURES_PER_LOOP) * 4) + (20 + plan.pictures * 4);
  const audioTables = 16 + 8 + (20 + plan.sounds * 4);
  const chunkTables =
    stsc(plan, PICTURES_PER_SLOT, plan.lastPictures).length +
    stsc(plan, SOUNDS_PER_SLOT, plan.lastSounds).length +
    (16 + slots(plan.lastPictures) * 8) +
    (16 + slots(plan.lastSounds) * 8);
  return (
    moovBox(plan, { video: NO_TABLES, audio: NO_TABLES }).length + videoTables + audioTables + chunkTables
  );
}

function moovBox(plan: Plan, tables: { video: Tables; audio: Tables }): Buffer {
  const { video, audio } = loop();
  const mvhd = box(
    'mvhd',
    u32s(0, 0, 0, MOVIE_TIMESCALE, plan.durationMs, 0x1_0000, 0x0100_0000, 0, 0),
    UNITY_MATRIX,
    u32s(0, 0, 0, 0, 0, 0, 3),
  );
  const soundTicks = plan.sounds * soundEvery;
  return box(
    'moov',
    mvhd,
    trak({
      id: 1,
      plan,
      track: video,
      timescale: VIDEO_TIMESCALE,
      ticks: (plan.durationMs * VIDEO_TIMESCALE) / 1000,
      header: box('vmhd', u32s(1, 0, 0)),
      width: 320,
      height: 180,
      volume: 0,
      tables: tables.video,
    }),
    trak({
      id: 2,
      plan,
      track: audio,
      timescale: AUDIO_TIMESCALE,
      ticks: soundTicks,
      header: box('smhd', u32s(0, 0)),
      width: 0,
      height: 0,
      volume: 0x0100_0000,
      tables: tables.audio,
    }),
  );
}

interface Trak {
  id: number;
  plan: Plan;
  track: FixtureTrack;
  timescale: number;
  ticks: number;
  header: Buffer;
  width: number;
  height: number;
  volume: number;
  tables: Tables;
}

function trak({ id, track, timescale, ticks, header, width, height, volume, tables }: Trak): Buffer {
  const movieTicks = Math.round((ticks * MOVIE_TIMESCALE) / timescale);
  const tkhd = box(
    'tkhd',
    u32s(3, 0, 0, id, 0, movieTicks, 0, 0, 0, volume),
    UNITY_MATRIX,
    u32s(width * 0x1_0000, height * 0x1_0000),
  );
  const hdlr = box(
    'hdlr',
    u32s(0, 0),
    Buffer.from(track.handler, 'latin1'),
    u32s(0, 0, 0),
    Buffer.from('Synthetic\0'),
  );
  const dinf = box('dinf', box('dref', u32s(0, 1), box('url ', u32s(1))));
  const stbl = box(
    'stbl',
    track.stsd,
    tables.stts,
    ...(tables.stss === undefined ? [] : [tables.stss]),
    tables.stsc,
    tables.stsz,
    tables.co64,
  );
  return box(
    'trak',
    tkhd,
    box(
      'mdia',
      box('mdhd', u32s(0, 0, 0, timescale, ticks, 0x55c4_0000)),
      hdlr,
      box('minf', header, dinf, stbl),
    ),
  );
}
