/**
 * Small files that break parsers: a valid MP4 with one wrong table. For tests and
 * emulators only.
 */

/** Big-endian 32-bit words. */
export const u32 = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => bytes.writeUInt32BE(value >>> 0, index * 4));
  return bytes;
};

/** One box; `claimedSize` lies about its size. */
export function isoBox(type: string, contents: Buffer | Buffer[] = [], claimedSize?: number): Buffer {
  const content = Buffer.concat([contents].flat());
  return Buffer.concat([u32(claimedSize ?? content.length + 8), Buffer.from(type, 'latin1'), content]);
}

/** A box with a 64-bit size, which may lie. */
export function wideBox(type: string, content: Buffer, claimedSize: bigint): Buffer {
  const size = Buffer.alloc(8);
  size.writeBigUInt64BE(claimedSize);
  return Buffer.concat([u32(1), Buffer.from(type, 'latin1'), size, content]);
}

/** A box with version, flags and 32-bit words. */
export const tableBox = (type: string, ...words: number[]): Buffer => isoBox(type, u32(0, ...words));

export const FTYP = isoBox('ftyp', Buffer.from('isom\0\0\x02\0isomavc1', 'latin1'));

const MATRIX = u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000);

const AVC_ENTRY = isoBox('avc1', [
  u32(0, 1, 0, 0, 0, 0),
  u32(0x0140_00b4, 0x48_0000, 0x48_0000, 0, 0x1_0000),
  Buffer.alloc(30),
  Buffer.from([0, 24, 0xff, 0xff]),
  isoBox('avcC', Buffer.from('0142c015ffe1000467 42c015'.replace(/ /g, '') + '01000468ce3c80', 'hex')),
]);

export interface TrackParts {
  stsd?: Buffer;
  stts?: Buffer;
  ctts?: Buffer;
  stsc?: Buffer;
  stsz?: Buffer;
  stco?: Buffer;
  stss?: Buffer;
  /** Further boxes in `stbl`. */
  more?: Buffer[];
  edts?: Buffer;
  /** In place of `mdhd`. */
  mdhd?: Buffer;
  id?: number;
}

/** A video track of 4 samples of 4 bytes in one chunk at byte `at`. The given parts replace the right ones. */
export function trak(at: number, parts: TrackParts = {}): Buffer {
  return isoBox('trak', [
    isoBox('tkhd', [u32(3, 0, 0, parts.id ?? 1, 0, 160, 0, 0, 0, 0), MATRIX, u32(320 << 16, 180 << 16)]),
    parts.edts ?? Buffer.alloc(0),
    isoBox('mdia', [
      parts.mdhd ?? tableBox('mdhd', 0, 0, 1000, 160, 0x55c40000),
      isoBox('hdlr', [u32(0, 0), Buffer.from('vide'), u32(0, 0, 0), Buffer.from('\0')]),
      isoBox('minf', [
        tableBox('vmhd', 0, 0),
        isoBox('dinf', isoBox('dref', [u32(0, 1), isoBox('url ', u32(1))])),
        isoBox('stbl', [
          parts.stsd ?? isoBox('stsd', [u32(0, 1), AVC_ENTRY]),
          parts.stts ?? tableBox('stts', 1, 4, 40),
          parts.ctts ?? Buffer.alloc(0),
          parts.stsc ?? tableBox('stsc', 1, 1, 4, 1),
          parts.stsz ?? tableBox('stsz', 0, 4, 4, 4, 4, 4),
          parts.stco ?? tableBox('stco', 1, at),
          parts.stss ?? Buffer.alloc(0),
          ...(parts.more ?? []),
        ]),
      ]),
    ]),
  ]);
}

export const mvhd = (durationMs = 160): Buffer =>
  isoBox('mvhd', [
    u32(0, 0, 0, 1000, durationMs, 0x10000, 0x1000000, 0, 0),
    MATRIX,
    u32(0, 0, 0, 0, 0, 0, 9),
  ]);

/** The four samples that the tables of `trak` name. */
export const MDAT = isoBox('mdat', u32(0, 0, 0, 0));

/** Where the samples of `tinyMp4` begin. */
export const TINY_DATA_AT = FTYP.length + 8;

/** A complete MP4 of less than 1 KB, `mdat` before `moov`. With `parts`, a wrong one. */
export const tinyMp4 = (parts: TrackParts = {}, inMoov: Buffer[] = []): Buffer =>
  Buffer.concat([FTYP, MDAT, isoBox('moov', [mvhd(), trak(TINY_DATA_AT, parts), ...inMoov])]);

/** Bits of `trun` that give each sample a field of its own, here its size. */
export const TRUN_SIZES = 0x200;

export interface FragmentParts {
  trun?: Buffer;
  moreInTraf?: Buffer[];
  mehdMs?: number;
  /** Of samples that name none; 4. */
  defaultSizeBytes?: number;
}

/** A fragmented MP4 with one fragment of four samples. With `parts`, a wrong one. */
export function tinyFragmented(parts: FragmentParts = {}): Buffer {
  const empty = trak(0, {
    stts: tableBox('stts', 0),
    stsc: tableBox('stsc', 0),
    stsz: tableBox('stsz', 0, 0),
    stco: tableBox('stco', 0),
  });
  const mehd = parts.mehdMs === undefined ? [] : [tableBox('mehd', parts.mehdMs)];
  return Buffer.concat([
    FTYP,
    isoBox('moov', [
      mvhd(0),
      empty,
      isoBox('mvex', [...mehd, tableBox('trex', 1, 1, 40, parts.defaultSizeBytes ?? 4, 0)]),
    ]),
    isoBox('moof', [
      tableBox('mfhd', 1),
      isoBox('traf', [
        // default-base-is-moof
        isoBox('tfhd', u32(0x20000, 1)),
        tableBox('tfdt', 0),
        parts.trun ?? isoBox('trun', u32(TRUN_SIZES, 4, 4, 4, 4, 4)),
        ...(parts.moreInTraf ?? []),
      ]),
    ]),
    MDAT,
  ]);
}

/** `count` boxes, each the only child of the one before. */
export function nested(type: string, count: number): Buffer {
  const bytes = Buffer.alloc(count * 8);
  for (let level = 0; level < count; level += 1) {
    bytes.writeUInt32BE((count - level) * 8, level * 8);
    bytes.write(type, level * 8 + 4, 'latin1');
  }
  return bytes;
}
