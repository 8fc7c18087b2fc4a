export const etutorium = {
  'etutorium.summary': 'An eTutorium account for webinars. eTutorium publishes no API for recordings.',
  'etutorium.field.endPoint': 'End point',
  'etutorium.field.endPoint.help': 'The address of the API.',
  'etutorium.field.apiToken': 'API Token',
  'etutorium.field.apiToken.help':
    'From eTutorium → account settings → API. If your account shows no token, ask eTutorium support.',
  'etutorium.field.roomUrl': 'Address of the rooms',
  'etutorium.field.roomUrl.help': 'Where people enter a webinar.',
  'etutorium.check.address': 'eTutorium can be reached',
  'etutorium.check.credentials': 'eTutorium accepts the API Token',

  'etutorium.to.read-account': 'read the account',
  'etutorium.to.create-webinar': 'create a webinar',
  'etutorium.to.read-webinar': 'read a webinar',
  'etutorium.to.register': 'register people',
  'etutorium.to.find-participant': 'find a participant',
  'etutorium.token-rejected':
    'eTutorium rejected the API Token. Copy it again from eTutorium → account settings → API.',
} as const;
