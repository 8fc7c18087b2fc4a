export const msTeams = {
  'ms-teams.summary': 'Recordings and transcripts of Teams meetings, through Microsoft Graph.',
  'ms-teams.field.authorizationType': 'Authorization type',
  'ms-teams.field.authorizationType.help':
    'Whose rights are used at Microsoft, and whose meetings are imported.',
  'ms-teams.field.authorizationType.user': 'User delegated',
  'ms-teams.field.authorizationType.user.help':
    'One person signs in with “Login to Microsoft”, and only that person needs a Microsoft licence. The meetings in that person’s calendar are imported, if the organiser lets this person download the recording.',
  'ms-teams.field.authorizationType.app': 'Application delegated',
  'ms-teams.field.authorizationType.app.help':
    'Nobody signs in. The meetings in the calendar of each organiser are imported, and every organiser needs a Microsoft licence. An administrator must grant the app an application access policy. Check connection shows the exact commands.',
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
  'ms-teams.check.files': 'Read the folder of recordings in OneDrive',
  'ms-teams.check.access-policy': 'An application access policy lets the app read meetings',
  'ms-teams.check.access-policy.everybody': '{what} For everybody: {commands}',

  'ms-teams.setup.automatic':
    'You don’t need to do anything at Microsoft. When you switch the connector on, it subscribes and renews the subscription automatically.',
  'ms-teams.setup.reachable':
    'This site must be reachable from the internet under its https address, and answer within 10 seconds.',
  'ms-teams.setup.user-delegated':
    'With “User delegated”, Microsoft sends no events. New recordings are found by the schedule.',
} as const;
