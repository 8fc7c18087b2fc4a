import { english } from '../../../../contracts/messages/say';
import { fixturePath } from '../../../../emulators/kit/media/fixture-track';
import { compareStreams } from './compare';
import { describeStreams, type Streams } from './streams';

const video = {
  codec: 'avc',
  parameter: 'avc1.42c01e',
  decoderConfig: '0142c01e',
  durationSeconds: 10,
  firstTimestampSeconds: 0,
  timeResolution: 12_800,
  width: 1280,
  height: 720,
  displayWidth: 1280,
  displayHeight: 720,
  rotation: 0,
};
const audio = {
  codec: 'aac',
  parameter: 'mp4a.40.2',
  decoderConfig: '1190',
  durationSeconds: 10,
  firstTimestampSeconds: 0,
  timeResolution: 48_000,
  sampleRateHz: 48_000,
  channels: 2,
};
const FIRST: Streams = { video, audio, furtherTracks: 0 };

/** Code and sentence of what keeps a second segment apart; `same` where nothing does. */
function found(...files: Streams[]): [string, string] | 'same' {
  const compared = compareStreams(files);
  return compared.outcome === 'differ' ? [compared.code, english(compared.said)] : 'same';
}
const apart = (over: { video?: object | null; audio?: object | null; furtherTracks?: number }) =>
  found(FIRST, {
    video: over.video === null ? null : { ...video, ...over.video },
    audio: over.audio === null ? null : { ...audio, ...over.audio },
    furtherTracks: over.furtherTracks ?? 0,
  });

describe('whether segments can become one file', () => {
  it('they can when they are parts of one recording', async () => {
    const parts = await Promise.all(
      ['speaker-320x180-part1.mp4', 'speaker-320x180-part2.mp4'].map((name) =>
        describeStreams(fixturePath(name)),
      ),
    );
    expect(found(...parts)).toBe('same');
  });

  it('they can whatever their lengths and clocks are', () => {
    expect(apart({ video: { durationSeconds: 3, timeResolution: 90_000, firstTimestampSeconds: 0.1 } })).toBe(
      'same',
    );
    expect(
      apart({ audio: { durationSeconds: 3, timeResolution: 44_100, firstTimestampSeconds: -0.02 } }),
    ).toBe('same');
    const sound = { video: null, audio, furtherTracks: 0 };
    expect(found(sound, sound)).toBe('same');
    const silent = { video, audio: null, furtherTracks: 0 };
    expect(found(silent, silent, silent)).toBe('same');
    for (const codec of ['avc', 'hevc'])
      expect(found({ ...FIRST, video: { ...video, codec } }, { ...FIRST, video: { ...video, codec } })).toBe(
        'same',
      );
    for (const codec of ['aac', 'mp3'])
      expect(found({ ...FIRST, audio: { ...audio, codec } }, { ...FIRST, audio: { ...audio, codec } })).toBe(
        'same',
      );
  });

  it.each([
    [{ video: { width: 640 } }, 'size', /size \(640×720 instead of 1280×720\)/],
    [{ video: { height: 480 } }, 'size', /size \(1280×480 instead of 1280×720\)/],
    [{ video: { rotation: 90 } }, 'rotation', /rotated/],
    [{ video: { displayWidth: 960 } }, 'aspect', /aspect ratio/],
    [{ video: { displayHeight: 540 } }, 'aspect', /aspect ratio/],
    [{ video: { codec: 'hevc' } }, 'encoding', /video .* encoded differently/],
    [{ video: { parameter: 'avc1.640028' } }, 'encoding', /video .* encoded differently/],
    [{ video: { decoderConfig: 'ff' } }, 'encoding', /video .* encoded differently/],
    [{ audio: { sampleRateHz: 44_100 } }, 'sound', /44\.1 kHz, 2 channels instead of 48 kHz, 2 channels/],
    [{ audio: { channels: 1 } }, 'sound', /48 kHz, 1 channel instead of 48 kHz, 2 channels/],
    [{ audio: { codec: 'mp3' } }, 'sound-encoding', /audio .* encoded differently/],
    [{ audio: { parameter: 'mp4a.40.5' } }, 'sound-encoding', /audio .* encoded differently/],
    [{ audio: { decoderConfig: '1210' } }, 'sound-encoding', /audio .* encoded differently/],
    [{ video: null }, 'picture-missing', /has no video, but segment 1 has/],
    [{ audio: null }, 'sound-missing', /has no audio, but segment 1 has/],
    [{ video: null, audio: null }, 'empty', /no video and no audio/],
    [{ furtherTracks: 1 }, 'further-tracks', /more than one/],
    [{ video: { codec: 'vp9' } }, 'codec', /video format of segment 2 \(vp9\)/],
    [{ audio: { codec: null } }, 'codec', /audio format of segment 2 \(unknown\)/],
    [{ video: { firstTimestampSeconds: -0.5 } }, 'starts-before-zero', /must not be shown/],
  ] as const)('they can not when the second differs by %j', (over, code, sentence) => {
    expect(apart(over)).toEqual([code, expect.stringMatching(sentence)]);
    expect(apart(over)[1]).toContain('egment 2');
  });

  it('they can not when only a later one has video or audio', () => {
    expect(found({ ...FIRST, video: null }, FIRST)).toEqual([
      'picture-missing',
      'Segment 2 has video, but segment 1 has none.',
    ]);
    expect(found({ ...FIRST, audio: null }, FIRST)).toEqual([
      'sound-missing',
      'Segment 2 has audio, but segment 1 has none.',
    ]);
  });

  it('each segment is looked at, and the one that keeps them apart is named', () => {
    expect(found(FIRST, FIRST, { ...FIRST, video: { ...video, width: 640 } })).toEqual([
      'size',
      expect.stringContaining('segment 3'),
    ]);
    expect(found({ ...FIRST, furtherTracks: 2 }, FIRST)).toEqual([
      'further-tracks',
      expect.stringContaining('Segment 1'),
    ]);
    expect(found()).toEqual(['nothing', expect.any(String)]);
  });
});
