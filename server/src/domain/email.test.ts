import { isEmailAddress, sameEmail } from './email';

describe('e-mail addresses', () => {
  it('are compared exactly, but for case and Unicode composition', () => {
    expect(sameEmail('Ada@Example.com', ' ada@example.COM ')).toBe(true);
    expect(sameEmail('jose\u0301@example.com', 'jos\u00e9@example.com')).toBe(true);
    expect(sameEmail('ada+zoom@example.com', 'ada@example.com')).toBe(false);
    expect(sameEmail('a.da@example.com', 'ada@example.com')).toBe(false);
    expect(sameEmail('\u0430da@example.com', 'ada@example.com')).toBe(false);
    // Lower case makes a k of the sign of Kelvin; characters that can't be seen are not dropped.
    expect(sameEmail('\u212aate@example.com', 'kate@example.com')).toBe(false);
    expect(sameEmail('ka\u200bte@example.com', 'kate@example.com')).toBe(false);
  });
  it('are one plain address and nothing beside it', () => {
    expect(isEmailAddress('ada@example.com')).toBe(true);
    expect(isEmailAddress('jose\u0301@example.com')).toBe(true);
    expect(isEmailAddress('jos\u00e9@example.com')).toBe(true);
    for (const wrong of [
      'ada',
      'ada@',
      'Ada <ada@example.com>',
      'a@example.com, b@example.com',
      '',
      'ka\u200bte@example.com',
    ]) {
      expect(isEmailAddress(wrong)).toBe(false);
    }
  });
});
