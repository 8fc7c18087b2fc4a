import SqliteDatabase from 'better-sqlite3';
import { ConnectorError } from '../domain/errors';
import { isDatabaseTrouble, isUniqueViolation } from './trouble';

const error = (code: string) => Object.assign(new Error('driver'), { code });

describe('trouble of the database', () => {
  it.each([
    'SQLITE_BUSY',
    'SQLITE_IOERR_WRITE',
    'SQLITE_FULL',
    '57P01',
    '40001',
    '53300',
    'ER_LOCK_DEADLOCK',
  ])('is told by the code %s', (code) => {
    expect(isDatabaseTrouble(error(code))).toBe(true);
    expect(isDatabaseTrouble(new Error('outer', { cause: error(code) }))).toBe(true);
  });

  it.each(['SQLITE_CONSTRAINT_UNIQUE', '23505', '42P01', 'ER_DUP_ENTRY', 'SQLITE_ERROR'])(
    'is not what %s says: that is a mistake of ours',
    (code) => expect(isDatabaseTrouble(error(code))).toBe(false),
  );

  it('is never what a provider did', () => {
    const provider = new ConnectorError('retry-later', 'The provider is away.', {
      code: 'network',
      cause: error('ECONNRESET'),
    });
    expect(isDatabaseTrouble(provider)).toBe(false);
    expect(isDatabaseTrouble('text')).toBe(false);
  });
});

describe('a row that is there already', () => {
  it.each(['SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_CONSTRAINT_PRIMARYKEY', '23505', 'ER_DUP_ENTRY'])(
    'is told by %s',
    (code) => expect(isUniqueViolation(error(code))).toBe(true),
  );

  it.each([
    'SQLITE_CONSTRAINT_NOTNULL',
    'SQLITE_CONSTRAINT_FOREIGNKEY',
    'SQLITE_CONSTRAINT_CHECK',
    'SQLITE_CONSTRAINT',
    'SQLITE_BUSY',
    '23502',
    '23503',
    'ER_BAD_NULL_ERROR',
    'ER_NO_REFERENCED_ROW_2',
    'ER_DATA_TOO_LONG',
  ])('is not what %s says', (code) => expect(isUniqueViolation(error(code))).toBe(false));

  it('is told by SQLite itself, and other broken rules are not', () => {
    const database = new SqliteDatabase(':memory:');
    database.exec('create table t (a text unique, b text not null)');
    const failure = (b: string | null): unknown => {
      try {
        database.prepare('insert into t values (?, ?)').run('a', b);
        return undefined;
      } catch (thrown) {
        return thrown;
      }
    };
    expect(failure('b')).toBeUndefined();
    expect(isUniqueViolation(failure('b'))).toBe(true);
    expect(isUniqueViolation(failure(null))).toBe(false);
    database.close();
  });
});
