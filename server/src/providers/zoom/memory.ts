import type { Host } from '../../domain/recording';
import type { Account } from '../provider';
import { isReady, keyedFiles } from './mapper';
import type { ZoomMeeting } from './shapes';

export interface Token {
  value: string;
  /** Scopes that the app had when the token was made, separated by spaces; `''` when not told. */
  scope: string;
  /** Epoch milliseconds from which a new one is asked for; before Zoom's own expiry. */
  staleAtMs: number;
  /** `Date` header of the answer, for the check of the clock. */
  serverDate?: string;
}

export interface Link {
  /** Absent for on-premise recordings. */
  url?: string;
  onPremise: boolean;
  ready: boolean;
  /** The file itself may be JSON, so that an answer in JSON says nothing. */
  mayBeJson: boolean;
  /** Made for this meeting's downloads; also accepted while Zoom still refuses the account's token (Jericho/ZoomNet#348). */
  downloadToken?: string;
  atMs: number;
}

/** What one account remembers while its settings stay the same. In memory only: it holds tokens and links. */
export interface ZoomMemory {
  token?: Token;
  /** The one request for a token that is under way. */
  renewal?: Promise<Token>;
  /** By `linkKey`, oldest first. */
  links: Map<string, Link>;
  hosts: Map<string, Host>;
  /** When all users were last read into `hosts`. */
  hostsCompleteAtMs?: number;
}

const KEY = 'zoom';
const MOST_LINKS = 5_000;
/** Links change and expire; a young one saves reading the meeting again. */
const LINK_LIVES_MS = 10 * 60_000;

const isMemory = (value: unknown): value is ZoomMemory =>
  typeof value === 'object' && value !== null && 'links' in value;

export function memoryOf(account: Account): ZoomMemory {
  const kept = account.memory.get(KEY);
  if (isMemory(kept)) return kept;
  const fresh: ZoomMemory = { links: new Map(), hosts: new Map() };
  account.memory.set(KEY, fresh);
  return fresh;
}

const linkKey = (occurrenceId: string, fileKey: string) => `${occurrenceId}\n${fileKey}`;

/** Keeps the links of an answer; the oldest give way. */
export function rememberLinks(account: Account, meeting: ZoomMeeting): void {
  const { links } = memoryOf(account);
  const atMs = account.clock();
  for (const { key, file } of keyedFiles(meeting)) {
    const id = linkKey(meeting.uuid, key);
    links.delete(id);
    links.set(id, {
      ...(file.download_url ? { url: file.download_url } : {}),
      ...(meeting.download_access_token ? { downloadToken: meeting.download_access_token } : {}),
      onPremise: Boolean(file.file_path),
      ready: isReady(file),
      mayBeJson: (file.file_extension ?? '').toUpperCase() === 'JSON' || file.file_type === 'TIMELINE',
      atMs,
    });
  }
  for (const oldest of links.keys()) {
    if (links.size <= MOST_LINKS) break;
    links.delete(oldest);
  }
}

/** A link that is still young; a refused one is forgotten, see `forgetLink`. */
export function youngLink(account: Account, occurrenceId: string, fileKey: string): Link | undefined {
  const link = memoryOf(account).links.get(linkKey(occurrenceId, fileKey));
  return link !== undefined && account.clock() - link.atMs < LINK_LIVES_MS ? link : undefined;
}

export function forgetLink(account: Account, occurrenceId: string, fileKey: string): void {
  memoryOf(account).links.delete(linkKey(occurrenceId, fileKey));
}
