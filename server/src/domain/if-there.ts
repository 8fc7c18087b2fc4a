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
      `A file on this machine could not be read (${code === '' ? String(error) : code}). It will be tried again. If it stays so, see whether the disk is whole and Strapi's user may read its folders.`,
      { code: 'disk-unreadable', cause: error },
    );
  });
