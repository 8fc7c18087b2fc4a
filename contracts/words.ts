/** Free of the schema library, so that the admin panel can import these values without loading it. */

/** Kinds of files that are imported; a rule can leave each of them out. */
export const IMPORTED_KINDS = [
  'video',
  'audio',
  'chat',
  'transcript',
  'captions',
  'timeline',
  'poll',
  'summary',
  'thumbnail',
] as const;

/**
 * Placeholders of a title template: `{title}`, `{host}`, `{date}`, `{time}`, `{provider}`,
 * `{connector}`, `{segment}`, `{segments}`. Data only: no expressions, no code.
 */
export const TITLE_PLACEHOLDERS = [
  'title',
  'host',
  'date',
  'time',
  'provider',
  'connector',
  'segment',
  'segments',
] as const;

/** The page that explains a status word. The panel turns it into a link. */
export type Cause =
  | { page: 'connector'; id: string }
  /** `level`: the lines of its log that explain it. */
  | { page: 'run'; id: string; level?: 'error' | 'warning' }
  | { page: 'import'; id: string }
  | { page: 'recording'; documentId: string }
  | { page: 'delivery'; id: string };

/** A status: one word of a closed list, what explains it, and until when it waits. */
export interface Standing<Word extends string> {
  word: Word;
  /** Absent where there is nothing to see. */
  cause?: Cause;
  /** ISO instant. Absent when it waits for nothing, or for no certain time. */
  until?: string;
}
