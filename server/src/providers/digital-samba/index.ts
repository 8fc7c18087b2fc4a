import type { Provider } from '../provider';
import { checkConnection } from './check';
import { deletesFromCloud } from './deletion';
import { descriptor } from './descriptor';
import { openFile } from './download';
import { mintsJoinTokens } from './join-tokens';
import { listsRecordings } from './listing';
import { receivesWebhooks } from './webhook';

export const digitalSamba = {
  descriptor,
  checkConnection,
  openFile,
  listsRecordings,
  receivesWebhooks,
  deletesFromCloud,
  mintsJoinTokens,
} satisfies Provider;
