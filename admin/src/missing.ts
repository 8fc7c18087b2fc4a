import { IMPORTED_KINDS } from '../../contracts/words';
import type { Translate } from './use-text';

/** The kind of a file in the reader's language; an unknown one as it is. */
export function kindName(t: Translate, kind: string): string {
  const known = IMPORTED_KINDS.find((one) => one === kind);
  return known === undefined ? kind : t(`fileKind.${known}`);
}
