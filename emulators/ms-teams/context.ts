import type { Exchange } from '../kit/server';
import type { TeamsFaultBoard, TeamsSettings } from './input';
import type { Tokens } from './tokens';
import type { World } from './world';

/** The app as it is registered in the emulated organisation. */
export interface TeamsApp {
  tenantId: string;
  clientId: string;
  clientSecret: string;
  /** Secrets that have expired. */
  expiredSecrets: string[];
  /** Addresses that an authorisation may come back to; empty: any. */
  redirectUris: string[];
  active: boolean;
}

/** The state that the parts of the emulator share. */
export interface Context {
  world: World;
  tokens: Tokens;
  faults: TeamsFaultBoard;
  settings: TeamsSettings;
  app: TeamsApp;
  clock: () => number;
  loginUrl(): string;
  /** With `/v1.0`. */
  graphUrl(): string;
  storageUrl(): string;
  /** Applies latency and faults. True if a fault answered. */
  struck(exchange: Exchange): Promise<boolean>;
}
