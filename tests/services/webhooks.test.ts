import { startZoomEmulator } from '../../emulators/zoom/emulator';
import { connectWithEvents, post, worked } from '../support/hook-site';
import { startPostgres } from '../support/postgres';
import { spawnSite } from '../support/spawn-site';
import { addHost, daysAgo, IMPATIENT, until } from '../support/zoom-site';

const MiB = 1024 * 1024;

describe('events while the database server is away', () => {
  it('fault 62: are answered 503 and never 2xx, and the next attempt is accepted by the same process after it is back', async () => {
    const server = await startPostgres();
    const zoom = await startZoomEmulator({});
    const site = await spawnSite({ database: await server.database(), pluginConfig: IMPATIENT });
    try {
      const host = addHost(zoom);
      const { connector, address } = await connectWithEvents(site, zoom, [host.email]);
      const uuids = [400, 401, 402].map(
        (days) =>
          zoom.addMeeting({
            hostId: host.id,
            // Older than any look-back: nothing but the event finds it.
            startedAt: daysAgo(days),
            segments: [{ files: [{ view: 'active_speaker', sizeBytes: MiB, seed: `${host.id}/${days}` }] }],
          }).uuid,
      );
      const at = new Date().toISOString();
      const deliveries = uuids.map((uuid) =>
        zoom.events.delivery({ event: 'recording.completed', uuid, at }),
      );
      const tell = async () =>
        await Promise.all(deliveries.map(async ({ headers, body }) => await post(address, body, headers)));

      await server.turn('down');
      for (const answers of [await tell(), await tell()])
        expect(answers.map(({ status, text }) => [status, text])).toEqual(uuids.map(() => [503, '']));
      await server.turn('up');

      const answers = await until(tell, (list) => list.every(({ status }) => status === 204));
      expect(answers).toHaveLength(3);
      expect(site.process.exitCode).toBeNull();
      const rows = await until(
        () => site.admin.imports(connector.id),
        (list) => list.length === 3 && list.every(({ status }) => status === 'done'),
        60_000,
      );
      for (const { recordingDocumentIds } of rows) expect(recordingDocumentIds).toHaveLength(1);
      await worked(site.admin, connector.id, 3);
    } finally {
      await site.stop();
      await zoom.stop();
      await server.stop();
    }
  });
});
