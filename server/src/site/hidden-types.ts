import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import { HIDDEN_UIDS } from '../content-types';

/**
 * The content manager does not show hidden types, but its routes still serve them to super admins
 * who know the address, ciphers of secrets included. Requests have the plugin's own routes, which
 * do not come this way; code of the site may look.
 */
export function closeHiddenTypes(strapi: Core.Strapi): void {
  strapi.documents.use(async (context, next) => {
    if (HIDDEN_UIDS.includes(context.uid) && strapi.requestContext.get() !== undefined) {
      throw new errors.ForbiddenError('This is the plugin’s own: it has pages and routes of its own.', {
        code: 'HIDDEN_TYPE',
      });
    }
    return next();
  });
}
