import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { codeOf } from '../domain/errors';
import { holderOf, standingOf, type ProcessFacts, type Seen } from '../domain/instance';

const PROC = '/proc';

/** Linux tells which process this is. Undefined elsewhere, and where it tells only a part. */
export function readProcess(proc = PROC): ProcessFacts | undefined {
  try {
    // The files of another namespace have other numbers than the calls of this one.
    if (readlinkSync(path.join(proc, 'self')) !== String(process.pid)) return undefined;
    const startedAt = startOf(proc, process.pid);
    if (startedAt === undefined) return undefined;
    return {
      host: hostname(),
      boot: readFileSync(path.join(proc, 'sys/kernel/random/boot_id'), 'utf8').trim(),
      namespaces: ['pid', 'time'].map((kind) => namespaceOf(proc, kind)).join('.'),
      pid: process.pid,
      startedAt,
    };
  } catch {
    return undefined;
  }
}

/** Kernels before 5.6 have no namespaces of time, where each start time counts from another moment. */
function namespaceOf(proc: string, kind: string): string {
  try {
    return readlinkSync(path.join(proc, 'self/ns', kind)).replace(/\D/g, '');
  } catch (error) {
    if (kind === 'time' && codeOf(error) === 'ENOENT') return '';
    throw error;
  }
}

/** The 22nd field of `stat`. The second is the name of the program, in brackets, with anything in it. */
function startOf(proc: string, pid: number): string | undefined {
  const stat = readFileSync(path.join(proc, String(pid), 'stat'), 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}

/** What has this number now. It asks the system first: `/proc` may hide processes of other users. */
export function see(pid: number, proc = PROC): Seen {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (codeOf(error) === 'ESRCH') return { outcome: 'nothing' };
    if (codeOf(error) !== 'EPERM') return { outcome: 'unknown' };
  }
  try {
    const startedAt = startOf(proc, pid);
    return startedAt === undefined ? { outcome: 'unknown' } : { outcome: 'process', startedAt };
  } catch {
    return { outcome: 'unknown' };
  }
}

const here = readProcess();
const holder = holderOf(randomUUID(), here);

/** This start of Strapi, as the holder of leases. */
export const thisInstance = (): string => holder;

/** Whether this holder has ended for certain. */
export const isDead = (other: string): boolean => standingOf(other, here, see) === 'dead';
