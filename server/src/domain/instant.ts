import { DateTime } from 'luxon';
import type { IsoInstant } from './recording';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** The last millisecond that is written with four digits for its year. */
export const LAST_MS = 253_402_300_799_999;

/** True for epoch milliseconds that every column and every calendar takes. */
export const isEpochMs = (ms: number): boolean => Number.isSafeInteger(ms) && ms >= 0 && ms <= LAST_MS;

/**
 * Epoch milliseconds as an ISO instant with milliseconds, as answers and stored rows have it. A number outside
 * of the calendar is its nearest end: a single stored row must not stop a page of many.
 */
export function isoOf(ms: number): string;
export function isoOf(ms: number | null | undefined): string | undefined;
export function isoOf(ms: number | null | undefined): string | undefined {
  if (ms === null || ms === undefined) return undefined;
  return new Date(Math.min(Math.max(ms, -LAST_MS), LAST_MS)).toISOString();
}

/** Epoch milliseconds as an instant in whole seconds, the form of `Occurrence` and of providers. */
export const instantOf = (ms: number): IsoInstant => isoOf(ms).replace(/\.\d+Z$/, 'Z');

/** Epoch milliseconds for the server's log, e.g. `2026-02-10 16:36 UTC`. */
export const utcOf = (ms: number): string => `${isoOf(ms).slice(0, 16).replace('T', ' ')} UTC`;

/** The form that most providers send. */
const PLAIN = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/;
/** Every month has the days before this one. */
const FIRST_DOUBTFUL_DAY = 29;
/** A number below this is seconds (1e11 s = the year 5138), above it milliseconds. */
const FIRST_MILLISECONDS = 100_000_000_000;

/** Before computers kept time: how servers write that there is none, e.g. `0001-01-01`. */
const FIRST_YEAR = '1970';
/** A year of more digits, which no database takes, has a sign, and a sign comes before every digit. */
const inCalendar = (instant: string | null): IsoInstant | undefined =>
  instant !== null && instant >= FIRST_YEAR ? instant : undefined;

/**
 * A provider's time as a UTC instant in whole seconds, or undefined when it is none. Takes ISO
 * text (without a zone it is UTC, as providers document) and epoch numbers in seconds or
 * milliseconds, told apart by size. No local time of this machine is involved.
 */
export function parseInstant(value: string | number): IsoInstant | undefined {
  if (typeof value === 'string' && PLAIN.test(value)) {
    const day = Number(value.slice(8, 10));
    if (day < FIRST_DOUBTFUL_DAY || new Date(value).getUTCDate() === day) return inCalendar(value);
  }
  const text = String(value).trim();
  const parsed = /^\d{9,16}(\.\d+)?$/.test(text)
    ? DateTime.fromMillis(Number(text) < FIRST_MILLISECONDS ? Number(text) * 1000 : Number(text))
    : // A day or an hour alone would be filled up from today's date.
      DateTime.fromISO(/^\d{4}-\d\d-\d\dT/.test(text) ? text : '', { zone: 'utc' });
  return parsed.isValid
    ? inCalendar(parsed.toUTC().startOf('second').toISO({ suppressMilliseconds: true }))
    : undefined;
}

/** The day in UTC, `yyyy-mm-dd`. */
export const utcDay = (instant: IsoInstant): string => instant.slice(0, 10);

/** Adds days to a day, or subtracts them; both are `yyyy-mm-dd`. */
export const addDays = (day: string, days: number): string =>
  utcDay(isoOf(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS));
