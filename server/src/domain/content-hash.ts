/** A hash of bytes that come in parts. One use each: after `digest` it takes no more. */
export interface ContentHash {
  update(bytes: Uint8Array): unknown;
  digest(): string;
}
