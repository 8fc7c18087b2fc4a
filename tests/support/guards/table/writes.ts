import { RECORDING } from '../../doors';
import { API, type World } from '../world';
import { apiWrites } from './api-writes';
import type { Caller } from './cast';
import { agentWrites, panelWrites } from './panel-writes';
import { ADDED, CONTENT, saidBy, TOOL, type Said, type Write } from './shared';
import { localFile, siteWrites, type Documents, type Uploads } from './site-writes';

/** Every way to write that a caller has. */
export const writesOf = (world: World, { by }: Pick<Caller, 'by'>): Write[] =>
  ({ api: apiWrites, panel: panelWrites, agent: agentWrites, site: siteWrites })[by](world);

/** A new entry, by each door. */
export function creationsOf(
  world: World,
  { by }: Pick<Caller, 'by'>,
): { action: string; ask(caller: Caller, as: 'draft' | 'published', data: object): Promise<Said> }[] {
  const CREATE =
    'mutation ($data: MeetingConnectorsRecordingInput!, $status: PublicationStatus) { createMeetingConnectorsRecording(data: $data, status: $status) { documentId } }';
  switch (by) {
    case 'api':
      return [
        {
          action: 'create',
          ask: async (caller, status, data) =>
            saidBy(await caller.send('POST', `${API}?status=${status}`, { data })),
        },
        {
          action: 'create by GraphQL',
          ask: async (caller, status, data) =>
            saidBy(await caller.graphql(CREATE, { data, status: status.toUpperCase() })),
        },
      ];
    case 'panel':
      return [
        {
          action: 'create',
          ask: async (caller, as, data) =>
            saidBy(await caller.send('POST', as === 'draft' ? CONTENT : `${CONTENT}/actions/publish`, data)),
        },
      ];
    case 'agent':
      return [
        {
          action: 'create',
          ask: async (caller, _as, { authorUserId: _author, ...data }: Record<string, unknown>) =>
            saidBy(await caller.tool(`create_${TOOL}`, { data })),
        },
      ];
    case 'site':
      return [
        {
          action: 'create',
          ask: async (_caller, status, data) => {
            const documents = world.site.strapi.documents(RECORDING as never) as unknown as Documents;
            try {
              return { ok: true, text: JSON.stringify(await documents.create({ data, status })) };
            } catch (error) {
              return { ok: false, text: String(error) };
            }
          },
        },
      ];
  }
}

/** A new file without a recording. */
export async function uploadAlone(world: World, caller: Caller): Promise<Said> {
  if (caller.by === 'site') {
    const uploads = world.site.strapi.plugin('upload').service('upload') as unknown as Uploads;
    return { ok: true, text: JSON.stringify(await uploads.upload({ data: {}, files: localFile(ADDED) })) };
  }
  return saidBy(await world.upload(caller.by === 'api' ? '/api/upload' : '/upload', caller.token, ADDED));
}
