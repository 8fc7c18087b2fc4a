import type { Core } from '@strapi/strapi';
import { RECORDING_UID } from '../content-types';
import { publishingAsOurselves } from './publishing-door';

export interface NewRecording {
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
  /** Joins the transaction that is under way. Answers the document id. */
  create(recording: NewRecording, authorId: number, status: 'draft' | 'published'): Promise<string>;
}

export function openRecordings(strapi: Core.Strapi): Recordings {
  const documents = strapi.documents(RECORDING_UID as Parameters<Core.Strapi['documents']>[0]);
  return {
    create: (recording, authorId, status) =>
      publishingAsOurselves(async () => {
        const made = await documents.create({
          data: { ...recording, createdBy: authorId, updatedBy: authorId } as Parameters<
            typeof documents.create
          >[0]['data'],
          status,
        });
        return made.documentId;
      }),
  };
}
