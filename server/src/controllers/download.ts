import type { Context } from 'koa';
import { z } from 'zod';
import type { ListRecordingFiles } from '../../../contracts/files';
import { message } from '../../../contracts/messages/catalogue';
import { openDownloads } from '../downloads/downloads';
import { notFound } from '../domain/refusals';
import { callerOf } from '../guards/caller';
import { getRuntime } from '../runtime';
import { abilityOf, answering, parse, type Controller } from './http';

const versionQuery = z.object({ status: z.enum(['draft', 'published']).default('published') });

const headerOf = (ctx: Context, name: string): string | undefined => ctx.get(name) || undefined;
const paramOf = (ctx: Context, name: string): string => String(Reflect.get(ctx.params as object, name));

export const downloadController: Controller = ({ strapi }) => {
  const downloads = () => openDownloads(strapi, getRuntime(strapi));
  return {
    /** Of the panel: what the page of a recording offers. */
    ofRecording: answering(async (ctx): Promise<ListRecordingFiles.Response> => ({
      data: await downloads().forAdmin(abilityOf(ctx), paramOf(ctx, 'documentId')),
    })),

    /** Of the content API. */
    find: answering(async (ctx): Promise<ListRecordingFiles.Response> => {
      const { status } = parse(versionQuery, ctx.query);
      ctx.set('Cache-Control', 'no-store');
      return {
        data: await downloads().forCaller(await callerOf(strapi), paramOf(ctx, 'documentId'), status),
      };
    }),

    /** The address itself is the proof that its bearer may have the file. */
    open: answering(async (ctx) => {
      const file = await downloads().open(paramOf(ctx, 'ticket'));
      if (file === undefined) throw notFound(message('route.download-over'));
      const gone = new AbortController();
      ctx.res.once('close', () => gone.abort());
      const content = await getRuntime(strapi).library.content(
        file.place,
        { range: headerOf(ctx, 'range'), ifRange: headerOf(ctx, 'if-range') },
        gone.signal,
      );
      ctx.set('Cache-Control', 'private, no-store');
      switch (content.outcome) {
        case 'missing':
          throw notFound(message('route.download-missing'));
        case 'elsewhere':
          ctx.redirect(content.url);
          return '';
        case 'outside':
          ctx.set(content.headers);
          ctx.status = 416;
          return '';
        case 'content':
          ctx.set(content.headers);
          ctx.attachment(file.name);
          ctx.type = file.mime;
          ctx.status = content.status;
          return content.body;
      }
    }),
  };
};
