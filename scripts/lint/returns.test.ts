import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.join(__dirname, '..', '..');

/** The messages of the project's lint for a text, as if it were a file of the panel. */
function complaintsOf(text: string): string[] {
  const file = path.join('admin', 'src', 'components', 'announcer.tsx');
  const done = spawnSync(
    process.execPath,
    [
      path.join('node_modules', 'eslint', 'bin', 'eslint.js'),
      '--stdin',
      '--stdin-filename',
      file,
      '--format',
      'json',
    ],
    {
      cwd: ROOT,
      input: text,
      encoding: 'utf8',
      // In a single run, the parser reads the file from disk, not the given text.
      env: { ...process.env, TSESTREE_SINGLE_RUN: 'false' },
    },
  );
  const [result] = JSON.parse(done.stdout) as { messages: { ruleId: string | null; line: number }[] }[];
  return (result?.messages ?? [])
    .filter(({ ruleId }) => ruleId === 'returns/clean-up-only')
    .map(({ line }) => text.split('\n')[line - 1]?.trim() ?? '');
}

const PAGE = (lines: string) => `
import * as React from 'react';
import { useEffect } from 'react';
declare const shown: React.RefObject<HTMLElement>;
declare const stop: () => void;
export function Page() {
${lines}
}
`;

describe('the lint of the panel', () => {
  it('refuses effects and ref callbacks that return something other than a clean-up', () => {
    const refused = [
      'React.useEffect(() => shown.current?.scrollIntoView(), []);',
      'useEffect(() => stop(), []);',
      'React.useLayoutEffect(() => void stop(), []);',
      'React.useEffect(async () => { stop(); }, []);',
      'React.useEffect(() => { if (shown.current) return shown.current.focus(); return stop; }, []);',
      'React.useEffect(stop, []);',
      'const spread = { ref: (found: HTMLElement | null) => found?.focus() };',
      'return <div {...spread} ref={(found) => found?.scrollIntoView()} />;',
    ];
    expect(complaintsOf(PAGE(refused.join('\n')))).toEqual(refused);
  });

  it('accepts those that return a function or nothing', () => {
    const taken = [
      'React.useEffect(() => { shown.current?.scrollIntoView(); }, []);',
      'React.useEffect(() => { stop(); return () => stop(); }, []);',
      'React.useEffect(() => { if (shown.current === null) return undefined; return stop; }, []);',
      'React.useEffect(() => { [1].map((one) => one + 1); const add = () => { return 1 + 1; }; add(); }, []);',
      'return <div ref={(found) => { found?.focus(); }} />;',
    ];
    expect(complaintsOf(PAGE(taken.join('\n')))).toEqual([]);
  });

  it('checks every file of the panel', () => {
    const sources = readdirSync(path.join(ROOT, 'admin', 'src'), { recursive: true, encoding: 'utf8' });
    const others = sources.filter((file) => /\.(jsx?|mts|cts|mjs|cjs)$/.test(file));
    expect(others).toEqual([]);
  });
});
