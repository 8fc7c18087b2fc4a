import type { z } from 'zod';
import { message } from '../../../contracts/messages/catalogue';
import { fieldName } from '../../../contracts/messages/field-names';
import type { Message } from '../../../contracts/messages/message';
import { readMessage } from '../../../contracts/messages/stored';

type Issue = z.core.$ZodIssue;

/** Mistakes by the path of their field, and what is wrong with the whole. */
interface Mistakes {
  whole?: Message;
  fields: Record<string, Message>;
}

/**
 * What a schema refused, one message for each field by its path. Our schemas carry messages of their own
 * (`storeMessage`); whatever the schema library says beside them becomes a message that names the field as
 * people know it.
 * @param typed what the schema was given.
 */
export function formMistakes(issues: readonly Issue[], typed: unknown): Mistakes {
  const fields: Record<string, Message> = {};
  let whole: Message | undefined;
  for (const issue of issues) {
    const path = issue.path.map(String);
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys)
        fields[[...path, key].join('.')] ??= message('form.unknown', { name: key });
    } else if (path.length === 0) {
      const own = readMessage(issue.message);
      whole ??= typeof own === 'object' ? own : message('form.no-fields');
    } else {
      fields[path.join('.')] ??= mistakeOf(issue, path, valueAt(typed, issue.path) === undefined);
    }
  }
  return { ...(whole === undefined ? {} : { whole }), fields };
}

const valueAt = (typed: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    typed,
  );

/** The least or most whole number that is allowed: our numbers are whole. */
const bound = (limit: number | bigint, inclusive: boolean | undefined, inwards: 1 | -1): number =>
  Number(limit) + (inclusive === false ? inwards : 0);

function mistakeOf(issue: Issue, path: readonly string[], isMissing: boolean): Message {
  const own = readMessage(issue.message);
  if (typeof own === 'object') return own;
  const field = fieldName(path);
  if (isMissing) return message('form.missing', { field });
  switch (issue.code) {
    case 'too_small':
      return issue.origin === 'string' || issue.origin === 'array'
        ? message('form.missing', { field })
        : message('form.too-low', { field, least: bound(issue.minimum, issue.inclusive, 1) });
    case 'too_big':
      return issue.origin === 'string'
        ? message('form.too-long', { field, most: Number(issue.maximum) })
        : issue.origin === 'array'
          ? message('form.too-many', { field, most: Number(issue.maximum) })
          : message('form.too-high', { field, most: bound(issue.maximum, issue.inclusive, -1) });
    case 'invalid_value':
      return message('form.choose', { field, options: issue.values.map(String) });
    default:
      return message('form.invalid', { field });
  }
}
