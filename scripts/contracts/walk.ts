import { createRedactor } from '../../server/src/log/redact';
import { createHttpClient } from '../../server/src/http/client';
import type { Provider } from '../../server/src/providers/provider';
import { imported } from '../../emulators/contract/imported';
import type { Demo } from '../demo-providers';
import type { Exchange } from './deviation';
import type { Account, SignInVault } from '../../server/src/providers/account';
import type { HttpClient, HttpRequest } from '../../server/src/http/types';

const DAY_MS = 86_400_000;

export interface WalkOptions {
  /** The base address of the provider's API. Calls to other addresses are not part of its contract. */
  apiBase: string;
  /** The address for events. If the provider verifies it, something must answer there. */
  webhookAddress?: string;
  /** The sign-in of a user. */
  signIn?: SignInVault;
}

/** Uses every capability of a provider against its emulator, and records each call with its answer. */
export async function walk(
  provider: Provider,
  demo: Pick<Demo, 'settings'>,
  { apiBase, webhookAddress = 'https://site.example/hooks/key', signIn }: WalkOptions,
): Promise<Exchange[]> {
  const exchanges: Exchange[] = [];
  const settings = provider.descriptor.settings.parse(demo.settings ?? {});
  const http = createHttpClient({
    clock: Date.now,
    allowedPrivateHosts: ['127.0.0.1', 'localhost'],
    rates: provider.descriptor.rates?.(settings),
    redact: createRedactor(),
  });
  const account: Account = {
    settings,
    clock: Date.now,
    memory: new Map(),
    http: recording(http, apiBase, exchanges),
    ...(signIn === undefined ? {} : { signIn }),
  };
  const { signal } = new AbortController();
  try {
    await provider.checkConnection(account);
    const lists = provider.listsRecordings;
    if (lists === undefined) return exchanges;
    const window = {
      from: new Date(Date.now() - 60 * DAY_MS).toISOString(),
      to: new Date(Date.now()).toISOString(),
    };
    const occurrences = [];
    for await (const page of lists.listWindow(account, window, { limit: 'none' }, signal))
      occurrences.push(...page);
    const emails = occurrences.flatMap(({ host }) => host?.email ?? []);
    await lists.resolveHosts?.(account, [...new Set([...emails, 'nobody@example.com'])], signal);
    for (const occurrence of occurrences) {
      await lists.readOccurrence(account, occurrence.id, signal);
      for (const file of occurrence.files.filter(({ ready }) => ready)) {
        const opened = await provider.openFile?.(
          account,
          { occurrenceId: occurrence.id, fileKey: file.key },
          { signal },
        );
        opened?.body.destroy();
      }
    }
    const whole = occurrences.filter(({ files }) => files.length > 0 && files.every(({ ready }) => ready));
    const [first, second] = whole;
    const deletes = provider.deletesFromCloud;
    if (deletes !== undefined && first !== undefined && second !== undefined) {
      if (deletes.trashKeptDays !== undefined) {
        const known = await imported(provider, account, first.id, signal);
        await deletes.deleteOccurrence(account, known, 'trash', signal);
        await deletes.recoverOccurrence?.(account, first.id, signal);
      }
      const known = await imported(provider, account, second.id, signal);
      await deletes.deleteOccurrence(account, known, 'permanent', signal);
    }
    const subscription = provider.receivesWebhooks?.subscription;
    if (subscription !== undefined) {
      const request = { address: webhookAddress, ownSecret: 'a-secret-of-ours', state: {} };
      const { state } = await subscription.keep(account, request, signal);
      await subscription.end(account, state, signal);
    }
    return exchanges;
  } finally {
    http.close();
  }
}

/** The same client, which also records its exchanges with the API. */
function recording(http: HttpClient, apiBase: string, exchanges: Exchange[]): HttpClient {
  const keep = ({ url, method = 'GET', json }: HttpRequest, heard: Pick<Exchange, 'status' | 'answer'>) => {
    if (!url.startsWith(apiBase)) return;
    const [path = '', query = ''] = url.slice(apiBase.length).split(/\?(.*)/s);
    const said = json === undefined ? {} : { json };
    exchanges.push({ method, path, query: new URLSearchParams(query), ...said, ...heard });
  };
  return {
    ...http,
    async json(request) {
      const answer = await http.json(request);
      keep(request, { status: answer.status, answer: answer.body });
      return answer;
    },
    async open(request) {
      const answer = await http.open(request);
      keep(request, { status: answer.status });
      return answer;
    },
  };
}
