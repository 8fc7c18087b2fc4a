/** Where an upload provider keeps a file. It makes the key of the object from hash and extension, not from the address. */
export interface StoredPlace {
  url: string;
  hash: string;
  /** With its dot. */
  ext: string | null;
}
export const PLACE_COLUMNS = ['url', 'hash', 'ext'] as const satisfies (keyof StoredPlace)[];
