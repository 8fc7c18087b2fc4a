import { z } from 'zod';
import type { XmlElement } from './xml';

/**
 * The parts of the API's answers that we read. `readXml` returns a list for each name. A schema that wants
 * one element takes the first.
 */
const first = <T extends z.ZodType>(schema: T) =>
  z
    .array(z.unknown())
    .min(1)
    .transform((values) => values[0])
    .pipe(schema);
const maybe = <T extends z.ZodType>(schema: T) => first(schema).optional();
/** What only describes something: of another form, it is unknown. */
const fact = <T extends z.ZodType>(schema: T) => maybe(schema).catch(undefined);
const text = z.string();

/** `<recordings/>` and `<recordings> </recordings>` are elements without children. */
const isElement = (value: unknown): value is XmlElement => typeof value === 'object' && value !== null;
const group = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (typeof value === 'string' && value.trim() === '' ? {} : value), schema);

const trimmed = text.transform((value) => value.trim());
/** Whole numbers in decimal digits: instants in ms, bytes. */
const number = trimmed.pipe(z.string().regex(/^\d{1,16}$/)).transform(Number);
const isTrue = trimmed.transform((value) => value.toLowerCase() === 'true');

/** The beginning of every answer. */
export const bbbHead = z.object({
  returncode: first(trimmed),
  messageKey: maybe(trimmed),
  message: maybe(trimmed),
});

export const bbbVersion = z.object({
  /** Version of the API, not of the server. */
  version: maybe(trimmed),
  bbbVersion: maybe(trimmed),
});

const image = z
  .array(z.union([text, z.unknown().transform(() => '')]))
  .transform((urls) => urls.map((url) => url.trim()));
const format = z.object({
  type: first(trimmed),
  url: maybe(trimmed),
  /** Pictures of the slides. Protected recordings have none. */
  preview: fact(group(z.object({ images: maybe(group(z.object({ image: image.optional() }))) }))),
});

/** A format that can't be read stops no other. `isWhole` is false then. */
const playback = z.object({ format: z.array(z.unknown()).optional() }).transform(({ format: listed }) => {
  const read = (listed ?? []).map((one) => format.safeParse(one).data);
  const formats = read.filter((one) => one !== undefined);
  return { format: formats, isWhole: formats.length === read.length };
});

/** The meeting's creator chose the names. Servers return them in lower case or as they were sent. */
const metadata = z.unknown().transform((value) => {
  const found = new Map<string, string>();
  if (!isElement(value)) return found;
  for (const [name, values] of Object.entries(value)) {
    const [only] = values;
    if (typeof only === 'string') found.set(name.toLowerCase(), only);
  }
  return found;
});

export const bbbRecording = z.object({
  recordID: first(trimmed.pipe(z.string().min(1))),
  meetingID: fact(text),
  name: fact(text),
  isBreakout: maybe(isTrue),
  published: maybe(isTrue),
  /** `processing`, `processed`, `published`, `unpublished`, `deleted`. Older servers name no state. */
  state: maybe(trimmed),
  startTime: fact(number),
  endTime: fact(number),
  /** Scalelite: each link works only once. */
  protected: maybe(isTrue),
  metadata: fact(metadata),
  playback: maybe(group(playback)),
});
export type BbbRecording = z.infer<typeof bbbRecording>;
export type BbbFormat = z.infer<typeof format>;

export const recordingsAnswer = z.object({
  recordings: maybe(group(z.object({ recording: z.array(z.unknown()).optional() }))),
  /** Only servers with pages send it. `totalElements` counts formats. */
  pagination: maybe(group(z.object({ totalElements: maybe(number) }))),
});

export const deletionAnswer = z.object({ deleted: first(isTrue) });

export const hookAnswer = z.object({ hookID: first(trimmed.pipe(z.string().min(1))) });

/** Text tracks come as JSON, everything else as XML. */
const track = z.object({
  href: z.string(),
  kind: z.string().nullish(),
  label: z.string().nullish(),
  lang: z.string().nullish(),
  source: z.string().nullish(),
});
export const tracksAnswer = z.object({
  response: z.object({
    returncode: z.string(),
    messageKey: z.string().nullish(),
    message: z.string().nullish(),
    tracks: z.array(track).nullish(),
  }),
});
export type BbbTrack = z.infer<typeof track>;
