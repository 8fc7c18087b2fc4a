import { isDeepStrictEqual } from 'node:util';
import type { Core } from '@strapi/strapi';
import { message } from '../../../contracts/messages/catalogue';
import { ConnectorError } from '../domain/errors';
import type { ConnectorRow, CredentialRow, Database } from '../ledger/database';
import type { Sql } from '../ledger/table';
import { DAY_MS } from '../domain/instant';
import { findProvider } from '../providers/registry';
import { originsOf } from '../providers/settings';
import { bound, isBound, readBound, type Belonging } from './bound';

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
  /** Of an account that nobody has confirmed yet. Nothing but its confirmation reads it. */
  awaitingToken: 'own:awaiting-token',
  /** Secret that a provider sends back to prove its identity, and that wakes a sync. */
  webhook: 'own:webhook',
} as const;
export type OwnSecret = (typeof OWN_SECRETS)[keyof typeof OWN_SECRETS];

/** `unreadable`: encrypted under another key, or for another connector, provider or address. */
export type SecretReading = { outcome: 'read'; value: string } | { outcome: 'unreadable' };

/** A connector as far as its secrets belong to it. */
export type Holder = Pick<ConnectorRow, 'id' | 'provider' | 'settings'>;

/** How long a replaced webhook secret stays valid, because it is changed at the provider a little later. */
export const FORMER_SECRET_MS = DAY_MS;
const isOwn = ({ field }: CredentialRow) => field.includes(':');
const FORMER = ':former';
const formerOf = (field: string) => `${field}${FORMER}`;

/** What the secret of a field belongs to. A webhook secret of ours is sent to nobody. Pure. */
export function belongingOf({ id, provider, settings }: Holder, field: string): Belonging {
  const use = field.endsWith(FORMER) ? field.slice(0, -FORMER.length) : field;
  if (use === OWN_SECRETS.webhook) return { connector: id, use };
  const fields = findProvider(provider)?.descriptor.settings.fields ?? {};
  return { connector: id, use, provider, origins: originsOf(fields, settings) };
}

/** What the texts are that are kept encrypted beside the secrets. */
export type Sealed = 'delivery' | 'links';
export const belongingOfSealed = (connectorId: string, what: Sealed): Belonging => ({
  connector: connectorId,
  use: `sealed:${what}`,
});

/** Secrets of connectors: encrypted in the database, decrypted only in memory (A2). */
export interface Credentials {
  /** False when `admin.secrets.encryptionKey` is not set. Then nothing can be saved. */
  canEncrypt(): boolean;
  /** @throws ConnectorError `no-encryption-key`. */
  mustEncrypt(): void;
  /** @throws ConnectorError without an encryption key, as `seal`. */
  save(of: Holder, field: string, value: string, byId: number | null, sql?: Sql): Promise<void>;
  /**
   * Like `save`, but the replaced value stays valid for `FORMER_SECRET_MS`; see `countingRows`. Saving
   * the same value again changes nothing.
   * @param before the connector as it was, if its settings change with the secret.
   */
  replace(
    of: Holder,
    field: string,
    value: string,
    byId: number | null,
    before?: Holder,
    sql?: Sql,
  ): Promise<void>;
  /** Of the provider's fields. */
  list(connectorId: string): Promise<CredentialRow[]>;
  /** Values of the provider's fields, by field id. Leaves out what can't be read. */
  readable(of: Holder): Promise<Record<string, string>>;
  /** Every secret of these connectors, by default of all, including the plugin's own and replaced ones. */
  listAll(connectorIds?: readonly string[]): Promise<CredentialRow[]>;
  /** Undefined when there is none. */
  own(of: Holder, field: OwnSecret): Promise<SecretReading | undefined>;
  read(row: CredentialRow, of: Holder): SecretReading;
  remove(connectorId: string, field: OwnSecret, sql?: Sql): Promise<void>;
  removeAll(connectorId: string): Promise<void>;
  /** @throws ConnectorError `no-encryption-key`. */
  seal(connectorId: string, what: Sealed, text: string): string;
  /** Undefined when it was sealed with another key or for another connector, or is damaged. */
  unseal(connectorId: string, what: Sealed, sealed: string): string | undefined;
  /**
   * What another version encrypted without saying what it belongs to, encrypted anew. `as-is`: it is bound
   * already. `unreadable`: under another key.
   */
  rebound(
    cipher: string,
    belonging: Belonging,
  ): { outcome: 'rebound'; cipher: string } | { outcome: 'as-is' | 'unreadable' };
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

  const encrypt = (text: string): string => {
    const cipher = encryption().encrypt(text);
    if (cipher !== null) return cipher;
    throw new ConnectorError('needs-person', message('secret.no-key'), { code: 'no-encryption-key' });
  };
  const decrypt = (cipher: string): string | undefined => {
    try {
      return encryption().decrypt(cipher) ?? undefined;
    } catch {
      // Strapi throws when the text does not have the form that it writes.
      return undefined;
    }
  };
  const open = (cipher: string, belonging: Belonging): string | undefined => {
    const text = decrypt(cipher);
    const reading = text === undefined ? undefined : readBound(text, belonging);
    return reading?.outcome === 'ours' ? reading.value : undefined;
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
  const save: Credentials['save'] = async (of, field, value, byId, sql) => {
    const cipher = encrypt(bound(belongingOf(of, field), value));
    const setAtMs = await database.now(sql);
    await write(of.id, field, { cipher, setAtMs, setById: byId, expiresAtMs: null }, sql);
  };
  const read: Credentials['read'] = (row, of) => {
    const value = open(row.cipher, belongingOf(of, row.field));
    return value === undefined ? { outcome: 'unreadable' } : { outcome: 'read', value };
  };

  const list: Credentials['list'] = async (connectorId) =>
    (await database.credentials.find({ connectorId })).filter((row) => !isOwn(row));

  return {
    canEncrypt: () => encryption().encrypt('probe') !== null,
    mustEncrypt: () => void encrypt('probe'),
    save,
    async replace(of, field, value, byId, before = of, sql) {
      const row = await database.credentials.findOne({ connectorId: of.id, field }, sql);
      const known = row && read(row, before);
      if (row !== undefined && known?.outcome === 'read') {
        const [belonging, former] = [belongingOf(of, field), belongingOf(before, field)];
        if (known.value === value && isDeepStrictEqual(belonging, former)) return;
        const cipher = encrypt(bound(belonging, known.value));
        const expiresAtMs = (await database.now(sql)) + FORMER_SECRET_MS;
        const { setAtMs, setById } = row;
        if (known.value !== value)
          await write(of.id, formerOf(field), { cipher, setAtMs, setById, expiresAtMs }, sql);
      }
      await save(of, field, value, byId, sql);
    },
    list,
    async readable(of) {
      const values: Record<string, string> = {};
      for (const row of await list(of.id)) {
        const secret = read(row, of);
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
    async own(of, field) {
      const row = await database.credentials.findOne({ connectorId: of.id, field });
      return row === undefined ? undefined : read(row, of);
    },
    read,
    async remove(connectorId, field, sql) {
      await database.credentials.remove({ connectorId, field }, sql);
    },
    async removeAll(connectorId) {
      await database.credentials.remove({ connectorId });
    },
    seal: (connectorId, what, text) => encrypt(bound(belongingOfSealed(connectorId, what), text)),
    unseal: (connectorId, what, sealed) => open(sealed, belongingOfSealed(connectorId, what)),
    rebound(cipher, belonging) {
      const text = decrypt(cipher);
      if (text === undefined) return { outcome: 'unreadable' };
      return isBound(text)
        ? { outcome: 'as-is' }
        : { outcome: 'rebound', cipher: encrypt(bound(belonging, text)) };
    },
  };
}
