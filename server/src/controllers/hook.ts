import type { Context } from 'koa';
import { crashPoint } from '../crash-point';
import { getRuntime } from '../runtime';
import { enqueueRun } from '../sync/run-queue';
import { hookAddress } from '../webhooks/address';
import { hookRequestOf, sendAnswer } from '../webhooks/raw-body';
import { NOT_ACCEPTED, receive, receiverAt } from '../webhooks/receive';
import { sameSecret } from '../providers/webhook';
import type { Controller } from './http';

const keyOf = (ctx: Context): string => String(Reflect.get(ctx.params as object, 'key'));
const BEARER = /^bearer (.+)$/i;

/** The two addresses for providers and other machines; see `webhooks/receive.ts`. */
export const hookController: Controller = ({ strapi }) => ({
  async receive(ctx) {
    const { intake } = getRuntime(strapi);
    const key = keyOf(ctx);
    const request = hookRequestOf(ctx, () => hookAddress(strapi, key).address);
    // Few providers send a GET. At all other addresses, also those of nobody, it is not accepted either.
    if (request.method === 'GET') {
      const found = await receiverAt(intake, key);
      if ('unavailable' in found) {
        sendAnswer(ctx, found.unavailable);
        return;
      }
      const { known } = found;
      if (known?.hooks?.methods.includes('GET') !== true) {
        intake.refusals.count(known?.connectorId, 'wrong-method');
        sendAnswer(ctx, NOT_ACCEPTED);
        return;
      }
    }
    const answer = await receive(intake, key, request);
    sendAnswer(ctx, answer);
    ctx.res.once('finish', () => crashPoint('after-answer'));
  },

  /** *Wake up and sync*, for every provider. The connector's own secret proves the caller. */
  async wake(ctx) {
    const runtime = getRuntime(strapi);
    const { intake, database } = runtime;
    const found = await receiverAt(intake, keyOf(ctx));
    if ('unavailable' in found) {
      sendAnswer(ctx, found.unavailable);
      return;
    }
    const receiver = found.known;
    const [, given = ''] = BEARER.exec(ctx.get('authorization')) ?? [];
    const matches = (receiver?.ownSecrets ?? ['']).map((secret) => sameSecret(secret, given));
    if (receiver === undefined || given === '' || !matches.includes(true)) {
      intake.refusals.count(receiver?.connectorId, given === '' ? 'no-signature' : 'wrong-signature');
      sendAnswer(ctx, NOT_ACCEPTED);
      return;
    }
    const connector = await database.connectors.findOne({ id: receiver.connectorId });
    if (connector === undefined || !connector.enabled) {
      sendAnswer(ctx, {
        status: 409,
        contentType: 'application/json',
        body: '{"error":"the connector is switched off"}',
      });
      return;
    }
    const { run, outcome } = await enqueueRun(runtime, connector, 'webhook', null);
    sendAnswer(ctx, {
      status: 202,
      contentType: 'application/json',
      body: JSON.stringify({ data: { runId: run.id, outcome } }),
    });
  },
});
