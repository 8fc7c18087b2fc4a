import type { Host } from '../../domain/recording';
import type { KeptToken, TokenMemory } from '../kept-token';
import type { Account } from '../account';
import type { JeansChapter } from './schemas';

export interface Token extends KeptToken {
  enterpriseId: number;
  serverDate: string | undefined;
}

/** What one account remembers until its settings change. In memory only. */
export interface JeansMemory extends TokenMemory<Token> {
  /** Chapters by recording entity, with what the list said about it when they were read. */
  chapters: Map<number, { mark: string; chapters: JeansChapter[] }>;
  hosts: Map<string, Host>;
}

const KEY = 'bluejeans';
const isMemory = (value: unknown): value is JeansMemory =>
  typeof value === 'object' && value !== null && 'chapters' in value && 'hosts' in value;

export function memoryOf(account: Account): JeansMemory {
  const kept = account.memory.get(KEY);
  if (isMemory(kept)) return kept;
  const fresh: JeansMemory = { chapters: new Map(), hosts: new Map() };
  account.memory.set(KEY, fresh);
  return fresh;
}
