import type { Aim, Figure } from './workload';

/** If the peer varies by more than this, the run is marked as noisy. */
export const NOISY_SPREAD = 0.4;

/** The middle value, or the mean of the two middle values. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? Number.NaN;
}

/** (greatest - least) / median. */
export const spreadOf = (values: readonly number[]): number =>
  (Math.max(...values) - Math.min(...values)) / median(values);

export const ratios = (ours: readonly number[], theirs: readonly number[]): number[] =>
  ours.map((value, round) => value / (theirs[round] ?? Number.NaN));

/** Median and spread of one value per round. */
export function figure(
  name: string,
  values: readonly number[],
  unit: Figure['unit'],
  aim?: (median: number) => Aim,
): Figure {
  const value = median(values);
  return {
    name,
    value,
    unit,
    spread: [Math.min(...values), Math.max(...values)],
    ...(aim === undefined ? {} : { aim: aim(value) }),
  };
}
