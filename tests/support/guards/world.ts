import { adminContributorRole } from '../../../server/src/people/contributor-role';
import type { Site } from '../boot-site';
import { RECORDING, visitorsOf, type Answer, type Person, type Visitors } from '../doors';
import { addMember, allow, type Member } from '../member';

/** What a site must have so that each way to recordings is there. */
export const GUARDED = { server: { mcp: { enabled: true } }, env: { PLAYGROUND_SITE_TYPE: 'true' } };

export const API = '/api/meeting-connectors/recordings';
export const LESSON = 'api::lesson.lesson';
export const FILE = 'plugin::upload.file';
export const OWNER = 'plugin::meeting-connectors.file-owner';
export const REFUSALS = new Set<number | 'errors'>([403, 404, 'errors']);
export const STARTED = '2026-02-10T16:36:00.000Z';

/** The recordings of the site. `ada`: she is the author. */
export const ENTRIES = {
  pubpublic: { published: true, visibility: 'public', author: undefined, review: undefined },
  pubprivate: { published: true, visibility: 'private', author: undefined, review: undefined },
  draftpublic: { published: false, visibility: 'public', author: 'ada', review: undefined },
  draftprivate: { published: false, visibility: 'private', author: 'ada', review: undefined },
  waiting: { published: false, visibility: 'public', author: 'ada', review: 'pending' },
  rejected: { published: false, visibility: 'public', author: 'ada', review: 'rejected' },
  nobodys: { published: false, visibility: 'public', author: undefined, review: undefined },
} as const;
export type Name = keyof typeof ENTRIES;
export const NAMES = Object.keys(ENTRIES) as Name[];

/** Rights of the content API. */
export const READ = ['find', 'findOne']
  .flatMap((action) => [
    `${RECORDING}.${action}`,
    `${LESSON}.${action}`,
    `plugin::upload.content-api.${action}`,
  ])
  .concat('plugin::upload.content-api.findPage');
export const READ_OTHERS = READ.filter((action) => !action.startsWith(RECORDING));
export const WRITE = ['create', 'update', 'delete'].map((action) => `${RECORDING}.${action}`);
export const UPLOAD = ['plugin::upload.content-api.upload', 'plugin::upload.content-api.destroy'];

/** A site with callers and recordings of each kind, as the tests of guards share it. */
export function guardedWorld() {
  const tokens: Record<string, string | undefined> = { anonymous: undefined };
  const members: Record<string, Member> = {};
  const ids = {} as Record<Name, string>;
  const files = {} as Record<Name, number>;

  const send = (method: string, path: string, who: string, body?: unknown) =>
    world.visitors.send(method, path, { token: tokens[who], body });
  const graphql = (who: string, query: string, variables: object = {}) =>
    send('POST', '/graphql', who, { query, variables });
  const content = (method: string, path: string, body?: object) =>
    world.visitors.send(method, `/content-manager/collection-types/${RECORDING}${path}`, {
      token: world.superToken,
      body,
    });
  const moderation = async (enabled: boolean, moderatorsPublishDirectly = false) => {
    const { body } = await world.site.admin.call<{ data: object }>('GET', '/moderation');
    await world.site.admin.must('PUT', '/moderation', { ...body.data, enabled, moderatorsPublishDirectly });
  };
  const upload = async (path: string, token: string | undefined, name: string, fields: object = {}) => {
    const form = new FormData();
    form.append('files', new Blob([`WEBVTT\n\nNOTE ${name}\n`], { type: 'text/vtt' }), `${name}.vtt`);
    for (const [key, value] of Object.entries(fields)) form.append(key, String(value));
    const answer = await fetch(`${world.site.url}${path}`, {
      method: 'POST',
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      body: form,
    });
    const body: unknown = await answer.json().catch(() => undefined);
    return { status: answer.status, body };
  };
  const describeFile = (path: string, token: string | undefined, id: number | string, fileInfo: object) =>
    world.visitors.send('POST', `${path}?id=${id}`, { token, body: { fileInfo } });
  const idOfUpload = ({ body }: { body: unknown }) => (body as { id: number }[])[0]?.id ?? 0;
  /** The ledger names files by their document ids. */
  const keyOf = async (id: number) =>
    (
      (await world.site.strapi.db.query('plugin::upload.file').findOne({ where: { id } })) as {
        documentId: string;
      }
    ).documentId;
  const rowsOf = async (documentId: string) =>
    (await world.site.strapi.db
      .query(RECORDING)
      .findMany({ where: { documentId }, populate: ['captions'] })) as {
      title: string;
      publishedAt: string | null;
      visibility: string;
      authorUserId: number | null;
      captions: { id: number } | null;
    }[];
  const isPublished = async (documentId: string) =>
    (await rowsOf(documentId)).some(({ publishedAt }) => publishedAt !== null);
  const reviewOf = async (documentId: string) => {
    const row = (await world.site.strapi.db
      .query('plugin::meeting-connectors.review')
      .findOne({ where: { recordingDocumentId: documentId } })) as { state: string } | null;
    return row?.state ?? 'none';
  };
  /** Everything that a refused request could have changed. */
  const fingerprint = async () => {
    const tables = ['mc_recordings', 'mc_reviews', 'mc_file_owners', 'mc_holds', 'files', 'lessons'];
    const links = 'files_related_mph';
    return JSON.stringify(
      await Promise.all(
        [...tables, links].map((table) => world.site.strapi.db.connection(table).select().orderBy('id')),
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
    const query = (of: string) => world.site.strapi.db.query(`plugin::users-permissions.${of}`);
    const role = (await query('role').create({ data: { name, type: name } })) as { id: number };
    await grant(role.id, actions);
    return Number(role.id);
  }
  const grant = (role: number, actions: string[]) => allow(world.site, role, actions);
  async function makeMember(name: string, role: number) {
    const member = await addMember(world.site, name, role);
    members[name] = member;
    return member.token;
  }
  const makeToken = async (type: string, permissions?: string[]) =>
    (
      await world.visitors.service('admin::api-token').create({
        name: `token ${Object.keys(tokens).length}`,
        type,
        lifespan: null,
        ...(permissions === undefined ? {} : { permissions }),
      })
    ).accessKey;

  /** A Contributor of the panel. */
  const contributorOfPanel = async (): Promise<Person> => {
    const role = await adminContributorRole(world.site.strapi);
    const person = await world.visitors.person('Carla', []);
    const users = world.site.strapi.service('admin::user') as unknown as {
      updateById(id: number, patch: object): Promise<unknown>;
    };
    await users.updateById(person.id, { roles: [role] });
    return person;
  };

  const world = {
    site: undefined as unknown as Site,
    visitors: undefined as unknown as Visitors,
    superToken: '',
    /** A file that only the ledger knows, as an original or a second view is. */
    ledgerFile: 0,
    tokens,
    members,
    ids,
    files,
    send,
    graphql,
    content,
    moderation,
    upload,
    describeFile,
    idOfUpload,
    keyOf,
    rowsOf,
    isPublished,
    reviewOf,
    refused,
    shownIn,
    makeRole,
    grant,
    makeMember,
    makeToken,
    contributorOfPanel,
    async open(boot: () => Promise<Site>) {
      world.site = await boot();
      world.visitors = visitorsOf(world.site);
      world.superToken = await world.site.admin.token();
    },
  };
  return world;
}
export type World = ReturnType<typeof guardedWorld>;
