import type { Core } from '@strapi/strapi';
import { RECORDING_UID } from '../../../contracts/plugin';

interface ContentTypes {
  isLocalizedContentType(model: object): boolean;
}
interface Locales {
  getDefaultLocale(): Promise<string>;
}

/**
 * The part of a `where` that names the version of a recording which imports write and moderators decide
 * about: on a site that localizes recordings the one in its default language, as the document service
 * chooses it. Other languages are translations, written by people alone.
 */
export async function ownLocale(strapi: Core.Strapi): Promise<{ locale?: string }> {
  const i18n = strapi.plugin('i18n');
  const types = i18n.service('content-types') as unknown as ContentTypes;
  if (!types.isLocalizedContentType(strapi.getModel(RECORDING_UID as never))) return {};
  return { locale: await (i18n.service('locales') as unknown as Locales).getDefaultLocale() };
}
