import type { Provider } from '../provider';
import { checkConnection } from './check';
import { descriptor } from './descriptor';

/** No call for recordings, attendance or events is publicly known, so the provider has none of these powers. */
export const etutorium = { descriptor, checkConnection } satisfies Provider;
