import type { MessageOrText } from '../../../contracts/messages/message';
import { DAY_MS } from './instant';
import type { Host } from './recording';

/** What of an account can be asked for again by itself. */
export type Part =
  | { kind: 'host'; host: Host }
  | { kind: 'occurrence'; id: string }
  /** Of an occurrence that is listed: what lies beside its recordings. */
  | { kind: 'texts'; id: string }
  /** An entry of which not even an id can be read: only the whole listing has it. */
  | { kind: 'account' };

/** A part whose listing is not complete, while the connector's watermark has moved on. */
export interface PartBehind {
  part: Part;
  /** Whom or what it is about, as people know it. */
  name: MessageOrText;
  /** Its own watermark: complete up to here. */
  sinceMs: number;
  /** When it was first found wanting. */
  foundAtMs: number;
  askedAtMs: number;
}

/** In each run that long, then once a day: most refusals that last longer need a person. */
const ASK_EACH_RUN_MS = 7 * DAY_MS;
/** Texts that a provider refuses that long are no longer asked for. */
const TEXTS_COME_WITHIN_MS = 30 * DAY_MS;
/** More parts than this are one: the account as a whole. */
const MOST_PARTS = 1_000;

export function keyOfPart(part: Part): string {
  switch (part.kind) {
    case 'host':
      return `host ${part.host.id}`;
    case 'account':
      return 'account';
    default:
      return `${part.kind} ${part.id}`;
  }
}

export const isDue = ({ foundAtMs, askedAtMs }: PartBehind, nowMs: number): boolean =>
  nowMs - foundAtMs < ASK_EACH_RUN_MS || nowMs - askedAtMs >= DAY_MS;

/** Adds what was not read. A part that is behind already keeps its older watermark. */
export function withBehind(
  behind: readonly PartBehind[],
  found: readonly Pick<PartBehind, 'part' | 'name'>[],
  sinceMs: number,
  nowMs: number,
): PartBehind[] {
  const byKey = new Map(behind.map((one) => [keyOfPart(one.part), one]));
  for (const { part, name } of found) {
    const key = keyOfPart(part);
    const known = byKey.get(key);
    byKey.set(key, {
      part,
      name,
      sinceMs: Math.min(sinceMs, known?.sinceMs ?? sinceMs),
      foundAtMs: known?.foundAtMs ?? nowMs,
      askedAtMs: nowMs,
    });
  }
  return bounded([...byKey.values()].filter((one) => !isGivenUp(one, nowMs)));
}

const isGivenUp = ({ part, foundAtMs }: PartBehind, nowMs: number): boolean =>
  part.kind === 'texts' && nowMs - foundAtMs >= TEXTS_COME_WITHIN_MS;

/** Texts are the first to go, then all parts become one that begins with the oldest: nothing is skipped. */
function bounded(behind: PartBehind[]): PartBehind[] {
  if (behind.length <= MOST_PARTS) return behind;
  const parts = behind.filter(({ part }) => part.kind !== 'texts');
  const texts = behind.filter(({ part }) => part.kind === 'texts');
  if (parts.length <= MOST_PARTS) return [...parts, ...texts.slice(texts.length - MOST_PARTS + parts.length)];
  return [
    parts.reduce((all, one) => ({
      part: { kind: 'account' },
      name: one.name,
      sinceMs: Math.min(all.sinceMs, one.sinceMs),
      foundAtMs: Math.min(all.foundAtMs, one.foundAtMs),
      askedAtMs: Math.max(all.askedAtMs, one.askedAtMs),
    })),
  ];
}
