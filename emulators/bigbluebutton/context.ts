import type { Exchange } from '../kit/server';
import type { BbbEmulatorSettings, BbbFaultBoard } from './input';
import type { World } from './world';

/** What the parts of the emulator share. */
export interface Context {
  world: World;
  faults: BbbFaultBoard;
  settings: BbbEmulatorSettings;
  clock: () => number;
  /** Of the server; with which every call is signed. */
  secret(): string;
  /** Origin of the server. */
  base(): string;
  /** Origin from which recordings are played; mostly the same. */
  mediaBase(): string;
  /** Latency, and what strikes in place of an answer; true when that answered. */
  struck(exchange: Exchange): Promise<boolean>;
}
