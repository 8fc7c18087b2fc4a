import { randomUUID } from 'node:crypto';
import { errors } from '@strapi/utils';
import { ListDeliveries } from '../../../contracts/webhooks';
import { connectorOf } from '../connectors/connector-of';
import { keyHash } from '../domain/hash';
import { replayDelivery } from '../ledger/deliveries';
import { getRuntime } from '../runtime';
import { openWebhookViews } from '../webhooks/views';
import { hookAddress } from '../webhooks/address';
import { deliveryOf, judge } from '../webhooks/receive';
import { answering, idOf, pageOf, parse, userId, type Controller } from './http';

const MOST_EVENT_TYPES = 100;
const NO_SECRET =
  'Enter the webhook secret in the settings first: until then every request is refused, a test event too.';

export const deliveryController: Controller = ({ strapi }) => {
  const runtime = () => getRuntime(strapi);
  const views = () => openWebhookViews(strapi, runtime());
  const deliveryRow = async (id: number) => {
    const row = await runtime().database.deliveries.findOne({ id });
    if (row === undefined) throw new errors.NotFoundError('This delivery does not exist (any more)');
    return row;
  };
  const connectorRow = (id: number) => connectorOf(runtime().database, id);
  const viewOf = async (id: number) => (await views().deliveries([await deliveryRow(id)]))[0];

  return {
    find: answering(async (ctx) => {
      const query = parse(ListDeliveries.query, ctx.query);
      const { deliveries } = runtime().database;
      const answer = await pageOf(
        deliveries,
        query,
        (sql) => {
          const { connectorId, status, eventType } = query;
          void sql.where(deliveries.columnsOf({ connectorId, status, eventType }));
        },
        { attribute: 'receivedAtMs', direction: 'desc' },
        (rows) => views().deliveries(rows),
      );
      const types: { type: string }[] = await deliveries
        .query()
        .where(deliveries.columnsOf({ connectorId: query.connectorId }))
        .distinct({ type: deliveries.column('eventType') })
        .orderBy('type')
        .limit(MOST_EVENT_TYPES);
      const { deliveryDays } = runtime().config.retention;
      return {
        ...answer,
        meta: { ...answer.meta, retentionDays: deliveryDays, eventTypes: types.map(({ type }) => type) },
      };
    }),

    findOne: answering(async (ctx) => ({ data: await views().delivery(await deliveryRow(idOf(ctx))) })),

    replay: answering(async (ctx) => {
      const row = await deliveryRow(idOf(ctx));
      if (!(await replayDelivery(runtime().database, row))) {
        throw new errors.ApplicationError('It is being worked on just now: look at it again in a moment.');
      }
      runtime().deliveries.wake();
      return { data: await viewOf(row.id) };
    }),

    webhook: answering(async (ctx) => ({ data: await views().webhook(await connectorRow(idOf(ctx))) })),

    /** Through the same judgement and the same inbox as a provider's; only the network is left out. */
    sendTest: answering(async (ctx) => {
      const connector = await connectorRow(idOf(ctx));
      const { receivers, credentials, inbox, clock, database } = runtime();
      await receivers.ownSecret(connector.id);
      receivers.changed();
      const receiver = await receivers.of(connector.hookKey);
      const { hooks } = receiver ?? {};
      if (receiver === undefined || hooks === undefined) {
        throw new errors.ApplicationError(
          'No event format of this provider is known: use the wake-up address.',
        );
      }
      const { secretFields } = hooks;
      const hasSecret = secretFields.some((field) => (receiver.secrets[field] ?? []).length > 0);
      if (secretFields.length > 0 && !hasSecret) {
        throw new errors.ApplicationError(NO_SECRET, { code: 'no-secret' });
      }
      const nowMs = clock();
      const { address } = hookAddress(strapi, connector.hookKey);
      const example = hooks.example(
        {
          secrets: receiver.secrets,
          ownSecret: receiver.ownSecrets[0] ?? '',
          settings: receiver.settings,
          nowMs,
        },
        address,
      );
      const request = { ...example, address };
      const verdict = judge(receiver, request, nowMs);
      if (verdict.verdict !== 'genuine') {
        const why = verdict.verdict === 'refused' ? ` (${verdict.reason})` : '';
        throw new errors.ApplicationError(`The test event was not accepted${why}: enter the secret again.`, {
          code: 'test-refused',
        });
      }
      const delivery = deliveryOf(credentials, connector.id, verdict, request, nowMs);
      const idempotencyKeyHash = keyHash(`test:${randomUUID()}`);
      await inbox.add({ ...delivery, idempotencyKeyHash, subjectHash: null, isTest: true });
      const row = await database.deliveries.findOne({ idempotencyKeyHash, connectorId: connector.id });
      if (row === undefined) throw new Error('a stored test event is not there');
      return { data: await viewOf(row.id) };
    }),

    renewOwnSecret: answering(async (ctx) => {
      const connector = await connectorRow(idOf(ctx));
      const { receivers, subscriptions } = runtime();
      const { secret, formerUntilMs } = await receivers.renewOwnSecret(connector.id, userId(ctx));
      await subscriptions.due(connector.id);
      return {
        data: {
          secret,
          ...(formerUntilMs === undefined ? {} : { formerUntil: new Date(formerUntilMs).toISOString() }),
        },
      };
    }),
  };
};
