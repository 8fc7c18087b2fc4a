export const bluejeans = {
  'bluejeans.summary': 'Recordings of all users of a BlueJeans enterprise, or of the hosts that you choose.',
  'bluejeans.notice':
    'BlueJeans has closed: the free plan in August 2023, the paid service on 29 March 2024. Its address no longer answers. This connector works only with a service that speaks the same API.',
  'bluejeans.field.appKey': 'App Key',
  'bluejeans.field.appKey.help':
    'From the BlueJeans web portal, as enterprise administrator: Admin → Enterprise Apps → your app. It can be a name instead of a number.',
  'bluejeans.field.secretKey': 'Secret Key',
  'bluejeans.field.secretKey.help': 'From the same page, beside the App Key (App Secret).',
  'bluejeans.field.apiBaseUrl': 'API base URL',
  'bluejeans.field.apiBaseUrl.help': 'The address of the service that answers in place of BlueJeans.',
  'bluejeans.field.pace': 'Requests per second',
  'bluejeans.field.pace.help': 'BlueJeans published no limit. Two per second were known to be safe.',
  'bluejeans.field.pace.careful': 'Two',
  'bluejeans.field.pace.unpaced': 'No limit',
  'bluejeans.check.address': 'A service with the API of BlueJeans answers',
  'bluejeans.check.credentials': 'The service accepts the App Key and the Secret Key',

  'bluejeans.to.get-token': 'get a token',
  'bluejeans.to.delete-recordings': 'delete the recordings of a meeting',
  'bluejeans.credentials-rejected':
    'BlueJeans rejected the App Key and the Secret Key. Copy both again from Admin → Enterprise Apps.',
  'bluejeans.forbidden.advice': 'Check the rights of the app under Admin → Enterprise Apps.',
  'bluejeans.closed':
    'BlueJeans no longer answers, because the service closed on 29 March 2024. Switch the connector off. If another service with the same API answers for you, enter its address under Advanced → API base URL.',
  'bluejeans.no-download-yet': 'BlueJeans has no download for this chapter yet.',
} as const;
