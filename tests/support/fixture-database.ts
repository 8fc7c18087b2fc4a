import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Client } from 'pg';
import { z } from 'zod';

/** A site of an earlier version, made by `tests/support/make-fixture-database.ts`. */
export const FIXTURE = path.join(__dirname, '..', 'fixtures', 'database-0.1');
export const SQLITE_FILE = path.join(FIXTURE, 'sqlite.db.gz');
export const POSTGRES_FILE = path.join(FIXTURE, 'postgres.sql.gz');

/** `admin.secrets.encryptionKey` of that site. */
export const FIXTURE_ENVIRONMENT = { PLAYGROUND_ENCRYPTION_KEY: 'fixture-0.1-of-meeting-connectors' };

/** The demo's connector and the time at which it was made, so that a test can emulate its account. */
export const fixtureFacts = z.strictObject({
  madeAtMs: z.number().int(),
  /** In version 0.1 its number. */
  connectorId: z.union([z.number().int(), z.string()]),
});

export type FixtureFacts = z.infer<typeof fixtureFacts>;

export const readFacts = (name: 'sqlite' | 'postgres') =>
  fixtureFacts.parse(JSON.parse(readFileSync(path.join(FIXTURE, `${name}.json`), 'utf8')));

/** Unpacks the SQLite database into a site's data folder. */
export function unpackSqlite(dataDir: string): string {
  const file = path.join(dataDir, 'data.db');
  writeFileSync(file, gunzipSync(readFileSync(SQLITE_FILE)));
  return file;
}

/** Loads the PostgreSQL database into an empty one. */
export async function loadPostgres(connection: object): Promise<void> {
  const client = new Client(connection);
  await client.connect();
  try {
    await client.query(gunzipSync(readFileSync(POSTGRES_FILE)).toString('utf8'));
  } finally {
    await client.end();
  }
}
