import type { Streams } from './streams';

export type Comparison =
  | { outcome: 'same' }
  /** `reason` is a sentence for editors. */
  | { outcome: 'differ'; code: string; reason: string };

/** Codecs that an MP4 file takes as they are, and players play from one. */
const COPIED_VIDEO = new Set(['avc', 'hevc']);
const COPIED_AUDIO = new Set(['aac', 'mp3']);

const differ = (code: string, reason: string): Comparison => ({ outcome: 'differ', code, reason });
const size = ({ width, height }: { width: number; height: number }) => `${width}×${height}`;
const hertz = (value: number) => `${value / 1000} kHz`;
const channels = (count: number) => (count === 1 ? 'mono' : count === 2 ? 'stereo' : `${count} channels`);

/**
 * Whether files can become one without re-encoding: the same codecs with the same parameters. ffmpeg
 * joins others without a word and leaves a file that no player plays to its end, so this is asked
 * before any joiner runs. Pure.
 */
export function compareStreams(files: readonly Streams[]): Comparison {
  const [first, ...others] = files;
  if (first === undefined) return differ('nothing', 'There is nothing to join.');
  for (const [index, file] of files.entries()) {
    const segment = `Segment ${index + 1}`;
    if (file.furtherTracks > 0)
      return differ('further-tracks', `${segment} has more than one picture or sound track.`);
    if (file.video === null && file.audio === null)
      return differ('empty', `${segment} has neither picture nor sound.`);
    if (file.video !== null && !COPIED_VIDEO.has(file.video.codec ?? ''))
      return differ('codec', `${segment} is encoded as ${file.video.codec ?? 'something unknown'}.`);
    if (file.audio !== null && !COPIED_AUDIO.has(file.audio.codec ?? ''))
      return differ(
        'codec',
        `The sound of ${segment.toLowerCase()} is encoded as ${file.audio.codec ?? 'something unknown'}.`,
      );
    if ((file.video?.firstTimestampSeconds ?? 0) < 0)
      return differ('starts-before-zero', `${segment} begins with pictures that are not to be shown.`);
  }
  for (const [index, file] of others.entries()) {
    const found = differenceOf(first, file, `Segment ${index + 2}`);
    if (found !== undefined) return found;
  }
  return { outcome: 'same' };
}

function differenceOf(first: Streams, file: Streams, segment: string): Comparison | undefined {
  const { video, audio } = file;
  if ((video === null) !== (first.video === null))
    return differ(
      'picture-missing',
      `${segment} ${video === null ? 'has no picture' : 'has a picture'}, unlike the first.`,
    );
  if ((audio === null) !== (first.audio === null))
    return differ(
      'sound-missing',
      `${segment} ${audio === null ? 'has no sound' : 'has sound'}, unlike the first.`,
    );
  if (video !== null && first.video !== null) {
    const other = first.video;
    if (video.width !== other.width || video.height !== other.height)
      return differ(
        'size',
        `${segment} has another picture size (${size(video)} instead of ${size(other)}).`,
      );
    if (video.rotation !== other.rotation) return differ('rotation', `${segment} is turned another way.`);
    if (video.displayWidth !== other.displayWidth || video.displayHeight !== other.displayHeight)
      return differ('aspect', `${segment} is shown in another shape.`);
    if (
      video.codec !== other.codec ||
      video.parameter !== other.parameter ||
      video.decoderConfig !== other.decoderConfig
    )
      return differ('encoding', `${segment} is encoded otherwise than the first.`);
  }
  if (audio !== null && first.audio !== null) {
    const other = first.audio;
    if (audio.sampleRateHz !== other.sampleRateHz || audio.channels !== other.channels) {
      return differ(
        'sound',
        `The sound of ${segment.toLowerCase()} is other than the first's (${hertz(audio.sampleRateHz)} ${channels(audio.channels)} instead of ${hertz(other.sampleRateHz)} ${channels(other.channels)}).`,
      );
    }
    if (
      audio.codec !== other.codec ||
      audio.parameter !== other.parameter ||
      audio.decoderConfig !== other.decoderConfig
    )
      return differ(
        'sound-encoding',
        `The sound of ${segment.toLowerCase()} is encoded otherwise than the first's.`,
      );
  }
  return undefined;
}
