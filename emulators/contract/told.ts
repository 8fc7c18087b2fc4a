import { english } from '../../contracts/messages/say';
import type { CheckStep } from '../../server/src/providers/provider';

/** The steps of a check as an English reader sees them. */
export const told = (steps: readonly CheckStep[]) =>
  steps.map(({ label, detail, ...step }) => ({
    ...step,
    label: english(label),
    ...(detail === undefined ? {} : { detail: english(detail) }),
  }));
