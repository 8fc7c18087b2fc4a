import { memoryDatabase, type MemoryDatabase } from '../../../tests/support/memory-database';
import { DEFAULT_CONNECTOR_OPTIONS } from '../../../contracts/defaults';
import { english } from '../../../contracts/messages/say';
import { contentTypes } from '../content-types';
import { readOptions, SETTINGS_UNREADABLE } from './shapes';
import type { Table } from './table';

interface Described {
  readonly schema: { readonly attributes: Readonly<Record<string, { readonly type: string }>> };
}

const ODD = [
  'no JSON {',
  '{}',
  '[]',
  'null',
  '7',
  'true',
  '"A plain sentence."',
  '{"what":{"code":5},"code":"x"}',
  '{"message":"An old sentence."}',
  '["a","b"]',
  '[null]',
  '[{}]',
];
const OPTIONS = { ...DEFAULT_CONNECTOR_OPTIONS, name: 'Lectures' };

describe('a row with a column that nobody can read', () => {
  let database: MemoryDatabase;
  beforeEach(async () => {
    database = await memoryDatabase();
  });
  afterEach(() => database.close());

  const tables = (): Record<string, Table<{ id: string }>> =>
    ({
      connector: database.connectors,
      'sign-in': database.signIns,
      'sync-run': database.runs,
      import: database.imports,
      'import-file': database.files,
      'outbox-mail': database.mails,
      alert: database.alerts,
      review: database.reviews,
      'webhook-delivery': database.deliveries,
      participant: database.participants,
    }) as never;

  it('is read, whichever column it is, and the others are as they were', async () => {
    let columns = 0;
    for (const [name, { schema }] of Object.entries(contentTypes) as [string, Described][]) {
      const table = tables()[name];
      const json = Object.entries(schema.attributes).filter(([, { type }]) => type === 'json');
      if (table === undefined) {
        // Content entries are Strapi's to read.
        expect([name, name === 'recording' ? [] : json]).toEqual([name, []]);
        continue;
      }
      const [record]: { id: number }[] = await table.query().insert({ document_id: name }).returning('*');
      for (const [attribute] of json) {
        columns += 1;
        for (const odd of ODD) {
          const column = table.column(attribute as 'id');
          await table
            .query()
            .where({ id: record?.id })
            .update({ [column]: odd });
          const [row] = await table.find({});
          expect(row?.id).toBe(name);
          await table
            .query()
            .where({ id: record?.id })
            .update({ [column]: null });
        }
      }
    }
    expect(columns).toBeGreaterThan(20);
  });

  it('keeps a problem a problem', async () => {
    const run = await database.runs.insert({ connectorId: '1', trigger: 'schedule', status: 'failed' });
    for (const odd of ODD.filter((text) => text !== 'null')) {
      await database.runs.query().where({ document_id: run.id }).update({ problem: odd });
      const read = await database.runs.findOne({ id: run.id });
      expect(english(read?.problem?.what ?? '')).toBe('What was kept here can’t be read.');
    }
  });

  it('needs a person when it is a connector’s settings, which keeps its name', async () => {
    const row = await database.connectors.insert({
      provider: 'fake',
      name: 'Lectures',
      enabled: true,
      settings: {},
      options: OPTIONS,
    });
    expect(row).toMatchObject({ needsYou: null, options: OPTIONS });
    for (const column of ['options', 'settings'])
      for (const odd of ODD) {
        // Without any setting of its own an account can be complete.
        if (column === 'settings' && odd === '{}') continue;
        if (column === 'settings' && odd.startsWith('{"message"')) continue;
        await database.connectors
          .query()
          .where({ document_id: row.id })
          .update({ [column]: odd });
        const read = await database.connectors.findOne({ id: row.id });
        expect([odd, read?.needsYou?.code]).toEqual([odd, SETTINGS_UNREADABLE]);
        expect(read).toMatchObject({ name: 'Lectures', options: { name: 'Lectures', hostEmails: [] } });
        await database.connectors
          .query()
          .where({ document_id: row.id })
          .update({ [column]: JSON.stringify(column === 'options' ? OPTIONS : {}) });
      }
  });
});

describe('options of a connector', () => {
  it('of an older version get the defaults of newer ones, in rules too', () => {
    const { useProxy, joinSegments, ...older } = OPTIONS;
    const rules = { skipKinds: ['chat'], ruleOfAnotherVersion: true };
    const publish = { tags: ['algebra'], other: 1 };
    expect(readOptions({ ...older, rules, publish, optionOfAnotherVersion: 1 }, '')).toEqual({
      options: {
        ...OPTIONS,
        useProxy,
        joinSegments,
        rules: { ...OPTIONS.rules, skipKinds: ['chat'] },
        publish: { tags: ['algebra'] },
      },
      unreadable: [],
    });
  });

  it('that can’t be read are named, and never widen what is imported', () => {
    const { hostEmails: _, ...open } = OPTIONS;
    expect(readOptions(open, '').unreadable).toEqual([['hostEmails']]);
    expect(readOptions({ ...OPTIONS, hostEmails: 'ada@example.com' }, '').unreadable).toEqual([
      ['hostEmails'],
    ]);
    expect(readOptions({ ...OPTIONS, rules: 5, importSince: 7 }, '').unreadable).toEqual([
      ['importSince'],
      ['rules'],
    ]);
  });
});
