import { createHash } from 'node:crypto';
import { quickXorHash } from './quick-xor';

const hashOf = (...parts: Uint8Array[]): string => {
  const hash = quickXorHash();
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** The same bytes each time, of any length. */
const bytesOf = (length: number): Buffer => {
  const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, index) =>
    createHash('sha256').update(String(index)).digest(),
  );
  return Buffer.concat(blocks).subarray(0, length);
};

describe('the hash that OneDrive gives for a file', () => {
  // Calculated by `rclone hashsum quickxor` 1.60, which shares no code with ours; in base64.
  it.each([
    [0, 'AAAAAAAAAAAAAAAAAAAAAAAAAAA='],
    [1, 'XwAAAAAAAAAAAAAAAQAAAAAAAAA='],
    [2, 'X2AHAAAAAAAAAAAAAgAAAAAAAAA='],
    [19, 'fm8F4krAD2S8AQfZgwIe2NCGNLA='],
    [20, 'fm8F4krAfWS8AQfZhAIe2NCGNLA='],
    [21, 'fm8F4krAfbSxAQfZhQIe2NCGNLA='],
    [159, 'QAgE1ys5Ix9+QMXD6J2rJY5W5GQ='],
    [160, 'QAgE1ys5Ix9+QMXD152rJY5WpHU='],
    [161, 'rwgE1ys5Ix9+QMXD1p2rJY5WpHU='],
    [1000, 'ksgmrQA6eU2ALkg+2hUEbZFjEs4='],
    [300000, 'Dt1+f4Pz6QNKbyUt8TX5G+eUwdo='],
  ] as const)('of %d bytes is %s', (length, expected) => {
    expect(hashOf(bytesOf(length))).toBe(expected);
  });

  it('is the same in whatever parts the bytes come', () => {
    const bytes = bytesOf(1_000);
    const whole = hashOf(bytes);
    for (const cut of [0, 1, 7, 159, 160, 161, 999]) {
      expect(hashOf(bytes.subarray(0, cut), bytes.subarray(cut))).toBe(whole);
    }
  });
});
