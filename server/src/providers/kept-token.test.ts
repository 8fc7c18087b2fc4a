import { keptToken, type KeptToken, type TokenMemory } from './kept-token';

const { signal } = new AbortController();
const tokenOf = (value: string, staleAtMs = 1_000): KeptToken => ({ value, staleAtMs });

/** Renewals that the test settles itself, one after the other. */
function issuer() {
  const pending: { resolve(token: KeptToken): void; reject(error: Error): void }[] = [];
  const renew = () =>
    new Promise<KeptToken>((resolve, reject) => {
      pending.push({ resolve, reject });
    });
  return { pending, renew };
}

describe('a token of an account', () => {
  it('is kept until it is about to end', async () => {
    const { pending, renew } = issuer();
    const memory: TokenMemory<KeptToken> = { token: tokenOf('a') };
    expect(await keptToken(memory, { nowMs: 999, signal, renew })).toMatchObject({ value: 'a' });
    expect(pending).toHaveLength(0);
    const next = keptToken(memory, { nowMs: 1_000, signal, renew });
    pending[0]?.resolve(tokenOf('b', 2_000));
    expect(await next).toMatchObject({ value: 'b' });
    expect(await keptToken(memory, { nowMs: 1_000, signal, renew })).toMatchObject({ value: 'b' });
    expect(pending).toHaveLength(1);
  });

  it('is replaced when the provider rejected it, unless somebody else replaced it already', async () => {
    const { pending, renew } = issuer();
    const memory: TokenMemory<KeptToken> = { token: tokenOf('b') };
    const refused = tokenOf('a');
    expect(await keptToken(memory, { nowMs: 0, signal, refused, renew })).toMatchObject({ value: 'b' });
    expect(pending).toHaveLength(0);
    const next = keptToken(memory, { nowMs: 0, signal, refused: tokenOf('b'), renew });
    pending[0]?.resolve(tokenOf('c'));
    expect(await next).toMatchObject({ value: 'c' });
  });

  it('is requested once, however many wait for it', async () => {
    const { pending, renew } = issuer();
    const memory: TokenMemory<KeptToken> = {};
    const all = [1, 2, 3].map(() => keptToken(memory, { nowMs: 0, signal, renew }));
    pending[0]?.resolve(tokenOf('a'));
    expect((await Promise.all(all)).map(({ value }) => value)).toEqual(['a', 'a', 'a']);
    expect(pending).toHaveLength(1);
  });

  it('goes on being requested for the others when one of them stops', async () => {
    const { pending, renew } = issuer();
    const memory: TokenMemory<KeptToken> = {};
    const stop = new AbortController();
    const reason = new Error('stopped by the test');
    const stopped = keptToken(memory, { nowMs: 0, signal: stop.signal, renew });
    const waiting = keptToken(memory, { nowMs: 0, signal, renew });
    stop.abort(reason);
    await expect(stopped).rejects.toBe(reason);
    pending[0]?.resolve(tokenOf('a'));
    expect(await waiting).toMatchObject({ value: 'a' });
  });

  it('is forgotten when the request fails, and requested again by the next one', async () => {
    const { pending, renew } = issuer();
    const memory: TokenMemory<KeptToken> = { token: tokenOf('a', 0) };
    const failing = keptToken(memory, { nowMs: 0, signal, renew });
    pending[0]?.reject(new Error('no'));
    await expect(failing).rejects.toThrow('no');
    expect(memory).toEqual({});
    const next = keptToken(memory, { nowMs: 0, signal, renew });
    pending[1]?.resolve(tokenOf('b'));
    expect(await next).toMatchObject({ value: 'b' });
  });
});
