import type { Core } from '@strapi/strapi';
import { HIDDEN_UIDS } from './content-types';
import { hangPublishingDoor } from './services/publishing-door';
import { hideFromAnonymous } from './services/recording-visibility';

interface GraphqlExtension {
  shadowCRUD(uid: string): { disable(): void };
}

/** GraphQL makes a schema of every content type, hidden or not. */
function hideFromGraphql(strapi: Core.Strapi): void {
  if (!strapi.plugin('graphql')) return;
  const extension = strapi.plugin('graphql').service('extension') as unknown as GraphqlExtension;
  for (const uid of HIDDEN_UIDS) extension.shadowCRUD(uid).disable();
}

export function register({ strapi }: { strapi: Core.Strapi }): void {
  hideFromGraphql(strapi);
  hangPublishingDoor(strapi);
  hideFromAnonymous(strapi);
}
