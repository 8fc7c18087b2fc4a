import { ConnectorError } from '../domain/errors';
import { isDatabaseTrouble } from './trouble';

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
