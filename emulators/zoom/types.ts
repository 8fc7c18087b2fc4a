import type { ContentInput } from '../kit/content';
import type { RequestLog } from '../kit/server';
import type { ZoomEvents } from './events';
import type {
  FileInput,
  ManyMeetingsInput,
  MeetingInput,
  UserInput,
  ZoomEmulatorSettings,
  ZoomFaultBoard,
} from './input';
import type { ZoomAccount } from './tokens';
import type { ZoomFile, ZoomMeeting, ZoomUser } from './shapes';

export interface ZoomEmulatorOptions {
  /** Fills the account when the control action `seed-demo` is called. */
  seed?: (zoom: ZoomEmulator) => void;
  account?: Partial<ZoomAccount>;
  /** Port of the host for API, OAuth and download links. Default: any free port. */
  port?: number;
  /** Port of the storage host, which sends the files. Default: any free port. */
  storagePort?: number;
  /** The emulated time in epoch milliseconds, which decides expiry and "today". */
  clock?: () => number;
  latencyMs?: number;
  /** Speed limit of each download. */
  bytesPerSecond?: number;
}

/**
 * An emulated Zoom account on 127.0.0.1. One host answers OAuth, API and download links, a second one is the
 * storage to which these links redirect. Answers follow Zoom's published OpenAPI, and live accounts where the
 * two differ. `faults.add(...)` adds a fault.
 */
export interface ZoomEmulator {
  /** The connector's *API base URL*, with `/v2`. */
  readonly apiUrl: string;
  /** The connector's *OAuth base URL*. */
  readonly oauthUrl: string;
  readonly storageUrl: string;
  /** A change applies from the next request on. */
  readonly account: ZoomAccount;
  readonly settings: ZoomEmulatorSettings;
  /** The values that a manager enters, including those under Advanced. */
  readonly connectorSettings: Record<string, string>;
  readonly clock: () => number;
  readonly faults: ZoomFaultBoard;
  readonly log: RequestLog;
  /** The webhooks of the app's event subscription. */
  readonly events: ZoomEvents;

  addUser(input: UserInput): ZoomUser;
  /** `file.content().sha256()` of the result is the expected hash of an import. @throws for an unknown host. */
  addMeeting(input: MeetingInput): ZoomMeeting;
  /** Any number of meetings. They need no memory before they are changed. */
  addManyMeetings(count: number, input: ManyMeetingsInput): void;
  /** Finds a meeting as the API does: by its uuid, or the latest one with a numeric id. */
  meeting(idOrUuid: string): ZoomMeeting | undefined;
  file(fileId: string): ZoomFile | undefined;
  /** Replaces the content under the same id. */
  replaceFile(fileId: string, content: ContentInput): void;
  /**
   * Adds a file after the others of its segment, for example a transcript.
   * @param segment start, as in `addMeeting`, and length of the segment. Default: 60 seconds.
   */
  addFile(uuid: string, segment: { startedAt: string; durationSeconds?: number }, input: FileInput): ZoomFile;
  /** Completes a file that is recorded or processed. */
  finishFile(fileId: string): void;
  /** Ends a meeting in progress. Its files get their types and sizes. */
  finishMeeting(uuid: string): void;
  trash(uuid: string): void;
  /** Changes its title. */
  rename(uuid: string, topic: string): void;
  recover(uuid: string): void;
  /** Deletes it permanently. */
  remove(uuid: string): void;

  /** Invalidates every token. */
  revokeTokens(): void;
  /** Invalidates every download link. */
  expireLinks(): void;
  /** Invalidates all tokens and issues no new ones. */
  deactivateApp(): void;
  activateApp(): void;
  /** Texts that must not leak: the client secret, the last tokens, and a part of every signed link. */
  secrets(): string[];
  /** Empties the account, the faults and the log, and resets the settings. Addresses and credentials stay. */
  reset(): void;
  stop(): Promise<void>;
}
