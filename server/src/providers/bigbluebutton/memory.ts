import type { CookieJar } from '../../http/cookies';
import type { Account } from '../account';
import type { ChecksumKind } from './checksum';
import { MINUTE_MS } from '../../domain/instant';

/** Where a file was found, with the session that a one-time link started. */
export interface FoundFile {
  url: string;
  cookies: CookieJar;
  atMs: number;
}

/** What one account remembers until its settings change. In memory only, because it contains sessions. */
export interface BbbMemory {
  /** The kind that the server accepted last. */
  checksum?: ChecksumKind;
  hooksChecksum?: ChecksumKind;
  /** By recording and file, oldest first. */
  found: Map<string, FoundFile>;
}

const KEY = 'bigbluebutton';
const MOST_FOUND = 200;
/** Scalelite's sessions last 6 hours. After this shorter time a file is looked up again. */
const FOUND_LIVES_MS = 30 * MINUTE_MS;

const isMemory = (value: unknown): value is BbbMemory =>
  typeof value === 'object' && value !== null && 'found' in value;

export function memoryOf(account: Account): BbbMemory {
  const kept = account.memory.get(KEY);
  if (isMemory(kept)) return kept;
  const fresh: BbbMemory = { found: new Map() };
  account.memory.set(KEY, fresh);
  return fresh;
}

const foundKey = (recordId: string, fileKey: string) => `${recordId}\u0000${fileKey}`;

export function rememberFound(
  account: Account,
  recordId: string,
  fileKey: string,
  file: Omit<FoundFile, 'atMs'>,
) {
  const { found } = memoryOf(account);
  const key = foundKey(recordId, fileKey);
  found.delete(key);
  found.set(key, { ...file, atMs: account.clock() });
  for (const oldest of found.keys()) {
    if (found.size <= MOST_FOUND) break;
    found.delete(oldest);
  }
}

export function recentlyFound(account: Account, recordId: string, fileKey: string): FoundFile | undefined {
  const file = memoryOf(account).found.get(foundKey(recordId, fileKey));
  return file !== undefined && account.clock() - file.atMs < FOUND_LIVES_MS ? file : undefined;
}

export const forgetFound = (account: Account, recordId: string, fileKey: string): void =>
  void memoryOf(account).found.delete(foundKey(recordId, fileKey));
