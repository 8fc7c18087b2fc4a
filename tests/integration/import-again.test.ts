import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ConnectorOptions } from '../../contracts/connectors';
import type { ImportView } from '../../contracts/imports';
import type { RunView } from '../../contracts/runs';
import { startZoomEmulator } from '../../emulators/zoom/emulator';
import { audit } from '../support/audit';
import { bootSite, type Site } from '../support/boot-site';
import { RECORDING } from '../support/doors';
import { addHost, connectorBody, daysAgo, IMPATIENT, importOf, type Zoom } from '../support/zoom-site';
import { ask } from '../../playground/client/ask';

interface Entry {
  documentId: string;
  title: string;
  description: string | null;
  hostName: string | null;
  tags: string[];
  visibility: string;
  chat: string | null;
  transcript: string | null;
  publishedAt: string | null;
  createdBy: { email: string } | null;
  video: { id: number; hash: string; ext: string } | null;
  poster: { id: number } | null;
}

describe('a recording that is imported again by hand', () => {
  let zoom: Zoom;
  let site: Site;
  beforeAll(async () => {
    zoom = await startZoomEmulator({});
    site = await bootSite({
      pluginConfig: { ...IMPATIENT, environment: 'test' },
      env: { PLAYGROUND_SITE_FIELDS: 'true' },
    });
  });
  afterAll(async () => {
    await site.stop();
    await zoom.stop();
  });

  async function scene(over: Partial<ConnectorOptions> = {}) {
    const host = addHost(zoom);
    const startedAt = daysAgo(2);
    const meeting = zoom.addMeeting({
      hostId: host.id,
      topic: 'Week 5',
      startedAt,
      segments: [{ startedAt, durationSeconds: 60, files: [{ view: 'active_speaker', sizeBytes: 40_000 }] }],
    });
    const connector = await site.admin.addConnector(
      connectorBody(zoom, {
        hostEmails: [host.email],
        publishStatus: 'published',
        publish: { tags: ['algebra'], visibility: 'public', titleTemplate: 'Lecture: {title}' },
        ...over,
      }),
    );
    const done = () => importOf(site.admin, connector.id, ({ status }) => status === 'done');
    const row = await done();
    await site.admin.runEnded(connector.id);
    const again = async (): Promise<ImportView> => {
      await site.admin.must('POST', `/imports/${row.id}/again`);
      return await done();
    };
    const during = { startedAt, durationSeconds: 60 };
    return { meeting, connector, row, again, during, documentId: row.recordingDocumentIds[0] ?? '' };
  }
  const entriesOf = async (documentId: string) => {
    const rows = (await site.strapi.db.query(RECORDING).findMany({
      where: { documentId },
      populate: ['video', 'poster', 'createdBy'],
    })) as Entry[];
    const draft = rows.find(({ publishedAt }) => publishedAt === null);
    const published = rows.find(({ publishedAt }) => publishedAt !== null);
    if (draft === undefined) throw new Error('no entry');
    return { draft, published };
  };
  const edit = async (documentId: string, data: object, action = '') => {
    const answer = await ask(
      site.url,
      action === '' ? 'PUT' : 'POST',
      `/content-manager/collection-types/${RECORDING}/${documentId}${action}`,
      { token: await site.admin.token(), body: data },
    );
    if (answer.status !== 200) throw new Error(answer.text);
  };

  it('keeps each field that an editor changed, and updates the others', async () => {
    const { meeting, again, during, documentId } = await scene();
    expect((await entriesOf(documentId)).draft).toMatchObject({
      title: 'Lecture: Week 5',
      tags: ['algebra'],
      hostName: 'Ada Host',
    });
    await edit(documentId, { hostName: 'Prof. Ada Host', description: 'Bring a pen', tags: ['mine'] });

    zoom.rename(meeting.uuid, 'Week 5: groups');
    zoom.addFile(meeting.uuid, during, { view: 'chat_file', content: '00:00:02\tAda:\tHello\n' });
    const row = await again();
    expect(row.recordingDocumentIds).toEqual([documentId]);
    const { draft, published } = await entriesOf(documentId);
    // Not changed by the editor, so they follow the provider. The template is that of the import.
    expect(draft.title).toBe('Lecture: Week 5: groups');
    expect(draft.chat).toMatch(/Ada: Hello/);
    // Changed by the editor.
    expect(draft).toMatchObject({
      hostName: 'Prof. Ada Host',
      description: 'Bring a pen',
      tags: ['mine'],
    });
    // The import does not publish changes that the editor has not published.
    expect(published).toMatchObject({ title: 'Lecture: Week 5', hostName: 'Ada Host' });
  });

  /** Renames at the provider and imports again. Returns the titles of draft and published version. */
  const renewed = async (
    { meeting, again, documentId }: Awaited<ReturnType<typeof scene>>,
    topic: string,
  ) => {
    zoom.rename(meeting.uuid, topic);
    await again();
    const { draft, published } = await entriesOf(documentId);
    return [draft.title, published?.title];
  };

  it('publishes updated fields, however long after the publication the draft was written', async () => {
    const imported = await scene();
    const { tableName } = site.strapi.db.metadata.get(RECORDING);
    await site.strapi.db
      .connection(tableName)
      .where({ document_id: imported.documentId, published_at: null })
      .update({ updated_at: new Date(Date.now() + 3_600_000) });
    expect(await renewed(imported, 'Week 6')).toEqual(['Lecture: Week 6', 'Lecture: Week 6']);
  });

  it('never publishes an editor’s unpublished change, in any field of the site', async () => {
    const other = await scene();
    const member = (await site.strapi.db.query('plugin::users-permissions.user').create({
      data: { username: 'lena', email: 'lena@example.com', provider: 'local', confirmed: true },
    })) as { documentId: string };
    const imported = await scene();
    const { documentId } = imported;
    const changes = [
      { description: 'Bring a pen' },
      { related: { connect: [{ documentId: other.documentId }] } },
      { lecturers: { connect: [{ documentId: member.documentId }] } },
      { gallery: [(await entriesOf(documentId)).draft.video?.id] },
      { material: [{ label: 'Slides', recordings: { connect: [{ documentId: other.documentId }] } }] },
      { blocks: [{ __component: 'site.note', text: 'Bring a pen' }] },
      { blocks: [{ __component: 'site.note', text: 'Bring two pens' }] },
    ];
    for (const [index, change] of changes.entries()) {
      const before = (await entriesOf(documentId)).published?.title;
      await edit(documentId, change);
      const kept = `Lecture: Kept back ${index}`;
      expect([Object.keys(change), ...(await renewed(imported, `Kept back ${index}`))]).toEqual([
        Object.keys(change),
        kept,
        before,
      ]);
      // After it is published, the import updates it again, because no field looks changed.
      await edit(documentId, {}, '/actions/publish');
      const follows = `Lecture: Follows ${index}`;
      expect(await renewed(imported, `Follows ${index}`)).toEqual([follows, follows]);
    }

    // An entry that is not published itself is not in the published version, and is no change to publish.
    await edit(other.documentId, {}, '/actions/unpublish');
    await edit(documentId, {}, '/actions/publish');
    expect(await renewed(imported, 'Week 9')).toEqual(['Lecture: Week 9', 'Lecture: Week 9']);
  });

  it('publishes what it renewed whatever drafts of other entries link to it, and nothing of those', async () => {
    const imported = await scene();
    const other = (await scene()).documentId;
    const seriesOf = async (publishedAt: null | { $notNull: true }) => {
      const row = (await site.strapi.db.query(RECORDING).findOne({
        where: { documentId: other, publishedAt },
        populate: ['series'],
      })) as { series: { documentId: string } | null };
      return row.series?.documentId ?? null;
    };
    const both = async () => [await seriesOf(null), await seriesOf({ $notNull: true })];
    const { documentId } = imported;
    await edit(other, { series: { connect: [{ documentId }] } });
    expect(await renewed(imported, 'Linked')).toEqual(['Lecture: Linked', 'Lecture: Linked']);
    expect(await both()).toEqual([documentId, null]);

    await edit(other, {}, '/actions/publish');
    expect(await both()).toEqual([documentId, documentId]);
    expect(await renewed(imported, 'Public')).toEqual(['Lecture: Public', 'Lecture: Public']);
    expect(await both()).toEqual([documentId, documentId]);

    await edit(other, { series: { disconnect: [{ documentId }] } });
    expect(await renewed(imported, 'Parted')).toEqual(['Lecture: Parted', 'Lecture: Parted']);
    expect(await both()).toEqual([null, documentId]);
  });

  it('updates a field again after the editor restored the imported value', async () => {
    const { meeting, again, documentId } = await scene();
    await edit(documentId, { title: 'By an editor' });
    zoom.rename(meeting.uuid, 'Week 6');
    await again();
    expect((await entriesOf(documentId)).draft.title).toBe('By an editor');
    await edit(documentId, { title: 'Lecture: Week 5' });
    await again();
    expect((await entriesOf(documentId)).draft.title).toBe('Lecture: Week 6');
  });

  it('keeps an editor’s title and author, in the draft and in the published version', async () => {
    const { meeting, again, documentId } = await scene();
    const change = { title: 'By an editor', authorUserId: 77 };
    await edit(documentId, change);
    await edit(documentId, {}, '/actions/publish');
    zoom.rename(meeting.uuid, 'Week 6');
    await again();
    const { draft, published } = await entriesOf(documentId);
    expect(draft).toMatchObject(change);
    expect(published).toMatchObject(change);
  });

  it('keeps author and publish settings, whatever the connector says now (A4)', async () => {
    const { meeting, connector, again, documentId } = await scene();
    const before = await entriesOf(documentId);
    await site.admin.must('PUT', `/connectors/${connector.id}`, {
      options: {
        ...connector.options,
        publish: { tags: ['other'], visibility: 'private', titleTemplate: '{title}, recorded' },
      },
      settings: zoom.connectorSettings,
    });
    await site.admin.runEnded(connector.id);
    zoom.rename(meeting.uuid, 'Week 7');
    await again();
    const { draft, published } = await entriesOf(documentId);
    expect(draft).toMatchObject({
      title: 'Lecture: Week 7',
      tags: ['algebra'],
      visibility: 'public',
      createdBy: before.draft.createdBy,
    });
    expect(published?.title).toBe('Lecture: Week 7');
  });

  it('changes and publishes nothing if nothing is different', async () => {
    const { again, documentId } = await scene();
    const before = await entriesOf(documentId);
    await again();
    expect(await entriesOf(documentId)).toEqual(before);
  });

  it('waits for a moderator with updates of a published entry, if moderation is on', async () => {
    const { meeting, again, documentId } = await scene();
    const moderate = async (enabled: boolean) => {
      const { data } = await site.admin.must<{ data: object }>('GET', '/moderation');
      await site.admin.must('PUT', '/moderation', { ...data, enabled });
    };
    await moderate(true);
    try {
      zoom.rename(meeting.uuid, 'Week 8');
      await again();
      const { draft, published } = await entriesOf(documentId);
      expect([draft.title, published?.title]).toEqual(['Lecture: Week 8', 'Lecture: Week 5']);
      const { data } = await site.admin.must<{ data: { state: string }[] }>(
        'GET',
        `/reviews/states?documentIds=${documentId}`,
      );
      expect(data[0]?.state).toBe('pending');
    } finally {
      await moderate(false);
    }
  });

  it.each([
    ['waits for a moderator', false, false, false],
    ['is published at once if the settings let late texts pass', true, false, true],
    ['waits all the same if an approved file is not what it was', true, true, false],
  ])('brings a late transcript, which %s', async (_what, lateTextsPass, isTampered, passes) => {
    const { data } = await site.admin.must<{ data: object }>('GET', '/moderation');
    await site.admin.must('PUT', '/moderation', { ...data, enabled: true, lateTextsPass });
    try {
      const { meeting, connector, during, documentId } = await scene();
      const where = `/recordings/${documentId}/review`;
      const review = async () =>
        (await site.admin.must<{ data: { review: { state: string; revision: number } } }>('GET', where)).data
          .review;
      await site.admin.must('POST', `${where}/approve`, { revision: (await review()).revision });
      const { published: approved } = await entriesOf(documentId);
      expect(approved).toMatchObject({ transcript: null });
      const file = path.join(site.uploadsDir, `${approved?.video?.hash}${approved?.video?.ext}`);
      const bytes = readFileSync(file);
      if (isTampered) writeFileSync(file, Buffer.concat([bytes, Buffer.from('more')]));
      zoom.addFile(meeting.uuid, during, {
        view: 'audio_transcript',
        content: 'WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\nAda: Late words\n',
      });
      // By a sync: *Import again* restores a file that is not what it was.
      await site.admin.must('POST', `/connectors/${connector.id}/sync`);
      await importOf(
        site.admin,
        connector.id,
        ({ status, files }) =>
          status === 'done' && files.some(({ kind, status: is }) => kind === 'captions' && is === 'stored'),
      );
      const { draft, published } = await entriesOf(documentId);
      expect(draft.transcript).toMatch(/Late words/);
      expect(published?.transcript ?? '').toMatch(passes ? /Late words/ : /^$/);
      expect((await review()).state).toBe(passes ? 'approved' : 'pending');
      const row = (await site.strapi.db
        .query('plugin::meeting-connectors.review')
        .findOne({ where: { recordingDocumentId: documentId } })) as { approvedFiles: object[] };
      // Video and picture, and with the transcript its captions and file.
      const before = approved?.poster === null ? 1 : 2;
      expect(row.approvedFiles.length > before).toBe(passes);
      if (isTampered) writeFileSync(file, bytes);
    } finally {
      await site.admin.must('PUT', '/moderation', { ...data, enabled: false });
    }
  });

  it('restores a lost file under the same name', async () => {
    const { again, documentId } = await scene();
    const { video } = (await entriesOf(documentId)).draft;
    rmSync(path.join(site.uploadsDir, `${video?.hash}${video?.ext}`));
    await again();
    expect((await entriesOf(documentId)).draft.video).toMatchObject({ id: video?.id, hash: video?.hash });
    await audit(site);
  });

  it.each([true, false])(
    'stays deleted in Strapi whatever the provider shows, until it is imported again (files deleted: %s)',
    async (files) => {
      const { meeting, connector, row, again, during, documentId } = await scene();
      const { video } = (await entriesOf(documentId)).draft;
      const count = () => site.strapi.db.query(RECORDING).count({ where: { occurrenceId: meeting.uuid } });
      await site.admin.must('POST', '/deletions', { documentIds: [documentId], files });
      const removed = await importOf(site.admin, connector.id, ({ status }) => status === 'removed');
      expect(removed).toMatchObject({
        label: 'removed',
        reason: { code: 'reason.deleted-in-strapi' },
        canImportAgain: true,
        canRetry: false,
      });
      expect(removed.files.map(({ status }) => status)).toContain(files ? 'removed' : 'stored');

      zoom.addFile(meeting.uuid, during, { view: 'chat_file', content: '00:00:02\tAda:\tHello\n' });
      await site.admin.must('POST', `/connectors/${connector.id}/sync`);
      await site.admin.runEnded(connector.id);
      expect((await site.admin.imports(connector.id))[0]).toMatchObject({ id: row.id, status: 'removed' });
      expect(await count()).toBe(0);

      const back = await again();
      expect(back.recordingDocumentIds).toHaveLength(1);
      expect(back.recordingDocumentIds).not.toContain(documentId);
      const { draft, published } = await entriesOf(back.recordingDocumentIds[0] ?? '');
      expect(draft).toMatchObject({ title: 'Lecture: Week 5', chat: expect.stringMatching(/Ada: Hello/) });
      // Who asked for it need not be one who may publish.
      expect(published).toBeUndefined();
      // A file that was kept is used again.
      expect(draft.video?.id === video?.id).toBe(!files);
      await audit(site);
    },
  );

  it('is a run by hand that shows who started it', async () => {
    const { connector, again } = await scene();
    await again();
    const run = await site.admin.runEnded(connector.id);
    expect(run).toMatchObject({
      trigger: 'by-hand',
      status: 'finished',
      startedBy: { name: 'Mira Manager' },
    });
    const { data } = await site.admin.must<{ data: RunView[] }>('GET', `/runs?connectorId=${connector.id}`);
    expect(data).toHaveLength(2);
  });

  it('is refused with the reason if it is not possible, and changes nothing', async () => {
    const { meeting, connector, row, documentId } = await scene();
    const before = await entriesOf(documentId);
    const refusal = async () => {
      const { status, body } = await site.admin.call<{ error?: { message: string } }>(
        'POST',
        `/imports/${row.id}/again`,
      );
      return `${status} ${body.error?.message ?? ''}`;
    };
    zoom.trash(meeting.uuid);
    expect(await refusal()).toMatch(/^400 Zoom no longer has this recording/);
    zoom.recover(meeting.uuid);
    await site.admin.must('PUT', `/connectors/${connector.id}`, {
      options: { ...connector.options, rules: { ...connector.options.rules, titleExcludes: ['week'] } },
      settings: zoom.connectorSettings,
    });
    await site.admin.runEnded(connector.id);
    expect(await refusal()).toMatch(
      /^400 The settings of the connector exclude this recording now\. A rule of this connector excludes its title/,
    );
    await site.admin.must('POST', `/connectors/${connector.id}/enabled`, { enabled: false });
    expect(await refusal()).toMatch(/^400 The connector of this recording is switched off/);
    expect(await entriesOf(documentId)).toEqual(before);
    expect((await site.admin.imports(connector.id))[0]).toMatchObject({ status: 'done' });
  });
});
