import { ConnectorError } from '../../domain/errors';
import { parseInstant } from '../../domain/instant';
import type { Host, Occurrence } from '../../domain/recording';
import type { FakeHost, FakeRecording } from './client';

/** Pure: the service's shapes in, the plugin's words out. No link, no token. */
export const hostOf = ({ id, email, name }: FakeHost): Host => ({
  id,
  ...(email ? { email } : {}),
  ...(name ? { name } : {}),
});

export function occurrenceOf(recording: FakeRecording): Occurrence {
  const startedAt = parseInstant(recording.startedAt);
  if (startedAt === undefined) {
    throw new ConnectorError('retry-later', 'The server named a recording without a time.', {
      code: 'unexpected-answer',
    });
  }
  return {
    id: recording.id,
    title: recording.title,
    startedAt,
    ...(recording.host ? { host: hostOf(recording.host) } : {}),
    files: recording.files.map(({ id, kind, extension, sizeBytes }) => ({
      key: id,
      kind,
      view: kind,
      extension: extension.toLowerCase(),
      ...(sizeBytes > 0 ? { sizeBytes } : {}),
      startedAt,
      ready: sizeBytes > 0,
      segmentKey: startedAt,
    })),
  };
}
