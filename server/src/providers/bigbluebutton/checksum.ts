import { createHash } from 'node:crypto';

/** Hashes that servers know. The administrator decides which are accepted (`supportedChecksumAlgorithms`). */
export const CHECKSUM_KINDS = ['sha256', 'sha1', 'sha512', 'sha384'] as const;
export type ChecksumKind = (typeof CHECKSUM_KINDS)[number];

/** As people write them. */
export const CHECKSUM_LABELS: Readonly<Record<ChecksumKind, string>> = {
  sha1: 'SHA-1',
  sha256: 'SHA-256',
  sha384: 'SHA-384',
  sha512: 'SHA-512',
};

const HEX_LENGTHS: readonly [length: number, kind: ChecksumKind][] = [
  [40, 'sha1'],
  [64, 'sha256'],
  [96, 'sha384'],
  [128, 'sha512'],
];

/** Servers recognise the kind by its length. */
export const kindOfLength = (hex: string): ChecksumKind | undefined =>
  /^[0-9a-f]+$/i.test(hex) ? HEX_LENGTHS.find(([length]) => length === hex.length)?.[1] : undefined;

export const hexHash = (kind: ChecksumKind, ...parts: (string | Buffer)[]): string => {
  const hash = createHash(kind);
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
};

/**
 * A call's path and query, signed (BigBlueButton API documentation, "Usage"). The hash covers exactly the
 * encoded characters that are sent.
 * @param call e.g. `getRecordings` or `hooks/create`.
 */
export function signedCall(
  call: string,
  parameters: Readonly<Record<string, string>>,
  secret: string,
  kind: ChecksumKind,
): string {
  const query = new URLSearchParams(parameters).toString();
  const checksum = hexHash(kind, call, query, secret);
  return `${call}?${query === '' ? '' : `${query}&`}checksum=${checksum}`;
}
