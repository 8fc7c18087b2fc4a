/** Where an upload provider keeps a file. It makes the key of the object from hash and extension, not from the address. */
export interface StoredPlace {
  /** Some providers give one without a host, which is to be read at this site's own address. */
  url: string;
  /** The upload provider that was the site's when it was stored. */
  provider: string;
  hash: string;
  /** With its dot. */
  ext: string | null;
}
export const PLACE_COLUMNS = ['url', 'provider', 'hash', 'ext'] as const satisfies (keyof StoredPlace)[];
