import { randomBytes } from 'node:crypto';
import type { Clock } from '../domain/clock';
import type { ConnectorRow, Database } from '../ledger/database';
import type { Account } from '../providers/account';
import type { ReceivesWebhooks } from '../providers/webhook';
import { findProvider } from '../providers/registry';
import { secretFieldIds } from '../providers/settings';
import {
  countingRows,
  FORMER_SECRET_MS,
  OWN_SECRETS,
  type Credentials,
  type Holder,
} from '../accounts/credentials';

/** After this time connectors and secrets are read again, because other instances change them too. */
const FRESH_MS = 5_000;
/** How often they are read for an unknown key, which may belong to a new connector. */
const UNKNOWN_EVERY_MS = 1_000;
/** How often the time of a connector's last event is stored. */
const TOUCH_EVERY_MS = 60_000;

/** What decides about a request at a connector's address. */
export interface Receiver {
  connectorId: string;
  settings: Account['settings'];
  /** Absent when the provider sends no events. */
  hooks?: ReceivesWebhooks;
  /** By field, newest first. */
  secrets: Record<string, string[]>;
  /** Newest first. */
  ownSecrets: string[];
}

/**
 * Connectors by webhook key, in memory, so that a refused request does not ask the database. Changes by
 * this process count at once, those of other instances within seconds.
 */
export interface Receivers {
  /** @throws when the database has never answered. */
  of(hookKey: string): Promise<Receiver | undefined>;
  /** As known in memory. */
  peek(hookKey: string): Receiver | undefined;
  /** Reads everything again before the next use. */
  changed(): void;
  /** The own secret of a connector. Makes one when there is none. */
  ownSecret(of: Holder): Promise<string>;
  /** Makes a new own secret. The former one is valid for one more day, until `formerUntilMs`. */
  renewOwnSecret(of: Holder, byId: number | null): Promise<{ secret: string; formerUntilMs?: number }>;
  /** Notes that a genuine event came. Never throws. */
  touch(connectorId: string): void;
}

export function openReceivers(database: Database, credentials: Credentials, clock: Clock): Receivers {
  let known = new Map<string, Receiver>();
  let readAtMs: number | undefined;
  let reading: Promise<void> | undefined;
  const touchedAtMs = new Map<string, number>();

  const readAll = async () => {
    const rows = await database.connectors.find({});
    const secrets = await credentials.listAll();
    const nowMs = clock();
    const values = (connector: ConnectorRow, field: string): string[] =>
      countingRows(secrets, connector.id, field, nowMs).flatMap((row) => {
        const secret = credentials.read(row, connector);
        return secret.outcome === 'read' ? [secret.value] : [];
      });
    const receiverOf = (row: ConnectorRow): Receiver => {
      const provider = findProvider(row.provider);
      const hooks = provider?.receivesWebhooks;
      const fields = provider === undefined ? [] : secretFieldIds(provider.descriptor.settings.fields);
      return {
        connectorId: row.id,
        settings: row.settings,
        ...(hooks === undefined ? {} : { hooks }),
        secrets: Object.fromEntries(fields.map((field) => [field, values(row, field)])),
        ownSecrets: values(row, OWN_SECRETS.webhook),
      };
    };
    known = new Map(rows.map((row) => [row.hookKey, receiverOf(row)]));
    readAtMs = nowMs;
  };
  const refresh = async () => {
    reading ??= readAll().finally(() => (reading = undefined));
    await reading;
  };
  const ageMs = () => (readAtMs === undefined ? Infinity : Math.abs(clock() - readAtMs));

  const self: Receivers = {
    async of(hookKey) {
      try {
        if (ageMs() >= FRESH_MS || (!known.has(hookKey) && ageMs() >= UNKNOWN_EVERY_MS)) await refresh();
      } catch (error) {
        // The database does not answer. What is in memory still proves genuine requests.
        if (readAtMs === undefined) throw error;
      }
      return known.get(hookKey);
    },
    peek: (hookKey) => known.get(hookKey),
    changed() {
      if (readAtMs !== undefined) readAtMs = -Infinity;
      // A changed connector may wait for its first event again.
      touchedAtMs.clear();
    },
    async ownSecret(of) {
      const rows = await credentials.listAll([of.id]);
      const [row] = countingRows(rows, of.id, OWN_SECRETS.webhook, clock());
      const secret = row === undefined ? undefined : credentials.read(row, of);
      if (secret?.outcome === 'read') return secret.value;
      return (await self.renewOwnSecret(of, null)).secret;
    },
    async renewOwnSecret(of, byId) {
      const secret = randomBytes(24).toString('base64url');
      const hadOne =
        (await database.credentials.findOne({ connectorId: of.id, field: OWN_SECRETS.webhook })) !==
        undefined;
      await credentials.replace(of, OWN_SECRETS.webhook, secret, byId);
      self.changed();
      return { secret, ...(hadOne ? { formerUntilMs: clock() + FORMER_SECRET_MS } : {}) };
    },
    touch(connectorId) {
      const nowMs = clock();
      if (nowMs - (touchedAtMs.get(connectorId) ?? -Infinity) < TOUCH_EVERY_MS) return;
      touchedAtMs.set(connectorId, nowMs);
      void database.connectors
        .update({ id: connectorId }, { lastEventAtMs: nowMs })
        .catch(() => touchedAtMs.delete(connectorId));
    },
  };
  return self;
}
