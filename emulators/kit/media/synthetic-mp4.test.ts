import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { syntheticMp4 } from './synthetic-mp4';

const KIB = 1024;

describe('a synthetic MP4', () => {
  it('has exactly the requested size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 64 * KIB, max: 3 * KIB * KIB }), fc.integer(), (sizeBytes, seed) => {
        const file = syntheticMp4({ sizeBytes, seed });
        expect(file.read(0, sizeBytes + 100)).toHaveLength(sizeBytes);
      }),
      { numRuns: 40 },
    );
  });

  it('reads any range as a part of the complete file', () => {
    const file = syntheticMp4({ sizeBytes: 4 * KIB * KIB + 7, seed: 'ranges' });
    const whole = file.read(0, file.sizeBytes);
    fc.assert(
      fc.property(fc.nat(file.sizeBytes), fc.nat(file.sizeBytes), (a, b) => {
        const [start, end] = a < b ? [a, b] : [b, a];
        expect(file.read(start, end).equals(whole.subarray(start, end))).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it('streams the same content and returns its hash', async () => {
    const file = syntheticMp4({ sizeBytes: 2 * KIB * KIB + 1, seed: 5 });
    const hash = createHash('sha256');
    for await (const chunk of file.stream()) hash.update(chunk as Buffer);
    const digest = hash.digest('hex');
    await expect(file.sha256()).resolves.toBe(digest);
    expect(createHash('sha256').update(file.read(0, file.sizeBytes)).digest('hex')).toBe(digest);

    const part = createHash('sha256');
    for await (const chunk of file.stream(1_000_000, 1_500_000)) part.update(chunk as Buffer);
    expect(part.digest('hex')).toBe(
      createHash('sha256').update(file.read(1_000_000, 1_500_000)).digest('hex'),
    );
  });

  it('is identical for the same seed, and different for another one', async () => {
    const hashOf = (seed: string | number, sizeBytes = 64 * KIB) =>
      syntheticMp4({ sizeBytes, seed }).sha256();
    expect(await hashOf('a')).toBe(await hashOf('a'));
    const others = await Promise.all(['a', 'b', 1, 2, 'c'].map((seed) => hashOf(seed)));
    expect(new Set(others).size).toBe(5);
  });

  it('has the requested duration', () => {
    expect(syntheticMp4({ sizeBytes: KIB * KIB, seed: 1, durationSeconds: 12.345 }).durationSeconds).toBe(
      12.345,
    );
  });

  it('needs no memory for its size: the end of 5 GiB is available at once', () => {
    const file = syntheticMp4({ sizeBytes: 5 * 1024 ** 3, seed: 'large' });
    expect(file.read(file.sizeBytes - 10, file.sizeBytes)).toHaveLength(10);
    expect(file.read(0, 8).toString('latin1', 4)).toBe('ftyp');
  });

  it('refuses sizes that don’t fit the duration', () => {
    expect(() => syntheticMp4({ sizeBytes: 1000, seed: 1 })).toThrow(RangeError);
    expect(() => syntheticMp4({ sizeBytes: 64 * KIB, seed: 1, durationSeconds: 3600 })).toThrow(/at least/);
    expect(() => syntheticMp4({ sizeBytes: 5 * 1024 ** 3, seed: 1, durationSeconds: 5 })).toThrow(
      /longer duration/,
    );
  });
});
