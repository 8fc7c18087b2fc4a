import { z } from 'zod';
import { createControl } from '../kit/control';
import type { TeamsEmulator } from './types';
import { meetingInput, settingsInput, userInput } from './input';

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

/** The routes of `kit/control.ts` on the Graph host, and `POST users`, `POST meetings`, `POST action`. */
export function createTeamsControl(
  teams: TeamsEmulator,
  { seed }: { seed?: (teams: TeamsEmulator) => void },
) {
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

  return createControl(teams, {
    settingsInput,
    routes: {
      'POST users': (body) => ({ user: teams.addUser(userInput.parse(body)) }),
      'POST meetings': (body) => {
        const { id, recordings } = teams.addMeeting(meetingInput.parse(body));
        return { id, recordings: recordings.map((one) => one.id) };
      },
      'POST action': async (body) => ({ statuses: await act(actionBody.parse(body)) }),
    },
  });
}
