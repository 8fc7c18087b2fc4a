import { randomUUID } from 'node:crypto';
import { answer, hostileJson, resetConnection, type Headers } from '../kit/answer';
import type { Exchange } from '../kit/server';
import type { Context } from './context';
import { meetingJson, oneUserJson, participantAudioJson, userJson } from './json';
import { daysOf, type Listed } from './listing';
import { meetingInPath, partsOf } from './path';
import { labelOf, missingScope, type Route } from './scopes';
import type { ZoomFile, ZoomMeeting, ZoomUser } from './shapes';

/** An answer with a JSON value, a text or no body. */
type Reply = { status: number; json?: unknown; text?: string; headers?: Headers };

const failure = (status: number, code: number, message: string, more: object = {}): Reply => ({
  status,
  json: { code, message, ...more },
});
const noRecording = () => failure(404, 3301, 'There is no recording for this meeting.');
const invalid = (field: string) =>
  failure(400, 300, 'Validation Failed.', { errors: [{ field, message: 'Invalid field.' }] });

const PER_SECOND = 'You have reached the maximum per-second rate limit for this API. Try again later.';
const DAILY =
  'You have reached the maximum daily rate limit for this API. Refer to the response header for details on when you can make another request.';

/** Zoom's REST API below `/v2`, as far as importing, deleting and recovering recordings need it. */
export function createApi(context: Context) {
  const { world, tokens, faults, settings, clock, listing } = context;
  const recent: Record<'light' | 'medium', number[]> = { light: [], medium: [] };
  /** Deletions that were accepted, but take effect later by the emulator's clock. */
  let accepted: { dueMs: number; act: () => void }[] = [];

  function letDueTakeEffect(): void {
    const due = accepted.filter(({ dueMs }) => dueMs <= clock());
    accepted = accepted.filter((one) => !due.includes(one));
    for (const { act } of due) act();
  }

  const send = async (exchange: Exchange, reply: Reply) => {
    const text = reply.text ?? (reply.json === undefined ? '' : JSON.stringify(reply.json));
    const headers: Headers = {
      'x-zm-trackingid': `v=2.0;clid=us06;rid=WEB_${randomUUID().replace(/-/g, '')}`,
      ...(text === '' ? {} : { 'Content-Type': 'application/json;charset=UTF-8' }),
      ...reply.headers,
    };
    const body = hostileJson(exchange, faults, () => text) ?? text;
    await answer(exchange, faults, { status: reply.status, headers, body });
  };

  function rateHeaders(
    label: string,
    type: 'QPS' | 'Daily-limit',
    limit: number,
    remaining: number,
  ): Headers {
    if (!settings.rateLimitHeaders) return {};
    return {
      'X-RateLimit-Category': `${label[0]?.toUpperCase()}${label.slice(1)}`,
      'X-RateLimit-Type': type,
      'X-RateLimit-Limit': limit,
      'X-RateLimit-Remaining': remaining,
    };
  }

  /** The answer to a request beyond a rate limit: that of a fault, or the one per second of the settings. */
  function rateLimited(exchange: Exchange, label: 'light' | 'medium'): Reply | undefined {
    const struck = faults.take('rate-limited', exchange);
    if (struck) {
      const isDaily = struck.limit === 'daily';
      const midnight = new Date(Math.ceil((clock() + 1) / 86_400_000) * 86_400_000).toISOString();
      const retryAfter = struck.retryAfter === undefined && isDaily ? midnight : struck.retryAfter;
      return {
        ...failure(429, struck.code ?? 429, isDaily ? DAILY : PER_SECOND),
        headers: {
          ...rateHeaders(label, isDaily ? 'Daily-limit' : 'QPS', isDaily ? 6_000 : 20, 0),
          ...(typeof retryAfter === 'string' ? { 'Retry-After': retryAfter } : {}),
        },
      };
    }
    const limit = settings.perSecond[label];
    if (limit === undefined) return undefined;
    const nowMs = Date.now();
    recent[label] = recent[label].filter((atMs) => atMs > nowMs - 1000);
    if (recent[label].length >= limit) {
      return { ...failure(429, 429, PER_SECOND), headers: rateHeaders(label, 'QPS', limit, 0) };
    }
    recent[label].push(nowMs);
    return undefined;
  }

  /** The answer to a call that is refused. Undefined if it is accepted. */
  function refused(exchange: Exchange, route: Route): Reply | undefined {
    const [scheme, token] = (exchange.request.headers.authorization ?? '').split(' ');
    const reading = tokens.read(token ?? '');
    const status = settings.refusedTokenStatus;
    if (scheme?.toLowerCase() !== 'bearer' || !token)
      return failure(status, 124, 'Requires an access token.');
    if (reading.outcome === 'expired') return failure(status, 124, 'Access token is expired.');
    if (reading.outcome === 'invalid' || !context.isActive() || reading.claims.use !== 'access') {
      return failure(status, 124, 'Invalid access token.');
    }
    const missing = missingScope(route, reading.claims.scopes ?? []);
    if (missing !== undefined) {
      return failure(400, 4711, `Invalid access token, does not contain scopes:[${missing}].`);
    }
    const label = labelOf(route);
    const limited = rateLimited(exchange, label);
    if (limited) return limited;
    const error = faults.take('api-error', exchange);
    if (error)
      return failure(error.status, error.code, error.message ?? 'You do not have the right permissions.');
    return undefined;
  }

  interface PageOf {
    exchange: Exchange;
    /** The parameters for which a page token is valid. */
    query: string;
    listed: Listed;
    pageSize: number;
    name: 'meetings' | 'users';
    head: Record<string, unknown>;
    cacheKey: string;
  }

  function page({ exchange, query, listed, pageSize, name, head, cacheKey }: PageOf): Reply {
    const given = exchange.query.get('next_page_token') ?? '';
    const bound = `${query}\n${pageSize}`;
    let start = 0;
    if (given !== '') {
      const offset = faults.take('page-expired', exchange)
        ? undefined
        : tokens.readPage(given, bound, settings.pageTokenSeconds);
      if (offset === undefined) return failure(400, 300, 'The next page token is invalid or expired.');
      start = offset;
    }
    let next = start + pageSize;
    let shown: [number, number] = [start, next];
    if (start > 0 && faults.take('page-moved', exchange)) shown = [start - 1, next - 1];
    else if (start > 0 && faults.take('page-duplicates', exchange)) {
      next -= 1;
      shown = [start - 1, next];
    } else if (faults.take('page-empty', exchange)) {
      next = start;
      shown = [start, start];
    }
    let token = next < listed.count ? tokens.page(bound, next) : '';
    if (faults.take('page-loop', exchange)) token = given || tokens.page(bound, start);
    const items = listing.array(
      listed,
      shown[0],
      shown[1],
      `${cacheKey}\n${listed.count}\n${shown[0]}-${shown[1]}`,
    );
    const facts = JSON.stringify({
      ...head,
      page_count: Math.ceil(listed.count / pageSize),
      page_size: pageSize,
      total_records: listed.count,
      next_page_token: token,
    });
    return { status: 200, text: `${facts.slice(0, -1)},"${name}":${items}}` };
  }

  const pageSizeOf = (exchange: Exchange, most: number): number =>
    Math.max(1, Math.min(most, Number(exchange.query.get('page_size') ?? 30) || 30));

  function listUsers(exchange: Exchange): Reply {
    const status = exchange.query.get('status') ?? 'active';
    if (!['active', 'inactive', 'pending'].includes(status)) return invalid('status');
    const found = [...world.users.values()].filter((user) => user.status === status);
    const listed: Listed = {
      count: found.length,
      slice: (start, end) => ({
        texts: found.slice(start, end).map((user) => JSON.stringify(userJson(user))),
        lasting: false,
      }),
    };
    const pageSize = pageSizeOf(exchange, 2_000);
    const query = `users ${status}`;
    return page({ exchange, query, listed, pageSize, name: 'users', head: { page_number: 1 }, cacheKey: '' });
  }

  const noUser = (id: string) => failure(404, 1001, `User does not exist: ${id}.`);

  /** Server-to-Server apps must name a user, so `me` finds nobody (Zoom's reference of each call). */
  const userOf = (id: string): ZoomUser | undefined => (id === 'me' ? undefined : world.findUser(id));

  function readUser(id: string): Reply {
    const user = userOf(id);
    if (!user) return noUser(id);
    if (user.status === 'pending') {
      const message = 'A valid invitation to join the Zoom account was not found for this user.';
      return failure(400, 1120, message);
    }
    return { status: 200, json: oneUserJson(user, context.account.accountId) };
  }

  function listRecordings(exchange: Exchange, id: string): Reply {
    const user = userOf(id);
    if (!user) {
      return failure(404, 1001, `User ${id} does not exist, or does not belong to this account.`);
    }
    const { query } = exchange;
    const days = daysOf(query, clock());
    if (!days) return invalid('from');
    const meetingId = query.get('meeting_id');
    const isTrash = query.get('trash') === 'true';
    const trashType = query.get('trash_type') ?? 'meeting_recordings';
    const facts = [user.id, days.from, days.to, meetingId ?? '', isTrash ? trashType : ''].join(' ');
    return page({
      exchange,
      query: facts,
      listed: isTrash
        ? listing.trash(user.id, trashType)
        : listing.recordings(user.id, days, meetingId === null ? undefined : Number(meetingId)),
      pageSize: pageSizeOf(exchange, 300),
      name: 'meetings',
      head: { ...days },
      cacheKey: facts,
    });
  }

  const keptFiles = (meeting: ZoomMeeting): ZoomFile[] =>
    (meeting.files ?? []).filter((file) => file.trashedAtMs === undefined);
  /** True if the meeting is not in the trash and still has a file, or never had one. */
  const isKept = (meeting: ZoomMeeting | undefined): meeting is ZoomMeeting =>
    meeting !== undefined &&
    meeting.trashedAtMs === undefined &&
    (meeting.files === undefined || keptFiles(meeting).length > 0);

  function readMeeting(exchange: Exchange, id: string): Reply {
    const meeting = world.findMeeting(id);
    if (!isKept(meeting)) return noRecording();
    const ttl = Number(exchange.query.get('ttl') ?? 3600);
    const wantsToken = (exchange.query.get('include_fields') ?? '')
      .split(',')
      .includes('download_access_token');
    if (wantsToken && !(ttl >= 0 && ttl <= 604_800)) return invalid('ttl');
    return {
      status: 200,
      json: {
        ...meetingJson(meeting, context.account.accountId, context.links),
        password: '123456',
        ...(meeting.participantAudio.length === 0
          ? {}
          : { participant_audio_files: participantAudioJson(meeting, context.links) }),
        ...(wantsToken ? { download_access_token: tokens.download(meeting.uuid, ttl) } : {}),
      },
    };
  }

  const actionOf = (exchange: Exchange): 'trash' | 'delete' | undefined => {
    const action = exchange.query.get('action') ?? 'trash';
    return action === 'trash' || action === 'delete' ? action : undefined;
  };

  /** Deletes now, later or never, and answers. Undefined: the connection breaks off without an answer. */
  function effect(exchange: Exchange, act: () => void): Reply | undefined {
    const odd = faults.take('deletion', exchange);
    const changing = () => {
      act();
      listing.forget();
    };
    switch (odd?.does) {
      case 'nothing':
        break;
      case 'later':
        accepted.push({ dueMs: clock() + (odd.laterMs ?? 100), act: changing });
        return { status: 202 };
      case 'not-allowed':
        return { status: 403, json: { code: 200, message: 'You do not have the right permissions.' } };
      case 'used-elsewhere':
        return failure(
          400,
          3310,
          'This recording was selected for a simulive webinar. You cannot delete or trash it.',
        );
      case 'no-answer':
        changing();
        return undefined;
      case undefined:
        changing();
    }
    return { status: 204 };
  }

  const unfinished = () => failure(400, 3303, 'You can not delete an uncompleted meeting.');

  function deleteMeeting(exchange: Exchange, id: string): Reply | undefined {
    const action = actionOf(exchange);
    if (!action) return invalid('action');
    const found = world.findMeeting(id);
    const isGone = action === 'trash' ? !isKept(found) : found === undefined;
    if (!found || isGone) return noRecording();
    if (keptFiles(found).some((file) => file.inProgress)) return unfinished();
    return effect(exchange, () => {
      const meeting = world.changeable(found.uuid);
      if (!meeting) return;
      if (action === 'delete') world.remove(meeting);
      else meeting.trashedAtMs = clock();
    });
  }

  function deleteFile(exchange: Exchange, id: string, fileId: string): Reply | undefined {
    const action = actionOf(exchange);
    if (!action) return invalid('action');
    const found = world.findMeeting(id);
    const file = found?.files?.find((one) => one.id === fileId);
    if (!found || !isKept(found) || !file) return noRecording();
    if (action === 'trash' && file.trashedAtMs !== undefined) return noRecording();
    if (file.inProgress) return unfinished();
    return effect(exchange, () => {
      const meeting = world.changeable(found.uuid);
      const target = meeting?.files?.find((one) => one.id === fileId);
      if (!meeting || !target) return;
      if (action === 'delete') world.removeFile(meeting, target);
      else target.trashedAtMs = clock();
    });
  }

  function isRecovery(exchange: Exchange): boolean {
    try {
      const body: unknown = JSON.parse(exchange.body.toString());
      return typeof body === 'object' && body !== null && 'action' in body && body.action === 'recover';
    } catch {
      return false;
    }
  }

  function recoverMeeting(exchange: Exchange, uuid: string): Reply {
    if (!isRecovery(exchange)) return invalid('action');
    const meeting = world.findMeeting(uuid);
    if (meeting?.trashedAtMs === undefined) return noRecording();
    meeting.trashedAtMs = undefined;
    listing.forget();
    return { status: 200, json: {} };
  }

  function recoverFile(exchange: Exchange, id: string, fileId: string): Reply {
    if (!isRecovery(exchange)) return invalid('action');
    const file = world.findMeeting(id)?.files?.find((one) => one.id === fileId);
    if (file?.trashedAtMs === undefined) return noRecording();
    file.trashedAtMs = undefined;
    listing.forget();
    return { status: 204 };
  }

  interface Call {
    route: Route;
    run(): Reply | undefined;
  }

  function callFor(exchange: Exchange, parts: string[]): Call | undefined {
    const { method } = exchange;
    const [area, id, what, fileId, last] = parts;
    if (area === 'users' && method === 'GET') {
      if (parts.length === 1) return { route: 'GET /users', run: () => listUsers(exchange) };
      if (id && parts.length === 2) return { route: 'GET /users/{id}', run: () => readUser(id) };
      if (id && what === 'recordings' && parts.length === 3) {
        return { route: 'GET /users/{id}/recordings', run: () => listRecordings(exchange, id) };
      }
    }
    if (area !== 'meetings' || !id || what !== 'recordings') return undefined;
    const meeting = meetingInPath(id);
    if (parts.length === 3 && method === 'GET') {
      return { route: 'GET /meetings/{id}/recordings', run: () => readMeeting(exchange, meeting) };
    }
    if (parts.length === 3 && method === 'DELETE') {
      return { route: 'DELETE /meetings/{id}/recordings', run: () => deleteMeeting(exchange, meeting) };
    }
    if (parts.length === 4 && fileId === 'status' && method === 'PUT') {
      return {
        route: 'PUT /meetings/{uuid}/recordings/status',
        run: () => recoverMeeting(exchange, meeting),
      };
    }
    if (parts.length === 4 && fileId && method === 'DELETE') {
      const run = () => deleteFile(exchange, meeting, fileId);
      return { route: 'DELETE /meetings/{id}/recordings/{file}', run };
    }
    if (parts.length === 5 && fileId && last === 'status' && method === 'PUT') {
      const run = () => recoverFile(exchange, meeting, fileId);
      return { route: 'PUT /meetings/{id}/recordings/{file}/status', run };
    }
    return undefined;
  }

  return async (exchange: Exchange): Promise<void> => {
    letDueTakeEffect();
    const parts = partsOf(exchange.path);
    if (parts[0] === 'accounts' && parts[2] === 'recordings') {
      exchange.routed('GET /accounts/{id}/recordings');
      // Only master accounts may call it: https://github.com/JosephMcEvoy/PSZoom/issues/90
      return await send(exchange, failure(401, 124, 'Invalid access token.'));
    }
    const call = callFor(exchange, parts);
    if (call === undefined) {
      exchange.routed(`${exchange.method} /unknown`);
      // A uuid with a slash at its start or two in a row that was encoded once only: see path.ts.
      const reply =
        parts[0] === 'meetings'
          ? failure(404, 3001, `Meeting does not exist: ${parts[1] ?? ''}.`)
          : failure(400, 2300, 'This API endpoint is not recognized.');
      return await send(exchange, reply);
    }
    exchange.routed(call.route);
    if (await context.struck(exchange)) return;
    const reply = refused(exchange, call.route) ?? call.run();
    if (reply === undefined) return resetConnection(exchange);
    await send(exchange, {
      ...reply,
      headers: { ...rateHeaders(labelOf(call.route), 'QPS', 20, 19), ...reply.headers },
    });
  };
}
