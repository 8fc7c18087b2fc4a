import { ConnectorError } from '../../domain/errors';
import { keyHash } from '../../domain/hash';
import type { Account } from '../account';
import type { SeenEvent, SeenLink } from '../webhook';
import { checkLink } from './client';
import { LINK_HOURS, readEventSettings } from './descriptor';
import { objectNameOf, SEEN_EVENT } from './events';

/**
 * What a page saw as `recordingLinkAvailable`, as an event of ours. It is not proven by 8x8: the link
 * must lead to a host of the list and to an object of this very app, so that at most a recording of
 * the app itself comes in.
 */
export function seen(settings: Account['settings'], told: SeenLink): SeenEvent {
  const known = readEventSettings(settings);
  const { appId } = known;
  const link = checkLink(known, told.link);
  const object = objectNameOf(link) ?? '';
  if (appId === undefined || !object.toLowerCase().startsWith(`${appId.toLowerCase()}/`)) {
    throw new ConnectorError('refused', "The link does not lead to a recording of this connector's app.", {
      code: 'link-of-another-app',
    });
  }
  const keptSeconds = Math.min(told.ttlSeconds ?? Infinity, LINK_HOURS * 3600);
  // Told again by every page that saw it: one event.
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
