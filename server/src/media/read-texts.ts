import { readFile, stat } from 'node:fs/promises';
import { z } from 'zod';
import { message } from '../../../contracts/messages/catalogue';
import { messageSchema } from '../../../contracts/messages/stored';
import { FILE_KINDS } from '../domain/recording';
import { parseCaptions, renderVtt } from '../texts/captions';
import { decodeText, TEXT_LIMIT_BYTES, tooLarge } from '../texts/decode-text';
import { textsOf, type TextFile } from '../texts/part-texts';
import { textFormatsSchema } from '../texts/text-formats';

/**
 * Reading 4 MB of words takes one to three seconds in which nothing else runs, so texts beyond this size,
 * all files of a recording together, are read in the media child. At the same rate this much takes at most
 * 50 ms, and it spares a chat of ten lines a second process.
 */
export const READ_AT_ONCE_BYTES = 64 * 1024;
/** Of all texts of a recording: more than 50 hours of speech. The child has memory for the worst of them. */
export const TEXTS_LIMIT_BYTES = 2 * TEXT_LIMIT_BYTES;

const seconds = z.number();
const segment = z.object({
  key: z.string(),
  startedAt: z.string(),
  offsetSeconds: seconds,
  durationSeconds: seconds,
});
const chapter = z.object({ startSeconds: seconds, title: z.string() });
const cue = z.object({
  startSeconds: seconds,
  endSeconds: seconds,
  speaker: z.string().optional(),
  text: z.string(),
});

/** Text files of one recording, and what is needed to put them on its time line; see `textsOf`. */
export const textFiles = z.object({
  files: z.array(
    z.object({ path: z.string(), kind: z.enum(FILE_KINDS), extension: z.string(), segmentKey: z.string() }),
  ),
  segments: z.array(segment),
  options: z.object({
    includePrivateChat: z.boolean(),
    timezone: z.string().optional(),
    names: z.record(z.string(), z.string()),
    starts: z.array(z.string()),
    pauses: z.array(z.object({ fromMs: z.number(), toMs: z.number() })),
    formats: textFormatsSchema.optional(),
  }),
});
export type TextFiles = z.infer<typeof textFiles>;

const unreadable = { code: z.string(), said: messageSchema };
export const textsRead = z.object({
  texts: z.object({
    /** As WebVTT. */
    captions: z.string().optional(),
    transcript: z.string().optional(),
    chat: z.string().optional(),
    chapters: z.array(chapter),
    summary: z.string().optional(),
    polls: z.string().optional(),
    unreadable: z.array(z.object({ kind: z.enum(FILE_KINDS), segmentKey: z.string(), ...unreadable })),
  }),
  /** Files without a text, by their place in the list. */
  broken: z.array(z.object({ index: z.number(), ...unreadable })),
});
export type TextsRead = z.infer<typeof textsRead>;

/** @throws when a file can't be read. */
export async function readTextFiles({ files, segments, options }: TextFiles): Promise<TextsRead> {
  const broken: TextsRead['broken'] = [];
  const read: TextFile[] = [];
  let total = 0;
  for (const [index, { path, ...facts }] of files.entries()) {
    const { size } = await stat(path);
    const decoded =
      size > TEXT_LIMIT_BYTES
        ? tooLarge(size, TEXT_LIMIT_BYTES)
        : total + size > TEXTS_LIMIT_BYTES
          ? tooManyTexts(total + size)
          : decodeText(await readFile(path), TEXT_LIMIT_BYTES);
    if (decoded.outcome === 'text') {
      read.push({ ...facts, text: decoded.text });
      total += size;
    } else broken.push({ index, code: decoded.code, said: decoded.said });
  }
  const { timezone } = options;
  const { captions, ...texts } = textsOf(read, segments, { ...options, timezone });
  return {
    texts: { ...texts, ...(captions === undefined ? {} : { captions: renderVtt(captions) }) },
    broken,
  };
}

const tooManyTexts = (sizeBytes: number) =>
  ({
    outcome: 'refused',
    code: 'too-large',
    said: message('text.too-large-together', {
      size: { bytes: sizeBytes },
      limit: { bytes: TEXTS_LIMIT_BYTES },
    }),
  }) as const;

/** Captions of ours, which an editor may have changed: all of them as WebVTT, or some cues. */
export const captionsWanted = z.object({
  bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
  as: z.discriminatedUnion('type', [
    z.object({ type: z.literal('vtt') }),
    z.object({ type: z.literal('cues'), from: z.number(), to: z.number() }),
  ]),
});
export type CaptionsWanted = z.infer<typeof captionsWanted>;

export const captionsRead = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('vtt'), text: z.string() }),
  z.object({ outcome: z.literal('cues'), cues: z.array(cue), total: z.number() }),
  z.object({ outcome: z.literal('unreadable'), said: messageSchema }),
]);
export type CaptionsRead = z.infer<typeof captionsRead>;

/** Pure. */
export function readCaptions({ bytes, as }: CaptionsWanted): CaptionsRead {
  const decoded = decodeText(bytes, TEXT_LIMIT_BYTES);
  const parsed =
    decoded.outcome === 'text' ? parseCaptions(decoded.text, { speakerPrefix: 'never' }) : decoded;
  if (parsed.outcome !== 'cues') return { outcome: 'unreadable', said: parsed.said };
  const { cues } = parsed;
  return as.type === 'vtt'
    ? { outcome: 'vtt', text: renderVtt(cues) }
    : { outcome: 'cues', cues: cues.slice(as.from, as.to), total: cues.length };
}
