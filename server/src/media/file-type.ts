import type { FileKind } from '../domain/recording';
import type { VettedContainer } from './vet';

/** Extensions of a container, by its content. The first one is the default. */
const EXTENSIONS: Partial<Record<VettedContainer, { video?: string[]; audio?: string[] }>> = {
  mp4: { video: ['mp4', 'm4v', 'mov'], audio: ['m4a', 'mp4'] },
  'fragmented-mp4': { video: ['mp4', 'm4v', 'mov'], audio: ['m4a', 'mp4'] },
  webm: { video: ['webm', 'mkv'] },
  matroska: { video: ['mkv', 'webm'] },
  ogg: { audio: ['ogg'] },
  mp3: { audio: ['mp3'] },
};

/**
 * The extension of a vetted file. The announced one stays if it can be true. If the container is another,
 * e.g. when a page turns out to show WebM, the content decides.
 */
export function extensionOf(container: VettedContainer, kind: FileKind, announced: string): string {
  if (kind !== 'video' && kind !== 'audio') return announced;
  const fitting = EXTENSIONS[container]?.[kind];
  return fitting === undefined || fitting.includes(announced) ? announced : (fitting[0] ?? announced);
}
