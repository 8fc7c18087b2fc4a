import type { Readable } from 'node:stream';
import type { z } from 'zod';
import type { MessageOrText } from '../../../contracts/messages/message';
import type { FileKind, Host, IsoInstant, Occurrence } from '../domain/recording';
import type { ProviderSettings } from './settings';
import type { TextFormats } from '../texts/text-formats';
import type { ReceivesWebhooks, PushesRecordings } from './webhook';
import type { HostResolution } from '../domain/policy';
import type { Account, SignIn } from './account';

/**
 * A provider of meetings: two core members, every further power an optional property.
 * Present means supported. The admin panel, the README's table and the contract suite are derived
 * from what is present; nothing throws "not implemented".
 *
 * To add one: copy `fake/`, fill the same files, add a line to `all.ts` and a page to
 * `docs/providers/`.
 */
export interface Provider {
  readonly descriptor: ProviderDescriptor;

  /**
   * Tests what a manager typed, before it is saved, as a list of named steps in the order in which
   * they ran. Never throws for a wrong setting: that is a failed step with the provider's reason.
   */
  checkConnection(account: Account): Promise<CheckStep[]>;

  /**
   * Opens one file for reading with a fresh link and token. Absent where no way to recordings is
   * known; present with `listsRecordings` and `pushesRecordings`.
   *
   * `request.range` asks for the bytes from `fromByte` on, on condition that `validator` still
   * holds. The answer says what was really given: `resumed` only after the answer's own
   * `Content-Range` was checked; otherwise `whole`, and the caller starts from byte 0.
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

/** It sends recordings and is never asked for them: what it knows of an account shows in its events. */
export const onlyPushes = ({ pushesRecordings, listsRecordings }: Provider): boolean =>
  pushesRecordings !== undefined && listsRecordings === undefined;

export interface ProviderDescriptor {
  /** Folder name and registry key, e.g. `zoom`. */
  id: string;
  /** As the provider writes itself, e.g. `Zoom`. */
  label: string;
  /** One sentence for the card that a manager chooses from. */
  summary: MessageOrText;
  /** Path below `docs/`, e.g. `providers/zoom.md`. */
  docsPage: string;
  /** Fields of an account; form, validation and storage come from them. See `settingsOf`. */
  settings: ProviderSettings;
  /**
   * Extensions under which files of each kind can come: what becomes of them is held against the upload
   * rules of the site. Absent where no way to recordings is known.
   */
  files?: Partial<Record<FileKind, readonly string[]>>;
  /**
   * Token buckets by name for these settings; `HttpRequest.rate` names one. Absent: the provider
   * publishes no limits.
   */
  rates?(settings: Account['settings']): Record<string, { perSecond: number }>;
  quirks: {
    /** Hosts are named with e-mail: the host limit (A7) and publishing as the host are offered. */
    namesHosts: boolean;
    /** The provider deletes files by itself after this time. */
    expiresAfterHours?: number;
    /** Said on the card and the form, e.g. that a service has closed. */
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
  /** Id of the settings field at fault, so that the form can point at it. */
  field?: string;
}

export interface FileReference {
  occurrenceId: string;
  /** `ProviderFile.key`. */
  fileKey: string;
  /** The link that the provider announced, of those that push; decrypted, in memory only. */
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
  /** Whole size of the file in bytes when the answer names it. */
  totalBytes?: number;
  /** Strong ETag, or an exact Last-Modified; absent when the server gives no usable one. */
  validator?: string;
  /** As sent; never trusted, only sniffed against. */
  contentType?: string;
}

/** Half-open by day at the provider, exact here: items outside are dropped by the caller. */
export interface Window {
  from: IsoInstant;
  to: IsoInstant;
}

export interface ListsRecordings {
  /** Longest window that the provider answers faithfully. */
  readonly maxWindowDays: number;
  /**
   * Asks the provider for each address. An address it does not know is named in `unknown`; a
   * failed call throws, so that a failure is never read as "unknown".
   */
  resolveHosts?(
    account: Account,
    emails: string[],
    signal: AbortSignal,
  ): Promise<{ hosts: Host[]; unknown: string[] }>;
  /**
   * Yields the occurrences of the window, page by page, in any order, items possibly twice.
   * Returning means the listing is complete; anything less throws. An account without recordings
   * yields nothing and returns.
   */
  listWindow(
    account: Account,
    window: Window,
    hosts: HostResolution,
    signal: AbortSignal,
  ): AsyncIterable<Occurrence[]>;
  /** Reads one occurrence afresh: the truth before a retry, a refresh or a deletion. */
  readOccurrence(account: Account, occurrenceId: string, signal: AbortSignal): Promise<OccurrenceReading>;
}

export type OccurrenceReading =
  | { outcome: 'found'; occurrence: Occurrence }
  /** A positive answer of the provider that it has no such recording; never a failed call. */
  | { outcome: 'gone'; providerWords?: string };

/**
 * Deletes at the provider what is safely in Strapi. Only `pipeline/delete-at-provider.ts` calls it,
 * after its checks.
 */
export interface DeletesFromCloud {
  /**
   * Days that the provider keeps what is in its trash; `no-end` for an archive, which keeps it until
   * somebody deletes it there; absent when there is neither.
   */
  readonly trashKeptDays?: number | 'no-end';
  /**
   * Deletes every recording file of one occurrence. `gone-already`: a positive answer that there is
   * nothing (left) to delete, as after a deletion whose answer was lost.
   * @throws ConnectorError `not-ready` while the provider still works on it, `needs-person` when it
   * refuses for good, `not-authorized` when the account may not delete.
   */
  deleteOccurrence(
    account: Account,
    occurrenceId: string,
    mode: DeletionMode,
    signal: AbortSignal,
  ): Promise<{ outcome: 'deleted' | 'gone-already' }>;
  /**
   * Takes it out of the trash again; absent when there is no trash. `gone`: it is not there any more.
   * @throws ConnectorError as above.
   */
  recoverOccurrence?(
    account: Account,
    occurrenceId: string,
    signal: AbortSignal,
  ): Promise<{ outcome: 'recovered' | 'gone' }>;
}
export type DeletionMode = 'trash' | 'permanent';

/** Powers that arrive with later versions; each stays narrow and is documented where it is used. */
export interface SchedulesMeetings {
  readonly kinds: readonly ('meeting' | 'webinar')[];
}
export interface ReportsAttendance {
  readonly source: 'report' | 'callback';
}

/** Signs what lets a person into a room, without asking the provider (E1). Pure but for the clock. */
export interface MintsJoinTokens {
  readonly algorithm: 'RS256' | 'HS256';
  /**
   * @throws ConnectorError `needs-person` when a key can't be read or the room's name is not
   * possible there.
   */
  mint(account: Pick<Account, 'settings' | 'clock'>, request: JoinRequest): JoinToken;
  /** The public half of the typed private key as PEM, for pasting into the provider's console. */
  publicKey?(settings: Account['settings']): string;
}
export interface JoinRequest {
  /** As people know it, e.g. `weekly-lecture`. */
  room: string;
  /** Opens all rooms that fit this pattern of the provider's own; absent: `room` alone. 8x8: Lua's, or `*`. */
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
  /** For a page that shows the room in itself, where the provider has a script for that. */
  embed?: { scriptUrl: string; domain: string; roomName: string };
}

/** A person signs in at the provider for a connector, by OAuth with code, PKCE and state (E3). */
export interface SignsInManager {
  /** Of the button, e.g. `Login to Microsoft`. */
  readonly label: string;
  /** Shown, to the letter, until somebody whose sign-in counts has signed in. */
  readonly alert: string;
  /** False where these settings need no person, e.g. an app of its own rights. */
  isNeeded(settings: Account['settings']): boolean;
  /**
   * Where the browser is sent. `codeChallenge` is S256. The answer must be asked for as a form
   * (`response_mode=form_post`): a code in an address would stand in histories and logs.
   */
  beginAt(account: Account, request: { redirectUri: string; state: string; codeChallenge: string }): string;
  /**
   * Exchanges the code, asks who signed in and what was granted.
   * @throws ConnectorError with the provider's reason.
   */
  finish(
    account: Account,
    answer: { code: string; redirectUri: string; codeVerifier: string },
    signal: AbortSignal,
  ): Promise<SignIn>;
}

/** Parses a provider's answer; `unknown` in, a typed value or a `retry-later` error out. */
export type Schema<T> = z.ZodType<T>;
