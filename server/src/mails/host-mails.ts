import type { Core } from '@strapi/strapi';
import { message } from '../../../contracts/messages/catalogue';
import type { Message } from '../../../contracts/messages/message';
import type { ReviewState } from '../../../contracts/review';
import { RECORDING_UID } from '../../../contracts/plugin';
import type { HostRow, ImportRow, Database, ReviewRow } from '../ledger/database';
import { panelLinks } from '../site/panel-links';
import type { Authors } from '../people/authors';
import type { Outbox } from './outbox';
import { IN_STRAPI } from '../domain/import-state';

/** What it needs of the whole; `runtime.ts` has it. */
export interface Dependencies {
  database: Database;
  reviews: { findMany(documentIds: readonly string[]): Promise<ReviewRow[]> };
  authors: Authors;
  outbox: Outbox;
}

/**
 * At the end of a run: one mail to each host whose recordings have arrived since the last, with what
 * became of each. Imports are told of once, in the transaction that writes the mail.
 */
export async function tellHosts(
  strapi: Core.Strapi,
  runtime: Dependencies,
  connectorId: number,
  runId: number,
) {
  const { imports, hosts } = runtime.database;
  const records: Record<string, unknown>[] = await imports
    .query()
    .where({
      [imports.column('connectorId')]: connectorId,
      [imports.column('authorIs')]: 'host',
      stage: IN_STRAPI,
    })
    .whereNull(imports.column('hostToldAtMs'))
    .orderBy(imports.column('startedAtMs'));
  const byHost = new Map<string, ImportRow[]>();
  for (const row of records.map(imports.read)) {
    const key = row.hostKeyHash ?? '';
    byHost.set(key, [...(byHost.get(key) ?? []), row]);
  }
  for (const [keyHash, rows] of byHost) {
    const host = await hosts.findOne({ keyHash });
    await tellHost(strapi, runtime, host, rows, runId);
  }
}

async function tellHost(
  strapi: Core.Strapi,
  runtime: Dependencies,
  host: HostRow | undefined,
  rows: ImportRow[],
  runId: number,
): Promise<void> {
  const { database, outbox } = runtime;
  const user = host === undefined ? undefined : await runtime.authors.userOf(host);
  const lines = user === undefined ? [] : await linesOf(strapi, runtime, rows);
  await database.transaction(async (sql) => {
    const ids = rows.map(({ id }) => id);
    const told = database.imports.column('hostToldAtMs');
    await database.imports
      .query(sql)
      .whereIn('id', ids)
      .update({ [told]: await database.now(sql) });
    if (user === undefined || user.blocked || lines.length === 0) return;
    await outbox.add(
      {
        key: ['recordings-uploaded', runId, host?.keyHash, ids[0]].join('\u0000'),
        to: user.email,
        template: 'recordings-uploaded',
        data: {
          host: host?.name ?? user.name,
          recordings: lines,
          signUpLink: '',
          // Users of Users & Permissions have no way into the admin panel.
          link: user.directory === 'admin' && !user.invited ? panelLinks(strapi).recordings : '',
        },
        signUp: { directory: user.directory, id: user.id },
      },
      sql,
    );
  });
}

interface Entry {
  documentId: string;
  title: string | null;
  publishedAt: string | null;
}

/** `Title (draft)`, one for each recording; entries that somebody deleted meanwhile are left out. */
async function linesOf(strapi: Core.Strapi, runtime: Dependencies, rows: ImportRow[]): Promise<Message[]> {
  const { files } = runtime.database;
  const records: { id: string }[] = await files
    .query()
    .whereIn(
      files.column('importId'),
      rows.map(({ id }) => id),
    )
    .whereNotNull(files.column('recordingDocumentId'))
    .distinct({ id: files.column('recordingDocumentId') });
  const documentIds = records.map(({ id }) => id);
  const entries = (await strapi.db.query(RECORDING_UID).findMany({
    where: { documentId: { $in: documentIds } },
    select: ['documentId', 'title', 'publishedAt'],
    orderBy: [{ startedAt: 'asc' }, { segmentNumber: 'asc' }],
  })) as Entry[];
  const published = new Set(
    entries.filter(({ publishedAt }) => publishedAt !== null).map(({ documentId }) => documentId),
  );
  const reviews = new Map(
    (await runtime.reviews.findMany(documentIds)).map((row) => [row.recordingDocumentId, row.state]),
  );
  const drafts = entries.filter(({ publishedAt }) => publishedAt === null);
  return drafts.map(({ documentId, title }) =>
    message('mail.line', {
      title: title ?? '',
      standing: standing(published.has(documentId), reviews.get(documentId) ?? 'none'),
    }),
  );
}

/** How far a recording is, as the mail says it. Pure. */
export function standing(isPublished: boolean, review: ReviewState): Message {
  if (isPublished) return message('mail.standing.published');
  switch (review) {
    case 'pending':
      return message('mail.standing.pending');
    case 'rejected':
      return message('mail.standing.rejected');
    case 'approved':
    case 'none':
      return message('mail.standing.draft');
  }
}
