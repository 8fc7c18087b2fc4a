import type { ProviderFile } from './recording';

/** The audio of one person or of an interpreter is only a part of a meeting. */
const NEVER_MAIN = ['each_participant', 'audio_interpretation', 'thumbnail'];

/** True for a video or audio file that can represent its segment. */
export const canBeMain = (file: ProviderFile): boolean =>
  (file.kind === 'video' || file.kind === 'audio') &&
  !NEVER_MAIN.some((part) => file.view.toLowerCase().includes(part));

/**
 * Chooses the file that represents a segment: the first wish of `preference` that a video meets,
 * else the largest video, else the same among audio files; undefined when there is neither.
 *
 * A wish is met by any view that contains it, since providers spell views differently over the
 * years; within one wish the exact spelling comes first, then size. Pure, and independent of the
 * order of `files`. Readiness is not looked at: an unfinished better view is waited for, not passed over.
 */
export function chooseMain(
  files: readonly ProviderFile[],
  preference: readonly string[],
): ProviderFile | undefined {
  const wishes = preference.map((wish) => wish.trim().toLowerCase()).filter((wish) => wish !== '');
  const rank = (file: ProviderFile): number => {
    const view = file.view.toLowerCase();
    const met = wishes.findIndex((wish) => view.includes(wish));
    return met === -1 ? wishes.length : met;
  };
  const isExact = (file: ProviderFile): boolean => wishes[rank(file)] === file.view.toLowerCase();
  const [best] = files
    .filter(canBeMain)
    .sort(
      (a, b) =>
        Number(a.kind === 'audio') - Number(b.kind === 'audio') ||
        rank(a) - rank(b) ||
        Number(isExact(b)) - Number(isExact(a)) ||
        (b.sizeBytes ?? 0) - (a.sizeBytes ?? 0) ||
        (a.key < b.key ? -1 : 1),
    );
  return best;
}
