import type { Readable } from 'node:stream';
import type { MessageOrText } from '../../../contracts/messages/message';
import type { ContentHash } from '../domain/content-hash';
import type { Part } from '../domain/parts-behind';
import type { FileKind, Host, IsoInstant, Occurrence } from '../domain/recording';
import type { ProviderSettings } from './settings';
import type { TextFormats } from '../texts/text-formats';
import type { ReceivesWebhooks, PushesRecordings } from './webhook';
import type { HostResolution } from '../domain/policy';
import type { Account, SignIn } from './account';
import type { ConnectorError } from '../domain/errors';

/**
 * A provider of meetings: two required members, and one optional property for each capability. A
 * capability that is present is supported. The admin panel, the README's table and the contract suite
 * are derived from what is present; nothing throws "not implemented".
 *
 * To add one: copy `fake/`, fill the same files, add a line to `all.ts` and a page to
 * `docs/providers/`.
 */
export interface Provider {
  readonly descriptor: ProviderDescriptor;

  /**
   * Tests the settings that a manager typed, before they are saved. Returns named steps in the order in
   * which they ran. A wrong setting is a failed step with the provider's reason, never an exception.
   */
  checkConnection(account: Account): Promise<CheckStep[]>;

  /**
   * Opens one file for reading, with a new link and token. Absent where no way to recordings is known;
   * present with `listsRecordings` and `pushesRecordings`.
   *
   * `request.range` requests the bytes from `fromByte` on, if the file still has the same `validator`.
   * The result says what the provider sent: `resumed` only after the `Content-Range` of the answer was
   * checked, otherwise `whole`, and the caller starts from byte 0.
   * @throws ConnectorError `gone` when the provider no longer has the file, `needs-token`,
   * `not-ready`, `retry-later` (with `retryAtMs` when the provider named an instant).
   */
  openFile?(account: Account, file: FileReference, request: OpenRequest): Promise<OpenedFile>;

  readonly listsRecordings?: ListsRecordings;
  readonly receivesWebhooks?: ReceivesWebhooks;
  readonly pushesRecordings?: PushesRecordings;
  readonly deletesFromCloud?: DeletesFromCloud;
  readonly schedulesMeetings?: SchedulesMeetings;
  readonly reportsAttendance?: ReportsAttendance;
  readonly mintsJoinTokens?: MintsJoinTokens;
  readonly signsInManager?: SignsInManager;
  /** How its chats and timelines are written, where that is not what its mapper writes itself. */
  readonly textFormats?: TextFormats;
}

/** True for a provider that sends recordings by webhook and has no list of them. */
export const onlyPushes = ({ pushesRecordings, listsRecordings }: Provider): boolean =>
  pushesRecordings !== undefined && listsRecordings === undefined;

export interface ProviderDescriptor {
  /** Folder name and registry key, e.g. `zoom`. */
  id: string;
  /** The provider's own spelling, e.g. `Zoom`. */
  label: string;
  /** One sentence for the provider's card. */
  summary: MessageOrText;
  /** Path below `docs/`, e.g. `providers/zoom.md`. */
  docsPage: string;
  /** Fields of an account; form, validation and storage come from them. See `settingsOf`. */
  settings: ProviderSettings;
  /**
   * Extensions that files of each kind can have, compared with the upload rules of the site. Absent where
   * no way to recordings is known.
   */
  files?: Partial<Record<FileKind, readonly string[]>>;
  /**
   * Token buckets by name for these settings; `HttpRequest.rate` names one. Absent: the provider
   * publishes no limits.
   */
  rates?(settings: Account['settings']): Record<string, { perSecond: number }>;
  quirks: {
    /** The provider gives the e-mail address of hosts, so the host limit (A7) and publishing as the host are offered. */
    namesHosts: boolean;
    /** The provider deletes files automatically after this time. */
    expiresAfterHours?: number;
    /** Shown on the card and the form, e.g. that a service has closed. */
    notice?: MessageOrText;
  };
}

export interface CheckStep {
  /** Stable word, e.g. `credentials`. */
  id: string;
  /** What was tried, e.g. `Credentials accepted by Zoom`. */
  label: MessageOrText;
  outcome: 'passed' | 'failed' | 'warning' | 'skipped';
  /** For all but `passed`: what happened, the provider's reason, and what to do next. */
  detail?: MessageOrText;
  /** Id of the settings field to fix, so that the form can point at it. */
  field?: string;
}

export interface FileReference {
  occurrenceId: string;
  /** `ProviderFile.key`. */
  fileKey: string;
  /** The link that a provider sent by webhook; decrypted, in memory only. */
  link?: string;
}

export interface OpenRequest {
  range?: { fromByte: number; validator: string };
  signal: AbortSignal;
}

export interface OpenedFile {
  /** `resumed`: the body starts at `range.fromByte`; `whole`: at byte 0. */
  from: 'resumed' | 'whole';
  body: Readable;
  /** Size of the whole file in bytes, if the answer states it. */
  totalBytes?: number;
  /** Strong ETag, or an exact Last-Modified; absent when the server sends neither. */
  validator?: string;
  /** As sent; never trusted, only compared with what the content shows. */
  contentType?: string;
}

/** Exact; providers answer by day, and the caller drops what is outside. */
export interface Window {
  from: IsoInstant;
  to: IsoInstant;
}

/** A part of an account that could not be read, while the rest of the listing was. */
export interface Unread {
  part: Part;
  /** Whom or what it is about, as people know it. */
  name: MessageOrText;
  error: ConnectorError;
}
export type ReportUnread = (unread: Unread) => void;

export interface ListsRecordings {
  /** Longest window for which the provider's answers are complete. */
  readonly maxWindowDays: number;
  /**
   * Looks up each address at the provider. `unknown` has the addresses that it does not know. A failed
   * call throws, so that a failure never looks like "unknown".
   */
  resolveHosts?(
    account: Account,
    emails: string[],
    signal: AbortSignal,
  ): Promise<{ hosts: Host[]; unknown: string[] }>;
  /**
   * Makes the calls that a run makes for one host, where access is given host by host. Absent where who may list
   * one may list all.
   * @throws ConnectorError with the provider's reason.
   */
  tryHost?(account: Account, host: Host, signal: AbortSignal): Promise<void>;
  /**
   * Yields the occurrences of the window, page by page, in any order and possibly twice. Returns only
   * when the listing is complete; otherwise throws. An account without recordings yields nothing and
   * returns.
   *
   * `report` is told of each person, meeting or entry that could not be read, and the rest is listed all the
   * same: the caller asks for these parts again. Without it the first of them is thrown. What every further
   * call would meet too (see `unread.ts`) is always thrown, and so is a listing of which nothing was read.
   */
  listWindow(
    account: Account,
    window: Window,
    hosts: HostResolution,
    signal: AbortSignal,
    report?: ReportUnread,
  ): AsyncIterable<Occurrence[]>;
  /**
   * Reads one occurrence again, before a retry, a refresh or a deletion. `report` as above: with it, a refused
   * call beside the recordings leaves out what it would have told (`Occurrence.partlyRead`).
   */
  readOccurrence(
    account: Account,
    occurrenceId: string,
    signal: AbortSignal,
    report?: ReportUnread,
  ): Promise<OccurrenceReading>;
}

export type OccurrenceReading =
  | { outcome: 'found'; occurrence: Occurrence }
  /** The provider answered that it has no such recording; never the result of a failed call. */
  | { outcome: 'gone'; providerWords?: string };

/**
 * Deletes at the provider what is stored in Strapi. Only `pipeline/delete-at-provider.ts` calls it, after
 * its checks.
 */
export interface DeletesFromCloud {
  /**
   * Days that the provider keeps recordings in its trash; `no-end` for an archive, which keeps them until
   * somebody deletes them there; absent when there is neither.
   */
  readonly trashKeptDays?: number | 'no-end';
  /**
   * True when `deleteOccurrence` itself finds out, by size and more, that what it deletes is what was
   * imported. Otherwise the provider has to say the size of each video and audio file before anything is
   * deleted.
   */
  readonly comparesFiles?: true;
  /**
   * Deletes every recording file of one occurrence. `gone-already`: the provider answered that there is
   * nothing to delete, e.g. after a deletion whose answer was lost.
   * @throws ConnectorError `not-ready` while the provider still works on it, `needs-person` when it
   * refuses for good, `not-authorized` when the account may not delete.
   */
  deleteOccurrence(
    account: Account,
    imported: ImportedOccurrence,
    mode: DeletionMode,
    signal: AbortSignal,
  ): Promise<{ outcome: 'deleted' | 'gone-already' }>;
  /**
   * Restores it from the trash; absent when there is no trash. `gone`: it is no longer there.
   * @throws ConnectorError as above.
   */
  recoverOccurrence?(
    account: Account,
    occurrenceId: string,
    signal: AbortSignal,
  ): Promise<{ outcome: 'recovered' | 'gone' }>;
}
export type DeletionMode = 'trash' | 'permanent';

/** What was imported of an occurrence and is about to be deleted at the provider. */
export interface ImportedOccurrence {
  id: string;
  /** By `ProviderFile.key`. */
  files: ReadonlyMap<string, ImportedFile>;
}
export interface ImportedFile {
  sizeBytes: number;
  /**
   * What this hash says of the imported bytes, which are read once more. Undefined when they don't lie in the
   * Media Library by themselves, e.g. after they were joined with others.
   * @throws ConnectorError `retry-later` when they can't be read now.
   */
  hashed(hash: ContentHash): Promise<string | undefined>;
}

/** Capabilities of later versions. */
export interface SchedulesMeetings {
  readonly kinds: readonly ('meeting' | 'webinar')[];
}
export interface ReportsAttendance {
  readonly source: 'report' | 'callback';
}

/** Signs links that let a person into a room, without a call to the provider (E1). Depends only on the clock. */
export interface MintsJoinTokens {
  readonly algorithm: 'RS256' | 'HS256';
  /**
   * @throws ConnectorError `needs-person` when a key can't be read or the provider does not allow the
   * name of the room.
   */
  mint(account: Pick<Account, 'settings' | 'clock'>, request: JoinRequest): JoinToken;
  /** The public key that belongs to the private key, as PEM, to paste into the provider's console. */
  publicKey?(settings: Account['settings']): string;
}
export interface JoinRequest {
  /** As people know it, e.g. `weekly-lecture`. */
  room: string;
  /** Opens all rooms that match this pattern of the provider; absent: only `room`. For 8x8 a Lua pattern, or `*`. */
  pattern?: string;
  user: { id: string; name: string; email?: string; avatarUrl?: string };
  rights: JoinRights;
}
/** Both false unless a rule says otherwise. */
export interface JoinRights {
  moderator: boolean;
  /** May start a recording; without `moderator` it has no effect. */
  recording: boolean;
}
export interface JoinToken {
  token: string;
  /** Address that lets this person in, token included. */
  joinUrl: string;
  expiresAt: IsoInstant;
  /** For a page that embeds the room, if the provider has a script for it. */
  embed?: { scriptUrl: string; domain: string; roomName: string };
}

/** A person signs in at the provider for a connector: OAuth with code, PKCE and state (E3). */
export interface SignsInManager {
  /** Of the button, e.g. `Login to Microsoft`. */
  readonly label: MessageOrText;
  /** Shown until somebody whose sign-in counts has signed in. */
  readonly alert: MessageOrText;
  /** False when these settings need no sign-in, e.g. an app with its own permissions. */
  isNeeded(settings: Account['settings']): boolean;
  /**
   * The address of the provider's sign-in page. `codeChallenge` is S256. The answer must be requested as a
   * form (`response_mode=form_post`), because a code in an address would be kept in histories and logs.
   */
  beginAt(account: Account, request: { redirectUri: string; state: string; codeChallenge: string }): string;
  /**
   * Exchanges the code, and reads who signed in and what was granted.
   * @throws ConnectorError with the provider's reason.
   */
  finish(
    account: Account,
    answer: { code: string; redirectUri: string; codeVerifier: string },
    signal: AbortSignal,
  ): Promise<SignIn>;
}
