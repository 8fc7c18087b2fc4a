import { setTimeout as sleep } from 'node:timers/promises';
import type { ConnectorView, CreateConnector } from '../../contracts/connectors';
import type { ImportView } from '../../contracts/imports';
import { ROUTE_PREFIX } from '../../contracts/plugin';
import type { RunView } from '../../contracts/runs';
import { ADMIN } from './admin-account';
import { ask } from './ask';

export interface Reply<T = unknown> {
  status: number;
  body: T;
}

/** The plugin's admin routes over HTTP, signed in as the site's first admin. */
export interface AdminClient {
  token(): Promise<string>;
  /** Paths below `/meeting-connectors`. */
  call<T = unknown>(method: string, path: string, body?: unknown): Promise<Reply<T>>;
  /** As `call`, but throws if the answer is not 2xx. */
  must<T>(method: string, path: string, body?: unknown): Promise<T>;
  addConnector(body: CreateConnector.Body): Promise<ConnectorView>;
  /** Waits until the connector's newest run has ended, and returns it. */
  runEnded(connectorId: string, timeoutMs?: number, everyMs?: number): Promise<RunView>;
  imports(connectorId: string): Promise<ImportView[]>;
}

export function adminClient(url: string, credentials = ADMIN): AdminClient {
  let token: Promise<string> | undefined;
  const signIn = async () => {
    const answer = await ask(url, 'POST', '/admin/login', { body: credentials });
    const session = answer.json<{ data?: { token?: string } }>().data?.token;
    if (session === undefined) throw new Error(`sign-in failed with ${answer.status}`);
    return session;
  };
  const client: AdminClient = {
    token: () => (token ??= signIn()),
    async call<T>(method: string, path: string, body?: unknown) {
      const answer = await ask(url, method, ROUTE_PREFIX + path, { token: await client.token(), body });
      return { status: answer.status, body: answer.json<T>() };
    },
    async must<T>(method: string, path: string, body?: unknown) {
      const reply = await client.call<T>(method, path, body);
      if (reply.status >= 300)
        throw new Error(`${method} ${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
      return reply.body;
    },
    async addConnector(body) {
      const { data } = await client.must<{ data: ConnectorView }>('POST', '/connectors', body);
      return data;
    },
    async runEnded(connectorId, timeoutMs = 240_000, everyMs = 100) {
      const until = Date.now() + timeoutMs;
      for (;;) {
        const { data } = await client.must<{ data: RunView[] }>(
          'GET',
          `/runs?connectorId=${connectorId}&pageSize=1`,
        );
        const [run] = data;
        if (run !== undefined && run.status !== 'queued' && run.status !== 'running') return run;
        if (Date.now() > until) throw new Error(`the run did not end: ${JSON.stringify(run)}`);
        await sleep(everyMs);
      }
    },
    async imports(connectorId) {
      const all: ImportView[] = [];
      for (let page = 1; ; page += 1) {
        const { data, meta } = await client.must<{
          data: ImportView[];
          meta: { pagination: { pageCount: number } };
        }>('GET', `/imports?connectorId=${connectorId}&pageSize=100&page=${page}`);
        all.push(...data);
        if (page >= meta.pagination.pageCount) return all;
      }
    },
  };
  return client;
}
