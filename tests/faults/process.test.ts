import { CRASH_POINTS } from '../../server/src/crash-point';
import { startZoomEmulator } from '../../emulators/zoom/emulator';
import { audit } from '../support/audit';
import { rowsOf as rows } from '../support/rows-of';
import { spawnSite, temporaryDir, type SpawnedSite } from '../support/spawn-site';
import { addHost, connectorBody, daysAgo, importOf, until, type Zoom } from '../support/zoom-site';

const MiB = 1024 * 1024;
/** Three checkpoints of 16 MiB. */
const SIZE = 48 * MiB;
/** Reached only with joining or deletion on, see `whole-meetings.test.ts`, or by events, see `webhooks.test.ts`. */
const POINTS_OF_WHOLE_MEETINGS = new Set<string>([
  'during-join',
  'after-join',
  'before-delete',
  'after-delete-before-row',
  'after-delivery-insert',
  'after-answer',
]);
const PLUGIN = { jobs: { firstRetryMs: 50 } };

describe('a process that ends in the middle (P19)', () => {
  let zoom: Zoom;
  beforeAll(async () => {
    zoom = await startZoomEmulator({});
  });
  afterAll(() => zoom.stop());

  /** Bytes of the file that the storage sent so far. */
  const bytesSent = (since: number) =>
    zoom.log
      .filter((entry) => entry.host === 'storage' && entry.seq > since)
      .reduce((sum, entry) => sum + entry.bytesSent, 0);

  function meetingOf(host: { id: string }, sizeBytes = SIZE) {
    const meeting = zoom.addMeeting({
      hostId: host.id,
      startedAt: daysAgo(2),
      segments: [{ files: [{ view: 'active_speaker', sizeBytes, seed: host.id }] }],
    });
    const file = meeting.files?.[0];
    if (file === undefined) throw new Error('the meeting has no file');
    return file;
  }

  async function finishesOnce(site: SpawnedSite, connectorId: string, sha256: string) {
    const row = await importOf(site.admin, connectorId, ({ status }) => status === 'done');
    expect(row.files.map((file) => file.sha256)).toEqual([sha256]);
    expect(rows(site.dataDir, 'select id from files')).toHaveLength(1);
    expect(rows(site.dataDir, 'select distinct document_id from mc_recordings')).toHaveLength(1);
    return row;
  }

  it.each(CRASH_POINTS.filter((point) => !POINTS_OF_WHOLE_MEETINGS.has(point)))(
    'fault 27: killed at %s, it finishes after the restart without doubles',
    async (point) => {
      const host = addHost(zoom);
      const file = meetingOf(host);
      const before = zoom.log.entries.at(-1)?.seq ?? 0;
      const dataDir = temporaryDir('crash');

      const first = await spawnSite({
        dataDir,
        pluginConfig: PLUGIN,
        env: { PLAYGROUND_CRASH_POINT: point },
      });
      const connector = await first.admin.addConnector(connectorBody(zoom, { hostEmails: [host.email] }));
      expect(await first.ended).toEqual({ code: null, signal: 'SIGKILL' });

      const second = await spawnSite({ dataDir, pluginConfig: PLUGIN });
      try {
        await finishesOnce(second, connector.id, await file.content().sha256());
        // P5: at most one checkpoint is transferred again; what the dead process had in flight is its own loss.
        expect(bytesSent(before)).toBeLessThan(SIZE + 16 * MiB + 12 * MiB);
      } finally {
        await second.stop();
      }
      await audit({ dataDir });
    },
    120_000,
  );

  it('fault 27: killed repeatedly at seeded times, it finishes once', async () => {
    const host = addHost(zoom);
    const file = meetingOf(host);
    const dataDir = temporaryDir('crash-often');
    let connectorId: string | undefined;
    for (const delayMs of [150, 90, 220]) {
      const site = await spawnSite({ dataDir, pluginConfig: PLUGIN });
      connectorId ??= (await site.admin.addConnector(connectorBody(zoom, { hostEmails: [host.email] }))).id;
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      await site.kill('SIGKILL');
    }
    const last = await spawnSite({ dataDir, pluginConfig: PLUGIN });
    try {
      await finishesOnce(last, connectorId ?? '', await file.content().sha256());
    } finally {
      await last.stop();
    }
    await audit({ dataDir });
  });

  it('fault 29: on SIGTERM with three running imports it ends, releases them, and another instance continues', async () => {
    const host = addHost(zoom);
    for (let number = 0; number < 3; number += 1) {
      zoom.addMeeting({
        hostId: host.id,
        startedAt: daysAgo(3 + number),
        segments: [
          { files: [{ view: 'active_speaker', sizeBytes: 24 * MiB, seed: `${host.id}/${number}` }] },
        ],
      });
    }
    zoom.settings.bytesPerSecond = 4 * MiB;
    const dataDir = temporaryDir('term');
    const first = await spawnSite({ dataDir, pluginConfig: PLUGIN });
    const connector = await first.admin.addConnector(connectorBody(zoom, { hostEmails: [host.email] }));
    await until(
      () => first.admin.imports(connector.id),
      (all) => all.filter(({ files }) => (files[0]?.bytesDone ?? 0) > 0).length === 3,
    );
    await first.kill('SIGTERM');
    // By itself, with its work let go: whoever stops a container kills what is still there after 10 s.
    expect(await first.ended).toEqual({ code: 0, signal: null });
    expect(rows(dataDir, 'select lease_owner from mc_imports where lease_owner is not null')).toEqual([]);
    const kept = rows<{ bytes_done: number }>(dataDir, 'select bytes_done from mc_import_files');
    expect(kept.every(({ bytes_done }) => bytes_done > 0)).toBe(true);

    zoom.settings.bytesPerSecond = undefined;
    const second = await spawnSite({ dataDir, pluginConfig: PLUGIN });
    try {
      await until(
        () => second.admin.imports(connector.id),
        (all) => all.length === 3 && all.every(({ status }) => status === 'done'),
      );
      const views = await second.admin.imports(connector.id);
      expect(views.every(({ files }) => (files[0]?.resumedAtPercent ?? 0) > 0)).toBe(true);
    } finally {
      await second.stop();
    }
    await audit({ dataDir });
  });

  it('fault 40: a holder that was paused while another took over changes nothing', async () => {
    const host = addHost(zoom);
    const file = meetingOf(host);
    zoom.settings.bytesPerSecond = 8 * MiB;
    const dataDir = temporaryDir('pause');
    const first = await spawnSite({ dataDir, pluginConfig: PLUGIN });
    const connector = await first.admin.addConnector(connectorBody(zoom, { hostEmails: [host.email] }));
    await importOf(first.admin, connector.id, ({ files }) => (files[0]?.bytesDone ?? 0) > 0);
    first.process.kill('SIGSTOP');
    const second = await spawnSite({ dataDir, pluginConfig: PLUGIN });
    try {
      zoom.settings.bytesPerSecond = undefined;
      // The lease of the paused process ends after 30 s.
      const row = await importOf(second.admin, connector.id, ({ status }) => status === 'done');
      first.process.kill('SIGCONT');
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      expect(row.files.map(({ sha256 }) => sha256)).toEqual([await file.content().sha256()]);
      await finishesOnce(second, connector.id, await file.content().sha256());
    } finally {
      await first.kill('SIGKILL');
      await second.stop();
    }
    await audit({ dataDir }, false);
  });
});
