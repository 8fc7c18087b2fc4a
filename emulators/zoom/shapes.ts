import type { Content } from '../kit/content';

export interface ZoomUser {
  id: string;
  email: string;
  firstName: string;
  lastName: string;
  status: 'active' | 'inactive' | 'pending';
  type: number;
  timezone: string;
  raw?: Record<string, unknown>;
}

export interface ZoomFile {
  /** Key of the file in the emulator. Zoom's own id can be missing. */
  ref: string;
  id?: string;
  view: string;
  fileType: string;
  extension: string;
  startedAtMs: number;
  endedAtMs: number;
  inProgress: boolean;
  declaredSizeBytes?: number;
  status?: string;
  /** Creates the content at its first use. */
  content: () => Content;
  /** When the content was replaced. Downloads then have another ETag and Last-Modified. */
  replacedAtMs?: number;
  trashedAtMs?: number;
  raw?: Record<string, unknown>;
}

export interface ZoomMeeting {
  uuid: string;
  id: number;
  hostId: string;
  topic: string;
  type: number;
  startedAtMs: number;
  timezone: string;
  passcode: string;
  /** Undefined: answers have no `recording_files`. */
  files?: ZoomFile[];
  participantAudio: ZoomFile[];
  trashedAtMs?: number;
  appearsAtMs?: number;
  autoDeleteDate?: string;
  raw?: Record<string, unknown>;
}

const TYPE_BY_VIEW: Readonly<Record<string, [type: string, extension: string]>> = {
  audio_only: ['M4A', 'M4A'],
  audio_only_each_participant: ['M4A', 'M4A'],
  audio_interpretation: ['M4A', 'M4A'],
  audio_transcript: ['TRANSCRIPT', 'VTT'],
  closed_caption: ['CC', 'VTT'],
  cc_transcript: ['CC', 'VTT'],
  chat_file: ['CHAT', 'TXT'],
  timeline: ['TIMELINE', 'JSON'],
  poll: ['CSV', 'CSV'],
  summary: ['SUMMARY', 'JSON'],
  summary_next_steps: ['SUMMARY', 'JSON'],
  summary_smart_chapters: ['SUMMARY', 'JSON'],
  thumbnail: ['JPG', 'JPG'],
};

export const typeOf = (view: string): [type: string, extension: string] =>
  TYPE_BY_VIEW[view] ?? ['MP4', 'MP4'];

/** Zoom's uuids are 16 bytes in base64, with `/` and `+`. */
export const uuidOf = (bytes: Buffer): string => bytes.subarray(0, 16).toString('base64');

export const fileIdOf = (bytes: Buffer): string =>
  bytes.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
