import { answer, answeredByFault } from '../kit/answer';
import { createFaultBoard, wireFault, type FaultBoard, type WireFault } from '../kit/faults';
import { createRequestLog, startHost, type Exchange, type RequestLog } from '../kit/server';

/** The calls of eTutorium that a public client is known to make; nothing else is known. */
export interface EtutoriumEmulator {
  readonly endPoint: string;
  readonly apiToken: string;
  readonly connectorSettings: Record<string, string>;
  readonly faults: FaultBoard<WireFault, WireFault>;
  readonly log: RequestLog;
  /** By webinar id, then by user name: the personal token. */
  readonly participants: Map<number, Map<string, string>>;
  revokeToken(): void;
  stop(): Promise<void>;
}

interface Registration {
  webinarID: number;
  participants: { email: string; username: string }[];
}

export async function startEtutoriumEmulator(options: { port?: number } = {}): Promise<EtutoriumEmulator> {
  const apiToken = 'emulated-api-token-of-forty-characters-00';
  const faults = createFaultBoard<WireFault, WireFault>(wireFault);
  const log = createRequestLog();
  const webinars = new Map<number, Record<string, unknown>>();
  const participants: EtutoriumEmulator['participants'] = new Map();
  let active = true;

  function reply({ method, path, query, body, request }: Exchange): { status: number; json: unknown } {
    const said = (response: unknown) => ({ status: 200, json: { ok: true, response } });
    const refused = (error: string, status = 200) => ({ status, json: { ok: false, error: [error] } });
    if (!active || request.headers['x-apikey-token'] !== apiToken) return refused('Unauthorized', 401);
    const json: unknown = body.length === 0 ? {} : JSON.parse(body.toString());
    const id = Number(/^\/rest\/webinar\/(\d+)$/.exec(path)?.[1]);
    if (method === 'GET' && path === '/cabinet/webinar') return said([...webinars.values()]);
    if (method === 'GET' && webinars.has(id)) return said(webinars.get(id));
    if (method === 'POST' && path === '/rest/webinar') {
      const made = { ...(json as Record<string, unknown>), id: 13_144 + webinars.size };
      webinars.set(made.id, made);
      return said(made);
    }
    if (method === 'POST' && path === '/api/invite/register') {
      const { webinarID, participants: people } = json as Registration;
      if (!webinars.has(webinarID)) return refused('Webinar not found');
      const known = participants.get(webinarID) ?? new Map<string, string>();
      for (const { username } of people) known.set(username, `token-of-${known.size + 1}`);
      participants.set(webinarID, known);
      return said([]);
    }
    if (method === 'GET' && path === '/rest/participant') {
      const token = participants.get(Number(query.get('webinar_id')))?.get(query.get('username') ?? '');
      return said(token === undefined ? [] : [{ access_token: token }]);
    }
    return refused('Not found', 404);
  }

  const host = await startHost({
    name: 'api',
    port: options.port,
    log,
    target: 'api',
    async handle(exchange) {
      exchange.routed(`${exchange.method} ${exchange.path.replace(/\/\d+$/, '/{id}')}`);
      if (await answeredByFault(exchange, faults)) return;
      const { status, json } = reply(exchange);
      const headers = { 'Content-Type': 'application/json' };
      await answer(exchange, faults, { status, headers, body: JSON.stringify(json) });
    },
  });
  return {
    endPoint: host.url,
    apiToken,
    connectorSettings: { endPoint: host.url, apiToken },
    faults,
    log,
    participants,
    revokeToken: () => void (active = false),
    stop: () => host.stop(),
  };
}
