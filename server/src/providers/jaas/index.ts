import type { Provider } from '../provider';
import { checkConnection } from './check';
import { openFile } from './download';
import { descriptor, LINK_HOURS } from './descriptor';
import { MEETING_EVENTS, PEOPLE_EVENTS } from './events';
import { assemble } from './mapper';
import { seen } from './seen';
import { mintsJoinTokens } from './join-tokens';
import { textFormats } from './text-formats';
import { receivesWebhooks } from './webhook';

export const jaas = {
  descriptor,
  checkConnection,
  openFile,
  receivesWebhooks,
  pushesRecordings: {
    expiresAfterHours: LINK_HOURS,
    // 8x8 uploads a recording within minutes.
    missedAfterMinutes: 30,
    assembledFrom: MEETING_EVENTS,
    peopleFrom: PEOPLE_EVENTS,
    assemble,
    seen,
  },
  mintsJoinTokens,
  textFormats,
} satisfies Provider;
