import { API, STARTED, type World } from '../world';
import { asked, formFor, formWithPivot, NEW_TITLE, sharedWrites, written, type Write } from './shared';

const UPDATE =
  'mutation ($id: ID!, $data: MeetingConnectorsRecordingInput!, $status: PublicationStatus) { updateMeetingConnectorsRecording(documentId: $id, data: $data, status: $status) { documentId } }';
const DELETE = 'mutation ($id: ID!) { deleteMeetingConnectorsRecording(documentId: $id) { documentId } }';
const RENAME_FILE =
  'mutation ($id: ID!) { updateUploadFile(id: $id, info: { name: "renamed.vtt" }) { name } }';
const DELETE_FILE = 'mutation ($id: ID!) { deleteUploadFile(id: $id) { name } }';

/** By REST and GraphQL. */
export function apiWrites(world: World): Write[] {
  const { replaceBy, renameBy, linkByUpload, uploadFor, decisions } = sharedWrites(world);
  const publishesByApi = (act: 'publish' | 'publish without moderation'): Write[] => [
    {
      act,
      action: act,
      effect: 'draft written',
      ask: (on) => [
        () => asked(on.caller.send('PUT', `${API}/${on.entry.documentId}`, { data: written(on) })),
      ],
    },
    {
      act,
      action: `${act} by GraphQL`,
      effect: 'draft written',
      ask: (on) => [
        () =>
          asked(
            on.caller.graphql(UPDATE, {
              id: on.entry.documentId,
              data: written(on, false),
              status: 'PUBLISHED',
            }),
          ),
      ],
    },
  ];
  return [
    {
      act: 'update',
      action: 'update',
      effect: 'draft written',
      ask: (on) => [
        () =>
          asked(on.caller.send('PUT', `${API}/${on.entry.documentId}?status=draft`, { data: written(on) })),
      ],
    },
    {
      act: 'update',
      action: 'update by GraphQL',
      effect: 'draft written',
      ask: (on) => [
        () =>
          asked(
            on.caller.graphql(UPDATE, {
              id: on.entry.documentId,
              data: written(on, false),
              status: 'DRAFT',
            }),
          ),
      ],
    },
    ...publishesByApi('publish'),
    ...publishesByApi('publish without moderation'),
    {
      act: 'delete',
      action: 'delete',
      effect: 'entry gone',
      ask: ({ caller, entry }) => [() => asked(caller.send('DELETE', `${API}/${entry.documentId}`))],
    },
    {
      act: 'delete',
      action: 'delete by GraphQL',
      effect: 'entry gone',
      ask: ({ caller, entry }) => [() => asked(caller.graphql(DELETE, { id: entry.documentId }))],
    },
    {
      act: 'delete with files',
      action: 'delete with its files',
      effect: 'entry gone, its file not',
      ask: ({ caller, entry }) => [
        () => asked(caller.send('DELETE', `${API}/${entry.documentId}?files=delete`)),
      ],
    },
    uploadFor,
    replaceBy('/api/upload'),
    renameBy('/api/upload'),
    {
      act: 'change its file',
      action: 'rename a file by GraphQL',
      effect: 'file renamed',
      ask: ({ caller, entry }) => [() => asked(caller.graphql(RENAME_FILE, { id: entry.fileId }))],
    },
    {
      act: 'change its file',
      action: 'delete a file',
      effect: 'file gone',
      ask: ({ caller, entry }) => [() => asked(caller.send('DELETE', `/api/upload/files/${entry.fileId}`))],
    },
    {
      act: 'change its file',
      action: 'delete a file by GraphQL',
      effect: 'file gone',
      ask: ({ caller, entry }) => [() => asked(caller.graphql(DELETE_FILE, { id: entry.fileId }))],
    },
    {
      act: 'link its file',
      action: 'link a file',
      effect: 'file in target',
      ask: (on) => {
        const { caller, entry, target } = on;
        const data = { captions: formFor(on) };
        return [
          () => asked(caller.send('PUT', `${API}/${target.documentId}?status=draft`, { data })),
          () =>
            asked(
              caller.send('POST', `${API}?status=draft`, {
                data: { title: NEW_TITLE, startedAt: STARTED, captions: entry.fileId },
              }),
            ),
        ];
      },
    },
    {
      act: 'link its file',
      action: 'link a file with columns of the link',
      effect: 'file in target',
      ask: (on) => [
        () =>
          asked(
            on.caller.send('PUT', `${API}/${on.target.documentId}?status=draft`, {
              data: { captions: formWithPivot(on) },
            }),
          ),
      ],
    },
    {
      act: 'move its file',
      action: 'move a file',
      effect: 'file moved',
      ask: ({ caller, entry, folder }) => [
        () => asked(world.describeFile('/api/upload', caller.token, entry.fileId, { folder })),
      ],
    },
    linkByUpload('/api/upload'),
    ...decisions,
  ];
}
