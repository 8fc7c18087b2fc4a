import { memoryDatabase, type MemoryDatabase } from '../../../tests/support/memory-database';
import { message } from '../../../contracts/messages/catalogue';
import type { Language } from '../../../contracts/messages/say';
import type { RunLogEntry } from '../../../contracts/runs';
import { openRunLog } from '../ledger/runs';
import { pageOfLog } from './log-search';

describe('the log of a run', () => {
  let database: MemoryDatabase;
  beforeEach(async () => {
    database = await memoryDatabase();
  });
  afterEach(() => database.close());

  const add = async (...said: (string | { title: string } | number)[]) => {
    const log = openRunLog(database, (text) => text, '1');
    for (const one of said) {
      if (typeof one === 'number')
        await log.add('warning', 'skipped-some', message('log.not-deleted', { title: String(one) }));
      else if (typeof one === 'string') await log.add('info', 'a-code', one);
      else await log.add('info', 'imported', message('log.imported', one));
    }
  };
  const search = async (words: string, language: Language = 'en', page = 1, pageSize = 20) => {
    const { data, meta } = await pageOfLog(
      database,
      '1',
      { page, pageSize, ...(words === '' ? {} : { search: words }) },
      language,
      (rows) => Promise.resolve(rows.map(({ id }) => ({ id }) as RunLogEntry)),
    );
    const lines = await database.runLog.find({});
    const numberOf = (id: string) => lines.findIndex((line) => line.id === id) + 1;
    return { ids: data.map(({ id }) => numberOf(id)), total: meta.pagination.total };
  };

  it('is found by what its lines say, across text and value, in the language of the reader', async () => {
    await add({ title: 'Week 5' }, { title: 'Week 6' }, 'An old sentence of 0.1.');
    expect(await search('imported: week 5')).toEqual({ ids: [1], total: 1 });
    expect(await search('Імпортовано: Week 6', 'uk')).toEqual({ ids: [2], total: 1 });
    expect((await search('Імпортовано:', 'en')).ids).toEqual([]);
    expect((await search('Imported:', 'uk')).ids).toEqual([]);
    expect((await search('old sentence', 'uk')).ids).toEqual([3]);
    expect((await search('a-code')).ids).toEqual([3]);
  });

  it('is found however a letter with its marks is written', async () => {
    await add({ title: 'Caf\u00e9' }, { title: 'Cafe\u0301' });
    expect(await search('cafe\u0301')).toEqual({ ids: [1, 2], total: 2 });
    expect(await search('CAF\u00c9')).toEqual({ ids: [1, 2], total: 2 });
  });

  it('is not found by what no reader sees: names of values and how a row is written', async () => {
    await add({ title: 'Week 5' });
    for (const words of ['"code"', 'values', 'log.imported', '{', '%', '_'])
      expect((await search(words)).ids).toEqual([]);
  });

  it('is found by the title of the recording that is shown beside a line', async () => {
    const row = await database.imports.insert({
      connectorId: '1',
      keyHash: 'k',
      occurrenceId: 'o',
      title: 'Лекція',
      stage: 'fetch',
      status: 'waiting',
    });
    await openRunLog(database, (text) => text, '1').add('error', 'broken', 'It broke', row.id);
    expect((await search('лекція')).ids).toEqual([1]);
  });

  it('is shown in pages, with a search over more lines than are read at once', async () => {
    const { runLog } = database;
    for (let batch = 0; batch < 13; batch += 1)
      await runLog.insertMany(
        Array.from({ length: 100 }, (_, index) => ({
          runId: batch === 12 ? '2' : '1',
          atMs: 1,
          level: 'info' as const,
          code: 'x',
          message: index === 0 ? 'found' : 'other',
        })),
      );
    expect(await search('', 'en', 2, 500)).toMatchObject({ total: 1_200 });
    expect(await search('found', 'en', 3, 5)).toEqual({ ids: [1_001, 1_101], total: 12 });
  });
});
