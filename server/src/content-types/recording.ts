import { word } from './hidden';

/**
 * What editors see: one per occurrence when its segments are joined, one per segment otherwise.
 * Free of provider tokens and links; every field here reaches readers.
 */
export const recording = {
  kind: 'collectionType',
  collectionName: 'mc_recordings',
  info: {
    singularName: 'recording',
    pluralName: 'recordings',
    displayName: 'Recording',
    description: 'A recorded meeting',
  },
  options: { draftAndPublish: true },
  indexes: [
    // Lists by date: the content manager's, and those of visitors, who see what is public.
    { name: 'mc_recordings_date_ix', columns: ['started_at'] },
    { name: 'mc_recordings_public_ix', columns: ['visibility', 'started_at', 'published_at'] },
  ],
  attributes: {
    title: { type: 'string', required: true, maxLength: 255 },
    description: { type: 'text' },
    startedAt: { type: 'datetime', required: true },
    /** IANA zone in which the meeting was held. */
    timezone: { type: 'string' },
    durationSeconds: { type: 'decimal' },
    hostName: { type: 'string' },
    /** Left out of the content API unless the configuration says `contentApi.hostEmail`; see `register.ts`. */
    hostEmail: { type: 'string', private: true },
    provider: { type: 'string' },
    room: { type: 'string' },
    occurrenceId: { type: 'text' },
    segmentNumber: { type: 'integer', min: 1 },
    segmentCount: { type: 'integer', min: 1 },
    video: { type: 'media', multiple: false, allowedTypes: ['videos'] },
    audio: { type: 'media', multiple: false, allowedTypes: ['audios'] },
    captions: { type: 'media', multiple: false, allowedTypes: ['files'] },
    transcriptFile: { type: 'media', multiple: false, allowedTypes: ['files'] },
    /** What was said, as text to search. */
    transcript: { type: 'text' },
    /** Both left out of the content API unless the configuration says `contentApi.chat`. */
    chatFile: { type: 'media', multiple: false, allowedTypes: ['files'], private: true },
    chat: { type: 'text', private: true },
    /** `{ startSeconds, title }[]`: gaps and beginnings of joined segments, and the provider's marks. */
    chapters: { type: 'json' },
    summary: { type: 'text' },
    polls: { type: 'text' },
    poster: { type: 'media', multiple: false, allowedTypes: ['images'] },
    tags: { type: 'json' },
    /** The author among the users of Users & Permissions, where the site chose them; else `createdBy` is. */
    authorUserId: { type: 'integer', private: true },
    /** See `person` in `hidden.ts`. Whatever a request says, it is written by `people/whose-recording.ts`. */
    authorUserWho: { ...word(400), private: true },
    visibility: { type: 'enumeration', enum: ['public', 'private'], default: 'private', required: true },
  },
} as const;
