import type { MessageOrText } from '../../contracts/messages/message';

/** Why a request was refused, in the reader's language. */
export interface Refusal {
  message: string;
  /** One sentence for each field, by its path in the body. */
  fields: Record<string, string>;
  status?: number;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isMessageOrText = (value: unknown): value is MessageOrText =>
  typeof value === 'string' ? value !== '' : isRecord(value) && typeof value.code === 'string';

/**
 * Reads whatever the request layer reports. The server sends a refusal as a message in `details.said`;
 * Strapi's own refusals have a finished sentence in `message`, except that a right is missing: then it says
 * `Policy Failed` or `Forbidden`. Pure.
 * @param fallback is said when the answer can't be read.
 * @param noRight is said when Strapi refused because a right is missing.
 */
export function readRefusal(
  error: unknown,
  { fallback, noRight }: { fallback: string; noRight: string },
  say: (message: MessageOrText) => string,
): Refusal {
  if (!isRecord(error)) return { message: fallback, fields: {} };
  const details = isRecord(error.details) ? error.details : {};
  const said = [details.said, error.status === 403 ? noRight : error.message].find(isMessageOrText);
  const fields = Object.entries(isRecord(details.fields) ? details.fields : {}).flatMap(([path, message]) =>
    isMessageOrText(message) ? [[path, say(message)] as const] : [],
  );
  return {
    message: said === undefined ? fallback : say(said),
    fields: Object.fromEntries(fields),
    ...(typeof error.status === 'number' ? { status: error.status } : {}),
  };
}

/** The sentence for a field: its own, or that of a part of it (`options.hostEmails.3`). */
export function fieldError(fields: Record<string, string>, path: string): string | undefined {
  return fields[path] ?? Object.entries(fields).find(([key]) => key.startsWith(`${path}.`))?.[1];
}
