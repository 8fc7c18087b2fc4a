import type { IncomingMessage } from 'node:http';
import type { Core } from '@strapi/strapi';
import type { Context, Next } from 'koa';
import type { Refusal } from '../../../contracts/webhooks';
import type { HookRequest } from '../providers/webhook';
import { hooksPath } from './address';
import { emptyAnswer, NOT_ACCEPTED, type Answer } from './receive';
import { createRooms } from './rooms';

/** The longest body that is read, in bytes. */
export const LARGEST_BODY = 1024 * 1024;

export interface BodyLimits {
  /** How many requests may be open at the same time. */
  mostOpen: number;
  /** How long the whole body may take to come. */
  bodyWithinMs: number;
}

export type BodyReading =
  | { outcome: 'read'; body: Buffer }
  | { outcome: 'refused'; reason: Extract<Refusal, 'too-large' | 'too-slow'> | 'broken-off' };

/** Reads the body exactly as it came, within limits of size and time. */
export async function readBody(request: IncomingMessage, withinMs: number): Promise<BodyReading> {
  if (Number(request.headers['content-length'] ?? 0) > LARGEST_BODY) {
    return { outcome: 'refused', reason: 'too-large' };
  }
  return await new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const end = (reading: BodyReading) => {
      clearTimeout(timer);
      request.off('data', onData).off('end', onEnd).off('error', onBroken).off('close', onBroken);
      resolve(reading);
    };
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      if (size > LARGEST_BODY) end({ outcome: 'refused', reason: 'too-large' });
      else chunks.push(chunk);
    };
    const onEnd = () => end({ outcome: 'read', body: Buffer.concat(chunks, size) });
    const onBroken = () => end({ outcome: 'refused', reason: 'broken-off' });
    const timer = setTimeout(() => end({ outcome: 'refused', reason: 'too-slow' }), withinMs);
    request.on('data', onData).on('end', onEnd).on('error', onBroken).on('close', onBroken);
  });
}

/** Writes an answer. Only a provider's own code can put parts of the request into it. */
export function sendAnswer(ctx: Context, answer: Answer): void {
  ctx.status = answer.status;
  if (answer.contentType === undefined) {
    ctx.body = null;
    ctx.status = answer.status;
    if (answer.retryAfterSeconds !== undefined) ctx.set('Retry-After', String(answer.retryAfterSeconds));
    return;
  }
  ctx.body = answer.body;
  ctx.set('Content-Type', `${answer.contentType}; charset=utf-8`);
  ctx.set('X-Content-Type-Options', 'nosniff');
}

/** How long a refused sender may go on sending. */
const LINGER_MS = 1_000;

/** Answers before the whole request has come. */
function letGo(ctx: Context, answer: Answer): void {
  sendAnswer(ctx, answer);
  // The rest is read and dropped for a while, so that the sender reads the answer.
  ctx.req.resume();
  ctx.set('Connection', 'close');
  ctx.res.once('finish', () => setTimeout(() => ctx.req.destroy(), LINGER_MS).unref());
}

const STATUS = { 'too-large': 413, 'too-slow': 408, overloaded: 503, 'wrong-method': 405 } as const;
const KEY = /^[A-Za-z0-9_-]{22}$/;

/** Parts of the request for the handler of the route. */
const KEPT = Symbol('request of a webhook');
interface Kept {
  rawBody: Buffer;
  query: string;
  contentType: string | undefined;
}
const keptOf = (ctx: Context): Kept => Reflect.get(ctx.state, KEPT) as Kept;

/** The request as it came, for the handler of the route. The address is made when a provider reads it. */
export function hookRequestOf(ctx: Context, address: () => string): HookRequest {
  const { rawBody, query, contentType } = keptOf(ctx);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(ctx.req.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  if (contentType === undefined) delete headers['content-type'];
  else headers['content-type'] = contentType;
  return {
    method: ctx.method === 'GET' ? 'GET' : 'POST',
    headers,
    query,
    rawBody,
    get address() {
      return address();
    },
  };
}

/**
 * Reads the raw bytes of webhooks before Strapi's body parser does, which would lose the spaces and
 * escapes that were signed. Other paths are not touched. Afterwards the content type is masked, because
 * the parser would wait for a stream that has ended, and the query is removed from the address, because
 * it may hold a secret and Strapi logs addresses.
 */
export function captureRawBodies(
  strapi: Core.Strapi,
  limits: () => BodyLimits,
  knows: (hookKey: string) => boolean,
  refused: (hookKey: string, reason: Refusal) => void,
): void {
  const prefix = hooksPath(strapi);
  const folded = prefix.toLowerCase();
  const rooms = createRooms();
  strapi.server.use(async (ctx: Context, next: Next) => {
    // Strapi's router takes capitals for the same path.
    if (!ctx.path.toLowerCase().startsWith(folded)) return next();
    const query = ctx.querystring;
    ctx.url = ctx.path;
    if (!ctx.path.startsWith(prefix)) {
      sendAnswer(ctx, emptyAnswer(404));
      return;
    }
    const [key = '', ...rest] = ctx.path.slice(prefix.length).split('/');
    const turnAway = (reason: keyof typeof STATUS) => {
      refused(key, reason);
      letGo(ctx, emptyAnswer(STATUS[reason]));
    };
    if (!KEY.test(key) || rest.length > 1) {
      sendAnswer(ctx, NOT_ACCEPTED);
      return;
    }
    if (ctx.method !== 'POST' && ctx.method !== 'GET') return turnAway('wrong-method');
    const { mostOpen, bodyWithinMs } = limits();
    const isKnown = knows(key);
    const leave = rooms.enter({ key: isKnown ? key : undefined, client: ctx.ip, mostOpen });
    if (leave === undefined) {
      if (isKnown) return turnAway('overloaded');
      // As after reading it, so that a full room does not tell which addresses there are.
      refused(key, 'overloaded');
      letGo(ctx, NOT_ACCEPTED);
      return;
    }
    try {
      const reading = await readBody(ctx.req, bodyWithinMs);
      if (reading.outcome === 'refused') {
        if (reading.reason === 'broken-off') ctx.respond = false;
        else turnAway(reading.reason);
        return;
      }
      const kept: Kept = {
        rawBody: reading.body,
        query,
        contentType: ctx.req.headers['content-type'],
      };
      Reflect.set(ctx.state, KEPT, kept);
      ctx.req.headers['content-type'] = 'application/x-meeting-connectors-raw';
      await next();
    } finally {
      leave();
    }
  });
}
