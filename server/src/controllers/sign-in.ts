import type { Context } from 'koa';
import { message } from '../../../contracts/messages/catalogue';
import { ConfirmSignIn } from '../../../contracts/sign-in';
import { CATALOGUES, languageOf } from '../../../contracts/messages/say';
import { getRuntime } from '../runtime';
import { openSignIns, signInAnswer, type SignInOutcome } from '../connectors/sign-in';
import { answering, bodyOf, idOf, parse, setterOf, type Controller } from './http';
import { PAGE_POLICY, signInPage, type SignInPage } from './sign-in-page';

export const signInController: Controller = ({ strapi }) => {
  const signIns = () => openSignIns(strapi, getRuntime(strapi));
  return {
    get: answering(async (ctx) => ({ data: await signIns().view(idOf(ctx), setterOf(ctx), ctx.origin) })),
    begin: answering(async (ctx) => ({
      data: await signIns().begin(idOf(ctx), setterOf(ctx), ctx.origin),
    })),
    confirm: answering(async (ctx) => ({
      data: await signIns().confirm(idOf(ctx), keyOf(ctx), setterOf(ctx), ctx.origin),
    })),
    discard: answering(async (ctx) => ({
      data: await signIns().discard(idOf(ctx), keyOf(ctx), setterOf(ctx), ctx.origin),
    })),
    end: answering(async (ctx) => ({ data: await signIns().end(idOf(ctx), setterOf(ctx), ctx.origin) })),

    /**
     * Where the provider sends the browser. No admin session reaches this address, because it is not
     * below the panel's. The `state` tells which try this is. Who signed in is confirmed in the panel.
     */
    async callback(ctx) {
      const answer = signInAnswer.safeParse(bodyOf(ctx));
      const outcome: SignInOutcome = answer.success
        ? await signIns().finish(answer.data)
        : { outcome: 'unknown-state' };
      show(ctx, outcome.outcome === 'signed-in' ? 200 : 400, pageOf(outcome));
    },

    /** For people who open the address by hand. */
    async explain(ctx) {
      show(ctx, 200, {
        title: message('sign-in.page.explain'),
        texts: [message('sign-in.page.explain.text')],
        closes: false,
      });
    },
  };
};

const keyOf = (ctx: Context): string => parse(ConfirmSignIn.body, bodyOf(ctx)).key;

/** In the language of the browser, because there is no session. */
function show(ctx: Context, status: number, page: SignInPage): void {
  ctx.status = status;
  ctx.type = 'text/html; charset=utf-8';
  ctx.set('Content-Security-Policy', PAGE_POLICY);
  ctx.set('Cache-Control', 'no-store');
  ctx.set('Referrer-Policy', 'no-referrer');
  ctx.set('Vary', 'Accept-Language');
  ctx.body = signInPage(page, languageOf(ctx.acceptsLanguages(Object.keys(CATALOGUES)) || 'en'));
}

function pageOf(outcome: SignInOutcome): SignInPage {
  switch (outcome.outcome) {
    case 'signed-in': {
      const { accountName: account, missing, backUrl } = outcome;
      return missing.length === 0
        ? {
            title: message('sign-in.page.done', { account }),
            texts: [message('sign-in.page.confirm'), message('sign-in.page.sent')],
            backUrl,
            closes: true,
          }
        : {
            title: message('sign-in.page.partly', { account }),
            texts: [
              message('sign-in.page.partly.text', { permissions: missing }),
              message('sign-in.page.confirm'),
              message('sign-in.page.sent'),
            ],
            backUrl,
            closes: false,
          };
    }
    case 'refused': {
      const { problem, backUrl } = outcome;
      return {
        title: message('sign-in.page.refused'),
        texts: [
          problem.what,
          ...(problem.providerWords === undefined
            ? []
            : [message('sign-in.page.provider-says', { words: problem.providerWords })]),
        ],
        backUrl,
        closes: false,
      };
    }
    case 'unknown-state':
      return {
        title: message('sign-in.page.unknown'),
        texts: [message('sign-in.page.unknown.text')],
        closes: false,
      };
  }
}
