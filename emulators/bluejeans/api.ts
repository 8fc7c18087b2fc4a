import { z } from 'zod';
import { answer, hostileJson } from '../kit/answer';
import type { Exchange } from '../kit/server';
import type { Context } from './context';
import type { Chapter, Recording, User } from './world';

interface Reply {
  status: number;
  json?: unknown;
}
const ok = (json: unknown): Reply => ({ status: 200, json });
const failure = (status: number, message: string): Reply => ({
  status,
  json: { code: status * 10, message },
});

const tokenBody = z.object({ grant_type: z.string(), client_id: z.string(), client_secret: z.string() });
const DEFAULT_PAGE = 10;

const sizeOf = ({ chapters }: Recording): number =>
  chapters.reduce((sum, { content }) => sum + content.sizeBytes, 0);

function summary(recording: Recording, dateAs: 'text' | 'number') {
  const { chapters, createdMs } = recording;
  return {
    recordingEntityId: recording.entityId,
    recordingName: recording.name,
    meetingGuid: recording.meetingGuid,
    chapterCount: chapters.length,
    totalSize: sizeOf(recording),
    totalDuration: chapters.at(-1)?.endTimeOffset ?? 0,
    lastRecordingDate: dateAs === 'text' ? String(createdMs) : createdMs,
    aggregatedStatus: chapters.every(({ status }) => status === 'PROCESSED') ? 'PROCESSED' : 'PROCESSING',
    recordingThumbnail: 'https://swdl.example/thumbnail.jpg',
    created: createdMs,
    isPremiumRecording: false,
    showPremiumRecordingTag: false,
  };
}

const chapterJson = (chapter: Chapter, recording: Recording, number: number) => ({
  chapterId: String(chapter.id),
  id: chapter.id,
  startTimeOffset: chapter.startTimeOffset,
  endTimeOffset: chapter.endTimeOffset,
  chapterName: `Chapter ${number}`,
  totalSize: chapter.content.sizeBytes,
  // None before it exists.
  ...(chapter.status === 'PROCESSED' ? { compositeContentId: chapter.contentId } : {}),
  compositeContentStatus: chapter.status,
  parentRecordingId: recording.entityId,
  viewCount: 0,
  recordingSessions: [],
});

/** A fixed shuffled order, because no order of chapters is promised. */
const shuffled = <T>(items: T[]): T[] => [...items].reverse();

/** BlueJeans' API, as far as importing and deleting recordings need it. */
export function createApi(context: Context) {
  const { world, faults, settings, tokens, account } = context;

  function token(exchange: Exchange): Reply {
    if (exchange.method !== 'POST') return failure(405, 'Method not allowed');
    let json: unknown;
    try {
      json = JSON.parse(exchange.body.toString());
    } catch {
      // A form is refused here.
      return failure(400, 'Malformed JSON');
    }
    const body = tokenBody.safeParse(json);
    const isRight =
      body.success &&
      context.isActive() &&
      body.data.grant_type === 'client_credentials' &&
      body.data.client_id === account.appKey &&
      body.data.client_secret === account.secretKey;
    if (!isRight) return failure(settings.wrongSecretStatus, 'Invalid client credentials');
    return ok({
      access_token: tokens.make(),
      expires_in: settings.tokenSeconds,
      scope: { enterprise: account.enterpriseId, partitionName: 'z2', partition: { id: 2, name: 'z2' } },
    });
  }

  function page<T>(exchange: Exchange, items: T[]): T[] {
    const { query } = exchange;
    const asked = Number(query.get('pageSize') ?? DEFAULT_PAGE);
    const size = Math.min(asked, settings.largestPage);
    const number = faults.take('page-loop', exchange) ? 1 : Number(query.get('pageNumber') ?? 1);
    return items.slice((number - 1) * size, number * size);
  }

  function users(exchange: Exchange): Reply {
    const { query } = exchange;
    const emailId = query.get('emailId')?.toLowerCase();
    const fields = query.get('fields')?.split(',') ?? [];
    const found = [...world.users.values()].filter(
      ({ email }) => emailId === undefined || email.toLowerCase() === emailId,
    );
    // Without `fields` a user is an id.
    const jsonOf = (user: User) => ({
      id: user.id,
      uri: `/v1/user/${user.id}`,
      ...Object.fromEntries(
        Object.entries({ ...user, username: user.email }).filter(([name]) => fields.includes(name)),
      ),
    });
    const shown = page(exchange, found).map(jsonOf);
    return ok({ count: shown.length, [settings.usersKey]: shown });
  }

  function recordings(exchange: Exchange, userId: number): Reply {
    const { query } = exchange;
    const guid = settings.ignoresGuidFilter ? null : query.get('meetingGuid');
    const newestFirst = query.get('order') !== 'asc';
    const found = [...world.recordings.values()]
      .filter((one) => one.userId === userId && (guid === null || one.meetingGuid === guid))
      .sort((a, b) => (newestFirst ? b.createdMs - a.createdMs : a.createdMs - b.createdMs));
    if (found.length === 0 && settings.emptyHistoryIs404) return failure(404, 'No matching meetings');
    return ok(page(exchange, found).map((one) => summary(one, 'text')));
  }

  function content(userId: number, contentId: number): Reply {
    const found = world.chapter(contentId);
    if (found === undefined || found.recording.userId !== userId) return failure(404, 'Content not found');
    const link = context.signedLink(found.chapter);
    const seconds = (found.chapter.endTimeOffset - found.chapter.startTimeOffset) / 1000;
    return ok({
      id: contentId,
      contentType: 'video/mp4',
      ...(settings.contentUrlIsMissing ? {} : { contentUrl: link }),
      userId,
      contentStatus: found.chapter.status,
      contentName: found.recording.name,
      contentSize: found.chapter.content.sizeBytes,
      contentDuration: Math.round(seconds),
      contentProperties: {
        duration: Math.round(seconds),
        ...(settings.levelsAreMissing
          ? {}
          : { levels: [{ file: link, width: 1280, height: 720, bitrate: 1200 }] }),
      },
    });
  }

  function deletion(userId: number, guid: string): Reply {
    const removed = world.removeMeeting(userId, guid);
    if (!removed) return failure(404, 'Meeting not found');
    return settings.deletionAnswers === '204'
      ? { status: 204 }
      : ok({ title: 'x', start: 0, end: 0, endPointType: '', endPointVersion: '' });
  }

  function route(exchange: Exchange): { name: string; reply(): Reply } | undefined {
    const parts = exchange.path.replace(/\/$/, '').split('/').slice(1).map(decodeURIComponent);
    const [version, what, id = '', more, last, final] = parts;
    if (version !== 'v1') return undefined;
    const userId = Number(id);
    const get = exchange.method === 'GET';
    if (get && what === 'enterprise' && more === 'users') {
      return { name: '/enterprise/{id}/users', reply: () => users(exchange) };
    }
    if (what !== 'user') return undefined;
    const known = world.users.has(userId);
    const ofUser = (reply: () => Reply) => () => (known ? reply() : failure(404, 'User not found'));
    if (get && more === 'cms' && last !== undefined) {
      return { name: '/user/{id}/cms/{id}', reply: ofUser(() => content(userId, Number(last))) };
    }
    if (more !== 'meeting_history' || last === undefined) return undefined;
    if (exchange.method === 'DELETE' && final === 'recordings') {
      return {
        name: '/user/{id}/meeting_history/{guid}/recordings',
        reply: ofUser(() => deletion(userId, last)),
      };
    }
    if (!get || last !== 'recordings') return undefined;
    if (final === undefined) {
      return {
        name: '/user/{id}/meeting_history/recordings',
        reply: ofUser(() => recordings(exchange, userId)),
      };
    }
    const recording = world.recordings.get(Number(final));
    return {
      name: '/user/{id}/meeting_history/recordings/{id}',
      reply: ofUser(() =>
        recording?.userId === userId
          ? ok({
              ...summary(recording, 'number'),
              recordingEntityGuid: `entity-${recording.entityId}`,
              aggregatedViewCount: 0,
              recordingChapters: shuffled(
                recording.chapters.map((chapter, index) => chapterJson(chapter, recording, index + 1)),
              ),
            })
          : failure(404, 'Recording not found'),
      ),
    };
  }

  function reply(exchange: Exchange): Reply {
    if (exchange.path === '/oauth2/token') return token(exchange);
    const found = route(exchange);
    if (found === undefined) return failure(404, 'Not found');
    const [scheme, bearer = ''] = (exchange.request.headers.authorization ?? '').split(' ');
    const given = scheme === 'Bearer' ? bearer : (exchange.query.get('access_token') ?? '');
    if (!context.isActive() || !tokens.isGood(given)) return failure(401, 'Invalid access token');
    return found.reply();
  }

  return async (exchange: Exchange): Promise<void> => {
    const isToken = exchange.path === '/oauth2/token';
    if (isToken) exchange.target = 'token';
    exchange.routed(
      `${exchange.method} ${isToken ? '/oauth2/token' : (route(exchange)?.name ?? '/unknown')}`,
    );
    if (await context.struck(exchange)) return;
    const limited = faults.take('rate-limited', exchange);
    const { status, json }: Reply = limited ? failure(429, 'Too many requests') : reply(exchange);
    const right = json === undefined ? '' : JSON.stringify(json);
    await answer(exchange, faults, {
      status,
      headers: {
        ...(right === '' ? {} : { 'Content-Type': 'application/json;charset=UTF-8' }),
        ...(limited?.retryAfter === undefined ? {} : { 'Retry-After': limited.retryAfter }),
      },
      body: hostileJson(exchange, faults, () => right) ?? right,
    });
  };
}
