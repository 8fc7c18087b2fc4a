import type { z } from 'zod';
import { message } from '../../../contracts/messages/catalogue';
import type { Message } from '../../../contracts/messages/message';
import { readMessage } from '../../../contracts/messages/stored';

type Issue = z.core.$ZodIssue;

/**
 * What a schema refused, one message for each field by its path. Our schemas carry messages of their own
 * (`storeMessage`); whatever the schema library says beside them becomes a message that names the field.
 * @param typed what the schema was given.
 */
export function formMistakes(issues: readonly Issue[], typed: unknown): Record<string, Message> {
  const mistakes: Record<string, Message> = {};
  for (const issue of issues) {
    const path = issue.path.map(String);
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys)
        mistakes[[...path, key].join('.')] ??= message('form.unknown', { name: key });
    } else {
      const field = path.join('.');
      mistakes[field] ??= mistakeOf(issue, field, valueAt(typed, issue.path) === undefined);
    }
  }
  return mistakes;
}

const valueAt = (typed: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    typed,
  );

function mistakeOf(issue: Issue, field: string, isMissing: boolean): Message {
  const own = readMessage(issue.message);
  if (typeof own === 'object') return own;
  if (isMissing) return message('form.missing', { field });
  switch (issue.code) {
    case 'too_small':
      return issue.origin === 'string' || issue.origin === 'array'
        ? message('form.missing', { field })
        : message('form.too-low', { field, least: Number(issue.minimum) });
    case 'too_big':
      return issue.origin === 'string'
        ? message('form.too-long', { field, most: Number(issue.maximum) })
        : issue.origin === 'array'
          ? message('form.too-many', { field, most: Number(issue.maximum) })
          : message('form.too-high', { field, most: Number(issue.maximum) });
    case 'invalid_value':
      return message('form.choose', { field, options: issue.values.map(String) });
    default:
      return message('form.invalid', { field });
  }
}
