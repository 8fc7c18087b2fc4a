import { z } from 'zod';
import { createControl } from '../kit/control';
import type { ZoomEmulator } from './types';
import { contentInput, fileInput, manyMeetingsInput, meetingInput, settingsInput, userInput } from './input';
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
 * Routes that control the emulator, beside those of `kit/control.ts`: `POST users`, `POST meetings` (one
 * meeting, or `{many: {count, …}}`), `POST events` (sends webhooks: `{to, send, how}`) and `POST action`.
 */
export function createZoomControl(zoom: ZoomEmulator, { seed }: { seed?: (zoom: ZoomEmulator) => void }) {
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

  return createControl(zoom, {
    addresses: () => ({ apiUrl: zoom.apiUrl, oauthUrl: zoom.oauthUrl, storageUrl: zoom.storageUrl }),
    settingsInput,
    routes: {
      'POST users': (body) => ({ user: zoom.addUser(userInput.parse(body)) }),
      'POST meetings': (body) => {
        const many = manyBody.safeParse(body);
        if (many.success) {
          const { count, ...rest } = many.data.many;
          zoom.addManyMeetings(count, rest);
          return { count };
        }
        const { uuid, id, files } = zoom.addMeeting(meetingInput.parse(body));
        return { uuid, id, files: files?.map(({ ref, view }) => ({ id: ref, view })) };
      },
      'POST events': async (body) => {
        const { to, send, how } = eventsBody.parse(body);
        if (to !== undefined) zoom.events.subscribe(to);
        return { sent: await zoom.events.send(send, how) };
      },
      'POST action': (body) => {
        act(actionBody.parse(body));
        return {};
      },
    },
  });
}
