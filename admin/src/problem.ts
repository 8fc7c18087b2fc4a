/** What a refused request says, read from whatever the request layer hands over. Pure. */
export interface RefusedRequest {
  message: string;
  /** One sentence per field, keyed by the path in the body. */
  fields: Record<string, string>;
  status?: number;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function readRefusal(error: unknown, fallback: string): RefusedRequest {
  if (!isRecord(error)) return { message: fallback, fields: {} };
  const fields: Record<string, string> = {};
  if (isRecord(error.details) && isRecord(error.details.fields)) {
    for (const [path, message] of Object.entries(error.details.fields)) {
      if (typeof message === 'string') fields[path] = message;
    }
  }
  return {
    message: typeof error.message === 'string' && error.message !== '' ? error.message : fallback,
    fields,
    ...(typeof error.status === 'number' ? { status: error.status } : {}),
  };
}

/** The sentence for a field: its own, or that of a part of it (`options.hostEmails.3`). */
export function fieldError(fields: Record<string, string>, path: string): string | undefined {
  return fields[path] ?? Object.entries(fields).find(([key]) => key.startsWith(`${path}.`))?.[1];
}
