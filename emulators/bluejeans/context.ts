import { z } from 'zod';
import { createFaultBoard, fault, wireFaults, type FaultBoard } from '../kit/faults';
import type { Exchange } from '../kit/server';
import type { Chapter, World } from './world';

const jeansFaults = [
  /** 11 */
  fault('rate-limited', { retryAfter: z.string().optional() }),
  /** 63: every page is the first. */
  fault('page-loop', {}),
] as const;
const jeansFault = z.discriminatedUnion('kind', [...wireFaults, ...jeansFaults]);
export type JeansFault = z.infer<typeof jeansFault>;
export type JeansFaultBoard = FaultBoard<JeansFault, z.input<typeof jeansFault>>;
export const createJeansFaults = (onHit: (struck: JeansFault) => void): JeansFaultBoard =>
  createFaultBoard<JeansFault, z.input<typeof jeansFault>>(jeansFault, onHit);

/** Behaviour that is not a fault. Can be changed while it runs. */
export interface JeansEmulatorSettings {
  tokenSeconds: number;
  wrongSecretStatus: 400 | 401;
  /** The array of a list of users: sources disagree. */
  usersKey: 'users' | 'user';
  /** Larger pages are cut without an error. */
  largestPage: number;
  emptyHistoryIs404: boolean;
  /** Lists all recordings of the user, whatever `meetingGuid` asks for. */
  ignoresGuidFilter: boolean;
  contentUrlIsMissing: boolean;
  levelsAreMissing: boolean;
  deletionAnswers: '200-with-body' | '204';
  linkSeconds: number;
  latencyMs: number;
  bytesPerSecond: number | undefined;
}
export const DEFAULT_SETTINGS: JeansEmulatorSettings = {
  tokenSeconds: 3600,
  wrongSecretStatus: 401,
  usersKey: 'users',
  largestPage: 1_000,
  emptyHistoryIs404: false,
  ignoresGuidFilter: false,
  contentUrlIsMissing: false,
  levelsAreMissing: false,
  deletionAnswers: '200-with-body',
  linkSeconds: 3600,
  latencyMs: 0,
  bytesPerSecond: undefined,
};

export interface Context {
  world: World;
  faults: JeansFaultBoard;
  settings: JeansEmulatorSettings;
  account: { appKey: string; secretKey: string; enterpriseId: number };
  tokens: { make(): string; isGood(token: string): boolean };
  /** False after the app was removed. */
  isActive(): boolean;
  signedLink(chapter: Chapter): string;
  /** Applies latency and faults. True if a fault answered. */
  struck(exchange: Exchange): Promise<boolean>;
}
