import { message } from '../../../../contracts/messages/catalogue';
import { ConnectorError } from '../../domain/errors';
import { parseInstant } from '../../domain/instant';
import type { Occurrence, ProviderFile } from '../../domain/recording';
import type { DeletesFromCloud } from '../provider';
import { stillWorking } from '../errors';
import { graphClient } from './client';
import { readSettings } from './descriptor';
import { listsRecordings } from './listing';
import { parseFileKey, parseOccurrenceId } from './mapper';
import type { DriveItem } from './schemas';
import type { Account } from '../account';

/** The file's name has the second in which the recording started, by the clock of another service. */
const MOST_APART_MS = 90_000;
/** The names that Teams gives to files in the organiser's OneDrive. */
const NAME = /^(.*)-(\d{4})(\d\d)(\d\d)_(\d\d)(\d\d)(\d\d)(?:UTC)?-Meeting Recording\.mp4$/su;

/** OneDrive removes some characters from names, so only letters and digits are compared. */
const plain = (title: string): string =>
  title
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');

/** Pure: the only item that can be this recording, or why there is none. */
export function itemOf(
  recording: { startedAt: string; title: string; sizeBytes?: number },
  items: readonly DriveItem[],
): { outcome: 'one'; item: DriveItem } | { outcome: 'none' | 'several' } {
  const startedAtMs = Date.parse(recording.startedAt);
  const fits = items.filter((item) => {
    const named = NAME.exec(item.name);
    if (named === null) return false;
    const [, title = '', ...parts] = named;
    const [year, month, day, hour, minute, second] = parts;
    const stamp = parseInstant(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
    const size = recording.sizeBytes;
    return (
      stamp !== undefined &&
      Math.abs(Date.parse(stamp) - startedAtMs) <= MOST_APART_MS &&
      plain(title) !== '' &&
      plain(title) === plain(recording.title) &&
      // If both sizes are known and differ, it is a different file.
      (size === undefined || typeof item.size !== 'number' || size === item.size)
    );
  });
  const [item] = fits;
  if (item === undefined) return { outcome: 'none' };
  return fits.length === 1 ? { outcome: 'one', item } : { outcome: 'several' };
}

/**
 * Graph can't delete recordings. The plugin deletes the file in the organiser's OneDrive, and Graph does
 * not link that file to a recording. So an occurrence is deleted only when each of its recordings matches
 * exactly one file there by name, time and size; otherwise a person must look.
 */
export const deletesFromCloud: DeletesFromCloud = {
  // Recycle bin of OneDrive for work or school, both stages together.
  trashKeptDays: 93,

  async deleteOccurrence(account, occurrenceId, mode, signal) {
    const reading = await listsRecordings.readOccurrence(account, occurrenceId, signal);
    const call = parseOccurrenceId(occurrenceId);
    if (reading.outcome === 'gone' || call === undefined) return { outcome: 'gone-already' };
    if (!readSettings(account).mayDelete) {
      throw new ConnectorError(
        'not-authorized',
        message('ms-teams.delete.not-allowed', { setting: message('ms-teams.field.mayDelete') }),
        { code: 'permission-missing' },
      );
    }
    const client = graphClient(account);
    if (readSettings(account).authorizationType === 'user-delegated') {
      const me = await client.me(signal);
      if (me.id !== call.ownerId) throw notOwn();
    }
    const { occurrence } = reading;
    const videos = occurrence.files.filter(({ kind }) => kind === 'video');
    if (videos.some(({ ready }) => !ready)) throw stillWorking('Microsoft');
    const folder = await client.recordingFolder(call.ownerId, signal);
    const items: DriveItem[] = [];
    for (const video of videos) items.push(await identify(account, occurrence, video, folder, signal));
    if (new Set(items.map(({ id }) => id)).size !== items.length) throw ambiguous(occurrence, 'several');
    let deleted = false;
    for (const { id } of items) {
      const done = await client.deleteItem(call.ownerId, id, mode, signal);
      deleted = deleted || done;
    }
    return { outcome: deleted ? 'deleted' : 'gone-already' };
  },
};

async function identify(
  account: Account,
  occurrence: Occurrence,
  video: ProviderFile,
  folder: DriveItem[],
  signal: AbortSignal,
): Promise<DriveItem> {
  const call = parseOccurrenceId(occurrence.id);
  const file = parseFileKey(video.key);
  if (call === undefined || file === undefined) throw ambiguous(occurrence, 'none');
  // Graph gives the size of a recording only in the answer to its download.
  const answer = await graphClient(account).content({ ...call, ...file }, {}, signal);
  answer.body.destroy();
  const found = itemOf(
    {
      startedAt: video.startedAt ?? '',
      title: occurrence.title,
      ...(answer.status === 200 && answer.contentLength !== undefined
        ? { sizeBytes: answer.contentLength }
        : {}),
    },
    folder,
  );
  if (found.outcome !== 'one') throw ambiguous(occurrence, found.outcome);
  return found.item;
}

function ambiguous(occurrence: Occurrence, what: 'none' | 'several'): ConnectorError {
  const startedAt = { at: occurrence.startedAt };
  const said =
    what === 'none'
      ? message('ms-teams.delete.none', { startedAt })
      : message('ms-teams.delete.several', { startedAt });
  return new ConnectorError('needs-person', said, { code: 'file-not-identified' });
}

const notOwn = () =>
  new ConnectorError('needs-person', message('ms-teams.delete.not-organiser'), { code: 'not-the-organiser' });
