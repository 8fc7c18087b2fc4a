import path from 'node:path';
import { z } from 'zod';
import type { RoomRights } from '../../contracts/rooms';
import { PLUGIN_ID } from '../../contracts/plugin';

const limits = z
  .strictObject({
    connectMs: z.number().int().positive(),
    headersMs: z.number().int().positive(),
    idleMs: z.number().int().positive(),
    totalMs: z.number().int().positive(),
    minBytesPerSecond: z.number().int().nonnegative(),
    minRateWindowMs: z.number().int().positive(),
  })
  .partial();

/**
 * The site's own rule for rooms. When it throws or returns anything else, the token has neither right. The
 * connector's switches override it.
 */
export type RoomRightsRule = (request: {
  user: { id: number; name: string; email?: string; role?: string };
  room: string;
  /** As the page named it; not looked up. */
  webinar: string | undefined;
}) => RoomRights | Promise<RoomRights>;

/**
 * `config/plugins`, key `meeting-connectors`, all optional. No default is a non-empty array, since
 * Strapi merges arrays by index.
 */
export const pluginConfigSchema = z.strictObject({
  network: z
    .strictObject({
      /** Exact host names that may have private addresses, e.g. a server of your own. */
      allowedPrivateHosts: z.array(z.string().min(1)).default([]),
      /** `http://`, `https://` or `socks5://`; used by connectors whose proxy switch is on. */
      proxyUrl: z.string().min(1).optional(),
      limits: limits.default({}),
    })
    .prefault({}),
  /** Who may do what in a room; see `RoomRightsRule`. */
  roomRights: z
    .custom<RoomRightsRule>((value) => typeof value === 'function', 'expected a function')
    .optional(),
  /**
   * Name of this site, e.g. `production`; by default the origin of `server.url`. Connectors work only on the
   * site whose name they have: on a copy they are paused.
   */
  environment: z.string().trim().min(1).max(100).optional(),
  /** Names that this site had before: connectors of these names are its own. */
  formerEnvironments: z.array(z.string().trim().min(1).max(250)).default([]),
  join: z
    .strictObject({
      /** Absolute path of ffmpeg; by default `FFMPEG_PATH`, else what the PATH holds. */
      ffmpegPath: z.string().min(1).optional(),
      /** False: ffmpeg is not used even where it is found. */
      ffmpeg: z.boolean().default(true),
    })
    .prefault({}),
  /** A picture of each video, made by ffmpeg where it is found. */
  posters: z.boolean().default(true),
  /** Absolute path; by default a hidden folder beside the uploads, on the same file system. */
  spoolDir: z
    .string()
    .refine((dir) => path.isAbsolute(dir), { message: 'must be an absolute path, e.g. "/var/spool/strapi"' })
    .optional(),
  store: z
    .strictObject({
      /** An upload is given up when the upload provider took no bytes for this long. */
      idleMs: z.number().int().min(1).default(120_000),
    })
    .prefault({}),
  jobs: z
    .strictObject({
      /** False on instances that only serve the site. */
      enabled: z.boolean().default(true),
      /** Imports at the same time on this instance. */
      concurrency: z.number().int().min(1).max(32).default(3),
      /** Delay before the second attempt; it doubles from there. */
      firstRetryMs: z.number().int().min(1).default(60_000),
    })
    .prefault({}),
  schedule: z
    .strictObject({
      /** False: runs start only by hand, after a change or by an event. */
      enabled: z.boolean().default(true),
    })
    .prefault({}),
  webhooks: z
    .strictObject({
      /** Requests that are read or answered at the same time. More are asked to come back later. */
      mostOpen: z.number().int().min(1).max(100_000).default(1_000),
      /** A request whose body is not complete by then is refused. */
      bodyWithinMs: z.number().int().min(1).default(10_000),
      /** A meeting's recordings are put together when no event of it has come for this long. */
      settleMs: z.number().int().min(1).max(30_000).default(5_000),
      /** Equal hints without a time of their own that come within this time are one look at the provider. */
      gatherMs: z.number().int().min(1).max(600_000).default(60_000),
    })
    .prefault({}),
  retention: z
    .strictObject({
      /** Days that finished runs and their logs are kept. */
      runDays: z.number().int().min(1).default(90),
      /** Days that webhook deliveries are kept, to look at and to replay. */
      deliveryDays: z.number().int().min(1).default(30),
      /** Days that sent mails are listed. */
      mailDays: z.number().int().min(1).default(90),
    })
    .prefault({}),
  contentApi: z
    .strictObject({
      /** Serve the host's e-mail with recordings. */
      hostEmail: z.boolean().default(false),
      /** Serve the chat of the meeting with recordings. */
      chat: z.boolean().default(false),
    })
    .prefault({}),
});
export type PluginConfig = z.infer<typeof pluginConfigSchema>;

/** Number of single-character edits between two words. */
function distance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    for (let j = 1; j <= b.length; j += 1) {
      current.push(
        Math.min(
          (previous[j] ?? 0) + 1,
          (current[j - 1] ?? 0) + 1,
          (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
        ),
      );
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}

const EXAMPLES: Record<string, string> = {
  'network.allowedPrivateHosts': "['meetings.example.internal']",
  'network.proxyUrl': "'http://proxy.example.com:3128'",
  spoolDir: "'/var/spool/strapi'",
  environment: "'production'",
  formerEnvironments: "['https://old.example.com']",
  roomRights: '({ user }) => ({ moderator: user.role === "Teacher", recording: true })',
  'join.ffmpegPath': "'/usr/bin/ffmpeg'",
  'jobs.concurrency': '3',
  'retention.runDays': '90',
};

/** Keys that the schema knows at a path, for the nearest one to a wrong one. */
function keysAt(schema: z.ZodType, segments: readonly PropertyKey[]): string[] {
  let current: unknown = schema;
  for (const segment of [...segments, undefined]) {
    while (
      current instanceof z.ZodPrefault ||
      current instanceof z.ZodDefault ||
      current instanceof z.ZodOptional
    ) {
      current = current.def.innerType;
    }
    if (!(current instanceof z.ZodObject)) return [];
    if (segment === undefined) return Object.keys(current.shape);
    current = current.shape[String(segment)];
  }
  return [];
}

/** One sentence per mistake: path, type of the value, an example, the nearest known key. */
export function describeConfigErrors(error: z.ZodError, config: unknown): string[] {
  const valueAt = (segments: readonly PropertyKey[]): unknown =>
    segments.reduce<unknown>(
      (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
      config,
    );
  return error.issues.flatMap((issue) => {
    const at = issue.path.map(String).join('.');
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => {
        const known = keysAt(pluginConfigSchema, issue.path);
        const nearest = [...known].sort((a, b) => distance(a, key) - distance(b, key))[0];
        const full = [at, key].filter(Boolean).join('.');
        return `"${full}" is not a setting of Meeting Connectors${nearest === undefined ? '' : `; did you mean "${[at, nearest].filter(Boolean).join('.')}"?`}`;
      });
    }
    const value = valueAt(issue.path);
    const type = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
    const example = EXAMPLES[at];
    return [
      `"${at}" (${type}): ${issue.message}${example === undefined ? '' : `; for example ${at}: ${example}`}`,
    ];
  });
}

export const config = {
  default: {},
  /** Strapi calls it at boot. A wrong setting stops the boot with one sentence per mistake. */
  validator(given: unknown): void {
    const parsed = pluginConfigSchema.safeParse(given ?? {});
    if (parsed.success) return;
    throw new Error(
      `config/plugins, key "${PLUGIN_ID}":\n${describeConfigErrors(parsed.error, given)
        .map((line) => `- ${line}`)
        .join('\n')}`,
    );
  },
};
