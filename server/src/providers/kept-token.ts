import { unlessStopped } from './unless-stopped';
import { ofAccount } from './unread';

export interface KeptToken {
  value: string;
  /** Epoch milliseconds after which a new token is requested; earlier than the provider's own expiry. */
  staleAtMs: number;
}

/** What an account remembers of its token. */
export interface TokenMemory<Token extends KeptToken> {
  token?: Token;
  /** The pending request for a token, if there is one. */
  renewal?: Promise<Token>;
}

export interface TokenWish<Token extends KeptToken> {
  nowMs: number;
  signal: AbortSignal;
  /** The provider rejected this token. A different token that is already in memory is used instead. */
  refused?: KeptToken | undefined;
  /** Requests a new token. Not tied to one caller's signal, so stopping one caller doesn't fail the others. */
  renew(): Promise<Token>;
}

/**
 * The account's token, or a new one if the kept token is about to expire or was rejected. Only one
 * request runs at a time; other callers wait for the same one.
 */
export async function keptToken<Token extends KeptToken>(
  memory: TokenMemory<Token>,
  { nowMs, signal, refused, renew }: TokenWish<Token>,
): Promise<Token> {
  const { token } = memory;
  if (token !== undefined && token.value !== refused?.value && nowMs < token.staleAtMs) return token;
  memory.renewal ??= renew()
    .then((fresh) => (memory.token = fresh))
    .catch((error: unknown) => {
      delete memory.token;
      // Without a token, no other call can go better.
      throw ofAccount(error);
    })
    .finally(() => {
      delete memory.renewal;
    });
  return await unlessStopped(memory.renewal, signal);
}
