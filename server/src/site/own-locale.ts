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

/**
 * The languages that an act on a recording is about, by the `locale` that it names; undefined where the site
 * does not translate recordings.
 */
export async function languagesNamed(
  strapi: Core.Strapi,
  documentId: string,
  locale: unknown,
): Promise<string[] | undefined> {
  const own = await ownLocale(strapi);
  if (own.locale === undefined) return undefined;
  if (locale === '*') return await languagesOf(strapi, documentId, 'draft');
  const named = [locale].flat().filter((one) => typeof one === 'string');
  return named.length === 0 ? [own.locale] : named;
}

/** The languages that a recording has as draft, or in which it is published. */
export async function languagesOf(
  strapi: Core.Strapi,
  documentId: string,
  version: 'draft' | 'published',
): Promise<string[]> {
  const rows = (await strapi.db.query(RECORDING_UID).findMany({
    where: { documentId, publishedAt: version === 'draft' ? null : { $notNull: true } },
    select: ['id', 'locale'],
    orderBy: { id: 'asc' },
  })) as { locale: string | null }[];
  return rows.flatMap(({ locale }) => locale ?? []);
}
