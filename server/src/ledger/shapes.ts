import { z } from 'zod';
import { connectorOptions, type ConnectorOptions } from '../../../contracts/connectors';
import { DEFAULT_CONNECTOR_OPTIONS } from '../../../contracts/defaults';
import { message } from '../../../contracts/messages/catalogue';
import { fieldName } from '../../../contracts/messages/field-names';
import { messageOrText, messageValue } from '../../../contracts/messages/stored';
import type { MessageOrText } from '../../../contracts/messages/message';
import type { RunCounts } from '../../../contracts/runs';
import type { SignInPermission } from '../../../contracts/sign-in';
import { isoOf } from '../domain/instant';

/**
 * What the columns with JSON of our rows must look like. Code of the site, an older or a newer version, or a
 * hand in the database may have written something else. Then a row is read without that value, or with what
 * stands for it, so that one bad row never ends a list or the work of the others.
 */

/** In place of a text that is no JSON: matches no shape. */
export const NOT_JSON = Symbol('not JSON');

/** Reads one column. `raw` gives the other columns of the row as they are stored. */
type Shape = (value: unknown, raw: (attribute: string) => unknown) => unknown;
/** By attribute. */
export type Shapes = Readonly<Record<string, Shape>>;

/** The value, or null where it is another one. */
const orNull =
  (schema: z.ZodType): Shape =>
  (value) =>
    schema.safeParse(value).data ?? null;
const orEmpty =
  (schema: z.ZodType, empty: () => unknown): Shape =>
  (value) =>
    schema.safeParse(value).data ?? empty();
/** Entries of a list that fit. */
const fitting =
  (entry: z.ZodType): Shape =>
  (value) =>
    Array.isArray(value) ? value.filter((one) => entry.safeParse(one).success) : null;

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const record = z.record(z.string(), z.unknown());
const number = z.number();
/** Epoch milliseconds that are an instant. */
const instant = z.number().min(-864e13).max(864e13);

const problemSchema = z.looseObject({
  what: messageOrText,
  code: z.string(),
  providerWords: z.string().optional(),
});
/** A problem stays one, whatever is left of it: nothing turns good by being unreadable. */
const problem: Shape = (value) =>
  value === null
    ? null
    : (problemSchema.safeParse(value).data ?? { what: message('row.unreadable'), code: 'unreadable' });
const fileProblem: Shape = (value) =>
  value === null
    ? null
    : (z.looseObject({ code: z.string(), what: messageOrText.optional() }).safeParse(value).data ?? {
        code: 'unreadable',
      });

const settingsSchema = z.record(z.string(), z.union([z.string(), z.boolean(), z.array(z.string())]));

/** Options of which a missing one must not be taken for its default: it would let more through. */
const NEEDED: readonly string[] = ['hostEmails'];

/** Made once: a schema costs much more to make than to use, and each step of an import reads its connector. */
const { name: _name, rules: ruleOptions, publish: publishOptions, ...otherOptions } = connectorOptions.shape;
const OPTIONS: z.ZodRawShape = { ...otherOptions, publish: publishOptions.strip() };
const RULES: z.ZodRawShape = ruleOptions.shape;

interface ReadOptions {
  options: ConnectorOptions;
  unreadable: string[][];
}

/**
 * The options of a connector, complete. A row of an older version lacks newer options, which get their
 * defaults. `unreadable`: paths of those that can't be read. Pure.
 */
export function readOptions(stored: unknown, name: string): ReadOptions {
  const found = record.safeParse(stored).data;
  const defaults: ConnectorOptions = {
    ...DEFAULT_CONNECTOR_OPTIONS,
    name: typeof found?.name === 'string' ? found.name : name,
  };
  if (found === undefined) return { options: defaults, unreadable: [['options']] };
  const unreadable: string[][] = [];
  const read = <T extends object>(shape: z.ZodRawShape, from: Record<string, unknown>, standard: T): T => {
    const options: T = { ...standard };
    for (const [key, schema] of Object.entries(shape)) {
      if (from[key] === undefined) {
        if (NEEDED.includes(key)) unreadable.push([key]);
        continue;
      }
      const parsed = z.safeParse(schema, from[key]);
      if (parsed.success) Reflect.set(options, key, parsed.data);
      else unreadable.push([key]);
    }
    return options;
  };
  const top = read(OPTIONS, found, defaults);
  const rules = found.rules === undefined ? {} : record.safeParse(found.rules).data;
  if (rules === undefined) unreadable.push(['rules']);
  return { options: { ...top, rules: read(RULES, rules ?? {}, defaults.rules) }, unreadable };
}

/** By the object that was read, since several columns of a connector look at its options. */
const optionsRead = new WeakMap<object, ReadOptions>();
function optionsOf(raw: (attribute: string) => unknown): ReadOptions {
  const stored = raw('options');
  const name = textOf(raw('name'));
  if (typeof stored !== 'object' || stored === null) return readOptions(stored, name);
  const known = optionsRead.get(stored) ?? readOptions(stored, name);
  optionsRead.set(stored, known);
  return known;
}

/** Why a connector can't be used as it lies in the database; null when it can. */
function damageOf(raw: (attribute: string) => unknown): { what: MessageOrText; code: string } | null {
  const unreadable = [...optionsOf(raw).unreadable];
  if (!settingsSchema.safeParse(raw('settings')).success) unreadable.push(['settings']);
  if (unreadable.length === 0) return null;
  return {
    what: message('connector.unreadable', { fields: unreadable.map(fieldName) }),
    code: SETTINGS_UNREADABLE,
  };
}
/** Code of the problem of such a connector. Its account is not opened. */
export const SETTINGS_UNREADABLE = 'settings-unreadable';

const placedSegment = z.looseObject({
  key: z.string(),
  startedAt: z.string(),
  offsetSeconds: number,
  durationSeconds: number,
});

const partBehind = z.looseObject({
  part: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('host'),
      host: z.object({ id: z.string(), email: z.string().optional(), name: z.string().optional() }),
    }),
    z.object({ kind: z.literal('occurrence'), id: z.string() }),
    z.object({ kind: z.literal('texts'), id: z.string() }),
    z.object({ kind: z.literal('account') }),
  ]),
  name: messageOrText,
  sinceMs: instant,
  foundAtMs: instant,
  askedAtMs: instant,
});

export const CONNECTOR_SHAPES: Shapes = {
  settings: orEmpty(settingsSchema, () => ({})),
  options: (_value, raw) => optionsOf(raw).options,
  authorizationProblem: problem,
  needsYou: (value, raw) => damageOf(raw) ?? problem(value, raw),
  lookBacks: orNull(z.record(z.string(), number)),
  behind: fitting(partBehind),
  places: fitting(z.string()),
  subscription: orNull(
    z.looseObject({
      state: z.enum(['pending', 'kept', 'failed', 'ended']),
      kept: record,
      failures: number,
      renewsAtMs: instant.optional(),
      busyUntilMs: instant.optional(),
      problem: problemSchema.optional().catch(undefined),
    }),
  ),
};

/** An account that somebody signed in with and that nobody has confirmed yet. */
export interface AwaitingSignIn {
  accountName: string;
  accountId: string;
  permissions: SignInPermission[];
  settingsMark: string;
}

const permission = z.looseObject({ name: z.string(), purpose: messageOrText, granted: z.boolean() });
export const SIGN_IN_SHAPES: Shapes = {
  permissions: fitting(permission),
  awaiting: orNull(
    z.looseObject({
      accountName: z.string(),
      accountId: z.string(),
      permissions: z.array(permission),
      settingsMark: z.string(),
    } satisfies Record<keyof AwaitingSignIn, z.ZodType>),
  ),
  problem,
};

const countOf = number.catch(0);
export const RUN_SHAPES: Shapes = {
  // The compiler names a figure that is missing here; it would be lost on each reading.
  counts: orNull(
    z.looseObject({
      found: countOf,
      known: countOf,
      skipped: countOf,
      skippedByReason: z.record(z.string(), number).catch({}),
      imported: countOf,
      incomplete: countOf,
      running: countOf,
      waiting: countOf,
      failed: countOf,
      bytes: countOf,
    } satisfies Record<keyof RunCounts, z.ZodType>),
  ),
  progress: orNull(
    z.looseObject({
      step: messageOrText,
      itemsDone: number,
      itemsTotal: number,
      bytesDone: number,
      bytesTotal: number.optional(),
      bytesPerSecond: number,
      waitsFor: z.looseObject({ reason: messageOrText, until: z.string().optional() }).optional(),
    }),
  ),
  problem,
};

const occurrenceSchema = z.looseObject({
  id: z.string().optional(),
  title: z.string().optional(),
  startedAt: z.string().optional(),
  files: z.array(z.looseObject({ key: z.string() })),
});
export const IMPORT_SHAPES: Shapes = {
  // Of a listing that can't be read, what stands in columns of its own. The provider is asked again.
  occurrence: (value, raw) => {
    const known = {
      id: textOf(raw('occurrenceId')),
      title: textOf(raw('title')),
      startedAt: isoOf(instant.safeParse(raw('startedAtMs')).data ?? 0),
      files: [],
    };
    return { ...known, ...occurrenceSchema.safeParse(value).data };
  },
  problem,
  atProvider: orNull(
    z.looseObject({ change: z.enum(['trashed', 'deleted', 'recovered']), atMs: instant.optional() }),
  ),
  timeMarks: fitting(z.looseObject({ what: z.string(), atMs: instant })),
  written: orNull(
    z.looseObject({
      titleTemplate: z.string().optional(),
      entries: z.record(z.string(), z.record(z.string(), z.string())),
      broughtBack: z.boolean().optional(),
    }),
  ),
  deletion: orNull(
    z.looseObject({
      state: z.enum(['waiting', 'asked', 'blocked', 'deleted', 'recovered']),
      mode: z.enum(['trash', 'permanent']),
      rule: messageOrText,
      atMs: instant.optional(),
      tries: number,
      problem: problemSchema.optional().catch(undefined),
    }),
  ),
};

export const FILE_SHAPES: Shapes = { problem: fileProblem, segments: orNull(z.array(placedSegment)) };

export const MAIL_SHAPES: Shapes = {
  data: (value) =>
    Object.fromEntries(
      Object.entries(record.safeParse(value).data ?? {}).filter(
        ([, one]) => messageValue.safeParse(one).success,
      ),
    ),
  signUp: orNull(z.looseObject({ directory: z.string(), id: number })),
  problem,
};

export const PARTICIPANT_SHAPES: Shapes = { addresses: fitting(z.string()) };

export const ALERT_SHAPES: Shapes = { told: orEmpty(z.array(z.string()), () => []) };

export const REVIEW_SHAPES: Shapes = {
  history: fitting(
    z.looseObject({
      atMs: instant,
      byId: number.nullable(),
      what: z.string(),
      reason: z.string().optional(),
    }),
  ),
  approvedFiles: orNull(
    z.array(z.looseObject({ documentId: z.string(), name: z.string(), sha256: z.string().nullable() })),
  ),
  languages: orNull(z.array(z.string())),
};

export const DELIVERY_SHAPES: Shapes = {
  headers: orNull(z.record(z.string(), z.string())),
  problem,
  attemptLog: fitting(
    z.looseObject({
      number,
      startedAtMs: instant,
      finishedAtMs: instant.optional(),
      problem: problemSchema.optional(),
      byHand: z.boolean(),
    }),
  ),
  importIds: fitting(z.string()),
};
