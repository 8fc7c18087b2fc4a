import { crashPoint } from '../crash-point';
import { StopSignal } from '../domain/errors';
import type { Database } from '../ledger/database';
import type { RecordingPart } from './join';
import { titleOf } from './store';
import type { Work } from './work';

/**
 * Makes the content entries, draft or published, with author and defaults. Entries, their links to
 * the ledger and the step forward are one transaction: a crash leaves all or nothing.
 */
export async function publish(work: Work, parts: RecordingPart[], database: Database): Promise<void> {
  const { occurrence } = work.ledger.row;
  const { policy } = work;
  const before = { stage: work.ledger.row.stage, status: work.ledger.row.status };
  const unlinked = parts.filter((part) => part.files.some((file) => file.recordingDocumentId === null));
  try {
    await database.transaction(async (sql) => {
      // Another instance may have changed the connector since the last heartbeat (A4).
      const connector = await database.connectors.findOne({ id: work.connector.id }, sql);
      if (connector?.settingsVersion !== work.connector.settingsVersion)
        throw new StopSignal('settings-changed');
      for (const part of unlinked) {
        const media = (kind: 'video' | 'audio') =>
          part.files.find((file) => file.kind === kind)?.mediaFileId ?? null;
        const seconds = part.files.reduce((sum, file) => sum + (file.durationSeconds ?? 0), 0);
        const documentId = await work.recordings.create(
          {
            title: titleOf(work, part),
            startedAt: startOf(part) ?? occurrence.startedAt,
            timezone: occurrence.timezone ?? null,
            durationSeconds: seconds > 0 ? Math.round(seconds * 1000) / 1000 : null,
            hostName: occurrence.host?.name ?? null,
            hostEmail: occurrence.host?.email ?? null,
            provider: work.provider.descriptor.id,
            room: occurrence.meetingId ?? null,
            occurrenceId: occurrence.id,
            segmentNumber: part.segmentNumber,
            segmentCount: part.segmentCount,
            video: media('video'),
            audio: media('audio'),
            tags: policy.publish.tags,
            visibility: policy.publish.visibility,
          },
          policy.authorId,
          policy.publishStatus,
        );
        for (const file of part.files) {
          await work.files.patch(file, { recordingDocumentId: documentId }, sql);
        }
      }
      crashPoint('before-publish-commit');
      await work.ledger.write(
        { type: 'advance' },
        { problem: null, reason: null, changedAtMs: work.clock() },
        sql,
      );
    });
  } catch (error) {
    // Rolled back: the objects in memory must say what the database says.
    Object.assign(work.ledger.row, before);
    for (const part of unlinked) for (const file of part.files) file.recordingDocumentId = null;
    throw error;
  }
  crashPoint('after-publish');
}

function startOf(part: RecordingPart): string | undefined {
  const starts = part.files.flatMap((file) => (file.startedAtMs === null ? [] : [file.startedAtMs]));
  return starts.length === 0 ? undefined : new Date(Math.min(...starts)).toISOString();
}
