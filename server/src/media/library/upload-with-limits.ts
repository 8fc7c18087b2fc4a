import { createReadStream } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { message } from '../../../../contracts/messages/catalogue';
import { ConnectorError } from '../../domain/errors';
import type { UploadEntity, UploadPlugin } from './upload-plugin';

/** How long a provider may take to abort an upload that was stopped: Strapi itself must stop within 10 s. */
const ABORT_MS = 4_000;

/**
 * Upload providers are other people's code. They may throw synchronously, reject late, never settle, or
 * emit an error on the stream after success. None of this may end the process.
 */
export async function uploadWithLimits(
  upload: UploadPlugin,
  { spoolPath, signal }: { spoolPath: string; signal: AbortSignal },
  entity: UploadEntity,
  idleMs: number,
): Promise<void> {
  const uploadProvider = upload.config().provider;
  const source = createReadStream(spoolPath, { highWaterMark: 1 << 20 });
  source.on('error', () => undefined);
  let lastProgressAt = Date.now();
  let bytesSeen = 0;
  entity.getStream = () => source;
  let timer: NodeJS.Timeout | undefined;
  const idle = new Promise<never>((_resolve, reject) => {
    timer = setInterval(
      () => {
        if (source.bytesRead !== bytesSeen) {
          bytesSeen = source.bytesRead;
          lastProgressAt = Date.now();
        }
        if (signal.aborted) reject(signal.reason);
        else if (Date.now() - lastProgressAt > idleMs) {
          reject(
            new ConnectorError(
              'retry-later',
              message('media.upload-stalled', {
                uploadProvider,
                seconds: Math.round(idleMs / 1000),
              }),
              { code: 'upload-stalled', values: { uploadProvider } },
            ),
          );
        }
      },
      Math.min(1_000, idleMs),
    );
  });
  const uploaded = (async () => {
    await upload.service('provider').upload(entity);
  })();
  uploaded.catch(() => undefined);
  idle.catch(() => undefined);
  try {
    await Promise.race([uploaded, idle]);
  } catch (error) {
    // The provider notices that the file ends here, and aborts what it has begun: parts of an upload in a bucket
    // are invisible, and cost money until somebody removes them.
    source.destroy(new Error('the upload was stopped'));
    await Promise.race([uploaded.catch(() => undefined), sleep(ABORT_MS, undefined, { ref: false })]);
    if (error instanceof ConnectorError || signal.aborted) throw error;
    const words = error instanceof Error ? error.message : String(error);
    throw new ConnectorError('retry-later', message('media.upload-failed', { uploadProvider, words }), {
      code: 'upload-failed',
      values: { uploadProvider },
      providerWords: words,
    });
  } finally {
    clearInterval(timer);
    source.destroy();
    delete entity.getStream;
    delete entity.stream;
  }
}
