import { contentRights, RECORDING, type Person } from '../doors';
import { LESSON, NAMES, STARTED, type World } from './world';

/** What the panel's own lists of folders, files and entries to relate would show beside them. */
export function testPanel(world: World) {
  const { files, ids, upload, idOfUpload, contributorOfPanel } = world;

  describe('the panel', () => {
    const people: Record<string, Person> = {};
    let folder = 0;
    let below = 0;

    beforeAll(async () => {
      const ask = (path: string, token: string, body: object) =>
        world.visitors.send('POST', path, { token, body });
      const made = await ask('/upload/folders', world.superToken, { name: 'Imported', parent: null });
      folder = (made.body.data as { id: number }).id;
      const fileIds = [files.nobodys, files.draftprivate, files.pubprivate];
      await ask('/upload/actions/bulk-move', world.superToken, { fileIds, destinationFolderId: folder });
      people.contributor = await contributorOfPanel();
      people.librarian = await world.visitors.person('Libby', [{ action: 'plugin::upload.read' }]);
      people.watcher = await world.visitors.person('Wanda', [
        { action: 'plugin::meeting-connectors.runs.read' },
      ]);
      people.teacher = await world.visitors.person('Tess', [
        {
          action: 'plugin::content-manager.explorer.read',
          subject: LESSON,
          fields: ['title', 'recording', 'recordings', 'shelf.recording'],
        },
      ]);
      // Who may make folders sees the one above by it.
      const { token } = people.contributor;
      const child = await ask('/upload/folders', token, { name: 'Own', parent: folder });
      below = (child.body.data as { id: number }).id;
      expect(child.status).toBe(201);
      const mine = idOfUpload(await upload('/upload', token, 'of-the-contributor'));
      await ask('/upload/actions/bulk-move', token, { fileIds: [mine], destinationFolderId: folder });
    });

    const DEEP = '[populate][files][populate][related][populate]=*';
    const SHELF = '/content-manager/relations/site.shelf/recording';
    const LESSONS = `/content-manager/collection-types/${LESSON}`;
    const asked = () => [
      `/upload/folders?populate[parent][populate]=*`,
      `/upload/folders?populate[parent][populate]=files`,
      `/upload/folders?populate[parent]${DEEP}`,
      `/upload/folders/${below}?populate[parent][populate]=files.related`,
      `/upload/folders/${below}?populate[0]=parent.files`,
      `/upload/folders?filters[files][name][$contains]=WORD`,
      `/upload/folders?filters[$or][0][parent][files][related][id][$gt]=0`,
      `/upload/folders?sort=files.name`,
      `/upload/folders?populate[parent][filters][files][name][$contains]=WORD`,
      `/upload/files?populate=related`,
      `/upload/files?populate=*`,
      `/upload/files?populate[related][populate]=*`,
      `/upload/files?populate[related][on][${RECORDING}][fields]=transcript`,
      `/upload/files?populate[related][on][${LESSON}][populate]=*`,
      `/upload/files?populate[folder]${DEEP}`,
      `/upload/files?filters[folder][files][related][transcript][$contains]=WORD`,
      SHELF,
      `${SHELF}?fields=transcript`,
      `${SHELF}?populate=*`,
      `${SHELF}?filters[transcript][$contains]=WORD`,
      `${SHELF}?sort=transcript`,
      `/content-manager/relations/${LESSON}/recording?fields=title,transcript&populate=captions`,
      `${LESSONS}?populate[recording][populate]=*`,
      `${LESSONS}?filters[recording][id][$notNull]=true`,
      `${LESSONS}?filters[recording][documentId][$eq]=${ids.nobodys}`,
      `${LESSONS}?filters[recording][transcript][$contains]=WORD`,
      `${LESSONS}?filters[shelf][recording][transcript][$contains]=WORD`,
      `${LESSONS}?sort=recording.transcript`,
    ];

    it.each(['contributor', 'librarian', 'watcher', 'teacher'])(
      'shows a %s nothing of recordings that the role does not show',
      async (who) => {
        const get = async (path: string, word: string) => {
          const { status, body } = await world.visitors.send('GET', encodeURI(path.replace('WORD', word)), {
            token: people[who]?.token,
          });
          const text = JSON.stringify(body).replaceAll(word, 'WORD');
          // Read again: a database may answer the parts of an entry in any order.
          return { status, text, same: { status, body: JSON.parse(text) as unknown } };
        };
        for (const path of asked()) {
          const answer = await get(path, 'said-nobodys');
          const names = NAMES.filter(
            (name) =>
              answer.text.includes(`said-${name}`) ||
              answer.text.includes(`title-${name}`) ||
              // The Media Library is a librarian's to read.
              (who !== 'librarian' && answer.text.includes(`file-${name}`)),
          );
          expect([path, names]).toEqual([path, []]);
          if (path.includes('WORD')) expect((await get(path, 'said-nothing')).same).toEqual(answer.same);
        }
      },
    );

    it('moves files for a Contributor without showing them', async () => {
      const { token } = people.contributor as Person;
      const mine = idOfUpload(await upload('/upload', token, 'hers to move'));
      const move = (fileIds: number[]) =>
        world.visitors.send('POST', '/upload/actions/bulk-move', {
          token,
          body: { fileIds, destinationFolderId: folder },
        });
      const { status, body } = await move([files.pubprivate, files.nobodys, mine]);
      const moved = (body.data as { files: { id: number; url?: string }[] }).files;
      expect(status).toBe(200);
      // In any order.
      expect(new Map(moved.map(({ id, url }) => [id, url !== undefined]))).toEqual(
        new Map([
          [files.pubprivate, false],
          [files.nobodys, false],
          [mine, true],
        ]),
      );
      expect(JSON.stringify(body)).not.toMatch(/file[-_](pubprivate|nobodys)/);
    });

    it('searches only fields that the role shows', async () => {
      const tom = await world.visitors.person('Tom', [
        { action: 'plugin::content-manager.explorer.read', subject: RECORDING, fields: ['title'] },
      ]);
      const titles = async (words: string) =>
        JSON.stringify((await tom.content('GET', `?_q=${words}`)).body.results).match(/title-\w+/g) ?? [];
      expect(await titles('title-nobodys')).toEqual(['title-nobodys']);
      expect(await titles('said-nobodys')).toEqual([]);
    });

    it('names in lists of relations only recordings that the roles show', async () => {
      const fields = ['title', 'recording', 'recordings'];
      const lessons = ['create', 'read', 'update'].map((name) => ({
        action: `plugin::content-manager.explorer.${name}`,
        subject: LESSON,
        fields,
      }));
      const teacher = await world.visitors.person('Thea', lessons);
      const author = await world.visitors.person('Theo', [
        ...lessons,
        ...contentRights(['create', 'read'], ['admin::is-creator']),
      ]);
      const draft = { title: 'title-of-theo', startedAt: STARTED, transcript: 'said-by-theo' };
      const made = await author.content('POST', '', draft);
      const own = (made.body.data as { documentId: string }).documentId;
      const recordings = [ids.pubpublic, own, ids.nobodys].map((documentId) => ({ documentId }));
      const data = {
        title: 'Of Theo',
        recordings: { connect: recordings },
        recording: { connect: [recordings[2]] },
      };
      const lesson = await world.visitors.send('POST', LESSONS, { token: world.superToken, body: data });
      expect(lesson.status).toBe(201);
      const { documentId: ofTheo } = lesson.body.data as { documentId: string };

      const related = async (token: string, path: string) => {
        const { status, body } = await world.visitors.send('GET', `/content-manager/relations/${path}`, {
          token,
        });
        const results = body.results as { documentId: string }[];
        expect([path, status, body.error]).toEqual([path, 200, undefined]);
        const { total } = body.pagination as { total: number };
        return { names: results.map(({ documentId }) => documentId), total, text: JSON.stringify(body) };
      };
      const available = [`${LESSON}/recordings`, `${LESSON}/recording?pageSize=100`, 'site.shelf/recording'];
      const existing = [`${LESSON}/${ofTheo}/recordings`, `${LESSON}/${ofTheo}/recordings?pageSize=1`];
      for (const path of [...available, ...existing, `${LESSON}/${ofTheo}/recording`]) {
        expect([path, await related(teacher.token, path)]).toMatchObject([path, { names: [], total: 0 }]);
      }
      for (const path of [...available, ...existing]) {
        const answer = await related(author.token, path);
        expect([path, answer]).toMatchObject([path, { names: [own], total: 1 }]);
        expect(answer.text).not.toMatch(/title-(?!of-theo)/);
      }
      expect((await related(author.token, `${LESSON}/${ofTheo}/recording`)).names).toEqual([]);
      // Nothing that is hidden is lost when the others are changed.
      const put = await world.visitors.send('PUT', `${LESSONS}/${ofTheo}`, {
        token: author.token,
        body: { title: 'Of Theo', recordings: { disconnect: [{ documentId: own }] } },
      });
      expect(put.status).toBe(200);
      const { names, total } = await related(world.superToken, `${LESSON}/${ofTheo}/recordings`);
      expect([[...names].sort(), total]).toEqual([[ids.nobodys, ids.pubpublic].sort(), 2]);
      const all = await related(world.superToken, `${LESSON}/recordings?pageSize=100`);
      expect(NAMES.filter((name) => !all.names.includes(ids[name]))).toEqual([]);
    });

    it('answers the helpers of its pages for an entry that the role does not show as for none', async () => {
      const contributor = people.contributor;
      if (contributor === undefined) throw new Error('nobody to ask');
      const draft = { title: 'Own', startedAt: STARTED, transcript: 'said-own' };
      const made = await contributor.content('POST', '', draft);
      const own = (made.body.data as { documentId: string }).documentId;
      const { token } = contributor;
      const ask = (method: string, path: string, body?: object) =>
        world.visitors.send(method, path, { token, body });
      const bulk = (documentIds: string[]) =>
        contributor.content('POST', '/actions/bulkFindForValidation', { documentIds });
      const both = await bulk([own, ids.nobodys]);
      expect((both.body.results as { documentId: string }[]).map(({ documentId }) => documentId)).toEqual([
        own,
      ]);
      expect(await bulk([ids.nobodys])).toEqual(await bulk(['none']));
      const count = (documentId: string) =>
        contributor.content('GET', `/actions/countManyEntriesDraftRelations?documentIds=${documentId}`);
      expect((await count(own)).status).toBe(200);
      expect(await count(ids.nobodys)).toEqual(await count('none'));

      // A site may have recordings in several languages.
      const { strapi } = world.site;
      const type = strapi.contentType(RECORDING as Parameters<typeof strapi.contentType>[0]);
      const options = type.pluginOptions;
      const rights = (await strapi.db.query('admin::permission').findMany({
        where: { subject: RECORDING, role: { users: { id: contributor.id } } },
      })) as { id: number; properties: object }[];
      for (const { id, properties } of rights) {
        const data = { properties: { ...properties, locales: ['en'] } };
        await strapi.db.query('admin::permission').update({ where: { id }, data });
      }
      const localized = (locale: string | null) =>
        strapi.db.connection('mc_recordings').whereIn('document_id', [own, ids.nobodys]).update({ locale });
      await localized('en');
      Reflect.set(type, 'pluginOptions', { ...options, i18n: { localized: true } });
      try {
        const row = async (documentId: string) =>
          Number(
            (
              (await strapi.db.query(RECORDING).findOne({ where: { documentId, publishedAt: null } })) as {
                id: number;
              }
            ).id,
          );
        const fields = (id: number) =>
          ask('POST', '/i18n/content-manager/actions/get-non-localized-fields', {
            model: RECORDING,
            id,
            locale: 'en',
          });
        expect(JSON.stringify((await fields(await row(own))).body)).toContain('said-own');
        expect(await fields(await row(ids.nobodys))).toEqual(await fields(999_999));
        const fill = (documentId: string) =>
          ask(
            'GET',
            `/i18n/content-manager/get-fill-from-locale/${RECORDING}?documentId=${documentId}&collectionType=collection-types&sourceLocale=en&targetLocale=en`,
          );
        expect(await fill(ids.nobodys)).toEqual(await fill('none'));
      } finally {
        Reflect.set(type, 'pluginOptions', options);
        await localized(null);
        for (const { id, properties } of rights) {
          await strapi.db.query('admin::permission').update({ where: { id }, data: { properties } });
        }
      }
    });

    it('shows all of it to who may read it', async () => {
      const get = (path: string) => world.visitors.send('GET', encodeURI(path), { token: world.superToken });
      const folders = await get(`/upload/folders?populate[parent]${DEEP}`);
      expect(JSON.stringify(folders.body)).toContain('said-nobodys');
      const found = await get(`${LESSONS}?filters[recording][transcript][$contains]=said-nobodys`);
      expect(found.body.results).not.toEqual([]);
      const own = await people.contributor?.content('POST', '', { title: 'Own', startedAt: STARTED });
      expect(own?.status).toBe(201);
    });
  });
}
