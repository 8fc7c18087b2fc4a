import { memoryDatabase, type MemoryDatabase } from '../../../tests/support/memory-database';
import { relinkPeople } from './moved';

describe('a reference to a user', () => {
  let database: MemoryDatabase;
  const account = (table: string, id: number, documentId: string, email: string) =>
    database.sql(table).insert({ id, document_id: documentId, email });
  const clear = (table: string) => database.sql(table).delete();
  beforeEach(async () => {
    database = await memoryDatabase();
    await database.add('admin::user', 'admin_users', ['email']);
    await database.add('plugin::users-permissions.user', 'up_users', ['email']);
    await account('admin_users', 1, 'mira', 'Mira@School.example');
    await account('admin_users', 2, 'noor', 'noor@school.example');
    await account('up_users', 1, 'ada', 'ada@school.example');
  });
  afterEach(() => database.close());

  const connector = (name: string, by: number | null) =>
    database.connectors.insert({ provider: 'fake', name, hookKey: name, savedById: by, configuredById: by });
  const savers = async () =>
    (await database.connectors.find({})).map(({ name, savedById }) => [name, savedById]);

  it('names them by number and by what survives a move, in the same statement', async () => {
    const { id } = await connector('a', 1);
    expect(await database.connectors.findOne({ id })).toMatchObject({
      savedById: 1,
      savedByWho: 'mira mira@school.example',
    });
    await database.connectors.update({ id }, { savedById: 2 });
    expect(await database.connectors.findOne({ id })).toMatchObject({
      savedByWho: 'noor noor@school.example',
    });
    await database.connectors.update({ id }, { savedById: null });
    expect(await database.connectors.findOne({ id })).toMatchObject({ savedById: null, savedByWho: null });
    const host = await database.hosts.insert({
      keyHash: 'h',
      state: 'linked',
      directory: 'users-permissions',
      userId: 1,
      decidedById: 2,
    });
    expect(host).toMatchObject({ userWho: 'ada', decidedByWho: 'noor noor@school.example' });
  });

  it('stays on the same site, also when the address of the account changes', async () => {
    await connector('a', 1);
    await database.sql('admin_users').where({ id: 1 }).update({ email: 'mira@other.example' });
    expect(await relinkPeople(database.strapi)).toBe(0);
    expect(await savers()).toEqual([['a', 1]]);
    expect(await database.connectors.find({})).toMatchObject([{ savedByWho: 'mira mira@other.example' }]);
  });

  it('is nobody rather than somebody else after a move, and users of the panel are found by address', async () => {
    await connector('a', 1);
    await connector('b', 2);
    await connector('c', null);
    // The other site: numbers and document ids of its own.
    await clear('admin_users');
    await account('admin_users', 1, 'bob', 'bob@school.example');
    await account('admin_users', 2, 'mira2', 'mira@school.example');
    expect(await relinkPeople(database.strapi)).toBeGreaterThan(0);
    expect(await savers()).toEqual([
      ['a', 2],
      ['b', null],
      ['c', null],
    ]);
    expect(await relinkPeople(database.strapi)).toBe(0);
    // Noor gets an account there later.
    await account('admin_users', 3, 'noor3', 'noor@school.example');
    await relinkPeople(database.strapi);
    expect((await savers())[1]).toEqual(['b', 3]);
  });

  it('to a member follows the document id, and never an address that anybody may register', async () => {
    const add = (keyHash: string) =>
      database.hosts.insert({ keyHash, state: 'linked', directory: 'users-permissions', userId: 1 });
    await add('h');
    await clear('up_users');
    await account('up_users', 1, 'eve', 'eve@school.example');
    await account('up_users', 5, 'ada', 'ada@school.example');
    await relinkPeople(database.strapi);
    expect(await database.hosts.find({})).toMatchObject([{ userId: 5 }]);
    await clear('up_users');
    await account('up_users', 5, 'eve', 'ada@school.example');
    await relinkPeople(database.strapi);
    expect(await database.hosts.find({})).toMatchObject([{ userId: null, userWho: 'ada' }]);
  });

  it('swaps two people who have each other’s numbers', async () => {
    await connector('a', 1);
    await connector('b', 2);
    await clear('admin_users');
    await account('admin_users', 2, 'x', 'mira@school.example');
    await account('admin_users', 1, 'y', 'noor@school.example');
    await relinkPeople(database.strapi);
    expect(await savers()).toEqual([
      ['a', 2],
      ['b', 1],
    ]);
  });

  it('of version 0.1 is named once, while the numbers are still right', async () => {
    await connector('a', 1);
    await connector('b', 9);
    await database.sql('mc_connectors').update({ saved_by_who: null, configured_by_who: null });
    expect(await relinkPeople(database.strapi)).toBe(0);
    expect(await database.connectors.find({})).toMatchObject([
      { savedById: 1, savedByWho: 'mira mira@school.example' },
      { savedById: null, savedByWho: '' },
    ]);
  });

  it('in the history of a review is forgotten after a move, and only then', async () => {
    const step = { atMs: 1, byId: 1, what: 'approved' as const };
    await database.reviews.insert({
      recordingDocumentId: 'r',
      state: 'approved',
      decidedById: 1,
      history: [step],
    });
    await relinkPeople(database.strapi);
    expect(await database.reviews.find({})).toMatchObject([{ history: [step] }]);
    await clear('admin_users');
    await relinkPeople(database.strapi);
    expect(await database.reviews.find({})).toMatchObject([{ decidedById: null, history: [step] }]);
    await account('admin_users', 4, 'z', 'mira@school.example');
    await relinkPeople(database.strapi);
    expect(await database.reviews.find({})).toMatchObject([{ decidedById: 4, history: [step] }]);
    // Another site, where number 4 is somebody else.
    await clear('admin_users');
    await account('admin_users', 4, 'bob', 'bob@school.example');
    await relinkPeople(database.strapi);
    expect(await database.reviews.find({})).toMatchObject([
      { decidedById: null, history: [{ ...step, byId: null }] },
    ]);
  });
});
