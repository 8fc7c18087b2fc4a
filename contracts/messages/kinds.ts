import { IMPORTED_KINDS } from '../words';
import { message } from './catalogue';
import type { MessageOrText } from './message';

/** A kind of file as it stands inside a sentence, e.g. `captions`; an unknown one as it is. */
export function kindName(kind: string): MessageOrText {
  const known = IMPORTED_KINDS.find((one) => one === kind);
  return known === undefined ? kind : message(`kind.${known}`);
}
