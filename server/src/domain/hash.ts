import * as crypto from 'node:crypto';

/** One call instead of three objects; Node has it from 20.12 on. */
const sha256: (text: string) => string =
  typeof crypto.hash === 'function'
    ? (text) => crypto.hash('sha256', text, 'base64url')
    : (text) => crypto.createHash('sha256').update(text).digest('base64url');

/** 53 bits for telling many texts apart at little cost, where a collision costs no more than a count. */
export function shortHash(text: string): number {
  // Two 32-bit FNV-1a sums with different starts, mixed and put side by side.
  let low = 0x811c9dc5;
  let high = 0x01000193;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x5bd1e995);
  }
  low = Math.imul(low ^ (low >>> 15), 0x85ebca6b);
  high = Math.imul(high ^ (high >>> 13), 0xc2b2ae35);
  return ((high >>> 11) & 0x1fffff) * 0x100000000 + (low >>> 0);
}

/** 43 characters for an outside id of any length; unique indexes are on this. */
export const keyHash = (id: string): string => sha256(id);
