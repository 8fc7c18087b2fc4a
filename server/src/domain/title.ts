import { DateTime } from 'luxon';
import { foreignLine, LONGEST_LINE, shortened } from '../../../contracts/foreign-text';

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

/** A clean line of at most 255 characters, as Strapi counts them. */
export const cleanTitle = (text: string): string => foreignLine(text, LONGEST_LINE);

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
  return shortened(base, LONGEST_LINE - suffix.length) + suffix;
}
