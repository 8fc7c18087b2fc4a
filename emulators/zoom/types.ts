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
  /** Emulated time, epoch milliseconds; expiry and "today" go by it. */
  clock?: () => number;
  latencyMs?: number;
  /** Speed limit of each download. */
  bytesPerSecond?: number;
}

/**
 * An emulated Zoom account: OAuth, API and download links on one host, the signed storage on another,
 * both on 127.0.0.1. Faithful to Zoom's published OpenAPI and to what live accounts were seen to do
 * where the two differ. What goes wrong is switched on with `faults.add(...)`.
 */
export interface ZoomEmulator {
  /** With `/v2`: the connector's *API base URL*. */
  readonly apiUrl: string;
  /** The connector's *OAuth base URL*. */
  readonly oauthUrl: string;
  readonly storageUrl: string;
  /** Live: what is changed here holds from the next request on. */
  readonly account: ZoomAccount;
  readonly settings: ZoomEmulatorSettings;
  /** What a manager types in, Advanced included. */
  readonly connectorSettings: Record<string, string>;
  readonly clock: () => number;
  readonly faults: ZoomFaultBoard;
  readonly log: RequestLog;
  /** What the app's event subscription sends. */
  readonly events: ZoomEvents;

  addUser(input: UserInput): ZoomUser;
  /** `file.content().sha256()` of what it returns tells what an import must give. @throws for an unknown host. */
  addMeeting(input: MeetingInput): ZoomMeeting;
  /** As many meetings as wished; they take no memory before they are changed. */
  addManyMeetings(count: number, input: ManyMeetingsInput): void;
  /** As the API finds it: by uuid, or by numeric id the latest. */
  meeting(idOrUuid: string): ZoomMeeting | undefined;
  file(fileId: string): ZoomFile | undefined;
  /** Other bytes under the same id, from now on. */
  replaceFile(fileId: string, content: ContentInput): void;
  /**
   * A file that comes later than the others of its segment, as transcripts do.
   * @param segment its start as given to `addMeeting`, and its length, default 60 seconds.
   */
  addFile(uuid: string, segment: { startedAt: string; durationSeconds?: number }, input: FileInput): ZoomFile;
  /** A file that was recorded or processed is whole. */
  finishFile(fileId: string): void;
  /** A meeting in progress ends: its files get their types and sizes. */
  finishMeeting(uuid: string): void;
  trash(uuid: string): void;
  /** Its host gives it another title. */
  rename(uuid: string, topic: string): void;
  recover(uuid: string): void;
  /** For good, as after a permanent deletion. */
  remove(uuid: string): void;

  /** Every token made so far is invalid from now on. */
  revokeTokens(): void;
  /** Every download link told so far leads nowhere from now on. */
  expireLinks(): void;
  /** Tokens are invalid and no new one is given. */
  deactivateApp(): void;
  activateApp(): void;
  /** The client secret, the last tokens, and the mark of signed links: what must leak nowhere. */
  secrets(): string[];
  /** Empties the account, the faults and the log, and sets settings back; addresses and credentials stay. */
  reset(): void;
  stop(): Promise<void>;
}
