import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.join(__dirname, '..', '..');

/** A loop of three files. */
const LOOP = {
  'first.ts': "import { second } from './second';\nexport const first = (): string => second;\n",
  'second.ts': "import { third } from './third';\nexport const second: string = third;\n",
  'third.ts': "import { first } from './first';\nexport const third: string = first();\n",
};

describe('the lint of imports', () => {
  let dir: string;
  beforeAll(() => {
    mkdirSync(path.join(ROOT, '.tmp'), { recursive: true });
    // ESLint looks at no file outside the project.
    dir = mkdtempSync(path.join(ROOT, '.tmp', 'loop-'));
    for (const [name, text] of Object.entries(LOOP)) writeFileSync(path.join(dir, name), text);
  });
  afterAll(() => rmSync(dir, { recursive: true }));

  it('finds a loop of TypeScript files', () => {
    const done = spawnSync(
      process.execPath,
      [
        path.join('node_modules', 'eslint', 'bin', 'eslint.js'),
        ...['--config', path.join('scripts', 'lint', 'loops.mjs'), '--no-ignore', '--format', 'json'],
        path.relative(ROOT, dir),
      ],
      { cwd: ROOT, encoding: 'utf8' },
    );
    const results = JSON.parse(done.stdout) as { filePath: string; messages: { ruleId: string }[] }[];
    expect(
      results.map(({ filePath, messages }) => [
        path.basename(filePath),
        messages.map(({ ruleId }) => ruleId),
      ]),
    ).toEqual(Object.keys(LOOP).map((name) => [name, ['import-x/no-cycle']]));
  });
});
