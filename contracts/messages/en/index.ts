import { checks } from './checks';

/** English is whole by definition: its codes are all codes there are. */
export const en = { ...checks } as const;
