import type { Core } from '@strapi/strapi';
import { RECORDING_UID } from '../content-types';
import type { Announcements } from '../reviews/announcements';
import type { DoorKeeping } from '../reviews/door-keeper';
import type { Author } from '../people/authors';
import { publishingAsOurselves } from './publishing-door';

/** What captions, transcript, chat and pictures add to an entry. Numbers are media files. */
export interface RecordingWords {
  captions?: number;
  transcriptFile?: number;
  transcript?: string;
  chatFile?: number;
  chat?: string;
  chapters?: { startSeconds: number; title: string }[];
  summary?: string;
  polls?: string;
  poster?: number;
}

export interface NewRecording extends RecordingWords {
  title: string;
  startedAt: string;
  timezone: string | null;
  durationSeconds: number | null;
  hostName: string | null;
  hostEmail: string | null;
  provider: string;
  room: string | null;
  occurrenceId: string;
  segmentNumber: number;
  segmentCount: number;
  video: number | null;
  audio: number | null;
  tags: string[];
  visibility: 'public' | 'private';
}

/** Content entries, written through the document service so that the site's own hooks see them. */
export interface Recordings {
  /**
   * Joins the transaction that is under way. Answers the document id. With content moderation on, what
   * is to be published is a draft that waits for a moderator.
   */
  create(recording: NewRecording, author: Author, status: 'draft' | 'published'): Promise<string>;
  /**
   * Adds what came after the import. A field that an editor filled or changed stays: only one that
   * is empty is written, or that still shows one of `oldFiles`. An entry that was published and has
   * no other changes is published again, or waits for a moderator where the site has them; one that
   * somebody deleted stays deleted.
   */
  addWords(documentId: string, words: RecordingWords, oldFiles: number[]): Promise<void>;
  /** Whether the entry is there, as draft or published. */
  exists(documentId: string): Promise<boolean>;
}

const MEDIA_FIELDS = ['captions', 'transcriptFile', 'chatFile', 'poster'] as const;
/** The text beside a file: replaced only together with it. */
const FILE_OF_TEXT: Partial<Record<keyof RecordingWords, (typeof MEDIA_FIELDS)[number]>> = {
  transcript: 'transcriptFile',
  chat: 'chatFile',
};

type Entry = Record<string, unknown> & { documentId: string; updatedAt?: string; publishedAt?: string };

const isEmpty = (value: unknown) =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
const idOf = (value: unknown) =>
  typeof value === 'object' && value !== null && 'id' in value ? Number(value.id) : undefined;

/** What of `words` may be written over `entry`. Pure. */
export function additions(entry: Entry, words: RecordingWords, oldFiles: number[]): RecordingWords {
  const showsOld = (field: (typeof MEDIA_FIELDS)[number]) => oldFiles.includes(idOf(entry[field]) ?? -1);
  return Object.fromEntries(
    Object.entries(words).filter(([name, value]) => {
      if (value === undefined) return false;
      if (isEmpty(entry[name])) return true;
      const file = MEDIA_FIELDS.find((field) => field === name) ?? FILE_OF_TEXT[name as keyof RecordingWords];
      return file !== undefined && showsOld(file);
    }),
  );
}

const NOBODY = { adminId: null, name: null };

export function openRecordings(
  strapi: Core.Strapi,
  door: DoorKeeping,
  announcements: Announcements,
): Recordings {
  const documents = strapi.documents(RECORDING_UID as Parameters<Core.Strapi['documents']>[0]);
  type Params = Parameters<typeof documents.create>[0];
  const read = async (documentId: string, status: 'draft' | 'published') =>
    (await documents.findOne({
      documentId,
      status,
      populate: [...MEDIA_FIELDS],
    } as Parameters<typeof documents.findOne>[0])) as unknown as Entry | null;
  return {
    create: (recording, author, status) =>
      publishingAsOurselves(async () => {
        const isQueued = status === 'published' && (await door.moderation()).enabled;
        const { documentId } = await documents.create({
          data: {
            ...recording,
            createdBy: author.adminId,
            updatedBy: author.adminId,
            authorUserId: author.memberId,
          } as Params['data'],
          status: isQueued ? 'draft' : status,
        });
        announcements.afterCommit('imported', documentId);
        if (isQueued) await door.queue(documentId, NOBODY, 'import');
        return documentId;
      }),

    addWords: (documentId, words, oldFiles) =>
      publishingAsOurselves(async () => {
        const draft = await read(documentId, 'draft');
        if (draft === null) return;
        const data = additions(draft, words, oldFiles);
        if (Object.keys(data).length === 0) return;
        const published = await read(documentId, 'published');
        await door.before('update', documentId);
        await documents.update({ documentId, data } as Parameters<typeof documents.update>[0]);
        // Strapi's own sign of unpublished changes: the draft was written after the publication.
        const hasOtherChanges =
          published !== null &&
          Date.parse(String(draft.updatedAt)) > Date.parse(String(published.updatedAt)) + 1_000;
        if (published === null || hasOtherChanges) return;
        if ((await door.moderation()).enabled) await door.queue(documentId, NOBODY, 'added');
        else await documents.publish({ documentId });
      }),

    async exists(documentId) {
      return (await read(documentId, 'draft')) !== null;
    },
  };
}
