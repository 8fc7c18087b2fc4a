import { checks } from './checks';
import { mails } from './mails';

/** English is whole by definition: its codes are all codes there are. */
export const en = { ...checks, ...mails } as const;
