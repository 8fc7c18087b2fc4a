import { grouped } from './grouped';
import { canBeMain, chooseMain } from './main-view';
import { EXTRA_KINDS, type Occurrence, type ProviderFile, type Segment } from './recording';

/**
 * The segments of an occurrence in order, each with its main file. Every start-to-stop stretch that
 * has video or audio is one, in any view; its other files belong to it. Pure;
 * the order of `occurrence.files` changes nothing.
 */
export function segmentsOf(
  occurrence: Pick<Occurrence, 'files' | 'startedAt'>,
  preference: readonly string[],
): Segment[] {
  const bySegment = grouped(occurrence.files, ({ segmentKey }) => segmentKey);
  const keys = [...new Set(occurrence.files.filter(canBeMain).map((file) => file.segmentKey))].sort();
  return keys.flatMap((key, index) => {
    const files = bySegment.get(key) ?? [];
    const main = chooseMain(files, preference);
    return main === undefined
      ? []
      : [
          {
            key,
            number: index + 1,
            startedAt: main.startedAt ?? occurrence.startedAt,
            main,
            extras: extrasOf(files),
          },
        ];
  });
}

/** Ready ones only, in an order of their own: by kind, then by key. */
const extrasOf = (files: readonly ProviderFile[]): ProviderFile[] =>
  files
    .filter((file) => file.ready && EXTRA_KINDS.includes(file.kind))
    .sort((a, b) => EXTRA_KINDS.indexOf(a.kind) - EXTRA_KINDS.indexOf(b.kind) || (a.key < b.key ? -1 : 1));

/**
 * The segment to which something that began at `at` belongs: the last one that had begun by then,
 * else the first. `keys` are instants in order; undefined when there is none.
 */
export function segmentKeyAt(keys: readonly string[], at: string): string | undefined {
  let [low, high] = [0, keys.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] ?? '') <= at) low = middle + 1;
    else high = middle;
  }
  return keys[low - 1] ?? keys[0];
}
