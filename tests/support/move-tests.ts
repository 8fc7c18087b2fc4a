import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { engine, file as files, strapi as sites } from '@strapi/data-transfer';
import type { Core } from '@strapi/strapi';
import SQLite from 'better-sqlite3';
import type { ConnectorView, ListConnectors, TakeOver } from '../../contracts/connectors';
import { english } from '../../contracts/messages/say';
import { uid, RECORDING_UID } from '../../contracts/plugin';
import { hiddenFiles } from '../../server/src/guards/facts';
import { startZoomEmulator } from '../../emulators/zoom/emulator';
import { seedDemoAccount } from '../../emulators/zoom/demo';
import { keepOwner, ownersOf } from '../../server/src/guards/owners';
import { openPeopleSettings, relinkPeopleSettings } from '../../server/src/people/people-settings';
import { migrateFolders } from '../../server/src/publishing/folders-by-key';
import { wasGiven } from '../../server/src/publishing/renewals';
import { belongings, type Tables } from './belongings';
import { bootSite, type Site } from './boot-site';
import { FIXTURE_ENVIRONMENT, readFacts, unpackSqlite } from './fixture-database';
import { startMailbox, type Mailbox } from './mailbox';
import { watchSockets } from './opened-ports';
import { temporaryDir } from './spawn-site';
import { IMPATIENT, until } from './zoom-site';

type Row = Record<string, unknown>;

/** Every row of every table, read without Strapi. */
function read(file: string): Tables {
  const database = new SQLite(file, { readonly: true });
  try {
    const names = database
      .prepare<[], { name: string }>("select name from sqlite_master where type = 'table'")
      .all();
    return Object.fromEntries(
      names.map(({ name }) => [name, database.prepare<[], Row>(`select * from "${name}" order by 1`).all()]),
    );
  } finally {
    database.close();
  }
}

/** Every row of the tables that these tests ask about, as the driver of a booted site gives them. */
async function rowsOf({ db }: Core.Strapi): Promise<Tables> {
  const names = [...db.metadata.values()].map(({ tableName }) => tableName);
  const tables: Tables = {};
  for (const name of names.filter((one) => /^(mc_|files$|admin_users$)/.test(one))) {
    const rows: Row[] = await db.connection(name).select().orderBy('id');
    tables[name] = rows.map(asOfSqlite);
  }
  return tables;
}

/** As SQLite gives it: other drivers read JSON, and give large numbers as text. */
const asOfSqlite = (row: Row): Row =>
  Object.fromEntries(
    Object.entries(row).map(([column, value]): [string, unknown] => {
      if (column.endsWith('_ms') && value !== null) return [column, Number(value)];
      const isJson = typeof value === 'object' && value !== null && !(value instanceof Date);
      return [column, isJson ? JSON.stringify(value) : value];
    }),
  );

/**
 * Removes the first connectors with all that belongs to them, and the first row of other tables: a site that
 * was used for some time has gaps in its numbers, and another site counts from one.
 */
function makeGaps(file: string): void {
  const database = new SQLite(file);
  const ofFirst = 'connector_id <= 2';
  const imports = `select id from mc_imports where ${ofFirst}`;
  const media = `select media_file_id from mc_import_files where import_id in (${imports})`;
  for (const statement of [
    `delete from files_related_mph where file_id in (${media})`,
    `delete from files where id in (${media})`,
    `delete from mc_run_log where run_id in (select id from mc_sync_runs where ${ofFirst})`,
    `delete from mc_import_files where import_id in (${imports})`,
    ...[
      'mc_imports',
      'mc_sync_runs',
      'mc_credentials',
      'mc_sign_ins',
      'mc_alerts',
      'mc_webhook_deliveries',
      'mc_hosts',
    ].map((table) => `delete from ${table} where ${ofFirst}`),
    'delete from mc_connectors where id <= 2',
    'delete from mc_reviews where id = (select min(id) from mc_reviews)',
    'delete from mc_outbox_mails where id < 5',
  ])
    database.exec(statement);
  database.close();
}

const FOLDER = { number: 7, key: 'folderofversion01lecture' };
/** Files that no recording shows, stored in the name of a user: an original, and a view of the meeting. */
const OF_AUTHOR = { original: 76, view: 77 };

/** What version 0.1 wrote, and the demo of the fixture has not: only the start of a site changes it. */
function makeOld(file: string): void {
  const database = new SQLite(file);
  for (const statement of [
    `insert into upload_folders (id, document_id, name, path_id, path) values (${FOLDER.number}, '${FOLDER.key}', 'Lectures', 7, '/7')`,
    `update mc_connectors set options = json_set(options, '$.publish.folderId', ${FOLDER.number}) where id = 3`,
    `update mc_import_files set kind = 'chat' where media_file_id = ${OF_AUTHOR.original}`,
    `update files set created_by_id = (select min(id) from admin_users) where id in (${Object.values(OF_AUTHOR).join(', ')})`,
  ])
    database.exec(statement);
  database.close();
}

/** What `strapi export` and `strapi import` do, without the content of the files. */
async function move(from: Core.Strapi | string, to: Core.Strapi | string): Promise<void> {
  const source =
    typeof from === 'string'
      ? files.providers.createLocalFileSourceProvider({
          file: { path: `${from}.tar` },
          compression: { enabled: false },
          encryption: { enabled: false },
        })
      : sites.providers.createLocalStrapiSourceProvider({ getStrapi: () => from, autoDestroy: false });
  const destination =
    typeof to === 'string'
      ? files.providers.createLocalFileDestinationProvider({
          file: { path: to },
          compression: { enabled: false },
          encryption: { enabled: false },
        })
      : sites.providers.createLocalStrapiDestinationProvider({
          getStrapi: () => to,
          autoDestroy: false,
          strategy: 'restore',
          restore: {
            entities: {
              exclude: Object.keys(to.contentTypes).filter((type) =>
                sites.isIgnoredOfficialTransferType(type),
              ),
            },
            assets: false,
            configuration: { coreStore: true, webhook: true },
          },
        });
  const isKept = (type: string) => !sites.isIgnoredOfficialTransferType(type);
  await engine
    .createTransferEngine(source, destination, {
      versionStrategy: 'ignore',
      schemaStrategy: 'strict',
      exclude: ['files'],
      transforms: {
        links: [{ filter: (link) => isKept(link.left.type) && isKept(link.right.type) }],
        entities: [{ filter: (entity) => isKept(entity.type) }],
      },
    })
    .transfer();
}

interface MovedTo {
  /** `SiteOptions.database`; absent for SQLite in the data folder. */
  database?: object;
  /** Of the database server, if there is one. */
  port?: number;
  stop(): Promise<void>;
}

/** A site of SQLite that is moved to one with the database that `start` makes. */
export function moveTests(name: string, start: () => Promise<MovedTo>): void {
  describe(`a site that is exported, and imported into another on ${name}`, () => {
    const QUIET = {
      env: FIXTURE_ENVIRONMENT,
      pluginConfig: { jobs: { enabled: false }, schedule: { enabled: false } },
    };
    const sourceDir = temporaryDir('moves-from');
    const targetDir = temporaryDir('moves-to');
    let place: MovedTo;
    let first: ReturnType<typeof belongings>;
    let moved: ReturnType<typeof belongings>;
    let from: Tables;
    let to: Tables;
    let site: Site;
    let sockets: ReturnType<typeof watchSockets> | undefined;
    let mailbox: Mailbox | undefined;
    const ids: Record<string, number> = {};

    /** Ports to which the moved site opened sockets, besides its own and its database's. */
    const reached = () => {
      const own = [new URL(site.url).port, String(place.port ?? '')];
      return (sockets?.ports() ?? []).filter((port) => !own.includes(port));
    };

    const makeUser = async (
      strapi: Core.Strapi,
      of: 'admin::user' | 'plugin::users-permissions.user',
      email: string,
    ) => {
      const data = {
        email,
        username: email,
        firstname: email,
        isActive: true,
        blocked: false,
        provider: 'local',
      };
      return Number(((await strapi.db.query(of).create({ data })) as { id: number }).id);
    };

    /** Roles for hosts, chosen by a user of the panel who is at both places. */
    const choosePeople = async (strapi: Core.Strapi) => {
      const roles = strapi.db.query('plugin::users-permissions.role');
      const gone = (await roles.create({ data: { name: 'Gone', type: 'gone' } })) as { id: number };
      const authors = (await roles.create({ data: { name: 'Authors', type: 'authors' } })) as { id: number };
      await roles.delete({ where: { id: gone.id } });
      const editor = (await strapi.db.query('admin::role').findOne({
        where: { code: 'strapi-editor' },
      })) as { id: number };
      const alan = (await strapi.db.query('admin::user').findOne({
        where: { email: 'alan.petrenko@example.com' },
      })) as { id: number };
      ids.authors = authors.id;
      await openPeopleSettings(strapi).write({
        directory: 'users-permissions',
        adminRoleId: editor.id,
        memberRoleId: authors.id,
        adminRoleSetById: alan.id,
        memberRoleSetById: alan.id,
      });
    };

    beforeAll(async () => {
      const file = unpackSqlite(sourceDir);
      makeGaps(file);
      makeOld(file);
      first = belongings(read(file), 'id');
      const source = await bootSite({ ...QUIET, dataDir: sourceDir });
      try {
        const query = source.strapi.db.query.bind(source.strapi.db);
        const member = 'plugin::users-permissions.user' as const;
        const gone = await makeUser(source.strapi, member, 'gone@example.com');
        ids.ada = await makeUser(source.strapi, member, 'ada@example.com');
        await query(member).delete({ where: { id: gone } });
        const [recording] = (await query(RECORDING_UID).findMany({ limit: 1 })) as { id: number }[];
        await query(RECORDING_UID).update({
          where: { id: recording?.id },
          data: { authorUserId: ids.ada, title: 'Of Ada', authorUserWho: 'somebody else' },
        });
        const upload = await query('plugin::upload.file').create({
          data: {
            name: 'a',
            hash: 'of_ada',
            ext: '.png',
            mime: 'image/png',
            size: 1,
            url: '/a',
            provider: 'local',
          },
        });
        await choosePeople(source.strapi);
        await keepOwner(source.strapi, { id: ids.ada }, [(upload as { documentId: string }).documentId]);
        await move(source.strapi, path.join(sourceDir, 'export'));
      } finally {
        await source.stop();
      }
      from = read(file);

      place = await start();
      const there = { ...QUIET, dataDir: targetDir, database: place.database };
      const target = await bootSite(there);
      // The same people, among others: with numbers of their own.
      await makeUser(target.strapi, 'admin::user', 'bob@example.com');
      ids.alan = await makeUser(target.strapi, 'admin::user', 'alan.petrenko@example.com');
      await move(path.join(sourceDir, 'export'), target.strapi);
      await target.stop();
      // Everything may work there, and nothing does: it has another name.
      sockets = watchSockets();
      mailbox = await startMailbox();
      site = await bootSite({
        ...there,
        email: mailbox.config,
        pluginConfig: { ...IMPATIENT, environment: 'moved', schedule: { enabled: false } },
      });
      to = await rowsOf(site.strapi);
      moved = belongings(to, 'document_id');
    });
    afterAll(async () => {
      sockets?.stop();
      await site?.stop();
      await mailbox?.stop();
      await place?.stop();
    });

    it('names the folder of version 0.1 by its key from its first start on, and no author of an original', () => {
      const { options } = from.mc_connectors?.find(({ id }) => id === 3) ?? {};
      expect(JSON.parse(String(options))).toMatchObject({ publish: { folderId: FOLDER.key } });
      const authorOf = (file: number) => from.files?.find(({ id }) => id === file)?.created_by_id;
      expect([authorOf(OF_AUTHOR.original), authorOf(OF_AUTHOR.view)]).toEqual([null, expect.any(Number)]);
    });

    it('has other numbers there, and every row', () => {
      for (const table of Object.keys(from).filter((name) => name.startsWith('mc_'))) {
        const [before = [], after = []] = [from[table], to[table]];
        expect([table, after.length]).toEqual([table, before.length]);
      }
      for (const table of ['mc_connectors', 'mc_imports', 'mc_import_files', 'mc_sync_runs', 'files']) {
        const numbers = new Map((to[table] ?? []).map((row) => [row.document_id, row.id]));
        const same = (from[table] ?? []).filter((row) => numbers.get(row.document_id) === row.id);
        expect([table, same.length < (from[table]?.length ?? 0)]).toEqual([table, true]);
      }
    });

    it.each([
      'secrets',
      'signIns',
      'runs',
      'log',
      'imports',
      'files',
      'deliveries',
      'alerts',
      'hosts',
      'reviews',
    ] as const)('has its %s where they belong', (what) => {
      expect(first[what].length).toBeGreaterThan(1);
      // First the migration of version 0.1, then the move.
      expect(belongings(from, 'document_id')[what]).toEqual(first[what]);
      expect(moved[what]).toEqual(first[what]);
    });

    it('opens its secrets, and shows them with their connectors', async () => {
      const { data } = await site.admin.must<{ data: ConnectorView[] }>('GET', '/connectors');
      expect(data.length).toBe(from.mc_connectors?.length);
      const secrets = data.flatMap((one) => Object.values(one.secrets));
      expect(secrets.filter(({ set }) => set).length).toBeGreaterThan(3);
      expect(secrets.filter((secret) => secret.unreadable === true)).toEqual([]);
    });

    it('knows what it wrote into entries, so that an editor’s change is still told from its own', () => {
      const stored = (to.mc_import_files ?? []).filter(
        (row) => row.kind === 'video' && row.status === 'stored' && row.recording_document_id !== null,
      );
      const marks = stored.flatMap((row) => {
        const owner = (to.mc_imports ?? []).find((one) => one.document_id === row.import_id);
        const written = JSON.parse(typeof owner?.written === 'string' ? owner.written : 'null') as {
          entries: Record<string, Record<string, string>>;
        } | null;
        const of = written?.entries[String(row.recording_document_id)];
        return of?.video === undefined ? [] : [wasGiven(of, 'video', row.media_file_id)];
      });
      expect(marks.length).toBeGreaterThan(3);
      expect(marks.filter((given) => !given)).toEqual([]);
    });

    it('guards the files of its recordings, also those that are in no entry any more', async () => {
      const query = site.strapi.db.query.bind(site.strapi.db);
      const known = (to.mc_import_files ?? []).find(
        (row) => row.media_file_id !== null && row.status === 'stored',
      );
      const film = (to.files ?? []).find((row) => row.document_id === known?.media_file_id);
      const ours = (to.files ?? []).find((row) => row.hash === 'of_ada');
      await query('plugin::upload.file').update({ where: { id: film?.id }, data: { related: [] } });
      const hidden = await hiddenFiles(site.strapi, { kind: 'anonymous' }, [
        Number(film?.id),
        Number(ours?.id),
      ]);
      expect([...hidden]).toEqual([Number(film?.id)]);
    });

    it('knows its people: members by their key, users of the panel by their address, nobody by number', async () => {
      const query = site.strapi.db.query.bind(site.strapi.db);
      const ada = (await query('plugin::users-permissions.user').findOne({
        where: { email: 'ada@example.com' },
      })) as { id: number };
      expect(ada.id).not.toBe(ids.ada);
      expect(await query(RECORDING_UID).findOne({ where: { title: 'Of Ada' } })).toMatchObject({
        authorUserId: ada.id,
      });
      const upload = (to.files ?? []).find((row) => row.hash === 'of_ada');
      expect((await ownersOf(site.strapi, [Number(upload?.id)])).get(Number(upload?.id))).toMatchObject({
        memberId: ada.id,
      });
      const hosts = (await query(uid('host-person')).findMany({ where: { directory: 'admin' } })) as {
        email: string;
        userId: number | null;
      }[];
      const userOf = (email: string) => hosts.find((host) => host.email === email)?.userId;
      expect(userOf('alan.petrenko@example.com')).toBe(ids.alan);
      expect(userOf('grace.okafor@example.com')).toBeNull();
      const connectors = (await query(uid('connector')).findMany({})) as { configuredById: number | null }[];
      const mira = (to.admin_users ?? []).find((row) => row.email === 'mira.manager@example.com');
      expect(new Set(connectors.map(({ configuredById }) => configuredById))).toEqual(new Set([mira?.id]));
    });

    it('gives hosts the role that was meant, chosen by whom it was, and none where it did not come along', async () => {
      const settings = openPeopleSettings(site.strapi);
      const authors = (await site.strapi.db.query('plugin::users-permissions.role').findOne({
        where: { type: 'authors' },
      })) as { id: number };
      expect(authors.id).not.toBe(ids.authors);
      const meant = {
        directory: 'users-permissions',
        // Roles of the panel do not move, whatever their name is.
        adminRoleId: null,
        memberRoleId: authors.id,
        adminRoleSetById: ids.alan,
        memberRoleSetById: ids.alan,
      } as const;
      expect(await settings.read()).toMatchObject(meant);

      // Version 0.1 knew only numbers. They are taken as they are, and named from then on.
      const store = site.strapi.store({ type: 'plugin', name: 'meeting-connectors' });
      await store.set({
        key: 'people',
        value: { directory: 'admin', adminRoleId: null, memberRoleId: authors.id },
      });
      await relinkPeopleSettings(site.strapi);
      const named = (await store.get({ key: 'people' })) as { memberRoleId: number; names: object };
      expect(named).toMatchObject({ memberRoleId: authors.id, memberRoleSetById: null });
      await store.set({ key: 'people', value: { ...named, memberRoleId: authors.id + 1_000 } });
      await relinkPeopleSettings(site.strapi);
      expect((await settings.read()).memberRoleId).toBe(authors.id);

      // What can't be read is left for who needs it.
      await store.set({ key: 'people', value: { directory: 'unheard of' } });
      await relinkPeopleSettings(site.strapi);
      expect(await store.get({ key: 'people' })).toEqual({ directory: 'unheard of' });
      await store.delete({ key: 'people' });
    });

    it('keeps the folders that version 0.1 named by number, in the settings of the site and of connectors', async () => {
      const { db } = site.strapi;
      const folders = site.strapi.service('plugin::upload.folder') as unknown as {
        create(of: object): Promise<{ id: number; documentId: string }>;
      };
      const folder = await folders.create({ name: 'Lectures', parent: null });
      const store = site.strapi.store({ type: 'plugin', name: 'meeting-connectors' });
      const optionsOf = async () =>
        (
          (await db.query(uid('connector')).findMany({ orderBy: { id: 'asc' }, limit: 3 })) as {
            id: number;
            options: { publish: { folderId: unknown; titleTemplate: string } };
          }[]
        ).map(({ id, options }) => ({ id, options }));
      const before = await optionsOf();
      const [first, second, third] = before;
      const put = async (of: typeof first, folderId: unknown) =>
        await db.query(uid('connector')).update({
          where: { id: of?.id },
          data: { options: { ...of?.options, publish: { ...of?.options.publish, folderId } } },
        });
      await put(first, folder.id);
      await put(second, folder.id + 1_000);
      await put(third, null);
      await store.set({ key: 'publish-defaults', value: { folderId: folder.id, visibility: 'private' } });
      const check = async () => {
        expect((await optionsOf()).map(({ options }) => options.publish)).toEqual(
          [folder.documentId, null, null].map((folderId, index) => ({
            ...before[index]?.options.publish,
            folderId,
          })),
        );
        expect(await store.get({ key: 'publish-defaults' })).toEqual({
          folderId: folder.documentId,
          visibility: 'private',
        });
      };
      await migrateFolders(site.strapi);
      await check();
      // A second time changes nothing.
      await migrateFolders(site.strapi);
      await check();
    });

    const service = <T>(name: string) =>
      site.strapi.plugin('meeting-connectors').service(name) as unknown as T;
    const viewsOf = async () => await site.admin.must<ListConnectors.Response>('GET', '/connectors');
    /** What must not change on a copy. */
    const work = async () => {
      const { connection } = site.strapi.db;
      const counts: Record<string, unknown> = {};
      for (const table of ['admin_users', 'up_users', 'mc_recordings', 'files', 'mc_imports', 'mc_sync_runs'])
        counts[table] = Number((await connection(table).count({ n: '*' }).first())?.n);
      const rows = (table: string) => connection(table).orderBy('id');
      counts.imports = await rows('mc_imports').select('document_id', 'stage', 'status', 'deletion');
      counts.runs = await rows('mc_sync_runs').select('document_id', 'status');
      counts.deliveries = await rows('mc_webhook_deliveries').select('document_id', 'status');
      counts.subscriptions = (await rows('mc_connectors').select('subscription')).map(
        ({ subscription }: { subscription: unknown }) =>
          (asOfSqlite({ subscription }).subscription as string | null)?.match(/"kept":\{[^}]*\}/)?.[0] ??
          '"kept":{}',
      );
      return counts;
    };
    /** The first connector of the account that can be brought back; see `readFacts`. */
    const faculty = () =>
      String(
        from.mc_connectors?.find(({ id }) => String(id) === String(readFacts('sqlite').connectorId))
          ?.document_id,
      );

    it('fault 82: keeps still there, whatever is due and whatever is tried by hand, and says why', async () => {
      const before = await work();
      await site.strapi.db
        .connection('mc_connectors')
        .update({ next_run_at_ms: 1, subscription_due_at_ms: 1 });
      await site.strapi.db
        .connection('mc_imports')
        .whereIn('status', ['waiting', 'retrying', 'running'])
        .update({ next_attempt_at_ms: 1, lease_until_ms: null });
      await site.strapi.db
        .connection('mc_outbox_mails')
        .where({ status: 'waiting' })
        .update({ next_attempt_at_ms: 1 });
      await service<{ review(): Promise<void> }>('subscriptions').review();
      const { data, meta } = await viewsOf();
      for (const { enabled, status } of data) {
        expect(status.summary).toBe(enabled ? 'paused' : 'off');
        if (enabled) expect(status.problem).toMatchObject({ code: 'copied' });
      }
      expect(meta.foreign).toMatchObject({ ownership: 'copied', canTake: true });
      expect(english(meta.foreign?.what ?? '')).toContain('formerEnvironments');
      const refusedAs = async (method: string, path: string, body?: object) => {
        const { status, body: said } = await site.admin.call<{ error: { details: { code?: string } } }>(
          method,
          path,
          body,
        );
        return [status, JSON.stringify(said).includes('"owner.copied"')];
      };
      const at = `/connectors/${faculty()}`;
      expect(await refusedAs('POST', `${at}/sync`)).toEqual([400, true]);
      expect(await refusedAs('POST', `${at}/preview`)).toEqual([400, true]);
      expect(await refusedAs('POST', `${at}/confirm-accounts`, { accounts: 1 })).toEqual([400, true]);
      const { data: view } = await site.admin.must<{ data: ConnectorView }>('GET', at);
      const { provider, options, settings } = view;
      expect(
        await refusedAs('POST', '/connectors/check', { id: view.id, provider, options, settings }),
      ).toEqual([400, true]);
      // Saving, switching and what follows of it make no copy the owner.
      for (const enabled of [false, true]) await site.admin.must('POST', `${at}/enabled`, { enabled });
      await site.admin.must('PUT', at, { options, settings });
      await service<{ review(): Promise<void> }>('subscriptions').review();
      // Every queue looks at least once more.
      await sleep(6_000);
      const after = await work();
      // The run that is asked for by hand waits; it is one more.
      expect({ ...after, mc_sync_runs: 0, runs: 0 }).toEqual({ ...before, mc_sync_runs: 0, runs: 0 });
      const runs = new Map(
        (after.runs as { document_id: string; status: string }[]).map((r) => [r.document_id, r.status]),
      );
      for (const { document_id: id, status } of before.runs as { document_id: string; status: string }[])
        expect([id, runs.get(id)]).toEqual([id, status]);
      const open = async () =>
        (await rowsOf(site.strapi)).mc_outbox_mails?.filter(({ status }) => status === 'waiting');
      await until(open, (mails) => mails?.length === 0);
      expect(mailbox?.received).toEqual([]);
      expect(reached()).toEqual([]);
    });

    it('goes on when a manager says that this site is the owner now, and imports nothing twice', async () => {
      const zoom = await startZoomEmulator({ clock: () => readFacts('sqlite').madeAtMs });
      seedDemoAccount(zoom);
      try {
        const { connection } = site.strapi.db;
        // Of the other accounts no emulator runs.
        await connection('mc_connectors')
          .whereNot({ document_id: faculty() })
          .update({ enabled: false, subscription: null });
        await connection('mc_connectors')
          .where({ document_id: faculty() })
          .update({ watermark_ms: null, look_backs: null });
        const at = `/connectors/${faculty()}`;
        const { data: connector } = await site.admin.must<{ data: ConnectorView }>('GET', at);
        await site.admin.must('PUT', at, { options: connector.options, settings: zoom.connectorSettings });
        const before = await work();
        expect(zoom.log.entries).toEqual([]);
        const { data: taken } = await site.admin.must<TakeOver.Response>('POST', '/connectors/take-over');
        expect(taken.connectors).toBe(from.mc_connectors?.length);
        const run = await site.admin.runEnded(faculty());
        expect(run).toMatchObject({ status: 'finished', counts: { found: 11, imported: 0, failed: 0 } });
        expect(zoom.log.entries.length).toBeGreaterThan(0);
        const after = await work();
        for (const table of ['mc_recordings', 'files', 'mc_imports', 'admin_users'])
          expect([table, after[table]]).toEqual([table, before[table]]);
        const { data, meta } = await viewsOf();
        expect(data.find(({ id }) => id === faculty())?.status.summary).not.toBe('paused');
        expect(meta.foreign).toBeUndefined();
        const zoomPorts = [zoom.apiUrl, zoom.oauthUrl].map((url) => new URL(url).port);
        expect(reached().filter((port) => !zoomPorts.includes(port))).toEqual([]);
      } finally {
        await zoom.stop();
      }
    });
  });
}
