import { parseInstant } from '../../domain/instant';
import type { Host, Occurrence } from '../../domain/recording';
import type { FakeHost, FakeRecording } from './client';

/** Pure: turns the service's answers into the plugin's types. No link and no token are in them. */
export const hostOf = ({ id, email, name }: FakeHost): Host => ({
  id,
  ...(email ? { email } : {}),
  ...(name ? { name } : {}),
});

export function occurrenceOf(recording: FakeRecording): Occurrence {
  const startedAt = parseInstant(recording.startedAt) ?? '';
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
