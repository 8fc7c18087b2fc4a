import type { Core } from '@strapi/strapi';
import { memoryDatabase, type MemoryDatabase } from '../../../tests/support/memory-database';
import { sweepOrphans } from './orphans';

describe('files that crashes left behind', () => {
  let database: MemoryDatabase;
  const sweep = () =>
    sweepOrphans({} as Core.Strapi, {
      clock: Date.now,
      database,
      library: { localDir: undefined },
      spool: { sweep: () => Promise.resolve(3) },
    });

  beforeEach(async () => {
    database = await memoryDatabase({ name: 'staging', former: [] });
  });
  afterEach(() => database.close());

  it('are removed by no copy of the site, which may share its storage with the original (G9)', async () => {
    const { id } = await database.connectors.insert({
      provider: 'fake',
      name: 'x',
      environment: 'production',
    });
    expect(await sweep()).toBe(0);
    await database.connectors.update({ id }, { environment: 'staging' });
    expect(await sweep()).toBe(3);
  });
});
