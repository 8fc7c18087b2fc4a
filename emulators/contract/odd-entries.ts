import type { JsonAnswer } from '../../server/src/http/types';

/** What a field of one entry has instead of its value; `undefined`: the field is missing. */
export const ODD_VALUES: Readonly<Record<string, unknown>> = {
  null: null,
  'a number': 5,
  'an object': { odd: true },
  'a list': ['odd'],
  nothing: undefined,
  'a text': 'odd',
};

/** Where a field of an entry is: the list that the entry is in, and the name of the field. */
export interface Place {
  list: string;
  field: string;
  /** What the emulator has there. */
  value: unknown;
  /** XML has texts only: a number in place of another is no odd one. */
  isXml?: true;
}

/** Another id or time is no odd value: only one of another type is, and an id can be a number in a text. */
export function isOdd({ value, isXml }: Place, odd: unknown): boolean {
  if (typeof odd === 'number')
    return isXml !== true && typeof value === 'string' && value !== '' && !/^\d+$/.test(value);
  if (typeof odd === 'string') return typeof value !== 'string' || /^\d+$/.test(value);
  return true;
}
export const placeName = ({ list, field }: Pick<Place, 'list' | 'field'>): string => `${list}.${field}`;

type Tree = Record<string, unknown>;
const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An entry is of a meeting when it has one of its marks (title, start, host) in it. */
export type IsOf = (text: string) => boolean;

function walk(value: unknown, isOf: IsOf, found: (entry: Tree, list: string) => unknown, path = ''): unknown {
  if (Array.isArray(value))
    return value.map((one: unknown) => {
      const inside = walk(one, isOf, found, `${path}[]`);
      return isTree(inside) && isOf(JSON.stringify(one)) ? found(inside, `${path}[]`) : inside;
    });
  if (!isTree(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, walk(one, isOf, found, `${path}.${name}`)]),
  );
}

/** XML: entries are the `<recording>` elements of an answer. */
const XML_ENTRY = /<recording>(?:(?!<\/recording>).)*<\/recording>/gs;
const XML_FIELD = /<(\w+)(?:>(?:(?!<\/\1>).)*<\/\1>|\/>)/gs;
const insideOf = (entry: string) => entry.slice('<recording>'.length, -'</recording>'.length);
const xmlOf = (field: string, value: unknown): string => {
  if (value === undefined) return '';
  if (value === null) return `<${field}/>`;
  if (Array.isArray(value)) return `<${field}><item>1</item><item>2</item></${field}>`;
  return typeof value === 'object'
    ? `<${field}><odd>1</odd></${field}>`
    : `<${field}>${typeof value === 'number' ? value : 'odd'}</${field}>`;
};

/** All fields of entries of the meeting in an answer. */
export function placesIn({ body }: Pick<JsonAnswer, 'body'>, isOf: IsOf): Place[] {
  const places: Place[] = [];
  if (typeof body === 'string') {
    for (const [entry] of body.matchAll(XML_ENTRY))
      if (isOf(entry))
        for (const [element, field = ''] of insideOf(entry).matchAll(XML_FIELD)) {
          const value = element.replace(/<[^>]*>/g, '');
          places.push({
            list: 'recording[]',
            field,
            value: /^\d+$/.test(value) ? Number(value) : value,
            isXml: true,
          });
        }
    return places;
  }
  walk(body, isOf, (entry, list) => {
    for (const [field, value] of Object.entries(entry)) places.push({ list, field, value });
    return entry;
  });
  return places;
}

/** The same body, where one field of each entry of the meeting has another value. */
export function withOdd(body: unknown, isOf: IsOf, place: Place, value: unknown): unknown {
  if (typeof body === 'string')
    return body.replace(XML_ENTRY, (entry) =>
      isOf(entry)
        ? `<recording>${insideOf(entry).replace(XML_FIELD, (element, field: string) =>
            field === place.field ? xmlOf(field, value) : element,
          )}</recording>`
        : entry,
    );
  return walk(body, isOf, (entry, list) => {
    if (list !== place.list || !(place.field in entry)) return entry;
    const { [place.field]: _, ...others } = entry;
    return value === undefined ? others : { ...others, [place.field]: value };
  });
}
