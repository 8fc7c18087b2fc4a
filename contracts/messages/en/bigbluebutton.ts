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

  'bigbluebutton.setup.module':
    'If the package bbb-webhooks is installed on the server (sudo apt-get install bbb-webhooks), you don’t need to do anything. The connector subscribes and renews the subscription automatically.',
  'bigbluebutton.setup.callback':
    'Otherwise, the system that creates the meetings can name this address: send meta_bbb-recording-ready-url with create, with this address as its value.',
  'bigbluebutton.setup.both':
    'Both ways notify us at once. The schedule finds the same recordings later, and those that no event announced.',
} as const;
