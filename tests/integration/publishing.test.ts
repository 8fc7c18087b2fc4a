import { bootSite, type Site } from '../support/boot-site';
import { ask } from '../../playground/client/ask';
import { addMember } from '../support/member';

const UID = 'plugin::meeting-connectors.recording';
const entry = (title: string, visibility: 'public' | 'private' = 'private') => ({
  title,
  visibility,
  startedAt: '2026-02-10T16:36:00.000Z',
  hostEmail: 'ada@example.com',
});

interface Json {
  data?: unknown;
  error?: { status: number; message: string; details?: { code?: string } };
}

describe('publishing recordings', () => {
  let site: Site;
  const documents = () => site.strapi.documents(UID as Parameters<Site['strapi']['documents']>[0]);
  const send = async (path: string, init: { method?: string; token?: string; body?: unknown } = {}) => {
    const answer = await ask(site.url, init.method ?? 'GET', path, init);
    return { status: answer.status, body: answer.json<Json>() };
  };
  const asEditor = async (path: string, body: unknown) =>
    send(`/content-manager/collection-types/${UID}${path}`, {
      method: 'POST',
      token: await site.admin.token(),
      body,
    });
  const publishByEditor = async (data: object) => {
    const made = await asEditor('', data);
    const { documentId } = made.body.data as { documentId: string };
    const published = await asEditor(`/${documentId}/actions/publish`, data);
    expect(published.status).toBe(200);
    return documentId;
  };

  beforeAll(async () => {
    site = await bootSite();
    const plugin = site.strapi.plugin('users-permissions');
    const roles = (await site.strapi.db.query('plugin::users-permissions.role').findMany({})) as {
      id: number;
      type: string;
    }[];
    for (const role of roles) {
      for (const action of ['find', 'findOne']) {
        await site.strapi.db
          .query('plugin::users-permissions.permission')
          .create({ data: { action: `${UID}.${action}`, role: role.id } });
      }
    }
    expect(plugin).toBeDefined();
  });
  afterAll(() => site.stop());

  describe('the check before publishing', () => {
    it('refuses a script that publishes, but not one that saves a draft', async () => {
      const draft = await documents().create({ data: entry('Draft of a script') as never });
      expect(draft.documentId).toEqual(expect.any(String));
      await expect(documents().publish({ documentId: draft.documentId })).rejects.toThrow(
        /not signed in can save a draft/,
      );
      await expect(documents().create({ data: entry('x') as never, status: 'published' })).rejects.toThrow(
        /not signed in/,
      );
      await expect(
        documents().update({
          documentId: draft.documentId,
          data: { title: 'y' } as never,
          status: 'published',
        }),
      ).rejects.toThrow(/not signed in/);
      expect(await documents().findFirst({ status: 'published' })).toBeNull();
    });

    it('lets an editor publish in the content manager', async () => {
      const documentId = await publishByEditor(entry('Published by an editor'));
      expect(await documents().findOne({ documentId, status: 'published' })).toMatchObject({
        title: 'Published by an editor',
      });
    });
  });

  describe('the content API', () => {
    let jwt: string;
    const titles = (body: Json) => (body.data as { title: string }[]).map(({ title }) => title).sort();
    const graphql = async (token?: string) => {
      const answer = await send('/graphql', {
        method: 'POST',
        token,
        body: { query: '{ meetingConnectorsRecordings { title } }' },
      });
      const { meetingConnectorsRecordings } = answer.body.data as {
        meetingConnectorsRecordings: { title: string }[];
      };
      return meetingConnectorsRecordings.map(({ title }) => title).sort();
    };

    beforeAll(async () => {
      await publishByEditor(entry('For everybody', 'public'));
      await publishByEditor(entry('For members', 'private'));
      ({ token: jwt } = await addMember(site, 'member'));
    });

    it('serves private recordings to signed-in users only, by list, by id and by count', async () => {
      const anonymous = await send('/api/meeting-connectors/recordings');
      expect(titles(anonymous.body)).toEqual(['For everybody']);
      const member = await send('/api/meeting-connectors/recordings', { token: jwt });
      expect(titles(member.body)).toEqual(['For everybody', 'For members', 'Published by an editor']);
      const { documentId } = (member.body.data as { title: string; documentId: string }[]).find(
        ({ title }) => title === 'For members',
      ) ?? { documentId: '' };
      expect((await send(`/api/meeting-connectors/recordings/${documentId}`)).status).toBe(404);
      expect((await send(`/api/meeting-connectors/recordings/${documentId}`, { token: jwt })).status).toBe(
        200,
      );
    });

    it('serves private recordings to API tokens too', async () => {
      const tokens = site.strapi.service('admin::api-token') as unknown as {
        create(token: object): Promise<{ accessKey: string }>;
      };
      const { accessKey: token } = await tokens.create({
        name: 'full',
        type: 'full-access',
        lifespan: null,
      });
      const listed = await send('/api/meeting-connectors/recordings', { token });
      expect(titles(listed.body)).toEqual(['For everybody', 'For members', 'Published by an editor']);
    });

    it('does the same in GraphQL', async () => {
      expect(await graphql()).toEqual(['For everybody']);
      expect(await graphql(jwt)).toEqual(['For everybody', 'For members', 'Published by an editor']);
    });

    it('serves no private recordings because of a filter', async () => {
      for (const query of [
        'filters[visibility][$eq]=private',
        'filters[$or][0][visibility][$eq]=private&filters[$or][1][title][$contains]=e',
        'filters[title][$eq]=For%20members',
      ]) {
        const answer = await send(`/api/meeting-connectors/recordings?${query}`);
        expect(titles(answer.body).filter((title) => title !== 'For everybody')).toEqual([]);
      }
    });

    it('leaves out the host’s e-mail, in fields, filters and sorting', async () => {
      const listed = await send('/api/meeting-connectors/recordings', { token: jwt });
      expect(JSON.stringify(listed.body)).not.toContain('ada@example.com');
      const filtered = await send('/api/meeting-connectors/recordings?filters[hostEmail][$contains]=ada', {
        token: jwt,
      });
      expect(filtered.status).toBe(400);
      const sorted = await send('/api/meeting-connectors/recordings?sort=hostEmail', { token: jwt });
      expect(sorted.status).toBe(400);
    });

    it('has no other type of the plugin in GraphQL', async () => {
      const answer = await send('/graphql', {
        method: 'POST',
        body: { query: '{ __schema { types { name fields { name } } } }' },
      });
      const types = (
        answer.body.data as { __schema: { types: { name: string; fields: { name: string }[] | null }[] } }
      ).__schema.types;
      const ours = types.filter(({ name }) => /^MeetingConnectors/i.test(name)).map(({ name }) => name);
      expect(ours.length).toBeGreaterThan(0);
      expect(ours.filter((name) => !name.startsWith('MeetingConnectorsRecording'))).toEqual([]);
      const fields = types
        .find(({ name }) => name === 'MeetingConnectorsRecording')
        ?.fields?.map(({ name }) => name);
      expect(fields).toContain('title');
      expect(fields).not.toContain('hostEmail');
    });
  });
});
