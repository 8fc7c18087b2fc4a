import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onChange } from './build';

describe('what tests of a site run is built', () => {
  let root: string;
  let builds: number;
  const write = (file: string, text: string) => writeFileSync(path.join(root, file), text);
  const build = () => {
    builds += 1;
    write('built.js', `build ${builds}`);
  };
  /** As the set-up of the tests does before each run. */
  const setUp = () =>
    onChange(path.join(root, 'mark'), ['source', 'package.json'], ['built.js'], build, root);

  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'build-'));
    builds = 0;
    mkdirSync(path.join(root, 'source', 'inner'), { recursive: true });
    write('source/inner/one.ts', 'one');
    write('package.json', '{}');
    setUp();
    setUp();
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('once, while nothing changes', () => expect(builds).toBe(1));

  it.each([
    ['a source is edited', () => write('source/inner/one.ts', 'two')],
    ['a source is added', () => write('source/two.ts', '')],
    ['a source is removed', () => rmSync(path.join(root, 'source', 'inner', 'one.ts'))],
    ['a file that is no folder is edited', () => write('package.json', '{"version":"1"}')],
    ['somebody else wrote over the build', () => write('built.js', 'by other means')],
    ['the build is gone', () => rmSync(path.join(root, 'built.js'))],
  ])('anew when %s', (_, change) => {
    change();
    setUp();
    expect(builds).toBe(2);
  });

  it('not anew for a test, which is not part of it', () => {
    write('source/inner/one.test.ts', 'anything');
    setUp();
    expect(builds).toBe(1);
  });

  it('anew after a build that failed, whatever it left behind, even when the sources are as before', () => {
    write('source/inner/one.ts', 'broken');
    const fail = () => {
      write('one of many files.js', 'half');
      throw new Error('does not compile');
    };
    const failing = () =>
      onChange(path.join(root, 'mark'), ['source', 'package.json'], ['built.js'], fail, root);
    expect(failing).toThrow('does not compile');
    write('source/inner/one.ts', 'one');
    setUp();
    expect(builds).toBe(2);
  });
});
