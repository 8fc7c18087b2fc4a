import type { Exchange } from '../kit/server';
import type { ZoomEmulatorSettings, ZoomFaultBoard } from './input';
import type { Links } from './json';
import type { Listing } from './listing';
import type { Tokens, ZoomAccount } from './tokens';
import type { World } from './world';

/** What the parts of the emulator share. */
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
  /** False while the app is switched off in Zoom. */
  isActive(): boolean;
  /** Latency, and what strikes in place of an answer; true when that answered. */
  struck(exchange: Exchange): Promise<boolean>;
}
