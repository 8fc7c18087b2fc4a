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
  'digital-samba.check.team': 'The API Token belongs to this team',
  'digital-samba.check.team.other': 'Digital Samba accepts both, but names another team ID.',
  'digital-samba.check.team.rooms': 'The rooms of this team open under {domain}.digitalsamba.com.',
  'digital-samba.check.events': 'Digital Samba can notify us of new recordings',
  'digital-samba.check.events.missing':
    'Digital Samba can’t notify us of {events}. The schedule finds these recordings.',

  'digital-samba.setup.automatic':
    'You don’t need to enter anything. When you switch the connector on, it registers this address at Digital Samba, with a secret of its own.',
  'digital-samba.setup.shown':
    'Digital Samba dashboard → Team → Webhooks shows the address, with the events {events}. Don’t change it there: it is restored every day.',
} as const;
