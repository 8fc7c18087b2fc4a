import type { Core } from '@strapi/strapi';
import { z } from 'zod';
import { uid } from '../../../contracts/plugin';
import { keyHash } from '../domain/hash';
import { columnNameOf, ORDER_COLUMN, type Sql } from './table';

/**
 * Version 0.1 referred to rows and files by the numbers of the database, which change when a site is exported
 * and imported. Strapi's schema sync has already turned those columns into text, so that they hold `9`;
 * a document id begins with a letter. That tells an old row from a new one: what was interrupted goes on
 * where it stopped, and of two instances that start at once each finds the rows that the other left.
 */

const FILE_UID = 'plugin::upload.file';
const TARGETS = {
  connector: uid('connector'),
  import: uid('import'),
  run: uid('sync-run'),
  file: FILE_UID,
} as const;
type Target = keyof typeof TARGETS;

/** References by table. The first is required, so it tells whether a row is old. Imports need more and are first. */
const REFERENCES: readonly { of: string; columns: Readonly<Record<string, Target>> }[] = [
  { of: 'import', columns: { connectorId: 'connector', runId: 'run' } },
  { of: 'import-file', columns: { importId: 'import', mediaFileId: 'file' } },
  { of: 'webhook-delivery', columns: { connectorId: 'connector', runId: 'run' } },
  { of: 'alert', columns: { connectorId: 'connector' } },
  { of: 'host-person', columns: { connectorId: 'connector' } },
  { of: 'credential', columns: { connectorId: 'connector' } },
  { of: 'sign-in', columns: { connectorId: 'connector' } },
  { of: 'sync-run', columns: { connectorId: 'connector' } },
  { of: 'run-log-entry', columns: { runId: 'run', importId: 'import' } },
];

const ROWS_AT_ONCE = 500;
/** Every digit is sorted before every letter, in each collation. */
const FIRST_LETTER = 'a';
const isOld = (value: unknown): value is string => typeof value === 'string' && /^\d+$/.test(value);
/** A reference to what is no longer there. It is no document id, and no two of them are equal by chance. */
const goneOf = (old: string) => `gone${old}`;

interface Table {
  name: string;
  column(attribute: string): string;
}
type Row = Record<string, unknown>;
/** What JSON says of a row besides its references. */
type MoreOf = (rows: readonly Row[], sql: Sql) => Promise<Map<unknown, Row>>;

/** Turns the references of rows that version 0.1 wrote into document ids. Answers how many rows it changed. */
export async function migrateReferences(strapi: Core.Strapi): Promise<number> {
  const tableOf = (model: string): Table => {
    const metadata = strapi.db.metadata.get(model);
    return { name: metadata.tableName, column: (attribute) => columnNameOf(metadata, attribute) };
  };
  const number = strapi.db.dialect.client === 'mysql' ? 'signed' : 'bigint';
  const more: Readonly<Record<string, MoreOf>> = {
    import: importsOf(tableOf),
    'webhook-delivery': deliveriesOf(tableOf),
    alert: alertsOf(tableOf),
  };

  let changed = 0;
  for (const { of, columns } of REFERENCES) {
    const table = tableOf(uid(of));
    const references = Object.entries(columns).map(([attribute, target]) => ({
      column: table.column(attribute),
      target: tableOf(TARGETS[target]).name,
    }));
    const [first] = references;
    if (first === undefined) continue;
    const old = (sql: Sql) => sql(table.name).where(first.column, '<', FIRST_LETTER);
    for (;;) {
      const done = await strapi.db.transaction(async ({ trx }) => {
        const rows: Row[] = await old(trx).orderBy(ORDER_COLUMN).limit(ROWS_AT_ONCE).forUpdate();
        const last = rows.at(-1);
        if (last === undefined) return 0;
        for (const [id, patch] of (await more[of]?.(rows, trx)) ?? [])
          await trx(table.name)
            .where({ [ORDER_COLUMN]: id })
            .update(patch);
        const known = (column: string, target: string) =>
          trx.raw(
            `case when ?? < ? then coalesce((select ??.document_id from ?? where ??.id = cast(?? as ${number})), concat('gone', ??)) else ?? end`,
            [column, FIRST_LETTER, target, target, target, `${table.name}.${column}`, column, column],
          );
        await old(trx)
          .andWhere(ORDER_COLUMN, '<=', last[ORDER_COLUMN] as number)
          .update(
            Object.fromEntries(references.map(({ column, target }) => [column, known(column, target)])),
          );
        return rows.length;
      });
      changed += done;
      // Another instance may hold the rows that are left: what comes next needs them to be done.
      if (done === 0 && (await old(strapi.db.connection).first('id')) === undefined) break;
    }
  }
  return changed;
}

/** Document ids by number, of the rows that are there. */
async function documentIds(
  table: string,
  numbers: readonly unknown[],
  sql: Sql,
): Promise<Map<string, string>> {
  const wanted = [...new Set(numbers.map(Number).filter(Number.isSafeInteger))];
  const found: { id: number | string; document_id: string }[] =
    wanted.length === 0 ? [] : await sql(table).whereIn('id', wanted).select('id', 'document_id');
  return new Map(found.map((row) => [String(row.id), row.document_id]));
}

const readJson = (value: unknown): unknown => {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return undefined;
  }
};
const writtenEntries = z.looseObject({ entries: z.record(z.string(), z.record(z.string(), z.string())) });
const hosted = z.looseObject({ host: z.looseObject({ id: z.union([z.string(), z.number()]) }) });

/**
 * Imports also hold marks of the files in their entries, made of numbers, and the key of a host without an
 * address, made of the connector's.
 */
function importsOf(tableOf: (model: string) => Table): MoreOf {
  const imports = tableOf(uid('import'));
  const files = tableOf(uid('import-file'));
  const hosts = tableOf(uid('host-person'));
  return async (rows, sql) => {
    const connectorOf = imports.column('connectorId');
    const [written, occurrence, hostKeyHash, authorIs, authorId] = [
      imports.column('written'),
      imports.column('occurrence'),
      imports.column('hostKeyHash'),
      imports.column('authorIs'),
      imports.column('authorId'),
    ];
    const connectors = await documentIds(
      tableOf(TARGETS.connector).name,
      rows.map((row) => row[connectorOf]),
      sql,
    );
    const stored: Row[] = await sql(files.name)
      .whereIn(
        files.column('importId'),
        rows.map((row) => String(row[ORDER_COLUMN])),
      )
      .whereNotNull(files.column('mediaFileId'))
      .select(files.column('mediaFileId'));
    const media = stored.map((row) => row[files.column('mediaFileId')]).filter(isOld);
    const marks = new Map(
      [...(await documentIds(tableOf(FILE_UID).name, media, sql))].map(([number, documentId]) => [
        markOf(Number(number)),
        markOf(documentId),
      ]),
    );
    const patches = new Map<unknown, Row>();
    for (const row of rows) {
      const patch: Row = {};
      // Only a manager is handed over from, and a host may be in another directory.
      if (row[authorIs] === 'host' && row[authorId] !== null) patch[authorId] = null;
      const kept = writtenEntries.safeParse(readJson(row[written])).data;
      if (kept !== undefined)
        patch[written] = JSON.stringify({ ...kept, entries: renamed(kept.entries, marks) });
      const host = hosted.safeParse(readJson(row[occurrence])).data?.host;
      const number = String(row[connectorOf]);
      const key = connectors.get(number);
      if (
        host !== undefined &&
        key !== undefined &&
        row[hostKeyHash] === hostWithoutAddress(number, host.id)
      ) {
        const next = hostWithoutAddress(key, host.id);
        patch[hostKeyHash] = next;
        const keyColumn = hosts.column('keyHash');
        const isThere: unknown = await sql(hosts.name)
          .where({ [keyColumn]: next })
          .first('id');
        if (isThere === undefined)
          await sql(hosts.name)
            .where({ [keyColumn]: row[hostKeyHash] })
            .update({ [keyColumn]: next });
      }
      if (Object.keys(patch).length > 0) patches.set(row[ORDER_COLUMN], patch);
    }
    return patches;
  };
}

/** As `publishing/renewals.ts` marks a file. */
const markOf = (file: number | string) => keyHash(JSON.stringify(file)).slice(0, 11);
/** As `people/authors.ts` names a host who has no address. */
const hostWithoutAddress = (connector: string, host: string | number) =>
  keyHash(`host\u0000${connector}\u0000${host}`);

const MEDIA_FIELDS: readonly string[] = [
  'video',
  'audio',
  'captions',
  'transcriptFile',
  'chatFile',
  'poster',
];
const renamed = (entries: Record<string, Record<string, string>>, marks: ReadonlyMap<string, string>) =>
  Object.fromEntries(
    Object.entries(entries).map(([documentId, fields]) => [
      documentId,
      Object.fromEntries(
        Object.entries(fields).map(([field, mark]) => [
          field,
          MEDIA_FIELDS.includes(field)
            ? mark
                .split(':')
                .map((one) => marks.get(one) ?? one)
                .join(':')
            : mark,
        ]),
      ),
    ]),
  );

/** Deliveries name their imports in a list. */
function deliveriesOf(tableOf: (model: string) => Table): MoreOf {
  const column = tableOf(uid('webhook-delivery')).column('importIds');
  const numbersOf = (row: Row): unknown[] => {
    const list = readJson(row[column]);
    return Array.isArray(list) ? list : [];
  };
  return async (rows, sql) => {
    const known = await documentIds(tableOf(TARGETS.import).name, rows.flatMap(numbersOf), sql);
    const patches = new Map<unknown, Row>();
    for (const row of rows) {
      const numbers = numbersOf(row).map(String);
      if (numbers.length === 0) continue;
      const list = numbers.map((one) => (isOld(one) ? (known.get(one) ?? goneOf(one)) : one));
      patches.set(row[ORDER_COLUMN], { [column]: JSON.stringify(list) });
    }
    return patches;
  };
}

/** An alert about one import names it. */
function alertsOf(tableOf: (model: string) => Table): MoreOf {
  const column = tableOf(uid('alert')).column('subject');
  const OF_IMPORT = /^(import:)?(\d+)$/;
  return async (rows, sql) => {
    const numbers = rows.map((row) => OF_IMPORT.exec(String(row[column]))?.[2]);
    const known = await documentIds(tableOf(TARGETS.import).name, numbers, sql);
    const patches = new Map<unknown, Row>();
    for (const row of rows) {
      const [, prefix = '', number] = OF_IMPORT.exec(String(row[column])) ?? [];
      if (number !== undefined)
        patches.set(row[ORDER_COLUMN], { [column]: `${prefix}${known.get(number) ?? goneOf(number)}` });
    }
    return patches;
  };
}
