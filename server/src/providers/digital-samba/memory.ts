import type { Account } from '../account';
import type { SessionFacts } from './mapper';
import type { SambaRecording } from './shapes';

/**
 * What does not change any more, so that a run asks only for what is new. In memory only, as long as the
 * settings stay the same.
 */
export interface SambaMemory {
  /** Finished recordings that were read one by one, since their list left something out. */
  recordings: Map<string, SambaRecording>;
  /** Ended sessions of which every word is there. */
  sessions: Map<string, SessionFacts>;
}

const KEY = 'digital-samba';
const MOST_ENTRIES = 20_000;

const isMemory = (value: unknown): value is SambaMemory =>
  typeof value === 'object' && value !== null && 'recordings' in value && 'sessions' in value;

export function memoryOf(account: Account): SambaMemory {
  const kept = account.memory.get(KEY);
  if (isMemory(kept)) return kept;
  const fresh: SambaMemory = { recordings: new Map(), sessions: new Map() };
  account.memory.set(KEY, fresh);
  return fresh;
}

/** The oldest gives way. */
export function keep<T>(entries: Map<string, T>, id: string, value: T): void {
  entries.delete(id);
  entries.set(id, value);
  const [oldest] = entries.keys();
  if (entries.size > MOST_ENTRIES && oldest !== undefined) entries.delete(oldest);
}
