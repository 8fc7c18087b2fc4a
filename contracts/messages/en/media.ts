/** Files: what is wrong with one, what could not be read or stored, and why segments stay separate. */
export const media = {
  'media.damaged': 'The file is damaged. Technical detail: “{detail}”.',
  'media.cut-off': 'The file is incomplete: its end is missing. Technical detail: “{detail}”.',
  'media.over-limit':
    'The file exceeds what a meeting recording can have, so it can’t be checked safely. Technical detail: “{detail}”.',
  'media.unsupported': 'The file has a format that is not supported. Technical detail: “{detail}”.',
  'media.encrypted': 'The file is encrypted, so it can’t be played.',
  'media.no-content': 'The file has no video and no audio.',
  'media.unreadable': 'The file can’t be read as video or audio. Technical detail: “{detail}”.',
  'media.is-empty': 'The file is empty.',
  'media.is-html': 'The file is a web page, not what the recording should have.',
  'media.is-json': 'The file is a JSON response, not what the recording should have.',
  'media.is-media': 'The file is a video, an image or audio, but it should be text.',
  'media.is-playlist': 'The file is a playlist that only names other files.',
  'media.is-text': 'The file is text, not what the recording should have.',
  'media.is-unknown': 'The type of the file is not recognized.',
  'media.is-xml': 'The file is an XML response, not what the recording should have.',
  'media.is-zeros': 'The start of the file has no content, only zeros.',
  'media.refused':
    '{what} It won’t be downloaded again automatically. Check the recording at the provider, then try again.',
  'media.download-again': '{what} It will be downloaded again automatically.',
  'media.join-again': '{what} The segments will be joined again automatically.',
  'media.not-readable':
    'The file could not be read. The system says: “{words}”. It will be tried again automatically.',
  'media.process-not-started':
    'The process that reads media files could not be started ({how}). Check the log, and check that the plugin is installed completely. It will be tried again automatically.',
  'media.timeout':
    'Reading the file took more than {seconds, plural, one {# second} other {# seconds}}. It will be tried again automatically.',
  'media.process-died':
    'Reading the file ended the process that reads media files twice ({how}), so the file was not imported. Check the log and the memory of this server, then try again.',
  'media.answer':
    'The process that reads media files sent an invalid answer. It will be tried again automatically.',
  'media.ffmpeg-timeout':
    'ffmpeg took more than {seconds, plural, one {# second} other {# seconds}}. It will be tried again automatically.',
  'media.ffmpeg-failed':
    'ffmpeg could not process the file. ffmpeg says: “{words}”. It will be tried again automatically.',
  'media.spool-not-writable':
    'The spool folder {folder} can’t be created or written. Give the user that runs Strapi permission to write there, or set spoolDir in the plugin’s configuration. Then try again.',
  'media.type-not-allowed':
    'The upload rules of this site don’t allow {mime}. Allow it in config/plugins under upload.config.security, restart Strapi, then try again.',
  'media.provider-cannot-stream':
    'The upload provider “{uploadProvider}” holds whole files in memory (it has no uploadStream), and this file has {size}. Use an upload provider that can stream, then try again.',
  'media.over-size-limit':
    'The file has {size}, and this site accepts at most {limit}. Raise upload.config.sizeLimit in config/plugins, restart Strapi, then try again.',
  'media.over-provider-limit':
    'The upload provider “{uploadProvider}” does not accept a file of {size}. It says: “{words}”. Raise its limit, then try again.',
  'media.upload-stalled':
    'The upload provider “{uploadProvider}” accepted no data for {seconds, plural, one {# second} other {# seconds}}. It will be tried again automatically.',
  'media.upload-failed':
    'The upload provider “{uploadProvider}” could not store the file. It says: “{words}”. It will be tried again automatically.',
  'media.stored-bytes-differ':
    'The storage returns something different from what was uploaded. The file will be uploaded again automatically.',
  'media.spool-emptied':
    'Files that were downloaded and checked disappear from the folder {folder} before they are stored. Find out what empties it, then try again',
  'media.spool-file-missing':
    'The downloaded file disappeared before it was stored. It will be downloaded again automatically.',
  'media.copy-differs':
    'The copy in the upload folder differs from the downloaded file. It will be copied again automatically.',
  'media.entry-removed': 'The file was removed from the Media Library.',
  'media.replaced': '“{name}” in the Media Library was replaced with another file.',
  'media.content-missing': 'The content of “{name}” is missing from the storage.',
  'media.changed': '“{name}” differs from the file that was imported.',
  'media.not-readable-now': '“{name}” could not be read. {why}',
  'media.text-too-large': '“{name}” is larger than {limit}, so it is not shown here.',
  'media.system-says': 'The system says: “{words}”.',
  'media.store-status': 'The storage answered with HTTP status {status}.',
  'join.nothing': 'There are no segments to join.',
  'join.further-tracks': 'Segment {segment} has more than one video or audio track.',
  'join.empty': 'Segment {segment} has no video and no audio.',
  'join.video-codec': 'The video format of segment {segment} ({codec}) can’t be joined.',
  'join.audio-codec': 'The audio format of segment {segment} ({codec}) can’t be joined.',
  'join.unknown-codec': 'unknown',
  'join.starts-before-zero': 'Segment {segment} starts with frames that must not be shown.',
  'join.without-video': 'Segment {segment} has no video, but segment 1 has.',
  'join.with-video': 'Segment {segment} has video, but segment 1 has none.',
  'join.without-audio': 'Segment {segment} has no audio, but segment 1 has.',
  'join.with-audio': 'Segment {segment} has audio, but segment 1 has none.',
  'join.size': 'The video of segment {segment} has a different size ({size} instead of {first}).',
  'join.rotation': 'The video of segment {segment} is rotated differently from segment 1.',
  'join.aspect': 'The video of segment {segment} has a different aspect ratio from segment 1.',
  'join.encoding': 'The video of segment {segment} is encoded differently from segment 1.',
  'join.audio': 'The audio of segment {segment} is different ({format} instead of {first}).',
  'join.audio-format': '{kilohertz, number} kHz, {channels, plural, one {# channel} other {# channels}}',
  'join.audio-encoding': 'The audio of segment {segment} is encoded differently from segment 1.',
  'join.too-long-without-ffmpeg':
    'The segments are too long to be joined without ffmpeg. Install ffmpeg on the server, then import the meeting again.',
  'join.damaged':
    'Segment {segment} is damaged {seconds, number} s after its start. Technical detail: “{detail}”.',
  'join.audit':
    'The joined file differed from its segments, so it was discarded. Technical detail: “{detail}”.',
  'join.audit-length': 'The joined file was longer or shorter than its segments, so it was discarded.',
  'join.encoded-length': 'The encoded file was longer or shorter than its segments, so it was discarded.',
  'join.nothing-to-encode': 'Segment {segment} has no video or no audio.',
  'join.encoding-failed':
    'The encoded file has no video or no audio. The segments will be encoded again automatically.',
} as const;
