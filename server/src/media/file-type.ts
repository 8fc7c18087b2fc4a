import type { FileKind } from '../domain/recording';
import type { VettedContainer } from './vet';

/** Extensions under which a container is known, by what it holds; the first is the one to give. */
const EXTENSIONS: Partial<Record<VettedContainer, { video?: string[]; audio?: string[] }>> = {
  mp4: { video: ['mp4', 'm4v', 'mov'], audio: ['m4a', 'mp4'] },
  'fragmented-mp4': { video: ['mp4', 'm4v', 'mov'], audio: ['m4a', 'mp4'] },
  webm: { video: ['webm', 'mkv'] },
  matroska: { video: ['mkv', 'webm'] },
  ogg: { audio: ['ogg'] },
  mp3: { audio: ['mp3'] },
};

/**
 * The extension of a vetted file. What a provider announced stands as long as it can be true; where
 * the bytes are of another container, as when a page turns out to show WebM, the bytes decide.
 */
export function extensionOf(container: VettedContainer, kind: FileKind, announced: string): string {
  if (kind !== 'video' && kind !== 'audio') return announced;
  const fitting = EXTENSIONS[container]?.[kind];
  return fitting === undefined || fitting.includes(announced) ? announced : (fitting[0] ?? announced);
}
