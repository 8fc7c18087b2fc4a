import type { Core } from '@strapi/strapi';
import { message } from '../../../contracts/messages/catalogue';
import type {
  DeliveryAttempt,
  DeliveryDetail,
  DeliveryView,
  EventsView,
  SubscriptionView,
  WebhookView,
} from '../../../contracts/webhooks';
import type { ConnectorRow, DeliveryRow, SubscriptionState, Database } from '../ledger/database';
import { findProvider } from '../providers/registry';
import { hookAddress } from './address';
import { missingBeforeMs } from './deadlines';
import { unsealRequest } from './sealed-request';
import { textOfBody } from './text-of-body';
import { countingRows, OWN_SECRETS, type Credentials } from '../accounts/credentials';
import type { PluginConfig } from '../config';
import type { Redactor } from '../log/redact';
import type { Refusals } from './refusals';
import { defined } from '../domain/defined';
import { isoOf } from '../domain/instant';
import { markOfArrival, refusalOf } from '../domain/ownership';

export interface Dependencies {
  config: Pick<PluginConfig, 'retention'>;
  database: Database;
  credentials: Pick<Credentials, 'unseal' | 'listAll'>;
  refusals: Pick<Refusals, 'of' | 'repeatedOf'>;
  redactor: Redactor;
}

const MOST_MISSING = 20;

/** Deliveries and the webhook card as the panel shows them. */
export interface WebhookViews {
  deliveries(rows: DeliveryRow[]): Promise<DeliveryView[]>;
  delivery(row: DeliveryRow): Promise<DeliveryDetail>;
  webhook(connector: ConnectorRow): Promise<WebhookView>;
}

export function openWebhookViews(strapi: Core.Strapi, dependencies: Dependencies): WebhookViews {
  const { database, credentials, refusals } = dependencies;
  const { deliveryDays } = dependencies.config.retention;

  const importsOf = async (rows: DeliveryRow[]): Promise<Map<string, DeliveryView['imports'][number]>> => {
    const ids = [...new Set(rows.flatMap((row) => row.importIds ?? []))];
    if (ids.length === 0) return new Map();
    const { imports, files } = database;
    const titles: { id: string; title: string | null }[] = await imports
      .query()
      .whereIn(imports.column('id'), ids)
      .select({ id: imports.column('id'), title: imports.column('title') });
    const entries: { importId: string; document: string }[] = await files
      .query()
      .whereIn(files.column('importId'), ids)
      .whereNotNull(files.column('recordingDocumentId'))
      .distinct({ importId: files.column('importId'), document: files.column('recordingDocumentId') });
    return new Map(
      titles.map(({ id, title }) => [
        id,
        {
          id,
          title: title ?? '',
          recordingDocumentIds: entries
            .filter(({ importId }) => importId === id)
            .map(({ document }) => document),
        },
      ]),
    );
  };

  /** Only the connector can hold an event up. */
  const waitsFor = (row: DeliveryRow, connector: ConnectorRow | undefined) => {
    if (connector === undefined) return undefined;
    if (!connector.enabled) return message('webhook.connector-off');
    const wasToldHere = row.environment === markOfArrival(database.site);
    const pushes = findProvider(connector.provider)?.pushesRecordings !== undefined;
    return refusalOf(database.site, pushes && wasToldHere ? 'save' : 'work', connector) === undefined
      ? undefined
      : message('webhook.connector-paused');
  };

  const deliveries: WebhookViews['deliveries'] = async (rows) => {
    const connectors = new Map((await database.connectors.find({})).map((row) => [row.id, row]));
    const imports = await importsOf(rows);
    return rows.map((row): DeliveryView => {
      const connector = connectors.get(row.connectorId);
      const isOpen = row.status === 'waiting' || row.status === 'retrying';
      return defined({
        id: row.id,
        connectorId: row.connectorId,
        connectorName: connector?.name ?? '',
        providerLabel: findProvider(connector?.provider ?? '')?.descriptor.label ?? connector?.provider ?? '',
        eventType: row.eventType,
        receivedAt: isoOf(row.receivedAtMs) ?? '',
        status: row.status,
        outcome: row.status === 'done' ? (row.outcome ?? undefined) : undefined,
        problem: row.problem ?? undefined,
        waitsFor: isOpen ? waitsFor(row, connector) : undefined,
        nextAttemptAt: isOpen ? isoOf(row.nextAttemptAtMs) : undefined,
        attempts: row.attemptLog?.length ?? 0,
        isTest: row.isTest,
        imports: (row.importIds ?? []).flatMap((id) => imports.get(id) ?? []),
        runId: row.runId ?? undefined,
        canReplay: row.status !== 'running',
      });
    });
  };

  return {
    deliveries,

    async delivery(row) {
      const [view] = await deliveries([row]);
      if (view === undefined) throw new Error('a delivery without a view');
      const request = unsealRequest(credentials, row);
      const shown = request && textOfBody(request.rawBody, dependencies.redactor.text);
      const attemptLog = (row.attemptLog ?? []).map((made): DeliveryAttempt =>
        defined({
          number: made.number,
          startedAt: isoOf(made.startedAtMs) ?? '',
          finishedAt: isoOf(made.finishedAtMs),
          outcome: made.outcome,
          problem: made.problem,
          byHand: made.byHand,
        }),
      );
      return defined({
        ...view,
        headers: row.headers ?? {},
        body: shown?.text,
        bodyCut: shown?.isCut ?? false,
        bodyBytes: row.bodyBytes,
        attemptLog,
      });
    },

    async webhook(connector) {
      const nowMs = await database.now();
      const { address, wakeAddress, warning } = hookAddress(strapi, connector.hookKey);
      const rows = await credentials.listAll([connector.id]);
      const [own, formerOwn] = countingRows(rows, connector.id, OWN_SECRETS.webhook, nowMs);
      const hooks = findProvider(connector.provider)?.receivesWebhooks;
      const fields = findProvider(connector.provider)?.descriptor.settings.fields ?? {};
      const secrets = (hooks?.secretFields ?? []).map((field): EventsView['secrets'][number] => {
        const [current, former] = countingRows(rows, connector.id, field, nowMs);
        return defined({
          field,
          label: fields[field]?.label ?? field,
          set: current !== undefined,
          formerUntil: isoOf(former?.expiresAtMs),
        });
      });
      const isWaiting = secrets.length > 0 && secrets.every(({ set }) => !set);
      const events: EventsView | undefined =
        hooks === undefined
          ? undefined
          : defined({
              state: isWaiting
                ? ('waiting-for-secret' as const)
                : connector.lastEventAtMs === null
                  ? ('no-event-yet' as const)
                  : ('receiving' as const),
              lastEventAt: isoOf(connector.lastEventAtMs),
              secrets,
              provenByOwnSecret: hooks.secretFields.length === 0,
              setUp: [...hooks.setUp],
              subscription:
                hooks.subscription === undefined ? undefined : subscriptionView(connector.subscription),
              missing: await missingOf(connector, nowMs),
            });
      return defined({
        connectorId: connector.id,
        address,
        wakeAddress,
        addressWarning: warning,
        ownSecret: defined({ setAt: isoOf(own?.setAtMs), formerUntil: isoOf(formerOwn?.expiresAtMs) }),
        events,
        refused: refusals.of(connector.id),
        repeated: refusals.repeatedOf(connector.id),
        retentionDays: deliveryDays,
      });
    },
  };

  async function missingOf(connector: ConnectorRow, nowMs: number): Promise<EventsView['missing']> {
    const { deliveries: table } = database;
    const beforeMs = missingBeforeMs(connector.provider, nowMs);
    if (beforeMs === undefined) return [];
    const records: Record<string, unknown>[] = await table
      .query()
      .where(table.columnsOf({ connectorId: connector.id }))
      .andWhere(table.column('awaitedSinceMs'), '<', beforeMs)
      .orderBy(table.column('awaitedSinceMs'))
      .limit(MOST_MISSING);
    return records
      .map(table.read)
      .map((row) => ({ since: isoOf(row.awaitedSinceMs) ?? '', deliveryId: row.id }));
  }
}

const subscriptionView = (state: SubscriptionState | null): SubscriptionView =>
  state === null
    ? { state: 'pending' }
    : defined({ state: state.state, renewsAt: isoOf(state.renewsAtMs), problem: state.problem });
