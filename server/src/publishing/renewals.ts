import { keyHash } from '../domain/hash';
import type { RecordingFacts } from '../domain/recording';
import type { Marks } from '../domain/marks';

export type Entry = Record<string, unknown> & { documentId: string };
export const MEDIA_FIELDS: readonly string[] = [
  'video',
  'audio',
  'captions',
  'transcriptFile',
  'chatFile',
  'poster',
];

/** The text that belongs to a file. Without marks it is replaced only together with the file. */
const FILE_OF_TEXT: Partial<Record<string, string>> = { transcript: 'transcriptFile', chat: 'chatFile' };

export const isEmpty = (value: unknown) =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
/** The document id of the file in a media field; undefined for everything else. */
const mediaId = (value: unknown) =>
  typeof value === 'object' && value !== null && 'documentId' in value && 'hash' in value
    ? String(value.documentId)
    : undefined;

/** Databases keep the keys of JSON in an order of their own. */
const ordered = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, inner]) => [name, ordered(inner)]),
  );
};
/** Short, because every import keeps one for each field. */
const hashOf = (value: unknown): string =>
  keyHash(isEmpty(value) ? '' : JSON.stringify(mediaId(value) ?? ordered(value))).slice(0, 11);

const markOf = (given: string, shown: string) => (given === shown ? given : `${given}:${shown}`);
const readMark = (mark: string) => {
  const [given = '', shown = given] = mark.split(':');
  return { given, shown };
};

/** Marks of what an entry was just given. Its media need not be populated. Pure. */
export const marksFor = (entry: Entry, given: Partial<RecordingFacts>): Marks =>
  Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      name,
      markOf(hashOf(value), hashOf(MEDIA_FIELDS.includes(name) ? value : entry[name])),
    ]),
  );

/**
 * The fields of `facts` that are written over `entry`: those that are different from the last time,
 * where no editor changed the field since. A field without a mark comes from an earlier version of the
 * plugin, or was not filled by an import. It is written only where it is empty or still shows one of
 * `oldFiles`. Pure.
 */
export function renewals(
  entry: Entry,
  facts: RecordingFacts,
  marks: Marks,
  oldFiles: readonly string[],
): Partial<RecordingFacts> {
  const showsOld = (field: string) => oldFiles.includes(mediaId(entry[field]) ?? '');
  return Object.fromEntries(
    Object.entries(facts).filter(([name, value]) => {
      if (value === undefined) return false;
      const mark = marks[name];
      if (mark !== undefined) {
        const { given, shown } = readMark(mark);
        return given !== hashOf(value) && shown === hashOf(entry[name]);
      }
      if (isEmpty(entry[name])) return !isEmpty(value);
      return showsOld(name) || showsOld(FILE_OF_TEXT[name] ?? '');
    }),
  );
}

/** Whether an earlier import gave the entry this very value. Pure. */
export const wasGiven = (marks: Marks, name: string, value: unknown): boolean => {
  const mark = marks[name];
  return mark !== undefined && readMark(mark).given === hashOf(value);
};

/** Fields that come from files and texts of a meeting, besides those of `MEDIA_FIELDS`. */
const TEXT_FIELDS: readonly string[] = ['transcript', 'chat', 'chapters', 'summary', 'polls'];

/** The fields with something in them that come from files and texts. Pure. */
export function filledBy(given: Partial<RecordingFacts>): { media: string[]; texts: string[] } {
  const filled = Object.entries(given).flatMap(([name, value]) => (isEmpty(value) ? [] : [name]));
  return {
    media: filled.filter((name) => MEDIA_FIELDS.includes(name)),
    texts: filled.filter((name) => TEXT_FIELDS.includes(name)),
  };
}

/**
 * Fields that were given to an entry and that it does not have: its media were removed, or something on the
 * site left them out. A text that the site changed is there. Pure.
 */
export function notHeld(entry: Entry, given: Partial<RecordingFacts>): string[] {
  const { media, texts } = filledBy(given);
  return [
    ...media.filter((name) => mediaId(entry[name]) !== Reflect.get(given, name)),
    ...texts.filter((name) => isEmpty(entry[name])),
  ];
}

/** The same without some fields. */
export const without = (facts: Partial<RecordingFacts>, fields: readonly string[]): Partial<RecordingFacts> =>
  Object.fromEntries(Object.entries(facts).filter(([name]) => !fields.includes(name)));

/**
 * Whether the draft has changes of an editor that are not published. Contents decide, see `contents.ts`.
 * The instant at which a row was written proves nothing: a moved stage or a migration writes it too. Pure.
 */
export const hasUnpublishedChanges = (draft: object, published: object): boolean =>
  JSON.stringify(ordered(draft)) !== JSON.stringify(ordered(published));
