import type { ProviderInfo } from './data/providers';

/** The provider can list recordings, so a schedule, a first day and *Sync now* have an effect. */
export const listsRecordings = (provider: Pick<ProviderInfo, 'capabilities'>): boolean =>
  provider.capabilities.includes('listsRecordings');

/** Recordings are imported, from a list or by webhook. */
export const importsRecordings = (provider: Pick<ProviderInfo, 'capabilities'>): boolean =>
  listsRecordings(provider) || provider.capabilities.includes('pushesRecordings');

/** How recordings arrive. Selects the matching text. */
export const arrivalOf = (provider: Pick<ProviderInfo, 'capabilities'>): 'listed' | 'pushed' | 'none' =>
  listsRecordings(provider) ? 'listed' : importsRecordings(provider) ? 'pushed' : 'none';
