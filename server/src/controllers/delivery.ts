import { randomUUID } from 'node:crypto';
import { message } from '../../../contracts/messages/catalogue';
import { ListDeliveries } from '../../../contracts/webhooks';
import { connectorOf } from '../connectors/connector-of';
import { notFound, refused } from '../domain/refusals';
import { keyHash } from '../domain/hash';
import { replayDelivery } from '../ledger/deliveries';
import { getRuntime } from '../runtime';
import { openWebhookViews } from '../webhooks/views';
import { hookAddress } from '../webhooks/address';
import { deliveryOf, judge } from '../webhooks/receive';
import { answering, idOf, pageOf, parse, userId, type Controller } from './http';
import { isoOf } from '../domain/instant';

const MOST_EVENT_TYPES = 100;

export const deliveryController: Controller = ({ strapi }) => {
  const runtime = () => getRuntime(strapi);
  const views = () => openWebhookViews(strapi, runtime());
  const deliveryRow = async (id: string) => {
    const row = await runtime().database.deliveries.findOne({ id });
    if (row === undefined) throw notFound(message('route.delivery-gone'));
    return row;
  };
  const connectorRow = (id: string) => connectorOf(runtime().database, id);
  const viewOf = async (id: string) => (await views().deliveries([await deliveryRow(id)]))[0];

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
        throw refused(message('route.delivery-busy'));
      }
      runtime().deliveries.wake();
      return { data: await viewOf(row.id) };
    }),

    webhook: answering(async (ctx) => ({ data: await views().webhook(await connectorRow(idOf(ctx))) })),

    /** A test event passes the same checks and the same inbox as a provider's event. Only the network is left out. */
    sendTest: answering(async (ctx) => {
      const connector = await connectorRow(idOf(ctx));
      const { receivers, credentials, inbox, clock, database } = runtime();
      await receivers.ownSecret(connector);
      receivers.changed();
      const receiver = await receivers.of(connector.hookKey);
      const { hooks } = receiver ?? {};
      if (receiver === undefined || hooks === undefined) {
        throw refused(message('route.no-example'));
      }
      const { secretFields } = hooks;
      const hasSecret = secretFields.some((field) => (receiver.secrets[field] ?? []).length > 0);
      if (secretFields.length > 0 && !hasSecret) {
        throw refused(message('route.no-secret'), 'no-secret');
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
        const reason = verdict.verdict === 'refused' ? verdict.reason : verdict.verdict;
        throw refused(message('route.test-refused', { reason }), 'test-refused');
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
      const { secret, formerUntilMs } = await receivers.renewOwnSecret(connector, userId(ctx));
      await subscriptions.due(connector.id);
      return {
        data: {
          secret,
          ...(formerUntilMs === undefined ? {} : { formerUntil: isoOf(formerUntilMs) }),
        },
      };
    }),
  };
};
