import { message } from '../../../contracts/messages/catalogue';
import { codeOf, ConnectorError } from './errors';

/**
 * What a reading of the file system gives, or undefined when there is nothing of that name. Any other
 * failure says nothing about what lies there.
 * @throws ConnectorError `retry-later`
 */
export const ifThere = <T>(reading: Promise<T>): Promise<T | undefined> =>
  reading.catch((error: unknown) => {
    const code = codeOf(error);
    if (code === 'ENOENT') return undefined;
    throw new ConnectorError(
      'retry-later',
      message('error.disk-unreadable', { error: code === '' ? String(error) : code }),
      { code: 'disk-unreadable', cause: error },
    );
  });
