import type { Host } from '../../domain/recording';
import type { KeptToken, TokenMemory } from '../kept-token';
import type { Account } from '../account';

export interface Token extends KeptToken {
  /** Permissions that it was granted, separated by spaces; `''` for an app, whose are not told. */
  scope: string;
  /** `Date` header of the answer, for the check of the clock. */
  serverDate?: string;
}

/** What one account remembers while its settings stay the same. In memory only. */
export interface TeamsMemory extends TokenMemory<Token> {
  hosts: Map<string, Host>;
  /** Meeting ids by owner and join address: an address leads to the same meeting for ever. */
  meetings: Map<string, string>;
  /** This cloud has no list of all recordings of an organiser. */
  hasNoSweep?: boolean;
}

const KEY = 'ms-teams';
const isMemory = (value: unknown): value is TeamsMemory =>
  typeof value === 'object' && value !== null && 'meetings' in value;

export function memoryOf(account: Account): TeamsMemory {
  const kept = account.memory.get(KEY);
  if (isMemory(kept)) return kept;
  const fresh: TeamsMemory = { hosts: new Map(), meetings: new Map() };
  account.memory.set(KEY, fresh);
  return fresh;
}
