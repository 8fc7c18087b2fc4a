import type { Host } from '../../domain/recording';
import type { KeptToken, TokenMemory } from '../kept-token';
import type { Account } from '../account';

export interface Token extends KeptToken {
  /** Granted permissions, separated by spaces; `''` for an app, because Microsoft doesn't list them. */
  scope: string;
  /** `Date` header of the answer, to check the clock. */
  serverDate?: string;
}

/** What is remembered for one account until its settings change. In memory only. */
export interface TeamsMemory extends TokenMemory<Token> {
  hosts: Map<string, Host>;
  /** Meeting IDs by owner and join address. An address always leads to the same meeting. */
  meetings: Map<string, string>;
  /** Call IDs by the ID of a recording. */
  calls: Map<string, string>;
  /** This cloud has no call for all recordings of an organiser. */
  hasNoSweep?: boolean;
}

const KEY = 'ms-teams';
const isMemory = (value: unknown): value is TeamsMemory =>
  typeof value === 'object' && value !== null && 'meetings' in value;

export function memoryOf(account: Account): TeamsMemory {
  const kept = account.memory.get(KEY);
  if (isMemory(kept)) return kept;
  const fresh: TeamsMemory = { hosts: new Map(), meetings: new Map(), calls: new Map() };
  account.memory.set(KEY, fresh);
  return fresh;
}
