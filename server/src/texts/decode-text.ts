import { message } from '../../../contracts/messages/catalogue';
import type { Message } from '../../../contracts/messages/message';
import { sniff } from '../domain/sniff';

/** Eight hours of speech have about 1 MB. The worst file of this size takes one or two seconds to read. */
export const TEXT_LIMIT_BYTES = 4 * 1024 * 1024;

type TextRefusal = 'too-large' | 'empty' | 'not-text' | 'other-format';

export type DecodedText =
  | {
      outcome: 'text';
      /** Lines end in a line feed; without byte order mark and NUL. */
      text: string;
      encoding: 'utf-8' | 'utf-16le' | 'utf-16be';
      /** Number of characters in place of broken bytes. */
      replaced: number;
    }
  | { outcome: 'refused'; code: TextRefusal; said: Message };

const refused = (code: TextRefusal, said: Message): DecodedText => ({
  outcome: 'refused',
  code,
  said,
});

export const tooLarge = (sizeBytes: number, limitBytes: number): DecodedText & { outcome: 'refused' } => ({
  outcome: 'refused',
  code: 'too-large',
  said: message('text.too-large', { size: { bytes: sizeBytes }, limit: { bytes: limitBytes } }),
});

/** In an unknown encoding about every second character is broken. A damaged file has only a few. */
const MOST_REPLACED_SHARE = 1 / 4;

/**
 * Decodes a provider's text file of any encoding and line ends. Broken bytes become U+FFFD and are
 * counted. Pure, in linear time.
 * @param limitBytes larger files are refused before they are decoded.
 */
export function decodeText(bytes: Uint8Array, limitBytes: number): DecodedText {
  if (bytes.length > limitBytes) return tooLarge(bytes.length, limitBytes);
  const encoding = encodingOf(bytes);
  const decoded = new TextDecoder(encoding).decode(bytes);
  const text = decoded.replace(/\u0000/g, '').replace(/\r\n?/g, '\n');
  const replaced = text.match(/\ufffd/g)?.length ?? 0;
  if (text.trim() === '') return refused('empty', message('text.empty'));
  if (replaced + (decoded.length - text.length) > 0 && isBroken(decoded, replaced)) {
    return refused('not-text', message('text.not-text'));
  }
  const first = sniff(Buffer.from(text.slice(0, 2000).replace(/\ufffd/g, '?')), 'chat');
  if (first.outcome === 'refused' && (first.what === 'html' || first.what === 'playlist')) {
    return refused('other-format', message(first.what === 'html' ? 'text.web-page' : 'text.playlist'));
  }
  return { outcome: 'text', text, encoding, replaced };
}

/** Whether too much of it is broken or NUL to make sense of the rest. */
const isBroken = (decoded: string, replaced: number): boolean =>
  replaced + (decoded.match(/\u0000/g)?.length ?? 0) > decoded.length * MOST_REPLACED_SHARE;

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** By its byte order mark. Without one, UTF-16 only if the bytes leave no doubt. */
function encodingOf(bytes: Uint8Array): Encoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  if (bytes.length < 2 || bytes.length % 2 === 1) return 'utf-8';
  // In UTF-16, blanks, digits and line ends have a zero byte, always on the same side, and files with
  // times have many of them in any language. In UTF-8 zero bytes are rare mistakes.
  let evenZeros = 0;
  let oddZeros = 0;
  for (let at = 0; at < bytes.length; at += 2) {
    if (bytes[at] === 0) evenZeros += 1;
    if (bytes[at + 1] === 0) oddZeros += 1;
  }
  const enough = bytes.length / 2 / 4;
  const guess: Encoding | undefined =
    evenZeros === 0 && oddZeros >= enough
      ? 'utf-16le'
      : oddZeros === 0 && evenZeros >= enough
        ? 'utf-16be'
        : undefined;
  return guess !== undefined && decodes(bytes, guess) ? guess : 'utf-8';
}

function decodes(bytes: Uint8Array, encoding: Encoding): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
