import { RECORDING_UID } from '../../contracts/plugin';
import type { ListReviews } from '../../contracts/review';
import { startZoomEmulator } from '../../emulators/zoom/emulator';
import { ask } from '../../playground/client/ask';
import { bootSite, type Site } from '../support/boot-site';
import { visitorsOf } from '../support/doors';
import { allow } from '../support/member';
import { addHost, connectorBody, daysAgo, until, type Zoom } from '../support/zoom-site';

/** Tables that grow with the library. */
const GROWING =
  /^(files|mc_imports|mc_import_files|mc_recordings|mc_reviews|mc_webhook_deliveries|mc_participants|mc_run_log|mc_sync_runs)$/;

/** A step of what SQLite does for a query. */
interface Plan {
  table: string;
  detail: string;
  sql: string;
  /** As in `Query`. */
  path?: string;
}

/** Further recordings that wait for review. */
const MORE = 10;

interface Query {
  sql: string;
  bindings: string[];
  __knexTxId?: string;
  /** Of the request for which it was sent; undefined for jobs. */
  path?: string;
}

/**
 * Whether SQLite reads a table from end to end for this. A list that an index has in its order ends at its
 * limit, and a count reads the index only.
 */
const isWholeTable = ({ detail, sql }: Plan) =>
  detail.startsWith('SCAN ') &&
  !(detail.includes('INDEX') && / limit \?|^select count\(/.test(sql)) &&
  // Rows are kept in this order.
  !/ from `\w+` order by `id` (?:asc|desc) limit \?/.test(sql);

/** Whether SQLite sorts whatever fits to show the first of it. Rows that are named one by one are few. */
const isSorted = ({ detail, sql }: Plan) =>
  detail === 'USE TEMP B-TREE FOR ORDER BY' && / limit \?/.test(sql) && !/ in \(\?/.test(sql);

/** No page gets slower with the library, because an index answers what it asks of a table that grows. */
describe('with a library of any size', () => {
  let site: Site;
  let zoom: Zoom;
  let connectorId: string;
  let runId: string;
  let recording: string;

  /** Imports three meetings of a new host. */
  async function importThree() {
    const host = addHost(zoom);
    for (const days of [1, 2, 3]) zoom.addMeeting({ hostId: host.id, startedAt: daysAgo(days) });
    const { id } = await site.admin.addConnector(
      connectorBody(zoom, { hostEmails: [host.email], publishStatus: 'published' }),
    );
    const run = await site.admin.runEnded(id);
    await until(
      () => site.admin.imports(id),
      (all) => all.length === 3 && all.every(({ status }) => status === 'done'),
    );
    return { connectorId: id, runId: run.id };
  }

  beforeAll(async () => {
    zoom = await startZoomEmulator({});
    site = await bootSite();
    ({ connectorId, runId } = await importThree());
    const entries: { documentId: string }[] = await site.strapi.db
      .query(RECORDING_UID)
      .findMany({ where: { publishedAt: null } });
    for (const { documentId } of entries) await site.admin.must('POST', `/recordings/${documentId}/review`);
    recording = entries[0]?.documentId ?? '';
    const anybody = (await site.strapi.db
      .query('plugin::users-permissions.role')
      .findOne({ where: { type: 'public' } })) as { id: number };
    await allow(site, anybody.id, ['plugin::meeting-connectors.recording.find']);
  });
  afterAll(async () => {
    await site.stop();
    await zoom.stop();
  });

  /** The queries that are sent meanwhile. */
  async function sentBy(act: () => Promise<unknown>): Promise<Query[]> {
    const sent: Query[] = [];
    const listen = (query: Query) =>
      void sent.push({ ...query, path: site.strapi.requestContext.get()?.path });
    const { connection } = site.strapi.db;
    connection.on('query', listen);
    try {
      await act();
    } finally {
      connection.removeListener('query', listen);
    }
    return sent;
  }

  /** What SQLite does with growing tables for the queries that are sent meanwhile. */
  async function plansOf(act: () => Promise<unknown>): Promise<Plan[]> {
    const sent = new Map((await sentBy(act)).map((query) => [query.sql, query]));
    const found: Plan[] = [];
    for (const { sql, bindings, path } of sent.values()) {
      if (!/^(select|with|update|delete) /i.test(sql)) continue;
      const tables = new Map(
        [...sql.matchAll(/`(\w+)` as `(\w+)`/g)].map(([, table, alias]) => [alias, table]),
      );
      const [, first = ''] = / from `(\w+)`/.exec(sql) ?? [];
      const plan: { detail: string }[] = await site.strapi.db.connection.raw(
        `explain query plan ${sql}`,
        bindings,
      );
      for (const { detail } of plan) {
        const [, name = first] = /^SCAN (\w+)/.exec(detail) ?? [];
        found.push({ table: tables.get(name) ?? name, detail, sql, path });
      }
    }
    return found.filter(({ table }) => GROWING.test(table));
  }
  const told = (plans: Plan[]) => plans.map(({ detail, sql }) => `${detail}: ${sql}`);
  /** Queries that read a growing table from end to end. */
  const wholeTables = async (act: () => Promise<unknown>) => told((await plansOf(act)).filter(isWholeTable));

  /** A page of the panel. */
  async function open(path: string): Promise<void> {
    const answer = await ask(site.url, 'GET', path, { token: await site.admin.token() });
    expect([path, answer.status]).toEqual([path, 200]);
  }

  it('an import of one file needs at most eight commits', async () => {
    // Each is a sync of the disk, for which a process on SQLite stands still.
    const writes = /^(?:update|insert into|delete from) `(?:mc_imports|mc_import_files)`/;
    const renewsLease = /^update `mc_imports` set `lease_until_ms` =/;
    // The run's own, for all that it lists.
    const isOfRun = /^insert into `mc_imports`|where `connector_id` =/;
    let commits = 0;
    // SQLite has one connection, so what stands between BEGIN and COMMIT is one transaction.
    let isInside = false;
    let isCounted = false;
    for (const { sql } of await sentBy(importThree)) {
      if (/^(?:begin|commit|rollback)\b/i.test(sql)) {
        isInside = /^begin/i.test(sql);
        isCounted = false;
      } else if (writes.test(sql) && !renewsLease.test(sql) && !isOfRun.test(sql) && !isCounted) {
        commits += 1;
        isCounted = isInside;
      }
    }
    expect(commits).toBeLessThanOrEqual(3 * 8);
  });

  const OURS = '/meeting-connectors';
  it.each([
    ['the connectors', () => `${OURS}/connectors`],
    ['a connector', () => `${OURS}/connectors/${connectorId}`],
    ['the events of a connector', () => `${OURS}/connectors/${connectorId}/webhook`],
    ['the runs', () => `${OURS}/runs`],
    ['the runs of a connector', () => `${OURS}/runs?connectorId=${connectorId}`],
    ['failed runs', () => `${OURS}/runs?status=failed`],
    ['a run', () => `${OURS}/runs/${runId}`],
    ['the log of a run', () => `${OURS}/runs/${runId}/log`],
    ['the imports', () => `${OURS}/imports`],
    ['the imports of a run', () => `${OURS}/imports?runId=${runId}`],
    ['the imports of a connector', () => `${OURS}/imports?connectorId=${connectorId}`],
    ['imports that need somebody', () => `${OURS}/imports?status=dead`],
    ['imports of a run that need somebody', () => `${OURS}/imports?status=dead&runId=${runId}`],
    ['imports of a connector that are done', () => `${OURS}/imports?status=done&connectorId=${connectorId}`],
    ['the events', () => `${OURS}/deliveries`],
    ['what waits for review', () => `${OURS}/reviews?state=pending`],
    ['what was approved', () => `${OURS}/reviews?state=approved`],
    ['the imports of a recording', () => `${OURS}/recordings/${recording}/imports`],
    ['the files that go with a recording', () => `${OURS}/deletions?documentIds=${recording}`],
    [
      'the content manager',
      () => `/content-manager/collection-types/${RECORDING_UID}?page=1&pageSize=10&sort=startedAt:DESC`,
    ],
  ])('%s: the page reads no table from end to end, and sorts no more than it shows', async (_, path) => {
    await site.admin.token();
    const plans = (await plansOf(() => open(path()))).filter((plan) => plan.path !== undefined);
    expect(told(plans.filter((plan) => isWholeTable(plan) || isSorted(plan)))).toEqual([]);
  });

  it.each([
    ['imports', `${OURS}/imports?`],
    ['what waits for review', `${OURS}/reviews?state=pending&`],
  ])(
    '%s: a page of many rows asks for files and entries no more often than one of a single row',
    async (_, path) => {
      const asked = async (pageSize: number) =>
        (await sentBy(() => open(`${path}pageSize=${pageSize}`)))
          // Jobs, which nobody stops meanwhile, ask for the same at times of their own.
          .filter((query) => path.startsWith(`${query.path}?`))
          .map(({ sql }) => sql)
          .filter((sql) => /from `(files|mc_recordings|mc_import_files)`/.test(sql));
      const [many, one] = [await asked(20), await asked(1)];
      expect(one.length).toBeGreaterThan(0);
      expect(many).toHaveLength(one.length);
    },
  );

  /** How many rows these tables answer to requests meanwhile. */
  async function rowsRead(tables: RegExp, act: () => Promise<unknown>): Promise<number> {
    let read = 0;
    const listen = (rows: unknown, { sql }: Query) => {
      const isOfRequest = site.strapi.requestContext.get() !== undefined;
      if (isOfRequest && tables.test(sql) && Array.isArray(rows)) read += rows.length;
    };
    const { connection } = site.strapi.db;
    connection.on('query-response', listen);
    try {
      await act();
    } finally {
      connection.removeListener('query-response', listen);
    }
    return read;
  }

  it('the badge of what waits for review reads as many rows, however many wait', async () => {
    const badge = () =>
      rowsRead(/from `(mc_reviews|mc_recordings)`/, () =>
        open(`${OURS}/reviews?state=pending&page=1&pageSize=1`),
      );
    const waiting = async () =>
      (await site.admin.must<ListReviews.Response>('GET', '/reviews?state=pending')).meta.pagination.total;
    const [read, before] = [await badge(), await waiting()];
    for (let number = 1; number <= MORE; number += 1) {
      const { documentId } = await site.strapi
        .documents(RECORDING_UID as Parameters<Site['strapi']['documents']>[0])
        .create({ data: { title: `Lecture ${number}`, startedAt: daysAgo(number) } as object });
      await site.admin.must('POST', `/recordings/${documentId}/review`);
    }
    expect(await waiting()).toBe(before + MORE);
    expect(await badge()).toBe(read);
    expect(read).toBeGreaterThan(0);
  });

  it('the list that anybody may ask for reads no table from end to end', async () => {
    const found = await wholeTables(async () => {
      const answer = await ask(site.url, 'GET', '/api/meeting-connectors/recordings?sort=startedAt:desc');
      expect(answer.status).toBe(200);
    });
    expect(found).toEqual([]);
  });

  it('the look at what is about to be lost reads no table from end to end', async () => {
    const deadlines = site.strapi.plugin('meeting-connectors').service('deadlines') as unknown as {
      watch(): Promise<void>;
    };
    expect(await wholeTables(() => deadlines.watch())).toEqual([]);
  });

  it('the work of each minute does not read everything that waits for review', async () => {
    const jobs = site.strapi.cron.jobs as { name: string | null; job: { invoke(): Promise<void> } }[];
    const ours = jobs.filter(({ name }) => name?.startsWith('meeting-connectors'));
    const plans = await plansOf(() => Promise.all(ours.map(({ job }) => job.invoke())));
    const untold = plans.filter(({ sql }) => sql.includes('`announced_at_ms` is null'));
    expect(untold).not.toEqual([]);
    expect(untold.filter(({ detail }) => !detail.includes('announced_at_ms=?'))).toEqual([]);
  });

  it('a sync with new recordings reads no table from end to end', async () => {
    expect(await wholeTables(importThree)).toEqual([]);
  });

  it('the end of a run looks at what is missing and at what no host was told of, however many imports there are', async () => {
    const plans = await plansOf(importThree);
    const ofMissing = plans.filter(({ sql }) => sql.includes('exists (select 1 from `mc_imports`'));
    const ofHosts = plans.filter(({ sql }) => sql.includes('`host_told_at_ms` is null'));
    expect([ofMissing.length, ofHosts.length]).not.toContain(0);
    for (const { detail } of [...ofMissing, ...ofHosts])
      expect(detail).toMatch(
        /\(status=\?\)|\(document_id=\?\)|author_is=\? AND host_told_at_ms=\?|SUBQUERY|ORDER BY/,
      );
  });

  it('a file is put into its folder without a look at more than the first files in there', async () => {
    const inFolder = async () =>
      Number((await site.strapi.db.connection('files_folder_lnk').count({ files: '*' }).first())?.files);
    const before = await inFolder();
    const sent = (await sentBy(importThree)).filter(({ sql }) => sql.includes('files_folder_lnk'));
    expect(await inFolder()).toBe(before + 3);
    const of = (verb: string) => sent.filter(({ sql }) => sql.startsWith(`${verb} `)).map(({ sql }) => sql);
    expect([of('insert').length, of('select').length, sent.length]).toEqual([3, 3, 6]);
    expect(of('select').filter((sql) => !sql.endsWith(' limit ? offset ?'))).toEqual([]);
  });

  it('a long list that anybody may ask for is not counted for each answer, and for tokens it is', async () => {
    await site.strapi.db.connection.raw(`
      insert into mc_recordings (document_id, title, started_at, visibility, published_at)
      with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < 10000)
      select 'long' || n, 'Lecture ' || n, n, 'public', 1 from numbers`);
    const list = '/api/meeting-connectors/recordings?pagination[pageSize]=1';
    const token = await visitorsOf(site).apiToken();
    const counts = async (asking: object, more = '') => {
      const totals: unknown[] = [];
      const sent = await sentBy(async () => {
        const answer = await ask(site.url, 'GET', list + more, asking);
        totals.push(answer.json<{ meta: { pagination: { total: number } } }>().meta.pagination.total);
      });
      const counted = sent.filter(({ sql }) => /^select count\(.*mc_recordings/.test(sql)).length;
      return [...totals, counted];
    };
    expect(await counts({})).toEqual([10_000, 1]);
    expect(await counts({}, '&pagination[page]=2&sort=title')).toEqual([10_000, 0]);
    expect(await counts({}, '&filters[title]=Lecture 7')).toEqual([1, 1]);
    for (const _ of [1, 2]) expect((await counts({ token }))[1]).toBe(1);
  });

  it('the panel counts a long list again once a recording was changed, and not before', async () => {
    const list = `/content-manager/collection-types/${RECORDING_UID}?pageSize=10`;
    const shown = async (more = '') => {
      let total: unknown;
      const sent = await sentBy(async () => {
        const answer = await ask(site.url, 'GET', list + more, { token: await site.admin.token() });
        ({ total } = answer.json<{ pagination: { total: number } }>().pagination);
      });
      const counted = sent.filter(({ sql }) => /^select count\(.*mc_recordings/.test(sql)).length;
      return { total, counted };
    };
    await site.strapi.db.connection.raw(`
      insert into mc_recordings (document_id, title, started_at, visibility)
      with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < 10000)
      select 'draft' || n, 'Draft ' || n, n, 'public' from numbers`);
    const { total } = await shown();
    expect(total).toBeGreaterThanOrEqual(10_000);
    expect(await shown('&page=2&sort=title:ASC')).toEqual({ total, counted: 0 });
    expect(await shown('&_q=Draft 777')).toMatchObject({ counted: 1 });
    await ask(site.url, 'DELETE', `/content-manager/collection-types/${RECORDING_UID}/draft7`, {
      token: await site.admin.token(),
    });
    expect(await shown()).toEqual({ total: Number(total) - 1, counted: 1 });
  });
});
