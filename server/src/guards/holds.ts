import type { Core } from '@strapi/strapi';
import { message } from '../../../contracts/messages/catalogue';
import { uid } from '../../../contracts/plugin';
import { notAllowed } from '../domain/refusals';
import { whoIs } from '../ledger/who';
import { recordingsOfFiles } from './facts';
import { existing } from './files-of';
import { inParts } from './models';

const HOLD = uid('hold');

/** Why a recording may not be deleted. */
export interface Hold {
  recordingDocumentId: string;
  reason: string;
  byId: number | null;
  byName: string;
  atMs: number;
}

/** Of those of the recordings that are on hold. By the query engine, which joins an open transaction. */
export async function holdsOf(
  strapi: Core.Strapi,
  documentIds: readonly string[],
): Promise<Map<string, Hold>> {
  const found = new Map<string, Hold>();
  for (const some of inParts([...new Set(documentIds)])) {
    const rows = (await strapi.db
      .query(HOLD)
      .findMany({ where: { recordingDocumentId: { $in: some } } })) as Hold[];
    for (const row of rows) found.set(row.recordingDocumentId, { ...row, atMs: Number(row.atMs) });
  }
  return found;
}

export const isOnHold = async (strapi: Core.Strapi, documentId: string): Promise<boolean> =>
  (await holdsOf(strapi, [documentId])).size > 0;

/** Puts a recording on hold; of one that is on hold already, only the reason changes. */
export async function putOnHold(strapi: Core.Strapi, hold: Hold): Promise<void> {
  const { recordingDocumentId, reason, byId } = hold;
  const known = await isOnHold(strapi, recordingDocumentId);
  if (known) {
    await strapi.db.query(HOLD).update({ where: { recordingDocumentId }, data: { reason } });
    return;
  }
  const byWho = byId === null ? null : await whoIs(strapi, 'admin', byId);
  await strapi.db.query(HOLD).create({ data: { ...hold, byWho } });
}

export async function liftHold(strapi: Core.Strapi, documentId: string): Promise<void> {
  await strapi.db.query(HOLD).deleteMany({ where: { recordingDocumentId: documentId } });
}

const refusal = (code: 'guards.recording-on-hold' | 'guards.file-on-hold') =>
  notAllowed(message(code), 'ON_HOLD');
export const fileOnHold = () => refusal('guards.file-on-hold');

/** @throws PolicyError whoever asks: code of the site and the plugin itself, too. */
export async function mustNotBeOnHold(strapi: Core.Strapi, documentId: string): Promise<void> {
  if (await isOnHold(strapi, documentId)) throw refusal('guards.recording-on-hold');
}

/** @throws PolicyError if one of the files belongs to a recording on hold, whoever asks. */
export async function filesMustNotBeOnHold(strapi: Core.Strapi, fileIds: readonly unknown[]): Promise<void> {
  const ids = fileIds.map(Number).filter(Number.isInteger);
  if ((await strapi.db.query(HOLD).findOne({ select: ['id'] })) === null) return;
  for (const some of inParts(ids)) {
    const recordings = await recordingsOfFiles(strapi, some);
    const held = await holdsOf(
      strapi,
      [...recordings.values()].flatMap((ids) => [...ids]),
    );
    // Code of the site may have deleted the rows of a recording. Nobody could lift its hold.
    if ((await existing(strapi, [...held.keys()])).size > 0) throw fileOnHold();
  }
}
