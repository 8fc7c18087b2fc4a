import { isDeepStrictEqual } from 'node:util';
import { errors } from '@strapi/utils';
import type { ConnectorOptions, UpdateConnector } from '../../../contracts/connectors';
import { english } from '../../../contracts/messages/say';
import { optionsOf } from '../accounts/policy';
import type { ConnectorRow } from '../ledger/database';
import type { Provider } from '../providers/provider';
import { findProvider } from '../providers/registry';
import { secretFieldIds } from '../providers/settings';

/** A refused form: one sentence per field, keyed by its path in the body. */
export function refuse(fields: Record<string, string>): never {
  throw new errors.ValidationError(Object.values(fields)[0] ?? 'The form has mistakes', { fields });
}

export function providerOf(id: string): Provider {
  const provider = findProvider(id);
  if (provider === undefined) refuse({ provider: `There is no provider "${id}"` });
  return provider;
}

/** What is typed, with stored secrets lent for those left out; secrets and the rest apart. */
export function sortSettings(provider: Provider, typed: Record<string, unknown>, stored: Record<string, string>) {
  const { settings } = provider.descriptor;
  const secretIds = new Set(secretFieldIds(settings.fields));
  const given = Object.fromEntries(
    Object.entries(typed).filter(([id, value]) => !(secretIds.has(id) && value === '')),
  );
  const checked = settings.check({ ...stored, ...given });
  if (checked.outcome === 'mistakes') {
    const mistakes = Object.entries(checked.mistakes);
    refuse(Object.fromEntries(mistakes.map(([id, said]) => [`settings.${id}`, english(said)])));
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

/** What the provider can't do is refused, and a deletion that is new asks for the connector's name. */
export function checkOptions(
  provider: Provider,
  options: ConnectorOptions,
  confirmation: string | undefined,
  before: ConnectorOptions | undefined,
): void {
  const { label } = provider.descriptor;
  const { deleteAtProvider } = options;
  const deletes = provider.deletesFromCloud;
  if (deleteAtProvider !== 'never' && deletes === undefined) {
    refuse({ 'options.deleteAtProvider': `${label} can't delete recordings: choose never` });
  }
  if (deleteAtProvider === 'trash' && deletes?.trashKeptDays === undefined) {
    refuse({ 'options.deleteAtProvider': `${label} has no trash: deletion there is permanent` });
  }
  const was = before?.deleteAtProvider ?? 'never';
  const isNew =
    (deleteAtProvider !== 'never' && was === 'never') ||
    (deleteAtProvider === 'permanent' && was !== 'permanent');
  if (isNew && confirmation?.trim() !== options.name) {
    refuse({
      confirmation: `Recordings will be deleted at ${label} once they are in Strapi. Type the connector's name, ${options.name}, to confirm`,
    });
  }
  if (options.publishAs === 'host' && !provider.descriptor.quirks.namesHosts) {
    refuse({ 'options.publishAs': `${label} does not name hosts: recordings become the manager's` });
  }
  if (options.hostEmails.length > 0 && !provider.descriptor.quirks.namesHosts) {
    refuse({
      'options.hostEmails': `${label} does not name hosts: leave the list empty`,
    });
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
