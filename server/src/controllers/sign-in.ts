import type { Context } from 'koa';
import { english } from '../../../contracts/messages/say';
import { getRuntime } from '../runtime';
import { openSignIns, signInAnswer, type SignInOutcome } from '../connectors/sign-in';
import { answering, bodyOf, idOf, userId, type Controller } from './http';
import { PAGE_POLICY, signInPage, type SignInPage } from './sign-in-page';

export const signInController: Controller = ({ strapi }) => {
  const signIns = () => openSignIns(strapi, getRuntime(strapi));
  return {
    get: answering(async (ctx) => ({ data: await signIns().view(idOf(ctx), ctx.origin) })),
    begin: answering(async (ctx) => ({
      data: await signIns().begin(idOf(ctx), userId(ctx), ctx.origin),
    })),
    end: answering(async (ctx) => ({ data: await signIns().end(idOf(ctx), ctx.origin) })),

    /**
     * Where the provider sends the browser. No admin session reaches this address, since it is not
     * the panel's: the state, known to the browser that began, is the proof.
     */
    async callback(ctx) {
      const answer = signInAnswer.safeParse(bodyOf(ctx));
      const outcome: SignInOutcome = answer.success
        ? await signIns().finish(answer.data)
        : { outcome: 'unknown-state' };
      show(ctx, outcome.outcome === 'signed-in' ? 200 : 400, pageOf(outcome));
    },

    /** For whoever opens the address by hand. */
    async explain(ctx) {
      show(ctx, 200, {
        title: 'Here a sign-in ends',
        texts: [
          'The provider sends the browser to this address once somebody has signed in. Begin in Strapi: Meeting Connectors, the connector, its sign-in button.',
        ],
        closes: false,
      });
    },
  };
};

function show(ctx: Context, status: number, page: SignInPage): void {
  ctx.status = status;
  ctx.type = 'text/html; charset=utf-8';
  ctx.set('Content-Security-Policy', PAGE_POLICY);
  ctx.set('Cache-Control', 'no-store');
  ctx.set('Referrer-Policy', 'no-referrer');
  ctx.body = signInPage(page);
}

function pageOf(outcome: SignInOutcome): SignInPage {
  switch (outcome.outcome) {
    case 'signed-in':
      return outcome.missing.length === 0
        ? {
            title: `Signed in as ${outcome.accountName}`,
            texts: ['The connector is authorized. You can close this page.'],
            backUrl: outcome.backUrl,
            closes: true,
          }
        : {
            title: `Signed in as ${outcome.accountName}, but not everything was allowed`,
            texts: [`Not granted: ${outcome.missing.join(', ')}. Sign in again once it is allowed.`],
            backUrl: outcome.backUrl,
            closes: false,
          };
    case 'refused':
      return {
        title: 'The sign-in did not succeed',
        texts: [
          english(outcome.problem.what),
          ...(outcome.problem.providerWords === undefined
            ? []
            : [`The provider says: "${outcome.problem.providerWords}"`]),
        ],
        backUrl: outcome.backUrl,
        closes: false,
      };
    case 'unknown-state':
      return {
        title: 'This sign-in is not known here',
        texts: [
          'It was used before, took too long, or was begun elsewhere. Begin it again in Strapi: Meeting Connectors, the connector, its sign-in button.',
        ],
        closes: false,
      };
  }
}
