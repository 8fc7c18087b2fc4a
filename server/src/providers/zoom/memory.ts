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
}

/** What one account remembers while its settings stay the same. In memory only: it holds tokens and links. */
export interface ZoomMemory {
  token?: Token;
  /** The one request for a token that is under way. */
  renewal?: Promise<Token>;
  /** Answers of the last minutes with their links, by uuid, oldest first. */
  meetings: Map<string, { meeting: ZoomMeeting; atMs: number }>;
  hosts: Map<string, Host>;
  /** When all users were last read into `hosts`. */
  hostsCompleteAtMs?: number;
}

const KEY = 'zoom';
const MOST_MEETINGS = 2_000;
/** Links change and expire; a young one saves reading the meeting again. */
const LINK_LIVES_MS = 10 * 60_000;

const isMemory = (value: unknown): value is ZoomMemory =>
  typeof value === 'object' && value !== null && 'meetings' in value;

export function memoryOf(account: Account): ZoomMemory {
  const kept = account.memory.get(KEY);
  if (isMemory(kept)) return kept;
  const fresh: ZoomMemory = { meetings: new Map(), hosts: new Map() };
  account.memory.set(KEY, fresh);
  return fresh;
}

/** Keeps an answer with its links; the oldest gives way. */
export function rememberLinks(account: Account, meeting: ZoomMeeting): void {
  const { meetings } = memoryOf(account);
  meetings.delete(meeting.uuid);
  meetings.set(meeting.uuid, { meeting, atMs: account.clock() });
  const oldest = meetings.keys().next();
  if (meetings.size > MOST_MEETINGS && !oldest.done) meetings.delete(oldest.value);
}

/** A file's link in an answer that is still young; a refused one is forgotten, see `forgetLinks`. */
export function youngLink(account: Account, occurrenceId: string, fileKey: string): Link | undefined {
  const kept = memoryOf(account).meetings.get(occurrenceId);
  if (kept === undefined || account.clock() - kept.atMs >= LINK_LIVES_MS) return undefined;
  const file = keyedFiles(kept.meeting).find(({ key }) => key === fileKey)?.file;
  if (file === undefined) return undefined;
  const { download_access_token: downloadToken } = kept.meeting;
  return {
    ...(file.download_url ? { url: file.download_url } : {}),
    ...(downloadToken ? { downloadToken } : {}),
    onPremise: Boolean(file.file_path),
    ready: isReady(file),
    mayBeJson: /^json$/i.test(file.file_extension ?? '') || /^(TIMELINE|SUMMARY)$/.test(file.file_type ?? ''),
  };
}

export function forgetLinks(account: Account, occurrenceId: string): void {
  memoryOf(account).meetings.delete(occurrenceId);
}
