import { z } from 'zod';
import type { Exchange } from '../kit/server';
import type { TeamsEmulator } from './types';
import { meetingInput, settingsInput, userInput, type TeamsFaultInput } from './input';

const actionBody = z.discriminatedUnion('action', [
  z.strictObject({
    action: z.enum([
      'revoke-tokens',
      'expire-links',
      'switch-app-off',
      'switch-app-on',
      'seed-demo',
      'reset',
    ]),
  }),
  z.strictObject({ action: z.literal('remove'), meetingId: z.string() }),
  z.strictObject({ action: z.literal('notify'), meetingId: z.string() }),
  z.strictObject({
    action: z.literal('lifecycle'),
    event: z.enum(['reauthorizationRequired', 'subscriptionRemoved', 'missed']),
  }),
]);

/**
 * Routes below `/__control` of the Graph host, with which other processes drive the emulator: `GET
 * state`, `GET log?after=seq`, `POST users`, `POST meetings`, `POST settings`, `POST action`, `POST
 * faults` (one or a list), `DELETE faults[/id]`, `DELETE log`. Never struck by faults; browsers are refused.
 */
export function createControl(teams: TeamsEmulator, { seed }: { seed?: (teams: TeamsEmulator) => void }) {
  async function run(exchange: Exchange): Promise<{ status: number; json: unknown }> {
    const [, , what = '', id] = exchange.path.split('/');
    const body = (): unknown => (exchange.body.length === 0 ? {} : JSON.parse(exchange.body.toString()));
    switch (`${exchange.method} ${what}`) {
      case 'GET state': {
        const { connectorSettings, settings, faults } = teams;
        return { status: 200, json: { connectorSettings, settings, faults: faults.list() } };
      }
      case 'GET log': {
        const after = Number(exchange.query.get('after') ?? 0);
        const { routes, errors } = teams.log;
        return { status: 200, json: { entries: teams.log.filter(({ seq }) => seq > after), routes, errors } };
      }
      case 'DELETE log':
        teams.log.clear();
        return { status: 200, json: {} };
      case 'POST users':
        return { status: 200, json: { user: teams.addUser(userInput.parse(body())) } };
      case 'POST meetings': {
        const { id: meetingId, recordings } = teams.addMeeting(meetingInput.parse(body()));
        return { status: 200, json: { id: meetingId, recordings: recordings.map((one) => one.id) } };
      }
      case 'POST settings':
        Object.assign(teams.settings, settingsInput.parse(body()));
        return { status: 200, json: teams.settings };
      case 'POST faults': {
        const list = [body()].flat() as TeamsFaultInput[];
        return { status: 200, json: { ids: list.map((one) => teams.faults.add(one).id) } };
      }
      case 'DELETE faults':
        teams.faults.clear(id === undefined ? undefined : Number(id));
        return { status: 200, json: {} };
      case 'POST action':
        return { status: 200, json: { statuses: await act(actionBody.parse(body())) } };
      default:
        return { status: 404, json: { error: `no control ${exchange.method} ${what}` } };
    }
  }

  async function act(body: z.infer<typeof actionBody>): Promise<number[]> {
    switch (body.action) {
      case 'revoke-tokens':
        teams.revokeTokens();
        return [];
      case 'expire-links':
        teams.expireLinks();
        return [];
      case 'switch-app-off':
      case 'switch-app-on':
        teams.app.active = body.action === 'switch-app-on';
        return [];
      case 'seed-demo':
        seed?.(teams);
        return [];
      case 'reset':
        teams.reset();
        return [];
      case 'remove':
        teams.remove(body.meetingId);
        return [];
      case 'notify':
        return await teams.notify(body.meetingId);
      case 'lifecycle':
        return await teams.lifecycle(body.event);
    }
  }

  return async (exchange: Exchange): Promise<void> => {
    exchange.routed(`${exchange.method} /__control`);
    const send = (status: number, json: unknown) => {
      exchange.answered(status);
      exchange.response.writeHead(status, { 'Content-Type': 'application/json' });
      exchange.response.end(JSON.stringify(json));
    };
    if (exchange.request.headers.origin !== undefined) return send(403, { error: 'not for browsers' });
    try {
      const { status, json } = await run(exchange);
      send(status, json);
    } catch (error) {
      send(400, { error: error instanceof Error ? error.message : String(error) });
    }
  };
}
