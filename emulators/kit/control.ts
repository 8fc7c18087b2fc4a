import type { z } from 'zod';
import type { Exchange, RequestLog } from './server';

/** The parts that the shared control routes read and change. */
interface Controlled<Settings extends object, FaultInput> {
  readonly settings: Settings;
  readonly connectorSettings: object;
  readonly faults: { add(fault: FaultInput): { id: number }; clear(id?: number): void; list(): unknown[] };
  readonly log: RequestLog;
}

export interface ControlOptions<Settings extends object> {
  /** Additional addresses in the answer of `GET state`. */
  addresses?: () => object;
  settingsInput: z.ZodType<Partial<Settings>>;
  /** The provider's own routes, e.g. `POST meetings`. Each takes the parsed body and returns the answer. */
  routes: Readonly<Record<string, (body: unknown) => object | Promise<object>>>;
}

/**
 * `/__control/…` lets other processes drive an emulator (tests that kill a server, benchmarks, the
 * demo). Shared by all: `GET state`, `GET log?after=seq`, `DELETE log`, `POST settings`, `POST faults`
 * (one or a list), `DELETE faults[/id]`. Faults don't affect it. Only connections from this machine
 * reach it, because the host binds 127.0.0.1; browsers are refused.
 */
export function createControl<Settings extends object, FaultInput>(
  emulator: Controlled<Settings, FaultInput>,
  { addresses = () => ({}), settingsInput, routes }: ControlOptions<Settings>,
) {
  async function run(exchange: Exchange): Promise<object | undefined> {
    const [, , what = '', id] = exchange.path.split('/');
    const body = (): unknown => (exchange.body.length === 0 ? {} : JSON.parse(exchange.body.toString()));
    const { settings, connectorSettings, faults, log } = emulator;
    const route = `${exchange.method} ${what}`;
    switch (route) {
      case 'GET state':
        return { ...addresses(), connectorSettings, settings, faults: faults.list() };
      case 'GET log': {
        const after = Number(exchange.query.get('after') ?? 0);
        return { entries: log.filter(({ seq }) => seq > after), routes: log.routes, errors: log.errors };
      }
      case 'DELETE log':
        log.clear();
        return {};
      case 'POST settings':
        return Object.assign(settings, settingsInput.parse(body()));
      case 'POST faults': {
        // `add` parses each.
        const list = [body()].flat() as FaultInput[];
        return { ids: list.map((one) => faults.add(one).id) };
      }
      case 'DELETE faults':
        faults.clear(id === undefined ? undefined : Number(id));
        return {};
      default:
        return Object.hasOwn(routes, route) ? await routes[route]?.(body()) : undefined;
    }
  }

  return async (exchange: Exchange): Promise<void> => {
    exchange.routed(`${exchange.method} /__control`);
    const send = (status: number, json: object) => {
      exchange.answered(status);
      exchange.response.writeHead(status, { 'Content-Type': 'application/json' });
      exchange.response.end(JSON.stringify(json));
    };
    if (exchange.request.headers.origin !== undefined) return send(403, { error: 'not for browsers' });
    try {
      const json = await run(exchange);
      if (json === undefined) send(404, { error: `no control ${exchange.method} ${exchange.path}` });
      else send(200, json);
    } catch (error) {
      send(400, { error: error instanceof Error ? error.message : String(error) });
    }
  };
}
