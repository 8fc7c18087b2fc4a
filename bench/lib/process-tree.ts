import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

/** Figures of one process at one instant, from /proc/<pid>/stat (proc(5)). */
interface ProcessFacts {
  pid: number;
  parentPid: number;
  /** User and system time, with that of ended children. */
  cpuTicks: number;
}

let ticks: number | undefined;
const ticksPerSecond = (): number =>
  (ticks ??= Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' })));

function factsOf(pid: number): ProcessFacts | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    // It has ended meanwhile. Its parent counts its time.
    return undefined;
  }
  // The name is in brackets, and can contain spaces and brackets.
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [utime = 0, stime = 0, cutime = 0, cstime = 0] = fields.slice(11, 15);
  return { pid, parentPid: fields[1] ?? 0, cpuTicks: utime + stime + cutime + cstime };
}

/** The process and all its descendants that still run. */
export function processTree(rootPid: number): number[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => factsOf(Number(name)) ?? []);
  const tree = [rootPid];
  for (const pid of tree) {
    for (const facts of all) if (facts.parentPid === pid) tree.push(facts.pid);
  }
  return tree;
}

/** User and system seconds of the whole tree so far. A parent's figure includes its ended children. */
export const cpuSeconds = (rootPid: number): number =>
  processTree(rootPid).reduce((sum, pid) => sum + (factsOf(pid)?.cpuTicks ?? 0), 0) / ticksPerSecond();

function statusBytes(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * 1024;
}

export const rssBytes = (pid: number): number => statusBytes(pid, 'VmRSS');

/** The kernel's own high-water mark, so no peak between two samples is missed. */
export const peakRssBytes = (pid: number): number => statusBytes(pid, 'VmHWM');

/** Resets the high-water mark to the current resident size (proc(5), clear_refs). */
export const resetPeakRss = (pid: number): void => writeFileSync(`/proc/${pid}/clear_refs`, '5');
