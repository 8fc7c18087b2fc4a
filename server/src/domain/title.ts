import { DateTime } from 'luxon';

/** The values of a title template; `TITLE_PLACEHOLDERS` of `contracts/words.ts` lists the same names. */
export interface TitleFacts {
  title: string;
  host: string | undefined;
  /** ISO instant. */
  startedAt: string;
  timezone: string | undefined;
  provider: string;
  connector: string;
  segment: number;
  segments: number;
}

const MAX_TITLE_LENGTH = 255;

/** Without control characters and bidirectional overrides, one line. */
export const cleanLine = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

/** A clean line of at most 255 characters. */
export const cleanTitle = (text: string): string => [...cleanLine(text)].slice(0, MAX_TITLE_LENGTH).join('');

/**
 * Fills a template. Placeholders are replaced in one pass: text that a provider sends is data and
 * is never read as a template. When an occurrence has several segments and the template does not
 * name them, `(1 of 2)` is added, so that no two entries look the same.
 */
export function fillTitle(template: string, facts: TitleFacts): string {
  const zone =
    facts.timezone !== undefined && DateTime.local({ zone: facts.timezone }).isValid ? facts.timezone : 'utc';
  const start = DateTime.fromISO(facts.startedAt, { zone });
  const values: Record<string, string> = {
    title: cleanTitle(facts.title),
    host: cleanTitle(facts.host ?? ''),
    date: start.toFormat('yyyy-MM-dd'),
    time: start.toFormat('HH:mm'),
    provider: facts.provider,
    connector: cleanTitle(facts.connector),
    segment: String(facts.segment),
    segments: String(facts.segments),
  };
  const filled = template.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
  const suffix =
    facts.segments > 1 && !/\{segment\}/.test(template) ? ` (${facts.segment} of ${facts.segments})` : '';
  const base = cleanTitle(filled) || `${facts.provider} ${values.date} ${values.time}`;
  return [...base].slice(0, MAX_TITLE_LENGTH - suffix.length).join('') + suffix;
}
