import type { ContentHash } from '../../domain/content-hash';

const BITS = 160;
const BYTES = BITS / 8;
/** Each byte is put in this many bits after the one before it. */
const SHIFT = 11;

/**
 * The hash that OneDrive for work or school gives for every file, in base64 as Graph writes it (Graph:
 * "Code snippets: QuickXorHash algorithm"). It tells files apart; it is no protection against forgery.
 *
 * Bytes that are 160 apart fall on the same bits, so they are gathered first and put in place at the end.
 */
export function quickXorHash(): ContentHash {
  const gathered = new Uint8Array(BITS);
  let length = 0;
  return {
    update(bytes) {
      let at = length % BITS;
      for (const byte of bytes) {
        gathered[at] = (gathered[at] ?? 0) ^ byte;
        at = at + 1 === BITS ? 0 : at + 1;
      }
      length += bytes.length;
    },

    digest() {
      const hash = Buffer.alloc(BYTES);
      const flip = (index: number, bits: number) => {
        hash[index % BYTES] = (hash[index % BYTES] ?? 0) ^ bits;
      };
      gathered.forEach((byte, index) => {
        const bit = (index * SHIFT) % BITS;
        const placed = byte << (bit % 8);
        flip(Math.floor(bit / 8), placed & 0xff);
        flip(Math.floor(bit / 8) + 1, placed >> 8);
      });
      const size = Buffer.alloc(8);
      size.writeBigUInt64LE(BigInt(length));
      size.forEach((byte, index) => {
        flip(BYTES - size.length + index, byte);
      });
      return hash.toString('base64');
    },
  };
}
