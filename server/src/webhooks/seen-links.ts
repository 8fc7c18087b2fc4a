import { message } from '../../../contracts/messages/catalogue';
import type { TellSeenLink } from '../../../contracts/rooms';
import { deliveryOf } from './receive';
import type { Clock } from '../domain/clock';
import { HOUR_MS } from '../domain/instant';
import { notFound, tooMany } from '../domain/refusals';
import type { Queue } from '../jobs/queue';
import type { Database } from '../ledger/database';
import { insertTold } from '../ledger/deliveries';
import { holdConnector } from '../ledger/runs';
import type { Accounts } from '../accounts/accounts';
import type { Credentials } from '../accounts/credentials';

export interface Dependencies {
  clock: Clock;
  database: Database;
  credentials: Pick<Credentials, 'seal'>;
  accounts: Pick<Accounts, 'of'>;
  deliveries: Pick<Queue, 'wake'>;
}

/** More than anybody records in an hour. What all members saw counts for the first who told it. */
export const LINKS_PER_HOUR = 10;

/**
 * Stores a link that a page of the site saw, in case the event with this link is lost. It is stored and
 * processed like a delivery. If the event comes later, both make one recording.
 */
export async function takeSeenLink(
  dependencies: Dependencies,
  connectorId: string,
  { room, session, link, ttlSeconds }: TellSeenLink.Body,
  member: number,
): Promise<TellSeenLink.Response['data']> {
  const { database } = dependencies;
  const connector = await database.connectors.findOne({ id: connectorId });
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
    places: connector.places ?? [],
    ...(ttlSeconds === undefined ? {} : { ttlSeconds }),
  });
  const verdict = { verdict: 'genuine', wanted: true, ...event } as const;
  const request = { method: 'POST', headers: {}, query: '', address: '', rawBody: event.rawBody } as const;
  const delivery = deliveryOf(dependencies.credentials, connectorId, verdict, request, atMs);
  const by = { member, sinceMs: atMs - HOUR_MS, most: LINKS_PER_HOUR };
  const outcome = await database.transaction(async (sql) => {
    await holdConnector(database, connectorId, sql);
    return await insertTold(database, delivery, by, sql);
  });
  if (outcome === 'too-many') throw tooMany(message('route.too-many-links', { links: LINKS_PER_HOUR }));
  if (outcome === 'stored') dependencies.deliveries.wake();
  return { outcome };
}
