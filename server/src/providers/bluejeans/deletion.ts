import { stillWorking } from '../errors';
import type { DeletesFromCloud } from '../provider';
import { jeansClient } from './client';
import { NAME } from './errors';
import { newestMs, readMeeting } from './listing';
import { isReady, sourceOf } from './mapper';
import { HOUR_MS } from '../../domain/instant';

/** While a meeting may still go on, BlueJeans can add chapters to it. */
const MAY_GO_ON_MS = 6 * HOUR_MS;

export const deletesFromCloud: DeletesFromCloud = {
  async deleteOccurrence(account, { id }, _mode, signal) {
    const { userId, meetingGuid } = sourceOf(id);
    const wholes = await readMeeting(account, id, signal);
    if (wholes.length === 0) return { outcome: 'gone-already' };
    // A deletion by GUID removes all chapters, also those that were added a moment ago.
    const mayGrow = wholes.some(({ recording }) => account.clock() - newestMs(recording) < MAY_GO_ON_MS);
    const isWhole = wholes.every(({ chapters }) => chapters.length > 0 && chapters.every(isReady));
    if (mayGrow || !isWhole) throw stillWorking(NAME);
    const deleted = await jeansClient(account).deleteMeeting(userId, meetingGuid, signal);
    return { outcome: deleted ? 'deleted' : 'gone-already' };
  },
};
