import type { Core } from '@strapi/strapi';
import { message } from '../../../contracts/messages/catalogue';
import { ConnectorError } from '../domain/errors';
import type { CredentialRow, Database } from '../ledger/database';
import type { Sql } from '../ledger/table';
import { DAY_MS } from '../domain/instant';

/** Strapi's own encryption. It returns null, and does not throw, when its key is missing or different. */
interface Encryption {
  encrypt(text: string): string | null;
  decrypt(text: string): string | null;
}

/**
 * Secrets that the plugin itself keeps for a connector, besides those of the provider's fields. The ids of
 * fields never contain a colon. `list` leaves these secrets out.
 */
export const OWN_SECRETS = {
  refreshToken: 'own:refresh-token',
  pendingSignIn: 'own:pending-sign-in',
  /** Secret that a provider sends back to prove its identity, and that wakes a sync. */
  webhook: 'own:webhook',
} as const;
export type OwnSecret = (typeof OWN_SECRETS)[keyof typeof OWN_SECRETS];

export type SecretReading = { outcome: 'read'; value: string } | { outcome: 'unreadable' };

/** How long a replaced webhook secret stays valid, because it is changed at the provider a little later. */
export const FORMER_SECRET_MS = DAY_MS;
const isOwn = ({ field }: CredentialRow) => field.includes(':');
const formerOf = (field: string) => `${field}:former`;

/** Secrets of connectors: encrypted in the database, decrypted only in memory (A2). */
export interface Credentials {
  /** False when `admin.secrets.encryptionKey` is not set. Then nothing can be saved. */
  canEncrypt(): boolean;
  /** @throws ConnectorError `no-encryption-key`. */
  mustEncrypt(): void;
  /** @throws ConnectorError without an encryption key, as `seal`. */
  save(connectorId: string, field: string, value: string, byId: number | null, sql?: Sql): Promise<void>;
  /**
   * Like `save`, but the replaced value stays valid for `FORMER_SECRET_MS`; see `countingRows`. Saving
   * the same value again changes nothing.
   */
  replace(connectorId: string, field: string, value: string, byId: number | null): Promise<void>;
  /** Of the provider's fields. */
  list(connectorId: string): Promise<CredentialRow[]>;
  /** Values of the provider's fields, by field id. Leaves out what can't be decrypted. */
  readable(connectorId: string): Promise<Record<string, string>>;
  /** Every secret of these connectors, by default of all, including the plugin's own and replaced ones. */
  listAll(connectorIds?: readonly string[]): Promise<CredentialRow[]>;
  /** Undefined when there is none. */
  own(connectorId: string, field: OwnSecret): Promise<SecretReading | undefined>;
  read(row: CredentialRow): SecretReading;
  remove(connectorId: string, field: OwnSecret, sql?: Sql): Promise<void>;
  removeAll(connectorId: string): Promise<void>;
  /** @throws ConnectorError `no-encryption-key`. */
  seal(text: string): string;
  /** Undefined when it was sealed with another key, or is damaged. */
  unseal(sealed: string): string | undefined;
}

/** The rows of one field that are valid now: the current one, then the one that it replaced. */
export const countingRows = (
  rows: readonly CredentialRow[],
  connectorId: string,
  field: string,
  nowMs: number,
): CredentialRow[] =>
  [field, formerOf(field)].flatMap((name) =>
    rows.filter(
      (row) =>
        row.connectorId === connectorId &&
        row.field === name &&
        (row.expiresAtMs === null || row.expiresAtMs > nowMs),
    ),
  );

export function openCredentials(strapi: Core.Strapi, database: Database): Credentials {
  const encryption = (): Encryption => strapi.service('admin::encryption') as unknown as Encryption;

  const seal = (text: string): string => {
    const cipher = encryption().encrypt(text);
    if (cipher !== null) return cipher;
    throw new ConnectorError('needs-person', message('secret.no-key'), { code: 'no-encryption-key' });
  };
  const write = async (
    connectorId: string,
    field: string,
    facts: Pick<CredentialRow, 'cipher' | 'setAtMs' | 'setById' | 'expiresAtMs'>,
    sql?: Sql,
  ) => {
    const changed = await database.credentials.update({ connectorId, field }, facts, sql);
    if (changed === 0) await database.credentials.insert({ connectorId, field, ...facts }, sql);
  };
  const save: Credentials['save'] = async (connectorId, field, value, byId, sql) => {
    const cipher = seal(value);
    const setAtMs = await database.now(sql);
    await write(connectorId, field, { cipher, setAtMs, setById: byId, expiresAtMs: null }, sql);
  };
  const read = (row: CredentialRow): SecretReading => {
    const value = encryption().decrypt(row.cipher);
    return value === null ? { outcome: 'unreadable' } : { outcome: 'read', value };
  };

  const list: Credentials['list'] = async (connectorId) =>
    (await database.credentials.find({ connectorId })).filter((row) => !isOwn(row));

  return {
    canEncrypt: () => encryption().encrypt('probe') !== null,
    mustEncrypt: () => void seal('probe'),
    save,
    async replace(connectorId, field, value, byId) {
      const before = await database.credentials.findOne({ connectorId, field });
      if (before !== undefined) {
        const known = read(before);
        if (known.outcome === 'read' && known.value === value) return;
        await write(connectorId, formerOf(field), {
          cipher: before.cipher,
          setAtMs: before.setAtMs,
          setById: before.setById,
          expiresAtMs: (await database.now()) + FORMER_SECRET_MS,
        });
      }
      await save(connectorId, field, value, byId);
    },
    list,
    async readable(connectorId) {
      const values: Record<string, string> = {};
      for (const row of await list(connectorId)) {
        const secret = read(row);
        if (secret.outcome === 'read') values[row.field] = secret.value;
      }
      return values;
    },
    async listAll(connectorIds) {
      const { credentials } = database;
      if (connectorIds === undefined) return await credentials.find({});
      const records: Record<string, unknown>[] = await credentials
        .query()
        .whereIn(credentials.column('connectorId'), connectorIds);
      return records.map(credentials.read);
    },
    async own(connectorId, field) {
      const row = await database.credentials.findOne({ connectorId, field });
      return row === undefined ? undefined : read(row);
    },
    read,
    async remove(connectorId, field, sql) {
      await database.credentials.remove({ connectorId, field }, sql);
    },
    async removeAll(connectorId) {
      await database.credentials.remove({ connectorId });
    },
    seal,
    unseal(sealed) {
      try {
        return encryption().decrypt(sealed) ?? undefined;
      } catch {
        // Strapi throws when the text does not have the form that it writes.
        return undefined;
      }
    },
  };
}
