import { setTimeout as sleep } from 'node:timers/promises';
import {
  adminContributorRole,
  limitContributors,
  memberContributorRole,
} from '../../../server/src/people/contributor-role';
import { RECORDING } from '../doors';
import { API, LESSON, OWNER, READ, UPLOAD, WRITE, type World } from './world';

/** Files without a recording, and the role of Contributors. */
export function testLibrary(world: World) {
  const { tokens, ids, files, send, upload, describeFile, idOfUpload, refused, makeRole, grant, makeMember } =
    world;

  describe('files without a recording', () => {
    const fresh = async () => idOfUpload(await upload('/upload', world.superToken, 'ordinary'));
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
      const { data } = await world.site.admin.must<{ data: { settings: object } }>('GET', '/people/settings');
      const takes = (who: string) =>
        refused(() =>
          send('PUT', `${API}/${ids.nobodys}?status=draft`, who, { data: { visibility: 'public' } }),
        );
      const save = (patch: object) =>
        world.site.admin.must('PUT', '/people/settings', { ...data.settings, ...patch });

      // A member of it asks before, so that the change is seen at once.
      expect((await send('GET', '/api/lessons', 'chosen')).status).toBe(200);
      await save({ directory: 'users-permissions', memberRoleId: role });
      expect(await takes('chosen')).toBe(404);
      const lesson = (await world.site.strapi.db.query(LESSON).findOne({})) as { id: number };
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

      const store = world.site.strapi.store({ type: 'plugin', name: 'meeting-connectors' });
      await store.set({ key: 'people', value: { directory: 'unheard of' } });
      expect((await send('GET', '/api/lessons', 'editor')).status).toBe(200);
      expect(await takes('editor')).toBe(404);
      expect(world.site.logs()).toMatch(/settings of People can't be read/);
      await store.delete({ key: 'people' });
      expect((await send('GET', `${API}/${ids.nobodys}?status=draft`, 'editor')).status).toBe(200);
    });

    it('are uploaded and deleted whatever becomes of the notes about them, and deleted together', async () => {
      const stop = world.site.strapi.db.lifecycles.subscribe({
        models: [OWNER],
        beforeCreate: () => {
          throw new Error('no room for notes');
        },
      });
      expect((await upload('/api/upload', tokens.editor, 'unnoted')).status).toBe(201);
      stop();
      expect(world.site.logs()).toMatch(/could not be noted\. Error\s+at .*library\.ts/);

      const owners = () => world.site.strapi.db.query(OWNER).count({});
      const before = await owners();
      const made = [await ofEdna(), await ofEdna(), await ofEdna()];
      expect(await owners()).toBe(before + 3);
      let deletions = 0;
      const ignore = world.site.strapi.db.lifecycles.subscribe({
        models: [OWNER],
        beforeDeleteMany: () => {
          deletions += 1;
        },
      });
      const gone = await world.visitors.send('POST', '/upload/actions/bulk-delete', {
        token: world.superToken,
        body: { fileIds: made, folderIds: [] },
      });
      ignore();
      expect([gone.status, await owners(), deletions]).toEqual([200, before, 1]);
    });
  });

  describe('the role Contributor of members', () => {
    it('keeps each right once, also when two instances start at the same time', async () => {
      const rights = world.site.strapi.db.query('plugin::users-permissions.permission');
      const role = await memberContributorRole(world.site.strapi);
      const held = async () =>
        (
          (await rights.findMany({ where: { role: { id: role } }, orderBy: { id: 'asc' } })) as {
            id: number;
            action: string;
          }[]
        ).filter(({ action }) => /upload$/.test(action));
      const store = world.site.strapi.store({ type: 'plugin', name: 'meeting-connectors' });
      const asBefore = async () => {
        await rights.deleteMany({ where: { role: { id: role }, action: { $endsWith: 'upload' } } });
        await grant(role, ['plugin::upload.content-api.upload']);
        await store.delete({ key: 'contributors-limited' });
      };
      const now = async () => (await held()).map(({ action }) => action);
      await asBefore();
      await Promise.all([limitContributors(world.site.strapi), limitContributors(world.site.strapi)]);
      expect(await now()).toEqual([`${RECORDING}.upload`]);

      // The other instance is done between the look and the exchange.
      await asBefore();
      const stop = world.site.strapi.db.lifecycles.subscribe({
        models: ['plugin::users-permissions.permission'],
        async afterFindMany({ params }) {
          if (!JSON.stringify(params).includes('plugin::upload.content-api.upload')) return;
          stop();
          const [old] = await held();
          await rights.deleteMany({ where: { id: old?.id } });
          await grant(role, [`${RECORDING}.upload`]);
        },
      });
      await limitContributors(world.site.strapi);
      stop();
      expect(await now()).toEqual([`${RECORDING}.upload`]);

      // What an earlier version made twice.
      const [first] = await held();
      await grant(role, [`${RECORDING}.upload`, `${RECORDING}.upload`]);
      await Promise.all([limitContributors(world.site.strapi), limitContributors(world.site.strapi)]);
      expect(await held()).toEqual([first]);
      await grant(role, ['plugin::upload.content-api.upload']);
    });

    it.each([
      {
        of: 'members',
        role: 'plugin::users-permissions.role',
        right: 'plugin::users-permissions.permission',
        mark: 'type',
        make: memberContributorRole,
      },
      {
        of: 'the panel',
        role: 'admin::role',
        right: 'admin::permission',
        mark: 'code',
        make: adminContributorRole,
      },
    ] as const)(
      'is made once for $of, also when two instances need it at the same time',
      async ({ role, right, mark, make }) => {
        const { strapi } = world.site;
        const roles = strapi.db.query(role);
        const known = { id: await make(strapi) };
        const { [mark]: name } = (await roles.findOne({ where: known })) as Record<string, string>;
        await roles.update({ where: known, data: { [mark]: 'set aside' } });
        // The first has made it, and is not done before the other is, unless the other waits for it.
        let hasMade = () => {};
        const made = new Promise<void>((resolve) => (hasMade = resolve));
        const second = made.then(() => make(strapi));
        const stop = strapi.db.lifecycles.subscribe({
          models: [role],
          async afterCreate() {
            stop();
            hasMade();
            await Promise.race([second, sleep(1_000)]);
          },
        });
        try {
          const [one, other] = await Promise.all([make(strapi), second]);
          const there = (await roles.findMany({ where: { [mark]: name } })) as { id: number }[];
          expect(there.map(({ id }) => Number(id))).toEqual([one]);
          expect(other).toBe(one);
        } finally {
          stop();
          await strapi.db.query(right).deleteMany({ where: { role: { [mark]: name } } });
          await roles.deleteMany({ where: { [mark]: name } });
          await roles.update({ where: known, data: { [mark]: name } });
        }
      },
    );

    it('loses the general right to upload once, and the log says so', async () => {
      const rights = world.site.strapi.db.query('plugin::users-permissions.permission');
      const role = await memberContributorRole(world.site.strapi);
      const held = async () =>
        ((await rights.findMany({ where: { role: { id: role } } })) as { action: string }[])
          .map(({ action }) => action)
          .filter((action) => /upload$/.test(action))
          .sort();
      await rights.deleteMany({ where: { role: { id: role }, action: `${RECORDING}.upload` } });
      expect(await held()).toEqual(['plugin::upload.content-api.upload']);
      const store = world.site.strapi.store({ type: 'plugin', name: 'meeting-connectors' });
      await store.delete({ key: 'contributors-limited' });
      await limitContributors(world.site.strapi);
      expect(await held()).toEqual([`${RECORDING}.upload`]);
      expect(world.site.logs()).toMatch(/no longer has the right to upload any file/);

      // What the site gives later stays.
      await grant(role, ['plugin::upload.content-api.upload']);
      await limitContributors(world.site.strapi);
      expect(await held()).toHaveLength(2);
    });
  });
}
