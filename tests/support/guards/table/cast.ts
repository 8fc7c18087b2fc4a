import { PERMISSIONS } from '../../../../contracts/permissions';
import { ADMIN_RIGHTS, memberContributorRole } from '../../../../server/src/people/contributor-role';
import { contentRights, RECORDING, type Answer } from '../../doors';
import { READ, READ_OTHERS, UPLOAD, WRITE, type World } from '../world';

/** Who asks, and by which doors. */
export interface Caller {
  name: string;
  /** `api`: REST and GraphQL. `panel`: its routes. `agent`: its tools. `site`: in the process. */
  by: 'api' | 'panel' | 'agent' | 'site';
  token?: string;
  memberId?: number;
  adminId?: number;
  send(method: string, path: string, body?: unknown): Promise<Answer>;
  graphql(query: string, variables?: object): Promise<Answer>;
  tool(name: string, args: object): Promise<Answer>;
  /** Several calls of a tool by one request, which is much faster: Strapi makes all tools for each request. */
  tools(name: string, args: readonly object[]): Promise<Answer>;
}

const MEDIA = (...names: string[]) => names.map((name) => ({ action: `plugin::upload.${name}` }));
const MODERATE = { action: 'plugin::meeting-connectors.recordings.moderate' };
/** Who may read a recording and has this right puts it on hold. */
const HOLD = { action: 'plugin::meeting-connectors.recordings.hold' };
const WATCH = { action: 'plugin::meeting-connectors.runs.read' };
/** Rights of the Media Library, without a condition. */
const CHANGES_MEDIA = MEDIA('assets.create', 'assets.update', 'assets.download', 'assets.copy-link');

const callOf = (name: string, args: object, id = 1) => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name, arguments: args },
});

/** Everybody of the tables, on a site that gives them every right that fits their name. */
export async function makeCast(world: World): Promise<Map<string, Caller>> {
  const { site, visitors, makeRole, makeMember, makeToken, grant, members } = world;
  const uploadFor = `${RECORDING}.upload`;
  const everything = [...READ, ...WRITE, ...UPLOAD, uploadFor];
  const cast = new Map<string, Caller>();
  const add = (name: string, by: Caller['by'], more: Partial<Caller>) => {
    const send = (method: string, path: string, body?: unknown) =>
      visitors.send(method, path, { token: more.token, body });
    cast.set(name, {
      name,
      by,
      send,
      graphql: (query, variables = {}) => send('POST', '/graphql', { query, variables }),
      tool: (tool, args) => send('POST', '/mcp', callOf(tool, args)),
      tools: (tool, several) =>
        send(
          'POST',
          '/mcp',
          several.map((args, index) => callOf(tool, args, index)),
        ),
      ...more,
    });
  };

  const publicRole = (await site.strapi.db
    .query('plugin::users-permissions.role')
    .findOne({ where: { type: 'public' } })) as { id: number };
  await grant(publicRole.id, [uploadFor]);
  add('anonymous', 'api', {});

  const contributor = await memberContributorRole(site.strapi);
  const roles: [name: string, role: number][] = [
    ['member without find', await makeRole('table: others', READ_OTHERS)],
    ['member with find', await makeRole('table: readers', READ)],
    ['member with find and update', await makeRole('table: editors', everything)],
    ['author', contributor],
    ['other contributor', contributor],
    ['somebody else', contributor],
  ];
  for (const [index, [name, role]] of roles.entries()) {
    const user = `table${index}`;
    const token = await makeMember(user, role);
    add(name, 'api', { token, memberId: members[user]?.id });
  }
  add('token, read-only', 'api', { token: await makeToken('read-only') });
  add('token with find', 'api', { token: await makeToken('custom', READ) });
  add('token with find and update', 'api', { token: await makeToken('custom', everything) });
  add('token, full', 'api', { token: await makeToken('full-access') });

  const people: [name: string, rights: Parameters<typeof visitors.person>[1]][] = [
    [
      'moderator with read',
      [...contentRights(['read']), MODERATE, HOLD, WATCH, ...MEDIA('read'), ...CHANGES_MEDIA],
    ],
    ['moderator without read', [MODERATE, HOLD, ...CHANGES_MEDIA]],
    [
      'editor of the panel',
      [
        ...contentRights(['create', 'read', 'update', 'delete', 'publish']),
        ...MEDIA('read'),
        ...CHANGES_MEDIA,
      ],
    ],
    ['manager', Object.keys(PERMISSIONS).map((id) => ({ action: `plugin::meeting-connectors.${id}` }))],
  ];
  for (const [name, rights] of people) {
    const { token, id } = await visitors.person(name.split(' ')[0] ?? name, rights);
    add(name, 'panel', { token, adminId: id });
  }
  const person = await world.contributorOfPanel();
  add('Contributor of the panel', 'panel', { token: person.token, adminId: person.id });

  const owner = (await site.strapi.db
    .query('admin::user')
    .findOne({ where: { id: person.id }, populate: ['roles'] })) as { id: number };
  const { accessKey } = await visitors.service('admin::api-token-admin').create(
    {
      name: 'agent of a Contributor',
      kind: 'admin',
      lifespan: null,
      adminPermissions: ADMIN_RIGHTS,
    },
    owner,
  );
  add('agent of a Contributor', 'agent', { token: accessKey, adminId: person.id });
  add('site code', 'site', {});
  return cast;
}
