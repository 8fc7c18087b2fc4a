export const bigbluebutton = {
  'bigbluebutton.summary': 'Recordings of your own BigBlueButton server, or of a cluster behind Scalelite.',
  'bigbluebutton.field.serverUrl': 'Server link',
  'bigbluebutton.field.serverUrl.help':
    'The URL that sudo bbb-conf --secret prints on the server. For Scalelite: its address followed by /bigbluebutton/. If the server has a private address, add it to network.allowedPrivateHosts in the configuration of the plugin.',
  'bigbluebutton.field.apiToken': 'API Token',
  'bigbluebutton.field.apiToken.help':
    'The Secret that sudo bbb-conf --secret prints on the server. For Scalelite: LOADBALANCER_SECRET. It allows everything on that server.',
  'bigbluebutton.field.viewPreference': 'Formats in order of preference',
  'bigbluebutton.field.viewPreference.help':
    'For each recording, the first format that exists is imported: video, screenshare, webcams (of the presentation, with sound), deskshare (of the presentation, without sound) or podcast (sound only). Formats that are not in the list are never imported.',
  'bigbluebutton.field.waitHours': 'Wait for the preferred format',
  'bigbluebutton.field.waitHours.help':
    'A server publishes formats one after another. The preferred format is awaited until this long after the meeting ended. Then the next best is imported.',
  'bigbluebutton.field.waitHours.none': 'Do not wait',
  'bigbluebutton.field.waitHours.hours': '{hours, plural, one {# hour} other {# hours}}',
  'bigbluebutton.field.captions': 'Captions',
  'bigbluebutton.field.captions.help':
    'Asks the server for the text tracks of each recording. That is one more request per recording.',
  'bigbluebutton.field.captionsLanguage': 'Language of the captions',
  'bigbluebutton.field.captionsLanguage.help':
    'As the server writes it, for example en or de_DE. Empty: any language, uploaded captions first, then live ones, then automatic ones.',
  'bigbluebutton.field.includeBreakouts': 'Recordings of breakout rooms',
  'bigbluebutton.field.includeBreakouts.help':
    'Imports recordings of breakout rooms too, each as a separate recording.',
  'bigbluebutton.field.mediaHosts': 'Media hosts',
  'bigbluebutton.field.mediaHosts.help':
    'Other hosts from which recordings may be downloaded, such as recordings.example.org. All hosts but these and the server are refused.',
  'bigbluebutton.field.checksum': 'Checksum',
  'bigbluebutton.field.checksum.help':
    'The hash that signs each call. Change it only if the administrator of the server allows no other (supportedChecksumAlgorithms).',
  'bigbluebutton.field.checksum.auto': 'Try SHA-256 first, then the others',
  'bigbluebutton.field.hooksChecksum': 'Checksum of the webhooks module',
  'bigbluebutton.field.hooksChecksum.help': 'For bbb-webhooks only. Servers before 3.0 accept only SHA-1.',
  'bigbluebutton.field.hooksChecksum.auto': 'Same as for calls, then SHA-1',
  'bigbluebutton.field.innerSecrets': 'Secrets of the servers behind Scalelite',
  'bigbluebutton.field.innerSecrets.help':
    'One per line, as sudo bbb-conf --secret prints it on each server. Needed only for attendance callbacks, which the inner server signs.',

  'bigbluebutton.name': 'The server',
  'bigbluebutton.check.address': 'The server can be reached and runs BigBlueButton',
  'bigbluebutton.check.address.version': 'The server can be reached and runs BigBlueButton {version}',
  'bigbluebutton.check.checksum': 'The server accepts the API Token',
  'bigbluebutton.check.checksum.with': 'The server accepts the API Token, with {checksum}',
  'bigbluebutton.check.hooks': 'Module for events (bbb-webhooks)',
  'bigbluebutton.check.hooks.none':
    'Not installed on the server. New recordings are found by the schedule, and by the callbacks of single meetings.',

  'bigbluebutton.to.read-version': 'read the version',
  'bigbluebutton.to.list-meetings': 'list the running meetings',
  'bigbluebutton.to.list-captions': 'list the captions of a recording',
  'bigbluebutton.to.list-subscriptions': 'list the subscriptions',
  'bigbluebutton.secret-rejected':
    'The server rejected the API Token. Copy it again. On the server, sudo bbb-conf --secret prints it. For Scalelite it is LOADBALANCER_SECRET.',
  'bigbluebutton.filtered':
    'The server does not {wanted} without meeting IDs. For Scalelite, remove GET_RECORDINGS_API_FILTERED from its configuration.',
  'bigbluebutton.failed': 'The server could not {wanted}. It named no reason.',
  'bigbluebutton.failed.because': 'The server could not {wanted}. It named the reason {reason}.',
  'bigbluebutton.not-the-api':
    'Could not {wanted}: the answer does not come from a BigBlueButton API (status {status}, {reason}). If this keeps happening, check the Server link. On the server, sudo bbb-conf --secret prints it.',
  'bigbluebutton.not-the-api.shape': 'its content is not as documented',
  'bigbluebutton.not-the-api.no-page': 'there is no such page',
  'bigbluebutton.not-the-api.other-document': 'it is a different document',
  'bigbluebutton.not-the-api.no-outcome': 'it names neither success nor failure',
  'bigbluebutton.not-the-api.doctype': 'it declares a document type',
  'bigbluebutton.not-the-api.too-deep': 'it is nested too deep',
  'bigbluebutton.not-the-api.too-many': 'it has too many elements',
  'bigbluebutton.not-the-api.broken': 'it is incomplete or not XML',
  'bigbluebutton.list-moved':
    'Each time the list was read, recordings were deleted on the server at the same time.',
  'bigbluebutton.captions-failed': '{what} If this keeps happening, switch off Captions under Advanced.',
  'bigbluebutton.not-deleted':
    'The server says that it did not delete the recording. Delete it there, or look at the logs of the server.',
  'bigbluebutton.unpublished':
    'This recording is unpublished on the server, so its links do not work. Publish it there, then try again.',
  'bigbluebutton.no-video-file':
    'The server has a presentation of this meeting, but no video file of it. Switch on the video format on the server (install bbb-playback-video, then run bbb-record --rebuild for this recording), then try again.',
  'bigbluebutton.foreign-host':
    'The server named a playback address on {host}. This is neither its own host nor a media host of this connector, so the plugin did not request it. If the host is yours, add it under Advanced → Media hosts.',
  'bigbluebutton.host-refused': '{what} If that host is yours, add it under Advanced → Media hosts.',
  'bigbluebutton.download.missing':
    'The server lists this file but does not serve it. A new link did not help. If this keeps happening, open the recording in a browser. Its address may belong to an old server.',
  'bigbluebutton.download.forbidden':
    'The server forbids the download of this file. A new link did not help. If this keeps happening, open the recording in a browser. Its address may belong to an old server.',
  'bigbluebutton.download.html':
    'The server sends a web page instead of this file. A new link did not help. If this keeps happening, open the recording in a browser. Its address may belong to an old server.',

  'bigbluebutton.setup.module':
    'If the package bbb-webhooks is installed on the server (sudo apt-get install bbb-webhooks), you don’t need to do anything. The connector subscribes and renews the subscription automatically.',
  'bigbluebutton.setup.callback':
    'Otherwise, the system that creates the meetings can name this address: send meta_bbb-recording-ready-url with create, with this address as its value.',
  'bigbluebutton.setup.both':
    'Both ways notify us at once. The schedule finds the same recordings later, and those that no event announced.',
} as const;
