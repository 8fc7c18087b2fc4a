import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * Marks work of the plugin itself. It is set here alone, so that no parameter, request state or header can
 * imitate it. Jobs may run in the context of the request that woke them; the mark says that they don't act
 * for its sender.
 */
const ours = new AsyncLocalStorage<true>();

export const asOurselves = <T>(work: () => Promise<T>): Promise<T> => ours.run(true, work);
export const isOurselves = (): boolean => ours.getStore() === true;
