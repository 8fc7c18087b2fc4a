import { isMissingCode, type FileProblem } from '../../contracts/missing';
import { formatBytes } from './format';
import { isTextKey, type Say, type TextValues, type Translate } from './use-text';

/** Why a file is missing and what to do, in the reader's language; the server's words for unknown codes. */
export function missingWhy(t: Translate, say: Say, locale: string, problem: FileProblem): string {
  const { code, values = {}, what } = problem;
  if (code === 'unreadable-text') {
    const key = `missing.found.${values.found ?? ''}`;
    return t('missing.why.unreadable-text', { found: isTextKey(key) ? t(key) : '' });
  }
  if (isMissingCode(code)) return t(`missing.why.${code}`, shown(locale, values));
  return what === undefined ? t('missing.why.unknown') : say(what);
}

/** Sizes are numbers of bytes under names that end so. */
const shown = (locale: string, values: TextValues): TextValues =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      name.endsWith('Bytes') ? formatBytes(locale, Number(value)) : value,
    ]),
  );

/** The kind of a file in the reader's language. */
export function kindName(t: Translate, kind: string): string {
  const key = `fileKind.${kind}`;
  return isTextKey(key) ? t(key) : kind;
}
