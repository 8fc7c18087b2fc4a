import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const SOURCES = path.join(__dirname, '..');
const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.tsx'),
);
const filesWith = (what: RegExp) =>
  files.filter((name) => what.test(readFileSync(path.join(SOURCES, name), 'utf8'))).sort();

/** What they look like on a screen of 1,280 px is tested in a browser, in tests/e2e/first-hour.test.ts. */
describe('the tables of the panel', () => {
  it('are all made in one place, which keeps them as wide as their container', () => {
    const own = path.join('components', 'data-table.tsx');
    expect(filesWith(/<Table\.Root|<table\b|RawTable/)).toEqual([own]);
    expect(readFileSync(path.join(SOURCES, own), 'utf8')).toContain('table-layout: fixed');
  });

  it('have the actions of a row in one kind of menu', () => {
    expect(filesWith(/<Menu\.Root/)).toEqual([path.join('components', 'row-menu.tsx')]);
  });
});
