import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isMessage } from '../../contracts/messages/catalogue';
import { english } from '../../contracts/messages/say';
import { startZoomEmulator } from '../../emulators/zoom/emulator';
import { hashFile } from '../../server/src/media/spool';
import type { SiteOptions } from '../../playground/client/site-environment';
import { audit } from '../support/audit';
import { bootSite, type Site } from '../support/boot-site';
import { temporaryDir } from '../support/spawn-site';
import { uploadProvider } from '../support/upload-provider';
import { addHost, connectorBody, daysAgo, IMPATIENT, importOf, type Zoom } from '../support/zoom-site';

const MiB = 1024 * 1024;
const TROUBLED = uploadProvider('troubled');

describe('storing that goes wrong', () => {
  let zoom: Zoom;
  beforeAll(async () => {
    zoom = await startZoomEmulator({});
  });
  afterAll(() => zoom.stop());

  async function onSite(options: SiteOptions, work: (site: Site) => Promise<void>) {
    const site = await bootSite({
      ...options,
      pluginConfig: { ...IMPATIENT, store: { idleMs: 400 }, ...options.pluginConfig },
    });
    try {
      await work(site);
    } finally {
      await site.stop();
    }
  }

  async function scene(site: Site, sizeBytes = 3 * MiB) {
    const host = addHost(zoom);
    const meeting = zoom.addMeeting({
      hostId: host.id,
      startedAt: daysAgo(2),
      segments: [{ files: [{ view: 'active_speaker', sizeBytes, seed: host.id }] }],
    });
    const before = zoom.log.entries.at(-1)?.seq ?? 0;
    const connector = await site.admin.addConnector(connectorBody(zoom, { hostEmails: [host.email] }));
    return {
      connector,
      sha256: await meeting.files?.[0]?.content().sha256(),
      downloads: () => zoom.log.filter((entry) => entry.host === 'storage' && entry.seq > before).length,
    };
  }

  it.each(['throws-at-once', 'rejects-late', 'never-settles', 'stream-error-after-success'])(
    'fault 34: an upload provider that %s costs a retry, never the process or a second entry',
    async (trouble) => {
      const dir = temporaryDir('kept');
      await onSite({ upload: { provider: TROUBLED, providerOptions: { dir, trouble } } }, async (site) => {
        const { connector, sha256 } = await scene(site);
        await importOf(site.admin, connector.id, ({ status }) => status === 'done');
        await new Promise((resolve) => setTimeout(resolve, 100));
        const kept = readdirSync(dir);
        expect(kept).toHaveLength(1);
        expect((await hashFile(path.join(dir, kept[0] ?? ''))).sha256).toBe(sha256);
        expect(await site.strapi.db.query('plugin::upload.file').count({})).toBe(1);
      });
    },
  );

  it('fault 34: an upload provider that never answers leaves the import waiting with the reason', async () => {
    const upload = {
      provider: TROUBLED,
      providerOptions: { dir: temporaryDir('kept'), trouble: 'never-settles', times: 99 },
    };
    await onSite({ upload, pluginConfig: { jobs: { firstRetryMs: 60_000 } } }, async (site) => {
      const { connector } = await scene(site);
      const row = await importOf(site.admin, connector.id, ({ status }) => status === 'retrying');
      expect(isMessage(row.problem?.what, 'media.upload-stalled')).toBe(true);
      expect(await site.strapi.db.query('plugin::upload.file').count({})).toBe(0);
    });
  });

  it('fault 35: a provider that needs whole buffers is refused before a large download', async () => {
    const upload = {
      provider: TROUBLED,
      providerOptions: { dir: temporaryDir('kept'), trouble: 'buffers-only' },
    };
    await onSite({ upload }, async (site) => {
      const { connector, downloads } = await scene(site, 120 * MiB);
      const row = await importOf(site.admin, connector.id, ({ status }) => status === 'dead');
      expect(english(row.problem?.what ?? '')).toMatch(/no uploadStream/);
      expect(downloads()).toBe(0);
    });
  });

  it('fault 36: a size limit of the site is reported before the download', async () => {
    await onSite({ upload: { sizeLimit: 2 * MiB } }, async (site) => {
      const { connector, downloads } = await scene(site);
      const row = await importOf(site.admin, connector.id, ({ status }) => status === 'dead');
      expect(english(row.problem?.what ?? '')).toMatch(
        /this site accepts at most 2\.1 MB\. Raise upload\.config\.sizeLimit/,
      );
      expect(downloads()).toBe(0);
    });
  });

  it('fault 36: upload rules that deny video are reported before the download', async () => {
    await onSite({ upload: { security: { allowedTypes: ['image/*'] } } }, async (site) => {
      const { connector, downloads } = await scene(site);
      const row = await importOf(site.admin, connector.id, ({ status }) => status === 'dead');
      expect(english(row.problem?.what ?? '')).toMatch(/upload rules of this site don’t allow video\/mp4/);
      expect(downloads()).toBe(0);
    });
  });

  it('upload rules that allow audio only are enough for a meeting with audio only', async () => {
    await onSite({ upload: { security: { allowedTypes: ['audio/*'] } } }, async (site) => {
      const host = addHost(zoom);
      const startedAt = daysAgo(2);
      const sound = { view: 'audio_only', fixture: 'audio-only.m4a' };
      zoom.addMeeting({
        hostId: host.id,
        startedAt,
        segments: [0, 60].map((seconds) => ({
          startedAt: new Date(Date.parse(startedAt) + seconds * 1000).toISOString(),
          files: [sound],
        })),
      });
      const connector = await site.admin.addConnector(
        connectorBody(zoom, { hostEmails: [host.email], joinSegments: true }),
      );
      const row = await importOf(site.admin, connector.id, ({ status }) => /done|dead/.test(status));
      expect(row).toMatchObject({ status: 'done', recordingDocumentIds: [expect.any(String)] });
      expect(row.files.filter(({ origin }) => origin === 'made')).toMatchObject([
        { kind: 'audio', status: 'stored' },
      ]);
    });
  });

  it('fault 31: a spool folder that can’t be created is named, and nothing is lost', async () => {
    const blocked = path.join(temporaryDir('blocked'), 'file');
    writeFileSync(blocked, 'in the way');
    const dataDir = temporaryDir('site');
    let connectorId = '';
    await onSite({ dataDir, pluginConfig: { spoolDir: path.join(blocked, 'spool') } }, async (site) => {
      const { connector } = await scene(site);
      connectorId = connector.id;
      const row = await importOf(site.admin, connector.id, ({ status }) => status === 'dead');
      expect(english(row.problem?.what ?? '')).toMatch(/spool folder .* can’t be created or written/);
    });
    await onSite({ dataDir }, async (site) => {
      const [row] = await site.admin.imports(connectorId);
      await site.admin.must('POST', `/imports/${row?.id}/retry`);
      await importOf(site.admin, connectorId, ({ status }) => status === 'done');
    });
    await audit({ dataDir });
  });

  it('fault 31: a spool on another file system is copied, read back and compared', async () => {
    const other = existsSync('/dev/shm') ? '/dev/shm' : undefined;
    const dataDir = temporaryDir('site');
    if (other === undefined || statSync(other).dev === statSync(dataDir).dev) {
      throw new Error('this test needs a second file system at /dev/shm');
    }
    const spoolDir = path.join(other, `mc-spool-${process.pid}`);
    await onSite({ dataDir, pluginConfig: { spoolDir } }, async (site) => {
      const { connector } = await scene(site);
      await importOf(site.admin, connector.id, ({ status }) => status === 'done');
      const [row] = await site.strapi.db.connection('mc_import_files').select('read_back');
      expect(Boolean(row.read_back)).toBe(true);
      expect(readdirSync(spoolDir)).toEqual([]);
    });
    await audit({ dataDir });
  });

  it('fault 31: files in the spool are served to nobody', async () => {
    await onSite({}, async (site) => {
      const spool = path.join(site.uploadsDir, '.meeting-connectors');
      mkdirSync(spool, { recursive: true });
      writeFileSync(path.join(spool, '1.1.part'), 'half a video');
      writeFileSync(path.join(site.uploadsDir, 'visible.txt'), 'a file');
      expect((await fetch(`${site.url}/uploads/visible.txt`)).status).toBe(200);
      for (const name of [
        '.meeting-connectors/1.1.part',
        '%2emeeting-connectors/1.1.part',
        '.meeting-connectors/',
      ]) {
        expect((await fetch(`${site.url}/uploads/${name}`)).status).toBe(404);
      }
    });
  });
});
