/**
 * Characters by which an address is taken for another one (UTS #39). An address is compared character by
 * character, so none of them passes a rule. They are refused so that no person takes one for the other.
 * Pure, and without the schema library.
 */

/** They can't be seen, or belong to no text. */
const UNSEEN = /[\p{C}\p{Default_Ignorable_Code_Point}\u2028\u2029]/u;
const isUnseen = (sign: string): boolean => UNSEEN.test(sign);

/** Another way to write other characters: full-width letters, ligatures, the sign of Kelvin. */
const isAnotherForm = (sign: string): boolean => sign.normalize('NFKC') !== sign;

/** Letters that no name of today is written with, or that are signs of phonetics (UAX #31, table 5). */
const RECOMMENDED =
  'Arabic Armenian Bengali Bopomofo Cyrillic Devanagari Ethiopic Georgian Greek Gujarati Gurmukhi Han Hangul Hebrew Hiragana Kannada Katakana Khmer Lao Latin Malayalam Myanmar Oriya Sinhala Tamil Telugu Thaana Thai Tibetan'.split(
    ' ',
  );
type Script = (typeof RECOMMENDED)[number];
const SCRIPTS = RECOMMENDED.map((name) => ({ name, sign: new RegExp(`\\p{Script=${name}}`, 'u') }));
const SHARED = /[\p{Script=Common}\p{Script=Inherited}]/u;
const MODIFIER = /[\u02b0-\u02ff\ua700-\ua71f]/u;

const scriptOf = (sign: string): Script | undefined => SCRIPTS.find((script) => script.sign.test(sign))?.name;
const isOutOfUse = (sign: string): boolean =>
  MODIFIER.test(sign) || (/[\p{L}\p{M}]/u.test(sign) && !SHARED.test(sign) && scriptOf(sign) === undefined);

/** Scripts that are written together: Japanese, Korean and Chinese, each with Latin (UTS #39, 5.2). */
const TOGETHER: readonly (readonly Script[])[] = [
  ['Latin', 'Han', 'Hiragana', 'Katakana'],
  ['Latin', 'Han', 'Hangul'],
  ['Latin', 'Han', 'Bopomofo'],
];

/** Small letters that are read as one of the English alphabet. */
const READ_AS_ASCII = new Set([
  // Latin
  ...'ɑɡɩɪɴʀʙɢʜʟʏᴀᴄᴅᴇᴊᴋᴍᴏᴘᴛᴜᴠᴡᴢꜱıȷƅǀ',
  // Cyrillic
  ...'асԁеҽгһіӏјопрԛѕԝѡхуүъьѵ',
  // Greek
  ...'αονρικυγηωχ',
  // Armenian
  ...'օոսհցզլյ',
]);
const ASCII = /^[\x20-\x7e]$/;

/** A part between two dots, or before the @. `isForeign`: the last label is not written in Latin letters. */
function inLabel(label: string, isForeign: boolean): string[] {
  const signs = [...label.normalize('NFC').toLowerCase()];
  const odd = signs.filter((sign) => !ASCII.test(sign));
  if (odd.length === 0) return [];
  const scripts = new Set(signs.flatMap((sign) => scriptOf(sign) ?? []));
  const fitsTogether =
    scripts.size <= 1 || TOGETHER.some((set) => [...scripts].every((one) => set.includes(one)));
  if (!fitsTogether) {
    const first = scripts.has('Latin') ? 'Latin' : [...scripts][0];
    return signs.filter((sign) => (scriptOf(sign) ?? first) !== first);
  }
  const foreignDigits = signs.filter(
    (sign) => /\p{N}/u.test(sign) && !ASCII.test(sign) && scriptOf(sign) !== 'Han',
  );
  if (foreignDigits.length > 0 && scripts.has('Latin')) return foreignDigits;
  return !isForeign && odd.every((sign) => READ_AS_ASCII.has(sign)) ? odd : [];
}

/** Each character of a domain, a host or an e-mail address that can't be seen or is taken for another one. */
export function lookAlikes(address: string): string[] {
  const signs = [...address].filter(
    (sign) => isUnseen(sign) || isAnotherForm(sign) || isOutOfUse(sign.toLowerCase()),
  );
  if (signs.length > 0) return [...new Set(signs)];
  const labels = address.split(/[.@]/);
  const last = [...(labels.at(-1) ?? '')];
  const isForeign =
    last.every((sign) => scriptOf(sign) !== 'Latin') &&
    last.some((sign) => !SHARED.test(sign) && !READ_AS_ASCII.has(sign.toLowerCase()));
  return [...new Set(labels.flatMap((label) => inLabel(label, isForeign)))];
}

/** `о (U+043E)`; only the number of one that can't be seen. */
export function shownCharacter(sign: string): string {
  const code = `U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  return isUnseen(sign) || /\p{M}/u.test(sign) ? code : `${sign} (${code})`;
}
