import type { Provider } from '../provider';
import { checkConnection } from './check';
import { deletesFromCloud } from './deletion';
import { descriptor } from './descriptor';
import { openFile } from './download';
import { listsRecordings } from './listing';
import { signsInManager } from './sign-in';
import { receivesWebhooks } from './webhook';

export const msTeams = {
  descriptor,
  checkConnection,
  openFile,
  listsRecordings,
  receivesWebhooks,
  deletesFromCloud,
  signsInManager,
} satisfies Provider;
