import { RECORDING } from '../../doors';
import { API, STARTED, type World } from '../world';
import type { Caller } from './cast';
import type { Entry, Target } from './entries';
import type { Act } from './expected';

/** What came back: a status, or what GraphQL, a tool or a service said instead. */
export interface Said {
  /** Whether it looks like a success to who asked. */
  ok: boolean;
  text: string;
}
/** What is done to one entry, and where its file is put if it is linked. */
export interface On {
  caller: Caller;
  entry: Entry;
  target: Target;
  revision: number;
  /** Who an update names as the author. */
  author: number;
  /** Different for each cell. */
  index: number;
  /** A folder of the Media Library in which nothing is. */
  folder: number;
}
/** One way to do it. `effect` is what must be seen in the rows then; see `outcome.ts`. */
export interface Write {
  act: Act;
  action: string;
  effect: Effect;
  /** Several ways to say the same: all of them are tried where they are refused. */
  ask(on: On): (() => Promise<Said>)[];
}
export type Effect =
  | 'draft written'
  | 'unpublished'
  | 'draft discarded'
  | 'entry gone'
  /** Lessons show each file of the tables, too. */
  | 'entry gone, its file not'
  | 'file added'
  | 'content replaced'
  | 'file renamed'
  | 'file gone'
  | 'file moved'
  | 'file in target'
  | 'file added to entry'
  | 'decided'
  | 'held'
  | 'nothing';

export const CONTENT = `/content-manager/collection-types/${RECORDING}`;
export const TOOL = 'plugin-meeting-connectors_recording';

/** A moderator who is too late is told so with 200, and who deletes several recordings is told of each. */
const NOT_DONE =
  /"outcome":"(?:lost|refused|gone)"|"isError":true|"errors":|"error":\{|"deleteUploadFile":null|"failed":\[\{/;
export const saidBy = ({ status, body }: { status: number; body: unknown }): Said => {
  const text = `${status} ${JSON.stringify(body) ?? ''}`;
  // An agent's tool answers JSON inside of text.
  return { ok: status < 300 && !NOT_DONE.test(text.replaceAll('\\', '')), text };
};

export const NEW_TITLE = 'written by the test';
export const RENAMED = 'renamed.vtt';
export const ADDED = 'added-by-the-test';
export const REPLACED = 'replaced-by-the-test';

export const asked = async (answer: Promise<{ status: number; body: unknown }>): Promise<Said> =>
  saidBy(await answer);

export const written = ({ entry, author }: On, withAuthor = true) => ({
  title: NEW_TITLE,
  startedAt: STARTED,
  visibility: entry.visibility,
  ...(withAuthor ? { authorUserId: author } : {}),
});
/** A file, named in another way from cell to cell. */
export const formFor = ({ entry: { fileId, fileDocumentId }, index }: On): unknown =>
  [fileId, { connect: [{ id: fileId }] }, { set: [{ documentId: fileDocumentId }] }][index % 3];

/** The same, with columns of the link that would put the file elsewhere: nothing may become of them. */
export const formWithPivot = ({ entry, index }: On): unknown => ({
  [index % 2 === 0 ? 'set' : 'connect']: [
    {
      id: entry.fileId,
      __pivot: { related_type: RECORDING, related_id: entry.publishedId ?? entry.draftId, field: 'video' },
    },
  ],
});

/** What is the same at several doors. */
export function sharedWrites({ upload, describeFile }: World) {
  const replaceBy = (where: string): Write => ({
    act: 'change its file',
    action: 'replace a file',
    effect: 'content replaced',
    ask: ({ caller, entry }) => [() => asked(upload(`${where}?id=${entry.fileId}`, caller.token, REPLACED))],
  });
  const renameBy = (where: string): Write => ({
    act: 'change its file',
    action: 'rename a file',
    effect: 'file renamed',
    ask: ({ caller, entry }) => [
      () => asked(describeFile(where, caller.token, entry.fileId, { name: RENAMED })),
    ],
  });
  const linkByUpload = (where: string): Write => ({
    act: 'link by upload',
    action: 'link by upload',
    effect: 'file added to entry',
    ask: ({ caller, entry: { publishedId, draftId } }) => [
      () =>
        asked(
          upload(where, caller.token, ADDED, {
            ref: RECORDING,
            refId: publishedId ?? draftId,
            field: 'captions',
          }),
        ),
    ],
  });
  const uploadFor: Write = {
    act: 'upload for it',
    action: 'upload for a recording',
    effect: 'file added',
    ask: ({ caller, entry }) => [
      () => asked(upload(`${API}/${entry.documentId}/files`, caller.token, ADDED)),
    ],
  };
  const plugin = (
    act: Act,
    action: string,
    effect: Effect,
    request: (on: On) => [path: string, body: object][],
  ): Write => ({
    act,
    action,
    effect,
    ask: (on) =>
      request(on).map(
        ([where, body]) =>
          () =>
            asked(on.caller.send('POST', `/meeting-connectors${where}`, body)),
      ),
  });
  /** Routes of the panel, whoever knocks there. */
  const decisions: Write[] = [
    plugin('approve', 'approve', 'decided', ({ entry: { documentId }, revision }) => [
      [`/recordings/${documentId}/review/approve`, { revision }],
      ['/reviews/approve', { items: [{ documentId, revision }] }],
    ]),
    plugin('reject', 'reject', 'decided', ({ entry: { documentId }, revision }) => [
      [`/recordings/${documentId}/review/reject`, { revision, reason: 'No' }],
    ]),
    {
      act: 'hold',
      action: 'put on hold',
      effect: 'held',
      ask: ({ caller, entry: { documentId } }) => [
        () =>
          asked(caller.send('PUT', `/meeting-connectors/recordings/${documentId}/hold`, { reason: 'No' })),
      ],
    },
    plugin('import again', 'import again', 'nothing', ({ entry: { importId } }) => [
      [`/imports/${importId}/again`, {}],
    ]),
  ];

  return { replaceBy, renameBy, linkByUpload, uploadFor, decisions };
}
