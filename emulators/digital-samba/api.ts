import { z } from 'zod';
import { answer, hostileJson, type Headers } from '../kit/answer';
import type { Exchange } from '../kit/server';
import type { Context } from './context';
import {
  bookmarksJson,
  listedSession,
  messagesJson,
  participantsJson,
  plainTime,
  recordingJson,
  roomJson,
  sessionStatistics,
  teamJson,
  utterancesJson,
} from './json';
import type { Recording, Session, Webhook } from './world';

interface Reply {
  status: number;
  json?: unknown;
  text?: string;
  headers?: Headers;
}
const ok = (json: unknown): Reply => ({ status: 200, json });
/** Actions answer text, not JSON. */
const done = (): Reply => ({ status: 200, text: 'OK' });
const failure = (status: number, error: string, message: string, more: object = {}): Reply => ({
  status,
  json: { error, message, ...more },
});
const notFound = () => failure(404, 'not-found', 'Not Found');
const invalid = (errors: Record<string, string[]>) =>
  failure(422, 'unprocessable-entity', 'The given data was invalid.', { errors });

const webhookBody = z.object({
  endpoint: z.string().optional(),
  name: z.string().nullish(),
  authorization_header: z.string().nullish(),
  events: z.array(z.string()).optional(),
});
const MOST_PER_PAGE = 100;

/** Digital Samba's REST API below `/api/v1`, as far as importing needs it, and what attendance will. */
export function createApi(context: Context) {
  const { world, faults, settings, clock, account } = context;

  /** The three documented forms. */
  function isAuthorized(authorization: string): boolean {
    const pair = `${account.teamId}:${account.apiToken}`;
    const forms = [
      `Basic ${Buffer.from(pair).toString('base64')}`,
      `Bearer ${account.apiToken}`,
      `Bearer ${Buffer.from(pair).toString('base64')}`,
    ];
    return context.isActive() && forms.includes(authorization);
  }

  /** A page of a list; `after` is the id of the last item that was seen. */
  function page<T>(
    exchange: Exchange,
    items: T[],
    jsonOf: (item: T) => object,
    idOf?: (item: T) => string,
    totalCountAs = settings.totalCountAs,
  ): Reply {
    const { query } = exchange;
    const limit = Math.min(Number(query.get('limit') ?? MOST_PER_PAGE), MOST_PER_PAGE);
    const ordered = query.get('order') === 'asc' ? items : [...items].reverse();
    const after = query.get('after');
    let start = Number(query.get('offset') ?? 0);
    if (after !== null && idOf !== undefined) {
      const index = ordered.findIndex((item) => idOf(item) === after);
      if (index < 0) return invalid({ after: ['The selected after is invalid.'] });
      start = faults.take('page-loop', exchange) ? 0 : index + 1;
    }
    const count = items.length;
    return ok({
      data: ordered.slice(start, start + limit).map(jsonOf),
      total_count: totalCountAs === 'string' ? String(count) : count,
    });
  }

  const byStart = <T extends { startedAtMs: number }>(items: Iterable<T>): T[] =>
    [...items].sort((a, b) => a.startedAtMs - b.startedAtMs);

  function recordingsList(exchange: Exchange, isArchived: boolean): Reply {
    const { query } = exchange;
    const fits = (recording: Recording) =>
      recording.isArchived === isArchived &&
      (query.get('room_id') ?? recording.roomId) === recording.roomId &&
      (query.get('session_id') ?? recording.sessionId) === recording.sessionId &&
      (query.get('status') ?? recording.status) === recording.status;
    return page(
      exchange,
      byStart(world.recordings.values()).filter(fits),
      (recording) => recordingJson(recording, world, settings.listForm),
      ({ id }) => id,
    );
  }

  function ofRecording(exchange: Exchange, id: string, action: string | undefined): Reply {
    const recording = world.recordings.get(id);
    if (recording === undefined) return notFound();
    exchange.fileId = id;
    switch (`${exchange.method} ${action ?? ''}`) {
      case 'GET ':
        return ok(recordingJson(recording, world, 'full'));
      case 'DELETE ':
        world.recordings.delete(id);
        return { status: 204 };
      case 'GET download': {
        if (recording.status !== 'READY') return failure(409, 'conflict', 'The recording is not ready.');
        const minutes = Number(exchange.query.get('valid_for_minutes') ?? 1440);
        const expires = Math.floor(clock() / 1000) + minutes * 60;
        return ok({
          link: context.signedLink(recording, expires),
          valid_until: plainTime(expires * 1000),
        });
      }
      case 'GET bookmarks':
        return ok(bookmarksJson(recording));
      case 'POST archive':
      case 'POST unarchive':
        recording.isArchived = action === 'archive';
        return done();
      default:
        return notFound();
    }
  }

  function ofSession(exchange: Exchange, id: string, action: string | undefined): Reply {
    const session = world.sessions.get(id);
    if (session === undefined) return notFound();
    switch (`${exchange.method} ${action ?? ''}`) {
      case 'GET ':
        return ok(sessionStatistics(session, world, clock()));
      case 'GET transcripts':
        return page(
          exchange,
          session.transcriptReady ? utterancesJson(session) : [],
          (one) => one,
          undefined,
          'number',
        );
      case 'GET participants':
        return page(
          exchange,
          participantsJson(session, world),
          (one) => one,
          ({ id: key }) => key,
        );
      case 'GET summary':
        return ok(summaryOf(session));
      case 'POST end':
        if (session.endedAtMs !== undefined) return failure(409, 'conflict', 'The session has ended.');
        session.endedAtMs = clock();
        return done();
      default:
        return notFound();
    }
  }

  /** The first call starts the job. */
  function summaryOf(session: Session) {
    session.summaryAsked += 1;
    const isReady = session.summary !== undefined && session.summaryAsked > settings.summaryAfterCalls;
    return {
      job_id: 'ebdc6214-33c7-46df-a38d-a77f0a19c4ce',
      status: isReady ? 'READY' : 'IN_PROGRESS',
      summary: isReady ? session.summary : '',
    };
  }

  function ofRoom(
    exchange: Exchange,
    idOrUrl: string,
    what: string | undefined,
    more: string | undefined,
  ): Reply {
    const room = world.room(idOrUrl);
    if (room === undefined || room.isDeleted) return notFound();
    const session = world.sessions.get(exchange.query.get('session_id') ?? '');
    switch (`${exchange.method} ${what ?? ''}${more === undefined ? '' : `/${more}`}`) {
      case 'GET ':
        return ok(roomJson(room));
      case 'GET chat':
        return page(
          exchange,
          session === undefined ? [] : messagesJson(session),
          (one) => one,
          ({ id }) => id,
          'number',
        );
      case 'GET polls/export':
        return { status: 200, text: JSON.stringify({ polls: session?.polls ?? [] }) };
      default:
        return notFound();
    }
  }

  function webhookProblems(body: z.infer<typeof webhookBody>): Record<string, string[]> {
    const problems: Record<string, string[]> = {};
    const { endpoint = '', events = [] } = body;
    if (!URL.canParse(endpoint)) problems.endpoint = ['The endpoint format is invalid.'];
    if (endpoint.length > 100) problems.endpoint = ['The endpoint must not be greater than 100 characters.'];
    if (events.length === 0 || events.some((name) => !settings.events.includes(name))) {
      problems.events = ['The selected events are invalid.'];
    }
    return problems;
  }

  function ofWebhooks(exchange: Exchange, id: string | undefined): Reply {
    const { method } = exchange;
    if (method === 'GET' && id === undefined) {
      // Items of the list have no events.
      return page(
        exchange,
        [...world.webhooks.values()],
        ({ events: _, ...rest }) => rest,
        (one) => one.id,
      );
    }
    const known = id === undefined ? undefined : world.webhooks.get(id);
    if (id !== undefined && known === undefined) return notFound();
    if (method === 'GET') return ok(known);
    if (method === 'DELETE') {
      world.webhooks.delete(id ?? '');
      return { status: 204 };
    }
    const body = webhookBody.safeParse(JSON.parse(exchange.body.toString() || '{}'));
    if (!body.success) return invalid({ endpoint: ['The endpoint must be a string.'] });
    const merged = { ...known, ...body.data };
    const problems = webhookProblems(merged);
    if (Object.keys(problems).length > 0) return invalid(problems);
    const at = plainTime(clock());
    const webhook: Webhook = {
      id: known?.id ?? world.uuid('webhook'),
      endpoint: merged.endpoint ?? '',
      authorization_header: merged.authorization_header ?? 'ae3209335dcb077acde0e4fad4590468',
      name: merged.name ?? 'My webhook',
      events: merged.events ?? [],
      created_at: known?.created_at ?? at,
      updated_at: at,
    };
    world.webhooks.set(webhook.id, webhook);
    return ok(webhook);
  }

  function reply(exchange: Exchange): Reply {
    const [what, id, action, more] = exchange.path.split('/').slice(3).map(decodeURIComponent);
    switch (what) {
      case undefined:
        return ok(teamJson(account.teamId));
      case 'rooms':
        return id === undefined
          ? page(exchange, [...world.rooms.values()], roomJson, (room) => room.id)
          : ofRoom(exchange, id, action, more);
      case 'sessions':
        return id === undefined
          ? page(
              exchange,
              byStart(world.sessions.values()),
              (one) => listedSession(one, world),
              (one) => one.id,
            )
          : ofSession(exchange, id, action);
      case 'recordings':
        return id === undefined || id === 'archived'
          ? recordingsList(exchange, id === 'archived')
          : ofRecording(exchange, id, action);
      case 'events':
        return ok(settings.events);
      case 'webhooks':
        return ofWebhooks(exchange, id);
      default:
        return notFound();
    }
  }

  return async (exchange: Exchange): Promise<void> => {
    exchange.routed(routeOf(exchange));
    if (await context.struck(exchange)) return;
    const limited = faults.take('rate-limited', exchange);
    const { status, json, text, headers }: Reply = limited
      ? {
          ...failure(429, 'too-many-requests', 'Too Many Attempts.'),
          ...(limited.retryAfter === undefined ? {} : { headers: { 'Retry-After': limited.retryAfter } }),
        }
      : isAuthorized(exchange.request.headers.authorization ?? '')
        ? reply(exchange)
        : failure(401, 'unauthorized', 'Unauthenticated.');
    const right = text ?? (json === undefined ? '' : JSON.stringify(json));
    await answer(exchange, faults, {
      status,
      headers: {
        ...(right === '' ? {} : { 'Content-Type': json === undefined ? 'text/plain' : 'application/json' }),
        ...headers,
      },
      body: hostileJson(exchange, faults, () => right) ?? right,
    });
  };
}

const routeOf = ({ method, path }: Exchange): string =>
  `${method} ${path.replace(/^\/api\/v1/, '').replace(/[0-9a-f]{8}-[0-9a-f-]{27}/gi, '{id}') || '/'}`;
