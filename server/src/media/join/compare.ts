import { message } from '../../../../contracts/messages/catalogue';
import type { Message } from '../../../../contracts/messages/message';
import type { Streams } from './streams';

export type Comparison =
  | { outcome: 'same' }
  /** `said` is why, for editors. */
  | { outcome: 'differ'; code: string; said: Message };

/** Codecs that an MP4 file takes as they are, and that players play from one. */
const COPIED_VIDEO = new Set(['avc', 'hevc']);
const COPIED_AUDIO = new Set(['aac', 'mp3']);

const differ = (code: string, said: Message): Comparison => ({ outcome: 'differ', code, said });
const size = ({ width, height }: { width: number; height: number }) => `${width}×${height}`;
const codecOf = ({ codec }: { codec: string | null }) => codec ?? message('join.unknown-codec');
const audioFormat = ({ sampleRateHz, channels }: { sampleRateHz: number; channels: number }) =>
  message('join.audio-format', { kilohertz: sampleRateHz / 1000, channels });

/**
 * Whether files can become one without re-encoding: the same codecs with the same parameters. ffmpeg
 * joins different ones without an error and leaves a file that no player plays to its end, so this is
 * asked before any joiner runs. Pure.
 */
export function compareStreams(files: readonly Streams[]): Comparison {
  const [first, ...others] = files;
  if (first === undefined) return differ('nothing', message('join.nothing'));
  for (const [index, file] of files.entries()) {
    const found = obstacleIn(file, index + 1);
    if (found !== undefined) return found;
  }
  for (const [index, file] of others.entries()) {
    const found = differenceOf(first, file, index + 2);
    if (found !== undefined) return found;
  }
  return { outcome: 'same' };
}

/** What makes a file impossible to join with any other. `segment` counts from 1. */
function obstacleIn({ video, audio, furtherTracks }: Streams, segment: number): Comparison | undefined {
  if (furtherTracks > 0) return differ('further-tracks', message('join.further-tracks', { segment }));
  if (video === null && audio === null) return differ('empty', message('join.empty', { segment }));
  if (video !== null && !COPIED_VIDEO.has(video.codec ?? ''))
    return differ('codec', message('join.video-codec', { segment, codec: codecOf(video) }));
  if (audio !== null && !COPIED_AUDIO.has(audio.codec ?? ''))
    return differ('codec', message('join.audio-codec', { segment, codec: codecOf(audio) }));
  if ((video?.firstTimestampSeconds ?? 0) < 0)
    return differ('starts-before-zero', message('join.starts-before-zero', { segment }));
  return undefined;
}

function differenceOf(first: Streams, file: Streams, segment: number): Comparison | undefined {
  const { video, audio } = file;
  if (video === null && first.video !== null)
    return differ('picture-missing', message('join.without-video', { segment }));
  if (video !== null && first.video === null)
    return differ('picture-missing', message('join.with-video', { segment }));
  if (audio === null && first.audio !== null)
    return differ('sound-missing', message('join.without-audio', { segment }));
  if (audio !== null && first.audio === null)
    return differ('sound-missing', message('join.with-audio', { segment }));
  if (video !== null && first.video !== null) {
    const other = first.video;
    if (video.width !== other.width || video.height !== other.height)
      return differ('size', message('join.size', { segment, size: size(video), first: size(other) }));
    if (video.rotation !== other.rotation) return differ('rotation', message('join.rotation', { segment }));
    if (video.displayWidth !== other.displayWidth || video.displayHeight !== other.displayHeight)
      return differ('aspect', message('join.aspect', { segment }));
    if (
      video.codec !== other.codec ||
      video.parameter !== other.parameter ||
      video.decoderConfig !== other.decoderConfig
    )
      return differ('encoding', message('join.encoding', { segment }));
  }
  if (audio !== null && first.audio !== null) {
    const other = first.audio;
    if (audio.sampleRateHz !== other.sampleRateHz || audio.channels !== other.channels)
      return differ(
        'sound',
        message('join.audio', { segment, format: audioFormat(audio), first: audioFormat(other) }),
      );
    if (
      audio.codec !== other.codec ||
      audio.parameter !== other.parameter ||
      audio.decoderConfig !== other.decoderConfig
    )
      return differ('sound-encoding', message('join.audio-encoding', { segment }));
  }
  return undefined;
}
