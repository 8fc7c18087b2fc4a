import type { Core } from '@strapi/strapi';
import { RECORDING_UID } from '../../../contracts/plugin';
import { decideWrite, type Caller } from '../rules/rules';
import { publishingAsOurselves, type ReviewQueue } from './door';
import { languagesOf } from '../site/own-locale';
import { moverOf } from './mover';

/**
 * Called before the content of a file of these recordings changes in place. What was approved was the
 * former content: a published recording is unpublished and waits again, and moderators who have looked at a
 * waiting one must look again. Callers who publish directly change it at once.
 */
export async function beforeFilesChange(
  strapi: Core.Strapi,
  keeper: ReviewQueue,
  documentIds: readonly string[],
  caller: Caller,
): Promise<void> {
  const documents = strapi.documents(RECORDING_UID as Parameters<Core.Strapi['documents']>[0]);
  await keeper.inTransaction(async () => {
    const moderation = await keeper.moderation();
    // Whether the caller may change the files was decided before; this is about who publishes.
    const verdict = decideWrite(caller, { action: 'publish', publishes: true, own: true, moderation });
    for (const documentId of documentIds) {
      await keeper.before('update', documentId);
      if (verdict === 'open') continue;
      const published = await strapi.db
        .query(RECORDING_UID)
        .count({ where: { documentId, publishedAt: { $notNull: true } } });
      if (published === 0) continue;
      const languages = await languagesOf(strapi, documentId, 'published');
      // Translations show the same files.
      await publishingAsOurselves(() => documents.unpublish({ documentId, locale: '*' }));
      await keeper.queue(documentId, moverOf(caller), 'sent', languages.length === 0 ? undefined : languages);
    }
  });
}
