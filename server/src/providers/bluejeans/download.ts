import { message } from '../../../../contracts/messages/catalogue';
import { ConnectorError } from '../../domain/errors';
import { badLink, recordingGone } from '../errors';
import { openByFreshLink } from '../fresh-link';
import { rangeHeaders } from '../opened-file';
import type { FileReference, OpenedFile, OpenRequest } from '../provider';
import { jeansClient } from './client';
import { NAME } from './errors';
import { sourceOf } from './mapper';
import type { JeansContent } from './schemas';
import type { Account } from '../account';

/** Opens a chapter by a new link, and by another new one when the first is refused. */
export async function openFile(
  account: Account,
  reference: FileReference,
  request: OpenRequest,
): Promise<OpenedFile> {
  const client = jeansClient(account);
  const { userId } = sourceOf(reference.occurrenceId);
  let sizeBytes: number | undefined;
  const file = await openByFreshLink(NAME, request, async (range) => {
    const content = await client.content(userId, reference.fileKey, request.signal);
    if (content === undefined) throw recordingGone(NAME);
    const found = linkOf(content);
    ({ sizeBytes } = found);
    return await client.file(found.link, rangeHeaders(range), request.signal);
  });
  // Some files come without a length. Then the size that the API names is used to check them.
  return file.totalBytes === undefined && sizeBytes !== undefined ? { ...file, totalBytes: sizeBytes } : file;
}

/** The link of the file itself, otherwise of one of its renditions. Both may be missing. */
export function linkOf({ contentUrl, contentSize, contentProperties }: JeansContent): {
  link: string;
  sizeBytes?: number;
} {
  const levels = (contentProperties?.levels ?? []).filter(({ file }) => Boolean(file));
  const rendition = (levels.find(({ height }) => height === 720) ?? levels[0])?.file;
  const link = contentUrl || rendition;
  if (!link) {
    throw new ConnectorError('not-ready', message('bluejeans.no-download-yet'), { code: 'not-ready' });
  }
  if (!URL.canParse(link)) throw badLink(NAME);
  return { link, ...(contentUrl && contentSize ? { sizeBytes: contentSize } : {}) };
}
