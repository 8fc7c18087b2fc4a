import type { Provider } from '../provider';
import { checkConnection } from './check';
import { descriptor } from './descriptor';
import { openFile } from './download';
import { listsRecordings } from './listing';

export const fake: Provider = { descriptor, checkConnection, openFile, listsRecordings };
