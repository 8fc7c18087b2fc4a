import type { IsoInstant } from '../../server/src/domain/recording';
import type { SettingsValue } from '../../server/src/providers/settings';
import type { HookRequest } from '../../server/src/providers/webhook';
import type { Account } from '../../server/src/providers/account';

/** A recorded meeting that a harness puts into its emulator: one segment with one video. */
export interface Scene {
  hostEmail: string;
  title: string;
  startedAt: IsoInstant;
}

/** Faults by one name for all providers: every emulator has them. */
export interface CommonFaults {
  /** Every page of recordings after the first fails until further notice. */
  laterPagesFail(): void;
  /** The provider refuses the account's credentials and tokens from now on. */
  revokeCredentials(): void;
  /** A web page instead of each file, with status 200. */
  htmlInsteadOfFile(): void;
  /** The whole file as the answer to a range request. */
  ignoreRange(): void;
  /** A part with another start than requested. */
  wrongContentRange(): void;
  /** Downloads stall soon after the first byte, and the connection stays open. */
  stallFiles(): void;
}

/** A provider's emulator as the suite uses it. Created for each test. */
export interface BaseHarness {
  /** A valid account, secrets included. */
  settings: Record<string, SettingsValue>;
  /** The same account with a wrong secret. */
  wrongSettings: Record<string, SettingsValue>;
  /** Current secrets, tokens and signatures of links. None may be in a listing or an error. */
  secrets(): string[];
  /** For a provider without an API: its check only computes, and says what it could not test. */
  asksNothing?: true;
  /** The sign-in of a user, for providers that need one. */
  signIn?: Account['signIn'];
  stop(): Promise<void>;
}

/** Of a provider that lists recordings. */
export interface ContractHarness extends BaseHarness {
  /** Adds a user of the account. Does nothing for a provider without hosts. */
  addHost(email: string, name: string): void;
  /** Returns the id of the occurrence. The host must exist. */
  addScene(scene: Scene): string;
  /** The provider loses the occurrence permanently. */
  remove(occurrenceId: string): void;
  /** The number of occurrences of one host that need more than one page. */
  moreThanOnePage: number;
  faults: CommonFaults;
}

/** For a provider that only pushes. */
export interface PushingHarness extends BaseHarness {
  /** A current meeting with one recording: all its events, in order. */
  push(scene: Pick<Scene, 'title'>): HookRequest[];
  /** Ends the time for which the provider keeps files. */
  expire(): void;
}

export type StartHarness = () => Promise<BaseHarness>;
