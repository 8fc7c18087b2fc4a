import { AsyncLocalStorage } from 'node:async_hooks';
import type { Core } from '@strapi/strapi';

/**
 * `emit` of Strapi's event hub rejects when a listener throws. Strapi's own services emit without
 * awaiting (an entry is published, a user is made), and a rejection that nobody awaits ends Node: a
 * listener of the site would end it in the middle of an import.
 */
const apart = new AsyncLocalStorage<true>();

/** Runs work whose outcome is none of the listeners' business: what they throw is only logged. */
export const apartFromListeners = <T>(work: () => Promise<T>): Promise<T> => apart.run(true, work);

export type ListenerFailed = (event: string, error: unknown) => void;

/** Once per Strapi. Everything outside `apartFromListeners` hears of a listener's failure as ever. */
export function guardListeners(strapi: Core.Strapi, failed: ListenerFailed): void {
  const hub = strapi.eventHub;
  const emit = hub.emit.bind(hub);
  Reflect.set(
    hub,
    'emit',
    async (
      event: string,
      ...args: Parameters<typeof emit> extends [string, ...infer Rest] ? Rest : never
    ) => {
      try {
        await emit(event, ...args);
      } catch (error) {
        if (apart.getStore() !== true) throw error;
        failed(event, error);
      }
    },
  );
}

/** Tells the listeners of the site; never throws. */
export const tell = (strapi: Core.Strapi, event: string, payload: Record<string, unknown>): Promise<void> =>
  apartFromListeners(async () => {
    await strapi.eventHub.emit(event, payload);
  });
