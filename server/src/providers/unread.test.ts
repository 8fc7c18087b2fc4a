import { ConnectorError } from '../domain/errors';
import { keptToken, type KeptToken, type TokenMemory } from './kept-token';
import type { Unread } from './provider';
import { mergeParts, ofHost } from './unread';

const { signal } = new AbortController();
const refused = (code: string, status?: number) =>
  new ConnectorError('not-authorized', code, { code, ...(status === undefined ? {} : { status }) });

/** Lists the people; each answers with its own failure, or with its name. */
async function listed(people: Record<string, unknown>) {
  const unread: Unread[] = [];
  const found: string[] = [];
  const pages = mergeParts(
    Object.entries(people),
    1,
    ([id]) => ofHost({ id, email: `${id}@school.example` }),
    async function* ([id, failure]) {
      if (failure !== undefined) await Promise.reject(failure);
      yield await Promise.resolve(id);
    },
    signal,
    (one) => unread.push(one),
  );
  try {
    for await (const page of pages) found.push(page);
    return { found, unread };
  } catch (thrown) {
    return { found, unread, thrown };
  }
}

describe('people whose lists are read side by side', () => {
  it('are all read but the one who is refused, who is named', async () => {
    const { found, unread } = await listed({
      ada: undefined,
      grace: refused('permission-missing', 403),
      alan: undefined,
    });
    expect(found).toEqual(['ada', 'alan']);
    expect(unread).toMatchObject([
      { part: { kind: 'host', host: { id: 'grace' } }, name: 'grace@school.example' },
    ]);
  });

  it('end with the first refusal, by name, when everybody is refused', async () => {
    const { thrown } = await listed({ ada: refused('policy-missing', 403), grace: refused('other', 403) });
    expect(thrown).toMatchObject({ code: 'policy-missing', status: 403, failure: 'not-authorized' });
    expect(String(thrown)).toContain('ada@school.example');
  });

  it('hold no later meeting back when the only one answers with a fault', async () => {
    const fault = new ConnectorError('retry-later', 'fault', { code: 'provider-error', status: 500 });
    const { unread, thrown } = await listed({ ada: fault });
    expect(thrown).toBeUndefined();
    expect(unread).toHaveLength(1);
  });

  it('end at once with what concerns the whole account: a token that nobody gives, a pause, a stop', async () => {
    const memory: TokenMemory<KeptToken> = {};
    const noToken: unknown = await keptToken(memory, {
      nowMs: 0,
      signal,
      renew: () => Promise.reject(refused('app-disabled', 400)),
    }).catch((error: unknown) => error);
    for (const failure of [
      noToken,
      refused('rate-limited', 429),
      refused('circuit-open'),
      new Error('stopped'),
    ]) {
      const { thrown, unread } = await listed({ ada: undefined, grace: failure, alan: undefined });
      expect(thrown).toBe(failure);
      expect(unread).toEqual([]);
    }
  });
});
