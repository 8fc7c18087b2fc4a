/** Formats numbers and instants. Pure: locale and "now" are arguments. */

export { formatBytes } from '../../contracts/messages/units';

/** `0:42`, `12:05`, `1:02:03`. */
export function formatDuration(totalSeconds: number): string {
  const whole = Math.max(0, Math.round(totalSeconds));
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const seconds = two(whole % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${seconds}` : `${minutes}:${seconds}`;
}

/** Seconds between two ISO instants. Without an end, up to `nowMs`. */
export const secondsBetween = (start: string, end: string | undefined, nowMs: number): number =>
  ((end === undefined ? nowMs : Date.parse(end)) - Date.parse(start)) / 1000;

/** Whole percent; 100 only when everything is done. Undefined while the total is unknown. */
export function percentDone(done: number, total: number | undefined): number | undefined {
  if (total === undefined || total <= 0) return undefined;
  return done >= total ? 100 : Math.floor((done / total) * 100);
}

/**
 * Text key for what has arrived of a download. Undefined where there is nothing to say yet: an unknown total
 * is not zero, and neither is what the first checkpoint has not counted yet.
 */
export function received(done: number, total: number | undefined) {
  if (total !== undefined && total > 0) return 'progress.bytes';
  return done > 0 ? 'progress.bytesSoFar' : undefined;
}

/**
 * Seconds left at the current rate. Undefined while the total is unknown, nothing is transferred, or less
 * than ten seconds have passed, because an early estimate would mislead.
 */
export function secondsLeft(
  transfer: { bytesDone: number; bytesTotal?: number; bytesPerSecond: number },
  runningSeconds: number,
): number | undefined {
  const { bytesDone, bytesTotal, bytesPerSecond } = transfer;
  if (bytesTotal === undefined || bytesPerSecond <= 0 || runningSeconds < 10) return undefined;
  return Math.max(0, bytesTotal - bytesDone) / bytesPerSecond;
}

export interface RelativeTime {
  value: number;
  unit: 'second' | 'minute' | 'hour' | 'day' | 'month' | 'year';
}

const UNITS: readonly [RelativeTime['unit'], number][] = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** In the largest unit that fits, e.g. 90 minutes ago → `-1 hour`. */
export function relativeTime(atMs: number, nowMs: number): RelativeTime {
  const seconds = Math.round((atMs - nowMs) / 1000);
  for (const [unit, length] of UNITS) {
    if (Math.abs(seconds) >= length) return { value: Math.round(seconds / length), unit };
  }
  return { value: seconds, unit: 'second' };
}

/** Local date and time, e.g. `3 May 2026, 14:05`. */
export const formatInstant = (locale: string, iso: string): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso));

/** With seconds and time zone, for hover and focus. */
export const formatInstantExactly = (locale: string, iso: string, timeZone?: string): string => {
  const options: Intl.DateTimeFormatOptions = {
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  };
  try {
    return new Intl.DateTimeFormat(locale, { ...options, timeZone }).format(new Date(iso));
  } catch {
    // The browser does not know the provider's zone name.
    return new Intl.DateTimeFormat(locale, options).format(new Date(iso));
  }
};
