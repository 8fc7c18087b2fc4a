import type { Core } from '@strapi/strapi';
import { HIDDEN_UIDS } from './content-types';
import { RECORDING_UID, uid } from '../../contracts/plugin';
import { getRuntime } from './runtime';
import { guardAnswers } from './guards/answers';
import { rememberRequests } from './guards/caller';
import { guardGraphql } from './guards/graphql';
import { guardOtherTypes } from './guards/other-types';
import { guardPanelHelpers } from './guards/panel-helpers';
import { guardQueries } from './guards/queries';
import { countSeldom } from './guards/totals';
import { guardReading } from './guards/reading';
import { closeHiddenTypes } from './site/hidden-types';
import { hangPublishingDoor } from './publishing/door';
import { captureRawBodies } from './webhooks/raw-body';

interface GraphqlExtension {
  shadowCRUD(uid: string): { disable(): void };
}

/** GraphQL makes a schema of every content type, hidden or not. */
function hideFromGraphql(strapi: Core.Strapi): void {
  if (!strapi.plugin('graphql')) return;
  const extension = strapi.plugin('graphql').service('extension') as unknown as GraphqlExtension;
  for (const uid of HIDDEN_UIDS) extension.shadowCRUD(uid).disable();
}

/** `private` keeps a field out of REST and GraphQL answers, filters and sorting, not out of the panel. */
function showWhatIsConfigured(strapi: Core.Strapi): void {
  const { attributes } = strapi.contentType(RECORDING_UID as Parameters<Core.Strapi['contentType']>[0]);
  const shown = (key: 'hostEmail' | 'chat', ...names: string[]) => {
    if (strapi.config.get(uid(`contentApi.${key}`)) !== true) return;
    for (const name of names) {
      const attribute = attributes[name];
      if (attribute !== undefined) Reflect.set(attribute, 'private', false);
    }
  };
  shown('hostEmail', 'hostEmail');
  shown('chat', 'chat', 'chatFile');
}

export function register({ strapi }: { strapi: Core.Strapi }): void {
  captureRawBodies(
    strapi,
    () => getRuntime(strapi).config.webhooks,
    (key) => {
      const { receivers } = getRuntime(strapi);
      if (receivers.peek(key) !== undefined) return true;
      // For the next request: it may be of a connector that another instance added.
      void receivers.of(key).catch(() => undefined);
      return false;
    },
    (key, reason) => {
      const { receivers, refusals } = getRuntime(strapi);
      refusals.count(receivers.peek(key)?.connectorId, reason);
    },
  );
  hideFromGraphql(strapi);
  showWhatIsConfigured(strapi);
  rememberRequests(strapi);
  hangPublishingDoor(
    strapi,
    () => getRuntime(strapi).reviewQueue,
    () => getRuntime(strapi).database,
  );
  guardOtherTypes(strapi);
  guardReading(strapi);
  // Below the guard, which says whose recordings are counted.
  countSeldom(strapi);
  guardQueries(strapi);
  guardAnswers(strapi);
  guardGraphql(strapi);
  guardPanelHelpers(strapi);
  closeHiddenTypes(strapi);
}
