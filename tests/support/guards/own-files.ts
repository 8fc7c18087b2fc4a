import { createHash } from 'node:crypto';
import { disownOriginals } from '../../../server/src/guards/owners';
import { contentRights, RECORDING, type Person } from '../doors';
import { API, FILE, OWNER, STARTED, type World } from './world';

/** Files of recordings: what their owners and editors do with them. */
export function testOwnFiles(world: World) {
  const {
    tokens,
    files,
    send,
    content,
    moderation,
    upload,
    describeFile,
    idOfUpload,
    rowsOf,
    isPublished,
    reviewOf,
    refused,
    contributorOfPanel,
  } = world;

  describe('files of recordings', () => {
    let admin: Person;
    beforeAll(async () => {
      admin = await contributorOfPanel();
    });

    it('are uploaded by members for own recordings, and are theirs then', async () => {
      const own = await send('POST', `${API}?status=draft`, 'author', {
        data: { title: 'Own', startedAt: STARTED },
      });
      const { documentId } = own.body.data as { documentId: string };
      const row = (await world.site.strapi.db.query(RECORDING).findOne({ where: { documentId } })) as {
        id: number;
      };
      // What would put the file into an entry is left out.
      const sent = await upload(`${API}/${documentId}/files`, tokens.author, 'mine', {
        ref: RECORDING,
        refId: row.id,
        field: 'captions',
      });
      expect(sent.status).toBe(201);
      const file = idOfUpload(sent);
      expect((await rowsOf(documentId))[0]?.captions).toBeNull();
      expect(
        await refused(() => upload(`${API}/${documentId}/files`, tokens['other contributor'], 'not mine')),
      ).toBe(404);
      expect(await refused(() => upload(`${API}/${documentId}/files`, undefined, 'not mine'))).toBe(403);

      const others = await send('POST', `${API}?status=draft`, 'other contributor', {
        data: { title: 'Of Grace', startedAt: STARTED },
      });
      const ofGrace = (others.body.data as { documentId: string }).documentId;
      expect(
        await refused(() =>
          send('PUT', `${API}/${ofGrace}?status=draft`, 'other contributor', { data: { captions: file } }),
        ),
      ).toBe(403);
      const put = await send('PUT', `${API}/${documentId}?status=draft`, 'author', {
        data: { captions: file },
      });
      expect(put.status).toBe(200);
      expect((await rowsOf(documentId))[0]?.captions?.id).toBe(file);
      // It belongs to the recording now: who edits that may go on with it.
      const again = await send('PUT', `${API}/${documentId}?status=draft`, 'author', {
        data: { title: 'Own, again', captions: file },
      });
      expect(again.status).toBe(200);
      const replaced = await upload(`/api/upload?id=${file}`, tokens.author, 'mine, better');
      expect(replaced.status).toBeLessThan(300);
      expect(await refused(() => upload(`/api/upload?id=${file}`, tokens['other contributor'], 'no'))).toBe(
        403,
      );
    });

    it('are not reached by a Contributor of the panel who is not their author', async () => {
      const { token } = admin;
      for (const name of ['pubprivate', 'nobodys'] as const) {
        const asked = [
          () => upload(`/upload?id=${files[name]}`, token, 'replaced'),
          () =>
            world.visitors.send('POST', '/upload/actions/bulk-delete', {
              token,
              body: { fileIds: [files[name]], folderIds: [] },
            }),
        ];
        for (const ask of asked) expect(await refused(ask)).toBe(403);
      }
      const own = await admin.content('POST', '', {
        title: 'Of Carla',
        startedAt: STARTED,
        visibility: 'public',
      });
      const { documentId } = own.body.data as { documentId: string };
      expect(
        await refused(() => admin.content('PUT', `/${documentId}`, { captions: files.pubprivate })),
      ).toBe(403);
      const mine = idOfUpload(await upload('/upload', token, 'of-carla'));
      expect((await admin.content('PUT', `/${documentId}`, { captions: mine })).status).toBe(200);
    });

    it('are put into no field by an author who may not download them, whoever stored them', async () => {
      const fields = { title: 'With an original', startedAt: STARTED };
      const original = async (documentId: string, token: string) => {
        const file = idOfUpload(await upload('/upload', token, 'private chat'));
        await world.site.strapi.db.query('plugin::meeting-connectors.import-file').create({
          data: {
            importId: 'import',
            fileKeyHash: `original ${file}`,
            fileKey: `original ${file}`,
            kind: 'chat',
            status: 'stored',
            mediaFileId: await world.keyOf(file),
            recordingDocumentId: documentId,
          },
        });
        return file;
      };
      const own = await send('POST', `${API}?status=draft`, 'author', { data: fields });
      const { documentId } = own.body.data as { documentId: string };
      const put = (captions: number) =>
        send('PUT', `${API}/${documentId}?status=draft`, 'author', { data: { captions } });
      const chat = await original(documentId, world.superToken);
      expect(await refused(() => put(chat))).toBe(403);
      // Nor what stands in a field that the content API does not serve.
      await content('PUT', `/${documentId}`, { ...fields, chatFile: chat });
      expect(await refused(() => put(chat))).toBe(403);

      const ofCarla = await admin.content('POST', '', fields);
      const { documentId: carlas } = ofCarla.body.data as { documentId: string };
      const putByCarla = (body: object) => admin.content('PUT', `/${carlas}`, { ...fields, ...body });
      // An import stores it in the name of the author.
      const stored = await original(carlas, admin.token);
      expect(await refused(() => putByCarla({ captions: stored }))).toBe(403);
      // Her role shows her the chat of her own entry: there it is hers to go on with.
      expect((await content('PUT', `/${carlas}`, { ...fields, chatFile: stored })).status).toBe(200);
      expect((await putByCarla({ chatFile: stored })).status).toBe(200);
    });

    it('are not an author’s in the Media Library if they are originals', async () => {
      const made = async (name: string) => idOfUpload(await upload('/upload', admin.token, name));
      const [own, original, shown] = [await made('own'), await made('original'), await made('shown')];
      const ledger = world.site.strapi.db.query('plugin::meeting-connectors.import-file');
      for (const file of [original, shown]) {
        await ledger.create({
          data: {
            importId: 'import',
            fileKeyHash: `of an author ${file}`,
            fileKey: `of an author ${file}`,
            kind: 'chat',
            origin: 'provider',
            status: 'stored',
            mediaFileId: await world.keyOf(file),
          },
        });
      }
      const fields = { title: 'With an original', startedAt: STARTED };
      expect((await content('POST', '', { ...fields, captions: shown })).status).toBe(201);
      const seen = async () => {
        const { body } = await world.visitors.send('GET', '/upload/files?pageSize=100', {
          token: admin.token,
        });
        const ids = (body.results as unknown as { id: number }[]).map(({ id }) => id);
        return [own, original, shown].map((id) => ids.includes(id));
      };
      expect(await seen()).toEqual([true, true, true]);
      await disownOriginals(world.site.strapi);
      expect(await seen()).toEqual([true, false, true]);
    });

    it('hold an approval: another content unpublishes, and waits for a moderator', async () => {
      await moderation(true);
      const file = idOfUpload(await upload('/upload', world.superToken, 'approved'));
      const sent = await content('POST', '/actions/publish', {
        title: 'To approve',
        startedAt: STARTED,
        visibility: 'public',
        captions: file,
      });
      const { documentId } = sent.body.data as { documentId: string };
      const path = `/recordings/${documentId}/review`;
      const revision = async () =>
        (await world.site.admin.must<{ data: { review: { revision: number } } }>('GET', path)).data.review
          .revision;
      const approve = async () =>
        await world.site.admin.must('POST', `${path}/approve`, { revision: await revision() });
      const state = async () => [await isPublished(documentId), await reviewOf(documentId)];
      await approve();
      expect(await state()).toEqual([true, 'approved']);

      // What Strapi refuses changes nothing.
      const { config } = world.site.strapi;
      const limit: unknown = config.get('plugin::upload.sizeLimit');
      config.set('plugin::upload.sizeLimit', 1);
      const refusedFile = await upload(`/upload?id=${file}`, world.superToken, 'too large').finally(() => {
        config.set('plugin::upload.sizeLimit', limit);
      });
      expect(refusedFile.status).toBe(413);
      expect(await state()).toEqual([true, 'approved']);

      expect((await upload(`/upload?id=${file}`, world.superToken, 'swapped')).status).toBe(200);
      expect(await state()).toEqual([false, 'pending']);

      // And while it waits, another content makes moderators look again.
      const seen = await revision();
      expect((await upload(`/upload?id=${file}`, world.superToken, 'swapped again')).status).toBe(200);
      expect(await revision()).toBeGreaterThan(seen);

      // A name or a text is shown, too. The panel sends all of them with each change.
      await approve();
      const info = { name: 'swapped again.vtt', alternativeText: null, caption: null, folder: null };
      expect((await describeFile('/upload', world.superToken, file, info)).status).toBe(200);
      expect(await state()).toEqual([true, 'approved']);
      const renamed = await describeFile('/upload', world.superToken, file, {
        ...info,
        caption: 'Not approved',
      });
      expect(renamed.status).toBe(200);
      expect(await state()).toEqual([false, 'pending']);

      for (const bulk of [false, true]) {
        const other = idOfUpload(await upload('/upload', world.superToken, 'to delete'));
        const put = await content('PUT', `/${documentId}`, { captions: other });
        expect(put.status).toBe(200);
        await content('POST', `/${documentId}/actions/publish`, { captions: other });
        await approve();
        expect(await state()).toEqual([true, 'approved']);
        const gone = await (bulk
          ? world.visitors.send('POST', '/upload/actions/bulk-delete', {
              token: world.superToken,
              body: { fileIds: [other], folderIds: [] },
            })
          : world.visitors.send('DELETE', `/upload/files/${other}`, { token: world.superToken }));
        expect([gone.status, ...(await state())]).toEqual([200, false, 'pending']);
      }
      await moderation(false);
    });

    it('hold an approval also if it is given while their content is being replaced', async () => {
      await moderation(true);
      const file = idOfUpload(await upload('/upload', world.superToken, 'looked at'));
      const sent = await content('POST', '/actions/publish', {
        title: 'To approve in a hurry',
        startedAt: STARTED,
        visibility: 'public',
        captions: file,
      });
      const { documentId } = sent.body.data as { documentId: string };
      const path = `/recordings/${documentId}/review`;
      const seen: boolean[] = [];
      const approve = async () => {
        const { data } = await world.site.admin.must<{ data: { review: { revision: number } } }>('GET', path);
        await world.site.admin.must('POST', `${path}/approve`, { revision: data.review.revision });
        seen.push(await isPublished(documentId));
      };
      /** A slow storage: the moderator looks at what it still has, and approves that. */
      const storage = world.site.strapi.plugin('upload').provider as unknown as Record<string, unknown>;
      const during = async (work: () => Promise<unknown>) => {
        const kept = Object.entries(storage).filter(([name]) => /^(replace|upload|delete)/.test(name));
        for (const [name, act] of kept) {
          storage[name] = async (...given: unknown[]) => {
            Object.assign(storage, Object.fromEntries(kept));
            await approve();
            return await (act as (...of: unknown[]) => Promise<unknown>)(...given);
          };
        }
        await work().finally(() => Object.assign(storage, Object.fromEntries(kept)));
      };
      const acts: (() => Promise<unknown>)[] = [
        () => upload(`/api/upload?id=${file}`, tokens.editor, 'not looked at'),
        () => send('DELETE', `/api/upload/files/${file}`, 'editor'),
      ];
      for (const act of acts) {
        await during(act);
        expect([seen.splice(0), await isPublished(documentId), await reviewOf(documentId)]).toEqual([
          [true],
          false,
          'pending',
        ]);
      }
      await moderation(false);
    });

    it('hold an approval with the content that they have, not with what was imported', async () => {
      await moderation(true);
      const file = idOfUpload(await upload('/upload', world.superToken, 'as imported'));
      const stored = (await world.site.strapi.db.query(FILE).findOne({ where: { id: file } })) as {
        documentId: string;
        hash: string;
        url: string;
      };
      const sha256 = async () => {
        const answer = await fetch(`${world.site.url}${stored.url}`);
        return createHash('sha256')
          .update(Buffer.from(await answer.arrayBuffer()))
          .digest('hex');
      };
      const sent = await content('POST', '/actions/publish', {
        title: 'Imported',
        startedAt: STARTED,
        visibility: 'public',
        captions: file,
      });
      const { documentId } = sent.body.data as { documentId: string };
      const imported = await sha256();
      await world.site.strapi.db.query('plugin::meeting-connectors.import-file').create({
        data: {
          importId: 'import',
          fileKeyHash: 'replaced later',
          fileKey: 'replaced later',
          kind: 'captions',
          status: 'stored',
          mediaFileId: stored.documentId,
          storedName: stored.hash,
          sha256: imported,
          recordingDocumentId: documentId,
        },
      });
      const path = `/recordings/${documentId}/review`;
      const approved = async () => {
        const { data } = await world.site.admin.must<{ data: { review: { revision: number } } }>('GET', path);
        await world.site.admin.must('POST', `${path}/approve`, { revision: data.review.revision });
        const row = (await world.site.strapi.db
          .query('plugin::meeting-connectors.review')
          .findOne({ where: { recordingDocumentId: documentId } })) as {
          approvedFiles: { sha256: string }[];
        };
        return row.approvedFiles.map((one) => one.sha256);
      };
      expect(await approved()).toEqual([imported]);
      expect((await upload(`/api/upload?id=${file}`, tokens.editor, 'put in its place')).status).toBe(200);
      expect(await sha256()).not.toBe(imported);
      expect(await approved()).toEqual([await sha256()]);
      await moderation(false);
    });

    it('are changed in the panel by roles that cover every field with files, and moved by others, too', async () => {
      const person = (right: { fields?: string[] }) =>
        world.visitors.person('Tina', [
          ...['read', 'assets.create', 'assets.update'].map((name) => ({ action: `plugin::upload.${name}` })),
          ...contentRights(['read', 'update']).map((one) => ({ ...one, ...right })),
        ]);
      const { token } = await person({ fields: ['title', 'poster'] });
      const id = files.nobodys;
      expect(await refused(() => upload(`/upload?id=${id}`, token, 'file-nobodys'))).toBe(403);
      const info = { name: 'file-nobodys.vtt', alternativeText: null, caption: null };
      expect(await refused(() => describeFile('/upload', token, id, { ...info, name: 'renamed' }))).toBe(403);
      const made = await world.visitors.send('POST', '/upload/folders', {
        token: world.superToken,
        body: { name: 'Elsewhere', parent: null },
      });
      for (const folder of [(made.body.data as { id: number }).id, null]) {
        expect((await describeFile('/upload', token, id, { ...info, folder })).status).toBe(200);
      }
      const { token: covering } = await person({});
      expect((await upload(`/upload?id=${id}`, covering, 'file-nobodys')).status).toBe(200);
    });

    it('get no texts of Strapi’s AI from who may not edit them, and the other pictures of the batch do', async () => {
      const { token } = await world.visitors.person('Tina', [
        ...['read', 'assets.create', 'assets.update'].map((name) => ({ action: `plugin::upload.${name}` })),
        ...contentRights(['read', 'update']).map((one) => ({ ...one, fields: ['title'] })),
      ]);
      const PIXEL =
        'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
      const picture = async () => {
        const form = new FormData();
        form.append('files', new Blob([Buffer.from(PIXEL, 'base64')], { type: 'image/png' }), 'pixel.png');
        const headers = { authorization: `Bearer ${world.superToken}` };
        const answer = await fetch(`${world.site.url}/upload`, { method: 'POST', headers, body: form });
        return idOfUpload({ body: await answer.json() });
      };
      const [poster, one, other] = [await picture(), await picture(), await picture()];
      const fields = { title: 'With a poster', startedAt: STARTED, visibility: 'private' };
      await content('POST', '', { ...fields, poster });
      // The part of Strapi's service that asks a server of Strapi.
      const service = world.site.strapi.plugin('upload').service('aiMetadata') as unknown as {
        isEnabled(): Promise<boolean>;
        processFiles(files: object[]): Promise<object[]>;
      };
      const text = { altText: 'One dot', caption: 'A dot' };
      Object.assign(service, {
        isEnabled: () => Promise.resolve(true),
        processFiles: (all: object[]) => Promise.resolve(all.map(() => text)),
      });
      const answer = await world.visitors.send('POST', '/upload/actions/generate-ai-metadata', {
        token,
        body: { fileIds: [one, poster, other] },
      });
      const results = answer.body.data as { id: number; status: string }[];
      expect(results.map(({ id, status }) => [id, status])).toEqual([
        [one, 'success'],
        [poster, 'error'],
        [other, 'success'],
      ]);
      const stored = (await world.site.strapi.db
        .query(FILE)
        .findMany({ where: { id: { $in: [poster, one, other] } }, orderBy: { id: 'asc' } })) as {
        alternativeText: string | null;
      }[];
      expect(stored.map(({ alternativeText }) => alternativeText)).toEqual([null, 'One dot', 'One dot']);
      expect(world.site.logs()).toMatch(/1 of 3 pictures got no texts/);
    });

    it('are gone with their owners', async () => {
      const own = await send('POST', `${API}?status=draft`, 'author', {
        data: { title: 'Own', startedAt: STARTED },
      });
      const { documentId } = own.body.data as { documentId: string };
      const file = idOfUpload(await upload(`${API}/${documentId}/files`, tokens.author, 'mine'));
      const owners = () => world.site.strapi.db.query(OWNER).count({});
      const before = await owners();
      const gone = await world.visitors.send('DELETE', `/upload/files/${file}`, { token: world.superToken });
      expect([gone.status, before - (await owners())]).toEqual([200, 1]);
    });
  });
}
