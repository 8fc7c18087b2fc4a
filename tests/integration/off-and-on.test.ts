import { startZoomEmulator } from '../../emulators/zoom/emulator';
import { audit } from '../support/audit';
import { bootSite, type Site } from '../support/boot-site';
import { temporaryDir } from '../support/spawn-site';
import { addHost, connectorBody, daysAgo, IMPATIENT } from '../support/zoom-site';
import { ask } from '../../playground/client/ask';

describe('a site that was started once without the plugin', () => {
  it('loses nothing and imports nothing twice', async () => {
    const zoom = await startZoomEmulator({});
    const dataDir = temporaryDir('off-and-on');
    const host = addHost(zoom);
    for (const days of [1, 2, 3]) zoom.addMeeting({ hostId: host.id, startedAt: daysAgo(days) });
    const on = (work: (site: Site) => Promise<void>, pluginEnabled = true) =>
      bootSite({ dataDir, pluginEnabled, pluginConfig: IMPATIENT }).then(async (site) => {
        try {
          await work(site);
        } finally {
          await site.stop();
        }
      });
    const count = (site: Site, table: string) =>
      site.strapi.db.connection(table).count({ number: '*' }).first();
    let connectorId = '';
    const before: Record<string, unknown> = {};
    const TABLES = [
      'mc_connectors',
      'mc_credentials',
      'mc_imports',
      'mc_import_files',
      'mc_recordings',
      'files',
    ];
    try {
      await on(async (site) => {
        const connector = await site.admin.addConnector(
          connectorBody(zoom, { hostEmails: [host.email], publishStatus: 'published' }),
        );
        connectorId = connector.id;
        expect((await site.admin.runEnded(connectorId)).counts.imported).toBe(3);
        for (const table of TABLES) before[table] = await count(site, table);
      });
      await on(async (site) => {
        expect((await ask(site.url, 'GET', '/api/meeting-connectors/recordings')).status).toBe(404);
      }, false);
      await on(async (site) => {
        for (const table of TABLES) expect([table, await count(site, table)]).toEqual([table, before[table]]);
        await site.strapi.db.connection('mc_connectors').update({ watermark_ms: null });
        await site.admin.must('POST', `/connectors/${connectorId}/sync`);
        const run = await site.admin.runEnded(connectorId);
        expect(run).toMatchObject({ status: 'finished', counts: { found: 3, known: 3, imported: 0 } });
        for (const table of TABLES) expect([table, await count(site, table)]).toEqual([table, before[table]]);
      });
      await audit({ dataDir });
    } finally {
      await zoom.stop();
    }
  });
});
