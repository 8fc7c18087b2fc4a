import { z } from 'zod';
import type { Account, ProviderDescriptor } from '../provider';
import type { SettingsFields } from '../settings';

const CONSOLE = 'Microsoft Entra admin center → App registrations → your app';

const fields = {
  authorizationType: {
    type: 'choice',
    label: 'Authorization type',
    help: 'Whose rights are used at Microsoft, and whose meetings are taken.',
    options: [
      {
        value: 'user-delegated',
        label: 'User delegated',
        help: 'One person signs in by Login to Microsoft, and only that person needs a Microsoft licence. Taken are the meetings in that person’s calendar, and of them the recordings that the organiser lets this person download.',
      },
      {
        value: 'application-delegated',
        label: 'Application delegated',
        help: 'Nobody signs in. Taken are the meetings in the calendar of each organiser, and every organiser needs a Microsoft licence. An administrator must grant the app an application access policy, and Check connection names the exact commands.',
        link: {
          label: 'Application access policy: the steps',
          url: 'https://learn.microsoft.com/graph/cloud-communication-online-meeting-application-access-policy',
        },
      },
    ],
    default: 'user-delegated',
  },
  clientId: {
    type: 'text',
    label: 'Client id',
    help: `${CONSOLE} → Overview, "Application (client) ID".`,
    placeholder: '00000000-0000-0000-0000-000000000000',
    required: true,
  },
  clientSecret: {
    type: 'secret',
    label: 'Client secret',
    help: `${CONSOLE} → Certificates & secrets → New client secret: the column "Value", which is shown only once, not the "Secret ID".`,
    required: true,
  },
  tenantId: {
    type: 'text',
    label: 'Client Tenant Id',
    help: `${CONSOLE} → Overview, "Directory (tenant) ID".`,
    placeholder: '00000000-0000-0000-0000-000000000000',
    required: true,
  },
  receiveAttendance: {
    type: 'switch',
    label: 'Receive information about webinar participants',
    help: 'Asks also for the permission OnlineMeetingArtifact.Read.All, with which Microsoft tells who attended.',
    default: false,
  },
  takeTranscripts: {
    type: 'switch',
    label: 'Take transcripts',
    help: 'Needs the permission OnlineMeetingTranscript.Read.All.',
    default: true,
    advanced: true,
  },
  mayDelete: {
    type: 'switch',
    label: 'Ask for the permission to delete recordings',
    help: 'Needed only when recordings are to be deleted at Microsoft once they are here: Files.ReadWrite of the one who signs in, or Files.ReadWrite.All of the app.',
    default: false,
    advanced: true,
  },
  clientSecretExpiresOn: {
    type: 'text',
    label: 'The client secret expires on',
    help: `A day like 2027-05-31, from ${CONSOLE} → Certificates & secrets. Microsoft tells it to no app; with it Check connection warns two weeks before.`,
    placeholder: '2027-05-31',
    advanced: true,
  },
  loginBaseUrl: {
    type: 'url',
    label: 'Login address',
    help: 'Change it only for a national cloud: https://login.microsoftonline.us, https://login.chinacloudapi.cn.',
    default: 'https://login.microsoftonline.com',
    advanced: true,
  },
  graphBaseUrl: {
    type: 'url',
    label: 'Graph address',
    help: 'Change it only together with the login address: https://graph.microsoft.us/v1.0, https://microsoftgraph.chinacloudapi.cn/v1.0.',
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
  summary: 'Recordings and transcripts of Teams meetings, by Microsoft Graph.',
  docsPage: 'providers/ms-teams.md',
  fields,
  files: { video: ['mp4'], transcript: ['vtt'] },
  quirks: { namesHosts: true },
};
