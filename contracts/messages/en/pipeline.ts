/** What an import does, why it fails or waits, and what it writes into the log of its run. */
export const pipeline = {
  'step.download': 'Downloading',
  'step.download-segment': 'Downloading segment {number, number} of {count, number}',
  'step.download-file': 'Downloading {kind}',
  'step.join': 'Joining',
  'step.join-segments': 'Joining {count, plural, one {# segment} other {# segments}}',
  'step.store': 'Storing',
  'step.publish': 'Publishing',

  'import.not-announced': 'The recording is not ready yet. The provider notifies us when it is ready.',
  'import.in-progress':
    'The provider is still recording or processing this meeting. This is checked again later.',
  'import.gone': 'The provider no longer has this recording.',
  'import.link-unreadable':
    'The download link was encrypted with another key. The file can only be downloaded on a server that has the same admin.secrets.encryptionKey as the one that received the link.',

  'fetch.unknown-media-type':
    'Files of the type “{extension}” can’t be imported as video or audio. Download the file at the provider.',
  'fetch.no-recordings': 'The plugin can’t download recordings of {provider}.',
  'fetch.size-differs':
    'The provider lists the file with {listed, number} bytes and sends {sent, number}. The file is downloaded again.',
  'fetch.too-long':
    'The provider sent more than the {size, number} bytes that it announced. The file is downloaded again.',
  'fetch.empty': 'The provider sent an empty file. This is checked again later.',
  'fetch.truncated':
    'The download ended after {received, number} of {size, number} bytes. It continues from there.',
  'fetch.page-instead':
    'The provider sent {format} instead of the file ({kind}). The token has expired, or the file is gone.',
  'fetch.end-unknown':
    'The provider names no size for the file, and the file does not show where it ends. So a part can’t be told apart from the whole. The file is downloaded again.',
  'fetch.disk-full':
    'The disk of the spool folder has {free} free, and {needed} are needed. Make room there. The import is retried automatically.',
  'store.not-verified': 'A file was not verified yet. It is downloaded first.',

  'join.mixed-kinds': 'Some segments have video and others only audio.',
  'join.no-length': 'Segment {segment, number} has no length.',
  'join.overlap':
    'Segment {segment, number} begins {seconds, plural, one {# second} other {# seconds}} before segment {before, number} ends.',

  'log.imported': 'Imported: {title}',
  'log.imported-incomplete': 'Imported: {title}. Missing files: {kinds}',
  'log.file-missing': '{title}: a file is missing ({kind}). {why}',
  'log.joined': '{title}: {count, plural, one {# segment} other {# segments}} joined without loss ({joiner})',
  'log.joined-encoded':
    '{title}: {count, plural, one {# segment} other {# segments}} joined and encoded again ({joiner})',
  'log.not-joined': '{title}: the segments stay separate recordings. {why}',
  'log.no-poster': '{title}: no picture could be made. {why}',
  'log.skipped': 'Skipped: {reasons}',
  'log.skipped-for': '{count, number} ({reason})',
} as const;
