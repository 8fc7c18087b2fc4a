import { RECORDING, type Person } from '../doors';
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
      expect([status, moved.map(({ id, url }) => [id, url !== undefined])]).toEqual([
        200,
        [
          [files.pubprivate, false],
          [files.nobodys, false],
          [mine, true],
        ],
      ]);
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
