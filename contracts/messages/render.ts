import { IntlMessageFormat } from 'intl-messageformat';
import { foreignLines } from '../foreign-text';
import { formatBytes } from './units';
import { isList, UNKNOWN, type Message, type MessageOrText, type MessageValue } from './message';
import { firstOf, oneLine } from './one-line';

/** How a reader is spoken to. */
export interface Reader {
  /** BCP 47, e.g. `uk`. */
  locale: string;
  /** ICU text of a code in that language. */
  textOf(code: string): string | undefined;
  /** IANA name; the machine's own when left out. */
  timeZone?: string;
}

const formats = new Map<string, IntlMessageFormat>();

/** Parsing costs much more than filling in. */
function formatOf(text: string, locale: string): IntlMessageFormat {
  const key = `${locale}\u0000${text}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const made = new IntlMessageFormat(text, locale, undefined, { ignoreTag: true });
  formats.set(key, made);
  return made;
}

function formatInstant({ locale, timeZone }: Reader, iso: string): string {
  const ms = Date.parse(iso);
  if (Number.isNaN(ms)) return oneLine(iso);
  const options = {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  } as const;
  return new Intl.DateTimeFormat(locale, { ...options, timeZoneName: 'short', timeZone }).format(ms);
}

/** A value by itself, with its line breaks. */
export const renderValue = (value: MessageValue, reader: Reader): string =>
  typeof value === 'string' ? foreignLines(value) : String(valueFor(value, reader));

/** A value as it stands in a sentence, whoever stored it. */
function valueFor(value: MessageValue, reader: Reader): string | number {
  if (typeof value === 'number') return Number.isFinite(value) ? value : UNKNOWN;
  if (typeof value === 'string') return oneLine(value);
  if ('code' in value) return render(value, reader);
  if ('bytes' in value) return formatBytes(reader.locale, value.bytes);
  if (!isList(value)) return formatInstant(reader, value.at);
  return new Intl.ListFormat(reader.locale, { type: 'conjunction' }).format(
    firstOf<string | Message>(value, '…').map((part) => String(valueFor(part, reader))),
  );
}

/**
 * The sentence of a message in the reader's language. A finished one is handed on as it is; a code that
 * nobody knows any more is shown with its values, so that nothing is lost. Never throws.
 */
export function render(message: MessageOrText, reader: Reader): string {
  if (typeof message === 'string') return message;
  const values = Object.entries(message.values ?? {}).map(
    ([name, value]) => [name, valueFor(value, reader)] as const,
  );
  const text = reader.textOf(message.code) ?? inlineText(message, reader.locale);
  try {
    if (text !== undefined) {
      const said = String(formatOf(text, reader.locale).format<string>(Object.fromEntries(values)));
      // A place that asks for a number and got none.
      return values.some(([, value]) => String(value).includes('NaN'))
        ? said
        : said.replaceAll('NaN', UNKNOWN);
    }
  } catch {
    // Of another version: its places have other names now.
  }
  return oneLine(
    values.length === 0 ? message.code : `${message.code} (${values.map(([, value]) => value).join(', ')})`,
  );
}

const inlineText = ({ texts }: Message, locale: string): string | undefined =>
  texts?.[locale] ?? texts?.[locale.split('-')[0] ?? ''] ?? texts?.en;
