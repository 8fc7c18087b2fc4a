import { checks } from './checks';

export const uk = { ...checks };
