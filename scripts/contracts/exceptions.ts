import type { Deviation } from './openapi';

/** A fault of the contract itself: what it says is known to be otherwise. */
export interface Exception {
  provider: string;
  operations: readonly string[];
  side: Deviation['side'];
  /** The place, whole. */
  at: RegExp;
  reason: string;
}

const ZOOM_RECORDINGS = ['GET /users/{userId}/recordings', 'GET /meetings/{meetingId}/recordings'];

export const EXCEPTIONS: readonly Exception[] = [
  {
    provider: 'zoom',
    operations: ZOOM_RECORDINGS,
    side: 'answer',
    at: /^(\/meetings\/\*)?\/type$/,
    reason: 'written down as text of a number; recorded answers have a number',
  },
  {
    provider: 'zoom',
    operations: ZOOM_RECORDINGS,
    side: 'answer',
    at: /^(\/meetings\/\*)?\/recording_files\/\*\/file_(type|extension)$/,
    reason: 'both are empty while a file is recorded, and TIMELINE and JPG files are left out of the list',
  },
  {
    provider: 'zoom',
    operations: ZOOM_RECORDINGS,
    side: 'answer',
    at: /^(\/meetings\/\*)?\/(timezone|share_url)$/,
    reason: 'recorded answers have them',
  },
  {
    provider: 'digital-samba',
    operations: ['GET /api/v1/recordings/{recording}'],
    side: 'answer',
    at: /^\/session_id$/,
    reason: 'written down as text; its own example is null',
  },
  {
    provider: 'digital-samba',
    operations: ['GET /api/v1/sessions/{session}/summary'],
    side: 'answer',
    at: /^$/,
    reason: 'exactly one of two shapes is asked for, and the two are the same',
  },
  {
    provider: 'digital-samba',
    operations: ['GET /api/v1/rooms/{room}/chat'],
    side: 'answer',
    at: /^\/data\/\*\/breakout_id$/,
    reason: 'its own example has it, its list of names does not',
  },
  {
    provider: 'bluejeans',
    operations: ['GET /v1/enterprise/{enterpriseId}/users'],
    side: 'answer',
    at: /^\/users$/,
    reason: 'called "user" there; the vendor’s own programs and every other client read "users"',
  },
];
