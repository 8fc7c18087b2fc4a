import { existsSync } from 'node:fs';
import path from 'node:path';
import type { DeleteRecordings, DeletionPreview, HoldView } from '../../contracts/deletion';
import { message } from '../../contracts/messages/catalogue';
import { ADMIN } from '../../playground/client/admin-account';
import type { Site } from './boot-site';
import { contentRights, RECORDING, type Answer, type Visitors } from './doors';

const API = '/api/meeting-connectors/recordings';
const LESSON = 'api::lesson.lesson';
const FILE = 'plugin::upload.file';
const STARTED = '2026-02-10T16:36:00.000Z';
const READ = 'plugin::content-manager.explorer.read';
const HOLD = { action: 'plugin::meeting-connectors.recordings.hold' };

/** What the tests of a guarded site have at hand; see `guard-tests.ts`. */
interface Guarded {
  site: Site;
  visitors: Visitors;
  superToken: string;
  /** A token of the content API with every right. */
  fullToken: string;
  upload(
    path: string,
    token: string | undefined,
    name: string,
    fields?: object,
  ): Promise<{ status: number; body: unknown }>;
  /** The refusal, after which every row is as before. */
  refused(ask: () => Promise<{ status: number; body: unknown }>): Promise<number | 'errors'>;
}

/** Deleting recordings with and without their files, and holds. Part of the tests of a guarded site. */
export function testDeletions(guarded: () => Guarded) {
  const documents = () =>
    guarded().site.strapi.documents(RECORDING as Parameters<Site['strapi']['documents']>[0]);
  const ledger = (name: string) => guarded().site.strapi.db.query(`plugin::meeting-connectors.${name}`);
  const newFile = async (name: string) => {
    const { body } = await guarded().upload('/upload', guarded().superToken, name);
    const [file] = body as { id: number; documentId: string; hash: string; ext: string }[];
    if (file === undefined) throw new Error('not uploaded');
    return file;
  };
  const isThere = async ({ id, hash, ext }: { id: number; hash: string; ext: string }) => {
    const row: unknown = await guarded().site.strapi.db.query(FILE).findOne({ where: { id } });
    const bytes = existsSync(path.join(guarded().site.uploadsDir, `${hash}${ext}`));
    expect(bytes).toBe(row !== null);
    return bytes;
  };
  const panel = (method: string, where: string, body?: unknown): Promise<Answer> =>
    guarded().visitors.send(method, `/meeting-connectors${where}`, { token: guarded().superToken, body });
  const content = (method: string, where: string, body?: unknown): Promise<Answer> =>
    guarded().visitors.send(method, `/content-manager/collection-types/${RECORDING}${where}`, {
      token: guarded().superToken,
      body,
    });
  const rest = (method: string, where: string): Promise<Answer> =>
    guarded().visitors.send(method, `${API}${where}`, { token: guarded().fullToken });
  const exists = async (documentId: string) => (await documents().findOne({ documentId })) !== null;

  /** A recording with captions, and a file that only the ledger of its import has. */
  async function recording(title: string, more: object = {}) {
    const captions = await newFile(`${title}-captions`);
    const original = await newFile(`${title}-original`);
    const made = await content('POST', '', { title, startedAt: STARTED, captions: captions.id, ...more });
    const { documentId } = made.body.data as { documentId: string };
    const row = (await ledger('import').create({
      data: {
        connectorId: 'connector',
        keyHash: `key-${documentId}`,
        occurrenceId: title,
        stage: 'clean-up',
        status: 'done',
        deletion: {
          state: 'waiting',
          mode: 'trash',
          rule: message('deletion.rule.trash', { hours: 24 }),
          tries: 0,
        },
      },
    })) as { documentId: string };
    for (const [kind, file] of [
      ['captions', captions],
      ['original', original],
    ] as const) {
      await ledger('import-file').create({
        data: {
          importId: row.documentId,
          fileKeyHash: kind,
          fileKey: kind,
          kind,
          status: 'stored',
          mediaFileId: file.documentId,
          recordingDocumentId: documentId,
        },
      });
    }
    return { documentId, captions, original, importId: row.documentId };
  }
  const importOf = async (documentId: string) =>
    (await ledger('import').findOne({ where: { documentId } })) as {
      status: string;
      reason: string | null;
      deletion: object | null;
      leaseFence: number;
    };
  const filesOf = async (importId: string) =>
    (
      (await ledger('import-file').findMany({ where: { importId }, orderBy: { id: 'asc' } })) as {
        status: string;
        mediaFileId: string | null;
      }[]
    ).map(({ status, mediaFileId }) => [status, mediaFileId]);
  const deleteInPanel = async (body: DeleteRecordings.Body) =>
    (await panel('POST', '/deletions', body)).body.data as DeleteRecordings.Result[];
  const preview = async (...documentIds: string[]) =>
    (await panel('GET', `/deletions?documentIds=${documentIds.join(',')}`)).body.data as DeletionPreview[];

  describe('a deleted recording', () => {
    it('takes its files along, except what an entry of another type shows, which is named', async () => {
      const { site, visitors, fullToken } = guarded();
      const { documentId, captions, original, importId } = await recording('with-files');
      const shared = await newFile('shared');
      await content('PUT', `/${documentId}`, { poster: shared.id });
      const shelf = { label: 'shelf', file: shared.id };
      const lesson = await visitors.send('POST', '/api/lessons', {
        token: fullToken,
        body: {
          data: { title: 'Sharing', cover: shared.id, zone: [{ __component: 'site.shelf', ...shelf }] },
        },
      });
      expect(lesson.status).toBe(201);

      const [shown] = await preview(documentId);
      expect(shown?.files.map(({ name, fate }) => [name, fate])).toEqual([
        ['with-files-captions.vtt', 'deleted'],
        ['with-files-original.vtt', 'deleted'],
        ['shared.vtt', 'used'],
      ]);
      expect(shown?.files[2]).toMatchObject({
        usedBy: [{ type: 'Lesson', title: 'Sharing' }],
        usedByOthers: 0,
      });
      // An editor of recordings alone learns that something uses it, and not what.
      const edda = await visitors.person('Edda', contentRights(['read', 'update', 'delete']));
      const { body } = await edda.plugin('GET', `/deletions?documentIds=${documentId}`);
      expect((body.data as DeletionPreview[])[0]?.files[2]).toMatchObject({ usedBy: [], usedByOthers: 1 });
      // Who may not read its title learns only its type.
      const readsCovers = { action: READ, subject: LESSON, fields: ['cover'] };
      const fay = await visitors.person('Fay', [...contentRights(['read', 'update', 'delete']), readsCovers]);
      const seen = await fay.plugin('GET', `/deletions?documentIds=${documentId}`);
      expect((seen.body.data as DeletionPreview[])[0]?.files[2]).toMatchObject({
        usedBy: [{ type: 'Lesson' }],
        usedByOthers: 0,
      });
      expect(JSON.stringify(seen.body)).not.toContain('Sharing');

      expect(await deleteInPanel({ documentIds: [documentId, 'nosuchentry'], files: true })).toMatchObject([
        {
          outcome: 'deleted',
          title: 'with-files',
          files: [{ outcome: 'deleted' }, { outcome: 'deleted' }, { name: 'shared.vtt', outcome: 'used' }],
        },
        { outcome: 'gone', files: [] },
      ]);
      expect([await isThere(captions), await isThere(original), await isThere(shared)]).toEqual([
        false,
        false,
        true,
      ]);
      // What was to happen at the provider is not shown as planned any more.
      expect(await importOf(importId)).toMatchObject({
        status: 'removed',
        reason: 'deleted-in-strapi',
        deletion: null,
        // A worker that has it may write no more.
        leaseFence: 1,
      });
      expect(await filesOf(importId)).toEqual([
        ['removed', null],
        ['removed', null],
      ]);
      for (const { documentId: file } of [captions, original]) {
        expect(site.logs()).toMatch(new RegExp(`deleted the file "with-files-\\w+\\.vtt" \\(${file}\\)`));
      }
      expect(await site.strapi.db.query(LESSON).count({ where: { title: 'Sharing' } })).toBeGreaterThan(0);
    });

    it.each<[string, (documentId: string) => Promise<{ status: number }>]>([
      ['the content manager', (id) => content('DELETE', `/${id}`)],
      ['the bulk action', (id) => content('POST', '/actions/bulkDelete', { documentIds: [id] })],
      [
        'the panel, if asked to',
        async (id) => {
          const [result] = await deleteInPanel({ documentIds: [id], files: false });
          return { status: result?.outcome === 'deleted' ? 200 : 500 };
        },
      ],
      ['REST', (id) => rest('DELETE', `/${id}`)],
      [
        'GraphQL',
        (id) =>
          guarded().visitors.send('POST', '/graphql', {
            token: guarded().fullToken,
            body: {
              query:
                'mutation ($id: ID!) { deleteMeetingConnectorsRecording(documentId: $id) { documentId } }',
              variables: { id },
            },
          }),
      ],
      [
        'code of the site',
        async (id) => {
          await documents().delete({ documentId: id });
          return { status: 200 };
        },
      ],
    ])('leaves its files by %s, and is not imported again', async (_way, remove) => {
      const { documentId, captions, original, importId } = await recording('without-files');
      expect((await remove(documentId)).status).toBeLessThan(300);
      expect(await exists(documentId)).toBe(false);
      expect([await isThere(captions), await isThere(original)]).toEqual([true, true]);
      expect((await importOf(importId)).status).toBe('removed');
      expect(await filesOf(importId)).toEqual([
        ['stored', captions.documentId],
        ['stored', original.documentId],
      ]);
    });

    it('takes them along by REST with files=delete, and the answer says what became of each', async () => {
      const { documentId, captions, original } = await recording('by-rest');
      expect((await rest('DELETE', `/${documentId}?files=everything`)).status).toBe(400);
      expect(await exists(documentId)).toBe(true);
      const answer = await rest('DELETE', `/${documentId}?files=delete`);
      expect([answer.status, answer.body.data]).toEqual([
        200,
        {
          documentId,
          files: [
            { documentId: captions.documentId, outcome: 'deleted' },
            { documentId: original.documentId, outcome: 'deleted' },
          ],
        },
      ]);
      expect(await isThere(captions)).toBe(false);
    });

    it('is deleted by who may delete what their own role made, and no other', async () => {
      const { visitors } = guarded();
      const sam = await visitors.person(
        'Sam',
        contentRights(['create', 'read', 'update', 'delete'], ['admin::has-same-role-as-creator']),
      );
      const made = await visitors.send('POST', `/content-manager/collection-types/${RECORDING}`, {
        token: sam.token,
        body: { title: 'of-sam', startedAt: STARTED },
      });
      const { documentId } = made.body.data as { documentId: string };
      const other = await recording('not-of-sam');
      const { body } = await sam.plugin('POST', '/deletions', {
        documentIds: [documentId, other.documentId],
        files: true,
      });
      expect(body.data).toMatchObject([{ outcome: 'deleted', title: 'of-sam' }, { outcome: 'gone' }]);
      expect([await exists(documentId), await exists(other.documentId)]).toEqual([false, true]);
    });

    it('leaves what it shares with another recording, and its import goes on with that one', async () => {
      const first = await recording('first-of-two');
      const second = await recording('second-of-two');
      // Another segment of the same meeting.
      await ledger('import-file').create({
        data: {
          importId: first.importId,
          fileKeyHash: 'of-second',
          fileKey: 'of-second',
          kind: 'video',
          status: 'stored',
          mediaFileId: second.original.documentId,
          recordingDocumentId: second.documentId,
        },
      });
      await content('PUT', `/${second.documentId}`, { transcriptFile: first.captions.id });
      const [result] = await deleteInPanel({ documentIds: [first.documentId], files: true });
      expect(result?.files.map(({ outcome }) => outcome)).toEqual(['used', 'deleted']);
      expect(await isThere(first.captions)).toBe(true);
      expect((await importOf(first.importId)).status).toBe('done');
      await deleteInPanel({ documentIds: [second.documentId], files: true });
      expect((await importOf(first.importId)).status).toBe('removed');
    });

    it('is gone, and its files stay and are named, if the storage fails', async () => {
      const { site } = guarded();
      const { documentId, captions, importId } = await recording('no-storage');
      const { provider } = site.strapi.plugin('upload') as unknown as {
        provider: { delete(file: object): unknown };
      };
      const before = provider.delete;
      provider.delete = () => {
        throw new Error('the storage is away');
      };
      const [result] = await deleteInPanel({ documentIds: [documentId], files: true });
      provider.delete = before;
      expect(result).toMatchObject({
        outcome: 'deleted',
        files: [{ name: 'no-storage-captions.vtt', outcome: 'failed' }, { outcome: 'failed' }],
      });
      expect([await exists(documentId), await isThere(captions)]).toEqual([false, true]);
      expect(await filesOf(importId)).toContainEqual(['stored', captions.documentId]);
      expect(site.logs()).toMatch(
        /could not delete the file "no-storage-captions\.vtt".*so it stays: Error\s+at .*deletion-tests/,
      );
    });

    it('leaves everything if the deletion is rolled back', async () => {
      const { site } = guarded();
      const { documentId, captions, importId } = await recording('rolled-back');
      const stop = site.strapi.db.lifecycles.subscribe({
        models: [RECORDING],
        afterDelete: () => {
          throw new Error('a hook of the site');
        },
      });
      const answer = await panel('POST', '/deletions', { documentIds: [documentId], files: true });
      stop();
      expect(answer.status).toBe(500);
      expect([await exists(documentId), await isThere(captions)]).toEqual([true, true]);
      expect((await importOf(importId)).status).toBe('done');
    });
  });

  describe('a recording on hold (G7)', () => {
    let held: Awaited<ReturnType<typeof recording>>;
    let agentToken: string;
    const hold = (documentId: string, reason: string) =>
      panel('PUT', `/recordings/${documentId}/hold`, { reason });

    beforeAll(async () => {
      const { site, visitors } = guarded();
      held = await recording('held', { visibility: 'public' });
      await hold(held.documentId, 'Court order 17');
      const superAdmin = (await site.strapi.db
        .query('admin::user')
        .findOne({ where: { email: ADMIN.email }, populate: ['roles'] })) as { id: number };
      const agent = await visitors.service('admin::api-token-admin').create(
        {
          name: 'agent that deletes',
          kind: 'admin',
          lifespan: null,
          adminPermissions: ['read', 'delete'].map((action) => ({
            action: `plugin::content-manager.explorer.${action}`,
            subject: RECORDING,
            conditions: [],
            properties: {},
          })),
        },
        superAdmin,
      );
      agentToken = agent.accessKey;
    });

    const bySite = async (work: () => Promise<unknown>) => {
      try {
        await work();
        return { status: 200, body: {} };
      } catch (error) {
        expect(String(error)).toMatch(/on hold/);
        return { status: 403, body: {} };
      }
    };
    const upload = () =>
      guarded().site.strapi.plugin('upload').service('upload') as unknown as {
        remove(file: object): Promise<unknown>;
      };

    it.each<[string, () => Promise<{ status: number; body: unknown }>]>([
      ['the content manager', () => content('DELETE', `/${held.documentId}`)],
      ['the bulk action', () => content('POST', '/actions/bulkDelete', { documentIds: [held.documentId] })],
      ['REST', () => rest('DELETE', `/${held.documentId}`)],
      ['REST, with its files', () => rest('DELETE', `/${held.documentId}?files=delete`)],
      [
        'GraphQL',
        () =>
          guarded().visitors.send('POST', '/graphql', {
            token: guarded().fullToken,
            body: {
              query:
                'mutation ($id: ID!) { deleteMeetingConnectorsRecording(documentId: $id) { documentId } }',
              variables: { id: held.documentId },
            },
          }),
      ],
      ['code of the site', () => bySite(() => documents().delete({ documentId: held.documentId }))],
      [
        'its file in the Media Library',
        () =>
          guarded().visitors.send('DELETE', `/upload/files/${held.captions.id}`, {
            token: guarded().superToken,
          }),
      ],
      [
        'its files, many at once',
        () =>
          guarded().visitors.send('POST', '/upload/actions/bulk-delete', {
            token: guarded().superToken,
            body: { fileIds: [held.original.id], folderIds: [] },
          }),
      ],
      [
        'its file by REST',
        () =>
          guarded().visitors.send('DELETE', `/api/upload/files/${held.captions.id}`, {
            token: guarded().fullToken,
          }),
      ],
      ['its file by code of the site', () => bySite(() => upload().remove(held.original))],
      [
        'another content of its file',
        () => guarded().upload(`/upload?id=${held.captions.id}`, guarded().superToken, 'another'),
      ],
    ])('is not deleted: %s', async (_way, ask) => {
      expect([403, 'errors']).toContain(await guarded().refused(ask));
    });

    it('keeps a file of an import in its field', async () => {
      const { documentId, captions } = await recording('held-import');
      await hold(documentId, 'Court order 20');
      expect(await guarded().refused(() => content('PUT', `/${documentId}`, { captions: null }))).toBe(403);
      expect(await isThere(captions)).toBe(true);
    });

    it('keeps each file that it has, also one that no import brought, and takes others', async () => {
      const { documentId, captions } = await recording('held-by-hand', { visibility: 'public' });
      await ledger('import-file').deleteMany({ where: { recordingDocumentId: documentId } });
      await hold(documentId, 'By hand');
      expect(await guarded().refused(() => content('PUT', `/${documentId}`, { captions: null }))).toBe(403);
      const poster = await newFile('added-on-hold');
      const added = await content('PUT', `/${documentId}`, { poster: poster.id });
      expect([added.status, await isThere(captions)]).toEqual([200, true]);
    });

    it('is not deleted by an agent’s tool', async () => {
      const answer = await guarded().visitors.send('POST', '/mcp', {
        token: agentToken,
        body: {
          jsonrpc: '2.0',
          id: 1,
          method: 'tools/call',
          params: {
            name: 'delete_plugin-meeting-connectors_recording',
            arguments: { documentId: held.documentId },
          },
        },
      });
      expect(JSON.stringify(answer.body)).toMatch(/on hold/);
      expect(await exists(held.documentId)).toBe(true);
    });

    it('stops no other recording of a selection in the panel, and says why and who can help', async () => {
      const other = await recording('beside-held');
      const [shown] = await preview(held.documentId);
      expect(shown?.hold).toMatchObject({ reason: 'Court order 17', by: { name: 'Mira Manager' } });
      expect(shown?.hold?.lifters.map(({ name }) => name)).toContain('Mira Manager');
      // The number of a user alone names nobody after a move.
      expect(await ledger('hold').findOne({ where: { recordingDocumentId: held.documentId } })).toMatchObject(
        { byWho: expect.stringContaining(ADMIN.email) as string },
      );
      const results = await deleteInPanel({ documentIds: [held.documentId, other.documentId], files: true });
      expect(results).toMatchObject([
        { outcome: 'refused', said: { code: 'guards.recording-on-hold' }, files: [] },
        { outcome: 'deleted' },
      ]);
      expect(await isThere(held.captions)).toBe(true);
    });

    it('holds no file any more once code of the site has deleted its rows', async () => {
      const { site } = guarded();
      const { documentId, original } = await recording('held-and-gone');
      await hold(documentId, 'Court order 19');
      await expect(upload().remove(original)).rejects.toThrow(/on hold/);
      await site.strapi.db.query(RECORDING).deleteMany({ where: { documentId } });
      await upload().remove(original);
      expect(await isThere(original)).toBe(false);
    });

    it('is edited and published as before', async () => {
      expect((await content('PUT', `/${held.documentId}`, { title: 'held still' })).status).toBe(200);
      expect((await content('POST', `/${held.documentId}/actions/publish`, {})).status).toBe(200);
      expect((await content('POST', `/${held.documentId}/actions/unpublish`, {})).status).toBe(200);
    });

    it('is put and lifted only with the right of its own, by who may read it, and with a reason', async () => {
      const { visitors } = guarded();
      const where = `/recordings/${held.documentId}/hold`;
      const editor = await visitors.person('Emil', contentRights(['read', 'update', 'delete']));
      const blind = await visitors.person('Bela', [HOLD]);
      const keeper = await visitors.person('Kira', [...contentRights(['read']), HOLD]);
      expect((await editor.plugin('DELETE', where)).status).toBe(403);
      expect((await editor.plugin('PUT', where, { reason: 'Mine' })).status).toBe(403);
      expect(((await editor.plugin('GET', where)).body.data as HoldView).reason).toBe('Court order 17');
      expect((await blind.plugin('DELETE', where)).status).toBe(404);
      expect((await keeper.plugin('PUT', where, { reason: ' ' })).status).toBe(400);
      expect((await keeper.plugin('PUT', where, { reason: 'Court order 18' })).body.data).toMatchObject({
        reason: 'Court order 18',
        by: { name: 'Mira Manager' },
      });
      expect((await keeper.plugin('DELETE', where)).status).toBe(200);
      expect((await keeper.plugin('GET', where)).body.data).toBeNull();
      const [result] = await deleteInPanel({ documentIds: [held.documentId], files: true });
      expect([result?.outcome, await isThere(held.captions)]).toEqual(['deleted', false]);
    });
  });
}
