import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import readline from 'node:readline';

const ROOT = path.join(__dirname, '..', '..');

/** A TypeScript process of this project that runs beside the measuring one. */
export interface Tool<Facts> {
  facts: Facts;
  pid: number;
  /** Writes a line and returns the next line of output. */
  ask<T>(line: string): Promise<T>;
  stop(): Promise<void>;
}

/** Starts a process that prints one line of JSON when it is ready. */
export async function startTool<Facts>(args: readonly string[]): Promise<Tool<Facts>> {
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', ...args], {
    cwd: ROOT,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const { stdin, stdout, pid } = child;
  if (stdin === null || stdout === null || pid === undefined)
    throw new Error(`${args[0]} could not be started`);
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const lines = readline.createInterface({ input: stdout });
  const nextLine = <T>() =>
    new Promise<T>((resolve, reject) => {
      lines.once('line', (line) => resolve(JSON.parse(line) as T));
      void ended.then((code) => reject(new Error(`${args[0]} ended with ${code}`)));
    });
  return {
    facts: await nextLine<Facts>(),
    pid,
    async ask<T>(line: string) {
      const answer = nextLine<T>();
      stdin.write(`${line}\n`);
      return await answer;
    },
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
