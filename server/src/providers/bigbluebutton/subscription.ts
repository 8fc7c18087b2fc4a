import { z } from 'zod';
import type { KeepsSubscription } from '../webhook';
import { bbbClient } from './client';

/** What is made of something; the module sends nothing else. */
const EVENTS = ['rap-publish-ended', 'rap-published', 'rap-unpublished', 'rap-deleted'];
/** The module forgets an address after some five minutes of failures, and tells nobody. */
const RENEW_MS = 30 * 60_000;
/** A server that has no such module may get it one day. */
const LOOK_AGAIN_MS = 24 * 3_600_000;

const kept = z.object({
  hookId: z.string().optional().catch(undefined),
  address: z.string().optional().catch(undefined),
});

/** Registers the connector's address at the webhooks module; doing so again is how it is renewed. */
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
