import {
  IMPORT_STAGES as STAGES,
  IMPORT_STATUSES as STATUSES,
  type ImportStage as Stage,
  type ImportStatus as Status,
} from '../../../contracts/imports';

export { STAGES, STATUSES, type Stage, type Status };

/**
 * The stage of an import and its status in that stage: two fields, one table of allowed moves. Nothing else
 * decides about them, and the ledger writes only what `move` returns.
 */
export interface ImportState {
  stage: Stage;
  status: Status;
}

export type ImportEvent =
  /** A worker took the lease. */
  | { type: 'claim' }
  /**
   * The stage is complete; work goes on with the next one under the same lease, or with a later one when
   * there is nothing to do in between.
   */
  | { type: 'advance'; to?: Stage }
  /** Put down at a checkpoint (stop, shutdown, changed settings): not an attempt. */
  | { type: 'release' }
  /** Failed, to be tried again at a later instant. */
  | { type: 'retry' }
  /** The provider is not ready, or something else must happen first: checked again later, not an attempt. */
  | { type: 'wait' }
  /** A rule or the host limit excludes it, or there is nothing to import. What is stored of it was removed. */
  | { type: 'skip' }
  /** No more attempts; kept with its reason. */
  | { type: 'give-up' }
  /** A person, a changed setting or a new link asks for another attempt in the same stage. */
  | { type: 'redrive' }
  /** Nobody works on it, nothing of it is in Strapi yet, and a rule now excludes it. */
  | { type: 'leave-out' }
  /** The last stage is complete. */
  | { type: 'finish' }
  /** The provider shows something else than was taken, noticed while it is worked on. */
  | { type: 'again' }
  /** Nobody works on it, and it starts again: the provider shows something else, or a person asks for it. */
  | { type: 'reopen' }
  /** Its recordings were deleted in Strapi, whether or not it was worked on. */
  | { type: 'remove' }
  /** A person wants what was deleted back. No sync does this. */
  | { type: 'bring-back' };

export type Move = { outcome: 'moved'; to: ImportState } | { outcome: 'refused'; reason: string };

/** Which statuses an event may leave; the stage stays unless `stageAfter` says otherwise. */
const MOVES: Record<ImportEvent['type'], { from: readonly Status[]; to: Status }> = {
  claim: { from: ['waiting', 'retrying', 'running'], to: 'running' },
  advance: { from: ['running'], to: 'running' },
  release: { from: ['running'], to: 'waiting' },
  retry: { from: ['running'], to: 'retrying' },
  wait: { from: ['running', 'waiting', 'retrying'], to: 'waiting' },
  skip: { from: ['waiting', 'running', 'retrying', 'skipped'], to: 'skipped' },
  'give-up': { from: ['running'], to: 'dead' },
  redrive: { from: ['dead', 'retrying', 'waiting', 'skipped'], to: 'waiting' },
  finish: { from: ['running'], to: 'done' },
  again: { from: ['running'], to: 'waiting' },
  'leave-out': { from: ['waiting', 'retrying', 'dead', 'skipped'], to: 'skipped' },
  reopen: { from: ['waiting', 'retrying', 'done', 'skipped', 'dead'], to: 'waiting' },
  remove: { from: STATUSES, to: 'removed' },
  'bring-back': { from: ['removed'], to: 'waiting' },
};

/** Every event, in the order of the table. */
export const EVENTS = Object.keys(MOVES) as ImportEvent['type'][];

/** Undefined after the last one. */
export const nextStage = (stage: Stage): Stage | undefined => STAGES[STAGES.indexOf(stage) + 1];

const laterStage = (stage: Stage, to: Stage): Stage | undefined =>
  STAGES.indexOf(to) > STAGES.indexOf(stage) ? to : undefined;

/** `claim` takes `running` too: an expired lease is taken over, guarded by the fencing number. */
function stageAfter(state: ImportState, event: ImportEvent): Stage | undefined {
  switch (event.type) {
    case 'advance':
      return event.to === undefined ? nextStage(state.stage) : laterStage(state.stage, event.to);
    case 'again':
    case 'reopen':
    case 'bring-back':
      return 'fetch';
    case 'remove':
      return IN_STRAPI;
    case 'finish':
      return isInStrapi(state) ? state.stage : undefined;
    case 'skip':
      return isInStrapi(state) ? undefined : 'fetch';
    case 'leave-out':
      return isInStrapi(state) ? undefined : 'fetch';
    default:
      return state.stage;
  }
}

/** The only way to a new state. Pure; the caller writes the result with the fencing number. */
export function move(state: ImportState, event: ImportEvent): Move {
  const rule = MOVES[event.type];
  if (!rule.from.includes(state.status)) {
    return { outcome: 'refused', reason: `${event.type} is not possible while ${state.status}` };
  }
  const stage = stageAfter(state, event);
  if (stage === undefined) {
    return { outcome: 'refused', reason: `${event.type} is not possible in stage ${state.stage}` };
  }
  return { outcome: 'moved', to: { stage, status: rule.to } };
}

/** It continues without a person. */
export const isOpen = (state: ImportState): boolean =>
  state.status === 'waiting' || state.status === 'running' || state.status === 'retrying';

/** The stage of what is in Strapi: the entry is committed, and only clean-up is left. */
export const IN_STRAPI = 'clean-up' satisfies Stage;
export const BEFORE_IN_STRAPI: readonly Stage[] = STAGES.filter((stage) => stage !== IN_STRAPI);
export const isInStrapi = ({ stage }: Pick<ImportState, 'stage'>): boolean => stage === IN_STRAPI;

/** Stages in which bytes of the provider are not in the Media Library yet. */
export const BEFORE_STORED: readonly Stage[] = STAGES.slice(0, STAGES.indexOf('publish'));
export const isStored = ({ stage }: Pick<ImportState, 'stage'>): boolean => !BEFORE_STORED.includes(stage);

/** What is known of an occurrence from before. */
export interface Known {
  fingerprint: string | null;
  /** Why it is skipped or waits. */
  reason?: string | null;
  stage: Stage;
  status: Status;
  /** Of its files, as they were probed; null before they were here. */
  recordedSeconds?: number | null;
}
