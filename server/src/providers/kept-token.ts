import { unlessStopped } from './unless-stopped';

export interface KeptToken {
  value: string;
  /** Epoch milliseconds from which a new one is asked for; before the provider's own expiry. */
  staleAtMs: number;
}

/** What an account remembers of its token. */
export interface TokenMemory<Token extends KeptToken> {
  token?: Token;
  /** The one request for a token that is under way. */
  renewal?: Promise<Token>;
}

export interface TokenWish<Token extends KeptToken> {
  nowMs: number;
  signal: AbortSignal;
  /** The provider refused this one: another that somebody got in the meantime will do. */
  refused?: KeptToken | undefined;
  /** Asks for a new one. It belongs to no caller, so that one caller's stop does not fail the others. */
  renew(): Promise<Token>;
}

/**
 * An account's token; a new one when the kept one is about to end, or is the one that was refused.
 * One request at a time: whoever else needs a token waits for the same one.
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
      throw error;
    })
    .finally(() => {
      delete memory.renewal;
    });
  return await unlessStopped(memory.renewal, signal);
}
