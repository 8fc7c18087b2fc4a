import path from 'node:path';
import Database from 'better-sqlite3';
import type { ReviewDetail } from '../../contracts/review';
import { startZoomEmulator } from '../../emulators/zoom/emulator';
import { spawnSite } from '../support/spawn-site';
import { addHost, connectorBody, daysAgo, IMPATIENT, importOf, until } from '../support/zoom-site';

const BROKEN = [
  'media.create',
  'media.delete',
  'entry.create',
  'entry.publish',
  'meeting-connectors.recording.imported',
];

describe('listeners of the site that throw (F4)', () => {
  it('end neither the process nor an import nor a removal, and are named in the log', async () => {
    const zoom = await startZoomEmulator({});
    const host = addHost(zoom);
    zoom.addMeeting({ hostId: host.id, startedAt: daysAgo(2) });
    const site = await spawnSite({ pluginConfig: IMPATIENT, env: { PLAYGROUND_THROW_ON: BROKEN.join(',') } });
    const logOf = (name: string) =>
      until(
        () => Promise.resolve(site.output().match(new RegExp(`on "${name}" threw[^\\n]*`))?.[0]),
        (line) => line !== undefined,
      );
    try {
      const connector = await site.admin.addConnector(
        connectorBody(zoom, { hostEmails: [host.email], publishStatus: 'published' }),
      );
      const done = await importOf(site.admin, connector.id, ({ status }) => status === 'done');
      // A rejection that nobody awaits ends the process in the turn of the event loop in which the listener
      // throws. An answer after the log line proves that this turn is over.
      for (const name of BROKEN.filter((broken) => broken !== 'media.delete'))
        expect(await logOf(name)).toMatch(/the work went on: Error$/);
      expect((await fetch(`${site.url}/_health`)).status).toBe(204);
      // A stored file whose entry was never made goes with its connector.
      const data = new Database(path.join(site.dataDir, 'data.db'), { timeout: 10_000 });
      data.prepare('update mc_import_files set recording_document_id = null').run();
      data.prepare('delete from files_related_mph').run();
      data.close();
      await site.admin.must('DELETE', `/connectors/${connector.id}`);
      expect(await logOf('media.delete')).toMatch(/the work went on: Error$/);
      expect((await fetch(`${site.url}/_health`)).status).toBe(204);
      expect(done.recordingDocumentIds).toHaveLength(1);
      expect(site.process.exitCode).toBeNull();
    } finally {
      await site.stop();
      await zoom.stop();
    }
  });

  it('don’t end the process when a moderator approves a recording or puts it back', async () => {
    const zoom = await startZoomEmulator({});
    const host = addHost(zoom);
    zoom.addMeeting({ hostId: host.id, startedAt: daysAgo(2) });
    const broken = ['entry.publish', 'entry.unpublish'];
    const site = await spawnSite({ pluginConfig: IMPATIENT, env: { PLAYGROUND_THROW_ON: broken.join(',') } });
    try {
      await site.admin.must('PUT', '/moderation', {
        enabled: true,
        moderatorsPublishDirectly: false,
        reasonTemplates: [],
      });
      const connector = await site.admin.addConnector(
        connectorBody(zoom, { hostEmails: [host.email], publishStatus: 'published' }),
      );
      const { recordingDocumentIds } = await importOf(
        site.admin,
        connector.id,
        ({ status }) => status === 'done',
      );
      const review = `/recordings/${recordingDocumentIds[0]}/review`;
      const { data } = await site.admin.must<{ data: ReviewDetail }>('GET', review);
      await site.admin.must('POST', `${review}/approve`, { revision: data.review.revision });
      await site.admin.must('POST', `${review}/put-back`);
      for (const name of broken)
        await until(
          () => Promise.resolve(site.output()),
          (said) => said.includes(`on "${name}" threw`),
        );
      expect((await fetch(`${site.url}/_health`)).status).toBe(204);
      expect(site.process.exitCode).toBeNull();
    } finally {
      await site.stop();
      await zoom.stop();
    }
  });
});
