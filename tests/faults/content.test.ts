import { readdirSync } from 'node:fs';
import { english } from '../../contracts/messages/say';
import type { ConnectorOptions, StartSync } from '../../contracts/connectors';
import type { ImportView } from '../../contracts/imports';
import type { RunLogEntry } from '../../contracts/runs';
import { startZoomEmulator } from '../../emulators/zoom/emulator';
import { bootSite, type Site } from '../support/boot-site';
import { RECORDING } from '../support/doors';
import { ADMIN } from '../../playground/client/admin-account';
import { addHost, connectorBody, daysAgo, IMPATIENT, until, type Zoom } from '../support/zoom-site';

const MiB = 1024 * 1024;
const FILE = 'plugin::upload.file';
const FOLDER = 'plugin::upload.folder';

interface Remover {
  deleteByIds(ids: number[]): Promise<unknown>;
}
interface UploadService {
  findOne(id: number): Promise<object | null>;
  remove(file: object): Promise<unknown>;
}
interface Entry {
  id: number;
  documentId: string;
  title: string;
  publishedAt: string | null;
  createdBy: { email: string } | null;
  video: { id: number; name: string; hash: string; folder: { name: string } | null } | null;
}

describe('content that people change during an import, and hostile text (P15)', () => {
  let zoom: Zoom;
  let site: Site;
  beforeAll(async () => {
    zoom = await startZoomEmulator({});
    site = await bootSite({ pluginConfig: { ...IMPATIENT, environment: 'test' } });
  });
  afterAll(async () => {
    await site.stop();
    await zoom.stop();
  });
  afterEach(() => {
    zoom.settings.bytesPerSecond = undefined;
  });

  const query = (uid: string) => site.strapi.db.query(uid);
  const upload = () => site.strapi.plugin('upload').service('upload') as unknown as UploadService;
  const entriesOf = async (documentIds: readonly string[]) =>
    (await query(RECORDING).findMany({
      where: { documentId: { $in: documentIds }, publishedAt: null },
      populate: { createdBy: true, video: { populate: ['folder'] } },
    })) as Entry[];

  /** A meeting of 4 MiB that is to be deleted at the provider at once. */
  async function scene(over: Partial<ConnectorOptions> = {}) {
    const host = addHost(zoom);
    const meeting = zoom.addMeeting({
      hostId: host.id,
      startedAt: daysAgo(2),
      segments: [{ files: [{ view: 'active_speaker', sizeBytes: 4 * MiB, seed: host.id }] }],
    });
    const connector = await site.admin.addConnector(
      connectorBody(zoom, {
        hostEmails: [host.email],
        publishStatus: 'published',
        deleteAtProvider: 'trash',
        deleteAfterHours: 0,
        ...over,
      }),
    );
    const isDeleted = () => zoom.meeting(meeting.uuid)?.trashedAtMs !== undefined;
    const row = (fits: (view: ImportView) => boolean): Promise<ImportView> =>
      until(
        async () => (await site.admin.imports(connector.id))[0],
        (view) => view !== undefined && fits(view),
      ).then((view) => view ?? Promise.reject(new Error('no import')));
    return { connector, host, isDeleted, row };
  }
  const isDownloading = ({ files }: ImportView) => files[0]?.status === 'downloading';
  const isAlive = async () => expect((await fetch(`${site.url}/_health`)).status).toBe(204);

  describe('fault 43: if somebody removes, during the import,', () => {
    it('the folder, the file is stored in the folder Meetings instead', async () => {
      const folders = site.strapi.plugin('upload').service('folder') as unknown as Remover & {
        create(folder: object): Promise<{ id: number; documentId: string }>;
      };
      const folder = await folders.create({ name: 'Soon gone', parent: null });
      zoom.settings.bytesPerSecond = 2 * MiB;
      const { row } = await scene({ publish: { folderId: folder.documentId } });
      await row(isDownloading);
      await folders.deleteByIds([folder.id]);
      const done = await row(({ status }) => status === 'done');
      const [entry] = await entriesOf(done.recordingDocumentIds);
      expect(entry?.video?.folder?.name).toBe('Meetings');
      expect(await query(FOLDER).count({ where: { name: 'Soon gone' } })).toBe(0);
    });

    it('the media file just after it was stored, nothing is deleted at the provider, with the reason', async () => {
      const removed = new Promise<void>((resolve, reject) => {
        const off = site.strapi.eventHub.on('media.create', async (event: { media?: { id?: number } }) => {
          off();
          const file = await upload().findOne(event.media?.id ?? 0);
          if (file !== null)
            await upload()
              .remove(file)
              .then(() => resolve(), reject);
        });
      });
      const { isDeleted, row } = await scene();
      await removed;
      const kept = await row(({ deletion }) => deletion?.problem !== undefined);
      expect(kept.deletion).toMatchObject({
        state: 'blocked',
        problem: { code: 'file-left-out' },
      });
      // The entry lacks it, so the import is not simply done.
      expect(kept.missing.map(({ kind, code }) => [kind, code])).toEqual([['video', 'not-in-entry']]);
      expect(isDeleted()).toBe(false);
      await isAlive();
    });

    it('the media file before the deletion at the provider, nothing is deleted there, with the reason', async () => {
      zoom.faults.add({ kind: 'deletion', does: 'not-allowed', times: 1 });
      const { isDeleted, row } = await scene();
      const refused = await row(({ deletion }) => deletion?.state === 'blocked');
      const [entry] = await entriesOf(refused.recordingDocumentIds);
      await upload().remove((await upload().findOne(entry?.video?.id ?? 0)) ?? {});
      await site.admin.must('POST', `/imports/${refused.id}/retry`);
      const kept = await row(({ deletion }) => /^media-/.test(deletion?.problem?.code ?? ''));
      expect(english(kept.deletion?.problem?.what ?? '')).toMatch(/removed|gone|missing/i);
      expect(isDeleted()).toBe(false);
      expect(await entriesOf(refused.recordingDocumentIds)).toHaveLength(1);
    });

    it('the content entry, it is not created again, and nothing is deleted at the provider', async () => {
      zoom.faults.add({ kind: 'deletion', does: 'not-allowed', times: 1 });
      const { connector, isDeleted, row } = await scene();
      const refused = await row(({ deletion }) => deletion?.state === 'blocked');
      const [documentId = ''] = refused.recordingDocumentIds;
      const deleted = await fetch(`${site.url}/content-manager/collection-types/${RECORDING}/${documentId}`, {
        method: 'DELETE',
        headers: { authorization: `Bearer ${await site.admin.token()}` },
      });
      expect(deleted.status).toBe(200);
      await row(({ status }) => status === 'removed');
      expect((await site.admin.call('POST', `/imports/${refused.id}/retry`)).status).toBe(400);
      // A sync that is requested during a run joins that run, which imported something.
      await site.admin.runEnded(connector.id);
      const entries = await query(RECORDING).count();
      const { data } = await site.admin.must<StartSync.Response>('POST', `/connectors/${connector.id}/sync`);
      const run = await site.admin.runEnded(connector.id);
      expect(run).toMatchObject({ id: data.runId, counts: { found: 1, imported: 0 } });
      expect(await query(RECORDING).count()).toBe(entries);
      expect(await entriesOf([documentId])).toEqual([]);
      expect(isDeleted()).toBe(false);
    });

    it('its row in the ledger, the worker stops, and the next sync imports it once', async () => {
      zoom.settings.bytesPerSecond = 2 * MiB;
      const { connector, row } = await scene({ deleteAtProvider: 'never' });
      const before = await query(FILE).count({});
      const { id } = await row(isDownloading);
      await site.strapi.db.connection('mc_imports').where({ document_id: id }).delete();
      await site.strapi.db.connection('mc_import_files').where({ import_id: id }).delete();
      await site.admin.runEnded(connector.id);
      zoom.settings.bytesPerSecond = undefined;
      await site.strapi.db.connection('mc_connectors').update({ watermark_ms: null });
      await site.admin.must('POST', `/connectors/${connector.id}/sync`);
      await row((view) => view.id !== id && view.status === 'done');
      expect(await query(FILE).count({})).toBe(before + 1);
    });

    const removed = async (connectorId: string) => {
      await site.admin.must('DELETE', `/connectors/${connectorId}`);
      expect(await site.strapi.db.connection('mc_imports').where({ connector_id: connectorId })).toEqual([]);
      // Enough time to notice work that continued.
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      await isAlive();
    };

    it('the connector during a download, the work ends and no file is left', async () => {
      zoom.settings.bytesPerSecond = 2 * MiB;
      const { connector, isDeleted, row } = await scene();
      const before = await query(FILE).count({});
      await row(isDownloading);
      await removed(connector.id);
      expect(await query(FILE).count({})).toBe(before);
      expect(isDeleted()).toBe(false);
    });

    it('the connector while a file is stored, no file is left without an entry', async () => {
      const before = await query(FILE).count({});
      const entries = await query(RECORDING).count();
      const stored = new Promise<void>((resolve) => {
        const off = site.strapi.eventHub.on('media.create', async () => {
          off();
          resolve();
        });
      });
      const { connector } = await scene({ deleteAtProvider: 'never', publishStatus: 'draft' });
      await stored;
      await removed(connector.id);
      expect((await query(FILE).count({})) - before).toBe((await query(RECORDING).count()) - entries);
    });

    it('the connector while a file waits for its entry, the file is removed too', async () => {
      const before = await query(FILE).count({});
      const { connector, row } = await scene({ deleteAtProvider: 'never', publishStatus: 'draft' });
      const done = await row(({ status }) => status === 'done');
      expect(await query(FILE).count({})).toBe(before + 1);
      // The state after the process was killed between storing and publishing.
      const [documentId = ''] = done.recordingDocumentIds;
      await site.strapi.documents(RECORDING).delete({ documentId });
      const table = site.strapi.db.connection;
      await table('mc_import_files').where({ import_id: done.id }).update({ recording_document_id: null });
      await table('mc_imports')
        .where({ document_id: done.id })
        .update({ stage: 'publish', status: 'retrying', next_attempt_at_ms: Date.now() + 3_600_000 });
      await removed(connector.id);
      expect(await query(FILE).count({})).toBe(before);
    });
  });

  it('fault 72: hostile titles become text and safe names, and no two files share one', async () => {
    const TITLES = [
      '<img src=x onerror=alert(1)>',
      '{{7*7}} <%= 7*7 %> ${7*7} {host}',
      "=cmd|'/C calc'!A0",
      '../../etc/passwd\u0000.mp4',
      'abc\u202Efdp.exe',
      'Пари 🎓 Z̷a̷l̷g̷o̷',
      '   ',
      'CON',
      'Ends with a dot.',
      'x'.repeat(10_000),
      'CON',
    ];
    const host = addHost(zoom);
    TITLES.forEach((topic, index) =>
      zoom.addMeeting({
        hostId: host.id,
        topic,
        startedAt: daysAgo(2 + index / 24),
        segments: [{ files: [{ view: 'active_speaker', sizeBytes: 40_000, seed: `${host.id}/${index}` }] }],
      }),
    );
    const connector = await site.admin.addConnector(connectorBody(zoom, { hostEmails: [host.email] }));
    const rows = await until(
      () => site.admin.imports(connector.id),
      (all) => all.length === TITLES.length && all.every(({ status }) => status === 'done'),
    );
    const entries = await entriesOf(rows.flatMap(({ recordingDocumentIds }) => recordingDocumentIds));
    expect(entries).toHaveLength(TITLES.length);

    const titles = entries.map(({ title }) => title);
    // Text stays as it was typed. Whatever shows it escapes it.
    for (const asTyped of [TITLES[0], TITLES[1], TITLES[2], 'Пари 🎓 Z̷a̷l̷g̷o̷'.normalize('NFC'), 'CON'])
      expect(titles).toContain(asTyped);
    for (const title of titles) {
      expect(title).not.toMatch(/[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/);
      expect(title.trim()).not.toBe('');
      expect([...title].length).toBeLessThanOrEqual(255);
    }
    for (const { video } of entries) {
      expect(video?.name).toMatch(/^[^/\\:*?"<>|\u0000-\u001f]+\.mp4$/);
      expect(video?.name).not.toMatch(/^\.|^(con|prn|aux|nul)\.|[. ]\.mp4$/i);
      expect(Buffer.byteLength(video?.name ?? '')).toBeLessThan(255);
      expect(video?.hash).toMatch(/^meeting_[0-9a-f]{32}$/);
    }
    expect(new Set(entries.map(({ video }) => video?.hash)).size).toBe(TITLES.length);
    for (const name of readdirSync(site.uploadsDir).filter((file) => !file.startsWith('.')))
      expect(name).toMatch(/^meeting_[0-9a-f]{32}\.mp4$/);
  });

  it('fault 73: only the exact address finds a user, and similar addresses belong to other people', async () => {
    const author = (await query('admin::role').findOne({ where: { code: 'strapi-author' } })) as {
      id: number;
    };
    for (const email of [
      'ada@school.example',
      'zo\u00eb@school.example',
      'twin@school.example',
      'Twin@school.example',
    ])
      await query('admin::user').create({
        data: { email, firstname: email, lastname: '', isActive: true, roles: [author.id] },
      });
    /** The host's address at the provider, and the expected author. */
    const HOSTS: [host: string, author: string][] = [
      ['ADA@School.Example', 'ada@school.example'],
      // The same letters in another Unicode form.
      ['zoe\u0308@school.example', 'zo\u00eb@school.example'],
      ['ada+zoom@school.example', 'ada+zoom@school.example'],
      ['a.da@school.example', 'a.da@school.example'],
      // A Cyrillic letter among Latin ones: nobody is taken for Ada, and nobody gets an account that reads like hers.
      ['\u0430da@school.example', ADMIN.email],
      // The domain and a subdomain, which are not allowed.
      ['ada@s\u0441hool.example', ADMIN.email],
      ['ada@cs.school.example', ADMIN.email],
      ['twin@school.example', ADMIN.email],
      ['ada', ADMIN.email],
      ['', ADMIN.email],
    ];
    const own = await startZoomEmulator({});
    try {
      HOSTS.forEach(([email], index) => {
        const user = own.addUser({ email: `placeholder${index}@example.com`, raw: { email } });
        own.addMeeting({
          hostId: user.id,
          topic: `Of host ${index}`,
          startedAt: daysAgo(2),
          segments: [{ files: [{ view: 'active_speaker', sizeBytes: 40_000, seed: `f73/${index}` }] }],
        });
      });
      const connector = await site.admin.addConnector(
        connectorBody(own, {
          publishAs: 'host',
          hostDomains: ['school.example'],
          importSince: daysAgo(5).slice(0, 10),
        }),
      );
      await site.admin.runEnded(connector.id);
      await site.admin.must('POST', `/connectors/${connector.id}/preview`);
      await site.admin.must('POST', `/connectors/${connector.id}/confirm-accounts`, { accounts: 2 });
      const run = await until(
        () => site.admin.runEnded(connector.id),
        ({ status }) => status === 'finished',
      );
      const entries = (await query(RECORDING).findMany({
        where: { title: { $startsWith: 'Of host ' } },
        orderBy: { title: 'asc' },
        populate: ['createdBy'],
      })) as Entry[];
      expect(entries.map(({ createdBy }, index) => [HOSTS[index]?.[0], createdBy?.email])).toEqual(HOSTS);
      const { data } = await site.admin.must<{ data: RunLogEntry[] }>(
        'GET',
        `/runs/${run.id}/log?pageSize=100`,
      );
      expect(data.filter(({ code }) => code === 'account-made')).toHaveLength(2);
      expect(data.filter(({ code }) => code === 'author-fallback')).toHaveLength(6);
    } finally {
      await own.stop();
    }
  });
});
