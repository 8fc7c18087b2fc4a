import { z } from 'zod';
import { TARGETS, type Exchange, type Target } from './server';

/** When a fault applies. */
const when = {
  /** How many requests it affects. If absent, all until it is removed. */
  times: z.number().int().positive().optional(),
  /** How many matching requests succeed before. */
  skip: z.number().int().nonnegative().optional(),
  /** Which part of the provider. Default: see `BELONGS_TO`. */
  target: z.enum([...TARGETS, 'any']).optional(),
  /** All given conditions must match. */
  on: z
    .strictObject({
      method: z.string(),
      /** A part of the path as sent. */
      path: z.string(),
      fileId: z.string(),
      /** True: only requests with a `Range` header; false: only those without. */
      range: z.boolean(),
    })
    .partial()
    .optional(),
  /** Also changes the account at that time. */
  then: z.enum(['revoke-tokens', 'expire-links']).optional(),
};

/** Declares a kind of fault. Providers add their own kinds with it. */
export const fault = <K extends string, T extends z.ZodRawShape>(kind: K, shape: T) =>
  z.strictObject({ kind: z.literal(kind), ...shape, ...when });

/** A position in the body of an answer, counted from the first byte of this answer. */
const place = z.union([z.number().int().nonnegative(), z.enum(['half', 'last-byte'])]);
export type Place = z.infer<typeof place>;

/** Faults that any HTTP service can have. The number is the fault in docs/promises.md. */
export const wireFaults = [
  /** 1: the connection is reset; `before-head`: without any answer. */
  fault('reset', { at: z.union([place, z.literal('before-head')]) }),
  /** 2: full Content-Length, but the connection is closed normally. */
  fault('short-body', { at: place }),
  /**
   * 3: no Content-Length, and the body stops early: `abrupt` without the last chunk, `clean` as if it
   * were whole, `until-close` without chunks, ended by the connection's end.
   */
  fault('no-length', { at: place, ending: z.enum(['abrupt', 'clean', 'until-close']) }),
  /** 4: more bytes than the provider declared; `hidden`: Content-Length says the right number. */
  fault('longer', { extraBytes: z.number().int().positive(), hidden: z.boolean().optional() }),
  /** 5: a web page with status 200. */
  fault('html', { contentType: z.string().optional() }),
  /** 6: an error in JSON with status 200. */
  fault('json', { contentType: z.string().optional(), body: z.string().optional() }),
  /** 8 */
  fault('ignore-range', {}),
  /** 9: other bytes under another ETag; `ifRange: ignored` sends them as 206 all the same. */
  fault('changed', { ifRange: z.enum(['obeyed', 'ignored']).optional() }),
  /** 10: Content-Range has a wrong start or a wrong total. */
  fault('wrong-range', { offsetBy: z.number().int().optional(), totalBy: z.number().int().optional() }),
  /** 7, 11, 12: any status with any body. */
  fault('status', {
    status: z.number().int().min(200).max(599),
    body: z.string().optional(),
    contentType: z.string().optional(),
    retryAfter: z.string().optional(),
  }),
  /** 13: the connection stays open and nothing more comes. */
  fault('stall', { at: z.union([place, z.literal('before-head')]) }),
  /** 14, and bandwidth: this many bytes a second from a position on. */
  fault('throttle', { bytesPerSecond: z.number().positive(), at: place.optional() }),
  /** 15: this many extra headers. `endless`: the head never ends. */
  fault('header-flood', {
    headers: z.number().int().positive().optional(),
    bytesEach: z.number().int().positive().optional(),
    endless: z.boolean().optional(),
  }),
  /** 16 to 18: `self` redirects to itself. With `times` the redirects end after this many hops. */
  fault('redirect', { to: z.string(), status: z.number().int().min(300).max(399).optional() }),
  /** 22: the body is compressed without a request for it. `bombBytes`: zeros of that size instead. */
  fault('gzip', {
    bombBytes: z.number().int().positive().optional(),
    chained: z.boolean().optional(),
  }),
  /** 23: hostile JSON. `prototype` is the right answer with hostile keys. */
  fault('hostile-json', {
    shape: z.enum(['huge', 'deep', 'prototype', 'broken', 'not-an-object']),
    /** Bytes of `huge`, levels of `deep`. */
    size: z.number().int().positive().optional(),
  }),
  /** 24: sent unchanged, including line breaks. */
  fault('disposition', { value: z.string() }),
  /** 25: nothing, with status 200. */
  fault('zero-bytes', {}),
  /** 26: HEAD has another size and type than GET. */
  fault('head-lies', {}),
  fault('delay', { ms: z.number().nonnegative() }),
] as const;

export const wireFault = z.discriminatedUnion('kind', [...wireFaults]);
export type WireFault = z.infer<typeof wireFault>;

/** The default part for each kind. Kinds that are not listed affect `api`. */
const BELONGS_TO: Readonly<Record<string, readonly Target[]>> = {
  html: ['download'],
  json: ['download'],
  redirect: ['download'],
  ...Object.fromEntries(
    [
      'reset',
      'short-body',
      'no-length',
      'longer',
      'ignore-range',
      'changed',
      'wrong-range',
      'stall',
      'throttle',
      'header-flood',
      'gzip',
      'disposition',
      'zero-bytes',
      'head-lies',
    ].map((kind) => [kind, ['storage'] as const]),
  ),
  delay: TARGETS,
};

interface Rule {
  kind: string;
  times?: number;
  skip?: number;
  target?: Target | 'any';
  on?: { method?: string; path?: string; fileId?: string; range?: boolean };
  then?: 'revoke-tokens' | 'expire-links';
}

export interface FaultHandle {
  readonly id: number;
  /** The number of affected requests so far. */
  hits(): number;
  off(): void;
}

/** The switches of an emulator, set while it runs. */
export interface FaultBoard<F extends Rule, In> {
  /** Adds a fault. `fits` limits it further. @throws if it is not a valid fault. */
  add(fault: In, fits?: (exchange: Exchange) => boolean): FaultHandle;
  /** Removes one fault, or all. */
  clear(id?: number): void;
  /** The active faults. */
  list(): (F & { id: number; hits: number })[];
  /** The first matching fault of the kind, which counts as used. */
  take<K extends F['kind']>(kind: K, exchange: Exchange): Extract<F, { kind: K }> | undefined;
}

interface Switch<F> {
  id: number;
  fault: F;
  fits: (exchange: Exchange) => boolean;
  passed: number;
  hits: number;
}

export function createFaultBoard<F extends Rule, In>(
  schema: z.ZodType<F, In>,
  onHit: (fault: F) => void = () => undefined,
  /** The default part for the provider's own kinds, if not `api`. */
  belongsTo: Readonly<Record<string, readonly Target[]>> = {},
): FaultBoard<F, In> {
  const switches: Switch<F>[] = [];
  let lastId = 0;

  function strikes({ fault: rule, fits }: Switch<F>, exchange: Exchange): boolean {
    const { target, on = {} } = rule;
    const places: readonly (Target | 'any')[] =
      target === undefined ? (belongsTo[rule.kind] ?? BELONGS_TO[rule.kind] ?? ['api']) : [target];
    if (!places.includes('any') && !places.includes(exchange.target)) return false;
    if (on.method !== undefined && on.method !== exchange.method) return false;
    if (on.path !== undefined && !exchange.path.includes(on.path)) return false;
    if (on.fileId !== undefined && on.fileId !== exchange.fileId) return false;
    if (on.range !== undefined && on.range !== (exchange.request.headers.range !== undefined)) return false;
    return fits(exchange);
  }

  return {
    add(input, fits = () => true) {
      const added: Switch<F> = { id: (lastId += 1), fault: schema.parse(input), fits, passed: 0, hits: 0 };
      switches.push(added);
      return {
        id: added.id,
        hits: () => added.hits,
        off: () => {
          const index = switches.indexOf(added);
          if (index >= 0) switches.splice(index, 1);
        },
      };
    },
    clear(id) {
      if (id === undefined) switches.length = 0;
      const index = switches.findIndex((one) => one.id === id);
      if (index >= 0) switches.splice(index, 1);
    },
    list: () => switches.map(({ id, hits, fault: rule }) => ({ ...rule, id, hits })),
    take(kind, exchange) {
      const isKind = (rule: F): rule is Extract<F, { kind: typeof kind }> => rule.kind === kind;
      for (const one of switches) {
        const { fault: rule } = one;
        if (!isKind(rule) || !strikes(one, exchange)) continue;
        if (one.passed < (rule.skip ?? 0)) {
          one.passed += 1;
          continue;
        }
        one.hits += 1;
        if (rule.times !== undefined && one.hits >= rule.times) switches.splice(switches.indexOf(one), 1);
        onHit(rule);
        return rule;
      }
      return undefined;
    },
  };
}
