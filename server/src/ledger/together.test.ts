import { memoryDatabase, type MemoryDatabase } from '../../../tests/support/memory-database';
import { together } from './together';

describe('writes that belong together', () => {
  let database: MemoryDatabase;
  beforeAll(async () => {
    database = await memoryDatabase();
  });
  afterAll(() => database.close());

  it('are committed at once', async () => {
    const row = await database.mails.insert({ keyHash: 'kept', recipient: 'ada@example.com' });
    await together(database, [row], async (sql) => {
      await database.mails.update({ id: row.id }, { attempts: 1 }, sql);
      Object.assign(row, { attempts: 1 });
    });
    expect(await database.mails.findOne({ id: row.id })).toMatchObject({ attempts: 1 });
    expect(row.attempts).toBe(1);
  });

  it('leave rows in memory as the database has them when they are rolled back', async () => {
    const row = await database.mails.insert({ keyHash: 'rolled back', recipient: 'ada@example.com' });
    await expect(
      together(database, [row], async (sql) => {
        await database.mails.update({ id: row.id }, { attempts: 1 }, sql);
        Object.assign(row, { attempts: 1 });
        throw new Error('the database went away');
      }),
    ).rejects.toThrow('the database went away');
    expect(await database.mails.findOne({ id: row.id })).toMatchObject({ attempts: row.attempts });
    expect(row.attempts).not.toBe(1);
  });
});
