import type { Host } from '../../domain/recording';
import type { KeptToken, TokenMemory } from '../kept-token';
import type { Account } from '../account';
import { isReady, keyedFiles } from './mapper';
import type { ZoomMeeting } from './schemas';
import { MINUTE_MS } from '../../domain/instant';

export interface Token extends KeptToken {
  /** Scopes that the token has, separated by spaces; `''` when Zoom doesn't say. */
  scope: string;
  /** `Date` header of the answer, to check the clock. */
  serverDate?: string;
}

export interface Link {
  /** Absent for on-premise recordings. */
  url?: string;
  onPremise: boolean;
  ready: boolean;
  /** The file itself can be JSON, so a JSON answer is not an error. */
  mayBeJson: boolean;
  /** For the downloads of this meeting; also works while Zoom rejects the account's token (Jericho/ZoomNet#348). */
  downloadToken?: string;
}

/** What is remembered for one account until its settings change. In memory only, because of tokens and links. */
export interface ZoomMemory extends TokenMemory<Token> {
  /** Recent answers with their links, newest first. */
  answers: { meetings: ZoomMeeting[]; atMs: number }[];
  hosts: Map<string, Host>;
  /** When all users were last read into `hosts`. */
  hostsCompleteAtMs?: number;
}

const KEY = 'zoom';
/** Two pages of a listing: a run starts with these right after the listing. */
const MOST_MEETINGS = 600;
/** Links change and expire. A recent one saves reading the meeting again. */
const LINK_LIVES_MS = 10 * MINUTE_MS;

const isMemory = (value: unknown): value is ZoomMemory =>
  typeof value === 'object' && value !== null && 'answers' in value;

export function memoryOf(account: Account): ZoomMemory {
  const kept = account.memory.get(KEY);
  if (isMemory(kept)) return kept;
  const fresh: ZoomMemory = { answers: [], hosts: new Map() };
  account.memory.set(KEY, fresh);
  return fresh;
}

/** Keeps an answer with its links and drops the oldest one. */
export function rememberLinks(account: Account, meetings: ZoomMeeting[]): void {
  const { answers } = memoryOf(account);
  answers.unshift({ meetings, atMs: account.clock() });
  let kept = answers.reduce((sum, answer) => sum + answer.meetings.length, 0);
  while (kept > MOST_MEETINGS && answers.length > 1) kept -= answers.pop()?.meetings.length ?? 0;
}

/** A file's link from a recent answer. A rejected link is forgotten, see `forgetLinks`. */
export function youngLink(account: Account, occurrenceId: string, fileKey: string): Link | undefined {
  const nowMs = account.clock();
  const meeting = memoryOf(account)
    .answers.filter(({ atMs }) => nowMs - atMs < LINK_LIVES_MS)
    .flatMap(({ meetings }) => meetings.find(({ uuid }) => uuid === occurrenceId) ?? [])[0];
  if (meeting === undefined) return undefined;
  const file = keyedFiles(meeting).find(({ key }) => key === fileKey)?.file;
  if (file === undefined) return undefined;
  const { download_access_token: downloadToken } = meeting;
  return {
    ...(file.download_url ? { url: file.download_url } : {}),
    ...(downloadToken ? { downloadToken } : {}),
    onPremise: Boolean(file.file_path),
    ready: isReady(file),
    mayBeJson: /^json$/i.test(file.file_extension ?? '') || /^(TIMELINE|SUMMARY)$/.test(file.file_type ?? ''),
  };
}

export function forgetLinks(account: Account, occurrenceId: string): void {
  for (const answer of memoryOf(account).answers) {
    answer.meetings = answer.meetings.filter(({ uuid }) => uuid !== occurrenceId);
  }
}
