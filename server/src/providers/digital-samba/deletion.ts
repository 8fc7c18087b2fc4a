import type { DeletesFromCloud } from '../provider';
import { sambaClient, type SambaClient } from './client';
import { NAME } from './errors';
import { isReady, isStuck, sourceOf } from './mapper';
import { recordingsOf } from './listing';
import { stillWorking } from '../errors';

/**
 * Digital Samba's archive serves as the trash. An archived recording is not in the list of recordings,
 * one call restores it, and it stays until somebody deletes it. A permanent deletion is final at once.
 */
export const deletesFromCloud: DeletesFromCloud = {
  trashKeptDays: 'no-end',

  async deleteOccurrence(account, { id: occurrenceId }, mode, signal) {
    const client = sambaClient(account);
    const recordings = await recordingsOf(account, client, occurrenceId, signal);
    if (recordings.some((recording) => !isReady(recording) && !isStuck(recording, account.clock()))) {
      throw stillWorking(NAME);
    }
    // One by one, because the session itself and recordings that were never ready are not ours to delete.
    let deleted = false;
    for (const { id } of recordings.filter(isReady)) {
      deleted = (await client.change(id, mode === 'trash' ? 'archive' : 'delete', signal)) || deleted;
    }
    return { outcome: deleted ? 'deleted' : 'gone-already' };
  },

  async recoverOccurrence(account, occurrenceId, signal) {
    const client = sambaClient(account);
    let recovered = false;
    for (const id of await archivedOf(client, occurrenceId, signal)) {
      recovered = (await client.change(id, 'unarchive', signal)) || recovered;
    }
    return { outcome: recovered ? 'recovered' : 'gone' };
  },
};

/** Ids of the archived recordings of an occurrence. */
async function archivedOf(client: SambaClient, occurrenceId: string, signal: AbortSignal): Promise<string[]> {
  const source = sourceOf(occurrenceId);
  const room =
    'sessionId' in source
      ? (await client.session(source.sessionId, signal))?.room_id
      : (await client.recording(source.recordingId, signal))?.room_id;
  const ids: string[] = [];
  for await (const page of client.recordings({ archivedOf: room ?? undefined }, signal)) {
    for (const recording of page) {
      // The list may omit the session.
      const session =
        recording.session_id === undefined
          ? (await client.recording(recording.id, signal))?.session_id
          : recording.session_id;
      const isOne =
        'sessionId' in source ? session === source.sessionId : recording.id === source.recordingId;
      if (isOne) ids.push(recording.id);
    }
  }
  return [...new Set(ids)];
}
