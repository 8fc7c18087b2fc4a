import type { Core } from '@strapi/strapi';
import { ConnectorError } from '../domain/errors';
import type { CredentialRow, Database } from '../ledger/database';
import type { Sql } from '../ledger/table';

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
} as const;
export type OwnSecret = (typeof OWN_SECRETS)[keyof typeof OWN_SECRETS];

export type SecretReading = { outcome: 'read'; value: string } | { outcome: 'unreadable' };

/** Secrets of connectors: encrypted at rest, read in memory only (A2). */
export interface Credentials {
  /** False when `admin.secrets.encryptionKey` is not set: then nothing can be saved. */
  canEncrypt(): boolean;
  save(connectorId: number, field: string, value: string, byId: number | null, sql?: Sql): Promise<void>;
  /** Of the provider's fields. */
  list(connectorId: number): Promise<CredentialRow[]>;
  /** Undefined when there is none. */
  own(connectorId: number, field: OwnSecret): Promise<SecretReading | undefined>;
  read(row: CredentialRow): SecretReading;
  remove(connectorId: number, field: OwnSecret, sql?: Sql): Promise<void>;
  removeAll(connectorId: number): Promise<void>;
}

export function openCredentials(strapi: Core.Strapi, database: Database): Credentials {
  const encryption = (): Encryption => strapi.service('admin::encryption') as unknown as Encryption;
  const credentials: Credentials = {
    canEncrypt: () => encryption().encrypt('probe') !== null,
    async save(connectorId, field, value, byId, sql) {
      const cipher = encryption().encrypt(value);
      if (cipher === null) {
        throw new ConnectorError(
          'needs-person',
          'Secrets can only be saved encrypted: set admin.secrets.encryptionKey in config/admin (for example by the variable ENCRYPTION_KEY) and start Strapi again.',
          { code: 'no-encryption-key' },
        );
      }
      const facts = { cipher, setAtMs: await database.now(sql), setById: byId };
      const changed = await database.credentials.update({ connectorId, field }, facts, sql);
      if (changed === 0) await database.credentials.insert({ connectorId, field, ...facts }, sql);
    },
    async list(connectorId) {
      return (await database.credentials.find({ connectorId })).filter((row) => !row.field.includes(':'));
    },
    async own(connectorId, field) {
      const row = await database.credentials.findOne({ connectorId, field });
      return row === undefined ? undefined : credentials.read(row);
    },
    read(row) {
      const value = encryption().decrypt(row.cipher);
      return value === null ? { outcome: 'unreadable' } : { outcome: 'read', value };
    },
    async remove(connectorId, field, sql) {
      await database.credentials.remove({ connectorId, field }, sql);
    },
    async removeAll(connectorId) {
      await database.credentials.remove({ connectorId });
    },
  };
  return credentials;
}
