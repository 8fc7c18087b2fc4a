import type { Exchange } from '../kit/server';
import type { BbbEmulatorSettings, BbbFaultBoard } from './input';
import type { World } from './world';

/** The state that the parts of the emulator share. */
export interface Context {
  world: World;
  faults: BbbFaultBoard;
  settings: BbbEmulatorSettings;
  clock: () => number;
  /** The secret of the server, which signs every call. */
  secret(): string;
  /** Origin of the server. */
  base(): string;
  /** The origin from which recordings are played, usually the same. */
  mediaBase(): string;
  /** Applies latency and faults. True if a fault answered. */
  struck(exchange: Exchange): Promise<boolean>;
}
