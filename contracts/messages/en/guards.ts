/** Refusals of the guards of recordings and their files. */
export const guards = {
  'guards.query-through-relation':
    'Recordings can’t be searched, sorted, counted or paged through another type. Ask for them by their own address.',
  'guards.address-of-file':
    'The address of a file can’t be searched or sorted by here. Use its name, type or id.',
  'guards.foreign-file':
    'A recording takes only files that belong to it or that you uploaded. Upload the file, then choose it.',
  'guards.file-not-shown':
    'A file belongs to a recording that you may not see, so it can’t be used here. Choose another file, or ask somebody who can see the recording.',
  'guards.file-of-recording': 'This file belongs to a recording that you may not edit.',
  'guards.recording-on-hold':
    'This recording is on hold and can’t be deleted. In the admin panel, people with the right “Put recordings on hold and lift holds” can lift the hold.',
  'guards.file-on-hold':
    'A file belongs to a recording on hold, so it can’t be deleted, replaced or taken out of the recording. In the admin panel, people with the right “Put recordings on hold and lift holds” can lift the hold.',
  'guards.no-link-by-upload':
    'An upload can’t put a file into an entry here. Upload the file, then choose it in the recording.',
} as const;
