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
