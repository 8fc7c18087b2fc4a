import { memoryDatabase, type MemoryDatabase } from '../../../tests/support/memory-database';
import { message } from '../../../contracts/messages/catalogue';
import { readMessage } from '../../../contracts/messages/stored';
import { createRedactor } from '../log/redact';
import { figuresOf, NO_COUNTS, openOf, openRunLog, totalOf, type Tally } from './runs';

const tally: Tally = {
  byStatus: { waiting: 2, retrying: 1, running: 3, done: 4, dead: 1, skipped: 1 },
  imported: 6,
  lingering: 2,
  working: 2,
  bytesDone: 700,
  bytesTotal: undefined,
  due: 5,
};

describe('the figures of a run', () => {
  it('are those of its imports as they stand, with what the listing counted', () => {
    const listed = { ...NO_COUNTS, found: 20, known: 7, skipped: 1, skippedByReason: { short: 1 } };
    expect(figuresOf(listed, tally, true)).toEqual({
      found: 20,
      known: 7,
      skipped: 1,
      skippedByReason: { short: 1 },
      imported: 6,
      incomplete: 0,
      running: 2,
      waiting: 2,
      failed: 1,
      bytes: 700,
    });
  });

  it('say of a run of events how many imports it has', () => {
    expect(figuresOf(NO_COUNTS, tally, false).found).toBe(12);
  });

  it('count what only waits for its deletion at the provider as done', () => {
    expect({ total: totalOf(tally), open: openOf(tally) }).toEqual({ total: 12, open: 4 });
  });
});

describe('the log of a run', () => {
  const SECRET = 'S3cr3t-of-the-account';
  const LINK = `https://files.example/a.mp4?access_token=${SECRET}`;
  let database: MemoryDatabase;
  beforeEach(async () => {
    database = await memoryDatabase();
  });
  afterEach(() => database.close());

  const written = async (line: Parameters<ReturnType<typeof openRunLog>['add']>[2]) => {
    const redactor = createRedactor();
    redactor.addSecret(SECRET);
    await openRunLog(database, redactor.text, '7').add('error', 'refused', line, '3');
    const [row] = await database.runLog.find({ runId: '7' });
    if (row === undefined) throw new Error('no line was written');
    return row;
  };
  const base64 = Buffer.from(`id:${SECRET}`).toString('base64');

  it.each([
    ['a value', message('log.unknown-host', { provider: 'Zoom', host: SECRET })],
    ['a part of a value', message('log.unknown-host', { provider: 'Zoom', host: `see ${LINK} there` })],
    ['a value in another form', message('log.unknown-host', { provider: 'Zoom', host: base64 })],
    [
      'a message in a message',
      message('log.problem', { title: 'x', what: message('media.system-says', { words: LINK }) }),
    ],
    ['a list', message('run.unknown-hosts', { provider: 'Zoom', hosts: ['ada', SECRET] })],
    ['a sentence of an earlier version', `The answer was ${LINK}`],
    ['a line that is cut', message('media.system-says', { words: `${SECRET} ${'long '.repeat(500)}` })],
  ])('never has a secret, were it in %s', async (_where, line) => {
    const { message: stored } = await written(line);
    expect(stored).not.toContain(SECRET);
    expect(stored).not.toContain(base64);
    expect(stored).not.toContain('access_token');
    expect(stored.length).toBeLessThanOrEqual(2_000);
  });

  it('keeps the code and what is no secret, to be read in every language', async () => {
    const row = await written(message('log.unknown-host', { provider: 'Zoom', host: `ada ${SECRET}` }));
    expect(row).toMatchObject({ level: 'error', code: 'refused', importId: '3' });
    expect(readMessage(row.message)).toEqual(
      message('log.unknown-host', { provider: 'Zoom', host: 'ada [hidden]' }),
    );
  });

  it('is nowhere without a run', async () => {
    await openRunLog(database, (text) => text, null).add('info', 'x', 'x');
    expect(await database.runLog.find({})).toEqual([]);
  });
});
