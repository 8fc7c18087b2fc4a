import type { Provider } from '../provider';
import { checkConnection } from './check';
import { deletesFromCloud } from './deletion';
import { descriptor } from './descriptor';
import { openFile } from './download';
import { listsRecordings } from './listing';

export const blueJeans = {
  descriptor,
  checkConnection,
  openFile,
  listsRecordings,
  deletesFromCloud,
} satisfies Provider;
