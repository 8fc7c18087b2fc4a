import { isTextKey, type Translate } from './use-text';

/** The kind of a file in the reader's language. */
export function kindName(t: Translate, kind: string): string {
  const key = `fileKind.${kind}`;
  return isTextKey(key) ? t(key) : kind;
}
