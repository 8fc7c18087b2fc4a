import type { Core } from '@strapi/strapi';
import { message } from '../../../contracts/messages/catalogue';
import type { Message } from '../../../contracts/messages/message';
import type { ReviewState } from '../../../contracts/review';
import { RECORDING_UID } from '../../../contracts/plugin';
import { ownLocale } from '../site/own-locale';
import type { HostRow, ImportRow, Database, ReviewRow } from '../ledger/database';
import { panelLinks } from '../site/panel-links';
import type { Authors } from '../people/authors';
import type { Outbox } from './outbox';
import { IN_STRAPI } from '../domain/import-state';

export interface Dependencies {
  database: Database;
  reviews: { findMany(documentIds: readonly string[]): Promise<ReviewRow[]> };
  authors: Authors;
  outbox: Outbox;
}

/**
 * At the end of a run, writes one mail to each host whose recordings have arrived since the last one,
 * with the state of each. An import is marked as mailed in the transaction that writes the mail.
 */
export async function tellHosts(
  strapi: Core.Strapi,
  dependencies: Dependencies,
  connectorId: string,
  runId: string,
) {
  const { imports, hosts } = dependencies.database;
  const records: Record<string, unknown>[] = await imports
    .query()
    .where({
      [imports.column('connectorId')]: connectorId,
      [imports.column('authorIs')]: 'host',
      stage: IN_STRAPI,
    })
    .whereNull(imports.column('hostToldAtMs'));
  // Put in order here: for an order in the query SQLite would read every recording of the connector.
  const rows = records.map(imports.read).sort((a, b) => (a.startedAtMs ?? 0) - (b.startedAtMs ?? 0));
  const byHost = new Map<string, ImportRow[]>();
  for (const row of rows) {
    const key = row.hostKeyHash ?? '';
    byHost.set(key, [...(byHost.get(key) ?? []), row]);
  }
  for (const [keyHash, rows] of byHost) {
    const host = await hosts.findOne({ keyHash });
    await tellHost(strapi, dependencies, host, rows, runId);
  }
}

async function tellHost(
  strapi: Core.Strapi,
  dependencies: Dependencies,
  host: HostRow | undefined,
  rows: ImportRow[],
  runId: string,
): Promise<void> {
  const { database, outbox } = dependencies;
  const user = host === undefined ? undefined : await dependencies.authors.userOf(host);
  const lines = user === undefined ? [] : await linesOf(strapi, dependencies, rows);
  await database.transaction(async (sql) => {
    const ids = rows.map(({ id }) => id);
    const told = database.imports.column('hostToldAtMs');
    await database.imports
      .query(sql)
      .whereIn(database.imports.column('id'), ids)
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
          // Users of Users & Permissions can't open the admin panel.
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

/** `Title (draft)` for each recording. Entries that somebody deleted meanwhile are left out. */
async function linesOf(
  strapi: Core.Strapi,
  dependencies: Dependencies,
  rows: ImportRow[],
): Promise<Message[]> {
  const { files } = dependencies.database;
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
    where: { documentId: { $in: documentIds }, ...(await ownLocale(strapi)) },
    select: ['documentId', 'title', 'publishedAt'],
    orderBy: [{ startedAt: 'asc' }, { segmentNumber: 'asc' }],
  })) as Entry[];
  const published = new Set(
    entries.filter(({ publishedAt }) => publishedAt !== null).map(({ documentId }) => documentId),
  );
  const reviews = new Map(
    (await dependencies.reviews.findMany(documentIds)).map((row) => [row.recordingDocumentId, row.state]),
  );
  const drafts = entries.filter(({ publishedAt }) => publishedAt === null);
  return drafts.map(({ documentId, title }) =>
    message('mail.line', {
      title: title ?? '',
      standing: standing(published.has(documentId), reviews.get(documentId) ?? 'none'),
    }),
  );
}

/** The state of a recording as the mail says it. Pure. */
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
