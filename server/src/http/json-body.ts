import { cutText, wellFormedValue } from '../../../contracts/foreign-text';

/** No provider sends JSON as deep as this. Code that walks it afterwards may be recursive. */
export const MAX_JSON_DEPTH = 100;

export type ParsedBody =
  | { outcome: 'json'; value: unknown }
  | { outcome: 'text'; text: string }
  /** Declared as JSON, but not valid: cut off, or something else. */
  | { outcome: 'broken'; text: string }
  | { outcome: 'too-deep' };

/** The closing quote of the string that opens at `quote`; the end of the text when there is none. */
function endOfString(text: string, quote: number): number {
  for (let end = text.indexOf('"', quote + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === 0x5c) backslashes += 1;
    if (backslashes % 2 === 0) return end;
  }
  return text.length;
}

/** Looks at everything but strings, which are most of a body. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    const char = text.charCodeAt(index);
    if (char === 0x22) index = endOfString(text, index);
    else if (char === 0x5b || char === 0x7b) {
      depth += 1;
      if (depth > MAX_JSON_DEPTH) return true;
    } else if (char === 0x5d || char === 0x7d) depth -= 1;
  }
  return false;
}

/** What begins each unicode escape. Most answers have none, and to look for this is faster than for a pattern. */
const ESCAPE = '\\u';
/** May be a letter of the key `__proto__`, written as a unicode escape. */
const ESCAPED_LETTER = /\\u00/;
/** May be half a character or NUL, written as unicode escapes. */
const UNSTORABLE = /\\u(?:d[89a-f]|0000)/i;
const withoutProto = (key: string, value: unknown): unknown => (key === '__proto__' ? undefined : value);

/**
 * Parses a body that is JSON by its content type or its first character. `__proto__` keys are left out, and
 * all texts are well formed, without NUL.
 */
export function parseBody(bytes: Buffer, contentType: string | undefined): ParsedBody {
  const decoded = bytes.toString('utf8');
  const text = (decoded.charCodeAt(0) === 0xfeff ? decoded.slice(1) : decoded).replaceAll('\0', ' ');
  const isDeclaredJson = /[/+]json\b/i.test(contentType ?? '');
  if (!/\S/.test(text) || !(isDeclaredJson || /^\s*[[{]/.test(text))) return { outcome: 'text', text };
  if (isTooDeep(text)) return { outcome: 'too-deep' };
  try {
    const hasEscapes = text.includes(ESCAPE);
    const mayNameProto = text.includes('__proto__') || (hasEscapes && ESCAPED_LETTER.test(text));
    const value: unknown = mayNameProto ? JSON.parse(text, withoutProto) : JSON.parse(text);
    return { outcome: 'json', value: hasEscapes && UNSTORABLE.test(text) ? wellFormedValue(value) : value };
  } catch {
    return isDeclaredJson ? { outcome: 'broken', text } : { outcome: 'text', text };
  }
}

const WORD_FIELDS = ['message', 'errorMessage', 'error_description', 'reason', 'detail', 'error'] as const;

/** Much more than anybody is shown. */
const MOST_WORDS = 4_000;

/** The beginning, up to the end of a word: half of a secret would not be recognised as one. */
function firstWords(text: string): string {
  if (text.length <= MOST_WORDS) return text;
  const cut = cutText(text, MOST_WORDS);
  return cut.slice(0, Math.max(cut.lastIndexOf(' '), cut.lastIndexOf('\n'), 0));
}

/** The provider's own explanation of a failure, if the body has one: its beginning. Never HTML. */
export function providerWords(parsed: ParsedBody): string | undefined {
  const words = foundWords(parsed);
  return words === undefined ? undefined : firstWords(words);
}

function foundWords(parsed: ParsedBody): string | undefined {
  if (parsed.outcome === 'text') {
    return parsed.text === '' || /^\s*</.test(parsed.text) ? undefined : parsed.text.trim();
  }
  if (parsed.outcome !== 'json' || typeof parsed.value !== 'object' || parsed.value === null)
    return undefined;
  const fields = new Map(Object.entries(parsed.value));
  for (const name of WORD_FIELDS) {
    const value: unknown = fields.get(name);
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
}
