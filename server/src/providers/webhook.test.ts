import fc from 'fast-check';
import { sameSecret } from './webhook';

describe('the comparison of secrets', () => {
  it('is true for equal ones only, of any length', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(sameSecret(a, b)).toBe(a === b);
        expect(sameSecret(a, Buffer.from(a))).toBe(true);
      }),
    );
    expect(sameSecret('s3cret', 's3cre')).toBe(false);
  });
});
