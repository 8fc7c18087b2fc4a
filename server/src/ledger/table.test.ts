import { memoryDatabase, type MemoryDatabase } from '../../../tests/support/memory-database';
import type { ConnectorRow } from './database';

describe('a row that is named by its id', () => {
  let database: MemoryDatabase;
  let row: ConnectorRow;
  beforeEach(async () => {
    database = await memoryDatabase();
    row = await database.connectors.insert({ provider: 'fake', name: 'Lectures', enabled: true });
    await database.connectors.insert({ provider: 'fake', name: 'Other', enabled: true });
  });
  afterEach(() => database.close());

  it.each<[Partial<ConnectorRow>, boolean]>([
    [{}, true],
    [{ enabled: true, name: 'Lectures' }, true],
    [{ enabled: false }, false],
    [{ name: 'Other' }, false],
    [{ leaseOwner: null }, true],
    [{ leaseOwner: 'somebody' }, false],
    [{ leaseFence: 0 }, true],
    [{ leaseFence: 1 }, false],
    [{ name: undefined }, true],
  ])('is compared with %j', async (facts, isLikeThat) => {
    const { connectors } = database;
    const where = { ...facts, id: row.id };
    expect((await connectors.find(where)).length).toBe(isLikeThat ? 1 : 0);
    expect(await connectors.update(where, { provider: 'fake' })).toBe(isLikeThat ? 1 : 0);
    expect(await connectors.remove(where)).toBe(isLikeThat ? 1 : 0);
  });

  it('is found by it, whatever else has an index', async () => {
    const sent: { sql: string; bindings: string[] }[] = [];
    database.sql.on('query', (query: (typeof sent)[number]) => void sent.push(query));
    const { imports, deliveries, mails } = database;
    await imports.update({ id: 'a', status: 'waiting' }, { title: 'b' });
    await deliveries.remove({ id: 'a', status: 'waiting' });
    await mails.findOne({ id: 'a', status: 'waiting' });
    for (const { sql, bindings } of [...sent]) {
      const plan: { detail: string }[] = await database.sql.raw(`explain query plan ${sql}`, bindings);
      expect(plan.map(({ detail }) => detail)).toEqual([expect.stringMatching(/\(document_id=\?\)$/)]);
    }
  });
});
