import { createHash } from 'node:crypto';
import { channel } from 'node:diagnostics_channel';
import { message } from '../../../contracts/messages/catalogue';
import { ConnectorError } from './errors';

/**
 * What may be said of an error that nobody foresaw. Its text is left out: a failing insert names every value
 * of its row, and a parser quotes what it could not read, which may be a private chat.
 */
export interface UnexpectedError {
  /** The same for the same fault, so that what a page shows can be found in the log. */
  id: string;
  /** Classes, codes (of the system or the database) and stack of the error and its causes. */
  description: string;
}

/** Errors that became a failure for people. `runtime.ts` writes them to Strapi's log. */
export const unexpectedErrors = channel('meeting-connectors:unexpected-error');

const MOST_FRAMES = 12;
const DEEPEST_CAUSE = 5;
/** `    at name (file:1:2)`, as V8 writes it. */
const FRAME = /^ {4}at (?:\S+ )*\(?\S+:\d+:\d+\)?$|^ {4}at (?:\S+ )*\(?(?:<anonymous>|native)\)?$/;
/** Machine words only, e.g. `SQLITE_BUSY`, `23505`, `ENOSPC`. */
const WORD = /^[\w.-]{1,60}$/;

/** One line and the stack, for a log. */
export function describeError(error: unknown): string {
  const parts: string[] = [];
  let cause = error;
  for (let depth = 0; cause !== undefined && cause !== null && depth < DEEPEST_CAUSE; depth += 1) {
    parts.push(describeOne(cause));
    cause = isError(cause) ? cause.cause : undefined;
  }
  return parts.join('\nbecause of ') || String(error);
}

/** By its shape: those of drivers are not made by the language's own class, or not by that of this realm. */
const isError = (value: unknown): value is Error =>
  typeof value === 'object' && value !== null && 'message' in value && 'stack' in value;

function describeOne(error: unknown): string {
  if (!isError(error)) return `a thrown ${typeof error}`;
  // What the plugin itself says is made for reading.
  if (error instanceof ConnectorError) return `${error.code}: ${error.message}`;
  const name = error.constructor.name || error.name;
  const codes = ['code', 'errno', 'sqlState', 'constraint'].flatMap((key) => {
    const value: unknown = Reflect.get(error, key);
    const text = typeof value === 'number' ? String(value) : value;
    return typeof text === 'string' && WORD.test(text) ? [`${key} ${text}`] : [];
  });
  return [[name, ...codes].join(', '), ...framesOf(error)].join('\n');
}

function framesOf({ stack, message }: Error): string[] {
  if (typeof stack !== 'string') return [];
  // The text may have lines of its own.
  const end = typeof message === 'string' && message !== '' ? stack.indexOf(message) : -1;
  const after = end < 0 ? stack : stack.slice(end + message.length);
  return after
    .split('\n')
    .filter((line) => line.length < 500 && FRAME.test(line))
    .slice(0, MOST_FRAMES);
}

function unexpected(error: unknown): UnexpectedError {
  const description = describeError(error);
  return { id: createHash('sha256').update(description).digest('hex').slice(0, 8), description };
}

/** So that an error which passes several hands is reported once. */
const known = new WeakMap<object, ConnectorError>();

/**
 * Turns anything thrown into a `ConnectorError`; unknown errors are retried, never swallowed. People get a
 * sentence and an id, and Strapi's log has the rest under the same id.
 */
export function asConnectorError(error: unknown): ConnectorError {
  if (error instanceof ConnectorError) return error;
  const isObject = typeof error === 'object' && error !== null;
  const before = isObject ? known.get(error) : undefined;
  if (before !== undefined) return before;
  const found = unexpected(error);
  const made = new ConnectorError('retry-later', message('error.unexpected', { id: found.id }), {
    code: 'unexpected',
    cause: error,
  });
  if (isObject) known.set(error, made);
  unexpectedErrors.publish(found);
  return made;
}
