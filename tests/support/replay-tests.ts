import { z } from 'zod';
import type { ConnectorView } from '../../contracts/connectors';
import type { DeliveryDetail } from '../../contracts/webhooks';
import { startZoomEmulator } from '../../emulators/zoom/emulator';
import type { SiteOptions } from '../../playground/client/site-environment';
import { belongings, type Tables } from './belongings';
import { bootSite, type Site } from './boot-site';
import { watchSockets } from './opened-ports';
import { FIXTURE_ENVIRONMENT, type FixtureFacts } from './fixture-database';
import { temporaryDir } from './spawn-site';
import { IMPATIENT } from './zoom-site';
import { seedDemoAccount } from '../../emulators/zoom/demo';

type Row = Record<string, unknown>;

export interface Replayed {
  facts: FixtureFacts;
  /** `SiteOptions.database`; absent for SQLite in the data folder. */
  database?: object;
  /** Reads every row of every table without Strapi, in the order of the ids. */
  read(): Promise<Tables>;
  /** Stops the database server, if there is one. */
  port?: number;
  stop(): Promise<void>;
}

/** What Strapi itself writes at a boot. */
const STRAPIS_OWN = /^(strapi_|admin_permissions|up_permissions|i18n_locale|sqlite_)/;
const SETTINGS = 'strapi_core_store_settings';
/** Columns whose values are translated; see `server/src/ledger/references.ts` and `accounts/bind-secrets.ts`. */
const TRANSLATED: Readonly<Record<string, readonly string[]>> = {
  mc_alerts: ['subject'],
  mc_credentials: ['cipher'],
  mc_hosts: ['key_hash', 'user_id'],
  mc_imports: ['author_id', 'host_key_hash', 'links', 'written'],
  mc_webhook_deliveries: ['import_ids', 'sealed'],
};
const bound = z.object({
  value: z.string(),
  belongsTo: z.object({ connector: z.string(), use: z.string() }),
});
/** What lies further ahead is pulled in; see `server/src/ledger/far-future.ts`. */
const FAR_FUTURE_MS = Date.UTC(2100, 0);
const REFERENCES: readonly string[] = ['connector_id', 'import_id', 'run_id', 'media_file_id'];
const isEnded = (row: Row) => !['waiting', 'running', 'retrying'].includes(String(row.status));

/**
 * Fault 42: a later version uses the database of an earlier one. Boots the current plugin on
 * a copy of the fixture, and checks every row.
 */
export function replayTests(name: string, start: (dataDir: string) => Promise<Replayed>): void {
  describe(`fault 42: a database of version 0.1 on ${name}`, () => {
    let replayed: Replayed;
    let before: Tables;
    let options: SiteOptions;
    beforeAll(async () => {
      const dataDir = temporaryDir('replay');
      replayed = await start(dataDir);
      before = await replayed.read();
      options = { dataDir, env: FIXTURE_ENVIRONMENT, database: replayed.database };
      const pluginConfig = { jobs: { enabled: false }, schedule: { enabled: false } };
      // With jobs switched off, so that only the boot can change rows.
      site = await bootSite({ ...options, pluginConfig });
    });
    afterAll(async () => {
      await site.stop();
      await replayed.stop();
    });

    let site: Site;
    const all = async <T>(route: string): Promise<T[]> => {
      const found: T[] = [];
      for (let page = 1; ; page += 1) {
        const more = route.includes('?') ? '&' : '?';
        const { data, meta } = await site.admin.must<{
          data: T[];
          meta: { pagination: { pageCount: number } };
        }>('GET', `${route}${more}pageSize=100&page=${page}`);
        found.push(...data);
        if (page >= meta.pagination.pageCount) return found;
      }
    };
    const rows = (table: string) => before[table] ?? [];
    const columnsOf = (table: string, row: Row) =>
      Object.keys(row).filter(
        (column) =>
          !table.startsWith('mc_') ||
          !(
            REFERENCES.includes(column) ||
            TRANSLATED[table]?.includes(column) ||
            Number(row[column]) > FAR_FUTURE_MS
          ),
      );
    /** The id of the connector whose account can be brought back. */
    const connectorId = () =>
      String(
        rows('mc_connectors').find(({ id }) => String(id) === String(replayed.facts.connectorId))
          ?.document_id,
      );
    const decrypted = (cipher: unknown) =>
      (
        site.strapi.service('admin::encryption') as unknown as { decrypt(text: string): string | null }
      ).decrypt(String(cipher));

    it('has every row with every value', async () => {
      const after = await replayed.read();
      const tables = Object.keys(before).filter((table) => !STRAPIS_OWN.test(table));
      expect(tables.filter((table) => table.startsWith('mc_')).length).toBeGreaterThan(12);
      for (const table of tables) {
        const kept = new Map((after[table] ?? []).map((row) => [String(row.id), row]));
        const same = rows(table).map((row) => {
          const now = kept.get(String(row.id)) ?? {};
          return Object.fromEntries(columnsOf(table, row).map((column) => [column, now[column]]));
        });
        const then = rows(table).map((row) =>
          Object.fromEntries(columnsOf(table, row).map((column) => [column, row[column]])),
        );
        expect({ table, rows: same }).toEqual({ table, rows: then });
        expect({ table, count: kept.size }).toEqual({ table, count: rows(table).length });
      }
    });

    it('has every row where it belongs, by keys instead of numbers', async () => {
      const after = await replayed.read();
      expect(belongings(after, 'document_id')).toEqual(belongings(before, 'id'));
      const references = Object.entries(after).flatMap(([table, found]) =>
        table.startsWith('mc_') ? found.flatMap((row) => REFERENCES.map((column) => row[column])) : [],
      );
      expect(references.filter((value) => typeof value === 'string').length).toBeGreaterThan(1_000);
      expect(references.filter((value) => /^\d+$/.test(String(value)))).toEqual([]);
      expect(
        after.mc_hosts?.filter(({ directory, user_id: user }) => directory === 'admin' && user === null),
      ).toEqual([]);
    });

    it('has the settings of the site', async () => {
      const ours = ({ key }: Row) => String(key).startsWith('plugin_meeting-connectors_');
      const valueOf = (tables: Tables) =>
        new Map((tables[SETTINGS] ?? []).filter(ours).map(({ key, value }) => [key, value]));
      const after = valueOf(await replayed.read());
      expect(valueOf(before).size).toBeGreaterThan(2);
      for (const [key, value] of valueOf(before)) expect([key, after.get(key)]).toEqual([key, value]);
    });

    it('decrypts every secret, and has bound it to where it was', async () => {
      const after = await replayed.read();
      const kept = (table: string, column: string) => {
        const now = new Map((after[table] ?? []).map((row) => [row.id, row]));
        return rows(table)
          .filter((row) => row[column] !== null)
          .map((row) => {
            const text = decrypted(row[column]);
            expect(text).not.toBe('');
            const { value, belongsTo } = bound.parse(JSON.parse(decrypted(now.get(row.id)?.[column]) ?? ''));
            expect([row.id, value]).toEqual([row.id, text]);
            expect(belongsTo.connector).toBe(now.get(row.id)?.connector_id);
            return [belongsTo.use, value];
          });
      };
      const secrets = kept('mc_credentials', 'cipher');
      expect(secrets.length).toBeGreaterThan(25);
      expect(secrets).toEqual(
        expect.arrayContaining([
          ['own:refresh-token', 'fixture signed in'],
          ['own:webhook', 'fixture, current'],
          ['own:webhook', 'fixture, replaced'],
        ]),
      );
      const links = kept('mc_imports', 'links');
      expect(links.length).toBeGreaterThan(0);
      for (const [, text] of links) expect(text).toMatch(/https?:\/\//);
      for (const [, text] of kept('mc_webhook_deliveries', 'sealed')) expect(text).toContain('query');
    });

    it('shows everything in the panel', async () => {
      const connectors = await site.admin.must<{ data: ConnectorView[] }>('GET', '/connectors');
      expect(connectors.data.length).toBe(rows('mc_connectors').length);
      const unreadable = connectors.data.flatMap(({ secrets }) =>
        Object.values(secrets).filter((secret) => secret.unreadable === true),
      );
      expect(unreadable).toEqual([]);
      const imports = await all<{ id: string; title: string }>('/imports');
      expect(imports.length).toBe(rows('mc_imports').length);
      for (const { id, title } of imports) {
        const { data } = await site.admin.must<{ data: { title: string } }>('GET', `/imports/${id}`);
        expect(data.title).toBe(title);
      }
      const deliveries = await all<{ id: string }>('/deliveries');
      expect(deliveries.length).toBe(rows('mc_webhook_deliveries').length);
      const texts = await Promise.all(
        deliveries.map(
          async ({ id }) =>
            (await site.admin.must<{ data: DeliveryDetail }>('GET', `/deliveries/${id}`)).data.body,
        ),
      );
      expect(texts.filter((text) => text?.includes('recording.completed')).length).toBeGreaterThan(3);
      const runs = await all<{ id: string }>('/runs');
      expect(runs.length).toBe(rows('mc_sync_runs').length);
      for (const { id } of runs) await all(`/runs/${id}/log`);
      expect((await all('/mails')).length).toBe(rows('mc_outbox_mails').length);
      expect((await all('/people')).length).toBe(rows('mc_hosts').length);
      for (const state of ['pending', 'approved', 'rejected'] as const) {
        const states = rows('mc_reviews').filter((row) => row.state === state);
        expect([state, (await all(`/reviews?state=${state}`)).length]).toEqual([state, states.length]);
      }
    });

    it('imports nothing again, asks only the provider that it is told to ask, and leaves what has ended', async () => {
      const { facts } = replayed;
      const migrated = await replayed.read();
      const zoom = await startZoomEmulator({ clock: () => facts.madeAtMs });
      seedDemoAccount(zoom);
      const sockets = watchSockets();
      try {
        const sql = site.strapi.db.connection;
        // The other accounts no longer exist, and waiting work would call them.
        const open = sql('mc_imports').whereIn('status', ['waiting', 'retrying']).distinct('connector_id');
        await sql('mc_connectors')
          .whereIn('document_id', open)
          .whereNot({ document_id: connectorId() })
          .update({ enabled: false });
        // This one is listed from the beginning.
        await sql('mc_connectors')
          .where({ document_id: connectorId() })
          .update({ watermark_ms: null, look_backs: null });
        const at = `/connectors/${connectorId()}`;
        const { data: connector } = await site.admin.must<{ data: ConnectorView }>('GET', at);
        await site.admin.must('PUT', at, { options: connector.options, settings: zoom.connectorSettings });
        const sites = [site.url];
        await site.stop();

        site = await bootSite({ ...options, pluginConfig: { ...IMPATIENT, schedule: { enabled: false } } });
        sites.push(site.url);
        const run = await site.admin.runEnded(connectorId());
        expect(run).toMatchObject({ status: 'finished', counts: { found: 11, imported: 0, failed: 0 } });

        const after = await replayed.read();
        for (const table of [
          'mc_recordings',
          'mc_import_files',
          'files',
          'files_related_mph',
          'mc_hosts',
          'admin_users',
        ])
          expect({ table, count: after[table]?.length }).toEqual({ table, count: before[table]?.length });
        const columns = [
          'id',
          'stage',
          'status',
          'occurrence_id',
          'fingerprint',
          'imported_at_ms',
          'written',
        ];
        const ended = (tables: Tables, of: Row[]) => {
          const ids = new Set(of.filter(isEnded).map(({ id }) => String(id)));
          return (tables.mc_imports ?? [])
            .filter(({ id }) => ids.has(String(id)))
            .map((row) => columns.map((column) => row[column]));
        };
        expect(ended(after, before.mc_imports ?? [])).toEqual(ended(migrated, before.mc_imports ?? []));
        expect((after.mc_imports ?? []).length).toBe(before.mc_imports?.length);

        const allowed = [...sites, zoom.apiUrl, zoom.oauthUrl].map((url) => new URL(url).port);
        if (replayed.port !== undefined) allowed.push(String(replayed.port));
        expect(sockets.ports().filter((port) => !allowed.includes(port))).toEqual([]);
      } finally {
        sockets.stop();
        await zoom.stop();
      }
    });
  });
}
