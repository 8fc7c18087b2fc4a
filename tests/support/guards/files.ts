import { RECORDING, type Answer } from '../doors';
import { API, FILE, LESSON, REFUSALS, STARTED, type World } from './world';

/** Files of recordings: who sees, changes and links them. */
export function testFiles(world: World) {
  const { tokens, ids, files, send, graphql, content, upload, idOfUpload, rowsOf, refused } = world;

  describe('files of recordings', () => {
    const contentOf = (id: number) =>
      world.site.strapi.db.query(FILE).findOne({ where: { id } }) as Promise<{
        url: string;
        name: string;
      } | null>;

    const LIMITED = ['anonymous', 'other contributor', 'author'];
    it.each(LIMITED)(
      'are not replaced, renamed, linked or deleted by who may not edit it: %s',
      async (who) => {
        const token = tokens[who];
        for (const name of ['pubpublic', 'pubprivate', 'nobodys'] as const) {
          const id = files[name];
          const row = (await world.site.strapi.db
            .query(RECORDING)
            .findOne({ where: { documentId: ids[name] }, orderBy: { publishedAt: 'desc' } })) as {
            id: number;
          };
          const asked = [
            () => upload(`/api/upload?id=${id}`, token, 'replaced'),
            () =>
              world.visitors.send('POST', `/api/upload?id=${id}`, {
                token,
                body: { fileInfo: { name: 'renamed' } },
              }),
            () => send('DELETE', `/api/upload/files/${id}`, who),
            () =>
              upload('/api/upload', token, 'linked', { ref: RECORDING, refId: row.id, field: 'captions' }),
            () => graphql(who, 'mutation ($id: ID!) { deleteUploadFile(id: $id) { name } }', { id }),
            () =>
              graphql(
                who,
                'mutation ($id: ID!) { updateUploadFile(id: $id, info: { name: "renamed" }) { name } }',
                {
                  id,
                },
              ),
          ];
          for (const [index, ask] of asked.entries()) {
            expect([index, REFUSALS.has(await refused(ask))]).toEqual([index, true]);
          }
          expect((await contentOf(id))?.name).toBe(`file-${name}.vtt`);
        }
        expect(await refused(() => upload(`/api/upload?id=${world.ledgerFile}`, token, 'replaced'))).toBe(
          403,
        );
      },
    );

    it('are put nowhere by an upload that names no type of the site', async () => {
      const row = (await world.site.strapi.db
        .query(RECORDING)
        .findOne({ where: { documentId: ids.pubpublic, publishedAt: { $notNull: true } } })) as {
        id: number;
      };
      // For some databases, these are the name of our type, too.
      for (const ref of [RECORDING.toUpperCase(), `${RECORDING} `]) {
        const ask = () =>
          upload('/api/upload', tokens['token with all'], 'linked', {
            ref,
            refId: row.id,
            field: 'captions',
          });
        expect([ref, await refused(ask)]).toEqual([ref, 403]);
      }
    });

    it('are not put into another’s recording by its author, in any form', async () => {
      const own = await send('POST', `${API}?status=draft`, 'author', {
        data: { title: 'Own', startedAt: STARTED },
      });
      const { documentId } = own.body.data as { documentId: string };
      const foreign = files.nobodys;
      const { documentId: foreignDocument } = (await world.site.strapi.db
        .query(FILE)
        .findOne({ where: { id: foreign } })) as { documentId: string };
      const mine = idOfUpload(await upload(`${API}/${documentId}/files`, tokens.author, 'mine'));
      const forms: unknown[] = [
        foreign,
        String(foreign),
        { id: foreign },
        { connect: [foreign] },
        { connect: [{ id: foreign }] },
        { set: [{ id: foreign }] },
        world.ledgerFile,
        // Ids for Strapi, whatever they are for others.
        ` ${foreign}`,
        { id: ` ${foreign}` },
        { connect: [` ${foreign}`] },
        `${foreign}e0`,
        `${foreign}abc`,
        { documentId: foreignDocument },
        { id: mine, documentId: foreignDocument },
        { set: [{ id: mine, documentId: foreignDocument }] },
        [mine, foreign],
        { id: mine, documentId: 'none' },
        'none',
        999_999,
      ];
      for (const captions of forms) {
        const asked = [
          () => send('PUT', `${API}/${documentId}?status=draft`, 'author', { data: { captions } }),
          () =>
            send('POST', `${API}?status=draft`, 'author', {
              data: { title: 'Other', startedAt: STARTED, captions },
            }),
        ];
        for (const ask of asked) expect([captions, await refused(ask)]).toEqual([captions, 403]);
      }
      const mutation =
        'mutation ($id: ID!, $data: MeetingConnectorsRecordingInput!) { updateMeetingConnectorsRecording(documentId: $id, data: $data, status: DRAFT) { documentId } }';
      expect(
        await refused(() => graphql('author', mutation, { id: documentId, data: { captions: foreign } })),
      ).toBe('errors');
    });

    it('are not put anywhere by the columns of the link that a request names', async () => {
      const own = await send('POST', `${API}?status=draft`, 'author', {
        data: { title: 'Own', startedAt: STARTED },
      });
      const { documentId } = own.body.data as { documentId: string };
      const mine = idOfUpload(await upload(`${API}/${documentId}/files`, tokens.author, 'mine'));
      const published = (await world.site.strapi.db
        .query(RECORDING)
        .findOne({ where: { documentId: ids.pubpublic, publishedAt: { $notNull: true } } })) as {
        id: number;
      };
      const linksOf = async (file: number) =>
        (await world.site.strapi.db
          .connection('files_related_mph')
          .where('file_id', file)
          .select('related_type', 'field')) as { related_type: string; field: string }[];
      const before = await linksOf(files.nobodys);
      const pivots = [{ file_id: files.nobodys }, { related_id: published.id }, { related_type: LESSON }];
      for (const __pivot of pivots) {
        for (const how of ['set', 'connect']) {
          const captions = { [how]: [{ id: mine, __pivot }] };
          const put = await send('PUT', `${API}/${documentId}?status=draft`, 'author', {
            data: { captions },
          });
          expect([put.status, (await rowsOf(documentId))[0]?.captions?.id]).toEqual([200, mine]);
        }
      }
      for (const cover of [
        { set: [{ id: mine, __pivot: { related_type: RECORDING, related_id: published.id } }] },
        { set: [{ id: mine, __pivot: { file_id: files.nobodys } }] },
      ]) {
        const made = await send('POST', '/api/lessons', 'token with all', {
          data: { title: 'Pivot', cover },
        });
        expect(made.status).toBe(201);
      }
      expect(await linksOf(files.nobodys)).toEqual(before);
      expect((await linksOf(mine)).map(({ related_type: type, field }) => `${type} ${field}`).sort()).toEqual(
        [`${LESSON} cover`, `${LESSON} cover`, `${RECORDING} captions`].sort(),
      );
    });

    it('are kept back, except for a picture of the site that is also a poster', async () => {
      const logo = idOfUpload(await upload('/upload', world.superToken, 'logo'));
      const frame = idOfUpload(await upload('/upload', world.superToken, 'frame'));
      const made = await send('POST', '/api/lessons', 'token with all', {
        data: { title: 'Logo', cover: logo },
      });
      expect(made.status).toBe(201);
      const fields = { title: 'With the logo', startedAt: STARTED, visibility: 'private' };
      const one = await content('POST', '', { ...fields, poster: logo });
      await content('POST', '', { ...fields, poster: frame });
      const shown = async (who: string) => {
        const answers = [
          await send('GET', '/api/lessons?filters[title]=Logo&populate=cover', who),
          await send('GET', `/api/upload/files/${logo}`, who),
          await send('GET', '/api/upload/files', who),
          await graphql(who, '{ lessons(filters: { title: { eq: "Logo" } }) { cover { name } } }'),
        ];
        const text = answers.map(({ body }) => JSON.stringify(body));
        expect(text.filter((body) => body.includes('frame.vtt'))).toEqual([]);
        return text.map((body) => body.includes('logo.vtt'));
      };
      expect(await shown('anonymous')).toEqual([true, true, true, true]);
      expect((await send('GET', `/api/upload/files/${frame}`, 'anonymous')).status).toBe(404);
      // What an import stored is a file of its recording, wherever else it is shown.
      const ledger = world.site.strapi.db.query('plugin::meeting-connectors.import-file');
      const stored = (await ledger.create({
        data: {
          importId: 'import',
          fileKeyHash: 'the logo',
          fileKey: 'the logo',
          kind: 'thumbnail',
          status: 'stored',
          mediaFileId: await world.keyOf(logo),
        },
      })) as { id: number };
      expect(await shown('anonymous')).toEqual([false, false, false, false]);
      await ledger.delete({ where: { id: stored.id } });
      expect(await shown('anonymous')).toEqual([true, true, true, true]);
      // As anything else of the recording it is a file of it.
      const { documentId } = one.body.data as { documentId: string };
      expect((await content('PUT', `/${documentId}`, { ...fields, captions: logo })).status).toBe(200);
      expect(await shown('anonymous')).toEqual([false, false, false, false]);
    });

    it('are kept back in a field that the content API does not serve, wherever else they are shown', async () => {
      const chat = idOfUpload(await upload('/upload', world.superToken, 'public-chat'));
      const data = { title: 'Chat', cover: chat };
      expect((await send('POST', '/api/lessons', 'token with all', { data })).status).toBe(201);
      const fields = { title: 'With a chat', startedAt: STARTED, visibility: 'public' };
      expect((await content('POST', '/actions/publish', { ...fields, chatFile: chat })).status).toBe(200);
      for (const { status, body } of [
        await send('GET', '/api/lessons?filters[title]=Chat&populate=cover', 'anonymous'),
        await send('GET', '/api/upload/files', 'anonymous'),
        await graphql('anonymous', '{ lessons(filters: { title: { eq: "Chat" } }) { cover { name } } }'),
      ]) {
        expect([status, JSON.stringify(body).includes('public-chat')]).toEqual([200, false]);
      }
      expect((await send('GET', `/api/upload/files/${chat}`, 'anonymous')).status).toBe(404);
    });

    it('are told of in the log when they are no longer kept back', async () => {
      const told = () =>
        world.site.logs().match(/"[a-z]+\.vtt" \(file \d+\) is the poster of a recording/g) ?? [];
      const before = told().length;
      const fields = { title: 'With a picture', startedAt: STARTED, visibility: 'private' };
      const lesson = (cover: number) =>
        send('POST', '/api/lessons', 'token with all', { data: { title: 'Pictures', cover } });
      // The site shows it first, or the recording does; and only once.
      const [logo, frame] = [
        idOfUpload(await upload('/upload', world.superToken, 'banner')),
        idOfUpload(await upload('/upload', world.superToken, 'still')),
      ];
      await lesson(logo);
      const made = await content('POST', '', { ...fields, poster: logo });
      await content('POST', '', { ...fields, poster: frame });
      await lesson(frame);
      await lesson(frame);
      const { documentId } = made.body.data as { documentId: string };
      await content('PUT', `/${documentId}`, { ...fields, poster: logo });
      expect(
        told()
          .slice(before)
          .map((line) => line.split('"')[1]),
      ).toEqual(['banner.vtt', 'still.vtt']);
      // What everybody may read is nobody's secret.
      const open = idOfUpload(await upload('/upload', world.superToken, 'open'));
      await content('POST', '/actions/publish', { ...fields, visibility: 'public', poster: open });
      await lesson(open);
      expect(told()).toHaveLength(before + 2);
    });

    it('cost a list of the site the same look-ups, however many pictures it shows', async () => {
      const many = 12;
      for (let index = 0; index < many; index += 1) {
        const cover = idOfUpload(await upload('/upload', world.superToken, `picture-${index}`));
        await send('POST', '/api/lessons', 'token with all', { data: { title: `Picture ${index}`, cover } });
      }
      const tables = [/mc_import_files.* where .*media_file_id/, /files_related_mph/];
      const counted = async (ask: () => Promise<Answer>) => {
        const asked: string[] = [];
        const note = ({ sql }: { sql: string }) => asked.push(sql);
        world.site.strapi.db.connection.on('query', note);
        const answer = await ask().finally(() =>
          world.site.strapi.db.connection.removeListener('query', note),
        );
        expect(JSON.stringify(answer.body).match(/picture-/g)?.length).toBeGreaterThan(1);
        return tables.map((table) => asked.filter((sql) => table.test(sql)).length);
      };
      for (const who of ['anonymous', 'reader', 'token to read']) {
        const lessons = (size: number) =>
          counted(() =>
            send('GET', `/api/lessons?sort=id:desc&populate=cover&pagination[pageSize]=${size}`, who),
          );
        const [few, all] = [await lessons(2), await lessons(many)];
        expect([all, all[0]]).toEqual([few, 1]);
        // The files of a list are narrowed in the query, which names the table of imports once.
        const [ledger] = await counted(() => send('GET', '/api/upload/files', who));
        expect(ledger).toBe(1);
        const [inGraphql] = await counted(() =>
          graphql(who, `{ lessons(sort: "id:desc", pagination: { limit: ${many} }) { cover { name } } }`),
        );
        expect(inGraphql).toBeLessThan(many / 2);
      }
    });
  });
}
