export const jaas = {
  'jaas.summary':
    'Rooms of Jitsi as a Service. 8x8 sends each recording once, by webhook, and keeps it for 24 hours.',
  'jaas.field.appId': 'App ID',
  'jaas.field.appId.help':
    'From the JaaS console (jaas.8x8.vc) → API Keys, at the top of the page: vpaas-magic-cookie- and 32 characters.',
  'jaas.field.keyId': 'Key ID',
  'jaas.field.keyId.help':
    'From JaaS console → API Keys: the whole ID of the key, with App ID, slash and a short code. The public half of the private key below is uploaded there.',
  'jaas.field.privateKey': 'Private key',
  'jaas.field.privateKey.help':
    'The whole private half of that key, from -----BEGIN to -----END. JaaS console → API Keys → Add API key → Generate API key pair shows it once. You can also make a pair yourself (RSA, 4096 bits) and upload the public half.',
  'jaas.field.webhookSecret': 'Webhook secret',
  'jaas.field.webhookSecret.help':
    'From JaaS console → Webhooks → the endpoint → Reveal secret. It begins with whsec_. Save the connector without it first to see the address for the endpoint. Every event is refused until the secret is entered.',
  'jaas.field.recordingAllowed': 'Recording allowed',
  'jaas.field.recordingAllowed.help':
    'Moderators may start a recording. If this is off, nobody may, whatever the rules of the site say. 8x8 charges for recording by the minute.',
  'jaas.field.allModerators': 'All users are moderators',
  'jaas.field.allModerators.help':
    'Everyone who gets a token from this site may mute, remove and admit others, and may record if recording is allowed.',
  'jaas.field.moderatorRoles': 'Roles of moderators',
  'jaas.field.moderatorRoles.help':
    'Names of roles of the Users & Permissions plugin, one per line. Users with one of them are moderators in every room. A function roomRights in config/plugins overrides this list.',
  'jaas.field.tokenHours': 'Lifetime of a room token',
  'jaas.field.tokenHours.help':
    'How long the address of a room lets a person in. People who are in the room stay in.',
  'jaas.field.tokenHours.hours': '{hours, plural, one {# hour} other {# hours}}',
  'jaas.field.timezone': 'Time zone of the rooms',
  'jaas.field.timezone.help':
    '8x8 names none. The day in the title of a recording is of this zone, for example Europe/Berlin. Empty: UTC.',
  'jaas.field.maxAgeHours': 'Oldest accepted event',
  'jaas.field.maxAgeHours.help':
    '8x8 sends an event again if it was not accepted, perhaps with its first signature. Repeated events have no effect, whatever you choose here.',
  'jaas.field.maxAgeHours.hours': '{hours, plural, one {Signed # hour ago} other {Signed # hours ago}}',
  'jaas.field.linkHosts': 'Hosts of download links',
  'jaas.field.linkHosts.help':
    'Links to any other host are not followed. A leading dot stands for all hosts below it. A whole origin like https://media.example.com:8443 stands for that server only.',
  'jaas.field.linkStorages': 'Storage of links from pages',
  'jaas.field.linkStorages.help':
    'A page that shows a room can send the link of a recording. It is accepted only for the storage that signed events of this app have named, and for those that you enter here, for example https://objectstorage.us-phoenix-1.oraclecloud.com/n/space/b/bucket.',
  'jaas.field.lobby': 'Lobby of new meetings',
  'jaas.field.lobby.off': 'No lobby',
  'jaas.field.lobby.approval': 'Each person waits for approval',
  'jaas.field.lobby.moderator': 'Everyone waits for a moderator',
  'jaas.field.passcode': 'Passcode of new meetings',
  'jaas.field.passcode.help':
    'Digits only. Sent when 8x8 asks before each meeting (event SETTINGS_PROVISIONING), and only to a request that proves that it comes from 8x8.',
  'jaas.field.maxOccupants': 'Most people in a meeting',
  'jaas.field.maxOccupants.help':
    '2 to 500. Sent when 8x8 asks before each meeting (event SETTINGS_PROVISIONING). Empty: as set at 8x8.',
  'jaas.field.transcriber': 'Transcription service',
  'jaas.field.visitors': 'Visitors',
  'jaas.field.visitors.help':
    'Visitors only watch and listen. Sent when 8x8 asks before each meeting (event SETTINGS_PROVISIONING).',
  'jaas.field.visitors.on': 'Allowed',
  'jaas.field.visitors.off': 'Not allowed',
  'jaas.field.participantsSoftLimit': 'Participants before others become visitors',
  'jaas.field.participantsSoftLimit.help':
    'A number. Sent when 8x8 asks before each meeting (event SETTINGS_PROVISIONING). Empty: as set at 8x8.',
  'jaas.field.hideGuestNames': 'Hide the names of guests',
  'jaas.field.baseUrl': 'Address of the rooms',
  'jaas.field.baseUrl.help': 'Change it only for another 8x8 environment, for example https://stage.8x8.vc.',
  'jaas.field.as-set': 'As set at 8x8',
  'jaas.field.provisioning': 'Sent when 8x8 asks before each meeting (event SETTINGS_PROVISIONING).',

  'jaas.check.app-id': 'The App ID has the right form',
  'jaas.check.app-id.malformed':
    'It must be vpaas-magic-cookie- and 32 characters of 0 to 9 and a to f. Copy it again from JaaS console (jaas.8x8.vc) → API Keys.',
  'jaas.check.key-id': 'The Key ID belongs to the App ID',
  'jaas.check.key-id.other-app':
    'The part before the slash is not the App ID of this connector. Copy the whole Key ID from JaaS console (jaas.8x8.vc) → API Keys.',
  'jaas.check.key-id.malformed':
    'A Key ID has two parts: the App ID, a slash, and a short code. Copy the whole Key ID from JaaS console (jaas.8x8.vc) → API Keys.',
  'jaas.check.private-key': 'The private key can be read',
  'jaas.check.key-pair': 'A room token signed with the private key can be verified',
  'jaas.check.key-pair.key-id-first': 'The Key ID must be corrected first.',
  'jaas.check.key-pair.bad': 'A token signed with it was not valid: {reason}.',
  'jaas.check.key-pair.unreadable': 'Not tried, because the private key can’t be read.',
  'jaas.check.webhook': 'The webhook secret has the right form',
  'jaas.check.webhook.waiting':
    'The webhook secret is missing. Until it is entered, every event is refused and no recording arrives. Save to get the address for the endpoint. Then find the secret in JaaS console (jaas.8x8.vc) → Webhooks → the endpoint → Reveal secret.',
  'jaas.check.webhook.key':
    'This is a key. The secret of the endpoint is in JaaS console (jaas.8x8.vc) → Webhooks → the endpoint → Reveal secret.',
  'jaas.check.webhook.malformed':
    'It must begin with whsec_, and must be complete. Copy it again from JaaS console (jaas.8x8.vc) → Webhooks → the endpoint → Reveal secret.',
  'jaas.check.links': 'Files are downloaded only from hosts of 8x8',
  'jaas.check.links.none': 'Without a host, no recording can be downloaded.',
  'jaas.check.links.malformed':
    '“{host}” is not a host. Enter a name like objectstorage.us-phoenix-1.oraclecloud.com, or .oraclecloud.com for all hosts below it.',
  'jaas.check.meetings': 'The settings for new meetings are possible',
  'jaas.check.meetings.passcode': 'The passcode may contain digits only.',
  'jaas.check.meetings.max-occupants': 'The most people in a meeting must be a number from 2 to 500.',
  'jaas.check.meetings.soft-limit': 'Enter a number of participants before others become visitors.',
  'jaas.check.meetings.timezone': '“{timezone}” is not a time zone. Enter one like Europe/Berlin.',
  'jaas.check.at-8x8': '8x8 knows the key, and its events arrive',
  'jaas.check.at-8x8.unknown':
    '8x8 answers no question about an account. Enter a room to see whether 8x8 knows the key. The first event shows whether events arrive.',

  'jaas.key.other-kind': 'This private key has the wrong type. 8x8 accepts only RSA keys.',
  'jaas.token.malformed': 'a claim is missing or has the wrong type',
  'jaas.token.other-app': 'the key belongs to another app',
  'jaas.room-name':
    'This can’t be the name of a room. Use letters, digits and hyphens, without spaces and without the characters / ? # % \\.',
  'jaas.link.malformed': '8x8 sent a link that is not a valid address.',
  'jaas.link.foreign-host':
    'The link leads to {origin}, which is not a host of this connector, so the plugin did not follow it. If 8x8 has moved its storage, add the host under Advanced → Hosts of download links.',
  'jaas.link.other-app': 'The link does not lead to a recording of this connector’s app.',
  'jaas.link.unknown-storage':
    'No event of 8x8 has named the storage of this link yet, so the plugin did not follow it. If it belongs to 8x8, add it under Advanced → Storage of links from pages.',
  'jaas.file.no-link': '8x8 sent no link for this file, and there is no other way to get it.',
  'jaas.file.link-expired':
    '8x8 no longer serves this file (status {status}). A link works for 24 hours after 8x8 sent it, and 8x8 gives no other link. The recording is lost, unless somebody downloaded it by the link that 8x8 showed in the meeting.',
  'jaas.file.page': '8x8 sent a page instead of the file.',

  'jaas.setup.endpoint': 'In JaaS console (jaas.8x8.vc) → Webhooks → Add endpoint, paste this address.',
  'jaas.setup.events':
    'Choose the events RECORDING_UPLOADED, CHAT_UPLOADED, TRANSCRIPTION_UPLOADED, RECORDING_STARTED, RECORDING_ENDED, ROOM_CREATED, ROOM_DESTROYED, PARTICIPANT_JOINED and PARTICIPANT_LEFT.',
  'jaas.setup.provisioning':
    'Only if rooms get their lobby or passcode from this site: choose SETTINGS_PROVISIONING too, and enter this connector’s own secret as the Authorization header of the endpoint.',
  'jaas.setup.secret':
    'Save the endpoint, open it and choose Reveal secret. Enter the secret here as the webhook secret.',
  'jaas.setup.test':
    'Send a test event from here. Then record for a minute in a room: 8x8 notifies us shortly after the recording ended.',
} as const;
