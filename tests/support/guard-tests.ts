import {
  adminContributorRole,
  limitContributors,
  memberContributorRole,
} from '../../server/src/people/contributor-role';
import type { RecordingFileView } from '../../contracts/files';
import type { Site } from './boot-site';
import {
  contentRights,
  RECORDING,
  visitorsOf,
  type Answer,
  type Person,
  type Right,
  type Visitors,
} from './doors';
import { addMember, allow, type Member } from './member';

/** What a site must have so that each way to recordings is there. */
export const GUARDED = { server: { mcp: { enabled: true } }, env: { PLAYGROUND_SITE_TYPE: 'true' } };

const API = '/api/meeting-connectors/recordings';
const LESSON = 'api::lesson.lesson';
const FILE = 'plugin::upload.file';
const OWNER = 'plugin::meeting-connectors.file-owner';
const REFUSALS = new Set<number | 'errors'>([403, 404, 'errors']);
const STARTED = '2026-02-10T16:36:00.000Z';

/** The recordings of the site. `ada`: she is the author. */
const ENTRIES = {
  pubpublic: { published: true, visibility: 'public', author: undefined, review: undefined },
  pubprivate: { published: true, visibility: 'private', author: undefined, review: undefined },
  draftpublic: { published: false, visibility: 'public', author: 'ada', review: undefined },
  draftprivate: { published: false, visibility: 'private', author: 'ada', review: undefined },
  waiting: { published: false, visibility: 'public', author: 'ada', review: 'pending' },
  rejected: { published: false, visibility: 'public', author: 'ada', review: 'rejected' },
  nobodys: { published: false, visibility: 'public', author: undefined, review: undefined },
} as const;
type Name = keyof typeof ENTRIES;
const NAMES = Object.keys(ENTRIES) as Name[];

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

/** On whatever database; the site is booted with `GUARDED`. */
export function testGuards(boot: () => Promise<Site>) {
  let site: Site;
  let visitors: Visitors;
  let superToken: string;
  const tokens: Record<string, string | undefined> = { anonymous: undefined };
  const members: Record<string, Member> = {};
  const ids = {} as Record<Name, string>;
  const files = {} as Record<Name, number>;
  let ledgerFile = 0;

  const send = (method: string, path: string, who: string, body?: unknown) =>
    visitors.send(method, path, { token: tokens[who], body });
  const graphql = (who: string, query: string, variables: object = {}) =>
    send('POST', '/graphql', who, { query, variables });
  const content = (method: string, path: string, body?: object) =>
    visitors.send(method, `/content-manager/collection-types/${RECORDING}${path}`, {
      token: superToken,
      body,
    });
  const moderation = async (enabled: boolean, moderatorsPublishDirectly = false) => {
    const { body } = await site.admin.call<{ data: object }>('GET', '/moderation');
    await site.admin.must('PUT', '/moderation', { ...body.data, enabled, moderatorsPublishDirectly });
  };
  const upload = async (path: string, token: string | undefined, name: string, fields: object = {}) => {
    const form = new FormData();
    form.append('files', new Blob([`WEBVTT\n\nNOTE ${name}\n`], { type: 'text/vtt' }), `${name}.vtt`);
    for (const [key, value] of Object.entries(fields)) form.append(key, String(value));
    const answer = await fetch(`${site.url}${path}`, {
      method: 'POST',
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      body: form,
    });
    const body: unknown = await answer.json().catch(() => undefined);
    return { status: answer.status, body };
  };
  const describeFile = (path: string, token: string | undefined, id: number | string, fileInfo: object) =>
    visitors.send('POST', `${path}?id=${id}`, { token, body: { fileInfo } });
  const idOfUpload = ({ body }: { body: unknown }) => (body as { id: number }[])[0]?.id ?? 0;
  const rowsOf = async (documentId: string) =>
    (await site.strapi.db.query(RECORDING).findMany({ where: { documentId }, populate: ['captions'] })) as {
      title: string;
      publishedAt: string | null;
      visibility: string;
      authorUserId: number | null;
      captions: { id: number } | null;
    }[];
  const isPublished = async (documentId: string) =>
    (await rowsOf(documentId)).some(({ publishedAt }) => publishedAt !== null);
  const reviewOf = async (documentId: string) => {
    const row = (await site.strapi.db
      .query('plugin::meeting-connectors.review')
      .findOne({ where: { recordingDocumentId: documentId } })) as { state: string } | null;
    return row?.state ?? 'none';
  };
  /** Everything that a refused request could have changed. */
  const fingerprint = async () => {
    const tables = ['mc_recordings', 'mc_reviews', 'mc_file_owners', 'files', 'lessons'];
    const links = 'files_related_mph';
    return JSON.stringify(
      await Promise.all(
        [...tables, links].map((table) => site.strapi.db.connection(table).select().orderBy('id')),
      ),
    );
  };
  /** The refusal, after which every row is as before. */
  const refused = async (ask: () => Promise<{ status: number; body: unknown }>) => {
    const before = await fingerprint();
    const { status, body } = await ask();
    expect(await fingerprint()).toBe(before);
    const { errors, data } = (body ?? {}) as { errors?: unknown; data?: unknown };
    if (errors !== undefined) return 'errors';
    // GraphQL's answer about a file that is not there for the caller.
    return JSON.stringify(data) === '{"deleteUploadFile":null}' ? 404 : status;
  };
  /** The recordings that an answer says anything of. */
  const shownIn = ({ body }: Answer): Name[] => {
    const text = JSON.stringify(body);
    return NAMES.filter((name) => text.includes(`title-${name}`) || text.includes(`file-${name}`));
  };

  async function makeRole(name: string, actions: string[]): Promise<number> {
    const query = (of: string) => site.strapi.db.query(`plugin::users-permissions.${of}`);
    const role = (await query('role').create({ data: { name, type: name } })) as { id: number };
    await grant(role.id, actions);
    return Number(role.id);
  }
  const grant = (role: number, actions: string[]) => allow(site, role, actions);
  async function makeMember(name: string, role: number) {
    const member = await addMember(site, name, role);
    members[name] = member;
    return member.token;
  }
  const makeToken = async (type: string, permissions?: string[]) =>
    (
      await visitors.service('admin::api-token').create({
        name: `token ${Object.keys(tokens).length}`,
        type,
        lifespan: null,
        ...(permissions === undefined ? {} : { permissions }),
      })
    ).accessKey;

  const READ = ['find', 'findOne']
    .flatMap((action) => [
      `${RECORDING}.${action}`,
      `${LESSON}.${action}`,
      `plugin::upload.content-api.${action}`,
    ])
    .concat('plugin::upload.content-api.findPage');
  const READ_OTHERS = READ.filter((action) => !action.startsWith(RECORDING));
  const WRITE = ['create', 'update', 'delete'].map((action) => `${RECORDING}.${action}`);
  const UPLOAD = ['plugin::upload.content-api.upload', 'plugin::upload.content-api.destroy'];

  beforeAll(async () => {
    site = await boot();
    visitors = visitorsOf(site);
    superToken = await site.admin.token();

    // A site that gives everybody every right that it can.
    const publicRole = (await site.strapi.db
      .query('plugin::users-permissions.role')
      .findOne({ where: { type: 'public' } })) as { id: number };
    await grant(publicRole.id, [...READ, ...WRITE, ...UPLOAD]);
    const contributor = await memberContributorRole(site.strapi);
    await grant(contributor, [...READ_OTHERS, `${RECORDING}.delete`, ...UPLOAD]);
    tokens.author = await makeMember('ada', contributor);
    tokens['other contributor'] = await makeMember('grace', contributor);
    tokens.reader = await makeMember('rita', await makeRole('readers', READ));
    tokens['member without the right'] = await makeMember('nora', await makeRole('others', READ_OTHERS));
    tokens.editor = await makeMember('edna', await makeRole('editors', [...READ, ...WRITE, ...UPLOAD]));
    tokens['token to read'] = await makeToken('read-only');
    tokens['token with find'] = await makeToken('custom', READ);
    tokens['token with update'] = await makeToken('custom', [...READ, ...WRITE, ...UPLOAD]);
    tokens['token with all'] = await makeToken('full-access');

    for (const name of NAMES) {
      const { published, visibility, author, review } = ENTRIES[name];
      files[name] = idOfUpload(await upload('/upload', superToken, `file-${name}`));
      const fields = {
        title: `title-${name}`,
        transcript: `said-${name}`,
        startedAt: STARTED,
        visibility,
        captions: files[name],
      };
      await moderation(review !== undefined);
      const way = published || review !== undefined ? '/actions/publish' : '';
      const made = await content('POST', way, fields);
      ids[name] = (made.body.data as { documentId: string }).documentId;
      expect([name, made.status < 300]).toEqual([name, true]);
      if (author !== undefined) {
        await site.strapi.db.query(RECORDING).updateMany({
          where: { documentId: ids[name], publishedAt: null },
          data: { authorUserId: members[author]?.id },
        });
      }
      if (review === 'rejected') {
        const path = `/recordings/${ids[name]}/review`;
        const { data } = await site.admin.must<{ data: { review: { revision: number } } }>('GET', path);
        await site.admin.must('POST', `${path}/reject`, { revision: data.review.revision, reason: 'No' });
      }
    }
    await moderation(false);

    // A file that only the ledger knows, as an original or a second view is.
    ledgerFile = idOfUpload(await upload('/upload', superToken, 'file-ledger'));
    await site.strapi.db.query('plugin::meeting-connectors.import-file').create({
      data: {
        importId: 1,
        fileKeyHash: 'ledger',
        fileKey: 'ledger',
        kind: 'original',
        status: 'stored',
        mediaFileId: ledgerFile,
        recordingDocumentId: ids.pubpublic,
      },
    });

    // One lesson shows all recordings, and one for each shows it in a component, a zone and by itself.
    const made = await visitors.send('POST', '/api/lessons', {
      token: tokens['token with all'],
      body: { data: { title: 'All', recordings: NAMES.map((name) => ids[name]) } },
    });
    expect(made.status).toBe(201);
    for (const name of NAMES) {
      const shelf = { label: 'shelf', recording: ids[name], file: files[name] };
      const one = await visitors.send('POST', '/api/lessons', {
        token: tokens['token with all'],
        body: {
          data: {
            title: `Of one`,
            recording: ids[name],
            cover: files[name],
            shelf,
            zone: [{ __component: 'site.shelf', ...shelf }],
          },
        },
      });
      expect(one.status).toBe(201);
    }
  });
  afterAll(() => site.stop());

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
          expect([way, status]).toEqual([way, open ? 200 : 400]);
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
          const file = await fetch(`${site.url}${files[0]?.url}`);
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

  it('is refused a count of a relation to any type only where that can be a recording', async () => {
    const lessons = site.strapi.db.query(LESSON);
    const [one, other] = (await lessons.findMany({ limit: 2 })) as { id: number }[];
    const about = (of: { __type: string; id: number | undefined } | null) =>
      lessons.update({ where: { id: one?.id }, data: { about: of } });
    const asked = async (more = '') =>
      (await send('GET', `/api/lessons?populate[about][count]=true${more}`, 'reader')).status;
    const on = (type: string) => `&populate[about][on][${type}][fields][0]=title`;
    await about({ __type: LESSON, id: other?.id });
    expect([await asked(), await asked(on(LESSON)), await asked(on(RECORDING))]).toEqual([200, 200, 400]);
    const recording = (await site.strapi.db.query(RECORDING).findOne({})) as { id: number };
    await about({ __type: RECORDING, id: recording.id });
    expect([await asked(), await asked(on(LESSON)), await asked(on(RECORDING))]).toEqual([400, 200, 400]);
    const { status } = await send('GET', '/api/lessons?populate[about][count]=true', 'editor');
    expect(status).toBe(200);
    await about(null);
  });

  describe('owners', () => {
    const CREATE =
      'mutation ($data: MeetingConnectorsRecordingInput!, $status: PublicationStatus) { createMeetingConnectorsRecording(data: $data, status: $status) { documentId title } }';
    const UPDATE =
      'mutation ($id: ID!, $data: MeetingConnectorsRecordingInput!, $status: PublicationStatus) { updateMeetingConnectorsRecording(documentId: $id, data: $data, status: $status) { documentId title } }';
    const DELETE = 'mutation ($id: ID!) { deleteMeetingConnectorsRecording(documentId: $id) { documentId } }';

    it('are asked by REST and GraphQL: a Contributor changes, publishes and deletes nothing of others', async () => {
      const data = { title: 'Taken', visibility: 'public' };
      for (const name of ['draftprivate', 'nobodys', 'pubprivate'] as const) {
        const id = ids[name];
        for (const status of ['draft', 'published']) {
          const asked = [
            () => send('PUT', `${API}/${id}?status=${status}`, 'other contributor', { data }),
            () => graphql('other contributor', UPDATE, { id, data, status: status.toUpperCase() }),
          ];
          for (const ask of asked) expect(REFUSALS.has(await refused(ask))).toBe(true);
        }
        expect(await refused(() => send('DELETE', `${API}/${id}`, 'other contributor'))).toBe(404);
        expect(await refused(() => graphql('other contributor', DELETE, { id }))).toBe('errors');
      }
    });

    it('are nobody else than the member who makes an entry, and for a token nobody', async () => {
      const data = { title: 'Mine', startedAt: STARTED, authorUserId: members.grace?.id };
      const authorOf = async (answer: Answer) => {
        const text = JSON.stringify(answer.body);
        const id = /"documentId":"([a-z0-9]+)"/.exec(text)?.[1] ?? '';
        return [id === '', (await rowsOf(id))[0]?.authorUserId];
      };
      const whose: [string, number | null | undefined][] = [
        ['author', members.ada?.id],
        ['editor', members.edna?.id],
        ['token with update', null],
      ];
      for (const [who, owner] of whose) {
        expect(await authorOf(await send('POST', `${API}?status=draft`, who, { data }))).toEqual([
          false,
          owner,
        ]);
        expect(await authorOf(await graphql(who, CREATE, { data, status: 'DRAFT' }))).toEqual([false, owner]);
        const made = await send('POST', `${API}?status=draft`, who, { data });
        const { documentId } = made.body.data as { documentId: string };
        await send('PUT', `${API}/${documentId}?status=draft`, who, {
          data: { authorUserId: members.grace?.id },
        });
        expect((await rowsOf(documentId))[0]?.authorUserId).toBe(owner);
      }
    });

    it('of the Contributor role wait for a moderator, also where the site has no moderation', async () => {
      const data = { title: 'Sent in', startedAt: STARTED };
      const answers = [
        await send('POST', API, 'author', { data }),
        await graphql('author', CREATE, { data, status: 'PUBLISHED' }),
      ];
      for (const answer of answers) {
        const id = /"documentId":"([a-z0-9]+)"/.exec(JSON.stringify(answer.body))?.[1] ?? '';
        expect([await isPublished(id), await reviewOf(id)]).toEqual([false, 'pending']);
      }
    });

    it('are not anonymous: who did not sign in publishes and changes nothing', async () => {
      const data = { title: 'Of nobody', startedAt: STARTED };
      expect(await refused(() => send('POST', API, 'anonymous', { data }))).toBe(403);
      expect(await refused(() => graphql('anonymous', CREATE, { data, status: 'PUBLISHED' }))).toBe('errors');
      expect(await refused(() => send('PUT', `${API}/${ids.pubpublic}`, 'anonymous', { data }))).toBe(403);
      expect(
        await refused(() => send('PUT', `${API}/${ids.pubpublic}?status=draft`, 'anonymous', { data })),
      ).toBe(404);
      expect(await refused(() => send('DELETE', `${API}/${ids.pubpublic}`, 'anonymous'))).toBe(404);
    });
  });

  describe('files of recordings', () => {
    const contentOf = (id: number) =>
      site.strapi.db.query(FILE).findOne({ where: { id } }) as Promise<{ url: string; name: string } | null>;
    let admin: Person;
    beforeAll(async () => {
      const role = await adminContributorRole(site.strapi);
      admin = await visitors.person('Carla', []);
      const users = site.strapi.service('admin::user') as unknown as {
        updateById(id: number, patch: object): Promise<unknown>;
      };
      await users.updateById(admin.id, { roles: [role] });
    });

    const LIMITED = ['anonymous', 'other contributor', 'author'];
    it.each(LIMITED)(
      'are not replaced, renamed, linked or deleted by who may not edit it: %s',
      async (who) => {
        const token = tokens[who];
        for (const name of ['pubpublic', 'pubprivate', 'nobodys'] as const) {
          const id = files[name];
          const row = (await site.strapi.db
            .query(RECORDING)
            .findOne({ where: { documentId: ids[name] }, orderBy: { publishedAt: 'desc' } })) as {
            id: number;
          };
          const asked = [
            () => upload(`/api/upload?id=${id}`, token, 'replaced'),
            () =>
              visitors.send('POST', `/api/upload?id=${id}`, {
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
        expect(await refused(() => upload(`/api/upload?id=${ledgerFile}`, token, 'replaced'))).toBe(403);
      },
    );

    it('are not put into another’s recording by its author, in any form', async () => {
      const own = await send('POST', `${API}?status=draft`, 'author', {
        data: { title: 'Own', startedAt: STARTED },
      });
      const { documentId } = own.body.data as { documentId: string };
      const foreign = files.nobodys;
      const { documentId: foreignDocument } = (await site.strapi.db
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
        ledgerFile,
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
      const published = (await site.strapi.db
        .query(RECORDING)
        .findOne({ where: { documentId: ids.pubpublic, publishedAt: { $notNull: true } } })) as {
        id: number;
      };
      const linksOf = async (file: number) =>
        (await site.strapi.db
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
      const logo = idOfUpload(await upload('/upload', superToken, 'logo'));
      const frame = idOfUpload(await upload('/upload', superToken, 'frame'));
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
      // As anything else of the recording it is a file of it.
      const { documentId } = one.body.data as { documentId: string };
      expect((await content('PUT', `/${documentId}`, { ...fields, captions: logo })).status).toBe(200);
      expect(await shown('anonymous')).toEqual([false, false, false, false]);
    });

    it('are told of in the log when they are no longer kept back', async () => {
      const told = () => site.logs().match(/"[a-z]+\.vtt" \(file \d+\) is the poster of a recording/g) ?? [];
      const before = told().length;
      const fields = { title: 'With a picture', startedAt: STARTED, visibility: 'private' };
      const lesson = (cover: number) =>
        send('POST', '/api/lessons', 'token with all', { data: { title: 'Pictures', cover } });
      // The site shows it first, or the recording does; and only once.
      const [logo, frame] = [
        idOfUpload(await upload('/upload', superToken, 'banner')),
        idOfUpload(await upload('/upload', superToken, 'still')),
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
      const open = idOfUpload(await upload('/upload', superToken, 'open'));
      await content('POST', '/actions/publish', { ...fields, visibility: 'public', poster: open });
      await lesson(open);
      expect(told()).toHaveLength(before + 2);
    });

    it('cost a list of the site the same look-ups, however many pictures it shows', async () => {
      const many = 12;
      for (let index = 0; index < many; index += 1) {
        const cover = idOfUpload(await upload('/upload', superToken, `picture-${index}`));
        await send('POST', '/api/lessons', 'token with all', { data: { title: `Picture ${index}`, cover } });
      }
      const tables = [/mc_import_files.* where .*media_file_id/, /files_related_mph/];
      const counted = async (ask: () => Promise<Answer>) => {
        const asked: string[] = [];
        const note = ({ sql }: { sql: string }) => asked.push(sql);
        site.strapi.db.connection.on('query', note);
        const answer = await ask().finally(() => site.strapi.db.connection.removeListener('query', note));
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

    it('are uploaded by members for own recordings, and are theirs then', async () => {
      const own = await send('POST', `${API}?status=draft`, 'author', {
        data: { title: 'Own', startedAt: STARTED },
      });
      const { documentId } = own.body.data as { documentId: string };
      const row = (await site.strapi.db.query(RECORDING).findOne({ where: { documentId } })) as {
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
            visitors.send('POST', '/upload/actions/bulk-delete', {
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

    it('hold an approval: another content unpublishes, and waits for a moderator', async () => {
      await moderation(true);
      const file = idOfUpload(await upload('/upload', superToken, 'approved'));
      const sent = await content('POST', '/actions/publish', {
        title: 'To approve',
        startedAt: STARTED,
        visibility: 'public',
        captions: file,
      });
      const { documentId } = sent.body.data as { documentId: string };
      const path = `/recordings/${documentId}/review`;
      const revision = async () =>
        (await site.admin.must<{ data: { review: { revision: number } } }>('GET', path)).data.review.revision;
      const approve = async () =>
        await site.admin.must('POST', `${path}/approve`, { revision: await revision() });
      const state = async () => [await isPublished(documentId), await reviewOf(documentId)];
      await approve();
      expect(await state()).toEqual([true, 'approved']);

      // What Strapi refuses changes nothing.
      const { config } = site.strapi;
      const limit: unknown = config.get('plugin::upload.sizeLimit');
      config.set('plugin::upload.sizeLimit', 1);
      const refusedFile = await upload(`/upload?id=${file}`, superToken, 'too large').finally(() => {
        config.set('plugin::upload.sizeLimit', limit);
      });
      expect(refusedFile.status).toBe(413);
      expect(await state()).toEqual([true, 'approved']);

      expect((await upload(`/upload?id=${file}`, superToken, 'swapped')).status).toBe(200);
      expect(await state()).toEqual([false, 'pending']);

      // And while it waits, another content makes moderators look again.
      const seen = await revision();
      expect((await upload(`/upload?id=${file}`, superToken, 'swapped again')).status).toBe(200);
      expect(await revision()).toBeGreaterThan(seen);

      // A name or a text is shown, too. The panel sends all of them with each change.
      await approve();
      const info = { name: 'swapped again.vtt', alternativeText: null, caption: null, folder: null };
      expect((await describeFile('/upload', superToken, file, info)).status).toBe(200);
      expect(await state()).toEqual([true, 'approved']);
      const renamed = await describeFile('/upload', superToken, file, { ...info, caption: 'Not approved' });
      expect(renamed.status).toBe(200);
      expect(await state()).toEqual([false, 'pending']);

      for (const bulk of [false, true]) {
        const other = idOfUpload(await upload('/upload', superToken, 'to delete'));
        const put = await content('PUT', `/${documentId}`, { captions: other });
        expect(put.status).toBe(200);
        await content('POST', `/${documentId}/actions/publish`, { captions: other });
        await approve();
        expect(await state()).toEqual([true, 'approved']);
        const gone = await (bulk
          ? visitors.send('POST', '/upload/actions/bulk-delete', {
              token: superToken,
              body: { fileIds: [other], folderIds: [] },
            })
          : visitors.send('DELETE', `/upload/files/${other}`, { token: superToken }));
        expect([gone.status, ...(await state())]).toEqual([200, false, 'pending']);
      }
      await moderation(false);
    });

    it('are changed in the panel by roles that cover every field with files, and moved by others, too', async () => {
      const person = (right: { fields?: string[] }) =>
        visitors.person('Tina', [
          ...['read', 'assets.create', 'assets.update'].map((name) => ({ action: `plugin::upload.${name}` })),
          ...contentRights(['read', 'update']).map((one) => ({ ...one, ...right })),
        ]);
      const { token } = await person({ fields: ['title', 'poster'] });
      const id = files.nobodys;
      expect(await refused(() => upload(`/upload?id=${id}`, token, 'file-nobodys'))).toBe(403);
      const info = { name: 'file-nobodys.vtt', alternativeText: null, caption: null };
      expect(await refused(() => describeFile('/upload', token, id, { ...info, name: 'renamed' }))).toBe(403);
      const made = await visitors.send('POST', '/upload/folders', {
        token: superToken,
        body: { name: 'Elsewhere', parent: null },
      });
      for (const folder of [(made.body.data as { id: number }).id, null]) {
        expect((await describeFile('/upload', token, id, { ...info, folder })).status).toBe(200);
      }
      const { token: covering } = await person({});
      expect((await upload(`/upload?id=${id}`, covering, 'file-nobodys')).status).toBe(200);
    });

    it('are downloaded by a short-lived address, whole or in part, while the recording shows them', async () => {
      const made = await content('POST', '/actions/publish', {
        title: 'Лекція: вступ/1',
        startedAt: STARTED,
        timezone: 'Pacific/Kiritimati',
        visibility: 'public',
        captions: idOfUpload(await upload('/upload', superToken, 'to download')),
        chatFile: idOfUpload(await upload('/upload', superToken, 'private chat')),
      });
      const { documentId } = made.body.data as { documentId: string };
      const listed = await send('GET', `${API}/${documentId}/files`, 'anonymous');
      const [file, ...others] = listed.body.data as RecordingFileView[];
      // No chat for the content API, unless the site says so.
      expect([others, file?.field]).toEqual([[], 'captions']);
      const get = (headers: Record<string, string> = {}, method = 'GET') =>
        fetch(`${site.url}${file?.url}`, { method, headers });
      const content1 = 'WEBVTT\n\nNOTE to download\n';
      const whole = await get();
      expect([whole.status, await whole.text()]).toEqual([200, content1]);
      expect(whole.headers.get('content-type')).toMatch(/^text\/vtt/);
      expect(whole.headers.get('content-disposition')).toBe(
        `attachment; filename="?????? ????? 1 2026-02-11 (captions).vtt"; filename*=UTF-8''${encodeURIComponent('Лекція вступ 1 2026-02-11 (captions).vtt').replaceAll('(', '%28').replaceAll(')', '%29')}`,
      );
      const rest = await get({ range: 'bytes=7-', 'if-range': whole.headers.get('etag') ?? '' });
      expect([rest.status, rest.headers.get('content-range'), await rest.text()]).toEqual([
        206,
        `bytes 7-${content1.length - 1}/${content1.length}`,
        content1.slice(7),
      ]);
      expect((await get({ range: 'bytes=999-' })).status).toBe(416);
      const head = await get({}, 'HEAD');
      expect([head.status, head.headers.get('content-length')]).toEqual([200, String(content1.length)]);
      // Nobody makes an address of another file of it.
      const changed = await fetch(`${site.url}${file?.url.replace(documentId, ids.pubprivate)}`);
      expect(changed.status).toBe(404);

      // It ends with what it was given for.
      const publish = (visibility: string) =>
        content('POST', `/${documentId}/actions/publish`, {
          title: 'Лекція',
          startedAt: STARTED,
          visibility,
        });
      await publish('private');
      expect((await get()).status).toBe(404);
      const again = await send('GET', `${API}/${documentId}/files`, 'reader');
      const ofReader = () => fetch(`${site.url}${(again.body.data as RecordingFileView[])[0]?.url}`);
      expect((await ofReader()).status).toBe(200);
      await content('POST', `/${documentId}/actions/unpublish`, {});
      expect((await ofReader()).status).toBe(404);
    });

    it('are downloaded in the panel by who may read the entry, and originals by a right of their own', async () => {
      const fields = { title: 'Of Carla', startedAt: STARTED, visibility: 'private' };
      const mine = idOfUpload(await upload('/upload', admin.token, 'carlas words'));
      const made = await admin.content('POST', '', { ...fields, captions: mine });
      const { documentId } = made.body.data as { documentId: string };
      await site.strapi.db.query('plugin::meeting-connectors.import-file').create({
        data: {
          importId: 1,
          fileKeyHash: 'original of Carla',
          fileKey: 'original of Carla',
          kind: 'chat',
          status: 'stored',
          mediaFileId: idOfUpload(await upload('/upload', superToken, 'carlas original')),
          recordingDocumentId: documentId,
        },
      });
      const filesOf = async (person: Pick<Person, 'plugin'>, id = documentId) => {
        const { status, body } = await person.plugin('GET', `/recordings/${id}/files`);
        return status === 200 ? (body.data as RecordingFileView[]).map(({ name }) => name) : status;
      };
      const CAPTIONS = 'Of Carla 2026-02-10 (captions).vtt';
      const ORIGINAL = 'Of Carla 2026-02-10 (chat original).vtt';
      // The role Contributor.
      expect(await filesOf(admin)).toEqual([CAPTIONS]);
      expect(await filesOf(admin, ids.pubpublic)).toBe(404);
      const original = { action: 'plugin::meeting-connectors.originals.read' };
      const reads = (right: Partial<Right> = {}) =>
        contentRights(['read']).map((one) => ({ ...one, ...right }));
      expect(await filesOf(await visitors.person('Rosa', [...reads(), original]))).toEqual([
        CAPTIONS,
        ORIGINAL,
      ]);
      expect(await filesOf(await visitors.person('Ron', reads()))).toEqual([CAPTIONS]);
      // Fields that a role does not show.
      expect(await filesOf(await visitors.person('Rut', reads({ fields: ['captions'] })))).toEqual([
        'recording (captions).vtt',
      ]);
      expect(await filesOf(await visitors.person('Tom', reads({ fields: ['title'] })))).toEqual([]);
      expect(
        await filesOf(
          await visitors.person('Ben', [...reads({ conditions: ['admin::is-creator'] }), original]),
        ),
      ).toBe(404);
      expect(await filesOf(await visitors.person('Ida', [original]))).toBe(403);
    });

    it('get no texts of Strapi’s AI from who may not edit them, and the other pictures of the batch do', async () => {
      const { token } = await visitors.person('Tina', [
        ...['read', 'assets.create', 'assets.update'].map((name) => ({ action: `plugin::upload.${name}` })),
        ...contentRights(['read', 'update']).map((one) => ({ ...one, fields: ['title'] })),
      ]);
      const PIXEL =
        'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
      const picture = async () => {
        const form = new FormData();
        form.append('files', new Blob([Buffer.from(PIXEL, 'base64')], { type: 'image/png' }), 'pixel.png');
        const headers = { authorization: `Bearer ${superToken}` };
        const answer = await fetch(`${site.url}/upload`, { method: 'POST', headers, body: form });
        return idOfUpload({ body: await answer.json() });
      };
      const [poster, one, other] = [await picture(), await picture(), await picture()];
      const fields = { title: 'With a poster', startedAt: STARTED, visibility: 'private' };
      await content('POST', '', { ...fields, poster });
      // The part of Strapi's service that asks a server of Strapi.
      const service = site.strapi.plugin('upload').service('aiMetadata') as unknown as {
        isEnabled(): Promise<boolean>;
        processFiles(files: object[]): Promise<object[]>;
      };
      const text = { altText: 'One dot', caption: 'A dot' };
      Object.assign(service, {
        isEnabled: () => Promise.resolve(true),
        processFiles: (all: object[]) => Promise.resolve(all.map(() => text)),
      });
      const answer = await visitors.send('POST', '/upload/actions/generate-ai-metadata', {
        token,
        body: { fileIds: [one, poster, other] },
      });
      const results = answer.body.data as { id: number; status: string }[];
      expect(results.map(({ id, status }) => [id, status])).toEqual([
        [one, 'success'],
        [poster, 'error'],
        [other, 'success'],
      ]);
      const stored = (await site.strapi.db
        .query(FILE)
        .findMany({ where: { id: { $in: [poster, one, other] } }, orderBy: { id: 'asc' } })) as {
        alternativeText: string | null;
      }[];
      expect(stored.map(({ alternativeText }) => alternativeText)).toEqual([null, 'One dot', 'One dot']);
      expect(site.logs()).toMatch(/1 of 3 pictures got no texts/);
    });

    it('are gone with their owners', async () => {
      const own = await send('POST', `${API}?status=draft`, 'author', {
        data: { title: 'Own', startedAt: STARTED },
      });
      const { documentId } = own.body.data as { documentId: string };
      const file = idOfUpload(await upload(`${API}/${documentId}/files`, tokens.author, 'mine'));
      const owners = () => site.strapi.db.query(OWNER).count({});
      const before = await owners();
      const gone = await visitors.send('DELETE', `/upload/files/${file}`, { token: superToken });
      expect([gone.status, before - (await owners())]).toEqual([200, 1]);
    });
  });

  describe('files without a recording', () => {
    const fresh = async () => idOfUpload(await upload('/upload', superToken, 'ordinary'));
    const ofEdna = async () => idOfUpload(await upload('/api/upload', tokens.editor, 'of-edna'));

    it.each(['anonymous', 'editor', 'token with update'])(
      'are %s’s to change by Strapi’s right',
      async (who) => {
        const id = await fresh();
        const answers = [
          await upload(`/api/upload?id=${id}`, tokens[who], 'replaced'),
          await describeFile('/api/upload', tokens[who], id, { name: 'renamed' }),
          await send('DELETE', `/api/upload/files/${id}`, who),
        ];
        expect(answers.filter(({ status }) => status >= 300)).toEqual([]);
        for (const none of [`${files.nobodys}abc`, '1.5']) {
          expect((await upload(`/api/upload?id=${none}`, tokens[who], 'replaced')).status).toBe(404);
          expect((await describeFile('/api/upload', tokens[who], none, { name: 'renamed' })).status).toBe(
            404,
          );
        }
      },
    );

    it('stay usable for members whose role is chosen for authors, and without readable settings', async () => {
      const role = await makeRole('everybody', [...READ, ...WRITE, ...UPLOAD]);
      tokens.chosen = await makeMember('mia', role);
      const { data } = await site.admin.must<{ data: { settings: object } }>('GET', '/people/settings');
      const takes = (who: string) =>
        refused(() =>
          send('PUT', `${API}/${ids.nobodys}?status=draft`, who, { data: { visibility: 'public' } }),
        );
      const save = (patch: object) =>
        site.admin.must('PUT', '/people/settings', { ...data.settings, ...patch });

      // A member of it asks before, so that the change is seen at once.
      expect((await send('GET', '/api/lessons', 'chosen')).status).toBe(200);
      await save({ directory: 'users-permissions', memberRoleId: role });
      expect(await takes('chosen')).toBe(404);
      const lesson = (await site.strapi.db.query(LESSON).findOne({})) as { id: number };
      const link = (ref: string) =>
        upload('/api/upload', tokens.chosen, 'linked', { ref, refId: lesson.id, field: 'cover' });
      expect((await link(LESSON)).status).toBe(201);
      expect(await refused(() => link(RECORDING))).toBe(403);
      expect((await upload(`/api/upload?id=${await fresh()}`, tokens.chosen, 'mine')).status).toBeLessThan(
        300,
      );
      const anothers = await ofEdna();
      expect(await refused(() => upload(`/api/upload?id=${anothers}`, tokens.chosen, 'mine'))).toBe(403);
      await save({});

      const store = site.strapi.store({ type: 'plugin', name: 'meeting-connectors' });
      await store.set({ key: 'people', value: { directory: 'unheard of' } });
      expect((await send('GET', '/api/lessons', 'editor')).status).toBe(200);
      expect(await takes('editor')).toBe(404);
      expect(site.logs()).toMatch(/settings of People can't be read/);
      await store.delete({ key: 'people' });
      expect((await send('GET', `${API}/${ids.nobodys}?status=draft`, 'editor')).status).toBe(200);
    });

    it('are uploaded and deleted whatever becomes of the notes about them, and deleted together', async () => {
      const stop = site.strapi.db.lifecycles.subscribe({
        models: [OWNER],
        beforeCreate: () => {
          throw new Error('no room for notes');
        },
      });
      expect((await upload('/api/upload', tokens.editor, 'unnoted')).status).toBe(201);
      stop();
      expect(site.logs()).toMatch(/could not be noted.*no room for notes/);

      const owners = () => site.strapi.db.query(OWNER).count({});
      const before = await owners();
      const made = [await ofEdna(), await ofEdna(), await ofEdna()];
      expect(await owners()).toBe(before + 3);
      let deletions = 0;
      const ignore = site.strapi.db.lifecycles.subscribe({
        models: [OWNER],
        beforeDeleteMany: () => {
          deletions += 1;
        },
      });
      const gone = await visitors.send('POST', '/upload/actions/bulk-delete', {
        token: superToken,
        body: { fileIds: made, folderIds: [] },
      });
      ignore();
      expect([gone.status, await owners(), deletions]).toEqual([200, before, 1]);
    });
  });

  describe('the role Contributor of members', () => {
    it('keeps each right once, also when two instances start at the same time', async () => {
      const rights = site.strapi.db.query('plugin::users-permissions.permission');
      const role = await memberContributorRole(site.strapi);
      const held = async () =>
        (
          (await rights.findMany({ where: { role: { id: role } }, orderBy: { id: 'asc' } })) as {
            id: number;
            action: string;
          }[]
        ).filter(({ action }) => /upload$/.test(action));
      const store = site.strapi.store({ type: 'plugin', name: 'meeting-connectors' });
      const asBefore = async () => {
        await rights.deleteMany({ where: { role: { id: role }, action: { $endsWith: 'upload' } } });
        await grant(role, ['plugin::upload.content-api.upload']);
        await store.delete({ key: 'contributors-limited' });
      };
      const now = async () => (await held()).map(({ action }) => action);
      await asBefore();
      await Promise.all([limitContributors(site.strapi), limitContributors(site.strapi)]);
      expect(await now()).toEqual([`${RECORDING}.upload`]);

      // The other instance is done between the look and the exchange.
      await asBefore();
      const stop = site.strapi.db.lifecycles.subscribe({
        models: ['plugin::users-permissions.permission'],
        async afterFindMany({ params }) {
          if (!JSON.stringify(params).includes('plugin::upload.content-api.upload')) return;
          stop();
          const [old] = await held();
          await rights.deleteMany({ where: { id: old?.id } });
          await grant(role, [`${RECORDING}.upload`]);
        },
      });
      await limitContributors(site.strapi);
      stop();
      expect(await now()).toEqual([`${RECORDING}.upload`]);

      // What an earlier version made twice.
      const [first] = await held();
      await grant(role, [`${RECORDING}.upload`, `${RECORDING}.upload`]);
      await Promise.all([limitContributors(site.strapi), limitContributors(site.strapi)]);
      expect(await held()).toEqual([first]);
      await grant(role, ['plugin::upload.content-api.upload']);
    });

    it('loses the general right to upload once, and the log says so', async () => {
      const rights = site.strapi.db.query('plugin::users-permissions.permission');
      const role = await memberContributorRole(site.strapi);
      const held = async () =>
        ((await rights.findMany({ where: { role: { id: role } } })) as { action: string }[])
          .map(({ action }) => action)
          .filter((action) => /upload$/.test(action))
          .sort();
      await rights.deleteMany({ where: { role: { id: role }, action: `${RECORDING}.upload` } });
      expect(await held()).toEqual(['plugin::upload.content-api.upload']);
      const store = site.strapi.store({ type: 'plugin', name: 'meeting-connectors' });
      await store.delete({ key: 'contributors-limited' });
      await limitContributors(site.strapi);
      expect(await held()).toEqual([`${RECORDING}.upload`]);
      expect(site.logs()).toMatch(/no longer has the right to upload any file/);

      // What the site gives later stays.
      await grant(role, ['plugin::upload.content-api.upload']);
      await limitContributors(site.strapi);
      expect(await held()).toHaveLength(2);
    });
  });

  it('reads in the panel and by code of the site as before', async () => {
    const found = await site.strapi.documents(RECORDING as never).findMany({ status: 'draft', limit: 100 });
    expect(NAMES.every((name) => JSON.stringify(found).includes(`title-${name}`))).toBe(true);
    const listed = await content('GET', '?pageSize=100');
    expect(NAMES.every((name) => JSON.stringify(listed.body).includes(`title-${name}`))).toBe(true);
    const shown = await visitors.send('GET', '/upload/files?pageSize=100', { token: superToken });
    expect(NAMES.every((name) => JSON.stringify(shown.body).includes(`file-${name}`))).toBe(true);
  });
}
