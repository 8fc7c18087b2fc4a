import type { FileKind } from './recording';

/** What the first bytes say the file is. `iso` is MP4, M4A or QuickTime; `matroska` WebM or MKV. */
export const CONTAINERS = [
  'iso',
  'matroska',
  'wav',
  'ogg',
  'mp3',
  'adts',
  'mpeg-ts',
  'vtt',
  'text',
  'image',
] as const;
export type SniffedContainer = (typeof CONTAINERS)[number];

/** What may come instead of the file. */
export const NOT_THE_FILE = [
  'empty',
  'html',
  'json',
  'xml',
  'playlist',
  'zeros',
  'text',
  'media',
  'other-format',
  'unknown',
] as const;
export type NotTheFile = (typeof NOT_THE_FILE)[number];

export type Sniffed =
  | { outcome: 'ok'; container: SniffedContainer }
  /** `format` names a media format that is not taken. */
  | { outcome: 'refused'; what: NotTheFile; format?: string };

/** As much as `sniff` looks at. */
export const SNIFF_BYTES = 4096;

const refused = (what: NotTheFile): Sniffed => ({ outcome: 'refused', what });
const ok = (container: SniffedContainer): Sniffed => ({ outcome: 'ok', container });

/**
 * Tells from the first bytes of a file whether it can be of this kind, or whether an error page, a playlist
 * or nothing at all came instead. Pure. Says nothing about the rest of the file.
 * @param firstBytes the first `SNIFF_BYTES` bytes, or the whole of a shorter file.
 */
export function sniff(firstBytes: Uint8Array, kind: FileKind): Sniffed {
  const head = Buffer.from(
    firstBytes.buffer,
    firstBytes.byteOffset,
    Math.min(firstBytes.length, SNIFF_BYTES),
  );
  if (head.length === 0) return refused('empty');
  switch (kind) {
    case 'video':
    case 'audio': {
      const container = mediaContainer(head);
      if (container !== undefined) return ok(container);
      const format = otherFormat(head);
      return format === undefined
        ? refused(whatElse(head))
        : { outcome: 'refused', what: 'other-format', format };
    }
    case 'thumbnail':
      return isImage(head) ? ok('image') : refused(whatElse(head));
    default:
      return sniffText(head, kind);
  }
}

const ascii = (head: Buffer, start: number, end: number): string => head.toString('latin1', start, end);

/** `moov`, `mdat` and the fillers come first in QuickTime files without `ftyp`. */
const ISO_FIRST_BOXES = new Set(['ftyp', 'moov', 'mdat', 'wide', 'free', 'skip', 'pnot']);

function mediaContainer(head: Buffer): SniffedContainer | undefined {
  if (head.length < 8) return undefined;
  if (ISO_FIRST_BOXES.has(ascii(head, 4, 8))) return 'iso';
  if (head.readUInt32BE(0) === 0x1a45dfa3) return 'matroska';
  if (/^(RIFF|RF64)/.test(ascii(head, 0, 4)) && ascii(head, 8, 12) === 'WAVE') return 'wav';
  if (ascii(head, 0, 4) === 'OggS') return 'ogg';
  if (ascii(head, 0, 3) === 'ID3') return 'mp3';
  const sync = head.readUInt16BE(0);
  // 12 sync bits and layer 0 are ADTS; 11 sync bits, no reserved version and layer III are MP3. Layer I
  // is not accepted: it starts like a UTF-16 byte order mark.
  if ((sync & 0xfff6) === 0xfff0) return 'adts';
  if ((sync & 0xffe0) === 0xffe0 && (sync & 0x0006) === 0x0002 && (sync & 0x0018) !== 0x0008) return 'mp3';
  if (head.length > 376 && [0, 188, 376].every((packet) => head[packet] === 0x47)) return 'mpeg-ts';
  return undefined;
}

/** Media that no provider sends. Each format that is read is one more parser for hostile files. */
const OTHER_FORMATS: readonly [format: string, start: RegExp][] = [
  ['FLAC', /^fLaC/],
  ['AVI', /^RIFF[^]{4}AVI /],
  ['FLV', /^FLV\x01/],
  ['Windows Media', /^\x30\x26\xb2\x75\x8e\x66\xcf\x11/],
  ['AIFF', /^FORM[^]{4}AIF[FC]/],
  ['CAF', /^caff\0/],
  ['AMR', /^#!AMR/],
  ['AU', /^\.snd/],
  ['MIDI', /^MThd/],
  ['AC-3', /^\x0b\x77/],
  ['RealMedia', /^\.RMF/],
  ['MPEG program stream', /^\0\0\x01\xba/],
];

const otherFormat = (head: Buffer): string | undefined => {
  const start = ascii(head, 0, 16);
  return OTHER_FORMATS.find(([, pattern]) => pattern.test(start))?.[0];
};

const isImage = (head: Buffer): boolean =>
  /^(\xff\xd8\xff|\x89PNG\r\n\x1a\n|GIF8[79]a)/.test(ascii(head, 0, 8)) ||
  (ascii(head, 0, 4) === 'RIFF' && ascii(head, 8, 12) === 'WEBP');

/** The text of a file's beginning, or undefined when it is not text. Takes UTF-8 and UTF-16, with BOM or without. */
function textOf(head: Buffer): string | undefined {
  const bom = head.length >= 2 ? head.readUInt16BE(0) : 0;
  const evenLength = head.subarray(0, head.length & ~1);
  const utf16 = bom === 0xfffe ? evenLength : bom === 0xfeff ? Buffer.from(evenLength).swap16() : undefined;
  if (utf16 !== undefined) return utf16.toString('utf16le').replace(/^\ufeff/, '');
  const text = head.toString('utf8').replace(/^\ufeff/, '');
  // The cut at 4 KiB may fall inside a character; elsewhere a replacement character is no UTF-8.
  const inner = text.slice(0, -4);
  const strange = (inner.match(/[\u0000-\u0008\u000e-\u001a\u001c-\u001f\ufffd]/g) ?? []).length;
  if (text.includes('\u0000') || strange > inner.length / 20) return undefined;
  return text;
}

const HTML =
  /^(<!--[\s\S]*?-->\s*)*(<\?xml[^>]*>\s*)?(<!doctype\s+html|<(html|head|body|script|title|meta|iframe|svg|div|p|h1)\b)/i;
const PLAYLIST =
  /^(#EXTM3U|ffconcat\s+version|\[playlist\]|v=0\r?\n[a-z]=|(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*)*<(MPD|SmoothStreamingMedia|playlist|smil|asx)\b)/i;

/** What came instead of media. */
function whatElse(head: Buffer): NotTheFile {
  if (head.every((byte) => byte === 0)) return 'zeros';
  const text = textOf(head)?.trimStart();
  if (text === undefined) return 'unknown';
  if (PLAYLIST.test(text)) return 'playlist';
  if (HTML.test(text)) return 'html';
  if (/^[{[]/.test(text)) return 'json';
  if (text.startsWith('<')) return 'xml';
  return 'text';
}

/** Errors that providers send with status 200. */
const JSON_ERROR =
  /^\s*\{\s*"(code|error|errors|errorCode|errorMessage|error_description|message|status|statusCode)"\s*:/i;

const isMedia = (head: Buffer): boolean =>
  mediaContainer(head) !== undefined || otherFormat(head) !== undefined || isImage(head);

function sniffText(head: Buffer, kind: FileKind): Sniffed {
  if (head.every((byte) => byte === 0)) return refused('zeros');
  const text = textOf(head)?.trimStart();
  if (text === undefined) return refused(isMedia(head) ? 'media' : 'unknown');
  if (HTML.test(text)) return refused('html');
  if (PLAYLIST.test(text)) return refused('playlist');
  if (JSON_ERROR.test(text)) return refused('json');
  if (/^WEBVTT(\s|$)/.test(text)) return ok('vtt');
  // Captions are cues: WebVTT, or SubRip's number and time range.
  if (kind === 'captions' && !/-->/.test(text)) return refused(whatElse(head));
  return ok('text');
}
