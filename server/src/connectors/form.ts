import { isDeepStrictEqual } from 'node:util';
import type { ConnectorOptions, UpdateConnector } from '../../../contracts/connectors';
import { message } from '../../../contracts/messages/catalogue';
import { optionsOf } from '../accounts/policy';
import { refusedForm } from '../domain/refusals';
import type { ConnectorRow } from '../ledger/database';
import type { Provider } from '../providers/provider';
import { findProvider } from '../providers/registry';
import { secretFieldIds } from '../providers/settings';

export function providerOf(id: string): Provider {
  const provider = findProvider(id);
  if (provider === undefined)
    throw refusedForm({ provider: message('form.unknown-provider', { provider: id }) });
  return provider;
}

/** What is typed, with stored secrets lent for those left out; secrets and the rest apart. */
export function sortSettings(
  provider: Provider,
  typed: Record<string, unknown>,
  stored: Record<string, string>,
) {
  const { settings } = provider.descriptor;
  const secretIds = new Set(secretFieldIds(settings.fields));
  const given = Object.fromEntries(
    Object.entries(typed).filter(([id, value]) => !(secretIds.has(id) && value === '')),
  );
  const checked = settings.check({ ...stored, ...given });
  if (checked.outcome === 'mistakes') {
    const mistakes = Object.entries(checked.mistakes);
    throw refusedForm(Object.fromEntries(mistakes.map(([id, said]) => [`settings.${id}`, said])));
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
