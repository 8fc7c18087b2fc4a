import { type RecordingFileView } from '../../../contracts/files';
import { RECORDING, type Answer } from '../doors';
import { API, ENTRIES, LESSON, NAMES, type Name, type World } from './world';

const ALL: Name[] = NAMES;
const PUBLISHED: Name[] = ['pubpublic', 'pubprivate'];
const OF_ADA: Name[] = ['draftpublic', 'draftprivate', 'waiting', 'rejected'];

/** Whom the content API shows what: with its published rows, and with all its rows. */
const READERS: Record<string, { published: Name[]; any: Name[] }> = {
  anonymous: { published: ['pubpublic'], any: ['pubpublic'] },
  reader: { published: PUBLISHED, any: PUBLISHED },
  'member without the right': { published: [], any: ['pubpublic'] },
  author: { published: PUBLISHED, any: [...PUBLISHED, ...OF_ADA] },
  'other contributor': { published: PUBLISHED, any: PUBLISHED },
  editor: { published: PUBLISHED, any: ALL },
  'token to read': { published: PUBLISHED, any: PUBLISHED },
  'token with find': { published: PUBLISHED, any: PUBLISHED },
  'token with update': { published: PUBLISHED, any: ALL },
  'token with all': { published: PUBLISHED, any: ALL },
};

/** What each caller is shown, by each way to ask. */
export function testReading(world: World) {
  const { ids, files, send, graphql, shownIn } = world;

  const SELECTION = '{ title transcript captions { name url } }';
  const ZONE = `{ ... on ComponentSiteShelf { recording ${SELECTION} file { name url } } }`;
  const WIDE = 'pagination[pageSize]=100';
  /** Ways to read, each of everything at once. `needs`: Strapi's right to recordings must be there. */
  const WAYS: { name: string; ask: (who: string) => Promise<Answer>; needs: boolean; drafts?: boolean }[] = [
    { name: 'the list', needs: true, ask: (who) => send('GET', `${API}?${WIDE}&populate=*`, who) },
    {
      name: 'the list of drafts',
      needs: true,
      drafts: true,
      ask: (who) => send('GET', `${API}?${WIDE}&populate=*&status=draft`, who),
    },
    {
      name: 'a filter',
      needs: true,
      ask: (who) => send('GET', `${API}?filters[transcript][$contains]=said`, who),
    },
    { name: 'a search', needs: true, ask: (who) => send('GET', `${API}?_q=said`, who) },
    { name: 'a sorted list', needs: true, ask: (who) => send('GET', `${API}?sort=transcript`, who) },
    {
      name: 'the list in GraphQL',
      needs: true,
      ask: (who) => graphql(who, `{ meetingConnectorsRecordings(pagination: { limit: 100 }) ${SELECTION} }`),
    },
    {
      name: 'the list of drafts in GraphQL',
      needs: true,
      drafts: true,
      ask: (who) =>
        graphql(
          who,
          `{ meetingConnectorsRecordings(status: DRAFT, pagination: { limit: 100 }) ${SELECTION} }`,
        ),
    },
    {
      name: 'the connection in GraphQL',
      needs: true,
      ask: (who) => graphql(who, `{ meetingConnectorsRecordings_connection { nodes ${SELECTION} } }`),
    },
    {
      name: 'a relation of a site’s type',
      needs: true,
      ask: (who) => send('GET', `/api/lessons?${WIDE}&populate[recordings][populate]=captions`, who),
    },
    {
      name: 'everything that a site’s type relates to',
      needs: false,
      ask: (who) => send('GET', `/api/lessons?${WIDE}&populate=*`, who),
    },
    {
      name: 'a component',
      needs: false,
      ask: (who) => send('GET', `/api/lessons?${WIDE}&populate[shelf][populate]=*`, who),
    },
    {
      name: 'a dynamic zone',
      needs: false,
      ask: (who) => send('GET', `/api/lessons?${WIDE}&populate[zone][on][site.shelf][populate]=*`, who),
    },
    {
      name: 'a relation, a component and a zone in GraphQL',
      needs: true,
      ask: (who) =>
        graphql(
          who,
          `{ lessons(pagination: { limit: 100 }) { recording ${SELECTION} recordings(pagination: {}) ${SELECTION} cover { name } shelf { recording ${SELECTION} file { name } } zone ${ZONE} } }`,
        ),
    },
    { name: 'the files', needs: false, ask: (who) => send('GET', '/api/upload/files', who) },
    {
      name: 'a page of files',
      needs: false,
      ask: (who) => send('GET', `/api/upload/files/page?${WIDE}`, who),
    },
    {
      name: 'what files belong to',
      needs: false,
      ask: (who) => send('GET', '/api/upload/files?populate=related', who),
    },
    {
      name: 'a page of files in GraphQL',
      needs: false,
      ask: (who) =>
        graphql(
          who,
          '{ uploadFiles_connection(pagination: { limit: 100 }) { nodes { name } pageInfo { total } } }',
        ),
    },
    {
      name: 'the files in GraphQL, and what they belong to',
      needs: false,
      ask: (who) =>
        graphql(
          who,
          '{ uploadFiles(pagination: { limit: 100 }) { name url related { ... on MeetingConnectorsRecording { title transcript } } } }',
        ),
    },
  ];

  describe.each(Object.keys(READERS))('%s', (who) => {
    it.each(WAYS)('reads by $name only what the table says', async ({ ask, needs, drafts }) => {
      const may = READERS[who];
      const answer = await ask(who);
      const shown = shownIn(answer);
      // What is kept back is not counted either.
      const { data, meta } = answer.body as { data?: unknown; meta?: { pagination?: { total: number } } };
      if (Array.isArray(data) && meta?.pagination !== undefined) {
        expect([data.includes(null), meta.pagination.total]).toEqual([false, data.length]);
      }
      const page = (
        data as { uploadFiles_connection?: { nodes: unknown[]; pageInfo: { total: number } } } | null
      )?.uploadFiles_connection;
      if (page !== undefined) expect(page.pageInfo.total).toBe(page.nodes.length);
      expect(shown.filter((name) => !may?.any.includes(name))).toEqual([]);
      if (!(may?.any.length === ALL.length)) expect(JSON.stringify(answer.body)).not.toContain('file-ledger');
      if (drafts === true) {
        const expected = may?.any.length === ALL.length ? ALL : who === 'author' ? OF_ADA : [];
        expect(answer.body.error ?? answer.body.errors ?? shown).toEqual(
          may?.published.length === 0 ? expect.anything() : expected,
        );
      } else if (answer.status !== 403 && !(needs && may?.published.length === 0)) {
        // Nothing is kept from those who may see it. Strapi gives no page of files to tokens that only read.
        expect(shown).toEqual(expect.arrayContaining(may?.published ?? []));
      }
    });

    it('reads single entries and files as in the lists', async () => {
      const may = READERS[who];
      for (const name of NAMES) {
        for (const status of ['draft', 'published']) {
          const answers = [
            await send('GET', `${API}/${ids[name]}?status=${status}&populate=*`, who),
            await graphql(
              who,
              `{ meetingConnectorsRecording(documentId: "${ids[name]}", status: ${status.toUpperCase()}) ${SELECTION} }`,
            ),
          ];
          for (const answer of answers) {
            const known = may?.any.includes(name) === true && may.published.length > 0;
            if (!known) expect(shownIn(answer)).toEqual([]);
            else if (status === 'published') {
              expect(shownIn(answer)).toEqual(ENTRIES[name].published ? [name] : []);
            }
          }
        }
        const file = await send('GET', `/api/upload/files/${files[name]}?populate=related`, who);
        expect([name, shownIn(file)]).toEqual([name, may?.any.includes(name) === true ? [name] : []]);
      }
    });

    it('learns nothing by asking through other types', async () => {
      const ways = (word: string) => [
        `/api/lessons?filters[recording][transcript][$contains]=${word}`,
        `/api/lessons?filters[$or][0][recordings][transcript][$contains]=${word}`,
        `/api/lessons?filters[shelf][recording][transcript][$contains]=${word}`,
        `/api/lessons?populate[recordings][filters][transcript][$contains]=${word}&populate[recordings][count]=true`,
        '/api/lessons?populate[recordings][sort]=transcript',
        `/api/lessons?populate[shelf][populate][recording][filters][transcript][$contains]=${word}`,
        '/api/lessons?sort=recording.transcript',
        '/api/upload/files?populate[related][count]=true',
        `/api/upload/files?populate[related][on][${RECORDING}][sort]=transcript`,
        // The address of a file that the answer does not show, letter by letter.
        `/api/lessons?filters[cover][url][$contains]=${word}`,
        `/api/lessons?filters[$not][cover][hash][$contains]=${word}`,
        `/api/lessons?filters[shelf][file][formats][$contains]=${word}`,
        `/api/lessons?populate[cover][filters][url][$contains]=${word}`,
        '/api/lessons?sort=cover.url',
        '/api/lessons?sort[0][cover][hash]=asc',
      ];
      const queries = (word: string) => [
        `{ lessons(filters: { recording: { transcript: { contains: "${word}" } } }) { title } }`,
        `{ lessons { recordings(filters: { transcript: { contains: "${word}" } }) { title } } }`,
        '{ lessons { recordings(sort: "transcript", pagination: { limit: 1 }) { title } } }',
        // The address of one of several files.
        `{ lessons { handouts(filters: { url: { startsWith: "${word}" } }) { name } } }`,
        `{ lessons { handouts(filters: { or: [{ not: { hash: { contains: "${word}" } } }] }) { name } } }`,
        '{ lessons { handouts(sort: ["name:asc", "url:desc"]) { name } } }',
        `{ lessons { handouts_connection(filters: { url: { startsWith: "${word}" } }) { nodes { name } } } }`,
      ];
      const open = READERS[who]?.any.length === ALL.length;
      for (const word of ['said-waiting', 'nothing']) {
        for (const way of ways(word)) {
          const { status } = await send('GET', way, who);
          // PostgreSQL compares no JSON with a text: who may ask it gets 500 from Strapi.
          const answer = way.includes('[formats][$contains]') && status === 500 ? 200 : status;
          expect([way, answer]).toEqual([way, open ? 200 : 400]);
        }
        for (const query of queries(word)) {
          const { body } = await graphql(who, query);
          expect([query, body.errors === undefined]).toEqual([query, open]);
        }
      }
    });

    it('downloads the files of the recordings that it may read, and of no others', async () => {
      const may = READERS[who];
      for (const name of NAMES) {
        for (const status of ['published', 'draft'] as const) {
          const answer = await send('GET', `${API}/${ids[name]}/files?status=${status}`, who);
          const drafts = may?.any.length === ALL.length ? ALL : who === 'author' ? OF_ADA : [];
          const shown =
            status === 'draft' ? drafts : (may?.published ?? []).filter((one) => ENTRIES[one].published);
          // Strapi asks for the right to read one recording first.
          const none = may?.published.length === 0 ? 403 : 404;
          expect([name, status, answer.status]).toEqual([name, status, shown.includes(name) ? 200 : none]);
          if (answer.status !== 200) continue;
          const files = answer.body.data as RecordingFileView[];
          expect(files.map(({ field, name: fileName }) => [field, fileName])).toEqual([
            ['captions', `title-${name} 2026-02-10 (captions).vtt`],
          ]);
          const file = await fetch(`${world.site.url}${files[0]?.url}`);
          expect([file.status, await file.text()]).toEqual([200, `WEBVTT\n\nNOTE file-${name}\n`]);
        }
      }
    });

    it('asks other types for a recording that it names, and for files by what they show', async () => {
      const known = [
        `/api/lessons?filters[recording][documentId][$eq]=${ids.pubpublic}`,
        `/api/lessons?filters[recording][id][$in][0]=1`,
      ];
      for (const way of known) {
        const { status } = await send('GET', way, who);
        // Strapi itself refuses it to who has no right to recordings.
        expect([way, status]).toEqual([way, who === 'member without the right' ? 400 : 200]);
      }
      const byName = await send(
        'GET',
        '/api/lessons?filters[cover][name][$contains]=file&sort=cover.name',
        who,
      );
      expect(byName.status).toBe(200);
    });
  });

  it('is shown what a query was narrowed to, without a second look at each row', async () => {
    const statements: string[] = [];
    const note = ({ sql }: { sql: string }) => statements.push(sql);
    const during = async (ask: () => Promise<Answer>) => {
      statements.length = 0;
      world.site.strapi.db.connection.on('query', note);
      try {
        expect(await ask()).toMatchObject({ status: 200 });
      } finally {
        world.site.strapi.db.connection.removeListener('query', note);
      }
      return statements.map((sql) => /from\s+(?:[`"]\w+[`"]\.)?[`"](\w+)[`"]/.exec(sql)?.[1]);
    };
    const asked = (path: string) => during(() => send('GET', path, 'reader'));
    // The first request of all looks up what later ones know.
    await asked(API);
    const recordings = await asked(API);
    // The rows and their number.
    expect(recordings.filter((table) => table === 'mc_recordings')).toHaveLength(2);
    const files = await asked('/api/upload/files');
    expect(files).toContain('files');
    expect(files.filter((table) => table === 'mc_import_files' || table === 'mc_file_owners')).toEqual([]);
    // Nor at a file that the same answer has shown already.
    const again = await during(() =>
      graphql(
        'reader',
        '{ lessons(filters: { title: { eq: "Of one" } }) { cover { name } recording { captions { name } } } }',
      ),
    );
    // SQLite has one connection and answers one field after the other. Elsewhere several look at once.
    const isOneByOne = world.site.strapi.db.dialect.client === 'sqlite';
    const looks = again.filter((table) => table === 'mc_import_files');
    expect(isOneByOne ? looks : ['mc_import_files']).toEqual(['mc_import_files']);
  });

  it('is refused a count of a relation to any type only where that can be a recording', async () => {
    const lessons = world.site.strapi.db.query(LESSON);
    const [one, other] = (await lessons.findMany({ limit: 2 })) as { id: number }[];
    const about = (of: { __type: string; id: number | undefined } | null) =>
      lessons.update({ where: { id: one?.id }, data: { about: of } });
    const asked = async (more = '') =>
      (await send('GET', `/api/lessons?populate[about][count]=true${more}`, 'reader')).status;
    const on = (type: string) => `&populate[about][on][${type}][fields][0]=title`;
    await about({ __type: LESSON, id: other?.id });
    expect([await asked(), await asked(on(LESSON)), await asked(on(RECORDING))]).toEqual([200, 200, 400]);
    const recording = (await world.site.strapi.db.query(RECORDING).findOne({})) as { id: number };
    await about({ __type: RECORDING, id: recording.id });
    expect([await asked(), await asked(on(LESSON)), await asked(on(RECORDING))]).toEqual([400, 200, 400]);
    const { status } = await send('GET', '/api/lessons?populate[about][count]=true', 'editor');
    expect(status).toBe(200);
    await about(null);
  });
}
