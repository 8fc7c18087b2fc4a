import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { message } from '../../../contracts/messages/catalogue';
import type { MessageOrText } from '../../../contracts/messages/message';
import type { ContentHash } from '../domain/content-hash';
import { ConnectorError } from '../domain/errors';
import { gather } from '../http/body';
import type { HttpClient } from '../http/types';
import { hashFile } from './spool';
import type { StoredPlace } from './stored-place';

/** `missing` only if the storage says that nothing is there. `unreadable` says nothing about the content. */
export type StoredHash =
  | { outcome: 'read'; sha256: string; sizeBytes: number }
  | { outcome: 'missing' }
  | { outcome: 'unreadable'; why: MessageOrText };

export type StoredBytes =
  | { outcome: 'read'; bytes: Buffer }
  | { outcome: 'too-large' }
  | { outcome: 'missing' }
  | { outcome: 'unreadable'; why: MessageOrText };

/** Reads stored files again, from this machine or from the storage of an upload provider. */
export interface ReadBack {
  /** `also` is given the bytes too. */
  local(file: string, also?: ContentHash): Promise<StoredHash>;
  remote(file: StoredPlace, signal: AbortSignal, also?: ContentHash): Promise<StoredHash>;
  /** The content itself, of small files only. */
  localBytes(file: string, limitBytes: number): Promise<StoredBytes>;
  remoteBytes(file: StoredPlace, limitBytes: number, signal: AbortSignal): Promise<StoredBytes>;
}

/** @param readableUrl gives a link that can be read now, signed where files are private. */
export function createReadBack(
  http: HttpClient,
  readableUrl: (file: StoredPlace) => Promise<string>,
): ReadBack {
  return {
    async local(file, also) {
      try {
        return { outcome: 'read', ...(await hashFile(file, also)) };
      } catch (error) {
        return unreadableFile(error);
      }
    },

    async localBytes(file, limitBytes) {
      try {
        if ((await stat(file)).size > limitBytes) return { outcome: 'too-large' };
        return { outcome: 'read', bytes: await readFile(file) };
      } catch (error) {
        return unreadableFile(error);
      }
    },

    async remoteBytes(file, limitBytes, signal) {
      try {
        const answer = await http.open({ url: await readableUrl(file), signal });
        if (answer.status !== 200) {
          answer.body.destroy();
          return unreadableAnswer(answer.status);
        }
        const gathered = await gather(answer.body, limitBytes);
        return gathered.outcome === 'whole' ? { outcome: 'read', bytes: gathered.bytes } : gathered;
      } catch (error) {
        return { outcome: 'unreadable', why: saidBy(error) };
      }
    },

    async remote(file, signal, also) {
      try {
        const answer = await http.open({ url: await readableUrl(file), signal });
        if (answer.status !== 200) {
          answer.body.destroy();
          return unreadableAnswer(answer.status);
        }
        const hash = createHash('sha256');
        let sizeBytes = 0;
        for await (const chunk of answer.body as AsyncIterable<Buffer>) {
          hash.update(chunk);
          also?.update(chunk);
          sizeBytes += chunk.length;
        }
        return { outcome: 'read', sha256: hash.digest('hex'), sizeBytes };
      } catch (error) {
        return { outcome: 'unreadable', why: saidBy(error) };
      }
    },
  };
}

type Unread = { outcome: 'missing' } | { outcome: 'unreadable'; why: MessageOrText };

/** What our HTTP client says for people, or the words of the system. */
const saidBy = (error: unknown): MessageOrText =>
  error instanceof ConnectorError
    ? error.said
    : message('media.system-says', { words: error instanceof Error ? error.message : String(error) });

function unreadableFile(error: unknown): Unread {
  // Not by its class: errors of the file system may come from another realm.
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return code === 'ENOENT'
    ? { outcome: 'missing' }
    : {
        outcome: 'unreadable',
        why: message('media.system-says', { words: String(code ?? error) }),
      };
}

const unreadableAnswer = (status: number): Unread =>
  status === 404 || status === 410
    ? { outcome: 'missing' }
    : { outcome: 'unreadable', why: message('media.store-status', { status: String(status) }) };
