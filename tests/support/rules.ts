import type { Rules } from '../../server/src/domain/policy';

/** Rules of a connector that exclude nothing. */
export const NO_RULES: Rules = {
  hosts: { limit: 'none' },
  importSince: null,
  viewPreference: [],
  minDurationMinutes: null,
  titleContains: [],
  titleExcludes: [],
  skipKinds: [],
  skipConfidential: false,
};
