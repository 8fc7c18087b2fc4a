import type { Core } from '@strapi/strapi';
import { ConnectorError } from '../domain/errors';
import type { CredentialRow, Database } from '../ledger/database';

/** Strapi's own encryption answers null instead of throwing when its key is missing or another. */
interface Encryption {
  encrypt(text: string): string | null;
  decrypt(text: string): string | null;
}

export type SecretReading = { outcome: 'read'; value: string } | { outcome: 'unreadable' };

/** Secrets of connectors: encrypted at rest, read in memory only (A2). */
export interface Credentials {
  /** False when `admin.secrets.encryptionKey` is not set: then nothing can be saved. */
  canEncrypt(): boolean;
  save(connectorId: number, field: string, value: string, byId: number | null): Promise<void>;
  list(connectorId: number): Promise<CredentialRow[]>;
  read(row: CredentialRow): SecretReading;
  removeAll(connectorId: number): Promise<void>;
}

export function openCredentials(strapi: Core.Strapi, database: Database): Credentials {
  const encryption = (): Encryption => strapi.service('admin::encryption') as unknown as Encryption;
  return {
    canEncrypt: () => encryption().encrypt('probe') !== null,
    async save(connectorId, field, value, byId) {
      const cipher = encryption().encrypt(value);
      if (cipher === null) {
        throw new ConnectorError(
          'needs-person',
          'Secrets can only be saved encrypted: set admin.secrets.encryptionKey in config/admin (for example by the variable ENCRYPTION_KEY) and start Strapi again.',
          { code: 'no-encryption-key' },
        );
      }
      const facts = { cipher, setAtMs: await database.now(), setById: byId };
      const changed = await database.credentials.update({ connectorId, field }, facts);
      if (changed === 0) await database.credentials.insert({ connectorId, field, ...facts });
    },
    list: (connectorId) => database.credentials.find({ connectorId }),
    read(row) {
      const value = encryption().decrypt(row.cipher);
      return value === null ? { outcome: 'unreadable' } : { outcome: 'read', value };
    },
    async removeAll(connectorId) {
      await database.credentials.remove({ connectorId });
    },
  };
}
