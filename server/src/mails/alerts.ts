import type { Core } from '@strapi/strapi';
import type { MailTemplateId, MailValues } from '../../../contracts/mail-templates';
import { permissionAction } from '../../../contracts/permissions';
import { message } from '../../../contracts/messages/catalogue';
import { isLate } from '../../../contracts/status';
import type { AlertCause, AlertRow, ConnectorRow, Database } from '../ledger/database';
import { openRunOf } from '../ledger/runs';
import { onlyPushes } from '../providers/provider';
import { findProvider } from '../providers/registry';
import { panelLinks } from '../site/panel-links';
import { activeAdmin, adminsWithRight } from '../people/admins';
import type { Authors } from '../people/authors';
import { needOf } from '../people/standstill';
import type { Outbox } from './outbox';
import { isoOf } from '../domain/instant';
import { refusalOf } from '../domain/ownership';

type Cause<C extends AlertCause> = {
  connector: ConnectorRow;
  cause: C;
  /** The part of the connector it is about, e.g. an import's id. Absent for the whole connector. */
  subject?: string;
};
/** `connector` and `link` (its page) are filled in when they are absent. */
type Values<T extends MailTemplateId> = Omit<MailValues<T>, 'connector' | 'link'> & { link?: string };
export type Trouble<C extends AlertCause = AlertCause> = Cause<C> & { values: Values<C> };
export type End<C extends AlertCause = AlertCause> = Cause<C> & { values: Values<`${C}-over`> };

/**
 * Mails managers when a connector has stopped, is late, or is about to lose a recording: once per cause,
 * and once more when it is over. Each open alert is a row, so that a restart sends nothing twice.
 */
export interface Alerts {
  /** Does nothing when the alert is open already. */
  raise<C extends AlertCause>(trouble: Trouble<C>): Promise<void>;
  /** Does nothing when no alert is open. */
  over<C extends AlertCause>(end: End<C>): Promise<void>;
  /** Raises and ends *needs you* and *late* for all connectors. */
  review(): Promise<void>;
}

interface Dependencies {
  database: Database;
  outbox: Outbox;
  logger: { warn(text: string): void };
  authors: Pick<Authors, 'accountsRefused'>;
}

export function openAlerts(strapi: Core.Strapi, dependencies: Dependencies): Alerts {
  const { database, outbox } = dependencies;

  /** The manager who set it up or, when they are gone, everybody who may manage connectors. */
  const managersOf = async (connector: ConnectorRow): Promise<string[]> => {
    const manager = await activeAdmin(strapi, connector.configuredById);
    if (manager !== undefined) return [manager.email];
    return (await adminsWithRight(strapi, permissionAction('connectors.manage'))).map(({ email }) => email);
  };

  const keyOf = ({ connector, cause, subject = '' }: Cause<AlertCause>) => ({
    connectorId: connector.id,
    cause,
    subject,
  });

  const filled = <T extends MailTemplateId>(connector: ConnectorRow, values: Values<T>): MailValues<T> => {
    const all = { connector: connector.name, link: panelLinks(strapi).connector(connector.id), ...values };
    // `Values` lacks just the two names above. TypeScript can't see that for a generic `T`.
    return all as unknown as MailValues<T>;
  };

  const mailKey = (row: AlertRow, what: string, to: string) =>
    ['alert', row.connectorId, row.cause, row.subject, row.openedAtMs, what, to].join('\u0000');

  const alerts: Alerts = {
    async raise(trouble) {
      // A copy of a site says nothing about the connectors of the original.
      if (refusalOf(database.site, 'mail', trouble.connector) !== undefined) return;
      const key = keyOf(trouble);
      if ((await database.alerts.findOne(key)) !== undefined) return;
      const told = await managersOf(trouble.connector);
      if (told.length === 0)
        dependencies.logger.warn(`no mail about "${trouble.cause}": there is no active manager`);
      await database.transaction(async (sql) => {
        const openedAtMs = await database.now(sql);
        await database.alerts.insertMissing(
          { ...key, openedAtMs, told },
          ['connectorId', 'cause', 'subject'],
          sql,
        );
        // Another instance may have been first. Then its time is in the key, so one mail is sent.
        const row = await database.alerts.findOne(key, sql);
        if (row === undefined) return;
        for (const to of row.told) {
          const data = filled(trouble.connector, trouble.values);
          await outbox.add({ key: mailKey(row, 'raised', to), to, template: trouble.cause, data }, sql);
        }
      });
    },

    async over(end) {
      if (refusalOf(database.site, 'mail', end.connector) !== undefined) return;
      const key = keyOf(end);
      if ((await database.alerts.findOne(key)) === undefined) return;
      await database.transaction(async (sql) => {
        const row = await database.alerts.findOne(key, sql);
        if (row === undefined) return;
        for (const to of row.told) {
          const data = filled(end.connector, end.values);
          await outbox.add({ key: mailKey(row, 'over', to), to, template: `${end.cause}-over`, data }, sql);
        }
        await database.alerts.remove({ id: row.id }, sql);
      });
    },

    async review() {
      const nowMs = await database.now();
      for (const connector of await database.connectors.find({})) {
        await reviewNeedsYou(connector);
        await reviewLate(connector, nowMs);
      }
    },
  };
  return alerts;

  async function reviewNeedsYou(connector: ConnectorRow): Promise<void> {
    const refused = connector.authorization === 'not-authorized' ? connector.authorizationProblem : null;
    const problem = (await needOf(dependencies.authors, connector)) ?? refused;
    if (!connector.enabled || problem === null) {
      await alerts.over({ connector, cause: 'needs-you', values: {} });
      return;
    }
    const { what, providerWords: words } = problem;
    const said = words === undefined ? what : message('mail.with-words', { what, words });
    await alerts.raise({ connector, cause: 'needs-you', values: { problem: said } });
  }

  async function reviewLate(connector: ConnectorRow, nowMs: number): Promise<void> {
    const facts = {
      lastSucceededAtMs: connector.lastSucceededAtMs,
      scheduleMinutes: connector.enabled && !isPushed(connector) ? connector.options.scheduleMinutes : null,
    };
    if (!isLate({ ...facts, nowMs })) {
      await alerts.over({ connector, cause: 'late', values: {} });
      return;
    }
    // A connector that has stopped has an alert of its own, and a long run is at work.
    const blockedBy = connector.needsYou !== null || connector.authorization === 'not-authorized';
    if (blockedBy || (await openRunOf(database, connector.id)) !== undefined) return;
    const { runs } = database;
    const record: Record<string, unknown> | undefined = await runs
      .query()
      .where({ [runs.column('connectorId')]: connector.id, status: 'failed' })
      .andWhere(runs.column('finishedAtMs'), '>', connector.lastSucceededAtMs ?? 0)
      .orderBy('id', 'desc')
      .first();
    const problem = record === undefined ? '' : (runs.read(record).problem?.what ?? '');
    await alerts.raise({
      connector,
      cause: 'late',
      values: { since: { at: isoOf(connector.lastSucceededAtMs ?? 0) }, problem },
    });
  }
}

/** Its recordings come when meetings end, so it is never late. */
function isPushed({ provider }: ConnectorRow): boolean {
  const found = findProvider(provider);
  return found !== undefined && onlyPushes(found);
}
