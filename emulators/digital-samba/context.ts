import { z } from 'zod';
import { createFaultBoard, fault, wireFaults, type FaultBoard } from '../kit/faults';
import type { Exchange } from '../kit/server';
import { EVENT_NAMES } from './json';
import type { Recording, World } from './world';

/** Faults of this service, in addition to those of any HTTP service. */
const sambaFaults = [
  /** 11 */
  fault('rate-limited', { retryAfter: z.string().optional() }),
  /** 63: the page after the first is the first again. */
  fault('page-loop', {}),
] as const;
const sambaFault = z.discriminatedUnion('kind', [...wireFaults, ...sambaFaults]);
export type SambaFault = z.infer<typeof sambaFault>;
export type SambaFaultInput = z.input<typeof sambaFault>;
export type SambaFaultBoard = FaultBoard<SambaFault, SambaFaultInput>;

export const createSambaFaults = (onHit: (struck: SambaFault) => void): SambaFaultBoard =>
  createFaultBoard<SambaFault, SambaFaultInput>(sambaFault, onHit);

/** Behaviour that is not a fault. Can be changed while it runs. */
export interface SambaEmulatorSettings {
  /** Published examples have both. */
  totalCountAs: 'string' | 'number';
  /** `short`: the list of recordings leaves out session and duration, as its published example does. */
  listForm: 'short' | 'full';
  /** Calls for a summary that find it unfinished. */
  summaryAfterCalls: number;
  events: string[];
  latencyMs: number;
  /** Speed limit of each download. */
  bytesPerSecond: number | undefined;
}
export const DEFAULT_SETTINGS: SambaEmulatorSettings = {
  totalCountAs: 'string',
  listForm: 'short',
  summaryAfterCalls: 1,
  events: EVENT_NAMES,
  latencyMs: 0,
  bytesPerSecond: undefined,
};

/** The state that the parts of the emulator share. */
export interface Context {
  world: World;
  faults: SambaFaultBoard;
  settings: SambaEmulatorSettings;
  account: { teamId: string; apiToken: string };
  clock: () => number;
  /** False after the developer key was replaced. */
  isActive(): boolean;
  signedLink(recording: Recording, expiresAtSeconds: number): string;
  /** Applies latency and faults. True if a fault answered. */
  struck(exchange: Exchange): Promise<boolean>;
}
