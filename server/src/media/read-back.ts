import { createHash } from 'node:crypto';
import type { HttpClient } from '../providers/http';
import { hashFile } from './spool';

/** Only a positive answer that there is nothing is `missing`; `unreadable` says nothing about the bytes. */
export type StoredHash =
  | { outcome: 'read'; sha256: string; sizeBytes: number }
  | { outcome: 'missing' }
  | { outcome: 'unreadable'; why: string };

/** Reads stored bytes once more, from this machine or from where an upload provider put them. */
export interface ReadBack {
  local(file: string): Promise<StoredHash>;
  remote(url: string, signal: AbortSignal): Promise<StoredHash>;
}

/** @param readableUrl gives a link that can be read now, signed where files are private. */
export function createReadBack(http: HttpClient, readableUrl: (url: string) => Promise<string>): ReadBack {
  return {
    async local(file) {
      try {
        return { outcome: 'read', ...(await hashFile(file)) };
      } catch (error) {
        // Not by its class: a file system's errors may come from another realm.
        const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
        return code === 'ENOENT'
          ? { outcome: 'missing' }
          : { outcome: 'unreadable', why: String(code ?? error) };
      }
    },

    async remote(url, signal) {
      try {
        const answer = await http.open({ url: await readableUrl(url), signal });
        if (answer.status !== 200) {
          answer.body.destroy();
          return answer.status === 404 || answer.status === 410
            ? { outcome: 'missing' }
            : { outcome: 'unreadable', why: `the store answered with status ${answer.status}` };
        }
        const hash = createHash('sha256');
        let sizeBytes = 0;
        for await (const chunk of answer.body as AsyncIterable<Buffer>) {
          hash.update(chunk);
          sizeBytes += chunk.length;
        }
        return { outcome: 'read', sha256: hash.digest('hex'), sizeBytes };
      } catch (error) {
        return { outcome: 'unreadable', why: error instanceof Error ? error.message : String(error) };
      }
    },
  };
}
