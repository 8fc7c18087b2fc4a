import type { Node } from './xml';

/** What a call answers: fields of `<response>` beside `returncode`, or JSON. */
export type Reply =
  | { outcome: 'success'; fields: { [name: string]: Node } }
  | { outcome: 'failed'; messageKey: string; message: string }
  | { outcome: 'json'; response: Record<string, unknown> };

export type Call = (parameters: URLSearchParams) => Reply;

export const success = (fields: { [name: string]: Node }): Reply => ({ outcome: 'success', fields });

export const failed = (messageKey: string, message: string): Reply => ({
  outcome: 'failed',
  messageKey,
  message,
});
