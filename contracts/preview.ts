import { z } from 'zod';
import type { Problem } from './common';
import type { FallbackReason } from './people';

/** Who would become the author with *Host*. `manager`: the host would not. */
export type PreviewAuthor =
  | { kind: 'user'; name: string }
  | { kind: 'new-account'; email: string }
  | { kind: 'manager'; reason: FallbackReason };

export interface PreviewItem {
  title: string;
  /** ISO instant and IANA zone. */
  startedAt: string;
  timezone?: string;
  hostName?: string;
  hostEmail?: string;
  /** `keep`: already in Strapi, or being imported. */
  action: 'import' | 'refresh' | 'wait' | 'skip' | 'keep';
  /** Why it waits or is skipped, e.g. `too-short`. */
  reason?: string;
  segments: number;
  files: number;
  /** Bytes to download, as the provider declares them. Absent when it declares none. */
  bytes?: number;
  /** Absent with *Me*, and where nothing is imported. */
  author?: PreviewAuthor;
}

export interface Preview {
  /** The first 500, newest meeting first. Those that stay unchanged are only counted. */
  items: PreviewItem[];
  counts: { found: number; import: number; refresh: number; wait: number; skip: number; keep: number };
  bytes: number;
  /** Files whose size the provider does not declare. */
  filesOfUnknownSize: number;
  /** Addresses for which an account would be created, and users who would get the Contributor role. */
  accountsToMake: string[];
  accountsToUpgrade: string[];
  /**
   * Accounts would be created on a site that sends no mail, so nobody gets a sign-up link. `linksInUsers`:
   * Strapi's own list of admin users shows each link, so that somebody can pass it on.
   */
  noMail?: { problem: Problem; linksInUsers: boolean };
  /** Hosts who would not become authors. Without a name when the provider names nobody. */
  unknownHosts: { name?: string; reason: FallbackReason }[];
  /** Addresses in the list of hosts that the provider does not know. */
  unknownLimits: string[];
  /** False when the listing took too long. It then ends at `listedTill`, and there is more. */
  complete: boolean;
  listedTill?: string;
}

/** POST /connectors/:id/preview (runs.start): what a sync would do now. It changes nothing. */
export namespace PreviewConnector {
  export interface Response {
    data: Preview;
  }
}
/**
 * POST /connectors/:id/confirm-accounts (connectors.manage): allows the accounts that *Preview* named. The
 * first run starts, and its log says who confirmed how many.
 */
export namespace ConfirmAccounts {
  export const body = z.strictObject({ accounts: z.number().int().min(0) });
  export interface Response {
    data: { accounts: 'confirmed' };
  }
}
