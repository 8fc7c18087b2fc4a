export const digitalSamba = {
  'digital-samba.summary':
    'Recordings of all rooms of a Digital Samba Embedded team, with chats, transcripts and bookmarks.',
  'digital-samba.field.serverUrl': 'Server',
  'digital-samba.field.serverUrl.help':
    'The address of the API. Change it only if Digital Samba gave you another one.',
  'digital-samba.field.apiToken': 'API Token',
  'digital-samba.field.apiToken.help':
    'The developer key of your team, from Digital Samba dashboard → Team. It also signs join links. If you renew it there, enter it here again.',
  'digital-samba.field.teamId': 'Team ID',
  'digital-samba.field.teamId.help': 'From Digital Samba dashboard → Team, beside the developer key.',
  'digital-samba.field.takeSummaries': 'Import summaries',
  'digital-samba.field.takeSummaries.help':
    'Digital Samba makes the summary of a transcribed session when it is first requested. If this is off, none is requested.',
  'digital-samba.field.roomsUrl': 'Address of the rooms',
  'digital-samba.field.roomsUrl.help':
    'For join links: https://your-team.digitalsamba.com, or your own domain under which rooms open. From Digital Samba dashboard → Team.',
  'digital-samba.field.moderatorRole': 'Role of moderators who may record',
  'digital-samba.field.moderatorRole.help':
    'The name of a role with the permission to record, from Digital Samba dashboard → Roles.',
  'digital-samba.field.limitedModeratorRole': 'Role of moderators who may not record',
  'digital-samba.field.limitedModeratorRole.help':
    'The name of a role without the permission to record. In Digital Samba, that permission belongs to a role, not to a join link.',
  'digital-samba.field.participantRole': 'Role of everyone else',
  'digital-samba.field.participantRole.help': 'The name of a role that may neither moderate nor record.',

  'digital-samba.check.address': 'The server can be reached',
  'digital-samba.check.credentials': 'Digital Samba accepts the Team ID and the API Token',
  'digital-samba.check.transcripts': 'Ask for transcripts',
  'digital-samba.check.summaries': 'Ask for summaries',
  'digital-samba.check.team': 'The API Token belongs to this team',
  'digital-samba.check.team.other': 'Digital Samba accepts both, but names another team ID.',
  'digital-samba.check.team.rooms': 'The rooms of this team open under {domain}.digitalsamba.com.',
  'digital-samba.check.events': 'Digital Samba can notify us of new recordings',
  'digital-samba.check.events.missing':
    'Digital Samba can’t notify us of {events}. The schedule finds these recordings.',

  'digital-samba.to.read-team': 'read the team',
  'digital-samba.to.read-session': 'read a session',
  'digital-samba.to.read-bookmarks': 'read the bookmarks of a recording',
  'digital-samba.to.read-transcript': 'read the transcript of a session',
  'digital-samba.to.read-chat': 'read the chat',
  'digital-samba.to.read-polls': 'read the polls',
  'digital-samba.to.read-summary': 'read a summary',
  'digital-samba.to.archive': 'archive a recording',
  'digital-samba.to.unarchive': 'take a recording out of the archive',
  'digital-samba.to.list-events': 'list the events',
  'digital-samba.to.register-webhook': 'register the webhook',
  'digital-samba.to.remove-webhook': 'remove the webhook',
  'digital-samba.credentials-rejected':
    'Digital Samba rejected the Team ID and the API Token. Copy both again from Digital Samba dashboard → Team. If somebody renewed the developer key there, the old one stopped working at once.',
  'digital-samba.forbidden.advice': 'Check whether the plan of the team includes it.',
  'digital-samba.conflict': 'Digital Samba can’t {wanted} while something else is in progress there.',
  'digital-samba.room-id':
    'Enter the ID of the room (a UUID), not its name. The page of the room in the Digital Samba dashboard shows it.',
  'digital-samba.rooms-address-missing':
    'Join links need the address where the rooms of the team open. Enter it under Advanced → Address of the rooms.',
  'digital-samba.address-too-long':
    'The webhook address has {length} characters, but Digital Samba accepts at most {most}. Use a shorter server.url. Until then, the schedule finds new recordings.',
  'digital-samba.no-events':
    'Digital Samba offers this team no event about recordings. The schedule finds new recordings.',

  'digital-samba.setup.automatic':
    'You don’t need to enter anything. When you switch the connector on, it registers this address at Digital Samba, with a secret of its own.',
  'digital-samba.setup.shown':
    'Digital Samba dashboard → Team → Webhooks shows the address, with the events {events}. Don’t change it there: it is restored every day.',
} as const;
