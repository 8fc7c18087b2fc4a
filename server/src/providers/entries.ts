import type { z } from 'zod';
import { foreignLine } from '../../../contracts/foreign-text';
import { message } from '../../../contracts/messages/catalogue';
import { ConnectorError } from '../domain/errors';
import type { Part } from '../domain/parts-behind';
import type { ReportUnread } from './provider';

/** An entry of a list that is not what the provider promises. */
export interface BadEntry {
  entry: unknown;
  /** Names of the fields that can't be read, e.g. `status`. */
  fields: string[];
}
export type OnBadEntry = (bad: BadEntry) => void;

const MOST_FIELDS = 5;
const LONGEST_FIELD = 60;

/** Reads a list entry by entry, so that one with a field of another type stops no other. Pure but for `onBad`. */
export function readEntries<T>(entries: readonly unknown[], schema: z.ZodType<T>, onBad: OnBadEntry): T[] {
  return entries.flatMap((entry): T[] => {
    const parsed = schema.safeParse(entry);
    if (parsed.success) return [parsed.data];
    onBad({ entry, fields: fieldsOf(parsed.error) });
    return [];
  });
}

const fieldsOf = ({ issues }: z.ZodError): string[] =>
  [...new Set(issues.map(({ path }) => path.map(String).join('.')).filter((path) => path !== ''))]
    .slice(0, MOST_FIELDS)
    .map((path) => foreignLine(path, LONGEST_FIELD));

/** The first of these fields that is a text or a number with something in it. */
export function textIn(entry: unknown, fields: readonly string[]): string | undefined {
  if (typeof entry !== 'object' || entry === null) return undefined;
  for (const field of fields) {
    const found: unknown = Reflect.get(entry, field);
    // XML has a list for each name.
    const value: unknown = Array.isArray(found) ? found[0] : found;
    const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '';
    if (text !== '') return text;
  }
  return undefined;
}

export const unreadableEntry = (provider: string, { fields }: Pick<BadEntry, 'fields'>): ConnectorError =>
  new ConnectorError(
    'retry-later',
    fields.length === 0
      ? message('provider.unreadable-entry', { provider })
      : message('provider.unreadable-fields', { provider, fields }),
    { code: 'unreadable-entry' },
  );

/** How the bad entries of one list are reported: whose they are, and what they are called. */
export interface EntryOwner {
  provider: string;
  /** Fields with a name or an id, the one that people know best first. */
  nameIn: readonly string[];
  partOf(entry: unknown): Part;
  /** For entries without a name, e.g. the meeting in whose list they are. */
  name?: string;
}

/** Tells of bad entries by name. Undefined without `report`: then a list with one is not read at all. */
export const reportEntries = (
  report: ReportUnread | undefined,
  { provider, nameIn, partOf, name }: EntryOwner,
): OnBadEntry | undefined =>
  report &&
  (({ entry, fields }) =>
    report({
      part: partOf(entry),
      name: textIn(entry, nameIn) ?? name ?? message('provider.unnamed-entry'),
      error: unreadableEntry(provider, { fields }),
    }));

/** The entries that can be read. @throws what `failed` makes when one can't be and nobody is told of it. */
export function entriesOf<T>(
  entries: readonly unknown[],
  schema: z.ZodType<T>,
  onBad: OnBadEntry | undefined,
  failed: () => ConnectorError,
): T[] {
  return readEntries(
    entries,
    schema,
    onBad ??
      (() => {
        throw failed();
      }),
  );
}
