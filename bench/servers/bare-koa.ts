import { createHash, createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import Database from 'better-sqlite3';
import Koa from 'koa';

/**
 * The peer of the inbox: only Koa, the signature check, and the same row, written to a
 * table with the same columns and indexes, on disk before the answer.
 */
const { values } = parseArgs({
  options: {
    database: { type: 'string', default: '' },
    table: { type: 'string', default: '' },
    secret: { type: 'string', default: '' },
    /** Commits up to 64 events of 5 ms together, as the plugin does. Otherwise each event alone. */
    together: { type: 'boolean', default: false },
  },
});
const FLUSH_MS = 5;
const BATCH = 64;

const database = new Database(values.database);
database.pragma('synchronous = full');
// The columns of Strapi's admin users stay empty, because their table is missing here.
database.pragma('foreign_keys = off');
const insert = database.prepare(
  `insert into ${values.table} (document_id, connector_id, idempotency_key_hash, event_type, method, sealed, body_bytes,
     headers, is_test, received_at_ms, status, next_attempt_at_ms)
   values (?, 1, ?, ?, 'POST', ?, ?, '{}', 0, ?, 'waiting', ?)`,
);
type Row = [key: string, type: string, body: string, bytes: number, nowMs: number];
const write = ([key, type, body, bytes, nowMs]: Row) =>
  insert.run(randomUUID(), key, type, body, bytes, nowMs, nowMs);
const writeAll = database.transaction((rows: Row[]) => rows.forEach(write));

const waiting: { row: Row; done: () => void }[] = [];
let timer: NodeJS.Timeout | undefined;
function flush(): void {
  clearTimeout(timer);
  timer = undefined;
  const batch = waiting.splice(0, BATCH);
  writeAll(batch.map(({ row }) => row));
  for (const { done } of batch) done();
  if (waiting.length > 0) setImmediate(flush);
}
async function store(row: Row): Promise<void> {
  if (!values.together) return void write(row);
  await new Promise<void>((done) => {
    waiting.push({ row, done });
    if (waiting.length >= BATCH) flush();
    else timer ??= setTimeout(flush, FLUSH_MS);
  });
}

const app = new Koa();
app.use(async (ctx) => {
  const chunks: Buffer[] = [];
  for await (const chunk of ctx.req) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const wanted = createHmac('sha256', values.secret)
    .update(`v0:${ctx.get('x-zm-request-timestamp')}:`)
    .update(body)
    .digest('hex');
  const given = ctx.get('x-zm-signature').slice(3);
  if (given.length !== wanted.length || !timingSafeEqual(Buffer.from(given), Buffer.from(wanted))) {
    ctx.status = 401;
    return;
  }
  const event = JSON.parse(body.toString()) as { event: string };
  const key = createHash('sha256').update(body).digest('base64url');
  await store([key, event.event, body.toString(), body.length, Date.now()]);
  ctx.status = 204;
});
const server = app.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${port}/hook` })}\n`);
});
process.once('SIGTERM', () => process.exit(0));
