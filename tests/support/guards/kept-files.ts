import { RECORDING } from '../doors';
import { API, LESSON, OWNER, STARTED, type World } from './world';

/** Files of recordings that no recording shows: not linked yet, taken out, or left by a deletion. */
export function testKeptFiles(world: World) {
  const { tokens, send, graphql, content, upload, idOfUpload, refused } = world;

  describe('files of recordings that no recording shows', () => {
    const fields = { title: 'Of Ada', startedAt: STARTED };
    const make = async () => {
      const { body } = await send('POST', `${API}?status=draft`, 'author', { data: fields });
      return (body.data as { documentId: string }).documentId;
    };
    const put = async (documentId: string, data: object) => {
      const { status } = await send('PUT', `${API}/${documentId}?status=draft`, 'author', { data });
      expect([data, status]).toEqual([data, 200]);
    };
    /** The list of files, one file by its number, GraphQL, and what else shows it. */
    const seen = async (who: string, id: number) => {
      const { hash } = (await world.site.strapi.db
        .query('plugin::upload.file')
        .findOne({ where: { id } })) as { hash: string };
      const answers = [
        await send('GET', '/api/upload/files', who),
        await send('GET', `/api/upload/files/${id}`, who),
        await graphql(who, '{ uploadFiles(pagination: { limit: 1000 }) { url } }'),
        await send('GET', `/api/lessons?filters[title]=Kept&populate=cover`, who),
      ];
      return answers.map(({ body }) => JSON.stringify(body).includes(hash));
    };
    const [YES, NO] = [
      [true, true, true, false],
      [false, false, false, false],
    ];
    const KEPT_FROM = ['anonymous', 'other contributor', 'reader', 'token with find'];
    const mustBeKept = async (id: number, from = KEPT_FROM) => {
      for (const who of from) expect([who, await seen(who, id)]).toEqual([who, NO]);
      for (const who of ['editor', 'token with all']) expect([who, await seen(who, id)]).toEqual([who, YES]);
    };

    it('are kept back as its other files are, except from who uploaded them', async () => {
      const documentId = await make();
      const { status, body } = await upload(`${API}/${documentId}/files`, tokens.author, 'kept');
      const id = idOfUpload({ body });
      // An editor's upload for it is shown to the editor, and belongs to the recording.
      expect([status, id]).toEqual([201, expect.any(Number)]);
      const other = idOfUpload(
        await upload(`${API}/${documentId}/files`, tokens['token with all'], 'kept-2'),
      );
      // Who may edit and not read is shown what they uploaded, once, as the answer.
      const edits = await world.makeToken('custom', [`${RECORDING}.update`, `${RECORDING}.upload`]);
      const third = await upload(`${API}/${documentId}/files`, edits, 'kept-3');
      expect([third.status, idOfUpload(third)]).toEqual([201, expect.any(Number)]);
      expect(idOfUpload(third)).toBeGreaterThan(0);
      await mustBeKept(other, ['author', ...KEPT_FROM]);

      const ofAuthor = async () => {
        await mustBeKept(id);
        expect(await seen('author', id)).toEqual(YES);
        for (const who of ['anonymous', 'other contributor']) {
          for (const ask of [
            () => upload(`/api/upload?id=${id}`, tokens[who], 'replaced'),
            () => send('DELETE', `/api/upload/files/${id}`, who),
            () => graphql(who, 'mutation ($id: ID!) { deleteUploadFile(id: $id) { name } }', { id }),
          ]) {
            expect([who, [403, 404, 'errors'].includes(await refused(ask))]).toEqual([who, true]);
          }
        }
      };
      await ofAuthor();

      // It is the recording's when it was taken out of a field, and a file that nobody uploaded for it, too.
      await put(documentId, { captions: id });
      await put(documentId, { captions: null });
      await ofAuthor();
      const ofPanel = idOfUpload(await upload('/upload', world.superToken, 'of-panel'));
      const row = await content('PUT', `/${documentId}`, { ...fields, video: ofPanel });
      expect([row.status, await seen('author', ofPanel)]).toEqual([200, YES]);
      await content('PUT', `/${documentId}`, { ...fields, video: null });
      await mustBeKept(ofPanel, ['author', ...KEPT_FROM]);
      // Who may edit the recording may change it, and then puts it back.
      expect((await upload(`/api/upload?id=${id}`, tokens.author, 'better')).status).toBeLessThan(300);
      await put(documentId, { captions: id });

      // And when the recording is gone. Then only who edits all may change it, and its owner uses it again.
      expect((await send('DELETE', `${API}/${documentId}`, 'author')).status).toBe(204);
      await ofAuthor();
      expect(await refused(() => upload(`/api/upload?id=${id}`, tokens.author, 'replaced'))).toBe(403);
      const again = await make();
      await put(again, { captions: id });
      expect((await upload(`/api/upload?id=${id}`, tokens.author, 'again')).status).toBeLessThan(300);
      const gone = await world.visitors.send('DELETE', `/upload/files/${ofPanel}`, {
        token: world.superToken,
      });
      expect(gone.status).toBe(200);
    });

    it('are kept back when a version that showed them is replaced, discarded or taken back', async () => {
      const file = async (name: string) => idOfUpload(await upload('/upload', world.superToken, name));
      const [first, second, third] = [await file('first'), await file('second'), await file('third')];
      const made = await content('POST', '/actions/publish', {
        ...fields,
        visibility: 'public',
        captions: first,
      });
      const { documentId } = made.body.data as { documentId: string };
      expect(await seen('anonymous', first)).toEqual(YES);
      await content('POST', `/${documentId}/actions/publish`, {
        ...fields,
        visibility: 'public',
        captions: second,
      });
      await mustBeKept(first);
      expect(await seen('anonymous', second)).toEqual(YES);
      await content('PUT', `/${documentId}`, { ...fields, captions: third });
      expect((await content('POST', `/${documentId}/actions/discard`, {})).status).toBe(200);
      await mustBeKept(third);
      expect((await content('POST', `/${documentId}/actions/unpublish`, {})).status).toBe(200);
      await content('PUT', `/${documentId}`, { ...fields, captions: null });
      await mustBeKept(second);
    });

    it('stay pictures of the site, if they were only posters and an entry shows them', async () => {
      const picture = async (name: string) => idOfUpload(await upload('/upload', world.superToken, name));
      const [logo, frame, chart] = [
        await picture('logo-2'),
        await picture('frame-2'),
        await picture('chart-2'),
      ];
      await send('POST', '/api/lessons', 'token with all', { data: { title: 'Kept', cover: logo } });
      await send('POST', '/api/lessons', 'token with all', { data: { title: 'Kept', cover: chart } });
      const ALL = [true, true, true, true];
      expect(await seen('anonymous', logo)).toEqual(ALL);
      const { body } = await content('POST', '', { ...fields, visibility: 'private', poster: logo });
      const { documentId } = body.data as { documentId: string };
      for (const poster of [frame, null]) await content('PUT', `/${documentId}`, { ...fields, poster });
      expect(await seen('anonymous', logo)).toEqual(ALL);
      await mustBeKept(frame);
      // Another field is no picture of the site, now or later.
      await content('PUT', `/${documentId}`, { ...fields, poster: chart, captions: chart });
      await content('PUT', `/${documentId}`, { ...fields, poster: null, captions: null });
      expect(await seen('anonymous', chart)).toEqual(NO);
      await content('DELETE', `/${documentId}`);
      expect([await seen('anonymous', logo), await seen('anonymous', frame)]).toEqual([ALL, NO]);
      const lessons = world.site.strapi.db.query(LESSON);
      await lessons.deleteMany({ where: { title: 'Kept' } });
    });

    it('are noted once, and not at all if an import stored them', async () => {
      const owners = () => world.site.strapi.db.query(OWNER).count({});
      const ledgers = idOfUpload(await upload('/upload', world.superToken, 'of-import'));
      const made = await content('POST', '', { ...fields, captions: ledgers });
      const { documentId } = made.body.data as { documentId: string };
      const ledger = world.site.strapi.db.query('plugin::meeting-connectors.import-file');
      await ledger.create({
        data: {
          importId: 'import',
          fileKeyHash: 'of-import',
          fileKey: 'of-import',
          kind: 'captions',
          status: 'stored',
          mediaFileId: await world.keyOf(ledgers),
          recordingDocumentId: documentId,
        },
      });
      const before = await owners();
      const mine = idOfUpload(await upload('/upload', world.superToken, 'mine'));
      for (const video of [mine, null, mine, null]) {
        await content('PUT', `/${documentId}`, { ...fields, captions: ledgers, video });
      }
      await world.site.strapi.documents(RECORDING as never).delete({ documentId });
      expect((await owners()) - before).toBe(1);
    });
  });
}
