import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { DAY_MS } from '../../domain/instant';
import { endLeftEncoders, recordEncoder } from './encoders';

/** What a record has; see `encoders.ts`. */
interface Kept {
  boot: string;
  namespace: string;
  keeper: { pid: number; start: string };
  encoder: { pid: number; start: string };
}

describe('an encoder that was left behind', () => {
  let dir: string;
  let encoder: ChildProcess;
  beforeEach(async () => {
    dir = await mkdtemp(path.join(os.tmpdir(), 'mc-encoders-'));
    encoder = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
  });
  afterEach(async () => {
    encoder.kill('SIGKILL');
    await rm(dir, { recursive: true });
  });

  const record = () => recordEncoder(dir, encoder.pid ?? 0);
  async function changed(change: (kept: Kept) => void): Promise<string> {
    const [name = ''] = await readdir(dir);
    const file = path.join(dir, name);
    const kept = JSON.parse(await readFile(file, 'utf8')) as Kept;
    change(kept);
    await writeFile(file, JSON.stringify(kept));
    return file;
  }
  const keeperEnded = (kept: Kept) => void (kept.keeper.start = `1${kept.keeper.start}`);
  const ended = () => new Promise<void>((resolve) => encoder.once('exit', () => resolve()));

  it('is ended when the process that started it has ended', async () => {
    record();
    await changed(keeperEnded);
    const end = ended();
    expect(await endLeftEncoders(dir)).toBe(1);
    await end;
    expect(encoder.signalCode).toBe('SIGKILL');
    expect(await readdir(dir)).toEqual([]);
  });

  it('is not one while the process that started it lives', async () => {
    record();
    expect(await endLeftEncoders(dir)).toBe(0);
    expect(encoder.signalCode).toBeNull();
    expect(await readdir(dir)).toHaveLength(1);
  });

  it('is not another process that was given its id', async () => {
    record();
    await changed((kept) => {
      keeperEnded(kept);
      kept.encoder.start = `1${kept.encoder.start}`;
    });
    expect(await endLeftEncoders(dir)).toBe(0);
    expect(encoder.signalCode).toBeNull();
    expect(await readdir(dir)).toEqual([]);
  });

  it.each(['boot', 'namespace'] as const)(
    'is not a process of another %s: the record is another machine’s for a week',
    async (part) => {
      record();
      const file = await changed((kept) => {
        keeperEnded(kept);
        kept[part] = 'another';
      });
      expect(await endLeftEncoders(dir)).toBe(0);
      expect(encoder.signalCode).toBeNull();
      expect(await readdir(dir)).toHaveLength(1);
      const longAgo = new Date(Date.now() - 8 * DAY_MS);
      await utimes(file, longAgo, longAgo);
      expect(await endLeftEncoders(dir)).toBe(0);
      expect(await readdir(dir)).toEqual([]);
    },
  );

  it('leaves no record when it ended by itself', async () => {
    const forget = record();
    expect(await readdir(dir)).toHaveLength(1);
    forget();
    expect(await readdir(dir)).toEqual([]);
  });

  it('is not looked for where there is no folder yet', async () => {
    expect(await endLeftEncoders(path.join(dir, 'not-there'))).toBe(0);
  });
});
