import { z } from 'zod';
import type { Exchange } from '../kit/server';
import type { ZoomEmulator } from './types';
import {
  contentInput,
  fileInput,
  manyMeetingsInput,
  meetingInput,
  settingsInput,
  userInput,
  type ZoomFaultInput,
} from './input';
import { eventsBody } from './events';

const manyBody = z.strictObject({ many: manyMeetingsInput.extend({ count: z.number().int().positive() }) });
const actionBody = z.discriminatedUnion('action', [
  z.strictObject({
    action: z.enum(['revoke-tokens', 'expire-links', 'deactivate-app', 'activate-app', 'seed-demo', 'reset']),
  }),
  z.strictObject({ action: z.enum(['trash', 'recover', 'remove', 'finish']), uuid: z.string() }),
  z.strictObject({ action: z.literal('replace-file'), fileId: z.string(), content: contentInput }),
  z.strictObject({
    action: z.literal('add-file'),
    uuid: z.string(),
    startedAt: z.string(),
    durationSeconds: z.number().positive().optional(),
    file: fileInput,
  }),
  z.strictObject({ action: z.literal('finish-file'), fileId: z.string() }),
  z.strictObject({ action: z.literal('set-scopes'), scopes: z.array(z.string()) }),
]);

/**
 * `/__control/…` lets other processes drive the emulator (tests that kill a server, benchmarks):
 * `GET state`, `GET log?after=seq`, `POST users`, `POST meetings` (one, or `{many: {count, …}}`),
 * `POST settings`, `POST events` (a webhook `{to, send, how}`), `POST action`, `POST faults` (one or a list), `DELETE faults[/id]`, `DELETE log`.
 * Never struck by faults. Only connections from this machine reach it, as the host binds 127.0.0.1;
 * browsers are refused.
 */
export function createControl(zoom: ZoomEmulator, { seed }: { seed?: (zoom: ZoomEmulator) => void }) {
  async function run(exchange: Exchange): Promise<{ status: number; json: unknown }> {
    const [, , what = '', id] = exchange.path.split('/');
    const body = (): unknown => (exchange.body.length === 0 ? {} : JSON.parse(exchange.body.toString()));
    switch (`${exchange.method} ${what}`) {
      case 'GET state':
        return {
          status: 200,
          json: {
            apiUrl: zoom.apiUrl,
            oauthUrl: zoom.oauthUrl,
            storageUrl: zoom.storageUrl,
            connectorSettings: zoom.connectorSettings,
            settings: zoom.settings,
            faults: zoom.faults.list(),
          },
        };
      case 'GET log': {
        const after = Number(exchange.query.get('after') ?? 0);
        const { routes, errors } = zoom.log;
        return { status: 200, json: { entries: zoom.log.filter(({ seq }) => seq > after), routes, errors } };
      }
      case 'DELETE log':
        zoom.log.clear();
        return { status: 200, json: {} };
      case 'POST users':
        return { status: 200, json: { user: zoom.addUser(userInput.parse(body())) } };
      case 'POST meetings': {
        const many = manyBody.safeParse(body());
        if (many.success) {
          const { count, ...rest } = many.data.many;
          zoom.addManyMeetings(count, rest);
          return { status: 200, json: { count } };
        }
        const meeting = zoom.addMeeting(meetingInput.parse(body()));
        const files = meeting.files?.map(({ ref, view }) => ({ id: ref, view }));
        return { status: 200, json: { uuid: meeting.uuid, id: meeting.id, files } };
      }
      case 'POST settings':
        Object.assign(zoom.settings, settingsInput.parse(body()));
        return { status: 200, json: zoom.settings };
      case 'POST events': {
        const { to, send, how } = eventsBody.parse(body());
        if (to !== undefined) zoom.events.subscribe(to);
        return { status: 200, json: { sent: await zoom.events.send(send, how) } };
      }
      case 'POST faults': {
        const list = [body()].flat() as ZoomFaultInput[];
        return { status: 200, json: { ids: list.map((one) => zoom.faults.add(one).id) } };
      }
      case 'DELETE faults':
        zoom.faults.clear(id === undefined ? undefined : Number(id));
        return { status: 200, json: {} };
      case 'POST action':
        act(actionBody.parse(body()));
        return { status: 200, json: {} };
      default:
        return { status: 404, json: { error: `no control ${exchange.method} ${what}` } };
    }
  }

  function act(body: z.infer<typeof actionBody>): void {
    switch (body.action) {
      case 'revoke-tokens':
        return zoom.revokeTokens();
      case 'expire-links':
        return zoom.expireLinks();
      case 'deactivate-app':
        return zoom.deactivateApp();
      case 'activate-app':
        return zoom.activateApp();
      case 'seed-demo':
        return seed?.(zoom);
      case 'reset':
        return zoom.reset();
      case 'trash':
        return zoom.trash(body.uuid);
      case 'recover':
        return zoom.recover(body.uuid);
      case 'remove':
        return zoom.remove(body.uuid);
      case 'finish':
        return zoom.finishMeeting(body.uuid);
      case 'replace-file':
        return zoom.replaceFile(body.fileId, body.content);
      case 'add-file':
        return void zoom.addFile(body.uuid, body, body.file);
      case 'finish-file':
        return zoom.finishFile(body.fileId);
      case 'set-scopes':
        zoom.account.scopes = body.scopes;
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
