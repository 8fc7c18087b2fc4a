/** Free of the schema library, so that the admin panel can import these values without loading it. */

/** Kinds that a rule can leave out; the same words as `FILE_KINDS` of `server/src/domain/recording.ts`. */
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
