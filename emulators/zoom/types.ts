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
  /** What the control action `seed-demo` does. */
  seed?: (zoom: ZoomEmulator) => void;
  account?: Partial<ZoomAccount>;
  /** API, OAuth and download links; 0 or absent: any free port. */
  port?: number;
  /** Signed downloads. */
  storagePort?: number;
  /** The emulated time in epoch milliseconds, which decides expiry and "today". */
  clock?: () => number;
  latencyMs?: number;
  /** Speed limit of each download. */
  bytesPerSecond?: number;
}

/**
 * An emulated Zoom account: OAuth, API and download links on one host, the signed storage on another,
 * both on 127.0.0.1. Faithful to Zoom's published OpenAPI and to what live accounts were seen to do
 * where the two differ. Faults are added with `faults.add(...)`.
 */
export interface ZoomEmulator {
  /** With `/v2`: the connector's *API base URL*. */
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
  /** What the app's event subscription sends. */
  readonly events: ZoomEvents;

  addUser(input: UserInput): ZoomUser;
  /** `file.content().sha256()` of the result is the expected hash of an import. @throws for an unknown host. */
  addMeeting(input: MeetingInput): ZoomMeeting;
  /** Any number of meetings. They need no memory before they are changed. */
  addManyMeetings(count: number, input: ManyMeetingsInput): void;
  /** As the API finds it: by uuid, or the latest one by numeric id. */
  meeting(idOrUuid: string): ZoomMeeting | undefined;
  file(fileId: string): ZoomFile | undefined;
  /** Replaces the content under the same id. */
  replaceFile(fileId: string, content: ContentInput): void;
  /**
   * Adds a file later than the others of its segment, like a transcript.
   * @param segment its start as given to `addMeeting`, and its length, default 60 seconds.
   */
  addFile(uuid: string, segment: { startedAt: string; durationSeconds?: number }, input: FileInput): ZoomFile;
  /** Completes a file that was recorded or processed. */
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
  /** The client secret, the last tokens, and the mark of signed links: which must not leak. */
  secrets(): string[];
  /** Empties the account, the faults and the log, and resets the settings. Addresses and credentials stay. */
  reset(): void;
  stop(): Promise<void>;
}
