import path from 'node:path';
import Database from 'better-sqlite3';
import { keyHash } from '../../server/src/domain/hash';
import { createRedactor } from '../../server/src/log/redact';
import { importRowOf } from '../../server/src/pipeline/discover';
import { fingerprintOf } from '../../server/src/pipeline/plan';
import { createHttpClient } from '../../server/src/http/client';
import { zoom as provider } from '../../server/src/providers/zoom';

/** Strapi's column names of the attributes of an import. */
const column = (attribute: string) => attribute.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/**
 * Lists the whole emulated account with the real client and writes everything to the ledger as
 * imported, so that a sync finds nothing to do. Returns the number.
 */
export async function rememberAll(
  dataDir: string,
  connectorId: string,
  settings: Record<string, unknown>,
  window: { from: string; to: string },
): Promise<number> {
  const http = createHttpClient({
    clock: Date.now,
    allowedPrivateHosts: ['127.0.0.1'],
    rates: { light: { perSecond: 1e6 }, medium: { perSecond: 1e6 }, heavy: { perSecond: 1e6 } },
    redact: createRedactor(),
  });
  const account = {
    settings: provider.descriptor.settings.parse(settings),
    http,
    clock: Date.now,
    memory: new Map<string, unknown>(),
  };
  const database = new Database(path.join(dataDir, 'data.db'));
  let known = 0;
  try {
    const lists = provider.listsRecordings;
    if (lists === undefined) throw new Error('the provider lists nothing');
    for await (const page of lists.listWindow(
      account,
      window,
      { limit: 'none' },
      new AbortController().signal,
    )) {
      const insert = database.transaction(() => {
        for (const occurrence of page) {
          const row: Record<string, unknown> = {
            ...importRowOf(occurrence, fingerprintOf(occurrence), '', 1),
            connectorId,
            keyHash: keyHash(occurrence.id),
            stage: 'clean-up',
            status: 'done',
          };
          const names = Object.keys(row);
          database
            .prepare(
              `insert or ignore into mc_imports (document_id, ${names.map(column).join(', ')}) values (?, ${names.map(() => '?').join(', ')})`,
            )
            .run(
              `known${known}`,
              ...names.map((name) =>
                typeof row[name] === 'object' && row[name] !== null ? JSON.stringify(row[name]) : row[name],
              ),
            );
          known += 1;
        }
      });
      insert();
    }
    const { number } = database.prepare('select count(*) as number from mc_imports').get() as {
      number: number;
    };
    return number;
  } finally {
    database.close();
    http.close();
  }
}

/** Sets the watermark of a connector. With null, the next run lists everything again. */
export function setWatermark(dataDir: string, watermarkMs: number | null): void {
  const database = new Database(path.join(dataDir, 'data.db'));
  try {
    const quiet = JSON.stringify({ 7: Date.now(), 14: Date.now(), 30: Date.now(), 180: Date.now() });
    database.prepare('update mc_connectors set watermark_ms = ?, look_backs = ?').run(watermarkMs, quiet);
  } finally {
    database.close();
  }
}
