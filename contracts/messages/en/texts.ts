/** Text files of a meeting that can’t be read: captions, transcripts, chats, timelines, summaries, polls. */
export const texts = {
  'text.too-large': 'The text has {size}, and at most {limit} are read.',
  'text.too-large-together': 'The texts of the recording have {size} together, and at most {limit} are read.',
  'text.too-heavy': 'Reading the text needs more memory than is given to it.',
  'text.empty': 'The file is empty.',
  'text.not-text': 'The file is not text in UTF-8 or UTF-16.',
  'text.web-page': 'The file is a web page.',
  'text.playlist': 'The file is a playlist.',
  'text.is-markup': 'The file is a web page or other markup instead of text.',
  'text.not-captions': 'The file has no captions: it has no times as WebVTT and SubRip write them.',
  'text.captions-without-cues': 'The file has text, but no caption with a readable time.',
  'text.not-chat': 'The file is not a chat in a format that is known: no line starts with a time and a name.',
  'text.not-chat-json':
    'The file is not a chat in a format that is known: it is JSON without a list of messages.',
  'text.other-clock':
    'The times of this chat don’t fit the meeting in the time zone {zone}, so its messages can’t be placed.',
  'text.not-json': 'The file should be JSON, but it is something else or incomplete.',
  'text.not-timeline': 'The file has no list of times and speakers.',
  'text.timeline-without-times': 'The list of speakers has no readable times.',
  'text.single-value': 'The file has a single value instead of a summary.',
  'text.too-deep': 'The file is nested more deeply than a summary can be.',
  'text.no-sentence': 'The file has no text to read.',
  'text.no-rows': 'The table has no rows.',
  'text.one-column': 'The file should be a table, but it has a single column.',
} as const;
