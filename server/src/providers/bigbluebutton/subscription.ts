import { z } from 'zod';
import type { KeepsSubscription } from '../webhook';
import { bbbClient } from './client';
import { DAY_MS, MINUTE_MS } from '../../domain/instant';

/** The events that we use. The module sends no others. */
const EVENTS = ['rap-publish-ended', 'rap-published', 'rap-unpublished', 'rap-deleted'];
/** The module removes an address after about five minutes of failures, without notice (bbb-webhooks). */
const RENEW_MS = 30 * MINUTE_MS;
/** How often to look for the module on a server that has none. */
const LOOK_AGAIN_MS = DAY_MS;

const kept = z.object({
  hookId: z.string().optional().catch(undefined),
  address: z.string().optional().catch(undefined),
});

/** Registers the connector's address at the webhooks module. Registering again renews it. */
export const subscription: KeepsSubscription = {
  async keep(account, { address, state }, signal) {
    const client = bbbClient(account);
    const before = kept.parse(state);
    if (before.hookId !== undefined && before.address !== address)
      await client.destroyHook(before.hookId, signal);
    const hookId = await client.createHook(address, EVENTS, signal);
    return hookId === undefined
      ? { state: {}, renewAtMs: account.clock() + LOOK_AGAIN_MS }
      : { state: { hookId, address }, renewAtMs: account.clock() + RENEW_MS };
  },

  async end(account, state, signal) {
    const { hookId } = kept.parse(state);
    if (hookId !== undefined) await bbbClient(account).destroyHook(hookId, signal);
  },
};
