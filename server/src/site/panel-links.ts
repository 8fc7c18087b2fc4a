import type { Core } from '@strapi/strapi';
import { paths } from '../../../contracts/plugin';

/** Addresses of the admin panel's pages, for mails. */
export function panelLinks(strapi: Core.Strapi) {
  const base = String(strapi.config.get('admin.absoluteUrl')).replace(/(?<!\/)\/+$/, '');
  return {
    connector: (id: string) => base + paths.connector(id),
    import: (id: string) => base + paths.import(id),
    reviews: base + paths.reviews,
    recordings: base + paths.recordings,
    recording: (documentId: string) => base + paths.recording(documentId),
    signUp: (registrationToken: string) =>
      `${base}/auth/register?registrationToken=${encodeURIComponent(registrationToken)}`,
  };
}
