import { isEmailAddress, normalEmail } from '../domain/email';
import type { ConnectorRow } from '../ledger/database';
import type { OpenAccount } from './accounts';
import type { HostResolution } from '../domain/policy';
import { HOUR_MS } from '../domain/instant';

const HOSTS_KEY = 'core:hosts';

const HOSTS_LIVE_MS = HOUR_MS;

/**
 * The host limit, exactly as A7 says: only an empty list means all hosts. With a list of which no address
 * can be resolved, nothing is imported. A failed call throws and never counts as "unknown".
 */
export async function resolveHosts(
  connector: ConnectorRow,
  { provider, account }: OpenAccount,
  signal: AbortSignal,
  fresh: boolean,
): Promise<HostResolution> {
  const { hostEmails } = connector.options;
  if (hostEmails.length === 0) return { limit: 'none' };
  // No form allows such a list. One that was stored by other means must not count as an empty one.
  if (!provider.descriptor.quirks.namesHosts) return { limit: 'hosts', hosts: [], unknown: hostEmails };
  const kept = account.memory.get(HOSTS_KEY) as { atMs: number; hosts: HostResolution } | undefined;
  if (!fresh && kept !== undefined && account.clock() - kept.atMs < HOSTS_LIVE_MS) return kept.hosts;
  const wellFormed = [...new Set(hostEmails.filter(isEmailAddress).map(normalEmail))];
  const malformed = hostEmails.filter((email) => !isEmailAddress(email));
  const { listsRecordings, pushesRecordings } = provider;
  const resolved =
    wellFormed.length === 0 || listsRecordings?.resolveHosts === undefined
      ? listsRecordings === undefined && pushesRecordings !== undefined
        ? // Nobody can be asked who is there: events themselves name the hosts by address.
          { hosts: wellFormed.map((email) => ({ id: email, email })), unknown: [] }
        : { hosts: [], unknown: wellFormed }
      : await listsRecordings.resolveHosts(account, wellFormed, signal);
  const hosts: HostResolution = {
    limit: 'hosts',
    hosts: resolved.hosts,
    unknown: [...malformed, ...resolved.unknown],
  };
  account.memory.set(HOSTS_KEY, { atMs: account.clock(), hosts });
  return hosts;
}
