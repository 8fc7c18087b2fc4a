export const zoom = {
  'zoom.summary': 'Cloud recordings of all users of a Zoom account, or of the hosts that you choose.',
  'zoom.field.accountId': 'Account ID',
  'zoom.field.accountId.help':
    'From Zoom App Marketplace → Manage → your Server-to-Server OAuth app → App Credentials. Keys of the retired JWT apps don’t work.',
  'zoom.field.clientId': 'Client ID',
  'zoom.field.clientId.help': 'From App Credentials of the same app, second line.',
  'zoom.field.clientSecret': 'Client secret',
  'zoom.field.clientSecret.help':
    'From App Credentials of the same app, third line. It is not the secret token on the Feature page, which is for webhooks.',
  'zoom.field.webhookSecret': 'Webhook secret token',
  'zoom.field.webhookSecret.help':
    'Optional. Lets Zoom notify us as soon as a recording is ready. From Zoom App Marketplace → Manage → your app → Feature → Secret Token.',
  'zoom.field.plan': 'Zoom plan',
  'zoom.field.plan.help':
    'Limits the number of requests per second, for all apps of the account together. See Zoom account → Account Management → Billing.',
  'zoom.field.plan.free': 'Free',
  'zoom.field.plan.pro': 'Pro',
  'zoom.field.plan.business': 'Business, Education, Enterprise or Partner',
  'zoom.field.plan.unpaced': 'No limit here. Zoom still refuses when there are too many requests',
  'zoom.field.viewPreference': 'Preferred views',
  'zoom.field.viewPreference.help':
    'Zoom records one video per view. For each segment, the first view in this list that exists is imported. If none exists, the largest video is imported, or the audio if there is no video.',
  'zoom.field.apiBaseUrl': 'API base URL',
  'zoom.field.apiBaseUrl.help':
    'Change it only for another Zoom cloud, for example https://api.zoomgov.com/v2, or for a regional address.',
  'zoom.field.oauthBaseUrl': 'OAuth base URL',
  'zoom.field.oauthBaseUrl.help':
    'Change it only together with the API base URL, for example to https://zoomgov.com.',

  'zoom.scope.users': 'finding the hosts of the account',
  'zoom.scope.list': 'listing recordings',
  'zoom.scope.files': 'downloading recordings',
  'zoom.scope.user': 'limiting a connector to hosts by e-mail address',
  'zoom.scope.delete': 'deleting imported recordings at Zoom',
  'zoom.scope.recover': 'recovering deleted recordings from the trash at Zoom',

  'zoom.check.address': 'Zoom can be reached',
  'zoom.check.address.untried': 'Not tried, because the credentials are known to be wrong.',
  'zoom.check.credentials': 'Zoom accepts the credentials',
  'zoom.check.scope': 'Scope {scope}: {feature}',
  'zoom.check.scope.unnamed': 'Zoom did not name the scopes. The steps below show what works.',
  'zoom.check.scope.missing':
    'The app lacks the scope {scope}, so {feature} does not work. Add it in Zoom App Marketplace → Manage → your app → Scopes.',
  'zoom.check.webhook': 'The webhook secret token has the right form',
  'zoom.check.webhook.none':
    'No webhook secret token is entered, so new recordings are found by the schedule only. The token is in Zoom App Marketplace → Manage → your app → Feature → Secret Token.',
  'zoom.check.webhook.client-secret':
    'This is the client secret. Enter the token for webhooks, from Zoom App Marketplace → Manage → your app → Feature → Secret Token.',
  'zoom.check.webhook.malformed':
    'The token is too short, or contains characters that no secret token has. Copy it again from Zoom App Marketplace → Manage → your app → Feature → Secret Token.',

  'zoom.setup.secret':
    'In Zoom App Marketplace → Manage → your app → Feature, copy the Secret Token. Enter it here as the webhook secret token, and save.',
  'zoom.setup.subscription':
    'On the same page, choose Event Subscriptions → Add Event Subscription, with the method Webhook.',
  'zoom.setup.address': 'Paste this address as Event notification endpoint URL.',
  'zoom.setup.recording-events':
    'In Add Events → Recording, choose: All recordings have completed, Recording transcript files have completed, Recording started, paused, resumed, stopped, moved to trash, permanently deleted, recovered from trash, and renamed.',
  'zoom.setup.meeting-events':
    'In Add Events → Meeting, choose End Meeting. If you hold webinars, choose End Webinar in Add Events → Webinar.',
  'zoom.setup.validate':
    'Validate the address, then save. Zoom validates it again every 72 hours, which is answered automatically.',

  'zoom.jwt-retired':
    'The API Key and API Secret of a JWT app no longer work, because Zoom retired this app type in September 2023. Create a Server-to-Server OAuth app (Zoom App Marketplace → Develop → Build App) and enter its Account ID, Client ID and Client secret.',
  'zoom.token.app-off':
    'The app is deactivated in Zoom. Activate it: Zoom App Marketplace → Manage → your app → Activation.',
  'zoom.token.owner-gone':
    'The user who owns the app no longer exists in the Zoom account. Give the app to another owner in Zoom App Marketplace, or create a new app.',
  'zoom.token.revoked':
    'Zoom no longer accepts tokens of this app. Check that the app is activated: Zoom App Marketplace → Manage → your app → Activation.',
  'zoom.token.scopes':
    'The scopes of the app do not match. Add the missing scopes: Zoom App Marketplace → Manage → your app → Scopes.',
  'zoom.token.wrong-app-type': 'These credentials do not belong to a Server-to-Server OAuth app. {retired}',
  'zoom.token.wrong-credentials':
    'Zoom rejected the Client ID or the Client secret. Copy both again: Zoom App Marketplace → Manage → your app → App Credentials. {retired}',
  'zoom.token.wrong-account':
    'Zoom does not know this Account ID for the app. Copy it again: Zoom App Marketplace → Manage → your app → App Credentials.',
  'zoom.token.rejected':
    'Zoom rejected the credentials. Check the Account ID, Client ID and Client secret, and that the app is activated: Zoom App Marketplace → Manage → your app.',

  'zoom.advice.scope':
    'The app lacks the scope {scope}. Add it: Zoom App Marketplace → Manage → your app → Scopes.',
  'zoom.advice.any-scope':
    'The app lacks a scope. Add it: Zoom App Marketplace → Manage → your app → Scopes.',
  'zoom.advice.plan-and-role':
    'It needs a paid Zoom plan with cloud recording, and a role of the app’s owner that can view users, recordings and their content (Zoom → User Management → Roles).',
  'zoom.advice.blocked': 'The account may be blocked. Check it in Zoom, or ask Zoom Support.',
  'zoom.token-rejected':
    'Could not {wanted}: Zoom rejected the token of the app. Check that the app is activated and has its scopes: Zoom App Marketplace → Manage → your app.',
  'zoom.wrong-address':
    'This address is not the Zoom API. Check the API base URL under Advanced. It ends in /v2.',
  'zoom.other-range': 'Zoom listed recordings of different days from those requested.',
  'zoom.daily-limit':
    'This account has used up Zoom’s daily limit of requests. Imports continue automatically after {until}.',
  'zoom.page-token-expired': 'Zoom’s page tokens expired three times before the list was complete.',

  'zoom.kept.in-use':
    'Zoom keeps this recording because a simulive webinar or Zoom IQ for Sales uses it. Delete it in Zoom when it is no longer used there.',
  'zoom.kept.no-storage':
    'Zoom has no storage left for this recording. Free up storage in Zoom, then recover the recording again.',

  'zoom.file.on-premise':
    'This recording is stored on a Zoom Meeting Connector in your own network, not in the cloud. The plugin can’t download it.',
  'zoom.file.token': 'Zoom rejects the token for this file.',
  'zoom.file.forbidden': 'Zoom does not allow the download of this file.',
  'zoom.file.retried':
    '{what} A new link and a new token did not help. If this keeps happening, check that the owner of the app can view the content of recordings (Zoom → User Management → Roles).',
} as const;
