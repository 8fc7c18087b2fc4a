import { message } from '../../../../contracts/messages/catalogue';
import { ConnectorError } from '../../domain/errors';
import { keyHash } from '../../domain/hash';
import type { Account } from '../account';
import type { SeenEvent, SeenLink } from '../webhook';
import { checkLink } from './download';
import { LINK_HOURS, readEventSettings } from './descriptor';
import { objectNameOf, SEEN_EVENT } from './events';

/**
 * Turns the `recordingLinkAvailable` that a page of the site saw (IFrame API) into an event of ours. 8x8
 * does not sign it. So the link must lead to a host of the list and to an object of this app: then at
 * most a recording of the app itself can be imported.
 */
export function seen(settings: Account['settings'], told: SeenLink): SeenEvent {
  const known = readEventSettings(settings);
  const { appId } = known;
  const link = checkLink(known, told.link);
  const object = objectNameOf(link) ?? '';
  if (appId === undefined || !object.toLowerCase().startsWith(`${appId.toLowerCase()}/`)) {
    throw new ConnectorError('refused', message('jaas.link.other-app'), { code: 'link-of-another-app' });
  }
  const keptSeconds = Math.min(told.ttlSeconds ?? Infinity, LINK_HOURS * 3600);
  // Every page that saw the link sends it. All of them are one event.
  const idempotencyKey = `seen:${keyHash(object)}`;
  const body = {
    idempotencyKey,
    appId,
    eventType: SEEN_EVENT,
    sessionId: told.session,
    timestamp: told.atMs,
    fqn: `${appId}/${told.room}`,
    data: { preAuthenticatedLink: link, linkExpiration: told.atMs + keptSeconds * 1000 },
  };
  const rawBody = Buffer.from(JSON.stringify(body));
  return { eventType: SEEN_EVENT, subject: told.session, idempotencyKey, rawBody };
}
