import type { Core } from '@strapi/strapi';
import { message } from '../../../contracts/messages/catalogue';
import { permissionAction } from '../../../contracts/permissions';
import { RECORDING_UID } from '../../../contracts/plugin';
import type { Clock } from '../domain/clock';
import type { Database, ReviewRow } from '../ledger/database';
import type { Sql } from '../ledger/table';
import { openDirectory } from '../people/open-directory';
import type { Outbox } from './outbox';
import { ownLocale } from '../site/own-locale';
import { panelLinks } from '../site/panel-links';
import { activeAdmin, adminsWithRight, people } from '../people/admins';
import { MINUTE_MS } from '../domain/instant';

/** Longest list of recordings in a mail. The rest is a number. */
const LISTED = 20;
/** Moderators get one mail for all recordings that came within this time. */
const DIGEST_MS = 10 * MINUTE_MS;

/** Adds mails about reviews to the outbox. */
export interface ReviewMails {
  /** To the author and the person who sent it to review, except the moderator who decided. Joins the transaction. */
  decided(row: ReviewRow, what: 'approved' | 'rejected', sql: Sql): Promise<void>;
  /** Mails the moderators what came to the queue since the last mail. Called every minute. */
  announceWaiting(): Promise<void>;
}

interface Entry {
  documentId: string;
  title: string | null;
  createdBy: { id: number } | null;
  authorUserId: number | null;
}
interface Recipient {
  key: string;
  email: string;
  /** Users of Users & Permissions can't open the admin panel. */
  entersPanel: boolean;
}

export function openReviewMails(
  strapi: Core.Strapi,
  { database, outbox, clock }: { database: Database; outbox: Outbox; clock: Clock },
): ReviewMails {
  const { reviews } = database;
  const draftsOf = async (documentIds: string[]): Promise<Entry[]> =>
    (await strapi.db.query(RECORDING_UID).findMany({
      where: { documentId: { $in: documentIds }, publishedAt: null, ...(await ownLocale(strapi)) },
      select: ['documentId', 'title', 'authorUserId'],
      populate: { createdBy: { select: ['id'] } },
    })) as Entry[];
  const keyOf = (...parts: (string | number | null)[]) => ['review', ...parts].join('\u0000');

  const admin = async (id: number | null): Promise<Recipient[]> => {
    const person = await activeAdmin(strapi, id);
    return person === undefined ? [] : [{ key: String(person.id), email: person.email, entersPanel: true }];
  };
  const member = async (id: number): Promise<Recipient[]> => {
    const user = await openDirectory(strapi, 'users-permissions')?.get(id);
    return user === undefined || user.blocked
      ? []
      : [{ key: `member:${user.id}`, email: user.email, entersPanel: false }];
  };
  /** The author and the person who sent it, except the moderator who decided. */
  const concerned = async (entry: Entry, row: ReviewRow): Promise<Recipient[]> => {
    const { authorUserId } = entry;
    const admins = new Set([
      // With an author of Users & Permissions, `createdBy` is the manager of the connector.
      authorUserId === null ? (entry.createdBy?.id ?? null) : null,
      row.requestedById,
    ]);
    admins.delete(row.decidedById);
    const found = await Promise.all([
      ...(authorUserId === null ? [] : [member(authorUserId)]),
      ...[...admins].map(admin),
    ]);
    return found.flat();
  };

  return {
    async decided(row, what, sql) {
      const [entry] = await draftsOf([row.recordingDocumentId]);
      if (entry === undefined) return;
      const moderator = (await people(strapi, [row.decidedById])).get(row.decidedById ?? 0)?.name ?? '';
      for (const person of await concerned(entry, row)) {
        const data = {
          title: entry.title ?? '',
          moderator,
          link: person.entersPanel ? panelLinks(strapi).recording(row.recordingDocumentId) : '',
        };
        const key = keyOf(row.recordingDocumentId, row.revision, what, person.key);
        const to = person.email;
        if (what === 'approved') await outbox.add({ key, to, template: 'approved', data }, sql);
        else
          await outbox.add(
            { key, to, template: 'rejected', data: { ...data, reason: row.reason ?? '' } },
            sql,
          );
      }
    },

    async announceWaiting() {
      const nowMs = clock();
      const untold = (sql?: Sql) =>
        reviews
          .query(sql)
          .where({ [reviews.column('state')]: 'pending' })
          .whereNull(reviews.column('announcedAtMs'));
      const oldest: Record<string, unknown> | undefined = await untold()
        .orderBy(reviews.column('requestedAtMs'), 'asc')
        .first();
      if (oldest === undefined || (reviews.read(oldest).requestedAtMs ?? 0) > nowMs - DIGEST_MS) return;
      const moderators = await adminsWithRight(strapi, permissionAction('recordings.moderate'));
      await database.transaction(async (sql) => {
        // Locked, so that only one of several instances sends the mail.
        const records: Record<string, unknown>[] = await untold(sql).orderBy('id', 'asc').forUpdate();
        const rows = records.map(reviews.read);
        if (rows.length === 0) return;
        for (const { id } of rows) await reviews.update({ id }, { announcedAtMs: nowMs }, sql);
        const entries = await draftsOf(rows.map((row) => row.recordingDocumentId));
        if (entries.length === 0) return;
        const listed = entries.slice(0, LISTED).map(({ title }) => title ?? '');
        const more = entries.length - listed.length;
        const data = {
          number: String(entries.length),
          recordings: [...listed, ...(more > 0 ? [message('mail.more', { count: more })] : [])],
          link: panelLinks(strapi).reviews,
        };
        for (const { id, email } of moderators) {
          const key = keyOf('waiting', rows[0]?.id ?? 0, rows[0]?.revision ?? 0, id);
          await outbox.add({ key, to: email, template: 'waiting-for-review', data }, sql);
        }
      });
    },
  };
}
