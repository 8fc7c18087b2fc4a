import type { Problem } from '../../../contracts/common';
import { message } from '../../../contracts/messages/catalogue';
import type { Message } from '../../../contracts/messages/message';

/** This site, as `site/environment.ts` reads it. */
export interface SiteName {
  /** Undefined when nobody gave it one. */
  name: string | undefined;
  /** Names that it had before: `formerEnvironments`. */
  former: readonly string[];
}

/** Mark of the site on which a connector belongs at home; null when that site had no name. */
export interface Marked {
  environment: string | null;
}

/**
 * Whose a connector is, seen from this site.
 * - `owner`: this site's.
 * - `nameless`: this site has no name, so a copy of it would look the same.
 * - `unproven`: it was saved while the site had no name. Nobody knows whether this is that site.
 * - `copied`: another site's. It came with the database, an export or a transfer.
 */
export type Ownership = 'owner' | 'nameless' | 'unproven' | 'copied';

export function ownershipOf({ name, former }: SiteName, { environment }: Marked): Ownership {
  if (environment === null) return name === undefined ? 'nameless' : 'unproven';
  if (environment !== name && !former.includes(environment)) return 'copied';
  return name === undefined ? 'nameless' : 'owner';
}

/** What a connector does to others. */
export type Act =
  /** Runs, imports, publishing, events, and whatever else asks the provider. */
  | 'work'
  /** The download of what a genuine event announced to this site itself, before its deadline. */
  | 'save'
  | 'mail'
  | 'account'
  | 'subscription'
  | 'deletion';

const MAY: Record<Ownership, readonly Act[]> = {
  owner: ['work', 'save', 'mail', 'account', 'subscription', 'deletion'],
  nameless: ['work', 'save', 'mail'],
  unproven: ['work', 'save'],
  copied: ['save'],
};

/** Codes of the problems. */
export const COPIED = 'copied';
const NOT_NAMED = 'site-not-named';

/** The gate (G9). Why the connector does not do it on this site; undefined when it may. Pure. */
export function refusalOf(site: SiteName, act: Act, connector: Marked): Problem | undefined {
  const ownership = ownershipOf(site, connector);
  return MAY[ownership].includes(act) ? undefined : problemOfSite(site, ownership, connector.environment);
}

/** What a manager reads of it. */
export function problemOfSite(site: SiteName, ownership: Ownership, savedOn: string | null): Problem {
  const { name } = site;
  if (ownership === 'copied') {
    const saved = savedOn ?? '';
    const what: Message =
      name === undefined
        ? message('owner.copied-nameless', { saved })
        : message('owner.copied', { saved, here: name });
    return { what, code: COPIED };
  }
  const what = name === undefined ? message('owner.nameless') : message('owner.unproven', { here: name });
  return { what, code: NOT_NAMED };
}

/** The mark after somebody saved it here. Saving alone makes no copy the owner. */
export const markAfterSaving = (site: SiteName, connector: Marked): string | null =>
  ownershipOf(site, connector) === 'copied' ? connector.environment : (site.name ?? connector.environment);

/** The mark of what comes to this site itself. A site without a name has one too. */
export const markOfArrival = ({ name }: SiteName): string => name ?? '';
