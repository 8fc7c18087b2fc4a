import { existsSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { DAY_MS } from '../../domain/instant';

/**
 * The encoders that run, written down beside their output. One that was left behind is ended by whoever
 * finds its record: Strapi, when the media child that started it was killed, or the next boot, when both
 * were. A process id is given to another process some day, so the record has the start as well, and
 * where ids count: the boot of the machine, and the namespace of a container.
 *
 * Linux only: without `/proc` nothing is recorded. There an encoder is left behind only when Strapi and its
 * child are killed at the same instant.
 */
const identity = z.object({ pid: z.number().int().positive(), start: z.string() });
type Identity = z.infer<typeof identity>;

const record = z.object({
  boot: z.string(),
  namespace: z.string(),
  /** Of the media child, which ends the encoder as long as it lives itself. */
  keeper: identity,
  encoder: identity,
});

const NAME = /^encoder-\d+-\d+\.json$/;
/** Of another machine on the same file system, which may have gone for good. */
const FOREIGN_KEPT_MS = 7 * DAY_MS;

/** The process that has this id now; undefined when there is none, or only what is left of one that ended. */
function identityOf(pid: number): Identity | undefined {
  try {
    // pid (name, which may have any character) state … start time as field 22.
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, ...fields] = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const start = fields[18];
    return start === undefined || state === 'Z' || state === 'X' ? undefined : { pid, start };
  } catch {
    return undefined;
  }
}

const runs = ({ pid, start }: Identity): boolean => identityOf(pid)?.start === start;

/**
 * Where process ids and start times of this process count; undefined without `/proc`, or with that of
 * another namespace. As `ledger/instance.ts` knows it, without what the media child must not hold.
 */
function placeOfIds(): { boot: string; namespace: string } | undefined {
  try {
    if (readlinkSync('/proc/self') !== String(process.pid)) return undefined;
    return {
      boot: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
      namespace:
        readlinkSync('/proc/self/ns/pid') +
        (existsSync('/proc/self/ns/time') ? readlinkSync('/proc/self/ns/time') : ''),
    };
  } catch {
    return undefined;
  }
}

/** Ends a process and what it started. @returns false when it had ended before. */
export function endGroup(pid: number): boolean {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
    return true;
  } catch {
    return false;
  }
}

/**
 * Writes down an encoder of this process that was just started.
 * @returns what removes the record once it has ended.
 */
export function recordEncoder(folder: string, pid: number): () => void {
  const place = placeOfIds();
  const keeper = identityOf(process.pid);
  const encoder = identityOf(pid);
  if (place === undefined || keeper === undefined || encoder === undefined) return () => undefined;
  const file = path.join(folder, `encoder-${pid}-${encoder.start}.json`);
  const kept: z.infer<typeof record> = { ...place, keeper, encoder };
  try {
    writeFileSync(file, JSON.stringify(kept), { mode: 0o600 });
  } catch {
    // The disk is full. The encoder will say so itself.
  }
  return () => rmSync(file, { force: true });
}

/** Ends the recorded encoders of a folder whose keeper has ended, and returns their number. */
export async function endLeftEncoders(folder: string): Promise<number> {
  const here = placeOfIds();
  if (here === undefined) return 0;
  let ended = 0;
  for (const name of (await readdir(folder).catch(() => [])).filter((one) => NAME.test(one))) {
    const file = path.join(folder, name);
    const kept = readRecord(await readFile(file, 'utf8').catch(() => ''));
    if (kept === undefined || kept.boot !== here.boot || kept.namespace !== here.namespace) {
      const facts = await stat(file).catch(() => undefined);
      if (facts !== undefined && Date.now() - facts.mtimeMs > FOREIGN_KEPT_MS)
        await rm(file, { force: true });
      continue;
    }
    if (runs(kept.keeper)) continue;
    if (runs(kept.encoder) && endGroup(kept.encoder.pid)) ended += 1;
    await rm(file, { force: true });
  }
  return ended;
}

function readRecord(text: string): z.infer<typeof record> | undefined {
  try {
    return record.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
