import { randomUUID } from 'node:crypto';

/** An answer in JSON, or none where no body is sent. */
export interface Reply {
  status: number;
  json?: unknown;
}

export const failure = (status: number, code: string, message: string): Reply => ({
  status,
  json: {
    error: {
      code,
      message,
      innerError: {
        date: new Date().toISOString().slice(0, 19),
        'request-id': randomUUID(),
        'client-request-id': randomUUID(),
      },
    },
  },
});
