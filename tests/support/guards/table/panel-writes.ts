import { STARTED, type World } from '../world';
import {
  asked,
  CONTENT,
  formFor,
  formWithPivot,
  NEW_TITLE,
  RENAMED,
  sharedWrites,
  TOOL,
  written,
  type Write,
} from './shared';

/** By the routes of the panel. */
export function panelWrites(world: World): Write[] {
  const { replaceBy, renameBy, linkByUpload, uploadFor, decisions } = sharedWrites(world);
  const publishesByPanel = (act: 'publish' | 'publish without moderation'): Write => ({
    act,
    action: act,
    effect: 'draft written',
    ask: (on) => [
      () => asked(on.caller.send('POST', `${CONTENT}/${on.entry.documentId}/actions/publish`, written(on))),
    ],
  });
  return [
    {
      act: 'update',
      action: 'update',
      effect: 'draft written',
      ask: (on) => [() => asked(on.caller.send('PUT', `${CONTENT}/${on.entry.documentId}`, written(on)))],
    },
    publishesByPanel('publish'),
    publishesByPanel('publish without moderation'),
    {
      act: 'unpublish',
      action: 'unpublish',
      effect: 'unpublished',
      ask: ({ caller, entry }) => [
        () => asked(caller.send('POST', `${CONTENT}/${entry.documentId}/actions/unpublish`, {})),
        // It is no refusal if none of them is published.
        ...(entry.publishedId === undefined
          ? []
          : [
              () =>
                asked(
                  caller.send('POST', `${CONTENT}/actions/bulkUnpublish`, {
                    documentIds: [entry.documentId],
                  }),
                ),
            ]),
      ],
    },
    {
      act: 'discard',
      action: 'discard the draft',
      effect: 'draft discarded',
      ask: ({ caller, entry }) => [
        () => asked(caller.send('POST', `${CONTENT}/${entry.documentId}/actions/discard`, {})),
      ],
    },
    {
      act: 'delete',
      action: 'delete',
      effect: 'entry gone',
      ask: ({ caller, entry }) => [
        () => asked(caller.send('DELETE', `${CONTENT}/${entry.documentId}`)),
        () =>
          asked(caller.send('POST', `${CONTENT}/actions/bulkDelete`, { documentIds: [entry.documentId] })),
      ],
    },
    {
      act: 'delete with files',
      action: 'delete with its files',
      effect: 'entry gone, its file not',
      ask: ({ caller, entry: { documentId } }) => [
        () =>
          asked(
            caller.send('POST', '/meeting-connectors/deletions', { documentIds: [documentId], files: true }),
          ),
      ],
    },
    uploadFor,
    replaceBy('/upload'),
    renameBy('/upload'),
    {
      act: 'change its file',
      action: 'delete a file',
      effect: 'file gone',
      ask: ({ caller, entry }) => [
        () => asked(caller.send('DELETE', `/upload/files/${entry.fileId}`)),
        () =>
          asked(
            caller.send('POST', '/upload/actions/bulk-delete', {
              fileIds: [entry.fileId],
              folderIds: [],
            }),
          ),
      ],
    },
    {
      act: 'link its file',
      action: 'link a file',
      effect: 'file in target',
      ask: (on) => {
        const { caller, target } = on;
        return [
          () => asked(caller.send('PUT', `${CONTENT}/${target.documentId}`, { captions: formFor(on) })),
        ];
      },
    },
    {
      act: 'link its file',
      action: 'link a file with columns of the link',
      effect: 'file in target',
      ask: (on) => [
        () =>
          asked(on.caller.send('PUT', `${CONTENT}/${on.target.documentId}`, { captions: formWithPivot(on) })),
      ],
    },
    {
      act: 'move its file',
      action: 'move a file',
      effect: 'file moved',
      ask: ({ caller, entry, folder }) => [
        () =>
          asked(
            caller.send('POST', '/upload/actions/bulk-move', {
              fileIds: [entry.fileId],
              folderIds: [],
              destinationFolderId: folder,
            }),
          ),
      ],
    },
    linkByUpload('/upload'),
    ...decisions,
  ];
}

/** By an agent's tools, and by routes with the token of the agent. */
export function agentWrites(world: World): Write[] {
  const { uploadFor, decisions } = sharedWrites(world);
  return [
    {
      act: 'update',
      action: 'update',
      effect: 'draft written',
      ask: (on) => [
        () =>
          asked(
            on.caller.tool(`update_${TOOL}`, {
              documentId: on.entry.documentId,
              data: { title: NEW_TITLE, startedAt: STARTED, visibility: on.entry.visibility },
            }),
          ),
      ],
    },
    {
      act: 'publish',
      action: 'publish',
      effect: 'draft written',
      ask: ({ caller, entry }) => [
        () => asked(caller.tool(`publish_${TOOL}`, { documentId: entry.documentId })),
      ],
    },
    {
      act: 'delete',
      action: 'delete',
      effect: 'entry gone',
      ask: ({ caller, entry }) => [
        () => asked(caller.tool(`delete_${TOOL}`, { documentId: entry.documentId })),
      ],
    },
    {
      act: 'unpublish',
      action: 'unpublish',
      effect: 'unpublished',
      ask: ({ caller, entry }) => [
        () => asked(caller.tool(`unpublish_${TOOL}`, { documentId: entry.documentId })),
      ],
    },
    {
      act: 'discard',
      action: 'discard the draft',
      effect: 'draft discarded',
      ask: ({ caller, entry }) => [
        () => asked(caller.tool(`discard_${TOOL}_draft`, { documentId: entry.documentId })),
      ],
    },
    uploadFor,
    {
      act: 'move its file',
      action: 'move a file',
      effect: 'file moved',
      ask: ({ caller, entry, folder }) => [
        () => asked(caller.tool('media_move_assets', { ids: [entry.fileId], folder })),
      ],
    },
    {
      act: 'change its file',
      action: 'rename a file',
      effect: 'file renamed',
      ask: ({ caller, entry }) => [
        () => asked(caller.tool('media_update_asset', { id: entry.fileId, name: RENAMED })),
      ],
    },
    {
      act: 'change its file',
      action: 'delete a file',
      effect: 'file gone',
      ask: ({ caller, entry }) => [
        () => asked(caller.tool('media_delete_assets', { ids: [entry.fileId], dryRun: false })),
      ],
    },
    {
      act: 'link its file',
      action: 'link a file',
      effect: 'file in target',
      ask: (on) => {
        const { caller, target } = on;
        return [
          () =>
            asked(
              caller.tool(`update_${TOOL}`, {
                documentId: target.documentId,
                data: {
                  title: 'target',
                  startedAt: STARTED,
                  visibility: 'private',
                  captions: formFor(on),
                },
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
            on.caller.tool(`update_${TOOL}`, {
              documentId: on.target.documentId,
              data: {
                title: 'target',
                startedAt: STARTED,
                visibility: 'private',
                captions: formWithPivot(on),
              },
            }),
          ),
      ],
    },
    ...decisions,
  ];
}
