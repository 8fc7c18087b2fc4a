import type { ProviderInfo } from './data/providers';

/** There is a list to ask: a schedule, a first day and *Sync now* have an effect. */
export const listsRecordings = (provider: Pick<ProviderInfo, 'capabilities'>): boolean =>
  provider.capabilities.includes('listsRecordings');

/** Recordings arrive, asked for or pushed. */
export const importsRecordings = (provider: Pick<ProviderInfo, 'capabilities'>): boolean =>
  listsRecordings(provider) || provider.capabilities.includes('pushesRecordings');

/** How recordings come, by the word that picks the texts about it. */
export const arrivalOf = (provider: Pick<ProviderInfo, 'capabilities'>): 'listed' | 'pushed' | 'none' =>
  listsRecordings(provider) ? 'listed' : importsRecordings(provider) ? 'pushed' : 'none';
