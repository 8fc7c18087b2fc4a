import { HIDDEN_UIDS } from '../../server/src/content-types';
import { bootSite, type Site } from '../support/boot-site';
import { RECORDING, visitorsOf, type Visitors } from '../support/doors';

/** Words that occur only in admin users, hidden types and private fields. */
const CANARY = 'zzcanary7f3a';
const ACTIONS = ['find', 'findOne', 'create', 'update', 'delete'];

/** Strapi's comparison operators, each with a value that matches the canary and one that does not. */
const OPERATORS: [name: string, fits: string, misses: string][] = [
  ['$eq', CANARY, 'other'],
  ['$eqi', CANARY.toUpperCase(), 'other'],
  ['$ne', 'other', CANARY],
  ['$nei', 'other', CANARY],
  ['$in', CANARY, 'other'],
  ['$notIn', 'other', CANARY],
  ['$lt', 'zzz', 'aaa'],
  ['$lte', CANARY, 'aaa'],
  ['$gt', 'aaa', 'zzzz'],
  ['$gte', CANARY, 'zzzz'],
  ['$contains', 'canary', 'other'],
  ['$notContains', 'other', 'canary'],
  ['$containsi', 'CANARY', 'OTHER'],
  ['$notContainsi', 'OTHER', 'CANARY'],
  ['$startsWith', 'zzc', 'other'],
  ['$startsWithi', 'ZZC', 'OTHER'],
  ['$endsWith', '7f3a', 'other'],
  ['$endsWithi', '7F3A', 'OTHER'],
  ['$null', 'false', 'true'],
  ['$notNull', 'true', 'false'],
];

/**
 * The ways to wrap a condition in a filter. The last one contains all the others and is enough for
 * most operators. A test checks that Strapi evaluates each of them.
 */
const ALONE = '';
const INSIDE_ALL = '[$not][$or][0][$and][0]';
const WRAPPINGS = [ALONE, '[$not]', '[$and][0]', '[$or][0]', INSIDE_ALL];
/** The operator that is tried with every wrapping. */
const EVERYWHERE = '$contains';

/** Paths from a recording to data that its readers must not learn. */
const SECRETS = [
  'createdBy.lastname',
  'createdBy.email',
  'createdBy.password',
  'createdBy.resetPasswordToken',
  'createdBy.roles.name',
  'updatedBy.lastname',
  'updatedBy.email',
  'video.createdBy.lastname',
  'video.updatedBy.email',
  'video.folder.createdBy.lastname',
  'poster.createdBy.roles.users.email',
  'hostEmail',
  'chat',
  'chatFile.name',
  'moderation',
  'reviews.reason',
  'connector.settings',
  'credential.cipher',
  'import.hostEmail',
  'importFiles.storedName',
];

const inBrackets = (way: string) =>
  way
    .split('.')
    .map((part) => `[${part}]`)
    .join('');

describe('fault 75: the content API of recordings', () => {
  let site: Site;
  let visitors: Visitors;
  const readers: { name: string; token: string | undefined }[] = [];
  const at = (query: string) => `/api/meeting-connectors/recordings?${query}`;
  const answerTo = async (query: string, token: string | undefined) => {
    const { status, body } = await visitors.send('GET', at(query), { token });
    return JSON.stringify({ status, body });
  };
  /** The parts of an answer that a reader can compare. */
  const tellsApart = async (fits: string, misses: string) => {
    const told = [];
    for (const { name, token } of readers) {
      const [first, second] = [await answerTo(fits, token), await answerTo(misses, token)];
      // A refusal that repeats the request reveals no data.
      const bare = (answer: string, query: string) =>
        [query, decodeURIComponent(query)].reduce((text, part) => text.split(part).join(''), answer);
      if (bare(first, fits) !== bare(second, misses)) told.push(`${name}: ${fits} → ${first.slice(0, 200)}`);
      if (first.includes(CANARY) && !fits.includes(CANARY)) told.push(`${name}: ${fits} shows the canary`);
    }
    return told;
  };

  beforeAll(async () => {
    site = await bootSite();
    visitors = visitorsOf(site);
    const roles: { id: number; type: string }[] = await site.strapi.db
      .query('plugin::users-permissions.role')
      .findMany({});
    for (const role of roles) {
      for (const action of ACTIONS) {
        await site.strapi.db
          .query('plugin::users-permissions.permission')
          .create({ data: { action: `${RECORDING}.${action}`, role: role.id } });
      }
    }
    readers.push(
      { name: 'anonymous', token: undefined },
      { name: 'API token', token: await visitors.apiToken() },
    );

    // One published recording whose creator, host, chat and files contain the canary.
    const superRole = (await site.strapi.db
      .query('admin::role')
      .findOne({ where: { code: 'strapi-super-admin' } })) as { id: number };
    const creator = await visitors.service('admin::user').create({
      email: `${CANARY}@example.com`,
      firstname: CANARY,
      lastname: CANARY,
      password: 'Some-Password-1',
      isActive: true,
      registrationToken: null,
      roles: [superRole.id],
    });
    const login = await visitors.send('POST', '/admin/login', {
      body: { email: `${CANARY}@example.com`, password: 'Some-Password-1' },
    });
    const { token } = login.body.data as { token: string };
    const form = new FormData();
    form.append('files', new Blob(['WEBVTT\n'], { type: 'text/vtt' }), 'captions.vtt');
    const upload = await fetch(`${site.url}/upload`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: form,
    });
    const [file] = (await upload.json()) as { id: number }[];
    const fields = {
      title: 'Public lecture',
      visibility: 'public',
      startedAt: '2026-02-10T16:36:00.000Z',
      hostEmail: `${CANARY}@example.com`,
      chat: CANARY,
      chatFile: file?.id,
      captions: file?.id,
    };
    const published = await visitors.send(
      'POST',
      `/content-manager/collection-types/${RECORDING}/actions/publish`,
      {
        token,
        body: fields,
      },
    );
    expect(published.status).toBe(200);
    const { documentId } = published.body.data as { documentId: string };
    await site.strapi.db.connection('mc_reviews').insert({
      document_id: 'canaryreview000000000000',
      recording_document_id: documentId,
      state: 'approved',
      revision: 1,
      reason: CANARY,
      decided_by_id: creator.id,
    });
  });
  afterAll(() => site.stop());

  it('searches only the fields that it serves', async () => {
    for (const { token } of readers) {
      const found = await visitors.send('GET', at('_q=LECTURE'), { token });
      expect((found.body.data as unknown[]).length).toBe(1);
    }
  });

  it('serves recordings', async () => {
    for (const { token } of readers) {
      const answer = await visitors.send('GET', at('filters[title][$contains]=lecture&populate=*'), {
        token,
      });
      expect([answer.status, (answer.body.data as unknown[]).length]).toEqual([200, 1]);
      expect(JSON.stringify(answer.body)).not.toContain(CANARY);
    }
  });

  it.each(WRAPPINGS)('looks into a filter%s: what it serves can be told apart there', async (wrap) => {
    const filter = `filters${wrap}[title][$contains]=`;
    expect(await tellsApart(`${filter}lecture`, `${filter}other`)).toHaveLength(readers.length);
  });

  it.each(OPERATORS)(
    'reveals nothing by a filter with %s, on any path, alone or nested',
    async (operator, fits, misses) => {
      const told: string[] = [];
      for (const way of SECRETS) {
        for (const wrap of operator === EVERYWHERE ? WRAPPINGS : [ALONE, INSIDE_ALL]) {
          const filter = `filters${wrap}${inBrackets(way)}[${operator}]=`;
          told.push(...(await tellsApart(filter + fits, filter + misses)));
        }
      }
      expect(told).toEqual([]);
    },
    180_000,
  );

  it('reveals nothing by sorting, fields, populating, searching or parameters of the query engine', async () => {
    const told: string[] = [];
    for (const way of SECRETS) {
      const path = inBrackets(way);
      const [first = ''] = way.split('.');
      told.push(
        ...(await tellsApart(`sort=${way}:asc`, `sort=${way}:desc`)),
        ...(await tellsApart(`fields[0]=${way}`, `fields[0]=${way}`)),
        ...(await tellsApart(`populate=${way}`, `populate=${way}`)),
        ...(await tellsApart(`populate[${first}]=*`, `populate[${first}]=*`)),
        ...(await tellsApart(
          `populate[${first}][fields][0]=lastname`,
          `populate[${first}][fields][0]=lastname`,
        )),
        ...(await tellsApart(
          `populate[captions][filters]${path}[$contains]=canary`,
          `populate[captions][filters]${path}[$contains]=other`,
        )),
        ...(await tellsApart(`lookup${path}[$contains]=canary`, `lookup${path}[$contains]=other`)),
        ...(await tellsApart(`where${path}[$contains]=canary`, `where${path}[$contains]=other`)),
      );
    }
    // Strapi's own search reads private fields too.
    told.push(...(await tellsApart(`_q=canary7f3`, `_q=nothing7f3`)));
    expect(told).toEqual([]);
  });

  it('has no path to the plugin’s own types', async () => {
    for (const uid of HIDDEN_UIDS) {
      const name = uid.split('.').at(-1) ?? '';
      for (const plural of [name, `${name}s`, `${name}es`, name.replace(/y$/, 'ies')]) {
        for (const { token } of readers) {
          const answer = await visitors.send('GET', `/api/meeting-connectors/${plural}`, { token });
          // `sign-in` is the address to which a provider returns people. It reveals nothing else.
          expect([
            plural,
            answer.status === 200 ? JSON.stringify(answer.body).includes('data') : false,
          ]).toEqual([plural, false]);
        }
      }
    }
  });

  it('reveals no more in GraphQL', async () => {
    for (const { token } of readers) {
      for (const field of [
        'createdBy',
        'updatedBy',
        'hostEmail',
        'chat',
        'chatFile',
        'reviews',
        'connector',
      ]) {
        for (const value of ['canary', 'other']) {
          const nested = `{ ${field}: { lastname: { contains: "${value}" } } }`;
          const flat = `{ ${field}: { contains: "${value}" } }`;
          for (const filters of [nested, flat]) {
            const { body } = await visitors.send('POST', '/graphql', {
              token,
              body: { query: `{ meetingConnectorsRecordings(filters: ${filters}) { title } }` },
            });
            expect([field, body.data, (body.errors ?? []).length > 0]).toEqual([field, undefined, true]);
          }
        }
        const { body } = await visitors.send('POST', '/graphql', {
          token,
          body: { query: `{ meetingConnectorsRecordings { ${field} } }` },
        });
        expect(JSON.stringify(body)).not.toContain(CANARY);
      }
    }
  });
});
