import { z } from 'zod';
import { wellFormed } from './foreign-text';
import type { MessageOrText } from './messages/message';
import { ROW_ID } from './row-id';

export const pageQuery = z.object({
  page: z.coerce.number().int().min(1).max(100_000).default(1),
  pageSize: z.coerce.number().int().min(1).max(100).default(20),
});

/** What somebody looks for: any text, also one that a database would not take. */
export const searchWords = z.string().max(100).transform(wellFormed);

/** See `row-id.ts`. */
export const rowId = z.string().regex(ROW_ID);

export interface Pagination {
  page: number;
  pageSize: number;
  pageCount: number;
  total: number;
}

/** Body of each successful answer that is a page of a list. */
export interface PageAnswer<T> {
  data: T[];
  meta: { pagination: Pagination };
}

/**
 * `error.details` of a refused request. `error.message` is the English of `said`, for logs and for whoever
 * calls a route without the panel.
 */
export interface RefusalDetails {
  /** What happened and what to do; the panel shows it in the reader's language. */
  said: MessageOrText;
  /** Stable word, looked up in the README's troubleshooting. */
  code?: string;
  /**
   * Of a refused form: one message for each field, by its path in the body (`settings.clientSecret`), so
   * that the form can show it under the field.
   */
  fields?: Record<string, MessageOrText>;
}

/** What happened, why in the provider's own words, and what to do now (U16). */
export interface Problem {
  what: MessageOrText;
  providerWords?: string;
  /** Stable word, looked up in the README's troubleshooting. */
  code: string;
}

/** An admin user as shown beside what they did. */
export interface PersonRef {
  id: number;
  name: string;
}
