import type { Provider } from '../provider';
import { checkConnection } from './check';
import { descriptor } from './descriptor';
import { mintsJoinTokens } from './join-tokens';

/** Signed links only. No API for recordings, attendance or events of Vatra is publicly known. */
export const vatra = { descriptor, checkConnection, mintsJoinTokens } satisfies Provider;
