import { factories, type Core } from '@strapi/strapi';
import { RECORDING_UID } from '../../contracts/plugin';
import type { Verification } from './imports/verification';
import type { Alerts } from './mails/alerts';
import type { Outbox } from './mails/outbox';
import { getRuntime } from './runtime';
import { watchDeadlines } from './webhooks/deadlines';
import type { Subscriptions } from './webhooks/subscriptions';

/**
 * Every service that the package gives a site, by `strapi.plugin('meeting-connectors').service(name)`.
 * `recording` is here because Strapi's core controller of a type asks for its core service.
 */
export const services = {
  recording: factories.createCoreService(RECORDING_UID as Parameters<typeof factories.createCoreService>[0]),
  /** `run(newestFiles?)`, `start`, `stop` and `view`; see `imports/verification.ts`. */
  verification: ({ strapi }: { strapi: Core.Strapi }): Verification => ({
    run: (newestFiles) => getRuntime(strapi).verification.run(newestFiles),
    start: (newestFiles) => getRuntime(strapi).verification.start(newestFiles),
    stop: () => getRuntime(strapi).verification.stop(),
    view: () => getRuntime(strapi).verification.view(),
  }),
  /** `add(mail)`: sent once for each key; see `mails/outbox.ts`. */
  outbox: ({ strapi }: { strapi: Core.Strapi }): Pick<Outbox, 'add'> => ({
    add: (mail, sql) => getRuntime(strapi).outbox.add(mail, sql),
  }),
  /** `watch`: tells at once of what is about to be lost; see `webhooks/deadlines.ts`. */
  deadlines: ({ strapi }: { strapi: Core.Strapi }) => ({
    watch: () => watchDeadlines(strapi, getRuntime(strapi)),
  }),
  /** `review`: renews at once what is due; see `webhooks/subscriptions.ts`. */
  subscriptions: ({ strapi }: { strapi: Core.Strapi }): Pick<Subscriptions, 'review'> => ({
    review: () => getRuntime(strapi).subscriptions.review(),
  }),
  /** `raise`, `over` and `review`; see `mails/alerts.ts`. */
  alerts: ({ strapi }: { strapi: Core.Strapi }): Alerts => ({
    raise: (trouble) => getRuntime(strapi).alerts.raise(trouble),
    over: (end) => getRuntime(strapi).alerts.over(end),
    review: () => getRuntime(strapi).alerts.review(),
  }),
};
