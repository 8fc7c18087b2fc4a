import { memoryDatabase } from '../../../tests/support/memory-database';
import { ConnectorError } from './errors';
import { asConnectorError, describeError, unexpectedErrors, type UnexpectedError } from './unexpected';

const PRIVATE = 'ada@example.org: what nobody else may read';

describe('an error that nobody foresaw', () => {
  const told: UnexpectedError[] = [];
  const listen = (found: unknown) => void told.push(found as UnexpectedError);
  beforeAll(() => unexpectedErrors.subscribe(listen));
  beforeEach(() => void told.splice(0));
  afterAll(() => void unexpectedErrors.unsubscribe(listen));

  const failingInsert = async (): Promise<unknown> => {
    const database = await memoryDatabase();
    try {
      const row = { connectorId: '1', field: PRIVATE, cipher: 'x' };
      await database.credentials.insert(row);
      await database.credentials.insert(row);
      throw new Error('it was inserted');
    } catch (error) {
      return error;
    } finally {
      await database.close();
    }
  };

  it('of the database names every value, and is described by class, code and stack alone', async () => {
    const error = await failingInsert();
    expect(String(error)).toContain(PRIVATE);
    const text = describeError(error);
    expect(text).toMatch(/^SqliteError, code SQLITE_CONSTRAINT_UNIQUE\n {4}at /);
    expect(text).not.toContain('ada@');
  });

  it.each([
    ['quotes what a parser read', () => JSON.parse(PRIVATE) as unknown, /^SyntaxError\n {4}at /],
    [
      'has lines that look like a stack',
      () => fail(`x\n    at ${PRIVATE} (a.ts:1:1)`),
      /^Error\n {4}at fail /,
    ],
    [
      'got another text since it was made',
      () => {
        const error = new Error(PRIVATE);
        error.message = 'x';
        throw error;
      },
      /^Error\n {4}at /,
    ],
    ['has a code that is no word', () => fail('x', { code: PRIVATE }), /^Error\n {4}at fail /],
    ['has a cause', () => fail('x', { cause: new TypeError(PRIVATE) }), /\nbecause of TypeError\n {4}at /],
    [
      'was thrown without being one',
      () => {
        throw PRIVATE;
      },
      /^a thrown string$/,
    ],
  ])('that %s is described without its text', (_name, work, expected) => {
    const text = describeError(thrownBy(work));
    expect(text).toMatch(expected);
    expect(text).not.toContain('ada@');
  });

  it('is said to people by an id, which is the same for the same fault and stands in the log', () => {
    const again = () => thrownBy(() => fail(String(Math.random())));
    const [first, second] = [1, 2].map(() => asConnectorError(again()));
    expect(first).toMatchObject({ code: 'unexpected', failure: 'retry-later' });
    expect(first?.said).toEqual(second?.said);
    expect(told.map(({ id }) => ({ code: 'error.unexpected', values: { id } }))).toEqual([
      first?.said,
      second?.said,
    ]);
    expect(told[0]?.description).toContain('at fail ');
  });

  it('is told once, however many hands it passes', () => {
    const error = thrownBy(() => fail(PRIVATE));
    const made = asConnectorError(error);
    expect(asConnectorError(error)).toBe(made);
    expect(asConnectorError(made)).toBe(made);
    expect(told).toHaveLength(1);
    expect(made.cause).toBe(error);
  });

  it('is not what the plugin says itself', () => {
    const own = new ConnectorError('gone', 'The recording is gone.', { code: 'gone' });
    expect(describeError(own)).toBe('gone: The recording is gone.');
    expect(asConnectorError(own)).toBe(own);
    expect(told).toEqual([]);
  });
});

function fail(text: string, more: { code?: string; cause?: unknown } = {}): never {
  throw Object.assign(new Error(text, { cause: more.cause }), more);
}
function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
