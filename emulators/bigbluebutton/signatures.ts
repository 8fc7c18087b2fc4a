import { createHash } from 'node:crypto';

/**
 * Written from BigBlueButton's documentation and not shared with the plugin. A server that used
 * the plugin's own code could not find a fault in it.
 */
export type ChecksumKind = 'sha1' | 'sha256' | 'sha384' | 'sha512';

/** By the number of hex digits. */
const KINDS: Partial<Record<number, ChecksumKind>> = {
  40: 'sha1',
  64: 'sha256',
  96: 'sha384',
  128: 'sha512',
};

export const kindOf = (checksum: string): ChecksumKind | undefined =>
  /^[0-9a-f]+$/i.test(checksum) ? KINDS[checksum.length] : undefined;

export const digest = (kind: ChecksumKind, text: string): string =>
  createHash(kind).update(text).digest('hex');
