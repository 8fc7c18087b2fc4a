import { AsyncLocalStorage } from 'node:async_hooks';
import type { Core } from '@strapi/strapi';
import { PLUGIN_ID, RECORDING_UID } from '../../../contracts/plugin';
import type { FileOutcome } from '../../../contracts/deletion';
import { move } from '../domain/import-state';
import { filesFor } from '../guards/facts';
import { existing, filesOfRecording, otherUses, type FileOfRecording } from '../guards/files-of';
import { ownersOf } from '../guards/owners';
import { FILE_UID } from '../guards/models';
import type { Database } from '../ledger/database';
import type { Sql } from '../ledger/table';
import { fateOfFile, type Caller, type FileFate } from '../rules/rules';
import { asOurselves } from '../site/ourselves';
import { describeError } from '../domain/unexpected';

/** Set while somebody deletes recordings together with their files; collects what becomes of these. */
const wishes = new AsyncLocalStorage<Promise<FileOutcome[]>[]>();

/** Runs a deletion of recordings. Their files go when it is committed. Answers what became of each file. */
export async function deletingWithFiles<Answer>(
  work: () => Promise<Answer>,
): Promise<{ answer: Answer; files: FileOutcome[] }> {
  const wish: Promise<FileOutcome[]>[] = [];
  const answer = await wishes.run(wish, work);
  return { answer, files: (await Promise.all(wish)).flat() };
}

/** What becomes of each file of a recording when the caller deletes both. */
export async function fatesOfFiles(
  strapi: Core.Strapi,
  caller: Caller,
  documentId: string,
): Promise<{ file: FileOfRecording; fate: FileFate }[]> {
  const files = await filesOfRecording(strapi, documentId);
  const ids = files.map(({ id }) => id);
  const used = new Set((await otherUses(strapi, files, documentId)).map(({ fileId }) => fileId));
  const known = await filesFor(strapi, caller, ids);
  const owners = await ownersOf(strapi, ids);
  return files.flatMap((file) => {
    const facts = known.get(file.id);
    if (facts === undefined) return [];
    const ofMember = (owners.get(file.id)?.memberId ?? null) !== null;
    return [{ file, fate: fateOfFile(caller, { ...facts, ofMember, used: used.has(file.id) }) }];
  });
}

/**
 * Deletes a recording by `work`, a part of the open transaction. Its imports are marked, so that no sync
 * brings it back.
 */
export async function deleteRecording<Answer>(
  strapi: Core.Strapi,
  database: Database,
  documentId: string,
  caller: Caller,
  work: () => Promise<Answer>,
): Promise<Answer> {
  const wish = wishes.getStore();
  const fates = wish === undefined ? [] : await fatesOfFiles(strapi, caller, documentId);
  const answer = await work();
  // Another language of it may be left.
  if ((await strapi.db.query(RECORDING_UID).count({ where: { documentId } })) > 0) return answer;
  await database.transaction(async (sql) => {
    await markImports(strapi, database, documentId, sql);
  });
  wish?.push(
    new Promise((resolve) => {
      void strapi.db.transaction(({ onCommit, onRollback }) => {
        onRollback(() => resolve([]));
        onCommit(() => resolve(deleteFiles(strapi, database, documentId, fates)));
      });
    }),
  );
  return answer;
}

/** Imports of which every recording was deleted. A worker that has one loses it. */
async function markImports(
  strapi: Core.Strapi,
  database: Database,
  documentId: string,
  sql: Sql,
): Promise<void> {
  const { files, imports } = database;
  const own = await files.find({ recordingDocumentId: documentId }, sql);
  for (const importId of new Set(own.map((row) => row.importId))) {
    const siblings = await files.find({ importId }, sql);
    const others = [...new Set(siblings.flatMap((row) => row.recordingDocumentId ?? []))];
    if ((await existing(strapi, others)).size > 0) continue;
    const record: Record<string, unknown> | undefined = await imports
      .query(sql)
      .where(imports.columnsOf({ id: importId }))
      .forUpdate()
      .first();
    if (record === undefined) continue;
    const row = imports.read(record);
    const moved = move(row, { type: 'remove' });
    if (moved.outcome === 'refused') continue;
    await imports.update(
      { id: row.id },
      {
        ...moved.to,
        reason: 'deleted-in-strapi',
        problem: null,
        step: null,
        nextAttemptAtMs: null,
        // What is planned is not done any more.
        deletion:
          row.deletion?.state === 'waiting' || row.deletion?.state === 'blocked' ? null : row.deletion,
        changedAtMs: Date.now(),
        leaseOwner: null,
        leaseUntilMs: null,
        leaseFence: row.leaseFence + 1,
      },
      sql,
    );
  }
}

/** A file that can't be deleted stays in the Media Library and in the ledger, so that it can be found. */
async function deleteFiles(
  strapi: Core.Strapi,
  database: Database,
  documentId: string,
  fates: readonly { file: FileOfRecording; fate: FileFate }[],
): Promise<FileOutcome[]> {
  const outcomes: FileOutcome[] = [];
  for (const { file, fate } of fates) {
    const { name } = file;
    const outcome = fate === 'deleted' ? await deleteFile(strapi, database, documentId, file) : fate;
    outcomes.push({ documentId: file.documentId, name, outcome });
  }
  return outcomes;
}

async function deleteFile(
  strapi: Core.Strapi,
  database: Database,
  documentId: string,
  stored: FileOfRecording,
): Promise<FileOutcome['outcome']> {
  const { id, documentId: fileDocumentId, name } = stored;
  const which = `file "${name}" (${fileDocumentId}) of the deleted recording ${documentId}`;
  try {
    // Somebody may have put it elsewhere since the recording was deleted.
    if ((await otherUses(strapi, [stored], documentId)).length > 0) return 'used';
    const upload = strapi.plugin('upload').service('upload') as unknown as {
      remove(file: object): Promise<unknown>;
    };
    const file: object | null = await strapi.db.query(FILE_UID).findOne({ where: { id } });
    if (file !== null) await asOurselves(() => upload.remove(file));
    const { files } = database;
    await files.update({ mediaFileId: fileDocumentId }, { status: 'removed', mediaFileId: null });
    strapi.log.info(`[${PLUGIN_ID}] deleted the ${which}`);
    return 'deleted';
  } catch (error) {
    strapi.log.error(`[${PLUGIN_ID}] could not delete the ${which}, so it stays: ${describeError(error)}`);
    return 'failed';
  }
}
