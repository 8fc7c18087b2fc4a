import type { Core } from '@strapi/strapi';
import { message } from '../../../contracts/messages/catalogue';
import { HIDDEN_UIDS } from '../content-types';
import { notAllowed } from '../domain/refusals';

const HIDDEN = message('route.hidden-type');

/**
 * Closes the plugin's hidden types to requests. The content manager does not show them, but its routes
 * still serve them, encrypted secrets included, to super admins who know the address. The plugin's own
 * routes don't use the document service, and code of the site may still read them.
 */
export function closeHiddenTypes(strapi: Core.Strapi): void {
  strapi.documents.use(async (context, next) => {
    if (HIDDEN_UIDS.includes(context.uid) && strapi.requestContext.get() !== undefined) {
      throw notAllowed(HIDDEN, 'HIDDEN_TYPE');
    }
    return next();
  });
}
