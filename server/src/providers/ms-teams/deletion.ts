import { message } from '../../../../contracts/messages/catalogue';
import { ConnectorError } from '../../domain/errors';
import { parseInstant } from '../../domain/instant';
import type { Occurrence, ProviderFile } from '../../domain/recording';
import type { DeletesFromCloud, ImportedFile } from '../provider';
import { stillWorking } from '../errors';
import { graphClient } from './client';
import { readSettings } from './descriptor';
import { listsRecordings } from './listing';
import { parseOccurrenceId } from './mapper';
import { quickXorHash } from './quick-xor';
import type { DriveItem } from './schemas';

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

/** What is known of a recording that was imported. */
interface KnownRecording {
  startedAt: string;
  title: string;
  sizeBytes: number;
  /** `quickXorHash` of the imported bytes; undefined when they don't lie in the Media Library by themselves. */
  hash: string | undefined;
}

/**
 * The only item that can be this recording, or why there is none: its name has the title and the time, its
 * size is that of the imported file, and so is its hash where both are known. A size that Graph doesn't give
 * is no equal size. Pure.
 */
export function itemOf(
  recording: KnownRecording,
  items: readonly DriveItem[],
): { outcome: 'one'; item: DriveItem } | { outcome: 'none' | 'several' } {
  const startedAtMs = Date.parse(recording.startedAt);
  const fits = items.filter((item) => {
    const named = NAME.exec(item.name);
    if (named === null) return false;
    const [, title = '', ...parts] = named;
    const [year, month, day, hour, minute, second] = parts;
    const stamp = parseInstant(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
    const hash = item.file?.hashes?.quickXorHash;
    return (
      stamp !== undefined &&
      Math.abs(Date.parse(stamp) - startedAtMs) <= MOST_APART_MS &&
      plain(title) !== '' &&
      plain(title) === plain(recording.title) &&
      item.size === recording.sizeBytes &&
      (!hash || recording.hash === undefined || hash === recording.hash)
    );
  });
  const [item] = fits;
  if (item === undefined) return { outcome: 'none' };
  return fits.length === 1 ? { outcome: 'one', item } : { outcome: 'several' };
}

/**
 * Graph can't delete recordings. The plugin deletes the file in the organiser's OneDrive, and Graph does
 * not link that file to a recording. So an occurrence is deleted only when each of its recordings matches
 * exactly one file there by name, time, size and hash; otherwise a person must look.
 */
export const deletesFromCloud: DeletesFromCloud = {
  // Graph gives no size of a recording, but always one of a file.
  comparesFiles: true,
  // Recycle bin of OneDrive for work or school, both stages together.
  trashKeptDays: 93,

  async deleteOccurrence(account, imported, mode, signal) {
    const reading = await listsRecordings.readOccurrence(account, imported.id, signal);
    const call = parseOccurrenceId(imported.id);
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
    for (const video of videos) {
      items.push(await identify(occurrence, video, imported.files.get(video.key), folder));
    }
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
  occurrence: Occurrence,
  video: ProviderFile,
  imported: ImportedFile | undefined,
  folder: DriveItem[],
): Promise<DriveItem> {
  if (imported === undefined) throw ambiguous(occurrence, 'none');
  const { sizeBytes } = imported;
  const known = { startedAt: video.startedAt ?? '', title: occurrence.title, sizeBytes, hash: undefined };
  // The bytes are read again only for a file that fits in all else.
  const likely = itemOf(known, folder);
  if (likely.outcome === 'none') throw ambiguous(occurrence, 'none');
  const found = itemOf({ ...known, hash: await imported.hashed(quickXorHash()) }, folder);
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
