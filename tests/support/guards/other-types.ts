import { message } from '../../../contracts/messages/catalogue';
import { english } from '../../../contracts/messages/say';
import { contentRights, type Person, type Right } from '../doors';
import { FILE, LESSON, READ_OTHERS, STARTED, type World } from './world';

const EXPLORER = 'plugin::content-manager.explorer';
const LESSONS = `/content-manager/collection-types/${LESSON}`;
const FIELDS = [
  'title',
  'cover',
  'handouts',
  'shelf.label',
  'shelf.file',
  'shelf.recording',
  'zone',
  'recordings',
  'about',
  'recording',
];
/** What whoever writes lessons needs, and to upload files for them. */
const TEACHES: Right[] = [
  ...['create', 'read', 'update'].map((name) => ({
    action: `${EXPLORER}.${name}`,
    subject: LESSON,
    fields: FIELDS,
  })),
  { action: 'plugin::upload.assets.create' },
];

/** Files of recordings in entries of other types: who puts them there. */
export function testOtherTypes(world: World) {
  const { files, upload, idOfUpload, refused, graphql } = world;

  describe('files of recordings in entries of other types', () => {
    const why = english(message('guards.file-not-shown'));
    const person = (...more: Right[]) => world.visitors.person('Tess', [...TEACHES, ...more]);
    const write = (who: { token?: string }, method: string, path: string, body: object) =>
      world.visitors.send(method, `${LESSONS}${path}`, { token: who.token, body });
    const make = (who: { token?: string }, body: object) =>
      write(who, 'POST', '', { title: 'A lesson', ...body });
    const documentIdOf = ({ body }: { body: { data?: unknown } }) =>
      (body.data as { documentId: string }).documentId;
    let teacher: Person;
    let logo = 0;

    beforeAll(async () => {
      teacher = await person();
      logo = idOfUpload(await upload('/upload', world.superToken, 'site-logo'));
    });
    afterAll(() => world.site.strapi.db.query(LESSON).deleteMany({ where: { title: 'A lesson' } }));

    it('are not put there by who may not read them, in any form', async () => {
      const foreign = files.nobodys;
      const { documentId } = (await world.site.strapi.db.query(FILE).findOne({ where: { id: foreign } })) as {
        documentId: string;
      };
      const covers: unknown[] = [
        foreign,
        String(foreign),
        ` ${foreign}`,
        `${foreign}abc`,
        documentId,
        { id: foreign },
        { id: String(foreign) },
        { documentId },
        [foreign],
        { set: [{ id: foreign }] },
        { connect: [foreign] },
        { connect: [{ id: foreign }] },
        { id: logo, documentId },
      ];
      const bodies: object[] = [
        ...covers.map((cover) => ({ cover })),
        { cover: world.ledgerFile },
        { handouts: [logo, foreign] },
        { shelf: { label: 'one', file: foreign } },
        { zone: [{ __component: 'site.shelf', label: 'one', file: { id: foreign } }] },
        {
          zone: [
            { __component: 'site.shelf', file: logo },
            { __component: 'site.shelf', file: [foreign] },
          ],
        },
      ];
      const own = await make(teacher, { cover: logo });
      expect(own.status).toBe(201);
      for (const body of bodies) {
        expect([body, await refused(() => make(teacher, body))]).toEqual([body, 403]);
        const path = `/${documentIdOf(own)}`;
        expect([body, await refused(() => write(teacher, 'PUT', path, body))]).toEqual([body, 403]);
      }
      const { body } = await make(teacher, { cover: foreign });
      expect([body.error?.message, body.error?.details?.code]).toEqual([why, 'FILE_OF_ANOTHER']);
    });

    it('are not copied with an entry, and stay in one that is only changed', async () => {
      const all = { file: files.nobodys, label: 'one' };
      const zone = [{ __component: 'site.shelf', ...all }];
      for (const body of [{ cover: files.nobodys }, { shelf: all }, { zone }]) {
        const ofOther = documentIdOf(await make({ token: world.superToken }, body));
        for (const how of ['clone', 'auto-clone']) {
          const clone = () => write(teacher, 'POST', `/${how}/${ofOther}`, { title: 'A lesson' });
          // Strapi copies no entry with relations by itself.
          expect([body, how, [400, 403].includes(Number(await refused(clone)))]).toEqual([body, how, true]);
        }
        // Parts of what is given are laid over those of the other entry.
        const parts = { title: 'A lesson', cover: {}, shelf: { label: 'two' }, zone: [] };
        const clone = () => write(teacher, 'POST', `/clone/${ofOther}`, parts);
        expect([body, await refused(clone)]).toEqual([body, 403]);
        if ('cover' in body) {
          const without = await write(teacher, 'POST', `/clone/${ofOther}`, {
            title: 'A lesson',
            cover: null,
          });
          expect([without.status, without.status === 200 ? '' : world.site.logs().slice(-3000)]).toEqual([
            200,
            '',
          ]);
        }
        const { body: shown } = await world.visitors.send('GET', `${LESSONS}/${ofOther}`, {
          token: teacher.token,
        });
        const { cover, shelf, zone: sections } = shown.data as Record<string, unknown>;
        const put = await write(teacher, 'PUT', `/${ofOther}`, {
          title: 'A lesson',
          cover,
          shelf,
          zone: sections,
        });
        expect([body, put.status]).toEqual([body, 200]);
        // Not into another one.
        expect(await refused(() => make(teacher, body))).toBe(403);
      }
    });

    it('are put there by who may read them in the Media Library or in the recording', async () => {
      const mine = idOfUpload(await upload('/upload', teacher.token, 'mine'));
      expect((await make(teacher, { cover: mine })).status).toBe(201);
      const status = async (right: Right[], cover: number) =>
        (await make(await person(...right), { cover })).status;
      const READ = 'plugin::upload.read';
      expect(await status([{ action: READ }], files.nobodys)).toBe(201);
      expect(await status([{ action: READ, conditions: ['admin::is-creator'] }], files.nobodys)).toBe(403);
      expect(await status(contentRights(['read']), files.nobodys)).toBe(201);
      expect(await status(contentRights(['read'], ['admin::is-creator']), files.nobodys)).toBe(403);
      const fields = (...names: string[]) =>
        contentRights(['read']).map((one) => ({ ...one, fields: names }));
      expect(await status(fields('title'), files.nobodys)).toBe(403);
      expect(await status(fields('title', 'captions'), files.nobodys)).toBe(201);
      // An original needs its own right beside.
      expect(await status(contentRights(['read']), world.ledgerFile)).toBe(403);
      const originals = { action: 'plugin::meeting-connectors.originals.read' };
      expect(await status([...contentRights(['read']), originals], world.ledgerFile)).toBe(201);
    });

    it('are put there by no agent’s tool, member or token without the right to read them', async () => {
      const owner = (await world.site.strapi.db
        .query('admin::user')
        .findOne({ where: { id: teacher.id }, populate: ['roles'] })) as object;
      const { accessKey } = await world.visitors.service('admin::api-token-admin').create(
        {
          name: `agent of ${teacher.email}`,
          kind: 'admin',
          lifespan: null,
          adminPermissions: TEACHES.map((right) => ({
            action: right.action,
            subject: right.subject ?? null,
            properties: right.fields === undefined ? {} : { fields: right.fields },
            conditions: [],
          })),
        },
        owner,
      );
      const tool = async (cover: number) => {
        const { body } = await world.visitors.send('POST', '/mcp', {
          token: accessKey,
          body: {
            jsonrpc: '2.0',
            id: 1,
            method: 'tools/call',
            params: { name: 'create_lesson', arguments: { data: { title: 'A lesson', cover } } },
          },
        });
        return JSON.stringify(body).replaceAll('\\', '');
      };
      expect(await tool(logo)).toContain('A lesson');
      const before = await world.site.strapi.db.query(LESSON).count({});
      expect(await tool(files.nobodys)).toMatch(/"isError":true|"error":\{/);
      expect(await world.site.strapi.db.query(LESSON).count({})).toBe(before);

      const writes = [...READ_OTHERS, `${LESSON}.create`, `${LESSON}.update`];
      world.tokens['token of lessons'] = await world.makeToken('custom', writes);
      const role = await world.makeRole('lessons', writes);
      world.tokens['member of lessons'] = await world.makeMember('lessons', role);
      for (const who of ['token of lessons', 'member of lessons']) {
        const post = (cover: number) =>
          world.send('POST', '/api/lessons', who, { data: { title: 'A lesson', cover } });
        expect(await refused(() => post(files.pubprivate))).toBe(403);
        expect(await refused(() => post(files.nobodys))).toBe(403);
        expect((await post(files.pubpublic)).status).toBe(201);
        const mutation =
          'mutation ($cover: ID!) { createLesson(data: { title: "A lesson", cover: $cover }) { title } }';
        expect(await refused(() => graphql(who, mutation, { cover: files.nobodys }))).toBe('errors');
        expect((await graphql(who, mutation, { cover: logo })).body.errors).toBeUndefined();
      }
    });

    it('are not put at a user of the site by one who may change users and not read them', async () => {
      const USER = 'plugin::users-permissions.user';
      const { strapi } = world.site;
      const actions = [`${USER}.update`, `${USER}.me`, 'plugin::upload.content-api.find'];
      const who = 'member of users';
      world.tokens[who] = await world.makeMember('uma', await world.makeRole('users', actions));
      const id = world.members.uma?.id ?? 0;
      // A poster that an entry of another type shows is kept back no more.
      const poster = idOfUpload(await upload('/upload', world.superToken, 'poster-of-a-secret'));
      const secret = { title: 'Secret', startedAt: STARTED, visibility: 'private', poster };
      const made = await world.content('POST', '/actions/publish', secret);
      const posterKey = await world.keyOf(poster);
      const put = (avatar: unknown) => world.send('PUT', `/api/users/${id}`, who, { avatar });
      const shown = async () => (await world.send('GET', '/api/users/me?populate=avatar', who)).body.avatar;
      const mutation = `mutation ($avatar: ID!) {
        updateUsersPermissionsUser(id: ${id}, data: { avatar: $avatar }) { data { id } }
      }`;
      const mustBeKept = async () => {
        for (const avatar of [poster, posterKey, { connect: [poster] }, files.pubprivate, world.ledgerFile]) {
          expect([avatar, await refused(() => put(avatar)), await shown()]).toEqual([avatar, 403, null]);
        }
        expect(await refused(() => graphql(who, mutation, { avatar: poster }))).toBe('errors');
        expect((await put(logo)).status).toBe(200);
        expect(await shown()).toMatchObject({ id: logo });
        // What is there stays.
        const avatar = { id: files.nobodys };
        await strapi.db.query(USER).update({ where: { id }, data: { avatar } });
        expect((await put(avatar)).status).toBe(200);
        expect((await put(null)).status).toBe(200);
      };
      await mustBeKept();

      // As older versions of Strapi write users.
      const users = strapi.plugin('users-permissions').service('user') as { edit: unknown };
      const { edit } = users;
      users.edit = (userId: number, data: object) =>
        strapi.db.query(USER).update({ where: { id: userId }, data, populate: ['role'] });
      try {
        await mustBeKept();
      } finally {
        users.edit = edit;
        await world.content('DELETE', `/${(made.body.data as { documentId: string }).documentId}`);
      }
    });
  });
}
