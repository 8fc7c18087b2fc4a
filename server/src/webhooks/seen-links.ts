import { message } from '../../../contracts/messages/catalogue';
import type { TellSeenLink } from '../../../contracts/rooms';
import { deliveryOf } from './receive';
import type { Clock } from '../domain/clock';
import { notFound } from '../domain/refusals';
import type { Database } from '../ledger/database';
import type { Accounts } from '../accounts/accounts';
import type { Credentials } from '../accounts/credentials';
import type { Inbox } from './inbox';

export interface Dependencies {
  clock: Clock;
  database: Database;
  credentials: Pick<Credentials, 'seal'>;
  accounts: Pick<Accounts, 'of'>;
  inbox: Inbox;
}

/**
 * Stores a link that a page of the site saw, in case the event with this link is lost. It is stored and
 * processed like a delivery. If the event comes later, both make one recording.
 */
export async function takeSeenLink(
  dependencies: Dependencies,
  connectorId: string,
  { room, session, link, ttlSeconds }: TellSeenLink.Body,
): Promise<TellSeenLink.Response['data']> {
  const connector = await dependencies.database.connectors.findOne({ id: connectorId });
  if (connector === undefined || !connector.enabled) throw notFound(message('route.not-found'));
  const { provider, account } = await dependencies.accounts.of(connector);
  const take = provider.pushesRecordings?.seen;
  if (take === undefined) throw notFound(message('route.not-found'));
  const atMs = dependencies.clock();
  const event = take(account.settings, {
    link,
    room,
    session,
    atMs,
    ...(ttlSeconds === undefined ? {} : { ttlSeconds }),
  });
  const verdict = { verdict: 'genuine', wanted: true, ...event } as const;
  const request = { method: 'POST', headers: {}, query: '', address: '', rawBody: event.rawBody } as const;
  const delivery = deliveryOf(dependencies.credentials, connectorId, verdict, request, atMs);
  return { outcome: (await dependencies.inbox.add(delivery)) === 'stored' ? 'stored' : 'known' };
}
