import { message } from '../../../../contracts/messages/catalogue';
import type { ProviderDescriptor } from '../provider';
import { settingsOf, type SettingsOf } from '../settings';
import type { Account } from '../account';

const settings = settingsOf({
  authorizationType: {
    type: 'choice',
    label: message('ms-teams.field.authorizationType'),
    help: message('ms-teams.field.authorizationType.help'),
    options: [
      {
        value: 'user-delegated',
        label: message('ms-teams.field.authorizationType.user'),
        help: message('ms-teams.field.authorizationType.user.help'),
      },
      {
        value: 'application-delegated',
        label: message('ms-teams.field.authorizationType.app'),
        help: message('ms-teams.field.authorizationType.app.help'),
        link: {
          label: message('ms-teams.field.authorizationType.app.link'),
          url: 'https://learn.microsoft.com/graph/cloud-communication-online-meeting-application-access-policy',
        },
      },
    ],
    default: 'user-delegated',
  },
  clientId: {
    type: 'text',
    label: message('ms-teams.field.clientId'),
    help: message('ms-teams.field.clientId.help'),
    placeholder: '00000000-0000-0000-0000-000000000000',
    required: true,
  },
  clientSecret: {
    type: 'secret',
    label: message('ms-teams.field.clientSecret'),
    help: message('ms-teams.field.clientSecret.help'),
    required: true,
  },
  tenantId: {
    type: 'text',
    label: message('ms-teams.field.tenantId'),
    help: message('ms-teams.field.tenantId.help'),
    placeholder: '00000000-0000-0000-0000-000000000000',
    required: true,
  },
  receiveAttendance: {
    type: 'switch',
    label: message('ms-teams.field.receiveAttendance'),
    help: message('ms-teams.field.receiveAttendance.help'),
    default: false,
  },
  takeTranscripts: {
    type: 'switch',
    label: message('ms-teams.field.takeTranscripts'),
    help: message('ms-teams.field.takeTranscripts.help'),
    default: true,
    advanced: true,
  },
  mayDelete: {
    type: 'switch',
    label: message('ms-teams.field.mayDelete'),
    help: message('ms-teams.field.mayDelete.help'),
    default: false,
    advanced: true,
  },
  clientSecretExpiresOn: {
    type: 'text',
    label: message('ms-teams.field.clientSecretExpiresOn'),
    help: message('ms-teams.field.clientSecretExpiresOn.help'),
    placeholder: '2027-05-31',
    advanced: true,
  },
  loginBaseUrl: {
    type: 'url',
    label: message('ms-teams.field.loginBaseUrl'),
    help: message('ms-teams.field.loginBaseUrl.help'),
    default: 'https://login.microsoftonline.com',
    advanced: true,
  },
  graphBaseUrl: {
    type: 'url',
    label: message('ms-teams.field.graphBaseUrl'),
    help: message('ms-teams.field.graphBaseUrl.help'),
    default: 'https://graph.microsoft.com/v1.0',
    advanced: true,
  },
});

export type TeamsSettings = SettingsOf<typeof settings.fields>;
export const readSettings = settings.of;

/** From the saved settings, without secrets. */
export const isUserDelegated = (saved: Account['settings']): boolean =>
  settings.ofSaved(saved).authorizationType === 'user-delegated';

export const descriptor: ProviderDescriptor = {
  id: 'ms-teams',
  label: 'Microsoft Teams',
  summary: message('ms-teams.summary'),
  docsPage: 'providers/ms-teams.md',
  settings,
  files: { video: ['mp4'], transcript: ['vtt'] },
  quirks: { namesHosts: true },
};
