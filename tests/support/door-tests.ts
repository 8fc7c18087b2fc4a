import { DEFAULT_CONNECTOR_OPTIONS } from '../../contracts/defaults';
import type { ReviewState } from '../../contracts/review';
import { startZoomEmulator } from '../../emulators/zoom/emulator';
import { ADMIN } from '../../playground/client/admin-account';
import type { Site } from './boot-site';
import { contentRights, RECORDING, visitorsOf, type Answer, type Person, type Visitors } from './doors';
import { addHost, connectorBody, daysAgo, until, type Zoom } from './zoom-site';

/** The configuration that a site needs for every way to publish. */
export const DOORS = { server: { mcp: { enabled: true } }, env: { PLAYGROUND_OWN_ROUTE: 'true' } };

/** The tests for one database. The site is booted with `DOORS`. */
export function testDoors(boot: () => Promise<Site>) {
  let site: Site;
  let visitors: Visitors;
  let editor: Person;
  let moderator: Person;
  let apiToken: string;
  let agentToken: string;
  let zoom: Zoom;

  const documents = () => site.strapi.documents(RECORDING as Parameters<Site['strapi']['documents']>[0]);
  const fields = (title: string) => ({
    title,
    visibility: 'public',
    startedAt: '2026-02-10T16:36:00.000Z',
  });
  const draft = async (title: string) =>
    (await documents().create({ data: fields(title) as never })).documentId;
  const versions = async (documentId: string) => {
    const rows: { title: string; publishedAt: string | null }[] = await site.strapi.db
      .query(RECORDING)
      .findMany({ where: { documentId } });
    return {
      draft: rows.find(({ publishedAt }) => publishedAt === null)?.title,
      published: rows.find(({ publishedAt }) => publishedAt !== null)?.title,
    };
  };
  const stateOf = async (documentId: string): Promise<ReviewState> => {
    const answer = await moderator.plugin('GET', `/reviews/states?documentIds=${documentId}`);
    const [review] = answer.body.data as { state: ReviewState }[];
    return review?.state ?? 'none';
  };
  const moderation = async (enabled: boolean, moderatorsPublishDirectly = false) => {
    const { body } = await site.admin.call<{ data: object }>('GET', '/moderation');
    await site.admin.must('PUT', '/moderation', { ...body.data, enabled, moderatorsPublishDirectly });
  };
  const idOf = (answer: Answer) => (answer.body.data as { documentId: string }).documentId;
  const graphql = (query: string, variables: object) =>
    visitors.send('POST', '/graphql', { token: apiToken, body: { query, variables } });

  const callTool = async (name: string, args: object): Promise<Answer> => {
    const answer = await visitors.send('POST', '/mcp', {
      token: agentToken,
      body: { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } },
    });
    expect(JSON.stringify(answer.body)).not.toMatch(/isError\W+true/);
    return answer;
  };

  beforeAll(async () => {
    [site, zoom] = await Promise.all([boot(), startZoomEmulator({})]);
    visitors = visitorsOf(site);
    editor = await visitors.person('Edda', contentRights(['create', 'read', 'update', 'delete', 'publish']));
    moderator = await visitors.person('Momo', [
      ...contentRights(['create', 'read', 'update', 'publish']),
      { action: 'plugin::meeting-connectors.recordings.moderate' },
    ]);
    apiToken = await visitors.apiToken();
    const superAdmin = (await site.strapi.db
      .query('admin::user')
      .findOne({ where: { email: ADMIN.email }, populate: ['roles'] })) as { id: number };
    const agent = await visitors.service('admin::api-token-admin').create(
      {
        name: 'agent',
        kind: 'admin',
        lifespan: null,
        adminPermissions: ['create', 'read', 'update', 'publish'].map((action) => ({
          action: `plugin::content-manager.explorer.${action}`,
          subject: RECORDING,
          conditions: [],
          properties: {},
        })),
      },
      superAdmin,
    );
    agentToken = agent.accessKey;
  });
  afterAll(async () => {
    await site.stop();
    await zoom.stop();
  });

  /** The ways of callers that Strapi authenticates: what each does to a draft, and its answer. */
  const knownDoors: {
    name: string;
    open: (documentId: string, title: string) => Promise<{ id: string; answer: Answer }>;
  }[] = [
    {
      name: 'the content manager, publishing with edits',
      open: async (id, title) => {
        const answer = await editor.content('POST', `/${id}/actions/publish`, fields(title));
        return { id, answer };
      },
    },
    {
      name: 'the content manager, publishing a new entry',
      open: async (_id, title) => {
        const answer = await editor.content('POST', '/actions/publish', fields(title));
        return { id: idOf(answer), answer };
      },
    },
    {
      name: 'the content manager, publishing many',
      open: async (id, title) => {
        await editor.content('PUT', `/${id}`, fields(title));
        const answer = await editor.content('POST', '/actions/bulkPublish', { documentIds: [id] });
        return { id, answer };
      },
    },
    {
      name: 'REST, creating, which publishes unless told otherwise',
      open: async (_id, title) => {
        const answer = await visitors.send('POST', '/api/meeting-connectors/recordings', {
          token: apiToken,
          body: { data: fields(title) },
        });
        return { id: idOf(answer), answer };
      },
    },
    {
      name: 'REST, updating with status=published',
      open: async (id, title) => {
        const answer = await visitors.send(
          'PUT',
          `/api/meeting-connectors/recordings/${id}?status=published`,
          {
            token: apiToken,
            body: { data: fields(title) },
          },
        );
        return { id, answer };
      },
    },
    {
      name: 'GraphQL, creating',
      open: async (_id, title) => {
        const answer = await graphql(
          'mutation ($data: MeetingConnectorsRecordingInput!) { createMeetingConnectorsRecording(data: $data, status: PUBLISHED) { documentId } }',
          { data: fields(title) },
        );
        const { createMeetingConnectorsRecording: made } = answer.body.data as Record<
          string,
          { documentId: string }
        >;
        return { id: made?.documentId ?? '', answer };
      },
    },
    {
      name: 'GraphQL, updating',
      open: async (id, title) => {
        const answer = await graphql(
          'mutation ($id: ID!, $data: MeetingConnectorsRecordingInput!) { updateMeetingConnectorsRecording(documentId: $id, data: $data, status: PUBLISHED) { documentId } }',
          { id, data: fields(title) },
        );
        return { id, answer };
      },
    },
    {
      name: 'an agent’s tool, which acts as the user of its token',
      open: async (id, title) => {
        await editor.content('PUT', `/${id}`, fields(title));
        const answer = await callTool('publish_plugin-meeting-connectors_recording', { documentId: id });
        return { id, answer };
      },
    },
    {
      name: 'the document service in a request of the site’s own code',
      open: async (id, title) => {
        const answer = await visitors.send('POST', '/api/playground/publish', {
          token: apiToken,
          body: { documentId: id, data: fields(title) },
        });
        return { id, answer };
      },
    },
  ];

  describe('with content moderation on, a known caller', () => {
    beforeAll(() => moderation(true));

    it.each(knownDoors)(
      'keeps its edits by $name, and the entry waits for a moderator',
      async ({ name, open }) => {
        const id = await draft(`Before ${name}`);
        const { id: opened, answer } = await open(id, `After ${name}`);
        expect([answer.status, answer.body.error, answer.body.errors]).toEqual([
          expect.any(Number),
          undefined,
          undefined,
        ]);
        expect(answer.status).toBeLessThan(300);
        expect(await versions(opened)).toEqual({ draft: `After ${name}`, published: undefined });
        expect(await stateOf(opened)).toBe('pending');
      },
    );

    it('is asked for once in each call, if it is an agent’s tool', async () => {
      const id = await draft('Asked once');
      let asked = 0;
      const stop = site.strapi.db.lifecycles.subscribe({
        models: ['admin::user'],
        beforeFindOne({ params }) {
          const { where } = params as { where?: { isActive?: boolean; blocked?: boolean } };
          if (where?.isActive === true && where.blocked === false) asked += 1;
        },
      });
      await callTool('publish_plugin-meeting-connectors_recording', { documentId: id });
      stop();
      expect(asked).toBe(1);
    });

    it('gets the draft in the shape of what was asked for', async () => {
      const id = await draft('Asked for');
      const answer = await editor.content('POST', `/${id}/actions/publish`, fields('Asked for'));
      expect(answer.body.data).toMatchObject({ documentId: id, title: 'Asked for', publishedAt: null });
    });

    it('changes a published recording without anybody seeing it before it is approved', async () => {
      await moderation(false);
      const id = await draft('Seen');
      await editor.content('POST', `/${id}/actions/publish`, fields('Seen'));
      await moderation(true);
      await editor.content('POST', `/${id}/actions/publish`, fields('Not yet seen'));
      expect(await versions(id)).toEqual({ draft: 'Not yet seen', published: 'Seen' });
      expect(await stateOf(id)).toBe('pending');
    });

    it('is a moderator: they wait like the others, unless the site lets them publish directly', async () => {
      const id = await draft('By a moderator');
      await moderator.content('POST', `/${id}/actions/publish`, fields('By a moderator'));
      expect([(await versions(id)).published, await stateOf(id)]).toEqual([undefined, 'pending']);
      await moderation(true, true);
      await moderator.content('POST', `/${id}/actions/publish`, fields('By a moderator'));
      expect([(await versions(id)).published, await stateOf(id)]).toEqual(['By a moderator', 'approved']);
      await editor.content('POST', `/${id}/actions/publish`, fields('By an editor'));
      expect([(await versions(id)).published, await stateOf(id)]).toEqual(['By a moderator', 'pending']);
      await moderation(true);
    });

    it('may unpublish, throw changes away and delete: the queue follows', async () => {
      await moderation(false);
      const id = await draft('Comes and goes');
      await editor.content('POST', `/${id}/actions/publish`, fields('Comes and goes'));
      await moderation(true);
      await editor.content('POST', `/${id}/actions/publish`, fields('Changed'));
      expect(await stateOf(id)).toBe('pending');
      await editor.content('POST', `/${id}/actions/discard`, {});
      expect([await versions(id), await stateOf(id)]).toEqual([
        { draft: 'Comes and goes', published: 'Comes and goes' },
        'none',
      ]);
      await editor.content('POST', `/${id}/actions/publish`, fields('Changed again'));
      await editor.content('POST', `/${id}/actions/unpublish`, {});
      expect([await versions(id), await stateOf(id)]).toEqual([
        { draft: 'Changed again', published: undefined },
        'pending',
      ]);
      await editor.content('DELETE', `/${id}`);
      expect(await site.strapi.db.connection('mc_reviews').where({ recording_document_id: id })).toEqual([]);
    });
  });

  describe('with content moderation off, a known caller', () => {
    beforeAll(() => moderation(false));

    it.each(knownDoors)('publishes by $name', async ({ name, open }) => {
      const { id, answer } = await open(await draft(`Before ${name}`), `Now ${name}`);
      expect(answer.status).toBeLessThan(300);
      expect(await versions(id)).toEqual({ draft: `Now ${name}`, published: `Now ${name}` });
      expect(await stateOf(id)).toBe('none');
    });
  });

  describe.each([
    ['on', true],
    ['off', false],
  ])('fault 83: with content moderation %s, a caller that nobody knows is refused', (_name, enabled) => {
    beforeAll(() => moderation(enabled));
    let id: string;
    beforeEach(async () => {
      id = await draft('Of nobody');
    });
    const stays = async () => {
      expect(await versions(id)).toEqual({ draft: 'Of nobody', published: undefined });
      expect(await stateOf(id)).toBe('none');
      const others: unknown[] = await site.strapi.db
        .query(RECORDING)
        .findMany({ where: { title: 'Smuggled', publishedAt: { $notNull: true } } });
      expect(others).toEqual([]);
    };
    const REFUSED = /not signed in/;

    it('through a script without a request', async () => {
      await expect(documents().publish({ documentId: id })).rejects.toThrow(REFUSED);
      const data = fields('Smuggled') as never;
      await expect(documents().create({ data, status: 'published' })).rejects.toThrow(REFUSED);
      await expect(documents().update({ documentId: id, data, status: 'published' })).rejects.toThrow(
        REFUSED,
      );
      await expect(documents().clone({ documentId: id, data, status: 'published' } as never)).rejects.toThrow(
        REFUSED,
      );
      await stays();
    });

    it('through a script with a forged request state', async () => {
      const forged = {
        state: {
          auth: { strategy: { name: 'admin' }, credentials: { id: 1 } },
          user: { id: 1 },
          userAbility: { can: () => true },
        },
      };
      await expect(
        site.strapi.requestContext.run(
          forged as never,
          () => documents().publish({ documentId: id }) as never,
        ),
      ).rejects.toThrow(REFUSED);
      await stays();
    });

    it('through an action that runs as the system, such as a scheduled one', async () => {
      const context = { state: { auditSource: 'schedule' }, request: { url: '' } };
      await expect(
        site.strapi.requestContext.run(
          context as never,
          () => documents().publish({ documentId: id }) as never,
        ),
      ).rejects.toThrow(REFUSED);
      await stays();
    });

    it('through the old entity service and the query engine below it', async () => {
      const data = {
        ...fields('Smuggled'),
        publishedAt: new Date().toISOString(),
        documentId: 'smuggled00000000000000aa',
      };
      await site.strapi.entityService
        .create(RECORDING as never, { data: data as never })
        .catch((error: Error) => expect(error.message).toMatch(REFUSED));
      const query = site.strapi.db.query(RECORDING);
      await expect(query.create({ data })).rejects.toThrow(REFUSED);
      await expect(query.createMany({ data: [data] })).rejects.toThrow(REFUSED);
      await expect(query.update({ where: { documentId: id }, data })).rejects.toThrow(REFUSED);
      await expect(query.updateMany({ where: { documentId: id }, data })).rejects.toThrow(REFUSED);
      await stays();
    });
  });

  describe('the plugin’s own import', () => {
    const importOne = async (publishStatus: 'draft' | 'published') => {
      const host = addHost(zoom);
      zoom.addMeeting({ hostId: host.id, startedAt: daysAgo(1) });
      const connector = await site.admin.addConnector(
        connectorBody(zoom, { ...DEFAULT_CONNECTOR_OPTIONS, hostEmails: [host.email], publishStatus }),
      );
      const [row] = await until(
        () => site.admin.imports(connector.id),
        (rows) => rows.length === 1 && rows[0]?.status === 'done',
      );
      return row?.recordingDocumentIds[0] ?? '';
    };

    it('of what is to be published waits for a moderator, and a draft stays a draft until somebody publishes it', async () => {
      await moderation(true);
      const waiting = await importOne('published');
      expect([(await versions(waiting)).published, await stateOf(waiting)]).toEqual([undefined, 'pending']);
      const drafted = await importOne('draft');
      expect([(await versions(drafted)).published, await stateOf(drafted)]).toEqual([undefined, 'none']);
      await editor.content('POST', `/${drafted}/actions/publish`, { title: 'Sent by hand' });
      expect([(await versions(drafted)).published, await stateOf(drafted)]).toEqual([undefined, 'pending']);
    });

    it('publishes where no moderation is', async () => {
      await moderation(false);
      const id = await importOne('published');
      expect((await versions(id)).published).toEqual(expect.any(String));
      expect(await stateOf(id)).toBe('none');
    });
  });
}
