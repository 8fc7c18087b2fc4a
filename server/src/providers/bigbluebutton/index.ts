import type { Provider } from '../provider';
import { checkConnection } from './check';
import { deletesFromCloud } from './deletion';
import { descriptor } from './descriptor';
import { openFile } from './download';
import { listsRecordings } from './listing';
import { receivesWebhooks } from './webhook';

export const bigbluebutton = {
  descriptor,
  checkConnection,
  openFile,
  listsRecordings,
  receivesWebhooks,
  deletesFromCloud,
} satisfies Provider;
