import { z } from 'zod';
import type { PersonRef } from './common';
import { message } from './messages/catalogue';
import type { MessageOrText } from './messages/message';
import { storeMessage } from './messages/stored';
import { BULK_LIMIT, MAX_REASON_CHARACTERS } from './review';

/** An entry of the site that also shows a file. */
export interface OtherUse {
  /** Display name of its type. */
  type: string;
  /** Absent where the type has no field for it. */
  title?: string;
}

/** A file of a recording, and what becomes of it when both are deleted. */
export interface FileToDelete {
  documentId: string;
  name: string;
  sizeBytes: number;
  /** `used`: something else shows it, so it stays. `not-allowed`: the person may not change it. */
  fate: 'deleted' | 'used' | 'not-allowed';
  usedBy: OtherUse[];
  /** Number of entries that use it and that the person may not read. */
  usedByOthers: number;
}

/** What became of a file of a deleted recording. `failed`: it could not be deleted, and the log says why. */
export interface FileOutcome {
  documentId: string;
  name: string;
  outcome: FileToDelete['fate'] | 'failed';
}

export interface HoldView {
  documentId: string;
  reason: string;
  by: PersonRef;
  /** ISO instant. */
  at: string;
  /** People who may lift it; at most ten. */
  lifters: PersonRef[];
}

/** What a deletion would do to one recording. */
export interface DeletionPreview {
  documentId: string;
  title: string;
  /** It can't be deleted. */
  hold?: HoldView;
  files: FileToDelete[];
}

/** GET /deletions?documentIds=a,b (content.delete): those that the person may read. */
export namespace PreviewDeletion {
  export const query = z.object({
    documentIds: z
      .string()
      .max(10_000)
      .transform((text) => text.split(',').filter((id) => /^[a-z0-9]{1,64}$/i.test(id)))
      .pipe(z.array(z.string()).max(BULK_LIMIT)),
  });
  export interface Response {
    data: DeletionPreview[];
  }
}

/** POST /deletions (content.delete): one result for each. A recording that can't be deleted stops no other. */
export namespace DeleteRecordings {
  export const body = z.strictObject({
    documentIds: z.array(z.string().max(64)).min(1).max(BULK_LIMIT),
    /** Files that nothing else uses go, too. */
    files: z.boolean(),
  });
  export type Body = z.infer<typeof body>;
  export interface Result {
    documentId: string;
    title: string;
    /** `gone`: it is not there, or not for this person. */
    outcome: 'deleted' | 'refused' | 'gone';
    /** Why it was refused. */
    said?: MessageOrText;
    files: FileOutcome[];
  }
  export interface Response {
    data: Result[];
  }
}

/** GET /recordings/:documentId/hold (content.read) */
export namespace GetHold {
  export interface Response {
    data: HoldView | null;
  }
}
/** PUT /recordings/:documentId/hold (recordings.hold). DELETE lifts it. */
export namespace PutHold {
  export const body = z.strictObject({
    reason: z
      .string()
      .trim()
      .min(1, storeMessage(message('form.hold-reason')))
      .max(
        MAX_REASON_CHARACTERS,
        storeMessage(message('form.most-characters', { most: MAX_REASON_CHARACTERS })),
      ),
  });
  export type Body = z.infer<typeof body>;
}
