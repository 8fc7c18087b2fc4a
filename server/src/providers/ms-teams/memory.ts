import type { Host } from '../../domain/recording';
import type { Account } from '../provider';

export interface Token {
  value: string;
  /** Permissions that it was granted, separated by spaces; `''` for an app, whose are not told. */
  scope: string;
  /** Epoch milliseconds from which a new one is asked for; before its expiry. */
  staleAtMs: number;
  /** `Date` header of the answer, for the check of the clock. */
  serverDate?: string;
}

/** What one account remembers while its settings stay the same. In memory only. */
export interface TeamsMemory {
  token?: Token;
  /** The one request for a token that is under way. */
  renewal?: Promise<Token>;
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
