import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { transform } from 'esbuild';

const ADMIN = path.join(__dirname, '..', '..', 'dist', 'admin');
/** All pages, for one reader (UX V5). Who reads another language loads the panel's own English as well. */
const MOST_BYTES = 150_000;
const FURTHER_LANGUAGES = ['uk'];
const isTextOf = (name: string, language: string) => name.startsWith(`${language}-`);
/** English texts of the server's messages, which only English readers load. */
const isEnglishOnly = (name: string) => isTextOf(name, 'en');

/** As a site's own build of its panel hands it to browsers: minified, each piece compressed by itself. */
const sizeOf = async (file: string) =>
  gzipSync(
    (await transform(readFileSync(path.join(ADMIN, file), 'utf8'), { minify: true, charset: 'utf8' })).code,
  ).length;

describe('the built admin panel', () => {
  it('is at most 150 kB for a reader of any language, all pages together', async () => {
    const pieces = readdirSync(ADMIN).filter((name) => name.endsWith('.mjs'));
    expect(pieces).not.toEqual([]);
    const sizes = await Promise.all(pieces.map(async (name) => ({ name, bytes: await sizeOf(name) })));
    const largest = sizes.sort((a, b) => b.bytes - a.bytes).slice(0, 5);
    const sum = (of: typeof sizes) => of.reduce((total, { bytes }) => total + bytes, 0);
    // What is largest stands beside the number, for whoever has to make it smaller.
    const judged = (total: number, most: number) => (total <= most ? 'small enough' : { total, largest });
    const common = sizes.filter(
      ({ name }) => !FURTHER_LANGUAGES.some((language) => isTextOf(name, language)),
    );
    expect(judged(sum(common), MOST_BYTES)).toBe('small enough');
    for (const language of FURTHER_LANGUAGES) {
      const texts = sizes.filter(({ name }) => isTextOf(name, language));
      expect(texts).not.toEqual([]);
      const others = common.filter(({ name }) => !isEnglishOnly(name));
      expect(others.length).toBeLessThan(common.length);
      expect(judged(sum(others) + sum(texts), MOST_BYTES)).toBe('small enough');
    }
  });

  it('loads pages and further languages only when they are opened', async () => {
    const first = readdirSync(ADMIN).find((name) => /^index-.*\.mjs$/.test(name)) ?? '';
    expect(await sizeOf(first)).toBeLessThan(40_000);
  });
});
