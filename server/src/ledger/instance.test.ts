import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { holderOf, processOf } from '../domain/instance';
import { isDead, readProcess, see, thisInstance } from './instance';

/** A `/proc` as the system could show it. */
function procOf(
  change: { self?: string; boot?: string | null; time?: string | null; stat?: string | null } = {},
) {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'mc-proc-'));
  dirs.push(dir);
  const pid = String(process.pid);
  const own = path.join(dir, pid);
  mkdirSync(path.join(own, 'ns'), { recursive: true });
  mkdirSync(path.join(dir, 'sys/kernel/random'), { recursive: true });
  symlinkSync(change.self ?? pid, path.join(dir, 'self'));
  if (change.self !== undefined) symlinkSync(pid, path.join(dir, change.self));
  symlinkSync('pid:[4026532180]', path.join(own, 'ns/pid'));
  const { time = 'time:[4026531834]', boot = '90f4ccd6\n' } = change;
  if (time !== null) symlinkSync(time, path.join(own, 'ns/time'));
  if (boot !== null) writeFileSync(path.join(dir, 'sys/kernel/random/boot_id'), boot);
  const fields = Array.from({ length: 49 }, (_, index) => (index === 18 ? '7450296' : '0'));
  const { stat = `${pid} (node) S) 1 (x) S ${fields.join(' ')}` } = change;
  if (stat !== null) writeFileSync(path.join(own, 'stat'), stat);
  return dir;
}
const dirs: string[] = [];
afterEach(() => {
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true, force: true });
});

describe('which process this is', () => {
  it('is read where the system tells it, whatever the program is called', () => {
    expect(readProcess(procOf())).toEqual({
      host: os.hostname(),
      boot: '90f4ccd6',
      namespaces: '4026532180.4026531834',
      pid: process.pid,
      startedAt: '7450296',
    });
  });

  it('has no namespace of time on an old kernel', () => {
    expect(readProcess(procOf({ time: null }))?.namespaces).toBe('4026532180.');
  });

  it.each([
    ['the numbers are those of another namespace', { self: '1' }],
    ['the kernel has no number', { boot: null }],
    ['the start time is hidden', { stat: null }],
    ['the start time is in no such place', { stat: `${process.pid} (node) S 1 2` }],
  ])('is unknown when %s', (_why, change) => {
    expect(readProcess(procOf(change))).toBeUndefined();
  });

  it('is unknown where there is no such folder', () => {
    expect(readProcess('/nowhere')).toBeUndefined();
  });
});

describe('what has a number now', () => {
  it('is nothing once the process has ended, and unknown while its start can’t be read', () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    expect(see(pid)).toEqual({ outcome: 'nothing' });
    expect(see(process.pid, '/nowhere')).toEqual({ outcome: 'unknown' });
    expect(see(process.pid, procOf())).toEqual({ outcome: 'process', startedAt: '7450296' });
  });

  it('may belong to somebody whom this user can’t ask', () => {
    const kill = jest.spyOn(process, 'kill').mockImplementation(() => {
      throw Object.assign(new Error('not permitted'), { code: 'EPERM' });
    });
    expect(see(process.pid, procOf())).toEqual({ outcome: 'process', startedAt: '7450296' });
    expect(see(process.pid, '/nowhere')).toEqual({ outcome: 'unknown' });
    kill.mockRestore();
  });
});

describe('this instance', () => {
  it('has a random name, and lives', () => {
    expect(thisInstance()).toBe(thisInstance());
    expect(thisInstance()).toMatch(/^[0-9a-f-]{36}( |$)/);
    expect(isDead(thisInstance())).toBe(false);
  });

  it('knows of another whether it has ended, where the system tells', async () => {
    const own = processOf(thisInstance());
    if (own === undefined) {
      // Not on Linux: then nobody is known to have ended.
      expect(isDead('another')).toBe(false);
      return;
    }
    const child = spawn(process.execPath, ['--eval', 'setInterval(() => 0, 1000)'], { stdio: 'ignore' });
    const parent = see(process.ppid);
    const startOfParent = parent.outcome === 'process' ? parent.startedAt : '';
    const ended = once(child, 'exit');
    const seen = see(child.pid ?? 0);
    child.kill('SIGKILL');
    await ended;
    if (child.pid === undefined || seen.outcome !== 'process') throw new Error('the process was not seen');
    const other = holderOf('other', { ...own, pid: child.pid, startedAt: seen.startedAt });
    expect(isDead(other)).toBe(true);
    expect(isDead(holderOf('before', { ...own, startedAt: '1' }))).toBe(true);
    expect(isDead(holderOf('parent', { ...own, pid: process.ppid, startedAt: startOfParent }))).toBe(false);
  });
});
