import { mkdtemp, open, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { message } from '../../../contracts/messages/catalogue';
import { fixturePath } from '../../../emulators/kit/media/fixture-track';
import {
  FTYP,
  MDAT,
  TINY_DATA_AT,
  TRUN_SIZES,
  isoBox,
  mvhd,
  nested,
  tableBox,
  tinyFragmented,
  tinyMp4,
  trak,
  u32,
  wideBox,
} from '../../../emulators/kit/media/hostile-media';
import { syntheticMp4 } from '../../../emulators/kit/media/synthetic-mp4';
import type { FileKind } from '../domain/recording';
import { inspectFile } from './inspect';
import { createMediaChild, type MediaChild } from './media-child';
import { vetFile, type Verdict } from './vet';

let dir: string;
let fileNumber = 0;
let child: MediaChild;

beforeAll(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'vet-'));
  child = createMediaChild({
    log: { warn: () => undefined },
    entry: {
      file: path.join(__dirname, 'worker.ts'),
      execArgv: ['--import', pathToFileURL(require.resolve('tsx')).href],
    },
  });
});
afterAll(async () => {
  await child.stop();
  await rm(dir, { recursive: true, force: true });
});

async function written(bytes: Uint8Array): Promise<string> {
  const file = path.join(dir, `${(fileNumber += 1)}.bin`);
  await writeFile(file, bytes);
  return file;
}

/** A file of holes behind `start`, `sizeBytes` long. */
async function sparse(start: Uint8Array, sizeBytes: number): Promise<string> {
  const file = await written(start);
  await truncate(file, sizeBytes);
  return file;
}

async function vetBytes(bytes: Uint8Array, kind: FileKind = 'video'): Promise<Verdict> {
  return await vetFile(await written(bytes), kind);
}

const codeOf = (verdict: Verdict): string => (verdict.outcome === 'refused' ? verdict.code : 'whole');
const fixture = (name: string): Promise<Buffer> => readFile(fixturePath(name));

const MP4S = [
  'speaker-320x180-part1.mp4',
  'speaker-320x180-part2.mp4',
  'screen-640x360-moov-last.mp4',
  'audio-only.m4a',
];

describe('good files', () => {
  it.each([
    ['speaker-320x180-part1.mp4', 'mp4', 277],
    ['screen-640x360-moov-last.mp4', 'mp4', 249],
    ['audio-only.m4a', 'mp4', 189],
    ['fragmented-320x180.mp4', 'fragmented-mp4', 277],
  ] as const)('%s passes with all its samples', async (name, container, sampleCount) => {
    const bytes = await fixture(name);
    await expect(vetFile(fixturePath(name), 'video')).resolves.toMatchObject({
      outcome: 'whole',
      container,
      sizeBytes: bytes.length,
      samples: { sampleCount },
    });
  });

  it.each([
    ['speaker-320x180.webm', true],
    ['live-320x180.webm', false],
  ] as const)('%s passes', async (name, endProven) => {
    await expect(vetFile(fixturePath(name), 'video')).resolves.toMatchObject({
      outcome: 'whole',
      container: 'webm',
      endProven,
    });
  });

  it('takes an open file as well as a path', async () => {
    const handle = await open(fixturePath('audio-only.m4a'), 'r');
    await expect(vetFile(handle, 'audio')).resolves.toMatchObject({ outcome: 'whole' });
    await handle.close();
  });

  it.each<[string, Buffer]>([
    ['1 byte', Buffer.from([0])],
    ['8 zero bytes', Buffer.alloc(8)],
    ['4,096 bytes of anything', Buffer.alloc(4_096, 'no box at all ')],
    [
      'a trailer with a name of its own',
      Buffer.concat([u32(40), Buffer.from('SEFH'), Buffer.alloc(8, 0xff)]),
    ],
  ])('is whole with %s behind its last box, of which only a declared size tells', async (_name, tail) => {
    const tiny = tinyMp4();
    await expect(vetBytes(Buffer.concat([tiny, tail]))).resolves.toMatchObject({
      outcome: 'whole',
      container: 'mp4',
      sizeBytes: tiny.length + tail.length,
      tailBytes: tail.length,
      endProven: false,
    });
  });

  it.each<[string, Buffer, string]>([
    ['more than 4,096 bytes behind its last box', Buffer.alloc(4_097, 'no box at all '), 'cut-off'],
    ['a second movie that was cut off', Buffer.concat([u32(900), Buffer.from('moov')]), 'cut-off'],
    ['data that was cut off', Buffer.concat([u32(900), Buffer.from('mdat')]), 'cut-off'],
  ])('is refused with %s', async (_name, tail, code) => {
    await expect(vetBytes(Buffer.concat([tinyMp4(), tail]))).resolves.toMatchObject({
      outcome: 'refused',
      code,
    });
  });

  it('is refused when its last samples are what was cut off, though what is left is no box', async () => {
    // `moov` first: the data is last, and of its header 7 bytes are left.
    const before = Buffer.concat([FTYP, isoBox('moov', [mvhd(), trak(FTYP.length + 8 + 600)])]);
    await expect(vetBytes(Buffer.concat([before, MDAT.subarray(0, 7)]))).resolves.toMatchObject({
      outcome: 'refused',
      code: 'cut-off',
    });
  });

  it('the tiny files that the hostile ones are made from pass', async () => {
    await expect(vetBytes(tinyMp4())).resolves.toMatchObject({
      outcome: 'whole',
      samples: { sampleCount: 4 },
    });
    await expect(vetBytes(tinyFragmented())).resolves.toMatchObject({
      outcome: 'whole',
      samples: { sampleCount: 4 },
    });
  });

  it.each([
    ['64 KiB', 64 * 1024],
    ['5 MiB', 5 * 1024 ** 2],
    ['300 MiB', 300 * 1024 ** 2],
  ])('a synthetic file of %s passes vet and probe with its size and duration', async (_name, sizeBytes) => {
    const synthetic = syntheticMp4({ sizeBytes, seed: sizeBytes });
    const file = path.join(dir, `synthetic-${sizeBytes}.mp4`);
    await pipeline(synthetic.stream(), createWriteStream(file));
    const inspection = await child.inspect(file, 'video');
    expect(inspection).toMatchObject({
      outcome: 'whole',
      container: 'mp4',
      sizeBytes,
      tracks: [
        { type: 'video', codec: 'avc' },
        { type: 'audio', codec: 'aac' },
      ],
    });
    if (inspection.outcome === 'whole')
      expect(inspection.durationSeconds).toBeCloseTo(synthetic.durationSeconds, 3);
    await rm(file);
  });
});

describe('fault 3 and 50: a truncated file', () => {
  it('is seen in WAV by the size in its header, where one is written', async () => {
    const wav = (declared: number) =>
      Buffer.concat([
        Buffer.from('RIFF'),
        Buffer.from(u32(declared)).swap32(),
        Buffer.from('WAVEfmt '),
        Buffer.alloc(32),
      ]);
    const { length } = wav(0);
    expect(await vetBytes(wav(length - 8), 'audio')).toMatchObject({ outcome: 'whole', endProven: true });
    expect(codeOf(await vetBytes(wav(length - 7), 'audio'))).toBe('cut-off');
    for (const live of [0, 0xffff_ffff])
      expect(await vetBytes(wav(live), 'audio')).toMatchObject({ outcome: 'whole', endProven: false });
  });

  it('is seen by its segment index', async () => {
    const sidx = (referenced: number) =>
      isoBox('sidx', [u32(0, 1, 1_000, 0, 0, 1), u32(referenced, 160, 0x9000_0000)]);
    const fragments = tinyFragmented();
    const from = fragments.indexOf('moof') - 4;
    const file = (referenced: number) =>
      Buffer.concat([fragments.subarray(0, from), sidx(referenced), fragments.subarray(from)]);
    const rest = fragments.length - from;
    expect(codeOf(await vetBytes(file(rest)))).toBe('whole');
    expect(codeOf(await vetBytes(file(rest + 1)))).toBe('cut-off');
  });

  it('is seen in WebM when it has no list of tracks, or more than one', async () => {
    const element = (id: string, content: Buffer) =>
      Buffer.concat([Buffer.from(id, 'hex'), Buffer.from([0x80 | content.length]), content]);
    const header = element('1a45dfa3', element('4282', Buffer.from('webm')));
    const cluster = element('1f43b675', element('e7', Buffer.from([0])));
    const tracks = element('1654ae6b', Buffer.alloc(0));
    const webm = (...children: Buffer[]) =>
      vetBytes(Buffer.concat([header, element('18538067', Buffer.concat(children))]));
    expect(codeOf(await webm(tracks, cluster))).toBe('whole');
    expect(codeOf(await webm(cluster))).toBe('no-movie');
    expect(codeOf(await webm(tracks, tracks, cluster))).toBe('no-movie');
    expect(codeOf(await webm(tracks))).toBe('no-samples');
  });

  it.each([...MP4S, 'fragmented-320x180.mp4', 'speaker-320x180.webm'])(
    '%s is refused at half, -1 % and -1 byte',
    async (name) => {
      const bytes = await fixture(name);
      for (const length of [bytes.length >> 1, Math.floor(bytes.length * 0.99), bytes.length - 1]) {
        expect((await vetBytes(bytes.subarray(0, length))).outcome).toBe('refused');
      }
    },
  );

  it('is refused at any length of a whole MP4', async () => {
    for (const name of MP4S) {
      const bytes = await fixture(name);
      const file = await written(bytes);
      await fc.assert(
        fc.asyncProperty(fc.nat(bytes.length - 1), async (length) => {
          await writeFile(file, bytes.subarray(0, length));
          expect((await vetFile(file, 'video')).outcome).toBe('refused');
        }),
        { numRuns: 150, examples: [[0], [1], [7], [8], [bytes.length - 1]] },
      );
    }
  });

  it('is refused at any length in fragments, except where a fragment ends and the file says nothing of more', async () => {
    const bytes = await fixture('fragmented-320x180.mp4');
    const ends = topLevelEnds(bytes).filter(({ after }) => after !== 'ftyp' && after !== 'moov');
    const file = await written(bytes);
    const nearEdges = new Set(ends.flatMap(({ end }) => [-9, -8, -1, 0, 1, 7, 8].map((by) => end + by)));
    for (let length = bytes.length - 1; length > 0; length -= 1) {
      if (length % 43 !== 0 && !nearEdges.has(length)) continue;
      await truncate(file, length);
      const verdict = await vetFile(file, 'video');
      const wholeFragments = ends.some(({ end, after }) => end === length && after === 'mdat');
      expect([length, verdict.outcome]).toEqual([length, wholeFragments ? 'whole' : 'refused']);
      // And then it says that the end is not proven.
      if (verdict.outcome === 'whole') expect(verdict.endProven).toBe(false);
    }
    const lastData = ends.filter(({ after }) => after === 'mdat').at(-1);
    await writeFile(file, bytes.subarray(0, lastData?.end));
    await expect(vetFile(file, 'video')).resolves.toMatchObject({ outcome: 'whole', endProven: false });
  });

  it('is refused when its fragments last shorter than it declares', async () => {
    await expect(vetBytes(tinyFragmented({ mehdMs: 160 }))).resolves.toMatchObject({ outcome: 'whole' });
    // A second and 2 % are what writers round.
    expect(codeOf(await vetBytes(tinyFragmented({ mehdMs: 1_100 })))).toBe('whole');
    expect(codeOf(await vetBytes(tinyFragmented({ mehdMs: 2_000 })))).toBe('cut-off');
    await expect(vetBytes(tinyFragmented({ mehdMs: 20_000 }))).resolves.toMatchObject({
      outcome: 'refused',
      code: 'cut-off',
    });
  });

  it('passes when only the padding behind it is cut off at its start: nothing of it is missing', async () => {
    const bytes = await fixture('speaker-320x180-part1.mp4');
    const padded = Buffer.concat([bytes, isoBox('free', Buffer.alloc(100))]);
    expect(codeOf(await vetBytes(padded))).toBe('whole');
    expect(codeOf(await vetBytes(padded.subarray(0, bytes.length)))).toBe('whole');
    // Less than a header: whether something is missing, only a declared size tells.
    expect(await vetBytes(padded.subarray(0, bytes.length + 1))).toMatchObject({ endProven: false });
    for (const length of [bytes.length + 8, padded.length - 1]) {
      expect(codeOf(await vetBytes(padded.subarray(0, length)))).toBe('cut-off');
    }
  });

  it('is refused at every length of a WebM file that names its size', async () => {
    const bytes = await fixture('speaker-320x180.webm');
    const file = await written(bytes);
    for (let length = bytes.length - 1; length > 0; length -= 41) {
      await writeFile(file, bytes.subarray(0, length));
      expect([length, (await vetFile(file, 'video')).outcome]).toEqual([length, 'refused']);
    }
  });

  it('of a synthetic MP4 is refused at any point', async () => {
    const synthetic = syntheticMp4({ sizeBytes: 200_000, seed: 3 });
    const bytes = synthetic.read(0, synthetic.sizeBytes);
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), async (length) => {
        expect((await vetBytes(bytes.subarray(0, length))).outcome).toBe('refused');
      }),
      { numRuns: 60 },
    );
  });
});

/** Where each top-level box ends, with its type. */
function topLevelEnds(bytes: Buffer): { end: number; after: string }[] {
  const ends = [];
  for (let at = 0; at < bytes.length;) {
    const after = bytes.toString('latin1', at + 4, at + 8);
    at += bytes.readUInt32BE(at);
    ends.push({ end: at, after });
  }
  return ends;
}

const MANY = 0xffff_ffff;

describe('fault 47: a file made to hurt its reader', () => {
  it.each([
    [
      'stts counts 2^32-1 samples',
      tinyMp4({ stts: tableBox('stts', 1, MANY, 40), ctts: tableBox('ctts', 1, 4, 0) }),
      'tables-disagree',
    ],
    [
      'stts counts 20 million samples',
      tinyMp4({ stts: tableBox('stts', 1, 20_000_000, 40) }),
      'tables-disagree',
    ],
    ['ctts counts 2^32-1 samples', tinyMp4({ ctts: tableBox('ctts', 1, MANY, 0) }), 'tables-disagree'],
    [
      'stsc puts 2^32-1 samples into a chunk',
      tinyMp4({ stsc: tableBox('stsc', 1, 1, MANY, 1) }),
      'chunk-too-large',
    ],
    ['stsc puts no samples into a chunk', tinyMp4({ stsc: tableBox('stsc', 1, 1, 0, 1) }), 'chunk-too-large'],
    ['stsc begins beyond the chunks', tinyMp4({ stsc: tableBox('stsc', 1, 9, 4, 1) }), 'tables-disagree'],
    ['stsc goes back', tinyMp4({ stsc: tableBox('stsc', 2, 1, 4, 1, 1, 4, 1) }), 'tables-disagree'],
    ['stsc covers fewer samples', tinyMp4({ stsc: tableBox('stsc', 1, 1, 3, 1) }), 'tables-disagree'],
    [
      'stsz counts more than its box holds',
      tinyMp4({ stsz: tableBox('stsz', 0, 1000, 4, 4, 4, 4) }),
      'table-size',
    ],
    [
      'stsz counts 2^32-1 samples of one size',
      tinyMp4({ stsz: tableBox('stsz', 4, MANY) }),
      'too-many-samples',
    ],
    ['stco counts more than its box holds', tinyMp4({ stco: tableBox('stco', 1000, 36) }), 'table-size'],
    ['stco points beyond the file', tinyMp4({ stco: tableBox('stco', 1, 1_000_000) }), 'cut-off'],
    ['stss is not in order', tinyMp4({ stss: tableBox('stss', 2, 3, 1) }), 'tables-disagree'],
    ['stss names a sample that is not there', tinyMp4({ stss: tableBox('stss', 1, 5) }), 'tables-disagree'],
    ['sample sizes are compact', tinyMp4({ more: [tableBox('stz2', 8, 4, 0)] }), 'unknown-table'],
    ['a table is there twice', tinyMp4({ more: [tableBox('stts', 1, MANY, 40)] }), 'tables-disagree'],
    ['a table is missing', tinyMp4({ stsc: Buffer.alloc(0) }), 'table-missing'],
    [
      'a track has a thousand edits',
      tinyMp4({ edts: isoBox('edts', tableBox('elst', 1000, 0, 0, 0)) }),
      'too-many-edits',
    ],
    [
      'elst counts more than its box holds',
      tinyMp4({ edts: isoBox('edts', tableBox('elst', 30, 0, 0, 0)) }),
      'table-size',
    ],
    [
      'a track lasts ten million seconds',
      tinyMp4({ stts: tableBox('stts', 1, 4, 2_500_000_000) }),
      'too-long',
    ],
    ['a track counts in no unit', tinyMp4({ mdhd: tableBox('mdhd', 0, 0, 0, 160, 0) }), 'no-timescale'],
    [
      'stsd counts 2^32-1 formats',
      tinyMp4({ stsd: isoBox('stsd', Buffer.from('00000000ffffffff', 'hex')) }),
      'too-many-entries',
    ],
    ['a sample table hides in a sample entry', hiddenInEntry(), 'misplaced-box'],
    [
      'a sample table hides in the user data',
      tinyMp4({}, [isoBox('udta', tableBox('stts', 1, MANY, 1))]),
      'misplaced-box',
    ],
    [
      'a track hides in the metadata',
      tinyMp4({}, [isoBox('meta', [Buffer.alloc(4), trak(TINY_DATA_AT)])]),
      'misplaced-box',
    ],
    [
      'its sound is encrypted',
      tinyMp4({
        stsd: isoBox('stsd', [Buffer.from('0000000000000001', 'hex'), isoBox('enca', Buffer.alloc(40))]),
      }),
      'encrypted',
    ],
    ['two tracks have one number', tinyMp4({}, [trak(TINY_DATA_AT)]), 'tables-disagree'],
    ['it has 10,000 tracks', manyTracks(10_000), 'too-many-tracks'],
    [
      'it has two tables of contents',
      Buffer.concat([tinyMp4(), isoBox('moov', [mvhd(), trak(TINY_DATA_AT)])]),
      'two-movies',
    ],
    [
      'a box claims 2^63 bytes',
      Buffer.concat([FTYP, wideBox('mdat', Buffer.alloc(16), 2n ** 63n)]),
      'cut-off',
    ],
    [
      'a box claims 2^64-1 bytes inside another',
      Buffer.concat([FTYP, isoBox('moov', wideBox('trak', Buffer.alloc(16), 2n ** 64n - 1n))]),
      'box-size',
    ],
    [
      'a box is smaller than its header',
      Buffer.concat([FTYP, isoBox('moov', isoBox('mvhd', [], 4))]),
      'box-size',
    ],
    [
      'a wide box is smaller than its header',
      Buffer.concat([FTYP, wideBox('moov', Buffer.alloc(16), 8n)]),
      'box-size',
    ],
    [
      'a box without a size stands inside another',
      Buffer.concat([FTYP, isoBox('moov', isoBox('trak', [], 0))]),
      'box-size',
    ],
    [
      'a box is larger than the one around it',
      Buffer.concat([FTYP, isoBox('moov', isoBox('trak', [], 1000))]),
      'box-size',
    ],
    ['a type is not printable', Buffer.concat([FTYP, isoBox('\0\x01\x02\x03')]), 'box-type'],
    [
      'boxes are nested 5,000 deep',
      Buffer.concat([FTYP, isoBox('moov', [mvhd(), nested('dinf', 5000)])]),
      'too-deep',
    ],
    [
      'metadata are nested 5,000 deep',
      Buffer.concat([FTYP, isoBox('moov', [mvhd(), nested('meta', 5000)])]),
      'too-deep',
    ],
    ['there is no table of contents', Buffer.concat([FTYP, MDAT]), 'no-movie'],
    ['there are no samples', Buffer.concat([FTYP, isoBox('moov', [mvhd()])]), 'no-samples'],
    [
      'a run of a fragment counts 2^32-1 bare samples',
      tinyFragmented({ trun: isoBox('trun', Buffer.from('00000000ffffffff', 'hex')) }),
      'run-too-long',
    ],
    [
      'a run counts 20 million bare samples',
      tinyFragmented({ trun: tableBox('trun', 20_000_000) }),
      'run-too-long',
    ],
    [
      'a run counts more than its box holds',
      tinyFragmented({ trun: isoBox('trun', u32(TRUN_SIZES, 20_000_000, 4)) }),
      'table-size',
    ],
    [
      'a run lies beyond the file',
      tinyFragmented({ trun: isoBox('trun', u32(TRUN_SIZES | 1, 1, 1_000_000, 4)) }),
      'cut-off',
    ],
    [
      'many runs count the most that one may',
      tinyFragmented({ moreInTraf: manyRuns(60), defaultSizeBytes: 0 }),
      'too-many-samples',
    ],
    [
      'a fragment comes before the table of contents',
      Buffer.concat([FTYP, isoBox('moof'), tinyMp4().subarray(FTYP.length)]),
      'no-movie',
    ],
  ])('is refused when %s', async (_name, bytes, code) => {
    const file = await written(bytes);
    expect(codeOf(await vetFile(file, 'video'))).toBe(code);
    // The whole way, in the process that would die of it.
    const [pid] = child.processIds().readers;
    await expect(child.inspect(file, 'video')).resolves.toMatchObject({ outcome: 'refused', code });
    if (pid !== undefined) expect(child.processIds().readers).toEqual([pid]);
  });

  it('is refused when it has two million empty boxes', async () => {
    const boxes = Buffer.concat([FTYP, Buffer.alloc(16_000_000, isoBox('free'))]);
    expect(codeOf(await vetBytes(boxes))).toBe('too-many-boxes');
  });

  it('is refused when empty boxes hide behind a fragment', async () => {
    const boxes = Buffer.concat([tinyFragmented(), Buffer.alloc(8 * 30_000, isoBox('mdat'))]);
    expect(codeOf(await vetBytes(boxes))).toBe('too-many-boxes');
  });

  it('is refused when its table of contents has 3 GB', async () => {
    const size = 3_000_000_000;
    const start = Buffer.concat([FTYP, isoBox('moov', mvhd(), size - FTYP.length)]);
    const file = await sparse(start, size);
    expect(codeOf(await vetFile(file, 'video'))).toBe('box-too-large');
    await expect(child.inspect(file, 'video')).resolves.toMatchObject({ outcome: 'refused' });
  });

  it('is refused when a fragment header has 600 MB', async () => {
    const moov = tinyFragmented().subarray(0, tinyFragmented().indexOf('moof') - 4);
    const size = 600_000_000;
    const file = await sparse(Buffer.concat([moov, isoBox('moof', [], size - moov.length)]), size);
    expect(codeOf(await vetFile(file, 'video'))).toBe('box-too-large');
  });

  it('is refused when a million samples are in one chunk, and taken when each has its own', async () => {
    const count = 1_000_000;
    const data = isoBox('mdat', Buffer.alloc(8));
    const many = (stsc: Buffer, stco: Buffer): Buffer =>
      Buffer.concat([
        FTYP,
        data,
        isoBox('moov', [
          mvhd(),
          trak(0, { stts: tableBox('stts', 1, count, 1), stsz: tableBox('stsz', 4, count), stsc, stco }),
        ]),
      ]);
    const place = FTYP.length + 8;
    expect(codeOf(await vetBytes(many(tableBox('stsc', 1, 1, count, 1), tableBox('stco', 1, place))))).toBe(
      'chunk-too-large',
    );
    const places = Buffer.alloc(8 + count * 4);
    places.writeUInt32BE(count, 4);
    for (let chunk = 0; chunk < count; chunk += 1) places.writeUInt32BE(place, 8 + chunk * 4);
    expect(codeOf(await vetBytes(many(tableBox('stsc', 1, 1, 1, 1), isoBox('stco', places))))).toBe('whole');
  });

  it('never fails in another way than by being refused, however a valid file is damaged', async () => {
    for (const name of [...MP4S, 'fragmented-320x180.mp4', 'speaker-320x180.webm', 'live-320x180.webm']) {
      const bytes = await fixture(name);
      const file = await written(bytes);
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 20 }),
          async (changes) => {
            const damaged = Buffer.from(bytes);
            for (const [at, value] of changes) damaged[at] = value;
            await writeFile(file, damaged);
            expect(['whole', 'refused']).toContain((await vetFile(file, 'video')).outcome);
          },
        ),
        { numRuns: 100 },
      );
    }
  });
});

describe('a picture', () => {
  it('of more than 64 MB is refused, a small one passes', async () => {
    const jpeg = Buffer.from('ffd8ffe000104a464946', 'hex');
    expect(codeOf(await vetBytes(jpeg, 'thumbnail'))).toBe('whole');
    expect(codeOf(await vetFile(await sparse(jpeg, 64 * 1024 * 1024 + 1), 'thumbnail'))).toBe('too-large');
  });
});

describe('a recording', () => {
  it('beyond a day is refused by its size, before anything of it is read', async () => {
    const start = tinyMp4();
    expect(codeOf(await vetFile(await sparse(start, 256 * 1024 ** 3 + 1), 'video'))).toBe('too-large');
    const mp3 = Buffer.from('4944330400', 'hex');
    expect(codeOf(await vetFile(await sparse(mp3, 32 * 1024 ** 3 + 1), 'audio'))).toBe('too-large');
    expect(codeOf(await vetFile(await sparse(mp3, 32 * 1024 ** 3), 'audio'))).toBe('whole');
  });
});

describe('what comes in the place of a video', () => {
  it.each([
    ['fault 25: nothing', '', 'is-empty'],
    ['two bytes', '\0\x1c', 'is-unknown'],
    ['fault 5: a login page', '<!doctype html><html>', 'is-html'],
    ['fault 6: a JSON error', '{"code":124}', 'is-json'],
    ['fault 45: an HLS playlist', '#EXTM3U\n#EXTINF:10,\nhttp://127.0.0.1:9/x.ts\n', 'is-playlist'],
    ['fault 45: a DASH manifest', '<?xml version="1.0"?><MPD></MPD>', 'is-playlist'],
    ['fault 45: a list for ffmpeg', "ffconcat version 1.0\nfile 'x'\n", 'is-playlist'],
    ['fault 45: a session description', 'v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\n', 'is-playlist'],
    // Formats that no provider sends: none of them reaches a parser.
    ['fault 47: FLAC', 'fLaC\0\0\0\x22'.padEnd(64, '\0'), 'is-other-format'],
    ['AVI', 'RIFF\xff\xff\0\0AVI LIST', 'is-other-format'],
    ['FLV', 'FLV\x01\x05\0\0\0\x09', 'is-other-format'],
    ['Windows Media', '\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9', 'is-other-format'],
    ['AIFF', 'FORM\0\0\0\x09AIFFCOMM', 'is-other-format'],
  ])('%s is refused', async (_name, words, code) => {
    expect(codeOf(await vetBytes(Buffer.from(words, 'latin1')))).toBe(code);
  });

  it('is told by its format', async () => {
    expect(await vetBytes(Buffer.from('fLaC\0\0\0\x22'.padEnd(64, '\0'), 'latin1'))).toMatchObject({
      said: message('media.unsupported', { detail: 'FLAC' }),
    });
  });

  it('fault 50: 5 MB and 3 GB of zeros are refused', async () => {
    expect(codeOf(await vetBytes(Buffer.alloc(5_000_000)))).toBe('is-zeros');
    expect(codeOf(await vetFile(await sparse(Buffer.alloc(0), 3_000_000_000), 'video'))).toBe('is-zeros');
  });

  it('fault 51: a transcript of 200 MB is refused, a small one passes', async () => {
    const start = Buffer.from('WEBVTT\n\n'.padEnd(4096, 'x'));
    expect(codeOf(await vetFile(await sparse(start, 200_000_000), 'transcript'))).toBe('too-large');
    expect(codeOf(await vetFile(fixturePath('captions.vtt'), 'transcript'))).toBe('whole');
  });

  it('throws for a file that is not there: that says nothing about the recording', async () => {
    await expect(vetFile(path.join(dir, 'missing.mp4'), 'video')).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('vet and probe together', () => {
  it('fault 45: a playlist behind a valid start reaches no other file', async () => {
    const playlist = Buffer.concat([
      isoBox('free', Buffer.from('\n#EXTM3U\n#EXTINF:1,\n/etc/hostname\n')),
      FTYP,
      MDAT,
    ]);
    await expect(inspectFile(await written(playlist), 'video')).resolves.toMatchObject({
      outcome: 'refused',
    });
  });

  it('refuses a live stream whose header claims more than it holds', async () => {
    const bytes = await fixture('speaker-320x180.webm');
    const clusters = allIndexesOf(bytes, Buffer.from('1f43b675', 'hex'));
    expect(clusters.length).toBeGreaterThan(2);
    const cut = Buffer.from(bytes.subarray(0, clusters[1]));
    // Segment of unknown size: as if it had been written live, with its duration known before.
    const segment = cut.indexOf(Buffer.from('18538067', 'hex')) + 4;
    cut.set(Buffer.from('01ffffffffffffff', 'hex'), segment);
    await expect(inspectFile(await written(cut), 'video')).resolves.toMatchObject({
      outcome: 'refused',
      code: 'cut-off',
    });
  });
});

function allIndexesOf(bytes: Buffer, word: Buffer): number[] {
  const found: number[] = [];
  for (let at = bytes.indexOf(word); at >= 0; at = bytes.indexOf(word, at + 1)) found.push(at);
  return found;
}

function hiddenInEntry(): Buffer {
  const entry = isoBox('zzzz', [Buffer.alloc(78), tableBox('stts', 1, MANY, 1)]);
  return tinyMp4({ stsd: isoBox('stsd', [u32(0, 1), entry]) });
}

function manyTracks(count: number): Buffer {
  const tracks = Array.from({ length: count }, (_, index) => trak(TINY_DATA_AT, { id: index + 1 }));
  return Buffer.concat([FTYP, MDAT, isoBox('moov', [mvhd(), ...tracks])]);
}

function manyRuns(count: number): Buffer[] {
  const sizeless = isoBox('trun', u32(0, 4096));
  return Array.from({ length: count }, () => sizeless);
}
