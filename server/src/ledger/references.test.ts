import { memoryDatabase, type MemoryDatabase } from '../../../tests/support/memory-database';
import { keyHash } from '../domain/hash';
import { migrateReferences } from './references';

const shortHash = (value: unknown) => keyHash(JSON.stringify(value)).slice(0, 11);

describe('rows of version 0.1, which refer to others by number', () => {
  let database: MemoryDatabase;
  /** Written as that version did: the columns hold numbers. */
  const put = async (table: string, row: Record<string, unknown>) => {
    await database.sql(table).insert(row);
  };
  const all = (table: string): Promise<Record<string, unknown>[]> => database.sql(table).orderBy('id');

  beforeEach(async () => {
    database = await memoryDatabase();
    await database.add('plugin::upload.file', 'files', ['hash']);
    await put('files', { id: 40, document_id: 'film', hash: 'a' });
    // Gaps and another order, so that a number is nobody's by chance.
    for (const [id, document_id] of [
      [3, 'second'],
      [7, 'first'],
    ])
      await put('mc_connectors', { id, document_id, hook_key: document_id });
    await put('mc_sync_runs', { id: 70, document_id: 'run', connector_id: '7' });
  });
  afterEach(() => database.close());

  const addImports = async (count: number) => {
    for (let number = 1; number <= count; number += 1)
      await put('mc_imports', {
        id: number + 10,
        document_id: `import${number}`,
        key_hash: `key${number}`,
        connector_id: number % 2 === 0 ? '3' : '7',
        run_id: '70',
        written: JSON.stringify({
          titleTemplate: '{title}',
          entries: { entry: { video: `${shortHash(40)}:${shortHash(41)}`, title: shortHash(40) } },
        }),
      });
  };
  const right = async (count: number) => {
    const rows = await all('mc_imports');
    expect(rows.map((row) => [row.document_id, row.connector_id, row.run_id])).toEqual(
      Array.from({ length: count }, (_, index) => [
        `import${index + 1}`,
        (index + 1) % 2 === 0 ? 'second' : 'first',
        'run',
      ]),
    );
  };

  it('refer to the same rows and files by key afterwards, and a second time changes nothing', async () => {
    await addImports(3);
    await put('mc_import_files', { id: 1, document_id: 'f1', import_id: '12', media_file_id: '40' });
    await put('mc_import_files', { id: 2, document_id: 'f2', import_id: '13', media_file_id: '41' });
    await put('mc_import_files', { id: 3, document_id: 'f3', import_id: '13', media_file_id: null });
    await put('mc_credentials', { id: 1, document_id: 'c1', connector_id: '3', field: 'token', cipher: 'x' });
    await put('mc_run_log', { id: 1, document_id: 'l1', run_id: '70', import_id: '11' });
    await put('mc_webhook_deliveries', {
      id: 1,
      document_id: 'd1',
      connector_id: '7',
      import_ids: '[12,99]',
    });
    await put('mc_alerts', {
      id: 1,
      document_id: 'a1',
      connector_id: '7',
      cause: 'link-expires',
      subject: 'import:12',
    });
    await put('mc_alerts', { id: 2, document_id: 'a2', connector_id: '7', cause: 'late', subject: '' });

    expect(await migrateReferences(database.strapi)).toBe(12);
    await right(3);
    expect((await all('mc_import_files')).map((row) => [row.import_id, row.media_file_id])).toEqual([
      ['import2', 'film'],
      // A file that nobody has stays a file that nobody has.
      ['import3', 'gone41'],
      ['import3', null],
    ]);
    expect(await all('mc_credentials')).toMatchObject([{ connector_id: 'second' }]);
    expect(await all('mc_run_log')).toMatchObject([{ run_id: 'run', import_id: 'import1' }]);
    expect(await all('mc_webhook_deliveries')).toMatchObject([
      { connector_id: 'first', import_ids: '["import2","gone99"]' },
    ]);
    expect((await all('mc_alerts')).map((row) => row.subject)).toEqual(['import:import2', '']);

    const before = JSON.stringify(await all('mc_imports'));
    expect(await migrateReferences(database.strapi)).toBe(0);
    expect(JSON.stringify(await all('mc_imports'))).toBe(before);
  });

  it('know by key what they wrote into entries, so that an editor’s change is still told from ours', async () => {
    await addImports(1);
    await put('mc_import_files', { id: 1, document_id: 'f1', import_id: '11', media_file_id: '40' });
    await migrateReferences(database.strapi);
    const [row] = await all('mc_imports');
    expect(JSON.parse(String(row?.written))).toEqual({
      titleTemplate: '{title}',
      entries: { entry: { video: `${shortHash('film')}:${shortHash(41)}`, title: shortHash(40) } },
    });
  });

  it('keep the host who has no address', async () => {
    const old = keyHash('host\u00007\u0000zoom-9');
    await put('mc_hosts', { id: 1, document_id: 'h', key_hash: old, connector_id: '7', name: 'Ada' });
    for (const id of [1, 2])
      await put('mc_imports', {
        id,
        document_id: `import${id}`,
        key_hash: `key${id}`,
        connector_id: '7',
        host_key_hash: old,
        occurrence: JSON.stringify({ host: { id: 'zoom-9' }, files: [] }),
      });
    await migrateReferences(database.strapi);
    const now = keyHash('host\u0000first\u0000zoom-9');
    expect(await all('mc_hosts')).toMatchObject([{ key_hash: now, connector_id: 'first' }]);
    expect((await all('mc_imports')).map((row) => row.host_key_hash)).toEqual([now, now]);
  });

  it('are finished after a kill, whichever statement it came before', async () => {
    await addImports(1_200);
    await put('mc_import_files', { id: 1, document_id: 'f1', import_id: '1210', media_file_id: '40' });
    const { transaction } = database.strapi.db;
    let left = 2;
    const killed = jest.spyOn(database.strapi.db, 'transaction').mockImplementation(((work: never) => {
      left -= 1;
      if (left < 0) throw new Error('killed');
      return transaction.call(database.strapi.db, work);
    }) as never);
    await expect(migrateReferences(database.strapi)).rejects.toThrow('killed');
    expect((await all('mc_imports')).filter((row) => row.connector_id === '7').length).toBeGreaterThan(0);
    killed.mockRestore();
    await migrateReferences(database.strapi);
    await right(1_200);
    // The mark needs the number of the file, which is turned into a key only when no import waits for it.
    const last = (await all('mc_imports')).at(-1);
    expect(String(last?.written)).toContain(shortHash('film'));
  });

  it('are taken by one of two instances that start at once', async () => {
    await addImports(1_200);
    const changed = await Promise.all([
      migrateReferences(database.strapi),
      migrateReferences(database.strapi),
    ]);
    // 1,200 imports and a run.
    expect(changed.reduce((sum, number) => sum + number, 0)).toBe(1_201);
    await right(1_200);
  });

  it('are no business of a site that has none', async () => {
    await database.sql(database.runs.name).delete();
    const asked = jest.spyOn(database.strapi.db, 'transaction');
    expect(await migrateReferences(database.strapi)).toBe(0);
    expect(asked).toHaveBeenCalledTimes(9);
  });
});
