import type { z } from 'zod';
import { message } from '../../../../contracts/messages/catalogue';
import { ConnectorError } from '../../domain/errors';
import type { Account } from '../account';
import { readSettings } from './descriptor';
import { entriesOf, type OnBadEntry } from '../entries';
import { pageLoop } from '../errors';
import { graphError, graphErrorOf, saysNone, type Wanted } from './errors';
import type { Token } from './memory';
import { pageOf } from './schemas';
import { currentToken, dropToken } from './token';
import type { HttpRequest, JsonAnswer } from '../../http/types';

/** No list that we read has more pages. */
const MOST_PAGES = 10_000;

/** Requests to Graph: tokens (a rejected one is replaced once), pages, and the meaning of an answer. */
export function graphCalls(account: Account) {
  const settings = readSettings(account);
  const origin = new URL(settings.graphBaseUrl).origin;
  const isGraph = (url: URL) => url.origin === origin;

  type Call = Pick<HttpRequest, 'method' | 'json'> & { headers?: Record<string, string> };

  const send = async (url: string, token: Token, signal: AbortSignal, call: Call): Promise<JsonAnswer> =>
    await account.http.json({
      ...call,
      url,
      headers: { Accept: 'application/json', ...call.headers },
      authorization: { value: `Bearer ${token.value}`, sendTo: isGraph },
      allowedHost: isGraph,
      signal,
    });

  /** The answer and its token. A rejected token is replaced once, because a consent can be newer than the token. */
  async function ask(path: string, signal: AbortSignal, call: Call = {}) {
    const url = path.startsWith('/') ? `${settings.graphBaseUrl}${path}` : path;
    const token = await currentToken(account, signal);
    const answer = await send(url, token, signal, call);
    if (answer.status !== 401) return { answer, token };
    const next = await currentToken(account, signal, token);
    return { answer: await send(url, next, signal, call), token: next };
  }

  function failed(wanted: Wanted, { answer, token }: { answer: JsonAnswer; token: Token }) {
    if (answer.status === 403) dropToken(account, token.value);
    return graphError(wanted, answer, settings, [token.value]);
  }

  async function get<T>(
    wanted: Wanted,
    path: string,
    schema: z.ZodType<T>,
    signal: AbortSignal,
  ): Promise<{ outcome: 'read'; body: T } | { outcome: 'none'; providerWords?: string }> {
    const asked = await ask(path, signal);
    const parsed = schema.safeParse(asked.answer.body);
    if (asked.answer.status === 200 && parsed.success) return { outcome: 'read', body: parsed.data };
    if (saysNone(asked.answer)) {
      const found = graphErrorOf(asked.answer.body);
      const providerWords = found?.message || found?.code;
      return { outcome: 'none', ...(providerWords ? { providerWords } : {}) };
    }
    throw failed(wanted, asked);
  }

  /**
   * All pages of a list, or an error. `isEmpty` recognises a first answer that means an empty list. Without
   * `onBad`, an entry that can't be read is an error too.
   */
  async function* pages<T>(
    wanted: Wanted,
    path: string,
    item: z.ZodType<T>,
    signal: AbortSignal,
    isEmpty: (answer: JsonAnswer) => boolean = () => false,
    onBad?: OnBadEntry,
  ): AsyncGenerator<T[]> {
    const seen = new Set<string>();
    for (let next: string | undefined = path; next !== undefined;) {
      if (seen.has(next) || seen.size > MOST_PAGES) throw pageLoop('Microsoft');
      seen.add(next);
      const asked = await ask(next, signal);
      const parsed = pageOf.safeParse(asked.answer.body);
      if (asked.answer.status !== 200 || !parsed.success) {
        if (seen.size === 1 && isEmpty(asked.answer)) return;
        throw failed(wanted, asked);
      }
      yield entriesOf(parsed.data.value, item, onBad, () => failed(wanted, asked));
      next = nextOf(parsed.data['@odata.nextLink']);
    }
  }

  /** The link is opaque, but it must stay on Graph. */
  function nextOf(link: string | null | undefined): string | undefined {
    if (!link) return undefined;
    if (URL.canParse(link) && isGraph(new URL(link))) return link;
    throw new ConnectorError('refused', message('ms-teams.foreign-page'), { code: 'host-not-allowed' });
  }

  async function all<T>(list: AsyncGenerator<T[]>): Promise<T[]> {
    const found: T[] = [];
    for await (const page of list) found.push(...page);
    return found;
  }

  return { ask, failed, get, pages, all, isGraph };
}
