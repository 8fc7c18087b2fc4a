import type { Exchange } from '../kit/server';
import type { ZoomEmulatorSettings, ZoomFaultBoard } from './input';
import type { Links } from './json';
import type { Listing } from './listing';
import type { Tokens, ZoomAccount } from './tokens';
import type { World } from './world';

/** The state that the parts of the emulator share. */
export interface Context {
  world: World;
  tokens: Tokens;
  faults: ZoomFaultBoard;
  settings: ZoomEmulatorSettings;
  account: ZoomAccount;
  clock: () => number;
  listing: Listing;
  links: Links;
  storageUrl(): string;
  /** False while the app is deactivated in the Zoom Marketplace. */
  isActive(): boolean;
  /** Applies latency and faults. True if a fault answered. */
  struck(exchange: Exchange): Promise<boolean>;
}
