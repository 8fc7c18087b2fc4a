import { message } from '../../../../contracts/messages/catalogue';
import { ConnectorError } from '../../domain/errors';
import { keyHash } from '../../domain/hash';
import type { Account } from '../account';
import type { SeenEvent, SeenLink } from '../webhook';
import { checkLink } from './download';
import { LINK_HOURS, readEventSettings } from './descriptor';
import { SEEN_EVENT } from './events';
import { placesOf, storedObjectOf } from './storage';

const refusal = (code: string, said: 'jaas.link.other-app' | 'jaas.link.unknown-storage') =>
  new ConnectorError('refused', message(said), { code });

/**
 * Turns the `recordingLinkAvailable` that a page of the site saw (IFrame API) into an event of ours. 8x8
 * does not sign it, and any member can send one. So the link must lead to the folder of this app in a
 * storage that signed events have named, or a manager entered: nobody else can put a file there.
 */
export function seen(settings: Account['settings'], told: SeenLink): SeenEvent {
  const known = readEventSettings(settings);
  const { appId = '' } = known;
  const link = checkLink(known, told.link);
  const object = storedObjectOf(link);
  if (appId === '' || object?.name.toLowerCase().startsWith(`${appId.toLowerCase()}/`) !== true)
    throw refusal('link-of-another-app', 'jaas.link.other-app');
  if (![...told.places, ...placesOf(known)].includes(object.place))
    throw refusal('unknown-storage', 'jaas.link.unknown-storage');
  const keptSeconds = Math.min(told.ttlSeconds ?? Infinity, LINK_HOURS * 3600);
  // Every page that saw the link sends it. All of them are one event.
  const idempotencyKey = `seen:${keyHash(object.name)}`;
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
