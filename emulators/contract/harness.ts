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
  /** A web page in place of each file, with status 200. */
  htmlInsteadOfFile(): void;
  /** The whole file in answer to a request for its rest. */
  ignoreRange(): void;
  /** A part that begins elsewhere than asked. */
  wrongContentRange(): void;
  /** Bytes of files stop coming soon after the first, and the connection stays open. */
  stallFiles(): void;
}

/** A provider's emulator as the suite drives it. Made anew for each test. */
export interface BaseHarness {
  /** A good account, secrets included. */
  settings: Record<string, SettingsValue>;
  /** The same account with a wrong secret. */
  wrongSettings: Record<string, SettingsValue>;
  /** Live secrets, tokens and marks of signed links: none may be in what is listed, or in an error. */
  secrets(): string[];
  /** Of a provider that answers no question: its check is arithmetic, and says what could not be tried. */
  asksNothing?: true;
  /** What somebody signed in would lend the account; of providers that need it. */
  signIn?: Account['signIn'];
  stop(): Promise<void>;
}

/** Of a provider that lists recordings. */
export interface ContractHarness extends BaseHarness {
  /** A person of the account; of a provider that names no hosts, nothing happens. */
  addHost(email: string, name: string): void;
  /** Returns the occurrence's id. The host was added before. */
  addScene(scene: Scene): string;
  /** The provider loses the occurrence for good. */
  remove(occurrenceId: string): void;
  /** How many occurrences of one host fill more than one page. */
  moreThanOnePage: number;
  faults: CommonFaults;
}

/** Of a provider that only pushes. */
export interface PushingHarness extends BaseHarness {
  /** A meeting with one recording, just now: all that the provider tells of it, in order. */
  push(scene: Pick<Scene, 'title'>): HookRequest[];
  /** The time is over in which the provider keeps files. */
  expire(): void;
}

export type StartHarness = () => Promise<BaseHarness>;
