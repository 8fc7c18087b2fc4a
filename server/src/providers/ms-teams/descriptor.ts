import { z } from 'zod';
import { message } from '../../../../contracts/messages/catalogue';
import type { ProviderDescriptor } from '../provider';
import type { SettingsFields } from '../settings';
import type { Account } from '../account';

const fields = {
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
} satisfies SettingsFields;

const withoutSlash = z.string().transform((url) => url.replace(/\/+$/, ''));
const teamsSettings = z.object({
  authorizationType: z.enum(['user-delegated', 'application-delegated']),
  clientId: z.string(),
  clientSecret: z.string(),
  tenantId: z.string(),
  receiveAttendance: z.boolean(),
  takeTranscripts: z.boolean(),
  mayDelete: z.boolean(),
  clientSecretExpiresOn: z.string().optional(),
  loginBaseUrl: withoutSlash,
  graphBaseUrl: withoutSlash,
});
export type TeamsSettings = z.infer<typeof teamsSettings>;

export const readSettings = (account: Pick<Account, 'settings'>): TeamsSettings =>
  teamsSettings.parse(account.settings);

/** Of the saved form, where the secret is not at hand. */
export const isUserDelegated = (settings: Account['settings']): boolean =>
  settings.authorizationType !== 'application-delegated';

export const descriptor: ProviderDescriptor = {
  id: 'ms-teams',
  label: 'Microsoft Teams',
  summary: message('ms-teams.summary'),
  docsPage: 'providers/ms-teams.md',
  fields,
  files: { video: ['mp4'], transcript: ['vtt'] },
  quirks: { namesHosts: true },
};
