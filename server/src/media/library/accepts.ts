import { message } from '../../../../contracts/messages/catalogue';
import type { Message } from '../../../../contracts/messages/message';
import { ConnectorError, type FailureDetails } from '../../domain/errors';
import { isTypeAllowed, readUploadRules } from '../upload-rules';
import type { UploadPlugin } from './upload-plugin';

/** A file that may be downloaded. Not every provider tells its size in advance. */
export interface Candidate {
  mime: string;
  extension: string;
  sizeBytes: number | undefined;
}

/** Strapi's own default; it is meant for uploads over HTTP, which imports are not. */
const STRAPI_DEFAULT_SIZE_LIMIT = 1_000_000_000;
/** A provider that takes whole buffers would hold the file in memory. */
const MAX_BUFFERED_BYTES = 100 * 1024 * 1024;

/** @throws ConnectorError `needs-person` if the site can't store the file, with what to change. */
export async function accepts(
  upload: UploadPlugin,
  { mime, extension, sizeBytes }: Candidate,
): Promise<void> {
  const { security, sizeLimit } = upload.config();
  if (!isTypeAllowed(mime, readUploadRules(security))) {
    throw needsPerson('type-not-allowed', message('media.type-not-allowed', { mime }), { mime });
  }
  if (sizeBytes === undefined) return;
  const size = { bytes: sizeBytes };
  const provider = upload.provider();
  const uploadProvider = upload.config().provider;
  if (typeof provider.uploadStream !== 'function' && sizeBytes > MAX_BUFFERED_BYTES) {
    throw needsPerson(
      'provider-cannot-stream',
      message('media.provider-cannot-stream', { uploadProvider, size }),
      { sizeBytes, uploadProvider },
    );
  }
  const siteLimit = sizeLimit === STRAPI_DEFAULT_SIZE_LIMIT ? undefined : sizeLimit;
  if (siteLimit !== undefined && sizeBytes > siteLimit) {
    throw needsPerson(
      'over-size-limit',
      message('media.over-size-limit', { size, limit: { bytes: siteLimit } }),
      { sizeBytes, limitBytes: siteLimit },
    );
  }
  try {
    // Kilobytes: the unit in which Strapi hands sizes to providers.
    await provider.checkFileSize?.(
      { name: `recording.${extension}`, size: sizeBytes / 1000 },
      { sizeLimit: siteLimit },
    );
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw needsPerson(
      'over-provider-limit',
      message('media.over-provider-limit', { uploadProvider, size, words }),
      { sizeBytes, uploadProvider },
      words,
    );
  }
}

const needsPerson = (code: string, said: Message, values: FailureDetails['values'] = {}, words?: string) =>
  new ConnectorError('needs-person', said, { code, values, providerWords: words });
