import type { Core } from '@strapi/strapi';
import { RECORDING_UID } from '../content-types';

/** Addresses of the admin panel's pages, for mails; the same paths as in `admin/src/plugin-id.ts`. */
export function panelLinks(strapi: Core.Strapi) {
  const base = String(strapi.config.get('admin.absoluteUrl')).replace(/\/+$/, '');
  const own = `${base}/plugins/meeting-connectors`;
  const recordings = `${base}/content-manager/collection-types/${RECORDING_UID}`;
  return {
    connector: (id: number) => `${own}/connectors/${id}`,
    import: (id: number) => `${own}/imports/${id}`,
    reviews: `${own}/reviews`,
    recordings,
    recording: (documentId: string) => `${recordings}/${documentId}`,
    signUp: (registrationToken: string) =>
      `${base}/auth/register?registrationToken=${encodeURIComponent(registrationToken)}`,
  };
}
