import { spawnSync } from 'node:child_process';
import path from 'node:path';

const ROOT = path.join(__dirname, '..', '..');

describe('the lint of imports', () => {
  it('finds a loop of TypeScript files', () => {
    const done = spawnSync(
      process.execPath,
      [
        path.join('node_modules', 'eslint', 'bin', 'eslint.js'),
        ...['--config', path.join('scripts', 'lint', 'loops.mjs'), '--no-ignore', '--format', 'json'],
        path.join('scripts', 'lint', 'fixtures', 'loop'),
      ],
      { cwd: ROOT, encoding: 'utf8' },
    );
    const results = JSON.parse(done.stdout) as { filePath: string; messages: { ruleId: string }[] }[];
    expect(
      results.map(({ filePath, messages }) => [
        path.basename(filePath),
        messages.map(({ ruleId }) => ruleId),
      ]),
    ).toEqual([
      ['first.ts', ['import-x/no-cycle']],
      ['second.ts', ['import-x/no-cycle']],
      ['third.ts', ['import-x/no-cycle']],
    ]);
  });
});
