import { ConnectorError } from '../../domain/errors';
import { openByFreshLink } from '../fresh-link';
import { rangeHeaders } from '../opened-file';
import type { FileReference, OpenedFile, OpenRequest } from '../provider';
import { jeansClient } from './client';
import { sourceOf } from './mapper';
import type { JeansContent } from './shapes';
import type { Account } from '../account';

/** Opens a chapter by a link that is asked for right before, once more when it is refused. */
export async function openFile(
  account: Account,
  reference: FileReference,
  request: OpenRequest,
): Promise<OpenedFile> {
  const client = jeansClient(account);
  const { userId } = sourceOf(reference.occurrenceId);
  let sizeBytes: number | undefined;
  const file = await openByFreshLink('BlueJeans', request, async (range) => {
    const content = await client.content(userId, reference.fileKey, request.signal);
    if (content === undefined) {
      throw new ConnectorError('gone', 'BlueJeans no longer has this recording.', {
        code: 'gone-at-provider',
      });
    }
    const found = linkOf(content);
    ({ sizeBytes } = found);
    return await client.file(found.link, rangeHeaders(range), request.signal);
  });
  // Some files come without a length: then the size that the API tells is what they are held against.
  return file.totalBytes === undefined && sizeBytes !== undefined ? { ...file, totalBytes: sizeBytes } : file;
}

/** The file itself, else one of its renditions: both may be missing. */
export function linkOf({ contentUrl, contentSize, contentProperties }: JeansContent): {
  link: string;
  sizeBytes?: number;
} {
  const levels = (contentProperties?.levels ?? []).filter(({ file }) => Boolean(file));
  const rendition = (levels.find(({ height }) => height === 720) ?? levels[0])?.file;
  const link = contentUrl || rendition;
  if (!link) {
    throw new ConnectorError('not-ready', 'BlueJeans names no download for this chapter yet.', {
      code: 'not-ready',
    });
  }
  if (!URL.canParse(link)) {
    throw new ConnectorError('refused', 'BlueJeans named a download address that is none.', {
      code: 'unsafe-address',
    });
  }
  return { link, ...(contentUrl && contentSize ? { sizeBytes: contentSize } : {}) };
}
