import { checks } from './checks';
import { mails } from './mails';

export const uk = { ...checks, ...mails };
