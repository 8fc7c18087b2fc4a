import { isDeepStrictEqual } from 'node:util';
import type { ConnectorOptions, UpdateConnector } from '../../../contracts/connectors';
import { message } from '../../../contracts/messages/catalogue';
import type { Message } from '../../../contracts/messages/message';
import { optionsOf } from '../accounts/policy';
import { refusedForm } from '../domain/refusals';
import type { ConnectorRow } from '../ledger/database';
import type { Provider } from '../providers/provider';
import { findProvider } from '../providers/registry';
import { originsOf, secretFieldIds } from '../providers/settings';

export function providerOf(id: string): Provider {
  const provider = findProvider(id);
  if (provider === undefined)
    throw refusedForm({ provider: message('form.unknown-provider', { provider: id }) });
  return provider;
}

/** What is stored of the connector whose form it is. */
export interface Stored {
  settings: Readonly<Record<string, unknown>>;
  secrets: Readonly<Record<string, string>>;
}
const NOTHING: Stored = { settings: {}, secrets: {} };

/**
 * What is typed, with stored secrets lent for those left out; secrets and the rest apart. A secret is lent
 * only to the addresses that it was entered for: otherwise whoever may change a connector could read its
 * secrets on a server of their own.
 */
export function sortSettings(provider: Provider, typed: Record<string, unknown>, stored = NOTHING) {
  const { settings } = provider.descriptor;
  const secretIds = new Set(secretFieldIds(settings.fields));
  const given = Object.fromEntries(
    Object.entries(typed).filter(
      ([id, value]) => !(secretIds.has(id) && typeof value === 'string' && value.trim() === ''),
    ),
  );
  const checked = settings.check({ ...stored.secrets, ...given });
  if (checked.outcome === 'mistakes') throw refusedSettings(checked.mistakes);
  const origins = (of: Stored['settings']) => originsOf(settings.fields, of);
  const lent = Object.keys(stored.secrets).filter((id) => secretIds.has(id) && !(id in given));
  if (lent.length > 0 && !isDeepStrictEqual(origins(checked.values), origins(stored.settings))) {
    const again = (id: string) => message('form.secret-again', { field: settings.fields[id]?.label ?? id });
    throw refusedSettings(Object.fromEntries(lent.map((id) => [id, again(id)])));
  }
  const plain: Record<string, string | boolean | string[]> = {};
  const secrets: Record<string, string> = {};
  for (const [id, value] of Object.entries(checked.values)) {
    if (value === undefined) continue;
    if (!secretIds.has(id)) plain[id] = value;
    else if (typeof value === 'string' && id in given) secrets[id] = value;
  }
  return { all: checked.values, plain, secrets };
}

const refusedSettings = (mistakes: Record<string, Message>) =>
  refusedForm(Object.fromEntries(Object.entries(mistakes).map(([id, said]) => [`settings.${id}`, said])));

/** Refuses what the provider can't do. A deletion that is new asks for the connector's name. */
export function checkOptions(
  provider: Provider,
  options: ConnectorOptions,
  confirmation: string | undefined,
  before: ConnectorOptions | undefined,
): void {
  const { label, quirks } = provider.descriptor;
  const { deleteAtProvider } = options;
  const deletes = provider.deletesFromCloud;
  if (deleteAtProvider !== 'never' && deletes === undefined) {
    throw refusedForm({
      'options.deleteAtProvider': message('connector.cannot-delete', { provider: label }),
    });
  }
  if (deleteAtProvider === 'trash' && deletes?.trashKeptDays === undefined) {
    throw refusedForm({ 'options.deleteAtProvider': message('connector.no-trash', { provider: label }) });
  }
  const was = before?.deleteAtProvider ?? 'never';
  const isNew =
    (deleteAtProvider !== 'never' && was === 'never') ||
    (deleteAtProvider === 'permanent' && was !== 'permanent');
  if (isNew && confirmation?.trim() !== options.name) {
    const values = { provider: label, name: options.name };
    throw refusedForm({ confirmation: message('connector.confirm-deletion', values) });
  }
  if (options.publishAs === 'host' && !quirks.namesHosts) {
    throw refusedForm({ 'options.publishAs': message('connector.no-hosts.author', { provider: label }) });
  }
  if (options.hostEmails.length > 0 && !quirks.namesHosts) {
    throw refusedForm({ 'options.hostEmails': message('connector.no-hosts.limit', { provider: label }) });
  }
}

/** After a change that lets other occurrences through, the listing starts from the beginning. */
export const mustListAgain = (
  row: ConnectorRow,
  body: UpdateConnector.Body,
  plain: object,
  secretsGiven: boolean,
): boolean =>
  secretsGiven ||
  !isDeepStrictEqual(row.options.hostEmails, body.options.hostEmails) ||
  !isDeepStrictEqual(optionsOf(row).rules, body.options.rules) ||
  row.options.importSince !== body.options.importSince ||
  !isDeepStrictEqual(row.settings, plain);
