import { startZoomEmulator } from '../../server/src/providers/zoom/emulator';
import { audit } from '../support/audit';
import { bootSite, type Site } from '../support/boot-site';
import { temporaryDir } from '../support/spawn-site';
import { addHost, connectorBody, daysAgo, IMPATIENT, type Zoom } from '../support/zoom-site';

const TABLES = ['mc_connectors', 'mc_credentials', 'mc_imports', 'mc_import_files', 'mc_recordings', 'files'];

describe('the plugin, off for one boot', () => {
  let zoom: Zoom;
  const dataDir = temporaryDir('off-and-on');
  beforeAll(async () => {
    zoom = await startZoomEmulator({});
  });
  afterAll(() => zoom.stop());

  async function during<T>(pluginEnabled: boolean, work: (site: Site) => Promise<T>): Promise<T> {
    const site = await bootSite({ dataDir, pluginEnabled, pluginConfig: pluginEnabled ? IMPATIENT : {} });
    try {
      return await work(site);
    } finally {
      await site.stop();
    }
  }
  const contents = async (site: Site) => {
    const rows: Record<string, unknown[]> = {};
    for (const table of TABLES) {
      // What the site saw last and when it next looks may change; what it holds may not.
      rows[table] = (await site.strapi.db.connection(table).orderBy('id')).map(
        (row: Record<string, unknown>) => ({ id: row.id, name: row.name, title: row.title, stage: row.stage }),
      );
    }
    rows.links = await site.strapi.db.connection('files_related_mph').orderBy('id');
    return rows;
  };

  it('loses nothing, and imports nothing twice when it is on again', async () => {
    const host = addHost(zoom);
    const add = (days: number) =>
      zoom.addMeeting({
        hostId: host.id,
        startedAt: daysAgo(days),
        segments: [{ files: [{ view: 'active_speaker', fixture: 'speaker-320x180-part1.mp4' }] }],
      });
    add(2.5);
    add(2);

    const first = await during(true, async (site) => {
      const connector = await site.admin.addConnector(
        connectorBody(zoom, { hostEmails: [host.email], publishStatus: 'published' }),
      );
      expect((await site.admin.runEnded(connector.id)).counts).toMatchObject({ imported: 2, failed: 0 });
      return { connector, contents: await contents(site) };
    });
    expect(first.contents.mc_imports).toHaveLength(2);
    expect(first.contents.links).not.toHaveLength(0);

    await during(false, async (site) => {
      expect(site.strapi.plugins['meeting-connectors']).toBeUndefined();
      expect(await contents(site)).toEqual(first.contents);
    });

    add(1);
    const before = zoom.log.entries.at(-1)?.seq ?? 0;
    await during(true, async (site) => {
      expect(await contents(site)).toEqual(first.contents);
      await site.admin.must('POST', `/connectors/${first.connector.id}/sync`);
      const run = await site.admin.runEnded(first.connector.id);
      expect(run.status).toBe('finished');
      expect(run.counts).toMatchObject({ found: 3, known: 2, imported: 1 });
      expect(await site.admin.imports(first.connector.id)).toHaveLength(3);
    });
    expect(zoom.log.filter((entry) => entry.host === 'storage' && entry.seq > before)).toHaveLength(1);
    await audit({ dataDir });
  });
});
