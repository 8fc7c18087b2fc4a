import { randomUUID } from 'node:crypto';
import { answer, hostileJson } from '../kit/answer';
import type { Exchange } from '../kit/server';
import { serveFile } from '../kit/serve-file';
import type { Context } from './context';
import { eventJson, itemJson, meetingJson, recordingJson, transcriptJson, userJson } from './json';
import { failure, type Reply } from './reply';
import type { Subscriptions } from './subscriptions';
import type { Grant } from './tokens';
import type { TeamsMeeting, TeamsUser } from './world';

/** Names of the right, for a person and for an app (Graph permissions reference). */
type Right = readonly [delegated: string | undefined, application: string | undefined];
const RIGHTS = {
  me: ['User.Read', undefined],
  users: ['User.ReadBasic.All', 'User.Read.All'],
  calendar: ['Calendars.Read', 'Calendars.Read'],
  meetings: ['OnlineMeetings.Read', 'OnlineMeetings.Read.All'],
  recordings: ['OnlineMeetingRecording.Read.All', 'OnlineMeetingRecording.Read.All'],
  transcripts: ['OnlineMeetingTranscript.Read.All', 'OnlineMeetingTranscript.Read.All'],
  sweep: [undefined, 'OnlineMeetingRecording.Read.All'],
  files: ['Files.ReadWrite', 'Files.ReadWrite.All'],
} as const satisfies Record<string, Right>;

const FILE_LINK_SECONDS = 3_600;

/** Microsoft Graph v1.0, as far as importing, deleting and subscribing need it. */
export function createGraph(context: Context, subscriptions: Subscriptions) {
  const { world, tokens, faults, settings, app } = context;

  const send = async (exchange: Exchange, reply: Reply) => {
    const text = reply.json === undefined ? '' : JSON.stringify(reply.json);
    await answer(exchange, faults, {
      status: reply.status,
      headers: {
        'request-id': randomUUID(),
        ...(text === '' ? {} : { 'Content-Type': 'application/json;odata.metadata=minimal;charset=utf-8' }),
      },
      body: hostileJson(exchange, faults, () => text) ?? text,
    });
  };

  const forbidden = () => failure(403, 'Forbidden', 'Insufficient privileges to complete the operation.');
  const may = (grant: Grant, [delegated, application]: Right): boolean => {
    const name = grant.kind === 'app' ? application : delegated;
    return name !== undefined && grant.permissions.includes(name);
  };
  const noPolicy = (user: TeamsUser) =>
    failure(
      403,
      'Forbidden',
      `No application access policy found for this app: ${app.clientId} on the user: ${user.id}.`,
    );
  const covers = (grant: Grant, user: TeamsUser) =>
    grant.kind === 'person' || settings.policy === 'everybody' || user.hasPolicy;
  const notFound = (what: string) => failure(404, 'NotFound', `${what} was not found.`);

  /** One page; the next link repeats the whole address with a mark. */
  function pageOf(exchange: Exchange, all: unknown[]): Reply {
    const at = Number(exchange.query.get('$skiptoken') ?? 0);
    let next = at + settings.pageSize;
    let shown = all.slice(at, next);
    if (at > 0 && faults.take('page-duplicates', exchange)) shown = all.slice(at - 1, next);
    else if (faults.take('page-empty', exchange)) {
      next = at;
      shown = [];
    }
    const loops = faults.take('page-loop', exchange) !== undefined;
    if (loops) next = at === 0 ? settings.pageSize : at;
    const query = new URLSearchParams(exchange.query);
    query.set('$skiptoken', String(next));
    if (next === at) query.set('again', '1');
    const base = faults.take('foreign-next-link', exchange)
      ? 'https://graph.example.net/v1.0'
      : context.graphUrl();
    const link = `${base}${exchange.path.slice('/v1.0'.length)}?${query}`;
    const isLast = next >= all.length && !loops;
    return { status: 200, json: { value: shown, ...(isLast ? {} : { '@odata.nextLink': link }) } };
  }

  function usersReply(exchange: Exchange, grant: Grant): Reply {
    if (!may(grant, RIGHTS.users)) return forbidden();
    const mail = /^mail eq '(.*)'$/.exec(exchange.query.get('$filter') ?? '')?.[1]?.replace(/''/g, "'");
    const found = [...world.users.values()].filter(
      ({ email }) => mail === undefined || email.toLowerCase() === mail.toLowerCase(),
    );
    return pageOf(exchange, found.map(userJson));
  }

  function calendarReply(exchange: Exchange, grant: Grant, user: TeamsUser): Reply {
    if (!may(grant, RIGHTS.calendar))
      return failure(403, 'ErrorAccessDenied', 'Access is denied. Check credentials and try again.');
    if (!user.hasMailbox) {
      const words = 'The mailbox is either inactive, soft-deleted, or is hosted on-premise.';
      return failure(404, 'MailboxNotEnabledForRESTAPI', words);
    }
    const from = Date.parse(exchange.query.get('startDateTime') ?? '');
    const to = Date.parse(exchange.query.get('endDateTime') ?? '');
    if (Number.isNaN(from) || Number.isNaN(to))
      return failure(400, 'ErrorInvalidRequest', 'The range is missing.');
    const events = [...world.meetings.values()].filter(
      (meeting) =>
        meeting.isInCalendar &&
        !meeting.eventDeleted &&
        (meeting.organizerId === user.id || meeting.attendeeIds.includes(user.id)) &&
        meeting.endMs > from &&
        meeting.startMs < to,
    );
    return pageOf(
      exchange,
      events.map((meeting) => eventJson(meeting, user, organizerOf(meeting))),
    );
  }

  const organizerOf = (meeting: TeamsMeeting) => world.users.get(meeting.organizerId);
  const sees = (meeting: TeamsMeeting, user: TeamsUser) =>
    meeting.organizerId === user.id || meeting.attendeeIds.includes(user.id);

  function meetingsReply(exchange: Exchange, grant: Grant, user: TeamsUser): Reply {
    if (!may(grant, RIGHTS.meetings)) return forbidden();
    if (!covers(grant, user)) return noPolicy(user);
    const filter = /^JoinWebUrl eq '(.*)'$/
      .exec(exchange.query.get('$filter') ?? '')?.[1]
      ?.replace(/''/g, "'");
    if (filter === undefined)
      return failure(400, 'InvalidArgument', 'Filter expression expected - $filter is missing.');
    const found = [...world.meetings.values()].find(
      (meeting) => meeting.joinUrl === filter && sees(meeting, user),
    );
    return { status: 200, json: { value: found ? [meetingJson(found, organizerOf(found))] : [] } };
  }

  function sweepReply(exchange: Exchange, grant: Grant, user: TeamsUser, call: string): Reply {
    if (!settings.hasSweep)
      return failure(400, 'BadRequest', "Resource not found for the segment 'getAllRecordings'.");
    if (!may(grant, RIGHTS.sweep)) return forbidden();
    const facts =
      /^getAllRecordings\(meetingOrganizerUserId='([^']+)',startDateTime=([^,]+),endDateTime=([^)]+)\)$/.exec(
        call,
      );
    if (facts === null || facts[1] !== user.id)
      return failure(400, 'BadRequest', 'The organizer is missing.');
    const [from, to] = [Date.parse(facts[2] ?? ''), Date.parse(facts[3] ?? '')];
    const found = [...world.meetings.values()]
      .filter(({ organizerId, isInCalendar }) => organizerId === user.id && isInCalendar)
      .flatMap((meeting) =>
        meeting.recordings
          .filter(
            ({ createdMs, missingFromSweep }) => createdMs >= from && createdMs < to && !missingFromSweep,
          )
          .map((recording) => recordingJson(context, meeting, recording)),
      );
    return pageOf(exchange, found);
  }

  /** `/users/{id}/onlineMeetings/{id}…`; undefined when a file was sent. */
  async function oneMeeting(
    exchange: Exchange,
    grant: Grant,
    user: TeamsUser,
    rest: string[],
  ): Promise<Reply | undefined> {
    const [meetingId = '', kind, id, what] = rest;
    if (kind !== undefined && kind !== 'recordings' && kind !== 'transcripts')
      return notFound('The resource');
    if (!may(grant, kind === undefined ? RIGHTS.meetings : RIGHTS[kind])) return forbidden();
    if (!covers(grant, user)) return noPolicy(user);
    const meeting = world.meetings.get(meetingId);
    if (meeting === undefined || !sees(meeting, user)) return notFound('The meeting');
    if (kind === undefined) return { status: 200, json: meetingJson(meeting, organizerOf(meeting)) };
    // Graph has no recordings of meetings without an event.
    const recordings = meeting.isInCalendar ? meeting.recordings : [];
    const transcripts = meeting.isInCalendar ? meeting.transcripts : [];
    if (id === undefined) {
      const list =
        kind === 'recordings'
          ? recordings.map((recording) => recordingJson(context, meeting, recording))
          : transcripts.map((transcript) => transcriptJson(context, meeting, transcript));
      return pageOf(exchange, list);
    }
    const artifact = [...(kind === 'recordings' ? recordings : transcripts)].find((one) => one.id === id);
    if (artifact === undefined) return notFound(kind === 'recordings' ? 'The recording' : 'The transcript');
    if (what !== 'content') {
      return {
        status: 200,
        json:
          'missingFromSweep' in artifact
            ? recordingJson(context, meeting, artifact)
            : transcriptJson(context, meeting, artifact),
      };
    }
    exchange.fileId = artifact.id;
    if (faults.take('download-blocked', exchange))
      return failure(403, 'Forbidden', 'The download is blocked by a policy.');
    if (kind === 'transcripts' || !settings.redirectsDownloads) {
      await serveFile(exchange, faults, {
        content: artifact.content(),
        contentType: kind === 'transcripts' ? 'text/vtt' : 'video/mp4',
        lastModifiedMs: artifact.endMs ?? artifact.createdMs,
        bytesPerSecond: () => settings.bytesPerSecond,
      });
      return undefined;
    }
    const mark = tokens.link(artifact.id, FILE_LINK_SECONDS);
    const headers = { Location: `${context.storageUrl()}/personal/recording.mp4?tempauth=${mark}` };
    await answer(exchange, faults, { status: 302, headers });
    return undefined;
  }

  async function drive(
    exchange: Exchange,
    grant: Grant,
    user: TeamsUser,
    rest: string[],
  ): Promise<Reply | undefined> {
    if (!may(grant, RIGHTS.files)) return failure(403, 'accessDenied', 'Access denied');
    if (exchange.method === 'GET' && rest.join('/') === 'root:/Recordings:/children') {
      const mine = [...world.items.values()].filter(({ ownerId }) => ownerId === user.id);
      return pageOf(exchange, mine.map(itemJson));
    }
    const [what, id = '', action] = rest;
    const isTrash = exchange.method === 'DELETE' && action === undefined;
    const isFinal = exchange.method === 'POST' && action === 'permanentDelete';
    if (what !== 'items' || (!isTrash && !isFinal)) return notFound('The resource');
    if (world.items.get(id)?.ownerId !== user.id)
      return failure(404, 'itemNotFound', 'The resource could not be found.');
    const struck = faults.take('deletion', exchange);
    if (struck?.does === 'not-allowed')
      return failure(403, 'accessDenied', 'The item is held by a retention policy.');
    world.deleteItem(id, isTrash ? 'trash' : 'permanent');
    if (struck?.does === 'no-answer') {
      exchange.request.socket.destroy();
      return undefined;
    }
    return { status: 204 };
  }

  async function ofUser(
    exchange: Exchange,
    grant: Grant,
    user: TeamsUser,
    rest: string[],
  ): Promise<Reply | undefined> {
    const [place, ...more] = rest;
    switch (place) {
      case undefined:
        return { status: 200, json: userJson(user) };
      case 'calendarView':
        return calendarReply(exchange, grant, user);
      case 'drive':
        return await drive(exchange, grant, user, more);
      case 'onlineMeetings':
        if (more.length === 0) return meetingsReply(exchange, grant, user);
        if (more[0]?.startsWith('getAllRecordings')) return sweepReply(exchange, grant, user, more[0]);
        return await oneMeeting(exchange, grant, user, more);
      default:
        return failure(400, 'BadRequest', `Resource not found for the segment '${place}'.`);
    }
  }

  async function route(exchange: Exchange, grant: Grant, parts: string[]): Promise<Reply | undefined> {
    const [place, id, ...rest] = parts;
    if (place === 'subscriptions') return await subscriptions.handle(exchange, grant, id);
    if (place === 'me') {
      const user = grant.kind === 'person' ? world.users.get(grant.userId ?? '') : undefined;
      if (user === undefined)
        return failure(400, 'BadRequest', '/me request is only valid with delegated authentication flow.');
      if (id === undefined && !may(grant, RIGHTS.me)) return forbidden();
      return await ofUser(exchange, grant, user, parts.slice(1));
    }
    if (place !== 'users')
      return failure(400, 'BadRequest', `Resource not found for the segment '${place ?? ''}'.`);
    if (id === undefined) return usersReply(exchange, grant);
    if (!may(grant, RIGHTS.users) && rest.length === 0) return forbidden();
    const user = world.findUser(id);
    if (user === undefined) {
      return failure(
        404,
        'Request_ResourceNotFound',
        `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
      );
    }
    // The token of a user opens no other calendar, and an app must use the object id.
    if (rest.length > 0 && (grant.kind === 'person' ? user.id !== grant.userId : user.id !== id))
      return forbidden();
    return await ofUser(exchange, grant, user, rest);
  }

  /** Removes ids from the path, so that the log counts routes. */
  const patternOf = (parts: string[]): string =>
    parts
      .map((part, index) =>
        index % 2 === 1 && /[=@|]|^[0-9a-f-]{36}$|.{30}/i.test(part)
          ? '{id}'
          : part.replace(/\(.*\)$/, '(…)'),
      )
      .join('/');

  return {
    async handle(exchange: Exchange): Promise<void> {
      const parts = exchange.path.slice('/v1.0/'.length).split('/').map(decodeURIComponent);
      exchange.routed(`${exchange.method} /${patternOf(parts)}`);
      if (exchange.path.endsWith('/content')) exchange.target = 'download';
      if (await context.struck(exchange)) return;
      const [scheme, token = ''] = (exchange.request.headers.authorization ?? '').split(' ');
      const grant = scheme?.toLowerCase() === 'bearer' && app.active ? tokens.read(token) : undefined;
      if (grant === undefined) {
        return await send(
          exchange,
          failure(401, 'InvalidAuthenticationToken', 'Lifetime validation failed, the token is expired.'),
        );
      }
      const error = faults.take('graph-error', exchange);
      const reply = error
        ? failure(error.status, error.code, error.message ?? 'As switched on.')
        : await route(exchange, grant, parts);
      if (reply !== undefined) await send(exchange, reply);
    },

    /** The storage behind the redirect. The link alone gives the file, and a token is a leak. */
    async storage(exchange: Exchange): Promise<void> {
      exchange.routed(`${exchange.method} storage`);
      const id = tokens.readLink(exchange.query.get('tempauth') ?? '');
      const recording = [...world.meetings.values()]
        .flatMap(({ recordings }) => recordings)
        .find((one) => one.id === id);
      exchange.fileId = recording?.id ?? '';
      if (await context.struck(exchange)) return;
      if (exchange.request.headers.authorization !== undefined) {
        return await answer(exchange, faults, {
          status: 400,
          body: 'a pre-authenticated link takes no Authorization',
        });
      }
      if (recording === undefined)
        return await answer(exchange, faults, { status: 401, body: 'the link has expired' });
      if (!settings.storageKnowsRanges) delete exchange.request.headers.range;
      await serveFile(exchange, faults, {
        content: recording.content(),
        contentType: 'video/mp4',
        lastModifiedMs: recording.endMs ?? recording.createdMs,
        bytesPerSecond: () => settings.bytesPerSecond,
      });
    },
  };
}
