import { errors } from '@strapi/utils';
import type { TellSeenLink } from '../../../contracts/rooms';
import { deliveryOf } from './receive';
import type { Clock } from '../domain/clock';
import type { Database } from '../ledger/database';
import type { Accounts } from '../accounts/accounts';
import type { Credentials } from '../accounts/credentials';
import type { Inbox } from './inbox';

/** What it needs of the whole; `runtime.ts` has it. */
export interface Dependencies {
  clock: Clock;
  database: Database;
  credentials: Credentials;
  accounts: Accounts;
  inbox: Inbox;
}

/**
 * The second way of a link whose event was lost: a page that shows the room saw it. It is stored like
 * a delivery and goes the same way from there; when the event comes after all, both are one recording.
 */
export async function takeSeenLink(
  runtime: Dependencies,
  connectorId: number,
  { room, session, link, ttlSeconds }: TellSeenLink.Body,
): Promise<TellSeenLink.Response['data']> {
  const connector = await runtime.database.connectors.findOne({ id: connectorId });
  if (connector === undefined || !connector.enabled) throw new errors.NotFoundError();
  const { provider, account } = await runtime.accounts.of(connector);
  const take = provider.pushesRecordings?.seen;
  if (take === undefined) throw new errors.NotFoundError();
  const atMs = runtime.clock();
  const event = take(account.settings, {
    link,
    room,
    session,
    atMs,
    ...(ttlSeconds === undefined ? {} : { ttlSeconds }),
  });
  const verdict = { verdict: 'genuine', wanted: true, ...event } as const;
  const request = { method: 'POST', headers: {}, query: '', address: '', rawBody: event.rawBody } as const;
  const delivery = deliveryOf(runtime.credentials, connectorId, verdict, request, atMs);
  return { outcome: (await runtime.inbox.add(delivery)) === 'stored' ? 'stored' : 'known' };
}
