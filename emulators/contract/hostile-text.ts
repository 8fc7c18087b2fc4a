import { expect } from 'expect';
import { hasUnseen } from '../../contracts/foreign-text';
import { importRow } from '../../server/src/content-types/import';
import { importFile } from '../../server/src/content-types/import-file';
import { ConnectorError } from '../../server/src/domain/errors';
import type { Occurrence } from '../../server/src/domain/recording';
import { parseBody } from '../../server/src/http/json-body';
import type { HttpClient, JsonAnswer } from '../../server/src/http/types';
import { importRowOf } from '../../server/src/pipeline/discover';

/** Half an emoji, NUL, a turned line, line ends, and more than a column takes. */
const LONG = `\ud83d\u0000\u202e\r\n${'x'.repeat(5_000)}`;
/** Short enough for every rule about lengths. */
const SHORT = '\ud83d\u0000';
export const HOSTILE_TAILS = [LONG, SHORT];

type Step = string | number;
const isTree = (value: unknown): value is Record<string, unknown> | unknown[] =>
  typeof value === 'object' && value !== null;

/** Every text in a body: where it is, with all places of a list as one. XML has its texts in order. */
export function textsIn(body: unknown, path: readonly Step[] = []): string[] {
  if (typeof body === 'string') {
    const nodes = path.length === 0 ? [...referring(body).matchAll(XML_TEXT)].length : 0;
    return path.length > 0 ? [path.join('/')] : Array.from({ length: nodes }, (_, index) => `<${index}>`);
  }
  if (!isTree(body)) return [];
  return Object.entries(body).flatMap(([name, value]) =>
    textsIn(value, [...path, Array.isArray(body) ? '*' : name]),
  );
}
/** CDATA as text with references, which can name any character. */
const referring = (xml: string): string =>
  xml.replace(/<!\[CDATA\[(.*?)\]\]>/gs, (_, text: string) =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;'),
  );
const XML_TEXT = /(?<=>)[^<>]*[^<>\s][^<>]*(?=<\/)/g;

/** The same body, where the texts at one place have a tail. */
export function withTail(body: unknown, at: string, tail: string, path: readonly Step[] = []): unknown {
  if (typeof body === 'string') {
    if (path.length > 0) return path.join('/') === at ? body + tail : body;
    let index = 0;
    const asReferences = tail.replace(/[^ -~]/g, (sign) => `&#x${sign.charCodeAt(0).toString(16)};`);
    return referring(body).replace(XML_TEXT, (text) => (`<${index++}>` === at ? text + asReferences : text));
  }
  if (Array.isArray(body)) return body.map((one) => withTail(one, at, tail, [...path, '*']));
  if (!isTree(body)) return body;
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [name, withTail(value, at, tail, [...path, name])]),
  );
}

const MOST_CALLS = 200;

/** The client, where each body passes `change` on its way, through the parser that reads every answer. */
export function changing(http: HttpClient, change: (body: unknown) => unknown): HttpClient {
  let calls = 0;
  return {
    ...http,
    async json(request): Promise<JsonAnswer> {
      calls += 1;
      if (calls > MOST_CALLS) throw new Error('the listing does not end');
      const answer = await http.json(request);
      const changed = change(answer.body);
      if (typeof changed === 'string') return { ...answer, body: changed };
      const parsed = parseBody(Buffer.from(JSON.stringify(changed)), 'application/json');
      return { ...answer, body: parsed.outcome === 'json' ? parsed.value : undefined };
    },
  };
}

type Column = { type: string; columnType?: { args: readonly number[] } };
const longestOf = (column: Column | undefined): number =>
  column?.type === 'string' ? (column.columnType?.args[0] ?? 255) : Infinity;

function expectFits(row: object, columns: Readonly<Record<string, Column>>): void {
  for (const [name, value] of Object.entries(row))
    if (typeof value === 'string' && value.length > longestOf(columns[name]))
      throw new Error(`${name} has ${value.length} characters`);
}

function expectWellFormed(value: unknown, path = ''): void {
  if (typeof value === 'string' && /[\0\p{Cs}]/u.test(value))
    throw new Error(`${path} is not well formed: ${JSON.stringify(value.slice(0, 100))}`);
  if (isTree(value))
    for (const [name, one] of Object.entries(value)) {
      expectWellFormed(name, `the name ${path}.${name}`);
      expectWellFormed(one, `${path}.${name}`);
    }
}

/** What every database takes, and nobody takes for something else. */
export function expectStorable(occurrence: Occurrence): void {
  expectWellFormed(occurrence);
  expectFits(importRowOf(occurrence, '', 'run', 1), importRow.attributes);
  for (const file of occurrence.files)
    expectFits(
      { view: file.view, extension: file.extension, segmentKey: file.segmentKey },
      importFile.attributes,
    );
  const { title, meetingId, timezone, host, names = {}, files } = occurrence;
  const lines = [title, meetingId, timezone, host?.name, host?.email, ...Object.values(names)];
  for (const line of [...lines, ...files.flatMap(({ view, extension }) => [view, extension])])
    expect(line === undefined || !hasUnseen(line)).toBe(true);
}

/** Ends with an error of ours, or not at all. */
export async function unlessRefused(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.code === 'unexpected') throw error;
  }
}
