import type { Core } from '@strapi/strapi';
import { message } from '../../../contracts/messages/catalogue';
import type { DecideHost, HostView, DirectoryKind } from '../../../contracts/people';
import { RECORDING_UID } from '../../../contracts/plugin';
import { notFound, refused, refusedForm } from '../domain/refusals';
import type { HostRow, Database } from '../ledger/database';
import type { DirectoryUser } from './directory';
import type { Authors } from './authors';
import { isBeyond, saidToSetter, type GiverId } from './role-gifts';
import type { MailValues } from '../../../contracts/mail-templates';
import { isoOf } from '../domain/instant';

/** What this file needs. `runtime.ts` provides it. */
export interface Dependencies {
  database: Database;
  authors: Pick<Authors, 'userOf' | 'directory' | 'createFor' | 'mustMakeAccounts'>;
  /** The outbox of `mails/`, which is on a higher floor. */
  outbox: {
    add(mail: {
      key: string;
      to: string;
      template: 'invitation';
      data: MailValues<'invitation'>;
      signUp: { directory: DirectoryKind; id: number };
    }): Promise<void>;
  };
}

/** Decisions of managers about hosts who are not users (U26). */
export interface Hosts {
  views(rows: HostRow[]): Promise<HostView[]>;
  decide(id: string, body: DecideHost.Body, by: GiverId): Promise<{ view: HostView; handedOver: number }>;
  /** Sends the sign-up link again. */
  invite(id: string): Promise<HostView>;
}

export function openHosts(strapi: Core.Strapi, runtime: Dependencies): Hosts {
  const { database, authors, outbox } = runtime;
  const { hosts, imports } = database;

  const rowOf = async (id: string): Promise<HostRow> => {
    const row = await hosts.findOne({ id });
    if (row === undefined) throw notFound(message('people.host-gone'));
    return row;
  };

  const view = async (row: HostRow): Promise<HostView> => {
    const connector =
      row.connectorId === null ? undefined : await database.connectors.findOne({ id: row.connectorId });
    const user = await authors.userOf(row);
    const counted: Record<string, unknown> | undefined = await imports
      .query()
      .where({ [imports.column('hostKeyHash')]: row.keyHash, [imports.column('authorIs')]: 'me' })
      .count({ number: '*' })
      .first();
    return {
      id: row.id,
      ...(row.name === null ? {} : { name: row.name }),
      ...(row.email === null ? {} : { email: row.email }),
      state: row.state,
      ...(row.reason === null ? {} : { reason: row.reason }),
      ...(user === undefined
        ? {}
        : { user: { directory: user.directory, id: user.id, name: user.name, email: user.email } }),
      invited: user?.invited ?? false,
      ...(connector === undefined ? {} : { connectorName: connector.name }),
      seenAt: isoOf(row.seenAtMs ?? 0),
      recordingsLeft: Number(counted?.number ?? 0),
    };
  };

  const viewOf = async (id: string) => await view(await rowOf(id));

  /**
   * What others set is asked where the account is made.
   * @throws ApplicationError when it would get a role that this person may not hand out.
   */
  const mustGiveRole = async (by: GiverId) => {
    const refusal = await (await authors.directory())?.refusalOfRole([by]);
    if (isBeyond(refusal, by)) throw refused(saidToSetter(refusal));
  };

  /** Kept as the manager's decision, whoever made the account, so that no rule of a connector undoes it. */
  const settle = async (row: HostRow, user: DirectoryUser, by: GiverId): Promise<number> => {
    if (user.blocked) throw refused(message('people.user-blocked', { name: user.name }));
    if (!user.mayAuthor) {
      await authors.mustMakeAccounts(row);
      await mustGiveRole(by);
      await (await authors.directory())?.makeContributor(user, [by]);
    }
    await hosts.update(
      { id: row.id },
      { state: 'linked', reason: null, directory: user.directory, userId: user.id, decidedById: by },
    );
    return await handOver(row, user);
  };

  /** Gives the host the recordings that the manager got instead, unless somebody changed their author since. */
  const handOver = async (row: HostRow, user: DirectoryUser): Promise<number> => {
    const { files } = database;
    const left = await imports.find({ hostKeyHash: row.keyHash, authorIs: 'me' });
    const field = user.directory === 'admin' ? 'createdBy' : 'authorUserId';
    let handedOver = 0;
    for (const { id, authorId } of left) {
      const documents: { id: string }[] = await files
        .query()
        .where({ [files.column('importId')]: id })
        .whereNotNull(files.column('recordingDocumentId'))
        .distinct({ id: files.column('recordingDocumentId') });
      const entries = (await strapi.db.query(RECORDING_UID).findMany({
        where: { documentId: { $in: documents.map((document) => document.id) } },
        populate: ['createdBy'],
      })) as { id: number; createdBy: { id: number } | null; authorUserId: number | null }[];
      for (const entry of entries) {
        const author = field === 'createdBy' ? (entry.createdBy?.id ?? null) : entry.authorUserId;
        if (author !== null && Number(author) !== authorId) continue;
        await strapi.db.query(RECORDING_UID).update({ where: { id: entry.id }, data: { [field]: user.id } });
      }
      await imports.update({ id, authorIs: 'me' }, { authorIs: 'host', authorId: null });
      handedOver += 1;
    }
    return handedOver;
  };

  return {
    views: (rows) => Promise.all(rows.map(view)),
    async decide(id, body, by) {
      const row = await rowOf(id);
      let handedOver = 0;
      switch (body.decision) {
        case 'create':
          await authors.mustMakeAccounts(row);
          await mustGiveRole(by);
          handedOver = await settle(row, await authors.createFor(row, [by]), by);
          break;
        case 'link': {
          const user = await (await authors.directory())?.get(body.userId);
          if (user === undefined) throw refusedForm({ userId: message('people.user-gone') });
          handedOver = await settle(row, user, by);
          break;
        }
        case 'leave':
          await hosts.update({ id }, { state: 'left', directory: null, userId: null, decidedById: by });
          break;
        case 'reopen':
          await hosts.update({ id }, { state: 'unknown', directory: null, userId: null, decidedById: null });
          break;
      }
      return { view: await viewOf(id), handedOver };
    },
    async invite(id) {
      const row = await rowOf(id);
      const user = await authors.userOf(row);
      if (user?.invited !== true) throw refused(message('people.not-invited'));
      await outbox.add({
        key: ['invited', id, await database.now()].join('\u0000'),
        to: user.email,
        template: 'invitation',
        data: { host: row.name ?? user.name, signUpLink: '' },
        signUp: { directory: user.directory, id: user.id },
      });
      return await view(row);
    },
  };
}
