import type { Core } from '@strapi/strapi';
import { message } from '../../../contracts/messages/catalogue';
import { ConnectorError } from '../domain/errors';
import type { CredentialRow, Database } from '../ledger/database';
import type { Sql } from '../ledger/table';
import { DAY_MS } from '../domain/instant';

/** Strapi's own encryption answers null instead of throwing when its key is missing or another. */
interface Encryption {
  encrypt(text: string): string | null;
  decrypt(text: string): string | null;
}

/**
 * Secrets that the plugin itself keeps for a connector, beside those of its provider's fields, whose
 * ids never hold a colon. They are no settings: `list` leaves them out.
 */
export const OWN_SECRETS = {
  refreshToken: 'own:refresh-token',
  pendingSignIn: 'own:pending-sign-in',
  /** What a provider sends back to prove itself, and what wakes a sync. */
  webhook: 'own:webhook',
} as const;
export type OwnSecret = (typeof OWN_SECRETS)[keyof typeof OWN_SECRETS];

export type SecretReading = { outcome: 'read'; value: string } | { outcome: 'unreadable' };

/** How long a replaced webhook secret still counts, since the provider's side is changed a little later. */
export const FORMER_SECRET_MS = DAY_MS;
const isOwn = ({ field }: CredentialRow) => field.includes(':');
const formerOf = (field: string) => `${field}:former`;

/** Secrets of connectors: encrypted at rest, read in memory only (A2). */
export interface Credentials {
  /** False when `admin.secrets.encryptionKey` is not set: then nothing can be saved. */
  canEncrypt(): boolean;
  /** @throws ConnectorError `no-encryption-key`. */
  mustEncrypt(): void;
  /** @throws ConnectorError without an encryption key, as `seal`. */
  save(connectorId: number, field: string, value: string, byId: number | null, sql?: Sql): Promise<void>;
  /**
   * As `save`; the value that is replaced still counts for `FORMER_SECRET_MS`, see `current`. Saving
   * the same value again changes nothing.
   */
  replace(connectorId: number, field: string, value: string, byId: number | null): Promise<void>;
  /** Of the provider's fields. */
  list(connectorId: number): Promise<CredentialRow[]>;
  /** Values of the provider's fields, by field; without those that can't be decrypted. */
  readable(connectorId: number): Promise<Record<string, string>>;
  /** All of these connectors, those of the plugin's own and replaced ones included; of all by default. */
  listAll(connectorIds?: readonly number[]): Promise<CredentialRow[]>;
  /** Undefined when there is none. */
  own(connectorId: number, field: OwnSecret): Promise<SecretReading | undefined>;
  read(row: CredentialRow): SecretReading;
  remove(connectorId: number, field: OwnSecret, sql?: Sql): Promise<void>;
  removeAll(connectorId: number): Promise<void>;
  /** @throws ConnectorError `no-encryption-key`. */
  seal(text: string): string;
  /** Undefined when it was sealed under another key, or is damaged. */
  unseal(sealed: string): string | undefined;
}

/** The rows of one field that count now, newest first: the current one, and the one it replaced. */
export const countingRows = (
  rows: readonly CredentialRow[],
  connectorId: number,
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
    connectorId: number,
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
        // Strapi throws where the text is not in the form that it writes.
        return undefined;
      }
    },
  };
}
