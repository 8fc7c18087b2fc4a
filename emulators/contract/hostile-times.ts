import { expect } from 'expect';
import { parseInstant } from '../../server/src/domain/instant';
import type { Occurrence } from '../../server/src/domain/recording';

/** What an answer can have instead of a time: as text, and in milliseconds where it has a number. */
export const NO_TIMES: readonly { text: string; ms: number }[] = [
  { text: 'soon', ms: 0 },
  { text: '0001-01-01T00:00:00Z', ms: 5 },
  { text: '+275760-09-13T00:00:00Z', ms: 8_640_000_000_000_000 },
  { text: '9999-12-31T23:59:59-12:00', ms: 253_402_300_800_000 },
];

/** Marks of the hour of this instant in the texts of an answer, and in its numbers. */
const marksOf = (at: string) => {
  const [day = '', time = ''] = at.split('T');
  return {
    text: new RegExp(`${day}[T ]${time.slice(0, 2)}:\\d\\d:\\d\\d[\\d.]*(?:Z|[+-]\\d\\d:\\d\\d)?`, 'g'),
    ms: new RegExp(`${String(Date.parse(at)).slice(0, 6)}\\d{7}`, 'g'),
    fromMs: Date.parse(at) - 60_000,
    toMs: Date.parse(at) + 6 * 3_600_000,
  };
};

/** The same body, where the times of what began at this instant are none. */
export function withTime(
  body: unknown,
  at: string,
  time: (typeof NO_TIMES)[number],
  changed: () => void,
): unknown {
  const marks = marksOf(at);
  const isNear = (ms: number) => ms >= marks.fromMs && ms < marks.toMs;
  const walk = (value: unknown): unknown => {
    if (typeof value === 'number' && isNear(value)) {
      changed();
      return time.ms;
    }
    if (typeof value === 'string')
      return value
        .replace(marks.text, () => (changed(), time.text))
        .replace(marks.ms, (digits) => (isNear(Number(digits)) ? (changed(), String(time.ms)) : digits));
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, walk(one)]));
  };
  return walk(body);
}

/** What every database and every calendar takes. */
export function expectRealTimes({ startedAt, files }: Occurrence): void {
  for (const time of [startedAt, ...files.flatMap((file) => [file.startedAt, file.endedAt, file.expiresAt])])
    if (time !== undefined) expect(parseInstant(time)).toBe(time);
}
