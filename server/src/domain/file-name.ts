import sanitize from 'sanitize-filename';
import { cleanTitle } from './title';

/** File systems take 255 bytes; the Media Library adds nothing to this name. */
const MAX_BYTES = 180;

/**
 * A display name that is safe on every file system: reserved names, dots and separators are gone.
 * @param after safe words that follow the title, however long that is.
 */
export function fileNameFor(title: string, extension: string, after: readonly string[] = []): string {
  let base = sanitize(cleanTitle(title), { replacement: ' ' })
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '')
    .trim();
  while (Buffer.byteLength(base) > MAX_BYTES - Buffer.byteLength(after.join(' '))) {
    base = [...base].slice(0, -1).join('');
  }
  const safeExtension = /^[a-z0-9]{1,5}$/.test(extension) ? extension : 'bin';
  return `${[base.trim() === '' ? 'recording' : base.trim(), ...after].join(' ')}.${safeExtension}`;
}
