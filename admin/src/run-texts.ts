import type { RunCounts, RunView } from '../../contracts/runs';
import { countsToShow } from './labels';
import type { Translate } from './use-text';

/** `6 found, 5 imported, 1 in progress`. */
export const countsText = (t: Translate, counts: RunCounts): string =>
  countsToShow(counts)
    .map(({ word, count }) => t(`count.${word}`, { count }))
    .join(', ');

/** What started a run, and who if it was a person. */
export const triggerOf = (t: Translate, { trigger, startedBy }: Pick<RunView, 'trigger' | 'startedBy'>) =>
  startedBy === undefined
    ? t(`trigger.${trigger}`)
    : t('run.triggerBy', { trigger: t(`trigger.${trigger}`), name: startedBy.name });
