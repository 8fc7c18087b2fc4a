import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Core } from '@strapi/strapi';

/** A place in which no secret may be found, with its content. */
export interface Place {
  name: string;
  text: string;
}

/** A secret in plain form, and as it appears in an address, in JSON or in Basic authorization. */
export function formsOf(secret: string, login?: string): string[] {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  return [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    base64(secret),
    ...(login === undefined ? [] : [base64(`${login}:${secret}`)]),
  ];
}

/** One line for each place and form: `<place>: …<context>…`. */
export function leaks(places: Place[], forms: string[]): string[] {
  return places.flatMap(({ name, text }) =>
    [...new Set(forms)].flatMap((form) => {
      const at = text.indexOf(form);
      return at < 0 ? [] : [`${name}: …${text.slice(Math.max(0, at - 60), at + form.length + 20)}…`];
    }),
  );
}

/** Every table of the database. */
export async function tablesOf(strapi: Core.Strapi): Promise<Place[]> {
  const tables: string[] = await strapi.db.dialect.schemaInspector.getTables();
  return await Promise.all(
    tables.map(async (table) => ({
      name: `table ${table}`,
      text: JSON.stringify(await strapi.db.connection(table).select()),
    })),
  );
}

const entriesBelow = (dir: string) =>
  readdirSync(dir, { recursive: true, withFileTypes: true }).map((entry) => ({
    file: path.join(entry.parentPath, entry.name),
    isFile: entry.isFile(),
  }));

/** Names of all files and folders below a folder. */
export const namesBelow = (dir: string): Place => ({
  name: `file names below ${path.basename(dir)}`,
  text: entriesBelow(dir)
    .map(({ file }) => file)
    .join('\n'),
});

/** The raw content of the files below a folder, including data that a database only marked as deleted. */
export const bytesBelow = (dir: string): Place[] =>
  entriesBelow(dir)
    .filter(({ isFile }) => isFile)
    .map(({ file }) => ({
      name: `bytes of ${path.relative(dir, file)}`,
      text: readFileSync(file).toString('latin1'),
    }));
