import type { Context } from 'koa';
import { DeleteRecordings, PreviewDeletion, PutHold } from '../../../contracts/deletion';
import { liftHold, putOnHold } from '../guards/holds';
import { people } from '../people/admins';
import { openDeletions } from '../reviews/deletions';
import { openEntries } from '../reviews/entries';
import { getRuntime } from '../runtime';
import { abilityOf, answering, bodyOf, documentIdOf, parse, userId, type Controller } from './http';

export const deletionController: Controller = ({ strapi }) => {
  const deletions = openDeletions(strapi);
  const entries = openEntries(strapi);
  const readableId = async (ctx: Context): Promise<string> => {
    const documentId = documentIdOf(ctx);
    await entries.read(abilityOf(ctx), documentId);
    return documentId;
  };
  return {
    preview: answering(async (ctx) => {
      const { documentIds } = parse(PreviewDeletion.query, ctx.query);
      return { data: await deletions.preview(abilityOf(ctx), documentIds) };
    }),
    delete: answering(async (ctx) => {
      const wish = parse(DeleteRecordings.body, bodyOf(ctx));
      return { data: await deletions.delete(abilityOf(ctx), wish) };
    }),
    getHold: answering(async (ctx) => ({ data: await deletions.hold(await readableId(ctx)) })),
    putHold: answering(async (ctx) => {
      const documentId = await readableId(ctx);
      const { reason } = parse(PutHold.body, bodyOf(ctx));
      const byId = userId(ctx);
      const byName = (await people(strapi, [byId])).get(byId)?.name ?? '';
      const atMs = getRuntime(strapi).clock();
      await putOnHold(strapi, { recordingDocumentId: documentId, reason, byId, byName, atMs });
      getRuntime(strapi).logger.info(`recording ${documentId} was put on hold by user ${byId}`);
      return { data: await deletions.hold(documentId) };
    }),
    liftHold: answering(async (ctx) => {
      const documentId = await readableId(ctx);
      await liftHold(strapi, documentId);
      getRuntime(strapi).logger.info(`the hold of recording ${documentId} was lifted by user ${userId(ctx)}`);
      return { data: null };
    }),
  };
};
