import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { transform } from 'esbuild';

const ADMIN = path.join(__dirname, '..', '..', 'dist', 'admin');
const MOST_BYTES = 120_000;

/** As a site's own build of its panel hands it to browsers: minified, each piece compressed by itself. */
const sizeOf = async (file: string) =>
  gzipSync(
    (await transform(readFileSync(path.join(ADMIN, file), 'utf8'), { minify: true, charset: 'utf8' })).code,
  ).length;

describe('the built admin panel', () => {
  it('is at most 120 kB for a browser, all pages and languages together', async () => {
    const pieces = readdirSync(ADMIN).filter((name) => name.endsWith('.mjs'));
    expect(pieces).not.toEqual([]);
    const sizes = await Promise.all(pieces.map(async (name) => ({ name, bytes: await sizeOf(name) })));
    const largest = sizes.sort((a, b) => b.bytes - a.bytes).slice(0, 5);
    const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
    // What is largest stands beside the number, for whoever has to make it smaller.
    expect(total <= MOST_BYTES ? 'small enough' : { total, largest }).toBe('small enough');
  });

  it('loads pages and further languages only when they are opened', async () => {
    const first = readdirSync(ADMIN).find((name) => /^index-.*\.mjs$/.test(name)) ?? '';
    expect(await sizeOf(first)).toBeLessThan(40_000);
  });
});
