/**
 * A running Strapi, as the holder of leases. Nothing that the system gives tells two of them apart: in two
 * containers, host names, process numbers and start times may be equal. So the name is random and made anew
 * with each start. Behind it stands which process it is, where the system tells, so that a restart on the same
 * machine knows that the one before has ended.
 */

/** What tells a process from all others of its machine, and where its number counts. */
export interface ProcessFacts {
  host: string;
  /** Random, made by the kernel when it starts. */
  boot: string;
  /** The namespaces in which the number and the start time count. */
  namespaces: string;
  pid: number;
  /** In ticks since the kernel's start: numbers are given again. */
  startedAt: string;
}

/** What has the number of a process now. */
export type Seen =
  { outcome: 'nothing' } | { outcome: 'process'; startedAt: string } | { outcome: 'unknown' };

/** The holder of a lease in one text without line breaks, at most 255 characters long. */
export const holderOf = (name: string, facts: ProcessFacts | undefined): string =>
  facts === undefined
    ? name
    : [name, facts.host, facts.boot, facts.namespaces, facts.pid, facts.startedAt].join(' ');

const WITH_PROCESS = /^\S+ (\S+) (\S+) (\S+) ([1-9]\d{0,9}) (\d+)$/;

/** Which process a holder is. Undefined when it did not know itself, or wrote it in another way. */
export function processOf(holder: string): ProcessFacts | undefined {
  const [, host = '', boot = '', namespaces = '', pid, startedAt = ''] = WITH_PROCESS.exec(holder) ?? [];
  return pid === undefined ? undefined : { host, boot, namespaces, pid: Number(pid), startedAt };
}

/**
 * Whether a holder lives, as one process can tell of another. Only what is proven is *dead*: another machine,
 * a container and what can't be looked up is *unknown*, and lives until the time of its lease is over.
 */
export function standingOf(
  holder: string,
  here: ProcessFacts | undefined,
  see: (pid: number) => Seen,
): 'alive' | 'dead' | 'unknown' {
  const there = processOf(holder);
  if (there === undefined || here === undefined) return 'unknown';
  const isHere = there.host === here.host && there.boot === here.boot && there.namespaces === here.namespaces;
  if (!isHere) return 'unknown';
  const seen = see(there.pid);
  switch (seen.outcome) {
    case 'nothing':
      return 'dead';
    case 'process':
      return seen.startedAt === there.startedAt ? 'alive' : 'dead';
    case 'unknown':
      return 'unknown';
  }
}
