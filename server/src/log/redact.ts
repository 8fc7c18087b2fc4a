/** Knows every live secret value and takes them, and any URL query, out of what is written. */
export interface Redactor {
  /** Remembers a secret value; its URL-encoded and base64 forms are recognised too. */
  addSecret(value: string): void;
  /** Forgets a value that is no longer live. */
  forget(value: string): void;
  /** The text without live secrets, URL queries and URL credentials. */
  text(value: string): string;
  /** A URL as `scheme://host/path`, without user info, query and fragment. */
  url(value: string | URL): string;
  /** A plain object with name, message and code of an error and its causes: nothing else of it. */
  error(value: unknown): SafeError;
}

/** What of an error may be written to a log, a row or an answer. */
export interface SafeError {
  name: string;
  message: string;
  code?: string;
  status?: number;
  cause?: SafeError;
}

export function createRedactor(): Redactor {
  throw new Error('not written yet');
}
