import { ask } from '../../../../playground/client/ask';
import { RECORDING, type Answer } from '../../doors';
import { API, LESSON, type World } from '../world';
import type { Caller } from './cast';
import type { Entry } from './entries';

/** One way to read, of everything at once or of one entry after the other. */
export interface Read {
  action: string;
  shows: 'recordings' | 'files';
  /** Strapi shows only published recordings there, whoever asks. */
  published?: true;
  /** Who has the right of the plugin that it asks for. */
  only?: string[];
  /** Everything that was answered, as text. */
  ask(caller: Caller, entries: readonly Entry[]): Promise<string>;
}

const textOf = (...answers: Answer[]) => JSON.stringify(answers.map(({ body }) => body));
const WIDE = 'pagination[pageSize]=100';
const STATUSES = ['draft', 'published'] as const;
const FIELDS = '{ documentId title transcript captions { name url } }';
const SHELF = `{ recording ${FIELDS} file { name url } }`;

/** The same question about drafts and about published rows. */
const both = async (one: (status: (typeof STATUSES)[number]) => Promise<Answer>) =>
  textOf(await one('draft'), await one('published'));

const API_READS: Read[] = [
  {
    action: 'read',
    shows: 'recordings',
    ask: async (caller, entries) => {
      const texts: string[] = [];
      for (const { documentId } of entries) {
        texts.push(
          await both((status) =>
            caller.send('GET', `${API}/${documentId}?status=${status}&populate=captions`),
          ),
          await both((status) =>
            caller.graphql(
              `{ meetingConnectorsRecording(documentId: "${documentId}", status: ${status.toUpperCase()}) ${FIELDS} }`,
            ),
          ),
        );
      }
      return texts.join();
    },
  },
  {
    action: 'list',
    shows: 'recordings',
    ask: (caller) =>
      both((status) => caller.send('GET', `${API}?${WIDE}&populate=captions&status=${status}`)),
  },
  {
    action: 'list by GraphQL',
    shows: 'recordings',
    ask: (caller) =>
      both((status) =>
        caller.graphql(
          `{ meetingConnectorsRecordings(status: ${status.toUpperCase()}, pagination: { limit: 100 }) ${FIELDS} }`,
        ),
      ),
  },
  {
    action: 'filter',
    shows: 'recordings',
    ask: (caller) =>
      both((status) =>
        caller.send('GET', `${API}?${WIDE}&filters[transcript][$contains]=said&status=${status}`),
      ),
  },
  {
    action: 'sort',
    shows: 'recordings',
    ask: (caller) => both((status) => caller.send('GET', `${API}?${WIDE}&sort=transcript&status=${status}`)),
  },
  {
    action: 'search',
    shows: 'recordings',
    ask: (caller) => both((status) => caller.send('GET', `${API}?${WIDE}&_q=said&status=${status}`)),
  },
  {
    action: 'populate from a site type',
    shows: 'recordings',
    ask: (caller) =>
      both((status) =>
        caller.send(
          'GET',
          `/api/lessons?${WIDE}&status=${status}&populate[recording][populate]=captions&populate[recordings][populate]=captions`,
        ),
      ),
  },
  {
    action: 'populate from a site type by GraphQL',
    shows: 'recordings',
    published: true,
    ask: async (caller) =>
      textOf(
        await caller.graphql(
          `{ lessons(pagination: { limit: 100 }) { recording ${FIELDS} recordings(pagination: {}) ${FIELDS} shelf ${SHELF} zone { ... on ComponentSiteShelf ${SHELF} } } }`,
        ),
      ),
  },
  {
    action: 'populate from a component',
    shows: 'recordings',
    ask: (caller) =>
      both((status) =>
        caller.send('GET', `/api/lessons?${WIDE}&status=${status}&populate[shelf][populate]=*`),
      ),
  },
  {
    action: 'populate from a dynamic zone',
    shows: 'recordings',
    ask: (caller) =>
      both((status) =>
        caller.send(
          'GET',
          `/api/lessons?${WIDE}&status=${status}&populate[zone][on][site.shelf][populate]=*`,
        ),
      ),
  },
  {
    action: 'media’s back relation',
    shows: 'recordings',
    ask: async (caller) =>
      textOf(
        await caller.send('GET', '/api/upload/files?populate=related'),
        await caller.graphql(
          '{ uploadFiles(pagination: { limit: 100 }) { name related { ... on MeetingConnectorsRecording { title transcript } } } }',
        ),
      ),
  },
  {
    action: 'file list',
    shows: 'files',
    ask: async (caller) => textOf(await caller.send('GET', '/api/upload/files')),
  },
  {
    action: 'file list by GraphQL',
    shows: 'files',
    ask: async (caller) =>
      textOf(await caller.graphql('{ uploadFiles(pagination: { limit: 100 }) { name url } }')),
  },
  {
    action: 'files of a site type',
    shows: 'files',
    ask: async (caller) =>
      textOf(
        await caller.send(
          'GET',
          `/api/lessons?${WIDE}&populate[cover]=true&populate[shelf][populate]=file&populate[zone][on][site.shelf][populate]=file`,
        ),
      ),
  },
  {
    action: 'files of a site type by GraphQL',
    shows: 'files',
    ask: async (caller) =>
      textOf(
        await caller.graphql(
          '{ lessons(pagination: { limit: 100 }) { cover { name } shelf { file { name } } zone { ... on ComponentSiteShelf { file { name } } } } }',
        ),
      ),
  },
];

const CONTENT = `/content-manager/collection-types/${RECORDING}`;
const PANEL_READS: Read[] = [
  {
    action: 'read',
    shows: 'recordings',
    ask: async (caller, entries) => {
      const texts: string[] = [];
      for (const { documentId } of entries) {
        texts.push(
          await both((status) => caller.send('GET', `${CONTENT}/${documentId}?status=${status}`)),
          textOf(await caller.send('GET', `/meeting-connectors/recordings/${documentId}/review`)),
        );
      }
      return texts.join();
    },
  },
  {
    action: 'list',
    shows: 'recordings',
    ask: (caller) => both((status) => caller.send('GET', `${CONTENT}?pageSize=100&status=${status}`)),
  },
  {
    action: 'filter',
    shows: 'recordings',
    ask: (caller) =>
      both((status) =>
        caller.send(
          'GET',
          `${CONTENT}?pageSize=100&filters[$and][0][transcript][$contains]=said&status=${status}`,
        ),
      ),
  },
  {
    action: 'sort',
    shows: 'recordings',
    ask: (caller) =>
      both((status) => caller.send('GET', `${CONTENT}?pageSize=100&sort=title:ASC&status=${status}`)),
  },
  {
    action: 'search',
    shows: 'recordings',
    ask: (caller) => both((status) => caller.send('GET', `${CONTENT}?pageSize=100&_q=said&status=${status}`)),
  },
  {
    action: 'file list',
    shows: 'files',
    ask: async (caller) => textOf(await caller.send('GET', '/upload/files?pageSize=100')),
  },
];
/** Whoever manages sees all imports, and the addresses of no file that they may not read. */
const ADDRESSES_OF_IMPORTS: Read = {
  action: 'addresses of imports',
  shows: 'files',
  only: ['manager', 'moderator with read'],
  ask: async (caller, entries) => {
    const texts: string[] = [];
    for (const { importId, documentId, fileUrl, name } of entries) {
      const said = textOf(
        await caller.send('GET', `/meeting-connectors/imports/${importId}`),
        await caller.send('GET', `/meeting-connectors/recordings/${documentId}/imports`),
        await caller.send('POST', `/meeting-connectors/imports/${importId}/again`, {}),
      );
      if (said.includes(fileUrl)) texts.push(`file.${name}`);
    }
    return texts.join();
  },
};

const TOOL = 'plugin-meeting-connectors_recording';
const AGENT_READS: Read[] = [
  {
    action: 'read',
    shows: 'recordings',
    ask: (caller, entries) =>
      both((status) =>
        caller.tools(
          `get_${TOOL}`,
          entries.map(({ documentId }) => ({ documentId, status })),
        ),
      ),
  },
  {
    action: 'list',
    shows: 'recordings',
    ask: (caller) => both((status) => caller.tool(`list_${TOOL}`, { status, pageSize: 100 })),
  },
  {
    action: 'filter',
    shows: 'recordings',
    ask: (caller) =>
      both((status) =>
        caller.tool(`list_${TOOL}`, {
          status,
          pageSize: 100,
          filters: { transcript: { $contains: 'said' } },
        }),
      ),
  },
  {
    action: 'sort',
    shows: 'recordings',
    ask: (caller) =>
      both((status) => caller.tool(`list_${TOOL}`, { status, pageSize: 100, sort: 'title:asc' })),
  },
  {
    action: 'file list',
    shows: 'files',
    ask: async (caller) => textOf(await caller.tool('media_list_assets', { pageSize: 100 })),
  },
];

const siteReads = (world: World): Read[] => {
  const find = async (uid: string, query: object) =>
    JSON.stringify(
      await (
        world.site.strapi.documents(uid as never) as unknown as { findMany(of: object): Promise<unknown> }
      ).findMany({ limit: 100, ...query }),
    );
  const statuses = async (query: object) =>
    (await find(RECORDING, { ...query, status: 'draft' })) +
    (await find(RECORDING, { ...query, status: 'published' }));
  return [
    { action: 'list', shows: 'recordings', ask: () => statuses({}) },
    {
      action: 'filter',
      shows: 'recordings',
      ask: () => statuses({ filters: { transcript: { $contains: 'said' } } }),
    },
    { action: 'sort', shows: 'recordings', ask: () => statuses({ sort: 'transcript' }) },
    { action: 'search', shows: 'recordings', ask: () => statuses({ _q: 'said' }) },
    {
      action: 'populate from a site type',
      shows: 'recordings',
      ask: async () =>
        (await find(LESSON, { status: 'draft', populate: ['recording'] })) +
        (await find(LESSON, { status: 'published', populate: ['recording'] })),
    },
    {
      action: 'file list',
      shows: 'files',
      ask: async () => JSON.stringify(await world.site.strapi.db.query('plugin::upload.file').findMany({})),
    },
  ];
};

/** The file itself: its address, by the way on which this caller gets it, and what is answered there. */
const download = (world: World): Read => ({
  action: 'download',
  shows: 'files',
  ask: async (caller, entries) => {
    const texts: string[] = [];
    const toldAgent =
      caller.by === 'agent'
        ? textOf(
            await caller.tools(
              'media_get_asset',
              entries.map(({ fileId }) => ({ id: fileId })),
            ),
          )
        : '';
    for (const { fileId, documentId, fileUrl } of entries) {
      const said =
        caller.by === 'agent'
          ? toldAgent
          : textOf(
              ...(caller.by === 'api'
                ? [await caller.send('GET', `/api/upload/files/${fileId}`)]
                : [
                    await caller.send('GET', `${CONTENT}/${documentId}?status=draft`),
                    await caller.send('GET', `/upload/files/${fileId}`),
                  ]),
            );
      if (said.includes(fileUrl)) texts.push((await ask(world.site.url, 'GET', fileUrl)).text);
    }
    return texts.join();
  },
});

/** The plugin's own download: a short-lived address of each file, by the row that is asked for. */
const downloadByRoute = (world: World): Read => ({
  action: 'download by its route',
  shows: 'recordings',
  ask: async (caller, entries) => {
    const marks: string[] = [];
    const follow = async (where: string, entry: Entry, rows: string[]) => {
      const { status, body } = await caller.send('GET', where);
      if (status !== 200) return;
      for (const { url } of body.data as { url: string }[]) {
        const { text } = await ask(world.site.url, 'GET', url);
        if (text.includes(`file.${entry.name}`)) marks.push(...rows.map((row) => `${row}.${entry.name}`));
      }
    };
    for (const entry of entries) {
      if (caller.by === 'api') {
        await follow(`${API}/${entry.documentId}/files?status=draft`, entry, ['dra']);
        await follow(`${API}/${entry.documentId}/files?status=published`, entry, ['pub']);
      } else {
        await follow(`/meeting-connectors/recordings/${entry.documentId}/files`, entry, ['dra', 'pub']);
      }
    }
    return marks.join();
  },
});

export function readsOf(world: World, { by }: Pick<Caller, 'by'>): Read[] {
  switch (by) {
    case 'api':
      return [...API_READS, download(world), downloadByRoute(world)];
    case 'panel':
      return [...PANEL_READS, ADDRESSES_OF_IMPORTS, download(world), downloadByRoute(world)];
    case 'agent':
      return [...AGENT_READS, download(world), downloadByRoute(world)];
    case 'site':
      return siteReads(world);
  }
}

/** Questions to other types whose answers would tell of recordings that they don't show. */
export const QUESTIONS: { action: string; path: string }[] = [
  {
    action: 'filter through a site type',
    path: '/api/lessons?filters[recording][transcript][$contains]=said',
  },
  {
    action: 'filter through a component',
    path: '/api/lessons?filters[shelf][recording][transcript][$contains]=said',
  },
  { action: 'sort through a site type', path: '/api/lessons?sort=recording.transcript' },
  {
    action: 'filter what is populated',
    path: '/api/lessons?populate[recordings][filters][transcript][$contains]=said',
  },
  { action: 'filter by the address of a file', path: '/api/lessons?filters[cover][url][$contains]=file' },
  { action: 'count media’s back relation', path: '/api/upload/files?populate[related][count]=true' },
];
