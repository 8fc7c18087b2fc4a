import type { RequestLog } from '../kit/server';
import type { TeamsApp } from './context';
import type { MeetingInput, TeamsFaultBoard, TeamsSettings, UserInput } from './input';
import type { Subscription } from './subscriptions';
import type { TeamsItem, TeamsMeeting, TeamsUser } from './world';

export interface TeamsEmulatorOptions {
  /** What the control action `seed-demo` does. */
  seed?: (teams: TeamsEmulator) => void;
  /** Graph; 0 or absent: any free port. */
  port?: number;
  storagePort?: number;
  /** Emulated time, epoch milliseconds. */
  clock?: () => number;
  latencyMs?: number;
  /** Speed limit of each download. */
  bytesPerSecond?: number;
}

/**
 * An emulated organisation at Microsoft: the login, Graph, and the storage behind downloads, each on
 * a host of its own on 127.0.0.1. The login's page can be walked by a browser. Faults are
 * added with `faults.add(...)`. The set-up of the organization is in `settings`.
 */
export interface TeamsEmulator {
  readonly loginUrl: string;
  /** With `/v1.0`. */
  readonly graphUrl: string;
  readonly storageUrl: string;
  /** A change applies from the next request on. */
  readonly app: TeamsApp;
  readonly settings: TeamsSettings;
  /** The values that a manager enters, including those under Advanced. */
  readonly connectorSettings: Record<string, string | boolean>;
  readonly clock: () => number;
  readonly faults: TeamsFaultBoard;
  readonly log: RequestLog;
  readonly subscriptions: ReadonlyMap<string, Subscription>;
  readonly items: ReadonlyMap<string, TeamsItem>;
  /** Recycle bin. */
  readonly trash: ReadonlyMap<string, TeamsItem>;

  addUser(input: UserInput): TeamsUser;
  /** @throws for an unknown organiser. */
  addMeeting(input: MeetingInput): TeamsMeeting;
  meeting(id: string): TeamsMeeting | undefined;
  /** Adds a file to a folder of recordings that belongs to no recording. */
  addItem(ownerId: string, name: string, sizeBytes: number, createdAt: string): TeamsItem;
  /** Deletes it permanently, with its recordings. */
  remove(meetingId: string): void;
  /** Notifies the subscriptions of a meeting's last recording. Resolves with the statuses. */
  notify(meetingId: string): Promise<number[]>;
  lifecycle(event: 'reauthorizationRequired' | 'subscriptionRemoved' | 'missed'): Promise<number[]>;
  /** A refresh token as from a sign-in of this user. */
  refreshTokenOf(userId: string): string;
  /** Invalidates every token and code. */
  revokeTokens(): void;
  /** Access tokens only, as after an hour. */
  expireAccessTokens(): void;
  expireLinks(): void;
  /** The client secret, the last tokens and marks of signed links: which must not leak. */
  secrets(): string[];
  /** Empties the organization, the faults and the log, and resets the settings. Addresses and the app stay. */
  reset(): void;
  stop(): Promise<void>;
}
