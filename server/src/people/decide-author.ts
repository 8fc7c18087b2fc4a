import { asciiDomain } from '../../../contracts/addresses';
import type { FallbackReason } from '../../../contracts/people';
import { isEmailAddress } from '../domain/email';
import type { Host } from '../domain/recording';
import type { DirectoryUser, Found } from './directory';

export interface AuthorFacts {
  host: Host | undefined;
  /**
   * Where the host's data come from. `provider`: its own authenticated answer. `event`: a webhook, from which
   * no account is created or upgraded, whoever signed it.
   */
  source: 'provider' | 'event';
  /** An empty list allows every domain. */
  allowedDomains: readonly string[];
  /** What a manager decided about this host. */
  decided: { decision: 'linked'; user: DirectoryUser | undefined } | { decision: 'left' } | undefined;
  /** Who has the host's address. For an event: who has the id in the room's token. */
  found: Found;
}

export type AuthorDecision =
  | { decision: 'user'; user: DirectoryUser; upgrade: boolean }
  | { decision: 'create'; email: string; name?: string }
  | { decision: 'fallback'; reason: FallbackReason };

/** The exact domain. A subdomain does not count, nor does what only looks like it. */
export function isInDomains(email: string, domains: readonly string[]): boolean {
  if (domains.length === 0) return true;
  const domain = asciiDomain(email.slice(email.lastIndexOf('@') + 1));
  return domain !== undefined && domains.some((allowed) => asciiDomain(allowed) === domain);
}

const fallback = (reason: FallbackReason): AuthorDecision => ({ decision: 'fallback', reason });

/** Who becomes the author of a host's recording (B6, P18). Pure. */
export function decideAuthor(facts: AuthorFacts): AuthorDecision {
  const { host, decided, found, source } = facts;
  const become = (user: DirectoryUser): AuthorDecision =>
    user.blocked
      ? fallback('blocked')
      : { decision: 'user', user, upgrade: source === 'provider' && !user.mayAuthor };

  if (decided?.decision === 'left') return fallback('left');
  if (decided?.decision === 'linked') {
    // A manager's decision needs no allowed domain. The account may have been removed since.
    return decided.user === undefined ? fallback('unknown-user') : become(decided.user);
  }
  if (source === 'event') {
    if (found.outcome !== 'one') return fallback('unknown-user');
    return isInDomains(found.user.email, facts.allowedDomains)
      ? become(found.user)
      : fallback('domain-not-allowed');
  }
  const email = host?.email?.trim() ?? '';
  if (email === '') return fallback('no-email');
  if (!isEmailAddress(email)) return fallback('malformed-email');
  if (!isInDomains(email, facts.allowedDomains)) return fallback('domain-not-allowed');
  switch (found.outcome) {
    case 'ambiguous':
      return fallback('ambiguous');
    case 'one':
      return become(found.user);
    case 'none':
      return { decision: 'create', email, ...(host?.name === undefined ? {} : { name: host.name }) };
  }
}
