export const msTeams = {
  'ms-teams.summary': 'Recordings and transcripts of Teams meetings, through Microsoft Graph.',
  'ms-teams.field.authorizationType': 'Authorization type',
  'ms-teams.field.authorizationType.help':
    'Whose rights are used at Microsoft, and whose meetings are imported.',
  'ms-teams.field.authorizationType.user': 'User delegated',
  'ms-teams.field.authorizationType.user.help':
    'One person signs in with “Login to Microsoft”, and only that person needs a Microsoft license. The meetings in that person’s calendar are imported, if the organizer lets this person download the recording.',
  'ms-teams.field.authorizationType.app': 'Application delegated',
  'ms-teams.field.authorizationType.app.help':
    'Nobody signs in. The meetings in the calendar of each organizer are imported, and every organizer needs a Microsoft license. An administrator must grant the app an application access policy. Check connection shows the exact commands.',
  'ms-teams.field.authorizationType.app.link': 'How to set up an application access policy',
  'ms-teams.field.clientId': 'Client id',
  'ms-teams.field.clientId.help':
    'From Microsoft Entra admin center → App registrations → your app → Overview, “Application (client) ID”.',
  'ms-teams.field.clientSecret': 'Client secret',
  'ms-teams.field.clientSecret.help':
    'From Microsoft Entra admin center → App registrations → your app → Certificates & secrets → New client secret: the column “Value”, which is shown only once. It is not the “Secret ID”.',
  'ms-teams.field.tenantId': 'Client Tenant Id',
  'ms-teams.field.tenantId.help':
    'From Microsoft Entra admin center → App registrations → your app → Overview, “Directory (tenant) ID”.',
  'ms-teams.field.receiveAttendance': 'Receive information about webinar participants',
  'ms-teams.field.receiveAttendance.help':
    'Also asks for the permission OnlineMeetingArtifact.Read.All, so that Microsoft says who attended.',
  'ms-teams.field.takeTranscripts': 'Import transcripts',
  'ms-teams.field.takeTranscripts.help': 'Needs the permission OnlineMeetingTranscript.Read.All.',
  'ms-teams.field.mayDelete': 'Ask for the permission to delete recordings',
  'ms-teams.field.mayDelete.help':
    'Needed only if recordings are deleted at Microsoft after the import: Files.ReadWrite for the person who signs in, or Files.ReadWrite.All for the app.',
  'ms-teams.field.clientSecretExpiresOn': 'The client secret expires on',
  'ms-teams.field.clientSecretExpiresOn.help':
    'A day like 2027-05-31, from Microsoft Entra admin center → App registrations → your app → Certificates & secrets. Check connection then warns you two weeks before.',
  'ms-teams.field.loginBaseUrl': 'Login address',
  'ms-teams.field.loginBaseUrl.help':
    'Change it only for a national cloud: https://login.microsoftonline.us or https://login.chinacloudapi.cn.',
  'ms-teams.field.graphBaseUrl': 'Graph address',
  'ms-teams.field.graphBaseUrl.help':
    'Change it only together with the login address: https://graph.microsoft.us/v1.0 or https://microsoftgraph.chinacloudapi.cn/v1.0.',

  'ms-teams.permission.me': 'reading who signed in',
  'ms-teams.permission.users': 'finding hosts by e-mail address and naming them',
  'ms-teams.permission.calendar': 'finding meetings in the calendar',
  'ms-teams.permission.meetings': 'reading the meetings of the events',
  'ms-teams.permission.recordings': 'listing and downloading recordings',
  'ms-teams.permission.transcripts': 'importing transcripts',
  'ms-teams.permission.attendance': 'reading who attended',
  'ms-teams.permission.files': 'deleting imported recordings in OneDrive',

  'ms-teams.check.address': 'The login of Microsoft can be reached',
  'ms-teams.check.credentials': 'Microsoft accepts the credentials of the app',
  'ms-teams.check.secret-expiry': 'The client secret is valid for some time',
  'ms-teams.check.secret-expiry.malformed': '“{day}” is not a day like 2027-05-31.',
  'ms-teams.check.secret-expiry.over':
    'The client secret expired on {day}. Create a new one in Microsoft Entra admin center → App registrations → your app → Certificates & secrets. Enter its “Value” and its day here.',
  'ms-teams.check.secret-expiry.soon':
    'The client secret expires on {day}, in {days, plural, one {# day} other {# days}}. Create a new one in Microsoft Entra admin center → App registrations → your app → Certificates & secrets. Enter its “Value” and its day here.',
  'ms-teams.check.sign-in': 'Somebody has signed in',
  'ms-teams.check.sign-in.who': '{account} has signed in',
  'ms-teams.check.sign-in.save-first': 'Save the connector, then click “{button}”.',
  'ms-teams.check.permission': 'Permission {name}: {purpose}',
  'ms-teams.check.permission.missing':
    '{name} was not granted. An administrator may have to consent in Microsoft Entra admin center → App registrations → your app → API permissions → Grant admin consent. Then sign in again.',
  'ms-teams.check.calendar': 'Read a calendar',
  'ms-teams.check.meetings': 'Read online meetings',
  'ms-teams.check.recordings': 'List recordings',
  'ms-teams.check.transcripts': 'List transcripts',
  'ms-teams.check.transcripts.unseen':
    'Not checked: Microsoft did not say whether the app may list transcripts.',
  'ms-teams.check.tenant': 'Recording and transcription are switched on in the tenant',
  'ms-teams.check.tenant.unseen':
    'Not checked: no call tells it, and new tenants have transcription off. Look at the meeting policies in the Teams admin center.',
  'ms-teams.check.graph-address': 'The Graph address names a version',
  'ms-teams.check.graph-address.no-version':
    'The Graph address {address} names no version. Write it with /v1.0 at its end, e.g. https://graph.microsoft.com/v1.0.',
  'ms-teams.check.files': 'Read the folder of recordings in OneDrive',
  'ms-teams.check.access-policy': 'An application access policy lets the app read meetings',
  'ms-teams.check.access-policy.everybody': '{what} For everybody: {commands}',

  'ms-teams.setup.automatic':
    'You don’t need to do anything at Microsoft. When you switch the connector on, it subscribes and renews the subscription automatically.',
  'ms-teams.setup.reachable':
    'This site must be reachable from the internet under its https address, and answer within 10 seconds.',
  'ms-teams.setup.user-delegated':
    'With “User delegated”, Microsoft sends no events. New recordings are found by the schedule.',

  'ms-teams.to.read-me': 'read who signed in',
  'ms-teams.to.read-calendar': 'read the calendar',
  'ms-teams.to.read-meetings': 'read online meetings',
  'ms-teams.to.list-transcripts': 'list the transcripts',
  'ms-teams.to.read-folder': 'read the folder of recordings in OneDrive',
  'ms-teams.to.delete-file': 'delete a file in OneDrive',
  'ms-teams.to.renew': 'renew the subscription to its events',

  'ms-teams.login.wrong-secret':
    'Microsoft rejected the client secret. Enter the “Value” from Microsoft Entra admin center → App registrations → your app → Certificates & secrets, not the “Secret ID”.',
  'ms-teams.login.secret-expired':
    'The client secret has expired. Create a new one and enter its “Value”: Microsoft Entra admin center → App registrations → your app → Certificates & secrets.',
  'ms-teams.login.wrong-app':
    'Microsoft does not know this Client id in the tenant. Copy the “Application (client) ID” again: Microsoft Entra admin center → App registrations → your app → Overview.',
  'ms-teams.login.app-off':
    'The app is disabled in the tenant. An administrator can enable it: Microsoft Entra admin center → Enterprise applications → the app → Properties.',
  'ms-teams.login.wrong-tenant':
    'Microsoft does not know this Client Tenant Id. Copy the “Directory (tenant) ID” again: Microsoft Entra admin center → App registrations → your app → Overview.',
  'ms-teams.login.malformed-tenant':
    'The Client Tenant Id is neither an ID nor a domain. Copy the “Directory (tenant) ID” again: Microsoft Entra admin center → App registrations → your app → Overview.',
  'ms-teams.login.wrong-redirect':
    'The redirect address is not registered for the app. Add it exactly as the connector shows it: Microsoft Entra admin center → App registrations → your app → Authentication → Web.',
  'ms-teams.login.wrong-cloud':
    'This tenant does not know the Graph address. The login address and the Graph address must belong to the same cloud.',
  'ms-teams.login.no-consent':
    'An administrator has not consented to the permissions. Consent can be given here: Microsoft Entra admin center → App registrations → your app → API permissions → Grant admin consent.',
  'ms-teams.login.ended':
    'The sign-in has ended, and Microsoft no longer accepts it: it was not used for too long, the password was changed, it was revoked, or a rule of the organization ended it. Sign in again.',
  'ms-teams.login.rejected':
    'Microsoft rejected the app ({reason}). Compare the Client id, Client secret and Client Tenant Id with Microsoft Entra admin center → App registrations → your app.',

  'ms-teams.sign-in.button': 'Login to Microsoft',
  'ms-teams.sign-in.alert': 'The superuser is not authorized. Click the button "Sign in to Microsoft"',
  'ms-teams.sign-in.nobody': 'Nobody can sign in before the connector is saved.',
  'ms-teams.sign-in.no-refresh-token':
    'Microsoft gave no refresh token, so the sign-in would end within an hour. Check that the app is registered as a web app (Microsoft Entra admin center → App registrations → your app → Authentication → Web), and sign in again.',
  'ms-teams.sign-in.unnamed':
    'Microsoft did not say who signed in. Check that the app has the permission User.Read, and sign in again.',
  'ms-teams.sign-in.unknown': 'Microsoft no longer knows the person who signed in. Sign in again.',

  'ms-teams.request': '{what} (Microsoft’s request ID: {id})',
  'ms-teams.token-rejected':
    'Could not {wanted}: Microsoft rejected the token. Check that the app still exists and has consent to its permissions: Microsoft Entra admin center → App registrations → your app → API permissions.',
  'ms-teams.payment-required':
    'Could not {wanted}: Microsoft requires a payment. These calls have been free since August 2025. Ask Microsoft support about the billing of this app.',
  'ms-teams.advice.policy':
    'There is no application access policy that allows it. An administrator must run this in Teams PowerShell: {commands} (with -Global instead of -Identity for everybody). The policy takes effect within 30 minutes.',
  'ms-teams.advice.permission':
    'The permission {name} is missing, or an administrator has not consented to it: Microsoft Entra admin center → App registrations → your app → API permissions → Grant admin consent.',
  'ms-teams.advice.permissions':
    'Check the permissions of the app: Microsoft Entra admin center → App registrations → your app → API permissions.',
  'ms-teams.wrong-address':
    'This address is not Microsoft Graph, or this cloud does not support the call. Check the Graph address under Advanced. It ends in /v1.0.',
  'ms-teams.foreign-page': 'Microsoft named a next page on a different host. The plugin did not request it.',
  'ms-teams.no-end': 'Microsoft did not say when the subscription ends.',

  'ms-teams.file.token':
    'Microsoft rejects the token for this file, even a new one. Check that the app still has its permissions, or sign in again.',
  'ms-teams.file.forbidden':
    'Microsoft does not allow the download of this file. Only the organizer can download it, or a rule of the organization blocks downloads. Ask the organizer or the Teams administrator.',

  'ms-teams.delete.not-allowed':
    'Nothing can be deleted in OneDrive yet. Turn on “{setting}” under Advanced, and grant the permission.',
  'ms-teams.delete.none':
    'No file in the folder Recordings of the organizer’s OneDrive is certainly this recording, so nothing was deleted. Look for the recording of {startedAt} there and delete it by hand.',
  'ms-teams.delete.several':
    'Several files in the folder Recordings of the organizer’s OneDrive may be this recording, so nothing was deleted. Look for the recording of {startedAt} there and delete it by hand.',
  'ms-teams.delete.not-organiser':
    'The recording is in the OneDrive of its organizer, who is not the person who signed in. The organizer can delete it there.',
} as const;
