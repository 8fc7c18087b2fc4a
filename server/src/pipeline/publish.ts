import { message } from '../../../contracts/messages/catalogue';
import { kindName } from '../../../contracts/messages/kinds';
import { missingOf } from '../../../contracts/missing';
import { crashPoint } from '../crash-point';
import { filled } from '../domain/defined';
import { StopSignal } from '../domain/errors';
import type { FileKind, RecordingFacts, RecordingTexts } from '../domain/recording';
import { cleanTitle } from '../domain/title';
import type { Database } from '../ledger/database';
import type { Sql } from '../ledger/table';
import { together } from '../ledger/together';
import type { Author } from '../people/authors';
import { mayBringLateText } from '../publishing/decide';
import { MEDIA_FIELDS } from '../publishing/renewals';
import { lossOf, tellMissing } from './losses';
import type { RecordingPart } from './parts';
import { titleOf } from './store';
import { noteBroken, readTexts } from './texts';
import type { EntryWork, FileRow, Work } from './work';

/** What this step needs of the import. */
export type PublishWork = EntryWork & Pick<Work, 'media' | 'recordings' | 'signal'>;

/**
 * Makes the content entries, draft or published, with author and defaults. An entry that is there gets
 * what came late, and its fields that no editor changed are renewed. Entries, their links to the ledger
 * and the step to the next stage are one transaction: a crash leaves all or nothing.
 */
export async function publish(
  work: PublishWork,
  parts: RecordingPart[],
  rows: FileRow[],
  database: Database,
): Promise<void> {
  const before = { ...work.ledger.row };
  const there: RecordingPart[] = [];
  for (const part of parts) {
    const known = part.main.recordingDocumentId;
    // An entry that was deleted in Strapi stays deleted, and so do its files.
    if (known === null || (await work.recordings.exists(known))) there.push(part);
  }
  const links = there.map((part) => ({ part, files: filesOf(part, rows) }));
  const isNew = rows.every((row) => row.recordingDocumentId === null);
  const texts = new Map(
    await Promise.all(there.map(async (part) => [part, await textsFor(work, part, rows)] as const)),
  );
  const stands = new Set<string>();
  for (const part of there) {
    const known = part.main.recordingDocumentId;
    if (known === null || !mayBringLateText({ ...texts.get(part) }, before.written?.entries[known] ?? {}))
      continue;
    if (await work.recordings.approvalStands(known, work.signal)) stands.add(known);
  }
  const author = await work.author();
  const { tags, visibility } = work.policy.publish;
  const settings = { tags, visibility };
  // Whatever the connector is set to: a person looks at it first. Nobody keeps who could see what was deleted,
  // and who may start imports need not be one who may publish.
  const looksFirst = before.occurrence.unproven === true || before.written?.broughtBack === true;
  const publishStatus = looksFirst ? 'draft' : work.policy.publishStatus;
  // The template of the first import (A4): a later change renames nothing.
  const titleTemplate = before.written?.titleTemplate ?? work.policy.publish.titleTemplate;
  const entries = { ...before.written?.entries };
  const lostRows = new Set<FileRow>();
  await together(database, [work.ledger.row, ...rows], async (sql) => {
    // Another instance may have changed the connector since the last heartbeat (A4).
    const connector = await database.connectors.findOne({ id: work.connector.id }, sql);
    if (connector?.settingsVersion !== work.connector.settingsVersion)
      throw new StopSignal('settings-changed');
    for (const { part, files } of links) {
      const known = part.main.recordingDocumentId;
      const wanted = factsOf(work, part, texts.get(part) ?? {}, titleTemplate);
      const numbers = await work.library.numbersOf(mediaIdsOf(wanted));
      const { facts, removed } = withoutRemoved(wanted, numbers);
      const media = { numbers, removed };
      const { documentId, marks, lost } =
        known === null
          ? await work.recordings.create(facts, settings, author, publishStatus, media)
          : {
              documentId: known,
              ...(await work.recordings.renew(
                known,
                facts,
                entries[known] ?? {},
                oldFilesOf(part, rows),
                media,
                stands.has(known),
              )),
            };
      entries[documentId] = marks;
      for (const field of lost) for (const row of filesBehind(field, part, rows)) lostRows.add(row);
      for (const file of files) {
        if (file.recordingDocumentId !== documentId)
          await work.files.patch(file, { recordingDocumentId: documentId }, sql);
      }
    }
    // What the entries really have decides what the import lacks.
    for (const row of lostRows)
      await work.files.patch(
        row,
        { status: 'failed', problem: lossOf(NOT_IN_ENTRY, row.problem, work.clock()) },
        sql,
      );
    crashPoint('before-publish-commit');
    await work.ledger.write(
      { type: 'advance' },
      {
        problem: null,
        reason: null,
        changedAtMs: work.clock(),
        importedAtMs: await database.now(sql),
        written: { titleTemplate, entries },
        ...(isNew ? authorship(author) : {}),
      },
      sql,
    );
    await logImported(work, rows, sql);
  });
  for (const row of lostRows) if (row.problem !== null) await tellMissing(work, row, row.problem);
  crashPoint('after-publish');
}

async function logImported(
  { log, ledger, policy }: PublishWork,
  rows: readonly FileRow[],
  sql: Sql,
): Promise<void> {
  const title = ledger.row.title ?? '';
  const missing = missingOf(rows, policy.rules.skipKinds);
  if (missing.length === 0) {
    await log.add('info', 'imported', message('log.imported', { title }), ledger.row.id, sql);
    return;
  }
  const kinds = [...new Set(missing.map(({ kind }) => kind))].map(kindName);
  const said = message('log.imported-incomplete', { title, kinds });
  await log.add('warning', 'imported-incomplete', said, ledger.row.id, sql);
}

/** What the ledger keeps of the author. An entry that is there keeps its author, whoever it would be now. */
const authorship = (author: Author) => ({
  authorIs: author.is,
  authorId: author.is === 'me' ? author.adminId : null,
  hostKeyHash: author.hostKeyHash,
});

/** The fields of an entry. */
function factsOf(
  work: PublishWork,
  part: RecordingPart,
  texts: RecordingTexts,
  titleTemplate: string,
): RecordingFacts {
  const { occurrence } = work.ledger.row;
  const { main } = part;
  const seconds = main.durationSeconds ?? 0;
  const media = (kind: 'video' | 'audio') => (main.kind === kind ? main.mediaFileId : null);
  return {
    title: titleOf(work, part, titleTemplate),
    startedAt: part.segments[0]?.startedAt ?? occurrence.startedAt,
    timezone: occurrence.timezone ?? null,
    durationSeconds: seconds > 0 ? Math.round(seconds * 1000) / 1000 : null,
    hostName: occurrence.host?.name ?? null,
    hostEmail: occurrence.host?.email ?? null,
    provider: work.provider.descriptor.id,
    room: occurrence.meetingId === undefined ? null : cleanTitle(occurrence.meetingId),
    occurrenceId: occurrence.id,
    segmentNumber: part.segmentNumber,
    segmentCount: part.segmentCount,
    video: media('video'),
    audio: media('audio'),
    ...texts,
  };
}

const NOT_IN_ENTRY = { code: 'not-in-entry' };

/**
 * A stored file may be removed before its entry is made. Then the entry is made without it, and the meeting
 * stays at the provider. Strapi refuses entries that relate to files which do not exist. Pure.
 */
export function withoutRemoved(
  facts: RecordingFacts,
  present: Pick<ReadonlySet<string>, 'has'>,
): { facts: RecordingFacts; removed: Record<string, string> } {
  const removed = Object.fromEntries(mediaFieldsOf(facts).filter(([, id]) => !present.has(id)));
  const gone = Object.fromEntries(Object.keys(removed).map((field) => [field, undefined]));
  return { facts: { ...facts, ...(gone as Partial<RecordingFacts>) }, removed };
}

/** Which kind of file fills a field of an entry. */
const KIND_OF_FIELD: Partial<Record<string, FileKind>> = {
  captions: 'captions',
  transcriptFile: 'transcript',
  transcript: 'transcript',
  chatFile: 'chat',
  chat: 'chat',
  chapters: 'timeline',
  summary: 'summary',
  polls: 'poll',
};

/**
 * Files whose content a field of an entry shows: the one that we made of the provider's texts, or those texts
 * where no file is made of them. A picture that we made is never missing. Pure.
 */
function filesBehind(field: string, part: RecordingPart, rows: readonly FileRow[]): FileRow[] {
  if (field === 'video' || field === 'audio') return [part.main];
  if (field === 'poster') {
    const poster = posterOf(part, rows);
    return poster?.origin === 'provider' ? [poster] : [];
  }
  const kind = KIND_OF_FIELD[field];
  const made = part.beside.filter((row) => row.kind === kind && row.status === 'stored');
  if (made.length > 0) return made;
  const keys = new Set(part.segments.map(({ key }) => key));
  return rows.filter(
    (row) =>
      row.origin === 'provider' &&
      row.kind === kind &&
      row.status === 'used' &&
      keys.has(row.segmentKey ?? ''),
  );
}

const mediaFieldsOf = (facts: RecordingFacts) =>
  Object.entries(facts).filter(
    (entry): entry is [string, string] => MEDIA_FIELDS.includes(entry[0]) && typeof entry[1] === 'string',
  );
const mediaIdsOf = (facts: RecordingFacts): string[] => mediaFieldsOf(facts).map(([, id]) => id);

const mediaOf = (part: RecordingPart, kind: FileKind) =>
  part.beside.find((row) => row.kind === kind && row.status === 'stored')?.mediaFileId ?? undefined;

/** What texts and picture add to an entry. A field whose key is absent is left alone. */
async function textsFor(work: PublishWork, part: RecordingPart, rows: FileRow[]): Promise<RecordingTexts> {
  const { texts, broken } = await readTexts(work, part, rows);
  for (const { row, ...why } of broken) await noteBroken(work, row, why);
  const poster = posterOf(part, rows)?.mediaFileId ?? undefined;
  const found: RecordingTexts = poster === undefined ? {} : { poster };
  if (texts === undefined) return found;
  const { transcript, chat, chapters, summary, polls } = texts;
  return {
    ...found,
    ...filled({
      captions: mediaOf(part, 'captions'),
      transcriptFile: mediaOf(part, 'transcript'),
      transcript,
      chatFile: mediaOf(part, 'chat'),
      chat,
      chapters: chapters.length === 0 ? undefined : chapters,
      summary,
      polls,
    }),
  };
}

/** The picture of a part: ours, else the provider's thumbnail of its first segment. */
const posterOf = (part: RecordingPart, rows: readonly FileRow[]): FileRow | undefined =>
  rows
    .filter(
      (row) =>
        row.kind === 'thumbnail' && row.status === 'stored' && row.segmentKey === part.segments[0]?.key,
    )
    .sort((a, b) => Number(b.origin === 'made') - Number(a.origin === 'made'))[0];

/** Every file whose content is in the entry: its own, and those that it was made of. */
function filesOf(part: RecordingPart, rows: readonly FileRow[]): FileRow[] {
  const keys = new Set(part.segments.map(({ key }) => key));
  return rows.filter((row) => row.id === part.main.id || keys.has(row.segmentKey ?? ''));
}

/** Media files that newer ones replaced. An entry is changed only where it still shows one of them. */
const oldFilesOf = (part: RecordingPart, rows: readonly FileRow[]): string[] =>
  filesOf(part, rows).flatMap((row) =>
    row.status === 'replaced' && row.mediaFileId !== null ? [row.mediaFileId] : [],
  );
