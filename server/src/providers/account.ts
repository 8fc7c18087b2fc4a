import type { MessageOrText } from '../../../contracts/messages/message';
import type { Clock } from '../domain/clock';
import type { HttpClient } from '../http/types';
import type { SettingsValues } from './settings';

/** One configured account, ready for use. `accounts/accounts.ts` makes it. */
export interface Account {
  /** As `descriptor.settings` parsed them; secrets included, in memory only. */
  readonly settings: SettingsValues;
  readonly http: HttpClient;
  readonly clock: Clock;
  /**
   * Tokens, recent links and resolved hosts, kept until the settings change. Each provider keeps its
   * own typed object in it, and creates it when it is absent.
   */
  readonly memory: Map<string, unknown>;
  /**
   * The sign-in of this connector; absent before the connector is saved. See `SignsInManager`.
   */
  readonly signIn?: SignInVault;
}

export interface SignIn {
  /** As the provider names the person, e.g. an e-mail address. */
  accountName: string;
  accountId: string;
  /**
   * Each permission that was requested and what it is for, in the order in which the panel shows them.
   * While one is missing, the alert stays.
   */
  permissions: { name: string; purpose: MessageOrText; granted: boolean }[];
  refreshToken: string;
}

/** The refresh token of a sign-in: encrypted at rest, exchanged by one worker at a time. */
export interface SignInVault {
  /** Who signed in; undefined when nobody has signed in since the settings changed. */
  current(): Promise<Omit<SignIn, 'refreshToken'> | undefined>;
  /**
   * Passes the stored refresh token to `use`, under a lock across all instances, and stores the token
   * that `use` returns before anything else happens. Each token is used once. When `use` throws a
   * `ConnectorError` with the code `sign-in-ended`, the sign-in ends and nobody is signed in any more.
   * @throws ConnectorError `not-authorized` when nobody is signed in, `retry-later` when another
   * worker held the token too long.
   */
  exchange<T>(use: (refreshToken: string) => Promise<{ refreshToken: string; result: T }>): Promise<T>;
}
