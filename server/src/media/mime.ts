import type { FileKind } from '../domain/recording';

const MIME_BY_EXTENSION: Record<string, string> = {
  mp4: 'video/mp4',
  m4v: 'video/mp4',
  mov: 'video/quicktime',
  webm: 'video/webm',
  mkv: 'video/x-matroska',
  m4a: 'audio/mp4',
  mp3: 'audio/mpeg',
  ogg: 'audio/ogg',
  // We rewrite text files; none of these is stored as it came.
  vtt: 'text/vtt',
  srt: 'text/vtt',
  txt: 'text/plain',
  json: 'text/plain',
  csv: 'text/plain',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
};

export const mimeOf = (extension: string): string | undefined => MIME_BY_EXTENSION[extension.toLowerCase()];

/** Files that we make from texts. Other kinds of text are stored only in the entry. */
export const MADE_OF_TEXT = {
  captions: { extension: 'vtt', mime: 'text/vtt' },
  transcript: { extension: 'txt', mime: 'text/plain' },
  chat: { extension: 'txt', mime: 'text/plain' },
} as const;

export interface StoredType {
  mime: string;
  extension: string;
  kinds: FileKind[];
  /** Without it there is no recording. */
  isMedia: boolean;
}

/**
 * Every type that a connector stores, in the order of kinds: what its provider offers and its settings
 * accept, and what is made from it. Captions are made from transcripts too, and the other way round. Pure.
 */
export function storedTypes(
  files: Partial<Record<FileKind, readonly string[]>>,
  options: { skipKinds: readonly FileKind[]; joinSegments: boolean; makesPosters: boolean },
): StoredType[] {
  const types = new Map<string, StoredType>();
  const add = (kind: FileKind, extension: string) => {
    const mime = mimeOf(extension);
    if (mime === undefined) return;
    const isMedia = kind === 'video' || kind === 'audio';
    const known = types.get(mime);
    if (known === undefined) types.set(mime, { mime, extension, kinds: [kind], isMedia });
    else if (!known.kinds.includes(kind)) known.kinds.push(kind);
  };
  const accepts = (kind: FileKind) => files[kind] !== undefined && !options.skipKinds.includes(kind);
  for (const kind of ['video', 'audio'] as const) {
    if (!accepts(kind)) continue;
    for (const extension of files[kind] ?? []) add(kind, extension);
    if (options.joinSegments) add(kind, kind === 'video' ? 'mp4' : 'm4a');
  }
  if (accepts('captions') || accepts('transcript')) {
    add('captions', MADE_OF_TEXT.captions.extension);
    add('transcript', MADE_OF_TEXT.transcript.extension);
  }
  if (accepts('chat')) add('chat', MADE_OF_TEXT.chat.extension);
  if (accepts('thumbnail')) for (const extension of files.thumbnail ?? []) add('thumbnail', extension);
  if (accepts('video') && options.makesPosters) add('thumbnail', 'jpg');
  return [...types.values()];
}
