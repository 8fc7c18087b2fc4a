import type { Client } from 'pg';

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
const ROWS_PER_INSERT = 50;

/**
 * A dump of the public schema like that of `pg_dump`, as one text that a driver can send: sequences, tables,
 * rows, constraints, indexes. The package with the server has no `pg_dump`.
 */
export async function dumpPostgres(client: Client): Promise<string> {
  const ask = async <Row extends object>(sql: string, values: unknown[] = []) =>
    (await client.query<Row>(sql, values)).rows;
  const tables = await ask<{ oid: string; name: string }>(
    `select oid::text, relname as name from pg_class
     where relnamespace = 'public'::regnamespace and relkind = 'r' order by relname`,
  );
  const sequences = await ask<{ name: string; type: string; last: string | null; owner: string | null }>(
    `select s.sequencename as name, s.data_type::text as type, s.last_value::text as last,
            (select format('%I.%I', t.relname, a.attname) from pg_depend d
               join pg_class t on t.oid = d.refobjid
               join pg_attribute a on a.attrelid = t.oid and a.attnum = d.refobjsubid
              where d.objid = format('public.%I', s.sequencename)::regclass and d.deptype = 'a') as owner
     from pg_sequences s where s.schemaname = 'public' order by s.sequencename`,
  );
  const made: string[] = sequences.map(({ name, type }) => `create sequence ${quoted(name)} as ${type};`);
  const rows: string[] = [];
  for (const table of tables) {
    const columns = await ask<{ name: string; type: string; required: boolean; preset: string | null }>(
      `select a.attname as name, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as required,
              pg_get_expr(d.adbin, d.adrelid) as preset
       from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
       where a.attrelid = $1::oid and a.attnum > 0 and not a.attisdropped order by a.attnum`,
      [table.oid],
    );
    const described = columns.map(({ name, type, required, preset }) =>
      [quoted(name), type, preset === null ? '' : `default ${preset}`, required ? 'not null' : '']
        .filter((part) => part !== '')
        .join(' '),
    );
    made.push(`create table ${quoted(table.name)} (\n  ${described.join(',\n  ')}\n);`);
    const names = columns.map(({ name }) => quoted(name));
    const values = names.map((name) => `quote_nullable(${name}::text)`).join(` || ', ' || `);
    const literals = await ask<{ row: string }>(
      `select ${values} as row from ${quoted(table.name)} order by ${names[0] ?? '1'}`,
    );
    for (let at = 0; at < literals.length; at += ROWS_PER_INSERT) {
      const some = literals.slice(at, at + ROWS_PER_INSERT).map(({ row }) => `(${row})`);
      rows.push(`insert into ${quoted(table.name)} (${names.join(', ')}) values\n${some.join(',\n')};`);
    }
  }
  // Keys come before the constraints that refer to them.
  const constraints = await ask<{ sql: string }>(
    `select format('alter table %I add constraint %I %s;', t.relname, c.conname, pg_get_constraintdef(c.oid)) as sql
     from pg_constraint c join pg_class t on t.oid = c.conrelid
     where c.connamespace = 'public'::regnamespace and c.contype <> 'n'
     order by c.contype = 'f', t.relname, c.conname`,
  );
  const indexes = await ask<{ sql: string }>(
    `select pg_get_indexdef(i.indexrelid) || ';' as sql
     from pg_index i join pg_class x on x.oid = i.indexrelid
     where x.relnamespace = 'public'::regnamespace
       and not exists (select 1 from pg_constraint c where c.conindid = i.indexrelid and c.contype in ('p', 'u', 'x'))
     order by x.relname`,
  );
  const positions = sequences.flatMap(({ name, last, owner }) => [
    ...(last === null ? [] : [`select setval('${quoted(name)}', ${last});`]),
    ...(owner === null ? [] : [`alter sequence ${quoted(name)} owned by ${owner};`]),
  ]);
  return [
    ...made,
    ...rows,
    ...constraints.map(({ sql }) => sql),
    ...indexes.map(({ sql }) => sql),
    ...positions,
    '',
  ].join('\n');
}
