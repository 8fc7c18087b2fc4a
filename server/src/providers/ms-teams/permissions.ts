import { message } from '../../../../contracts/messages/catalogue';
import type { Message } from '../../../../contracts/messages/message';
import type { TeamsSettings } from './descriptor';

/** A permission in Microsoft Graph, for each authorization type (Graph permissions reference). */
export interface PermissionNeed {
  /** Granted by the person who signs in; absent if only an app needs it. */
  delegated?: string;
  /** Granted to the app by an administrator; absent if only a person needs it. */
  application?: string;
  purpose: Message;
  /** Absent: always. */
  when?(settings: TeamsSettings): boolean;
}

const PERMISSIONS: readonly PermissionNeed[] = [
  { delegated: 'User.Read', purpose: message('ms-teams.permission.me') },
  {
    delegated: 'User.ReadBasic.All',
    application: 'User.Read.All',
    purpose: message('ms-teams.permission.users'),
  },
  {
    delegated: 'Calendars.Read',
    application: 'Calendars.Read',
    purpose: message('ms-teams.permission.calendar'),
  },
  {
    delegated: 'OnlineMeetings.Read',
    application: 'OnlineMeetings.Read.All',
    purpose: message('ms-teams.permission.meetings'),
  },
  {
    delegated: 'OnlineMeetingRecording.Read.All',
    application: 'OnlineMeetingRecording.Read.All',
    purpose: message('ms-teams.permission.recordings'),
  },
  {
    delegated: 'OnlineMeetingTranscript.Read.All',
    application: 'OnlineMeetingTranscript.Read.All',
    purpose: message('ms-teams.permission.transcripts'),
    when: ({ takeTranscripts }) => takeTranscripts,
  },
  {
    delegated: 'OnlineMeetingArtifact.Read.All',
    application: 'OnlineMeetingArtifact.Read.All',
    purpose: message('ms-teams.permission.attendance'),
    when: ({ receiveAttendance }) => receiveAttendance,
  },
  {
    delegated: 'Files.ReadWrite',
    application: 'Files.ReadWrite.All',
    purpose: message('ms-teams.permission.files'),
    when: ({ mayDelete }) => mayDelete,
  },
];

/** The permissions that a person is asked for, in this order. */
export const delegatedPermissions = (settings: TeamsSettings): { name: string; purpose: Message }[] =>
  PERMISSIONS.flatMap(({ delegated, purpose, when }) =>
    delegated !== undefined && (when?.(settings) ?? true) ? [{ name: delegated, purpose }] : [],
  );

/** Scopes of different clouds differ by their host, so the host is always included. */
export const resourceOf = ({ graphBaseUrl }: TeamsSettings): string => new URL(graphBaseUrl).origin;

/** The `scope` to request for a person; `offline_access` gives the refresh token. */
export const delegatedScope = (settings: TeamsSettings): string =>
  [
    'offline_access',
    'openid',
    'profile',
    ...delegatedPermissions(settings).map(({ name }) => `${resourceOf(settings)}/${name}`),
  ].join(' ');

/**
 * Which of the requested permissions the `scope` of a token answer grants. Microsoft writes names with or
 * without the host, and a broader permission includes the narrower one.
 */
export function grantedOf(
  settings: TeamsSettings,
  scope: string,
): { name: string; purpose: Message; granted: boolean }[] {
  const granted = new Set(
    scope.split(/\s+/).map((name) => name.slice(name.lastIndexOf('/') + 1).toLowerCase()),
  );
  const includes = (name: string) =>
    [name, name.replace('.Read', '.ReadWrite'), `${name}.All`].some((one) => granted.has(one.toLowerCase()));
  return delegatedPermissions(settings).map(({ name, purpose }) => ({
    name,
    purpose,
    granted: includes(name),
  }));
}

/** Teams PowerShell that lets the app read meetings, for everybody or for one organiser. */
export function policyCmdlets(clientId: string, userId?: string): string {
  const name = 'Strapi-Meeting-Connectors';
  const grant =
    userId === undefined
      ? `Grant-CsApplicationAccessPolicy -PolicyName ${name} -Global`
      : `Grant-CsApplicationAccessPolicy -PolicyName ${name} -Identity "${userId}"`;
  return `New-CsApplicationAccessPolicy -Identity ${name} -AppIds "${clientId}"; ${grant}`;
}
