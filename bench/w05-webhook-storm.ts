import { rmSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { DEFAULT_CONNECTOR_OPTIONS } from '../contracts/defaults';
import { addressOf } from '../tests/support/hook-site';
import { spawnSite, temporaryDir } from '../tests/support/spawn-site';
import type { Burst, BurstResult } from './servers/event-sender';
import { profileArgs } from './lib/import-site';
import { figure, percentile, ratios, spreadOf } from './lib/statistics';
import { startTool, type Tool } from './lib/tool';
import { assertSame, atLeast, atMost, WrongResult, type Workload } from './lib/workload';
import { startZoomProcess } from './lib/zoom-process';

const CONNECTIONS = 32;
const SECRET = 'the-secret-token-of-the-benchmark';
const TABLE = 'mc_webhook_deliveries';
const STEADY_PER_SECOND = 200;
/** SQLite's number for `full`. */
const FULL = 2;

type Target = 'plugin' | 'together' | 'single';

/** How fast signed events are verified, written to disk and answered, through all of Strapi. */
export const webhookStorm: Workload = {
  id: 'W5',
  title: `Signed events over ${CONNECTIONS} connections, each on disk before its 2xx`,
  rounds: 7,
  peers: [],
  async run({ rounds, small, log }) {
    const seconds = small ? 1 : 3;
    const servers = await startAll();
    const { sender, targets } = servers;
    const stored: Record<Target, number> = { plugin: 0, together: 0, single: 0 };
    const burst = async (target: Target, how: Partial<Burst> = {}): Promise<BurstResult> => {
      const { url, database } = targets[target];
      const wanted: Burst = { url, secret: SECRET, seconds, connections: CONNECTIONS, ...how };
      const result = await sender.ask<BurstResult>(JSON.stringify(wanted));
      if (Object.keys(result.others).length > 0)
        throw new WrongResult(`${target} answered ${JSON.stringify(result.others)}`);
      stored[target] += result.accepted;
      assertSame(`rows of ${target}`, rowsIn(database), stored[target]);
      return result;
    };
    const rates: Record<Target, number[]> = { plugin: [], together: [], single: [] };
    const p99: number[] = [];
    const steady: number[] = [];
    try {
      assertSame("the site's own setting of synchronous", synchronousOf(targets.plugin.database), FULL);
      for (let round = 0; round <= rounds; round += 1) {
        const results = {
          plugin: await burst('plugin'),
          together: await burst('together'),
          single: await burst('single'),
        };
        const calm = await burst('plugin', { perSecond: STEADY_PER_SECOND });
        if (round === 0) continue;
        for (const target of ['plugin', 'together', 'single'] as const) {
          rates[target].push(results[target].accepted / results[target].seconds);
        }
        p99.push(percentile(results.plugin.latencyMs, 99));
        steady.push(percentile(calm.latencyMs, 99));
        log(
          `round ${round}: ${rates.plugin.at(-1)?.toFixed(0)}/s, p99 ${p99.at(-1)?.toFixed(0)} ms; Koa ${rates.together.at(-1)?.toFixed(0)}/s together, ${rates.single.at(-1)?.toFixed(0)}/s one by one; at ${STEADY_PER_SECOND}/s p99 ${steady.at(-1)?.toFixed(1)} ms`,
        );
      }
    } finally {
      await servers.stop();
    }
    return {
      rounds,
      peerSpread: spreadOf(rates.together),
      figures: [
        figure('rate / bare Koa, commits together', ratios(rates.plugin, rates.together), 'x', (x) =>
          atLeast(x, 0.6),
        ),
        figure('rate / bare Koa, commits one by one', ratios(rates.plugin, rates.single), 'x', (x) =>
          atLeast(x, 0.6),
        ),
        figure('durable events', rates.plugin, '/s', (rate) => atLeast(rate, 2_000)),
        figure('p99 in the storm', p99, 'ms', (ms) => atMost(ms, 250)),
        figure(`p99 at ${STEADY_PER_SECOND}/s`, steady, 'ms', (ms) => atMost(ms, 25)),
        figure('bare Koa, commits together', rates.together, '/s'),
        figure('bare Koa, commits one by one', rates.single, '/s'),
      ],
      notes: [
        `${stored.plugin} events, all with their own id, each found once in the table. SQLite with synchronous=full everywhere; the peers write the same columns and indexes, unencrypted. Sender, server and disk share the processors. "At ${STEADY_PER_SECOND}/s" counts from the instant at which an event was due.`,
      ],
    };
  },
};

interface Servers {
  sender: Tool<unknown>;
  targets: Record<Target, { url: string; database: string }>;
  stop(): Promise<void>;
}

async function startAll(): Promise<Servers> {
  const dataDir = temporaryDir('bench');
  const stops: (() => Promise<void>)[] = [
    () => Promise.resolve(rmSync(dataDir, { recursive: true, force: true })),
  ];
  const stop = async () => {
    for (const one of stops.reverse()) await one();
  };
  try {
    const zoom = await startZoomProcess();
    stops.push(() => zoom.stop());
    // Only the receiving side. Processing the events is part of another workload.
    const site = await spawnSite({
      dataDir,
      env: { LOG_LEVEL: 'warn' },
      pluginConfig: { jobs: { enabled: false } },
      nodeArgs: profileArgs(),
    });
    stops.push(() => site.stop());
    const connector = await site.admin.addConnector({
      provider: 'zoom',
      enabled: true,
      options: { ...DEFAULT_CONNECTOR_OPTIONS, name: 'Zoom', scheduleMinutes: null },
      settings: { ...zoom.connectorSettings, webhookSecret: SECRET },
    });
    const sender = await startTool<unknown>(['bench/servers/event-sender.ts']);
    stops.push(() => sender.stop());
    const siteDatabase = path.join(dataDir, 'data.db');
    const peer = async (name: string, args: readonly string[]) => {
      const database = path.join(dataDir, `${name}.db`);
      const tool = await startPeer(siteDatabase, database, args);
      stops.push(() => tool.stop());
      return { url: tool.facts.url, database };
    };
    return {
      sender,
      targets: {
        plugin: { url: await addressOf(site, connector.id), database: siteDatabase },
        together: await peer('together', ['--together']),
        single: await peer('single', []),
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function rowsIn(file: string): number {
  const database = new Database(file, { readonly: true });
  try {
    return (database.prepare(`select count(*) as number from ${TABLE}`).get() as { number: number }).number;
  } finally {
    database.close();
  }
}

/** The default of a new connection. The site changes nothing. */
function synchronousOf(file: string): number {
  const database = new Database(file, { readonly: true });
  try {
    return database.pragma('synchronous', { simple: true }) as number;
  } finally {
    database.close();
  }
}

/** A peer with the same table, indexes and journal as the site. */
async function startPeer(
  siteDatabase: string,
  file: string,
  args: readonly string[],
): Promise<Tool<{ url: string }>> {
  const site = new Database(siteDatabase, { readonly: true });
  const schema = site
    .prepare('select sql from sqlite_master where tbl_name = ? and sql is not null')
    .all(TABLE);
  const journal = String(site.pragma('journal_mode', { simple: true }));
  site.close();
  const database = new Database(file);
  database.pragma(`journal_mode = ${journal}`);
  for (const { sql } of schema as { sql: string }[]) database.exec(sql);
  database.close();
  return await startTool([
    ...['bench/servers/bare-koa.ts', '--database', file, '--table', TABLE, '--secret', SECRET],
    ...args,
  ]);
}
