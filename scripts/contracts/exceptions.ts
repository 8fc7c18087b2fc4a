import type { Deviation } from './deviation';

/** A known fault of the contract itself. */
export interface Exception {
  provider: string;
  operations: readonly string[];
  side: Deviation['side'];
  /** The complete place. */
  at: RegExp;
  reason: string;
}

const ZOOM_FILE_EVENTS = [
  'recording.completed',
  'recording.trashed',
  'recording.recovered',
  'recording.deleted',
];
const CALENDAR_VIEWS = ['GET /me/calendarView', 'GET /users/{id}/calendarView'];
const MEETING_LISTS = ['GET /me/onlineMeetings', 'GET /users/{id}/onlineMeetings'];
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
    provider: 'zoom',
    operations: ZOOM_FILE_EVENTS,
    side: 'event',
    at: /^\/payload\/object\/recording_files\/\*$/,
    reason: 'its own words say that CC and TIMELINE files have no id, size, status and kind',
  },
  {
    provider: 'zoom',
    operations: ZOOM_FILE_EVENTS,
    side: 'event',
    at: /^\/payload\/object\/recording_files\/\*\/file_type$/,
    reason: 'a thumbnail has the extension JPG and the kind thumbnail, and no type in the list',
  },
  {
    provider: 'zoom',
    operations: ['recording.completed'],
    side: 'event',
    at: /^\/payload\/object\/recording_files\/\*\/recording_type$/,
    reason: 'audio_transcript is left out of this list alone; the other events have it',
  },
  {
    provider: 'bigbluebutton',
    operations: ['getRecordings'],
    side: 'answer',
    at: /^\/(recordings\/\*\/recording\/\*\/isBreakout|pagination)$/,
    reason: 'the samples are older than 2.6; the API documentation has both',
  },
  {
    provider: 'bigbluebutton',
    operations: ['getMeetings'],
    side: 'answer',
    at: /^\/(messageKey|message)$/,
    reason: 'no sample is of a server without meetings',
  },
  {
    provider: 'bigbluebutton',
    operations: ['getMeetings'],
    side: 'answer',
    at: /^\/meetings\/\*\/meeting\/\*\/attendees\/\*\/attendee$/,
    reason: 'nobody is in the meetings of the sample; that of getMeetingInfo has people',
  },
  {
    provider: 'ms-teams',
    operations: CALENDAR_VIEWS,
    side: 'request',
    at: /^\?(start|end)DateTime$/,
    reason: 'metadata of OData has no such parameters; the documentation requires both',
  },
  {
    provider: 'ms-teams',
    operations: MEETING_LISTS,
    side: 'request',
    at: /^\?\$filter$/,
    reason: 'the documentation writes JoinWebUrl where the metadata have joinWebUrl',
  },
  {
    provider: 'ms-teams',
    operations: ['microsoft.graph.changeNotificationCollection of the life cycle'],
    side: 'event',
    at: /^\/value\/\*\/(changeType|resource)$/,
    reason: 'documented life-cycle events are of the subscription and name no change and no resource',
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
