import { message } from '../../contracts/messages/catalogue';
import type { PublishDefaults } from '../../contracts/publish-settings';
import { startZoomEmulator } from '../../emulators/zoom/emulator';
import { audit } from '../support/audit';
import { bootSite, type Site } from '../support/boot-site';
import { makesOneFolder, putsFurtherFilesIntoMonths, searchesTakeAnyText } from '../support/database-tests';
import {
  addHost,
  connectorBody,
  daysAgo,
  IMPATIENT,
  until,
  type MeetingInput,
  type Zoom,
} from '../support/zoom-site';

interface Entry {
  documentId: string;
  title: string;
  publishedAt: string | null;
  startedAt: string;
  durationSeconds: string | number;
  visibility: string;
  tags: string[];
  occurrenceId: string;
  segmentNumber: number;
  segmentCount: number;
  video: { folderPath: string; name: string; createdBy?: unknown } | null;
  audio: { name: string } | null;
}

describe('imports', () => {
  let site: Site;
  let zoom: Zoom;
  beforeAll(async () => {
    zoom = await startZoomEmulator({});
    site = await bootSite({ pluginConfig: IMPATIENT });
  });
  afterAll(async () => {
    await site.stop();
    await audit(site);
    await zoom.stop();
  });

  /** Imports some meetings of one host with a new connector. Returns the entries. */
  async function imported(
    meetings: Omit<MeetingInput, 'hostId'>[],
    over: Parameters<typeof connectorBody>[1] = {},
    name?: string,
  ) {
    const host = addHost(zoom, name);
    const made = meetings.map((meeting) => zoom.addMeeting({ ...meeting, hostId: host.id }));
    const connector = await site.admin.addConnector(
      connectorBody(zoom, { hostEmails: [host.email], ...over }),
    );
    const run = await site.admin.runEnded(connector.id);
    return { host, connector, made, run, entries: () => entriesOf(made.map(({ uuid }) => uuid)) };
  }

  async function entriesOf(uuids: string[], status: 'draft' | 'published' = 'draft'): Promise<Entry[]> {
    return (await site.strapi.db.query('plugin::meeting-connectors.recording').findMany({
      where: {
        occurrenceId: { $in: uuids },
        publishedAt: status === 'draft' ? { $null: true } : { $notNull: true },
      },
      populate: ['video', 'audio'],
      orderBy: ['startedAt', 'segmentNumber'],
    })) as Entry[];
  }

  it('make one folder, however many begin at once', async () => {
    await makesOneFolder(site.strapi);
  });

  it('go to a folder for their month once the chosen one holds many files', async () => {
    await putsFurtherFilesIntoMonths(site.strapi);
  });

  it('go from the oldest to the newest, once, however often the account is listed (B1)', async () => {
    const { connector, entries, run } = await imported(
      [1, 4, 2, 3].map((days) => ({ startedAt: daysAgo(days) })),
    );
    expect(run.counts).toMatchObject({ found: 4, imported: 4 });
    const stored = await entries();
    const order = [...stored].sort((a, b) => Number(Reflect.get(a, 'id')) - Number(Reflect.get(b, 'id')));
    // Three at a time: the two oldest are made before the newest.
    expect(order.findIndex(({ startedAt }) => startedAt === stored[3]?.startedAt)).toBe(3);
    for (let again = 0; again < 2; again += 1) {
      await site.admin.must('POST', `/connectors/${connector.id}/sync`);
      const next = await site.admin.runEnded(connector.id);
      expect(next.counts).toMatchObject({ imported: 0, failed: 0 });
    }
    // Listed from the start again, as after a change of the hosts.
    await site.strapi.db
      .connection('mc_connectors')
      .where({ document_id: connector.id })
      .update({ watermark_ms: null });
    await site.admin.must('POST', `/connectors/${connector.id}/sync`);
    expect((await site.admin.runEnded(connector.id)).counts).toMatchObject({
      found: 4,
      known: 4,
      imported: 0,
    });
    expect(await entries()).toHaveLength(4);
  });

  it('use the preferred view of each segment, and audio only if there is no video (B2)', async () => {
    const { entries } = await imported([
      {
        startedAt: daysAgo(3),
        segments: [
          {
            startedAt: daysAgo(3),
            files: [
              { view: 'gallery_view' },
              { view: 'shared_screen_with_speaker_view' },
              { view: 'audio_only' },
            ],
          },
          { startedAt: daysAgo(2.9), files: [{ view: 'gallery_view' }, { view: 'active_speaker' }] },
          { startedAt: daysAgo(2.8), files: [{ view: 'audio_only' }] },
        ],
        topic: 'Three segments',
      },
    ]);
    const stored = await entries();
    expect(stored.map(({ title }) => title)).toEqual([
      'Three segments (1 of 3)',
      'Three segments (2 of 3)',
      'Three segments (3 of 3)',
    ]);
    expect(stored.map(({ video, audio }) => [video !== null, audio !== null])).toEqual([
      [true, false],
      [true, false],
      [false, true],
    ]);
    expect(stored[0]?.video?.name).toBe('Three segments (1 of 3).mp4');
    const ledger = await site.strapi.db
      .connection('mc_import_files')
      .whereIn(
        'recording_document_id',
        stored.map(({ documentId }) => documentId),
      )
      .orderBy('segment_number');
    expect(ledger.map(({ view }: { view: string }) => view)).toEqual([
      'shared_screen_with_speaker_view',
      'active_speaker',
      'audio_only',
    ]);
    expect(stored.every(({ durationSeconds }) => Number(durationSeconds) > 0)).toBe(true);
  });

  it('follow the views that the manager prefers', async () => {
    const host = addHost(zoom);
    const meeting = zoom.addMeeting({
      hostId: host.id,
      startedAt: daysAgo(2),
      segments: [{ files: [{ view: 'gallery_view' }, { view: 'shared_screen_with_speaker_view' }] }],
    });
    const connector = await site.admin.addConnector(
      connectorBody(zoom, { hostEmails: [host.email] }, { viewPreference: ['gallery_view'] }),
    );
    await site.admin.runEnded(connector.id);
    const [row] = await site.admin.imports(connector.id);
    expect(row?.files.map(({ view }) => view)).toEqual(['gallery_view']);
    expect(await entriesOf([meeting.uuid])).toHaveLength(1);
  });

  it('keep occurrences of a recurring meeting and reopened meetings separate, also with slashes in ids', async () => {
    const { entries } = await imported([
      { startedAt: daysAgo(9), id: 84_000_000_001, topic: 'Weekly' },
      { startedAt: daysAgo(2), id: 84_000_000_001, topic: 'Weekly' },
      { startedAt: daysAgo(3), uuid: '/ajXp112QmuoKj4854875==', topic: 'Slash' },
      { startedAt: daysAgo(4), uuid: 'a//b112QmuoKj48548751==', topic: 'Slashes' },
    ]);
    expect((await entries()).map(({ title }) => title)).toEqual(['Weekly', 'Slashes', 'Slash', 'Weekly']);
  });

  it('are drafts, or published, as the connector says (B8)', async () => {
    const draft = await imported([{ startedAt: daysAgo(2) }]);
    expect(
      await entriesOf(
        draft.made.map(({ uuid }) => uuid),
        'published',
      ),
    ).toEqual([]);
    const published = await imported([{ startedAt: daysAgo(2) }], { publishStatus: 'published' });
    expect(
      await entriesOf(
        published.made.map(({ uuid }) => uuid),
        'published',
      ),
    ).toHaveLength(1);
    expect(await published.entries()).toHaveLength(1);
  });

  it('inherit folder, visibility, tags and title of the site, unless the connector says otherwise (B10)', async () => {
    const folders = site.strapi.plugin('upload').service('folder') as unknown as {
      create(folder: object): Promise<{ documentId: string; path: string }>;
    };
    const ours = await folders.create({ name: 'Lectures', parent: null });
    const own = await folders.create({ name: 'Seminars', parent: null });
    const defaults: PublishDefaults = {
      folderId: ours.documentId,
      tags: ['lecture'],
      visibility: 'public',
      titleTemplate: '{date} {title}',
    };
    await site.admin.must('PUT', '/settings', defaults);
    const meeting = { startedAt: '2026-11-10T10:00:00Z', topic: 'Numbers', timezone: 'Europe/Berlin' };
    const inherited = await imported([meeting]);
    expect((await inherited.entries())[0]).toMatchObject({
      title: '2026-11-10 Numbers',
      visibility: 'public',
      tags: ['lecture'],
      video: { folderPath: ours.path },
    });
    const different = await imported(
      [meeting],
      {
        publish: {
          folderId: own.documentId,
          tags: [],
          visibility: 'private',
          titleTemplate: '{title} by {host}',
        },
      },
      'Grace Hopper',
    );
    expect((await different.entries())[0]).toMatchObject({
      title: 'Numbers by Grace Hopper',
      visibility: 'private',
      tags: [],
      video: { folderPath: own.path },
    });
    const folder: { files: unknown[] } | null = await site.strapi.db
      .query('plugin::upload.folder')
      .findOne({ where: { documentId: own.documentId }, populate: ['files'] });
    expect(folder?.files).toHaveLength(1);
    await site.admin.must('PUT', '/settings', {
      folderId: null,
      tags: [],
      visibility: 'private',
      titleTemplate: '{title}',
    });
    const bad = await site.admin.call('PUT', '/settings', { ...defaults, titleTemplate: '{title} {evil}' });
    expect(bad.status).toBe(400);
  });

  it('do not start before the day that the manager set', async () => {
    const { run, entries } = await imported([{ startedAt: daysAgo(20) }, { startedAt: daysAgo(3) }], {
      importSince: daysAgo(10).slice(0, 10),
    });
    expect(run.counts.imported).toBe(1);
    expect(await entries()).toHaveLength(1);
  });

  it('include the meetings of inactive hosts', async () => {
    const user = zoom.addUser({
      email: 'gone@example.com',
      firstName: 'Gone',
      lastName: 'Host',
      status: 'inactive',
    });
    const meeting = zoom.addMeeting({
      hostId: user.id,
      startedAt: daysAgo(2),
      topic: 'Of somebody who left',
    });
    const connector = await site.admin.addConnector(
      connectorBody(zoom, { importSince: daysAgo(3).slice(0, 10) }),
    );
    await site.admin.runEnded(connector.id);
    expect(await entriesOf([meeting.uuid])).toHaveLength(1);
    await site.admin.must('DELETE', `/connectors/${connector.id}`);
    // Its imports stay in the library, but the ledger of this connector is gone.
    await site.strapi.db
      .connection('files')
      .whereNotIn(
        'document_id',
        site.strapi.db.connection('mc_import_files').whereNotNull('media_file_id').select('media_file_id'),
      )
      .delete();
    await site.strapi.db
      .connection('mc_recordings')
      .whereNotIn(
        'document_id',
        site.strapi.db
          .connection('mc_import_files')
          .whereNotNull('recording_document_id')
          .select('recording_document_id'),
      )
      .delete();
    await removeOrphanUploads();
  });

  it('fault 64: find a recording that appears late with an old start, without listing everything again (G2)', async () => {
    const { connector, host, made } = await imported([{ startedAt: daysAgo(1) }]);
    const late = zoom.addMeeting({ hostId: host.id, startedAt: daysAgo(2.5), topic: 'Processed late' });
    zoom.log.clear();
    await site.admin.must('POST', `/connectors/${connector.id}/sync`);
    expect((await site.admin.runEnded(connector.id)).counts.imported).toBe(1);
    expect(await entriesOf([late.uuid, ...made.map(({ uuid }) => uuid)])).toHaveLength(2);
    const listed = zoom.log.filter(
      (entry) => entry.path.endsWith('/recordings') && entry.path.includes('/users/'),
    );
    expect(listed.length).toBeLessThanOrEqual(2);
  });

  it('show the state of each file and the next step, and can be retried by hand (G1)', async () => {
    const host = addHost(zoom);
    const meeting = zoom.addMeeting({ hostId: host.id, startedAt: daysAgo(1), inProgress: true });
    const connector = await site.admin.addConnector(connectorBody(zoom, { hostEmails: [host.email] }));
    const [waiting] = await until(
      () => site.admin.imports(connector.id),
      (rows) => rows[0]?.status === 'waiting',
    );
    expect(waiting).toMatchObject({
      label: 'found',
      canRetry: true,
      canImportAgain: false,
      reason: message('reason.not-ready'),
    });
    expect(Date.parse(waiting?.nextAttemptAt ?? '')).toBeGreaterThan(Date.now());
    zoom.finishMeeting(meeting.uuid);
    await site.admin.must('POST', `/imports/${waiting?.id}/retry`);
    const [done] = await until(
      () => site.admin.imports(connector.id),
      (rows) => rows[0]?.status === 'done',
    );
    expect(done).toMatchObject({ label: 'cleaned-up', canRetry: false, canImportAgain: true });
    expect(done?.files[0]).toMatchObject({
      status: 'stored',
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    const download = await fetch(`${site.url}${done?.files[0]?.downloadUrl}`);
    expect(download.status).toBe(200);
    expect((await site.admin.call('POST', `/imports/${done?.id}/retry`)).status).toBe(400);
  });

  it('that failed are tried again by Sync now if their cause may have passed, and all together by hand (B12)', async () => {
    zoom.faults.add({ kind: 'status', status: 403, target: 'download' });
    const { connector } = await imported([{ startedAt: daysAgo(2) }, { startedAt: daysAgo(1) }]);
    const failed = (rows: readonly { status: string }[]) =>
      rows.length === 2 && rows.every(({ status }) => status === 'dead');
    const rows = await until(() => site.admin.imports(connector.id), failed);
    for (const row of rows) {
      expect(Date.parse(row.triedOnceMoreAt ?? '')).toBeGreaterThan(Date.now() + 23 * 3_600_000);
      expect(row.nextAttemptAt).toBeUndefined();
    }
    // One of them waits for a person, as a dangerous file does.
    await site.strapi.db
      .connection('mc_imports')
      .where({ document_id: rows[0]?.id })
      .update({ next_attempt_at_ms: null });
    zoom.faults.clear();
    await site.admin.must('POST', `/connectors/${connector.id}/sync`);
    const after = await until(
      () => site.admin.imports(connector.id),
      (all) => all.some(({ id, status }) => id === rows[1]?.id && status === 'done'),
    );
    expect(after.find(({ id }) => id === rows[0]?.id)).toMatchObject({ status: 'dead' });
    const again = await site.admin.must<{ data: { count: number } }>('POST', '/imports/retry', {
      connectorId: connector.id,
    });
    expect(again.data.count).toBe(1);
    await until(
      () => site.admin.imports(connector.id),
      (all) => all.every(({ status }) => status === 'done'),
    );
    expect((await site.admin.call('POST', '/imports/retry', { connector: '1' })).status).toBe(400);
  });

  it('are searched for any text, as all that the plugin lists', async () => {
    await searchesTakeAnyText(site);
  });

  async function removeOrphanUploads() {
    const { readdirSync, rmSync } = await import('node:fs');
    const known = new Set(
      (
        (await site.strapi.db.connection('files').select('hash', 'ext')) as { hash: string; ext: string }[]
      ).map(({ hash, ext }) => `${hash}${ext}`),
    );
    for (const name of readdirSync(site.uploadsDir)) {
      if (!name.startsWith('.') && !known.has(name)) rmSync(`${site.uploadsDir}/${name}`);
    }
  }
});
