import { message } from '../../../../contracts/messages/catalogue';
import type { Message } from '../../../../contracts/messages/message';
import { ConnectorError } from '../../domain/errors';
import type { StreamAnswer } from '../../http/types';
import type { Window } from '../provider';
import { graphCalls } from './calls';
import { readSettings } from './descriptor';
import type { OnBadEntry } from '../entries';
import { otherMeeting, WANTED } from '../errors';
import { graphErrorOf, saysNone, type Wanted } from './errors';
import { memoryOf, type Token } from './memory';
import {
  callArtifact,
  callRecording,
  driveItem,
  graphEvent,
  graphMeeting,
  graphSubscription,
  graphUser,
  sweptRecording,
  type CallArtifact,
  type DriveItem,
  type GraphEvent,
  type GraphMeeting,
  type GraphSubscription,
  type GraphUser,
  type SweptRecording,
} from './schemas';
import { currentToken } from './token';
import type { Account } from '../account';

const USER_FIELDS = '$select=id,displayName,mail,userPrincipalName,userType';
/** Graph's largest pages of users and events. */
const USERS_A_PAGE = 999;
const EVENTS_A_PAGE = 500;

const READ_MEETINGS = message('ms-teams.to.read-meetings');
const needs = (delegated: string, application = delegated) => ({ delegated, application });
const USERS: Wanted = { what: WANTED.listUsers, permission: needs('User.ReadBasic.All', 'User.Read.All') };
const ofOwner = (what: Message, permission: Wanted['permission'], ownerId: string): Wanted => ({
  what,
  permission,
  ownerId,
});

export type MeetingReading =
  { outcome: 'found'; meeting: GraphMeeting } | { outcome: 'gone'; providerWords?: string };

export interface ArtifactReference {
  /** Object id of the organiser. */
  ownerId: string;
  meetingId: string;
  kind: 'recordings' | 'transcripts';
  id: string;
}

/** The calls that an import needs. Each throws a `ConnectorError` for every outcome that its type doesn't name. */
export interface GraphClient {
  /** Page by page; a yielded page may be empty. */
  users(signal: AbortSignal, onBad?: OnBadEntry): AsyncGenerator<GraphUser[]>;
  /** By object id, user principal name or e-mail address; undefined when Graph says that there is none. */
  user(idOrAddress: string, signal: AbortSignal): Promise<GraphUser | undefined>;
  me(signal: AbortSignal): Promise<GraphUser>;
  /** Events of a calendar that overlap the window; none for a user who has no mailbox. */
  events(
    ownerId: string,
    window: Window,
    signal: AbortSignal,
    onBad?: OnBadEntry,
  ): AsyncGenerator<GraphEvent[]>;
  /** The meeting that a join address leads to; undefined when Graph doesn't know one. */
  meetingByAddress(ownerId: string, joinUrl: string, signal: AbortSignal): Promise<GraphMeeting | undefined>;
  meeting(ownerId: string, meetingId: string, signal: AbortSignal): Promise<MeetingReading>;
  /** Recordings of all calls of a meeting; none for one that has expired. */
  recordings(
    ownerId: string,
    meetingId: string,
    signal: AbortSignal,
    onBad?: OnBadEntry,
  ): Promise<CallArtifact[]>;
  transcripts(
    ownerId: string,
    meetingId: string,
    signal: AbortSignal,
    onBad?: OnBadEntry,
  ): Promise<CallArtifact[]>;
  /**
   * An organiser's recordings in all meetings. Graph's list has gaps. Yields nothing for a person, and in
   * a cloud without this call.
   */
  sweep(
    ownerId: string,
    window: Window,
    signal: AbortSignal,
    onBad?: OnBadEntry,
  ): AsyncGenerator<SweptRecording[]>;
  content(
    file: ArtifactReference,
    headers: Record<string, string>,
    signal: AbortSignal,
  ): Promise<StreamAnswer>;
  /** Files in the folder where Teams puts an organiser's recordings; none when there is no such folder. */
  recordingFolder(ownerId: string, signal: AbortSignal): Promise<DriveItem[]>;
  /** `false`: Graph says that it is not there. */
  deleteItem(
    ownerId: string,
    itemId: string,
    mode: 'trash' | 'permanent',
    signal: AbortSignal,
  ): Promise<boolean>;
  subscribe(subscription: object, signal: AbortSignal): Promise<GraphSubscription>;
  /** Undefined when Graph no longer has it. */
  renew(id: string, expiresAt: string, signal: AbortSignal): Promise<GraphSubscription | undefined>;
  unsubscribe(id: string, signal: AbortSignal): Promise<void>;
}

/** An address that belongs to no meeting: it tests the permission and finds nothing. */
export const NO_MEETING = 'https://teams.microsoft.com/l/meetup-join/none';

/** A text inside a filter, with doubled quotes (OData 4.01, 5.1.1.6.1). */
const quoted = (text: string): string => `'${text.replace(/'/g, "''")}'`;

export function graphClient(account: Account): GraphClient {
  const settings = readSettings(account);
  const isPerson = settings.authorizationType === 'user-delegated';
  const { ask, failed, get, pages, all, isGraph } = graphCalls(account);

  /** A person can read only `/me` (Graph refuses IDs of other users in delegated calls). */
  const owner = (ownerId: string) => (isPerson ? '/me' : `/users/${encodeURIComponent(ownerId)}`);
  const meetingPath = (ownerId: string, meetingId: string) =>
    `${owner(ownerId)}/onlineMeetings/${encodeURIComponent(meetingId)}`;

  const artifacts = (
    ownerId: string,
    meetingId: string,
    kind: ArtifactReference['kind'],
    signal: AbortSignal,
    onBad: OnBadEntry | undefined,
  ) => {
    const [what, name] =
      kind === 'recordings'
        ? ([WANTED.listRecordings, 'OnlineMeetingRecording.Read.All'] as const)
        : ([message('ms-teams.to.list-transcripts'), 'OnlineMeetingTranscript.Read.All'] as const);
    return all(
      pages(
        ofOwner(what, needs(name), ownerId),
        `${meetingPath(ownerId, meetingId)}/${kind}`,
        kind === 'recordings' ? callRecording : callArtifact,
        signal,
        // The meeting has expired, or this person can't see anything of it.
        saysNone,
        onBad,
      ),
    );
  };

  return {
    users: (signal, onBad) =>
      pages(USERS, `/users?${USER_FIELDS}&$top=${USERS_A_PAGE}`, graphUser, signal, undefined, onBad),

    async user(idOrAddress, signal) {
      const byId = await get(
        USERS,
        `/users/${encodeURIComponent(idOrAddress)}?${USER_FIELDS}`,
        graphUser,
        signal,
      );
      if (byId.outcome === 'read') return byId.body;
      if (!idOrAddress.includes('@')) return undefined;
      // The e-mail address of a user can differ from the sign-in name.
      const filter = encodeURIComponent(`mail eq ${quoted(idOrAddress)}`);
      const [byMail] = await all(pages(USERS, `/users?$filter=${filter}&${USER_FIELDS}`, graphUser, signal));
      return byMail;
    },

    async me(signal) {
      const wanted = { what: message('ms-teams.to.read-me'), permission: needs('User.Read') };
      const reading = await get(wanted, `/me?${USER_FIELDS}`, graphUser, signal);
      if (reading.outcome === 'read') return reading.body;
      throw new ConnectorError('not-authorized', message('ms-teams.sign-in.unknown'), {
        code: 'no-name',
        providerWords: reading.providerWords,
      });
    },

    events(ownerId, window, signal, onBad) {
      const range = `startDateTime=${encodeURIComponent(window.from)}&endDateTime=${encodeURIComponent(window.to)}`;
      const select = '$select=id,subject,isOnlineMeeting,isOrganizer,onlineMeeting,onlineMeetingUrl';
      return pages(
        ofOwner(message('ms-teams.to.read-calendar'), needs('Calendars.Read'), ownerId),
        `${owner(ownerId)}/calendarView?${range}&${select}&$top=${EVENTS_A_PAGE}`,
        graphEvent,
        signal,
        // A user without a mailbox in the cloud has no calendar there (MailboxNotEnabledForRESTAPI).
        saysNone,
        onBad,
      );
    },

    async meetingByAddress(ownerId, joinUrl, signal) {
      const filter = encodeURIComponent(`JoinWebUrl eq ${quoted(joinUrl)}`);
      const [meeting] = await all(
        pages(
          ofOwner(READ_MEETINGS, needs('OnlineMeetings.Read', 'OnlineMeetings.Read.All'), ownerId),
          `${owner(ownerId)}/onlineMeetings?$filter=${filter}`,
          graphMeeting,
          signal,
          saysNone,
        ),
      );
      return meeting;
    },

    async meeting(ownerId, meetingId, signal) {
      const permission = needs('OnlineMeetings.Read', 'OnlineMeetings.Read.All');
      const wanted = ofOwner(READ_MEETINGS, permission, ownerId);
      const reading = await get(wanted, meetingPath(ownerId, meetingId), graphMeeting, signal);
      if (reading.outcome === 'none') return { ...reading, outcome: 'gone' };
      if (reading.body.id !== meetingId) throw otherMeeting('Microsoft');
      return { outcome: 'found', meeting: reading.body };
    },

    recordings: (ownerId, meetingId, signal, onBad) =>
      artifacts(ownerId, meetingId, 'recordings', signal, onBad),
    transcripts: (ownerId, meetingId, signal, onBad) =>
      artifacts(ownerId, meetingId, 'transcripts', signal, onBad),

    async *sweep(ownerId, window, signal, onBad) {
      const memory = memoryOf(account);
      if (isPerson || memory.hasNoSweep) return;
      // Without the organiser the call fails, and with $top it can lose the next link (Graph: known issues).
      const of = `meetingOrganizerUserId='${encodeURIComponent(ownerId)}',startDateTime=${window.from},endDateTime=${window.to}`;
      yield* pages(
        ofOwner(WANTED.listRecordings, needs('OnlineMeetingRecording.Read.All'), ownerId),
        `/users/${encodeURIComponent(ownerId)}/onlineMeetings/getAllRecordings(${of})`,
        sweptRecording,
        signal,
        (answer) => {
          // National clouds don't have this segment; there the calendar is the only source.
          const unknown = answer.status === 400 && /segment/i.test(graphErrorOf(answer.body)?.message ?? '');
          if (unknown) memory.hasNoSweep = true;
          return unknown || saysNone(answer);
        },
        onBad,
      );
    },

    async content({ ownerId, meetingId, kind, id }, headers, signal) {
      // Some documented links are malformed, so the address is built from the IDs.
      const format = kind === 'transcripts' ? '?$format=text/vtt' : '';
      const url = `${settings.graphBaseUrl}${meetingPath(ownerId, meetingId)}/${kind}/${encodeURIComponent(id)}/content${format}`;
      const open = async (token: Token) =>
        await account.http.open({
          url,
          headers: { ...(kind === 'transcripts' ? { Accept: 'text/vtt' } : {}), ...headers },
          // The storage behind the redirect is pre-authenticated and gets no token.
          authorization: { value: `Bearer ${token.value}`, sendTo: isGraph },
          signal,
        });
      const token = await currentToken(account, signal);
      const answer = await open(token);
      if (answer.status !== 401) return answer;
      answer.body.destroy();
      return await open(await currentToken(account, signal, token));
    },

    recordingFolder: (ownerId, signal) =>
      all(
        pages(
          ofOwner(
            message('ms-teams.to.read-folder'),
            needs('Files.ReadWrite', 'Files.ReadWrite.All'),
            ownerId,
          ),
          `${owner(ownerId)}/drive/root:/Recordings:/children?$select=id,name,size,createdDateTime,file`,
          driveItem,
          signal,
          saysNone,
        ),
      ),

    async deleteItem(ownerId, itemId, mode, signal) {
      const path = `${owner(ownerId)}/drive/items/${encodeURIComponent(itemId)}`;
      const asked =
        mode === 'trash'
          ? await ask(path, signal, { method: 'DELETE' })
          : await ask(`${path}/permanentDelete`, signal, { method: 'POST' });
      const { status } = asked.answer;
      if (status >= 200 && status < 300) return true;
      if (saysNone(asked.answer)) return false;
      const permission = needs('Files.ReadWrite', 'Files.ReadWrite.All');
      throw failed(ofOwner(message('ms-teams.to.delete-file'), permission, ownerId), asked);
    },

    async subscribe(subscription, signal) {
      const asked = await ask('/subscriptions', signal, { method: 'POST', json: subscription });
      const parsed = graphSubscription.safeParse(asked.answer.body);
      if (asked.answer.status === 201 && parsed.success) return parsed.data;
      throw failed({ what: WANTED.subscribe, permission: SUBSCRIBING }, asked);
    },

    async renew(id, expiresAt, signal) {
      const path = `/subscriptions/${encodeURIComponent(id)}`;
      const asked = await ask(path, signal, { method: 'PATCH', json: { expirationDateTime: expiresAt } });
      if (saysNone(asked.answer)) return undefined;
      const parsed = graphSubscription.safeParse(asked.answer.body);
      if (asked.answer.status === 200 && parsed.success) return parsed.data;
      throw failed({ what: message('ms-teams.to.renew'), permission: SUBSCRIBING }, asked);
    },

    async unsubscribe(id, signal) {
      const asked = await ask(`/subscriptions/${encodeURIComponent(id)}`, signal, { method: 'DELETE' });
      if (asked.answer.status >= 300 && !saysNone(asked.answer)) {
        throw failed({ what: WANTED.unsubscribe, permission: SUBSCRIBING }, asked);
      }
    },
  };
}

const SUBSCRIBING = needs('OnlineMeetingRecording.Read.All');
