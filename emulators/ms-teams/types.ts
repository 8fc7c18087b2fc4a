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
 * a host of its own on 127.0.0.1. The login's page can be walked by a browser. What goes wrong is
 * switched on with `faults.add(...)`, how the organisation is set up with `settings`.
 */
export interface TeamsEmulator {
  readonly loginUrl: string;
  /** With `/v1.0`. */
  readonly graphUrl: string;
  readonly storageUrl: string;
  /** Live: what is changed here holds from the next request on. */
  readonly app: TeamsApp;
  readonly settings: TeamsSettings;
  /** What a manager types in, Advanced included. */
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
  /** A file in somebody's folder of recordings that no recording stands for. */
  addItem(ownerId: string, name: string, sizeBytes: number, createdAt: string): TeamsItem;
  /** For good, with its recordings. */
  remove(meetingId: string): void;
  /** Tells the subscriptions of a meeting's last recording; resolves with the answers' statuses. */
  notify(meetingId: string): Promise<number[]>;
  lifecycle(event: 'reauthorizationRequired' | 'subscriptionRemoved' | 'missed'): Promise<number[]>;
  /** A refresh token as a sign-in of this person would give it. */
  refreshTokenOf(userId: string): string;
  /** Every token and code made so far is invalid from now on. */
  revokeTokens(): void;
  /** Access tokens only, as after an hour. */
  expireAccessTokens(): void;
  expireLinks(): void;
  /** The client secret, the last tokens and marks of signed links: what must leak nowhere. */
  secrets(): string[];
  /** Empties the organisation, faults and log, and sets settings back; addresses and the app stay. */
  reset(): void;
  stop(): Promise<void>;
}
