import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { MissingPeer, WrongResult, type Peer } from './workload';

/** @throws MissingPeer with the Debian packages to install. */
export function requirePeers(peers: readonly Peer[]): void {
  const missing = peers.filter(({ command }) => {
    try {
      execFileSync('sh', ['-c', `command -v ${command}`], { stdio: 'ignore' });
      return false;
    } catch {
      return true;
    }
  });
  if (missing.length > 0) throw new MissingPeer(missing);
}

export interface PeerRun {
  seconds: number;
  /** User and system time of everything that the script started. */
  cpuSeconds: number;
  stdout: string;
}

/** `0m1.230s 0m0.400s`: user and system of the shell, and below it of its children. */
function cpuOfTimes(text: string): number {
  let sum = 0;
  for (const [, minutes, seconds] of text.matchAll(/(\d+)m([\d.]+)s/g)) {
    sum += Number(minutes) * 60 + Number(seconds);
  }
  return sum;
}

/**
 * Runs a shell script of peers; `$1`, `$2` … are the arguments. Its CPU time is what the shell says
 * of its children.
 * @throws WrongResult when a command of it fails.
 */
export async function runPeer(script: string, args: readonly string[]): Promise<PeerRun> {
  const startedAt = performance.now();
  const child = spawn('sh', ['-ec', `${script}\ntimes >&2`, 'peer', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const seconds = (performance.now() - startedAt) / 1000;
  if (code !== 0) throw new WrongResult(`a peer ended with ${code}: ${said.stderr.slice(-500)}`);
  const times = said.stderr.trim().split('\n').slice(-2).join('\n');
  return { seconds, cpuSeconds: cpuOfTimes(times), stdout: said.stdout };
}

/** A peer that is going to be killed. */
export function startPeer(command: string, args: readonly string[], cwd?: string): ChildProcess {
  return spawn(command, args, { stdio: 'ignore', cwd });
}
