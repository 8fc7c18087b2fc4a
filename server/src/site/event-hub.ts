import { AsyncLocalStorage } from 'node:async_hooks';
import type { Core } from '@strapi/strapi';

/**
 * Set while work runs whose result must not depend on listeners. `emit` of Strapi's event hub rejects
 * when a listener throws. Strapi's own services emit without awaiting (an entry is published, a user is
 * created), and an unhandled rejection ends Node. So a listener of the site could end the process in the
 * middle of an import.
 */
const apart = new AsyncLocalStorage<true>();

/** Runs work whose result must not depend on listeners: their errors are only logged. */
export const apartFromListeners = <T>(work: () => Promise<T>): Promise<T> => apart.run(true, work);

export type ListenerFailed = (event: string, error: unknown) => void;

/** Called once per Strapi. Outside `apartFromListeners`, `emit` rejects as before. */
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

/** Emits an event to the listeners of the site. Never throws. */
export const tell = (strapi: Core.Strapi, event: string, payload: Record<string, unknown>): Promise<void> =>
  apartFromListeners(async () => {
    await strapi.eventHub.emit(event, payload);
  });
