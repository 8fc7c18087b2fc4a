/** Kinds of files as they stand inside a sentence. */
export const kinds = {
  'kind.video': 'video',
  'kind.audio': 'audio',
  'kind.chat': 'chat',
  'kind.transcript': 'transcript',
  'kind.captions': 'captions',
  'kind.timeline': 'timeline',
  'kind.poll': 'poll results',
  'kind.summary': 'summary',
  'kind.thumbnail': 'picture',
} as const;
