/**
 * What issue 14, `BEHAVIOUR.md` (B8, F2) and `docs/security.md` promise, written down without a look at the
 * code that keeps it. The site gives every caller each right that a site can give them: what is refused here
 * is refused by the plugin, except to callers whose rights are a part of their name.
 */

export const STATES = ['draft', 'waiting', 'approved', 'rejected'] as const;
export type State = (typeof STATES)[number];
export const VISIBILITIES = ['public', 'private'] as const;
export type Visibility = (typeof VISIBILITIES)[number];
export type Whose = 'own' | 'other’s';

type Table = Record<string, Record<string, string>>;

/** A table as it is written: columns by `|`, the first line names them, and the first column its rows. */
function tableOf(text: string): Table {
  const [head = [], ...lines] = text
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()));
  const table: Table = {};
  for (const [name = '', ...cells] of lines) {
    if (cells.length !== head.length - 1) throw new Error(`a line of ${cells.length} columns: ${name}`);
    table[name] = Object.fromEntries(cells.map((cell, index) => [head[index + 1] ?? '', cell]));
  }
  return table;
}

/**
 * What each caller is shown of recordings. `files`: the files of them, and nothing else. `-`: this caller
 * is nobody's author. An approved recording has a draft, too, which is read as a draft.
 */
const READING = tableOf(`
  caller                      | own approved | public approved | private approved | own draft | other’s draft
  anonymous                   | -            | yes             | no               | -         | no
  member without find         | files        | files           | no               | files     | no
  member with find            | yes          | yes             | yes              | yes       | no
  member with find and update | yes          | yes             | yes              | yes       | yes
  author                      | yes          | yes             | yes              | yes       | no
  other contributor           | -            | yes             | yes              | -         | no
  token, read-only            | -            | yes             | yes              | -         | no
  token with find             | -            | yes             | yes              | -         | no
  token with find and update  | -            | yes             | yes              | -         | yes
  token, full                 | -            | yes             | yes              | -         | yes
  moderator with read         | -            | yes             | yes              | -         | yes
  moderator without read      | -            | no              | no               | -         | no
  editor of the panel         | -            | yes             | yes              | -         | yes
  Contributor of the panel    | yes          | no              | no               | yes       | no
  manager                     | -            | no              | no               | -         | no
  site code                   | -            | yes             | yes              | -         | yes
  agent of a Contributor      | yes          | no              | no               | yes       | no
`);

/** Whose entries each caller may change how: nobody's, their own, or all. `-`: there is no such door. */
const WRITING = tableOf(`
  caller                      | update | publish | unpublish | discard | delete | upload for it | change its file | move its file | link its file | link by upload | decide | import again | hold
  anonymous                   | no     | no      | -         | -       | no     | no            | no              | no            | no            | no             | no     | no           | no
  member without find         | no     | no      | -         | -       | no     | no            | no              | no            | no            | no             | no     | no           | no
  member with find            | no     | no      | -         | -       | no     | no            | no              | no            | no            | no             | no     | no           | no
  member with find and update | all    | all     | -         | -       | all    | all           | all             | -             | all           | no             | no     | no           | no
  author                      | own    | own     | -         | -       | own    | own           | own             | -             | own           | no             | no     | no           | no
  other contributor           | no     | no      | -         | -       | no     | no            | no              | no            | no            | no             | no     | no           | no
  token, read-only            | no     | no      | -         | -       | no     | no            | no              | no            | no            | no             | no     | no           | no
  token with find             | no     | no      | -         | -       | no     | no            | no              | no            | no            | no             | no     | no           | no
  token with find and update  | all    | all     | -         | -       | all    | all           | all             | -             | all           | no             | no     | no           | no
  token, full                 | all    | all     | -         | -       | all    | all           | all             | -             | all           | no             | no     | no           | no
  moderator with read         | no     | no      | no        | no      | no     | no            | no              | all           | no            | no             | all    | no           | all
  moderator without read      | no     | no      | no        | no      | no     | no            | no              | all           | no            | no             | no     | no           | no
  editor of the panel         | all    | all     | all       | all     | all    | no            | all             | all           | all           | no             | no     | no           | no
  Contributor of the panel    | own    | no      | no        | own     | no     | no            | own             | all           | own           | no             | no     | no           | no
  manager                     | no     | no      | no        | no      | no     | no            | no              | no            | no            | no             | no     | all          | no
  site code                   | all    | no      | all       | all     | all    | -             | all             | all           | all           | all            | -      | -            | -
  agent of a Contributor      | own    | no      | no        | own     | no     | no            | own             | own           | own           | no             | no     | no           | no
`);

/**
 * What becomes of an entry by an act that is allowed, by its state. `waits`: it waits for a moderator, and
 * whatever was approved stays public. `taken back`: it is not public any more, and waits. With moderation,
 * if nothing else is said. Other acts than these change nothing of where the entry stands (`done`).
 */
const BECOMES = tableOf(`
  act             | draft | waiting   | approved    | rejected
  update          | done  | waits     | done        | done
  publish         | waits | waits     | waits       | waits
  unpublish       | no    | no        | unpublished | no
  discard         | no    | no        | done        | no
  change its file | done  | waits     | taken back  | done
  approve         | no    | published | no          | no
  reject          | no    | rejected  | no          | no
`);

/** A site without moderation: who may publish does so at once, except for Contributors. */
const WITHOUT_MODERATION: Record<string, string> = { author: 'waits' };

/** New entries: as a draft, as a published one, and who is the author of them. */
const CREATING = tableOf(`
  caller                      | draft | published | author
  anonymous                   | done  | no        | nobody
  member without find         | no    | no        | -
  member with find            | no    | no        | -
  member with find and update | done  | waits     | own
  author                      | done  | waits     | own
  other contributor           | done  | waits     | own
  token, read-only            | no    | no        | -
  token with find             | no    | no        | -
  token with find and update  | done  | waits     | nobody
  token, full                 | done  | waits     | nobody
  moderator with read         | no    | no        | -
  moderator without read      | no    | no        | -
  editor of the panel         | done  | waits     | as named
  Contributor of the panel    | done  | no        | nobody
  manager                     | no    | no        | -
  site code                   | done  | no        | as named
  agent of a Contributor      | done  | -         | nobody
`);

/** Who may upload a new file without a recording. */
const UPLOADING: Record<string, 'done' | 'no' | '-'> = {
  anonymous: 'done',
  'member without find': 'no',
  'member with find': 'no',
  'member with find and update': 'done',
  author: 'done',
  'other contributor': 'done',
  'token, read-only': 'no',
  'token with find': 'no',
  'token with find and update': 'done',
  'token, full': 'done',
  'moderator with read': 'done',
  'moderator without read': 'done',
  'editor of the panel': 'done',
  'Contributor of the panel': 'done',
  manager: 'no',
  'site code': 'done',
  'agent of a Contributor': '-',
};

/** Whose updates may name another author. */
const NAMES_AUTHORS = new Set(['editor of the panel', 'site code']);

const at = (table: Table, row: string, column: string): string => {
  const cell = table[row]?.[column];
  if (cell === undefined) throw new Error(`the table says nothing of ${row}, ${column}`);
  return cell;
};

export const CALLERS = Object.keys(READING);
export const isOwner = (caller: string): boolean => at(READING, caller, 'own draft') !== '-';

/** Whether a row, or the file of a recording, is shown. `draft`: the row of the draft. */
export function isShown(
  caller: string,
  what: 'recording' | 'file',
  { whose, state, visibility, draft }: { whose: Whose; state: State; visibility: Visibility; draft: boolean },
): boolean {
  const own = whose === 'own';
  const column =
    state === 'approved' && !draft
      ? own
        ? 'own approved'
        : `${visibility} approved`
      : own
        ? 'own draft'
        : 'other’s draft';
  const cell = at(READING, caller, column);
  return cell === 'yes' || (cell === 'files' && what === 'file');
}

/** Whether something is kept from a caller, so that they may not ask other types about recordings. */
export const readsAll = (caller: string): boolean =>
  ['public approved', 'private approved', 'other’s draft'].every(
    (column) => at(READING, caller, column) === 'yes',
  );

export type Act =
  | 'update'
  | 'publish'
  | 'publish without moderation'
  | 'unpublish'
  | 'discard'
  | 'delete'
  | 'delete with files'
  | 'hold'
  | 'upload for it'
  | 'change its file'
  | 'move its file'
  | 'link its file'
  | 'link by upload'
  | 'approve'
  | 'reject'
  | 'import again';

/** Acts that stand in the column of another one. */
const RIGHT_FOR: Partial<Record<Act, string>> = {
  approve: 'decide',
  reject: 'decide',
  'publish without moderation': 'publish',
  'delete with files': 'delete',
};

/** What becomes of an entry, or `refused`; undefined where there is no such door. */
export function outcomeOf(caller: string, act: Act, whose: Whose, state: State): string | undefined {
  const may = at(WRITING, caller, RIGHT_FOR[act] ?? act);
  if (may === '-') return undefined;
  if (may !== 'all' && !(may === 'own' && whose === 'own')) return 'refused';
  if (act === 'publish without moderation') return WITHOUT_MODERATION[caller] ?? 'published';
  if (caller === 'site code') {
    // It is trusted with files: it says itself what becomes of an entry.
    if (act === 'change its file') return 'done';
    // Strapi asks its code for no version to take back or to go back to.
    if ((act === 'unpublish' || act === 'discard') && state !== 'approved') return undefined;
  }
  const becomes = BECOMES[act] === undefined ? 'done' : at(BECOMES, act, state);
  return becomes === 'no' ? 'refused' : becomes;
}

/** A new entry: what becomes of it and whose it is; undefined where there is no such door. */
export function created(caller: string, as: 'draft' | 'published') {
  const becomes = at(CREATING, caller, as);
  if (becomes === '-') return undefined;
  return { becomes: becomes === 'no' ? 'refused' : becomes, author: at(CREATING, caller, 'author') };
}

export const uploaded = (caller: string): 'done' | 'refused' | undefined => {
  const cell = UPLOADING[caller];
  return cell === 'done' ? 'done' : cell === 'no' ? 'refused' : undefined;
};

export const namesAuthors = (caller: string): boolean => NAMES_AUTHORS.has(caller);
