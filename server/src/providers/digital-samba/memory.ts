import type { Account } from '../account';
import type { SessionFacts } from './mapper';
import type { SambaRecording } from './schemas';

/**
 * What no longer changes, so that a run reads only what is new. In memory only, until the settings
 * change.
 */
export interface SambaMemory {
  /** Finished recordings that were read one by one, because their list omitted something. */
  recordings: Map<string, SambaRecording>;
  /** Ended sessions whose texts are all there. */
  sessions: Map<string, SessionFacts>;
}

const KEY = 'digital-samba';

const isMemory = (value: unknown): value is SambaMemory =>
  typeof value === 'object' && value !== null && 'recordings' in value && 'sessions' in value;

export function memoryOf(account: Account): SambaMemory {
  const kept = account.memory.get(KEY);
  if (isMemory(kept)) return kept;
  const fresh: SambaMemory = { recordings: new Map(), sessions: new Map() };
  account.memory.set(KEY, fresh);
  return fresh;
}
