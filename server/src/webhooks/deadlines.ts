import type { Core } from '@strapi/strapi';
import { message } from '../../../contracts/messages/catalogue';
import { english } from '../../../contracts/messages/say';
import { PLUGIN_ID } from '../../../contracts/plugin';
import type { ConnectorRow, ImportRow, Database } from '../ledger/database';
import { openRunLog } from '../ledger/runs';
import { findProvider } from '../providers/registry';
import { tell } from '../site/event-hub';
import { panelLinks } from '../site/panel-links';
import type { Redactor } from '../log/redact';
import type { Alerts } from '../mails/alerts';
import type { Logger } from '../log/logger';
import { HOUR_MS, isoOf, MINUTE_MS, utcOf } from '../domain/instant';

export interface Dependencies {
  database: Database;
  alerts: Alerts;
  redactor: Redactor;
  logger: Logger;
}

/** Managers are warned of a file that is not here when its link works no longer than this. */
const WARN_BEFORE_MS = 6 * HOUR_MS;
/** The event of Strapi's event hub. Its payload has names and instants only. */
export const NEEDS_ATTENTION = `${PLUGIN_ID}.connector.needs-attention`;

export interface Attention {
  cause: 'link-expires' | 'link-expires-over' | 'recording-missing' | 'events-wait';
  connectorId: string;
  importId?: string;
  title?: string;
  /** ISO instant. */
  deadlineAt?: string;
  outcome?: 'saved' | 'lost';
}

/**
 * Warns of recordings that are about to be lost: once, and once more when the danger is over. Looks at
 * the inbox too, so that it warns even while no instance processes events. Safe on every instance.
 */
export async function watchDeadlines(strapi: Core.Strapi, dependencies: Dependencies): Promise<void> {
  const connectors = new Map((await dependencies.database.connectors.find({})).map((row) => [row.id, row]));
  await warnOfLinks(strapi, dependencies, connectors);
  await endWarnings(strapi, dependencies, connectors);
  await warnOfInbox(strapi, dependencies, connectors);
  await noteMissing(strapi, dependencies, connectors);
  await forgetLinks(dependencies);
}

const announce = (strapi: Core.Strapi, attention: Attention) =>
  tell(strapi, NEEDS_ATTENTION, { ...attention });
const subjectOf = (row: ImportRow) => `import:${row.id}`;

/** When the first file that is not here yet stops being served; undefined when all files are here. */
async function deadlineOf({ database }: Dependencies, row: ImportRow): Promise<number | undefined> {
  const rows = await database.files.find({ importId: row.id });
  const here = new Set(
    rows
      .filter(({ status }) => status === 'verified' || status === 'used' || status === 'stored')
      .map(({ fileKey }) => fileKey),
  );
  const open = row.occurrence.files.flatMap(({ key, expiresAt }) =>
    expiresAt === undefined || here.has(key) ? [] : [Date.parse(expiresAt)],
  );
  return open.length === 0 ? undefined : Math.min(...open);
}

async function warnOfLinks(
  strapi: Core.Strapi,
  dependencies: Dependencies,
  connectors: ReadonlyMap<string, ConnectorRow>,
): Promise<void> {
  const { database, alerts, logger } = dependencies;
  const { imports } = database;
  const nowMs = await database.now();
  const records: Record<string, unknown>[] = await imports
    .query()
    .where({ [imports.column('stage')]: 'fetch' })
    .whereIn(imports.column('status'), ['waiting', 'retrying', 'running', 'dead'])
    .whereNull(imports.column('expiryAlert'))
    .andWhere(imports.column('deadlineAtMs'), '<', nowMs + WARN_BEFORE_MS)
    .orderBy(imports.column('deadlineAtMs'));
  for (const row of records.map(imports.read)) {
    const connector = connectors.get(row.connectorId);
    const deadlineAtMs = await deadlineOf(dependencies, row);
    if (connector === undefined || deadlineAtMs === undefined || deadlineAtMs > nowMs + WARN_BEFORE_MS)
      continue;
    const won = await imports.update({ id: row.id, expiryAlert: null }, { expiryAlert: 'warned' });
    if (won !== 1) continue;
    const title = row.title ?? '';
    const problem = row.problem?.what ?? message('mail.waits');
    const deadline = { at: isoOf(deadlineAtMs) };
    const text = message('log.link-expires', { title, connector: connector.name, deadline, problem });
    logger.warn(english(text));
    await logOf(dependencies, row).add('warning', 'link-expires', text, row.id);
    await announce(strapi, {
      cause: 'link-expires',
      connectorId: connector.id,
      importId: row.id,
      title,
      deadlineAt: isoOf(deadlineAtMs),
    });
    await alerts.raise({
      connector,
      cause: 'link-expires',
      subject: subjectOf(row),
      values: { title, deadline, problem, link: panelLinks(strapi).import(row.id) },
    });
  }
}

async function endWarnings(
  strapi: Core.Strapi,
  dependencies: Dependencies,
  connectors: ReadonlyMap<string, ConnectorRow>,
): Promise<void> {
  const { database, alerts, logger } = dependencies;
  const nowMs = await database.now();
  for (const row of await database.imports.find({ expiryAlert: 'warned' })) {
    const deadlineAtMs = row.stage === 'fetch' ? await deadlineOf(dependencies, row) : undefined;
    const isSaved = deadlineAtMs === undefined;
    const isLost = !isSaved && deadlineAtMs <= nowMs && row.status !== 'running';
    if (!isSaved && !isLost) continue;
    const won = await database.imports.update({ id: row.id, expiryAlert: 'warned' }, { expiryAlert: 'over' });
    const connector = connectors.get(row.connectorId);
    if (won !== 1 || connector === undefined) continue;
    const title = row.title ?? '';
    const outcome = message(isSaved ? 'mail.outcome.saved' : 'mail.outcome.lost');
    if (isLost) logger.error(`"${title}" of "${connector.name}": ${english(outcome)}`);
    else logger.info(`"${title}" of "${connector.name}": ${english(outcome)}`);
    await logOf(dependencies, row).add(
      isSaved ? 'info' : 'error',
      'link-expires-over',
      message('log.link-expires-over', { title, outcome }),
      row.id,
    );
    await announce(strapi, {
      cause: 'link-expires-over',
      connectorId: connector.id,
      importId: row.id,
      title,
      outcome: isSaved ? 'saved' : 'lost',
    });
    await alerts.over({
      connector,
      cause: 'link-expires',
      subject: subjectOf(row),
      values: { title, outcome, link: panelLinks(strapi).import(row.id) },
    });
  }
}

/** Events that no instance processes: their recordings have no row yet, but their links expire. */
async function warnOfInbox(
  strapi: Core.Strapi,
  dependencies: Dependencies,
  connectors: ReadonlyMap<string, ConnectorRow>,
): Promise<void> {
  const { database, alerts, logger } = dependencies;
  const { deliveries } = database;
  const nowMs = await database.now();
  for (const connector of connectors.values()) {
    const pushes = findProvider(connector.provider)?.pushesRecordings;
    if (pushes === undefined) continue;
    const livesMs = pushes.expiresAfterHours * HOUR_MS;
    const open = () =>
      deliveries
        .query()
        .where(deliveries.columnsOf({ connectorId: connector.id, isTest: false }))
        .whereIn(deliveries.column('status'), ['waiting', 'retrying'])
        .andWhere(deliveries.column('receivedAtMs'), '>', nowMs - livesMs)
        .andWhere(deliveries.column('receivedAtMs'), '<', nowMs - livesMs + WARN_BEFORE_MS);
    const oldestOf = `min(${deliveries.column('receivedAtMs')})`;
    const counted: { number: number | string; oldest: number | string | null } | undefined =
      await open().first(database.sql.raw(`count(*) as number, ${oldestOf} as oldest`));
    const number = Number(counted?.number ?? 0);
    const link = panelLinks(strapi).connector(connector.id);
    if (number === 0) {
      await alerts.over({
        connector,
        cause: 'link-expires',
        subject: 'inbox',
        values: { title: message('mail.inbox.over'), outcome: message('mail.inbox.outcome'), link },
      });
      continue;
    }
    const deadlineAtMs = Number(counted?.oldest) + livesMs;
    const problem = message(connector.enabled ? 'mail.inbox.nobody' : 'mail.inbox.off');
    const deadline = { at: isoOf(deadlineAtMs) };
    await alerts.raise({
      connector,
      cause: 'link-expires',
      subject: 'inbox',
      values: { title: message('mail.inbox', { count: number }), deadline, problem, link },
    });
    const won: number = await open()
      .whereNull(deliveries.column('alertedAtMs'))
      .update(deliveries.written({ alertedAtMs: nowMs }));
    if (won === 0) continue;
    logger.warn(
      `"${connector.name}": ${number} events wait to be worked on, and what they announce is served only until ${utcOf(deadlineAtMs)}. ${english(problem)}`,
    );
    await announce(strapi, {
      cause: 'events-wait',
      connectorId: connector.id,
      deadlineAt: isoOf(deadlineAtMs),
    });
  }
}

/**
 * A recording that ended before this instant and was not announced is missing; undefined for a provider
 * that announces none.
 */
export function missingBeforeMs(provider: string, nowMs: number): number | undefined {
  const pushes = findProvider(provider)?.pushesRecordings;
  return pushes === undefined ? undefined : nowMs - pushes.missedAfterMinutes * MINUTE_MS;
}

/** Recordings that ended and were not announced in the usual time. */
async function noteMissing(
  strapi: Core.Strapi,
  { database, logger }: Dependencies,
  connectors: ReadonlyMap<string, ConnectorRow>,
): Promise<void> {
  const { deliveries } = database;
  const nowMs = await database.now();
  for (const connector of connectors.values()) {
    const beforeMs = missingBeforeMs(connector.provider, nowMs);
    if (beforeMs === undefined) continue;
    const records: Record<string, unknown>[] = await deliveries
      .query()
      .where(deliveries.columnsOf({ connectorId: connector.id }))
      .andWhere(deliveries.column('awaitedSinceMs'), '<', beforeMs)
      .whereNull(deliveries.column('alertedAtMs'));
    for (const row of records.map(deliveries.read)) {
      const won = await deliveries.update({ id: row.id, alertedAtMs: null }, { alertedAtMs: nowMs });
      if (won !== 1) continue;
      logger.warn(
        `"${connector.name}": a recording ended at ${utcOf(row.awaitedSinceMs ?? 0)} and was not announced since. Look at the provider's console.`,
      );
      await announce(strapi, { cause: 'recording-missing', connectorId: connector.id });
    }
  }
}

/** Removes links that have expired. */
async function forgetLinks({ database }: Dependencies): Promise<void> {
  const { imports, sql, nowMs } = database;
  await imports
    .query()
    .whereNotNull(imports.column('links'))
    .whereNot({ [imports.column('status')]: 'running' })
    .andWhere(imports.column('deadlineAtMs'), '<', sql.raw(`${nowMs} - ${HOUR_MS}`))
    .update({ [imports.column('links')]: null });
}

const logOf = ({ database, redactor }: Dependencies, row: ImportRow) =>
  openRunLog(database, redactor.text, row.runId);
