import { cutText, foreignLines as plainText } from '../../../contracts/foreign-text';
import { HOUR_MS, MINUTE_MS } from '../domain/instant';

export { cutText, plainText };

export const oneLine = (text: string): string => plainText(text).replace(/\s+/g, ' ').trim();

export const MAX_NAME_CHARACTERS = 120;

/** A person's name: one line. */
export const plainName = (text: string): string => cutText(oneLine(text), MAX_NAME_CHARACTERS).trimEnd();

/** Rounds seconds to milliseconds, the precision of all providers. */
export const toMilliseconds = (seconds: number): number => Math.round(seconds * 1000) / 1000;

/** `01:02:03`, or with three more digits. Hours have at least two digits. */
export function clockText(seconds: number, withMilliseconds = false): string {
  const ms = Math.round(Math.max(0, seconds) * 1000);
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const clock = `${two(ms / HOUR_MS)}:${two((ms / MINUTE_MS) % 60)}:${two((ms / 1000) % 60)}`;
  return withMilliseconds ? `${clock}.${String(ms % 1000).padStart(3, '0')}` : clock;
}

/** Reads `1:02:03`, `00:00:02.500` or `00:00:02,500` as seconds. Undefined for anything else. */
export function secondsOfClock(text: string): number | undefined {
  const [, hours, minutes, seconds, fraction] =
    /^(\d{1,3}):([0-5]\d):([0-5]\d)(?:[.,](\d{1,9}))?$/.exec(text) ?? [];
  if (hours === undefined) return undefined;
  const whole = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return toMilliseconds(whole + Number(`0.${fraction ?? '0'}`));
}
