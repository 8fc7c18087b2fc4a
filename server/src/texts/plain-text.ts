import { HOUR_MS, MINUTE_MS } from '../domain/instant';

/**
 * Control characters but tab and line feed, and the bidirectional embeddings, overrides and isolates
 * that make text look like what it is not. The marks of right-to-left writing (U+200E, U+200F) stay.
 */
const INVISIBLE =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Plain text of what people wrote: only line feeds, nothing invisible, no half characters. */
export const plainText = (text: string): string => text.replace(/\r\n?/g, '\n').replace(INVISIBLE, '');

export const oneLine = (text: string): string => plainText(text).replace(/\s+/g, ' ').trim();

export const MAX_NAME_CHARACTERS = 120;

/** A person's name: one line. */
export const plainName = (text: string): string => cutText(oneLine(text), MAX_NAME_CHARACTERS).trimEnd();

/** Cuts to a number of UTF-16 units, without half a character at the end. */
export function cutText(text: string, maxCharacters: number): string {
  if (text.length <= maxCharacters) return text;
  const last = text.charCodeAt(maxCharacters - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? maxCharacters - 1 : maxCharacters);
}

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
