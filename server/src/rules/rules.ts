/**
 * Who may do what with recordings and their files. Every door asks here (`guards`, `publishing/door.ts`);
 * `docs/security.md` is the same as a table. Pure: what is true of an entry or a file is looked up by the
 * door that asks.
 */

/** The one who asks, as far as Strapi knows. */
export type Caller =
  /** Code of the site outside a request: scripts, jobs, Strapi's own scheduled actions. */
  | { kind: 'site' }
  /** A request without a sign-in. */
  | { kind: 'anonymous' }
  | Member
  | { kind: 'token'; name: string | null; may: ContentRights }
  /** A user of the panel, by a session, a token of theirs or an agent's tool. Strapi checks their rights. */
  | { kind: 'admin'; id: number | null; moderates: boolean };

/** A user of Users & Permissions. */
export interface Member {
  kind: 'member';
  id: number;
  name: string | null;
  /** Their role works on own recordings only. */
  contributor: boolean;
  /** It does so because the settings chose it. It may be a role that members have for other reasons, too. */
  chosenRole: boolean;
  may: ContentRights;
}

/** Rights of the content API on recordings. */
export interface ContentRights {
  find: boolean;
  update: boolean;
}

/** Which rows of recordings a caller may be shown. A draft and its published version are two rows. */
export interface ReadScope {
  published: 'public' | 'all';
  drafts: 'none' | 'all' | { ownedBy: number };
}

export function readScope(caller: Caller): ReadScope {
  switch (caller.kind) {
    case 'site':
    case 'admin':
      return { published: 'all', drafts: 'all' };
    case 'anonymous':
      return { published: 'public', drafts: 'none' };
    case 'member':
      return {
        published: caller.may.find ? 'all' : 'public',
        drafts: caller.may.update && !caller.contributor ? 'all' : { ownedBy: caller.id },
      };
    case 'token':
      return {
        published: caller.may.find ? 'all' : 'public',
        drafts: caller.may.update ? 'all' : 'none',
      };
  }
}

/** One row of a recording. */
export interface Row {
  published: boolean;
  visibility: 'public' | 'private';
  /** Its author among the users of Users & Permissions. */
  ownerId: number | null;
}

export const covers = ({ published, drafts }: ReadScope, row: Row): boolean =>
  row.published
    ? published === 'all' || row.visibility === 'public'
    : drafts === 'all' || (drafts !== 'none' && row.ownerId === drafts.ownedBy);

/** Whether no condition is needed: then filters and sorting may go through relations, too. */
export const coversAll = ({ published, drafts }: ReadScope): boolean =>
  published === 'all' && drafts === 'all';

/** What a caller wants to do with an entry through the document service. */
export interface Write {
  action: string;
  /** Publishing is a part of it; see `publishes`. */
  publishes: boolean;
  /** Whether every row of the entry has the caller as author; undefined for a new entry. */
  own: boolean | undefined;
  /** For a copy or a new translation: whether the caller may have all that it takes from the entry. */
  copies?: boolean;
  moderation: { enabled: boolean; moderatorsPublishDirectly: boolean };
}

/**
 * `aside`: it publishes nothing and may be done. `open`: it may publish. `queue`: what was written is kept
 * as a draft and waits for a moderator. `closed`: the caller may publish nothing. `absent`: to this caller
 * there is no such entry.
 */
export type WriteVerdict = 'aside' | 'open' | 'queue' | 'closed' | 'absent';

/** `create` and `update` with `status: 'published'` publish too, and this is REST's default. */
export const publishes = (action: string, status: unknown): boolean =>
  action === 'publish' ||
  ((action === 'create' || action === 'update' || action === 'clone') && status === 'published');

/** A way of publishing that nobody thought of is closed, not open. */
export function decideWrite(
  caller: Caller,
  { action, publishes, own, copies, moderation }: Write,
): WriteVerdict {
  // A copy or translation belongs to who makes it, with everything that it took from the entry.
  if (copies === false) return 'absent';
  switch (caller.kind) {
    case 'site':
      return publishes ? 'closed' : 'aside';
    case 'anonymous':
      if (publishes) return 'closed';
      return action === 'create' ? 'aside' : 'absent';
    case 'member':
      if (caller.contributor && own === false) return 'absent';
      if (!publishes) return 'aside';
      return caller.contributor || moderation.enabled ? 'queue' : 'open';
    case 'token':
      if (!publishes) return 'aside';
      return moderation.enabled ? 'queue' : 'open';
    case 'admin':
      if (!publishes) return 'aside';
      if (!moderation.enabled) return 'open';
      return moderation.moderatorsPublishDirectly && caller.moderates ? 'open' : 'queue';
  }
}

const isNew = (action: string) => action === 'create' || action === 'clone';

/**
 * The author (`authorUserId`) that a write may carry. `as-given`: what it says. `unchanged`: the field is
 * left out of it.
 */
export function ownerWritten(caller: Caller, action: string): 'as-given' | 'unchanged' | number {
  switch (caller.kind) {
    case 'site':
    case 'admin':
      return 'as-given';
    case 'member':
      return isNew(action) || caller.contributor ? caller.id : 'unchanged';
    case 'anonymous':
    case 'token':
      return 'unchanged';
  }
}

/** What is known of a file of the Media Library and the one who asks. */
export interface KnownFile {
  /** A recording shows it, or the ledger of imports has it. */
  guarded: boolean;
  /** For each recording that it belongs to: whether the caller may edit it. */
  editable: readonly boolean[];
  /** The caller uploaded it. */
  own: boolean;
  /** The caller may edit every recording. */
  editsAll: boolean;
}

export interface ChangedFile extends KnownFile {
  /** It is known which member uploaded it. */
  ofMember: boolean;
}

/**
 * Whether a caller may replace, rename or delete a file, beyond Strapi's own rights of the Media Library. A
 * member with the plugin's own role reaches own files only: the right to upload is not one to change others'.
 */
export function changesFile(
  caller: Caller,
  { guarded, editable, own, editsAll, ofMember }: ChangedFile,
): boolean {
  if (guarded) return editsAll || (editable.length > 0 && editable.every(Boolean));
  if (caller.kind !== 'member' || !caller.contributor) return true;
  return own || (caller.chosenRole && !ofMember);
}

/** What becomes of a file of a recording that is deleted with its files. */
export type FileFate = 'deleted' | 'used' | 'not-allowed';

/** Who may delete the recording still deletes only files that they may change. `used`: by another entry, too. */
export const fateOfFile = (caller: Caller, file: ChangedFile & { used: boolean }): FileFate =>
  file.used ? 'used' : changesFile(caller, file) ? 'deleted' : 'not-allowed';

/** Files that a change would take away from a recording on hold: none may go, whoever asks. */
export const takenAway = (before: ReadonlySet<number>, after: ReadonlySet<number>): number[] =>
  [...before].filter((id) => !after.has(id));

/** Whether an upload may put its file into an entry at once. `recording`: it is one, or a part of one. */
export function linksByUpload(caller: Caller, { recording }: { recording: boolean }): boolean {
  if (caller.kind === 'site') return true;
  return !recording && (caller.kind !== 'member' || !caller.contributor || caller.chosenRole);
}

/**
 * Whether a caller may put a file into a field of a recording. `belongs`: it is a file of this recording that
 * they may download. Another field may be shown to more people, so an original stays out of all.
 */
export function linksFile(file: KnownFile & { belongs: boolean }): boolean {
  if (file.belongs || file.editsAll) return true;
  return file.own && file.editable.every(Boolean);
}

/**
 * Whether who may read a recording may download one of its files. `field`: a field shows it that this reader
 * may see. Everything else that an import stored is an original, with the private chat in it. `originals`: a
 * user of the panel has the right to these.
 */
export function downloadsFile(
  { kind }: Pick<Caller, 'kind'>,
  { field, originals }: { field: boolean; originals: boolean },
): boolean {
  return field || kind === 'site' || (kind === 'admin' && originals);
}

/** Whether a caller may edit every recording. `unconditional`: a user of the panel has that right without a condition. */
export function editsAll(caller: Caller, unconditional: boolean): boolean {
  switch (caller.kind) {
    case 'site':
      return true;
    case 'anonymous':
      return false;
    case 'member':
      return caller.may.update && !caller.contributor;
    case 'token':
      return caller.may.update;
    case 'admin':
      return unconditional;
  }
}
