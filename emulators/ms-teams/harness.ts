import type { ContractHarness } from '../contract/harness';
import { startTeamsEmulator } from './emulator';
import { occurrenceIdOf, parseOccurrenceId } from '../../server/src/providers/ms-teams/mapper';

export async function startHarness(): Promise<ContractHarness> {
  const emulator = await startTeamsEmulator();
  const { faults } = emulator;
  const settings = emulator.connectorSettings;
  return {
    settings,
    wrongSettings: { ...settings, clientSecret: 'secret-of-another-app' },
    secrets: () => emulator.secrets(),
    addHost: (email, displayName) => void emulator.addUser({ email, displayName }),
    addScene({ hostEmail, title, startedAt }) {
      const meeting = emulator.addMeeting({ organizer: hostEmail, subject: title, startedAt });
      const callId = meeting.recordings[0]?.callId ?? '';
      return occurrenceIdOf({ ownerId: meeting.organizerId, meetingId: meeting.id, callId });
    },
    remove: (occurrenceId) => emulator.remove(parseOccurrenceId(occurrenceId)?.meetingId ?? ''),
    moreThanOnePage: 25,
    faults: {
      laterPagesFail: () =>
        void faults.add({ kind: 'graph-error', status: 400, code: 'BadRequest' }, ({ query }) =>
          query.has('$skiptoken'),
        ),
      revokeCredentials() {
        emulator.revokeTokens();
        emulator.app.active = false;
      },
      htmlInsteadOfFile: () => void faults.add({ kind: 'html' }),
      ignoreRange: () => void faults.add({ kind: 'ignore-range' }),
      wrongContentRange: () => void faults.add({ kind: 'wrong-range', offsetBy: 1 }),
      stallFiles: () => void faults.add({ kind: 'stall', at: 1_000 }),
    },
    stop: () => emulator.stop(),
  };
}
