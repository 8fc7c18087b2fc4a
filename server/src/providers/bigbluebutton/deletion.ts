import type { DeletesFromCloud } from '../provider';
import { bbbClient } from './client';

/**
 * The server moves a deleted recording to a folder that only its administrator can reach. No call brings
 * it back, and none removes it for good. So for everybody else it is a permanent deletion, and offered as
 * one. Unpublishing is not a trash, because the recording stays in every list.
 */
export const deletesFromCloud: DeletesFromCloud = {
  async deleteOccurrence(account, { id }, _mode, signal) {
    const deleted = await bbbClient(account).deleteRecording(id, signal);
    return { outcome: deleted ? 'deleted' : 'gone-already' };
  },
};
