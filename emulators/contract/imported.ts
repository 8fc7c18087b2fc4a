import type { Account } from '../../server/src/providers/account';
import type { ImportedFile, ImportedOccurrence, Provider } from '../../server/src/providers/provider';

/** What a site has of an occurrence after its import: the videos and sounds that the provider serves. */
export async function imported(
  { listsRecordings, openFile }: Provider,
  account: Account,
  id: string,
  signal: AbortSignal,
): Promise<ImportedOccurrence> {
  const reading = await listsRecordings?.readOccurrence(account, id, signal);
  const files = new Map<string, ImportedFile>();
  for (const file of reading?.outcome === 'found' ? reading.occurrence.files : []) {
    if (!file.ready || (file.kind !== 'video' && file.kind !== 'audio')) continue;
    const opened = await openFile?.(account, { occurrenceId: id, fileKey: file.key }, { signal });
    const chunks: Buffer[] = [];
    for await (const chunk of (opened?.body ?? []) as AsyncIterable<Buffer>) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    files.set(file.key, {
      sizeBytes: bytes.length,
      hashed(hash) {
        hash.update(bytes);
        return Promise.resolve(hash.digest());
      },
    });
  }
  return { id, files };
}
