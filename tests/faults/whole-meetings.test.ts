import Database from 'better-sqlite3';
import path from 'node:path';
import type { CrashPoint } from '../../server/src/crash-point';
import { findFfmpeg } from '../../server/src/media/join/ffmpeg';
import { startZoomEmulator } from '../../emulators/zoom/emulator';
import { audit } from '../support/audit';
import { spawnSite, temporaryDir } from '../support/spawn-site';
import { addHost, connectorBody, daysAgo, importOf, type Zoom } from '../support/zoom-site';

/** Every point of join, store, publish and clean-up. */
const POINTS: readonly CrashPoint[] = [
  'during-join',
  'after-join',
  'after-name-chosen',
  'mid-provider-upload',
  'after-upload-before-row',
  'after-row-before-link',
  'after-store',
  'before-publish-commit',
  'after-publish',
  'before-delete',
  'after-delete-before-row',
];
const JOINERS = findFfmpeg(undefined) === undefined ? ['mediabunny'] : ['ffmpeg', 'mediabunny'];

interface Row {
  stage: string;
  status: string;
}

describe('a process that ends while a whole meeting is joined, stored and deleted at the provider', () => {
  let zoom: Zoom;
  beforeAll(async () => {
    zoom = await startZoomEmulator({});
  });
  afterAll(() => zoom.stop());

  const cases = POINTS.map(
    (point, index) => [point, JOINERS[index % JOINERS.length] ?? 'mediabunny'] as const,
  );

  it.each(cases)(
    'fault 27: killed at %s (joined by %s), all is stored once and nothing was deleted before',
    async (point, joiner) => {
      const host = addHost(zoom);
      const startedAtMs = Date.parse(daysAgo(2));
      const meeting = zoom.addMeeting({
        hostId: host.id,
        topic: 'Relays',
        startedAt: new Date(startedAtMs).toISOString(),
        segments: ['speaker-320x180-part1.mp4', 'speaker-320x180-part2.mp4'].map((fixture, index) => ({
          startedAt: new Date(startedAtMs + index * 60_000).toISOString(),
          durationSeconds: 4,
          files: [
            { view: 'active_speaker', fixture },
            {
              view: 'audio_transcript',
              content: `WEBVTT\n\n1\n00:00:00.500 --> 00:00:01.500\nAda: Segment ${index + 1}\n`,
            },
          ],
        })),
      });
      const deletions = () =>
        zoom.log.entries.filter(
          (entry) =>
            entry.method === 'DELETE' &&
            decodeURIComponent(decodeURIComponent(entry.path)).includes(meeting.uuid),
        ).length;
      const dataDir = temporaryDir('whole');
      const pluginConfig = {
        jobs: { firstRetryMs: 50 },
        environment: 'test',
        join: { ffmpeg: joiner === 'ffmpeg' },
      };
      const first = await spawnSite({ dataDir, pluginConfig, env: { PLAYGROUND_CRASH_POINT: point } });
      const { id } = await first.admin.addConnector(
        connectorBody(zoom, {
          hostEmails: [host.email],
          joinSegments: true,
          deleteAtProvider: 'trash',
          deleteAfterHours: 0,
        }),
      );
      expect(await first.ended).toEqual({ code: null, signal: 'SIGKILL' });

      const rows = <T>(sql: string): T[] => {
        // Not read-only: what a killed process left half written is taken back by whoever opens it next.
        const database = new Database(path.join(dataDir, 'data.db'));
        try {
          return database.prepare(sql).all() as T[];
        } finally {
          database.close();
        }
      };
      const [left] = rows<Row>('select stage, status from mc_imports');
      // The judge is the provider's own log: it was asked only when the entry was committed.
      if (left?.stage !== 'clean-up') expect(deletions()).toBe(0);

      const second = await spawnSite({ dataDir, pluginConfig });
      try {
        const row = await importOf(second.admin, id, ({ status }) => status === 'done');
        expect(row.deletion).toMatchObject({ state: 'deleted' });
        expect(row.recordingDocumentIds).toHaveLength(1);
        const stored = row.files.filter(({ status }) => status === 'stored').map(({ kind }) => kind);
        expect(stored.sort()).toEqual(['captions', 'transcript', 'video']);
        expect(rows('select id from files')).toHaveLength(3);
        expect(rows('select distinct document_id from mc_recordings')).toHaveLength(1);
        expect(zoom.meeting(meeting.uuid)?.trashedAtMs).toBeDefined();
      } finally {
        await second.stop();
      }
      await audit({ dataDir });
    },
    120_000,
  );
});
