import type { Core } from '@strapi/strapi';
import { RECORDING_UID } from '../../../contracts/plugin';
import { holdsOf, mustNotBeOnHold } from '../guards/holds';
import { withMethods } from '../guards/uploads';
import { ownLocale } from '../site/own-locale';

interface Locales {
  delete(where: { id: unknown }): Promise<unknown>;
}
interface Services {
  extend<Service>(uid: string, wrap: (service: Service) => Service): unknown;
}

/**
 * Who deletes a language of the site deletes every translation in it. Strapi does that in the database, past the
 * document service. So recordings go before, one by one, by the way on which holds and imports are thought of.
 */
export function guardLanguages(strapi: Core.Strapi): void {
  const services = strapi.get('services') as unknown as Services;
  services.extend<Locales>('plugin::i18n.locales', (service) =>
    withMethods(service, {
      async delete(where) {
        const language = (await strapi.db
          .query('plugin::i18n.locale')
          .findOne({ where: { id: where.id }, select: ['code'] })) as { code: string } | null;
        if (language !== null && (await ownLocale(strapi)).locale !== undefined) {
          await deleteVersions(strapi, language.code);
        }
        return await service.delete(where);
      },
    }),
  );
}

async function deleteVersions(strapi: Core.Strapi, locale: string): Promise<void> {
  const rows = (await strapi.db
    .query(RECORDING_UID)
    .findMany({ where: { locale }, select: ['documentId'] })) as { documentId: string }[];
  const documentIds = [...new Set(rows.map(({ documentId }) => documentId))];
  // All are asked about before the first one goes.
  for (const held of (await holdsOf(strapi, documentIds)).keys()) await mustNotBeOnHold(strapi, held);
  const documents = strapi.documents(RECORDING_UID as Parameters<Core.Strapi['documents']>[0]);
  for (const documentId of documentIds) {
    await documents.delete({ documentId, locale } as Parameters<typeof documents.delete>[0]);
  }
}
