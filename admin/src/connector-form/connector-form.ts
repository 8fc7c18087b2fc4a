import type {
  CheckConnector,
  ConnectorOptions,
  ConnectorView,
  CreateConnector,
  ImportRules,
  Deletion,
  UpdateConnector,
} from '../../../contracts/connectors';
import type { Message } from '../../../contracts/messages/message';
import {
  isAddress,
  lookAlikesIn,
  notAnAddress,
  shownEntry,
  type AddressKind,
} from '../../../contracts/addresses';
import { DEFAULT_CONNECTOR_OPTIONS } from '../../../contracts/defaults';
import type { FieldInfo, ProviderInfo } from '../data/providers';
import type { Visibility } from '../../../contracts/publish-settings';
import { listsRecordings } from '../capabilities';
import { wholeNumber } from '../whole-number';

/**
 * The connector form as it is typed. Values stay text until they are sent, so that typing is never
 * rewritten.
 */
export interface ConnectorForm {
  name: string;
  enabled: boolean;
  /** `YYYY-MM-DD`, or empty for no limit. */
  importSince: string;
  /** One address per line. */
  hostEmails: string;
  /** Minutes, or empty for no limit. */
  minDurationMinutes: string;
  /** One per line. */
  titleContains: string;
  titleExcludes: string;
  skipKinds: ImportRules['skipKinds'];
  skipConfidential: boolean;
  byHandOnly: boolean;
  scheduleMinutes: string;
  publishAs: ConnectorOptions['publishAs'];
  /** One domain per line; empty allows every domain. */
  hostDomains: string;
  publishStatus: ConnectorOptions['publishStatus'];
  /** In each of these four, null inherits the site default. */
  folderId: string | null;
  tags: string | null;
  visibility: Visibility | null;
  /** Empty inherits. */
  titleTemplate: string;
  joinSegments: boolean;
  reencode: boolean;
  includePrivateChat: boolean;
  deleteAtProvider: Deletion;
  deleteAfterHours: string;
  useProxy: boolean;
  /** Provider settings. A list has one value per line; an empty secret keeps the stored one. */
  settings: Record<string, string | boolean>;
}

/** Short values of a text area: addresses or tags, one per line or between commas. */
export const linesOf = (text: string): string[] =>
  text
    .split(/[\n,;]/)
    .map((line) => line.trim())
    .filter((line) => line !== '');

function initialSetting(field: FieldInfo, stored: string | boolean | string[] | undefined) {
  switch (field.type) {
    case 'secret':
      return '';
    case 'switch':
      return typeof stored === 'boolean' ? stored : field.default;
    case 'list':
      return (Array.isArray(stored) ? stored : field.default).join('\n');
    case 'choice':
      return typeof stored === 'string' ? stored : field.default;
    default:
      return typeof stored === 'string' ? stored : (field.default ?? '');
  }
}

/**
 * The fields that are shown for these values. A field with `onlyWhen` is shown only while the other field
 * has that value and is shown too. Hidden fields are neither required nor sent.
 */
export function shownFields(provider: ProviderInfo, settings: ConnectorForm['settings']): FieldInfo[] {
  const isShown = (field: FieldInfo): boolean => {
    const { onlyWhen } = field;
    if (onlyWhen === undefined) return true;
    const other = provider.fields.find(({ id }) => id === onlyWhen.field);
    return other !== undefined && isShown(other) && settings[other.id] === onlyWhen.is;
  };
  return provider.fields.filter(isShown);
}

/** The form values of a new or a stored connector. */
export function formOf(provider: ProviderInfo, connector?: ConnectorView): ConnectorForm {
  const options: ConnectorOptions = connector?.options ?? {
    ...DEFAULT_CONNECTOR_OPTIONS,
    name: provider.label,
  };
  return {
    name: options.name,
    enabled: connector?.enabled ?? true,
    importSince: options.importSince ?? '',
    hostEmails: options.hostEmails.join('\n'),
    minDurationMinutes: String(options.rules.minDurationMinutes ?? ''),
    titleContains: options.rules.titleContains.join('\n'),
    titleExcludes: options.rules.titleExcludes.join('\n'),
    skipKinds: options.rules.skipKinds,
    skipConfidential: options.rules.skipConfidential,
    byHandOnly: options.scheduleMinutes === null,
    scheduleMinutes: String(options.scheduleMinutes ?? DEFAULT_CONNECTOR_OPTIONS.scheduleMinutes),
    publishAs: options.publishAs,
    hostDomains: options.hostDomains.join('\n'),
    publishStatus: options.publishStatus,
    folderId: options.publish.folderId ?? null,
    tags: options.publish.tags?.join('\n') ?? null,
    visibility: options.publish.visibility ?? null,
    titleTemplate: options.publish.titleTemplate ?? '',
    joinSegments: options.joinSegments,
    reencode: options.reencode,
    includePrivateChat: options.includePrivateChat,
    deleteAtProvider: options.deleteAtProvider,
    deleteAfterHours: String(options.deleteAfterHours),
    useProxy: options.useProxy,
    settings: Object.fromEntries(
      provider.fields.map((field) => [field.id, initialSetting(field, connector?.settings[field.id])]),
    ),
  };
}

export const isChanged = (form: ConnectorForm, initial: ConnectorForm): boolean =>
  JSON.stringify(form) !== JSON.stringify(initial);

const minutesOf = (form: ConnectorForm) => wholeNumber(form.minDurationMinutes, 1, 1_440);
/** One text per line, because titles and sentences contain commas. */
export const textLinesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

const hoursOf = (form: ConnectorForm) => wholeNumber(form.deleteAfterHours, 0, 8_760);

function optionsOf(form: ConnectorForm, provider: ProviderInfo): ConnectorOptions {
  const listed = listsRecordings(provider);
  return {
    name: form.name.trim(),
    importSince: !listed || form.importSince === '' ? null : form.importSince,
    hostEmails: provider.namesHosts ? linesOf(form.hostEmails) : [],
    scheduleMinutes: !listed || form.byHandOnly ? null : Number(form.scheduleMinutes),
    publishAs: provider.namesHosts ? form.publishAs : 'me',
    hostDomains: provider.namesHosts && form.publishAs === 'host' ? linesOf(form.hostDomains) : [],
    publishStatus: form.publishStatus,
    publish: {
      folderId: form.folderId,
      tags: form.tags === null ? null : linesOf(form.tags),
      visibility: form.visibility,
      titleTemplate: form.titleTemplate.trim() === '' ? null : form.titleTemplate.trim(),
    },
    rules: {
      minDurationMinutes: minutesOf(form) ?? null,
      titleContains: textLinesOf(form.titleContains),
      titleExcludes: textLinesOf(form.titleExcludes),
      skipKinds: form.skipKinds,
      skipConfidential: form.skipConfidential,
    },
    joinSegments: form.joinSegments,
    reencode: form.reencode,
    includePrivateChat: form.includePrivateChat,
    deleteAtProvider: provider.deletion === undefined ? 'never' : form.deleteAtProvider,
    // A wrong value is refused before it is sent, unless the field is hidden and has no effect.
    deleteAfterHours: hoursOf(form) ?? DEFAULT_CONNECTOR_OPTIONS.deleteAfterHours,
    useProxy: form.useProxy,
  };
}

/** The values of shown fields, without empty optional fields and without unchanged secrets. */
function settingsOf(form: ConnectorForm, provider: ProviderInfo) {
  const settings: Record<string, string | boolean | string[]> = {};
  for (const field of shownFields(provider, form.settings)) {
    const value = form.settings[field.id];
    if (typeof value === 'boolean') settings[field.id] = value;
    else if (value === undefined) continue;
    else if (field.type === 'list') settings[field.id] = linesOf(value);
    else if (field.type === 'secret' && field.multiline && value.trim() !== '') settings[field.id] = value;
    else if (value.trim() !== '') settings[field.id] = value.trim();
  }
  return settings;
}

const confirmed = (confirmation: string | undefined) => (confirmation === undefined ? {} : { confirmation });

/** @param confirmation the connector's name as typed to confirm deletion, if it was asked for. */
export const createBody = (
  form: ConnectorForm,
  provider: ProviderInfo,
  confirmation?: string,
): CreateConnector.Body => ({
  provider: provider.id,
  enabled: form.enabled,
  options: optionsOf(form, provider),
  settings: settingsOf(form, provider),
  ...confirmed(confirmation),
});

export const updateBody = (
  form: ConnectorForm,
  provider: ProviderInfo,
  confirmation?: string,
): UpdateConnector.Body => ({
  options: optionsOf(form, provider),
  settings: settingsOf(form, provider),
  ...confirmed(confirmation),
});

/**
 * The deletion modes that can be chosen. On a site where deletion is locked, it can only be kept or
 * switched off.
 */
export function deletionChoices(provider: ProviderInfo, stored: Deletion, locked: boolean): Deletion[] {
  if (provider.deletion === undefined) return ['never'];
  const choices: Deletion[] =
    provider.deletion.trashKeptDays === undefined ? ['never', 'permanent'] : ['never', 'trash', 'permanent'];
  return choices.filter((choice) => !locked || choice === 'never' || choice === stored);
}

/** True if deletion is switched on or made permanent. Then the manager types the connector's name. */
export const asksConfirmation = (
  form: ConnectorForm,
  initial: ConnectorForm,
  provider: ProviderInfo,
): boolean =>
  provider.deletion !== undefined &&
  form.deleteAtProvider !== initial.deleteAtProvider &&
  (form.deleteAtProvider === 'permanent' ||
    (form.deleteAtProvider === 'trash' && initial.deleteAtProvider === 'never'));

export const isNameTyped = (form: ConnectorForm, typed: string): boolean =>
  typed.trim() !== '' && typed.trim() === form.name.trim();

/** What a manager must know before deletion is switched on (B4), most important first. */
export type DeletionWarning =
  | { kind: 'no-way-back' }
  | { kind: 'kept-in-trash'; days: number }
  | { kind: 'kept-in-archive' }
  | { kind: 'not-taken-is-lost' }
  | { kind: 'private-chat-is-lost' }
  | { kind: 'readers-download' }
  | { kind: 'whole-account' };

/** Empty while nothing is deleted. */
export function deletionWarnings(form: ConnectorForm, provider: ProviderInfo): DeletionWarning[] {
  if (provider.deletion === undefined || form.deleteAtProvider === 'never') return [];
  const trashKeptDays = form.deleteAtProvider === 'trash' ? provider.deletion.trashKeptDays : undefined;
  return [
    trashKeptDays === undefined
      ? { kind: 'no-way-back' }
      : trashKeptDays === 'no-end'
        ? { kind: 'kept-in-archive' }
        : { kind: 'kept-in-trash', days: trashKeptDays },
    { kind: 'not-taken-is-lost' },
    ...(form.includePrivateChat ? [] : [{ kind: 'private-chat-is-lost' as const }]),
    { kind: 'readers-download' },
    ...(provider.namesHosts && linesOf(form.hostEmails).length > 0
      ? []
      : [{ kind: 'whole-account' as const }]),
  ];
}

/** Leaves out empty options, because only what is typed is tested. */
export function checkBody(form: ConnectorForm, provider: ProviderInfo, id?: string): CheckConnector.Body {
  const { name, scheduleMinutes, deleteAfterHours, ...rest } = optionsOf(form, provider);
  return {
    ...(id === undefined ? {} : { id }),
    provider: provider.id,
    options: {
      ...rest,
      ...(name === '' ? {} : { name }),
      ...(Number.isInteger(scheduleMinutes) ? { scheduleMinutes } : {}),
      ...(hoursOf(form) === undefined ? {} : { deleteAfterHours }),
    },
    settings: settingsOf(form, provider),
  };
}

export interface AddressMistake {
  kind: 'address';
  of: AddressKind;
  /** The wrong entries, ready to be shown. */
  entries: string[];
}
/** An entry that is taken for another one, in the server's words. */
interface LookAlikeMistake {
  kind: 'lookAlike';
  said: Message;
}
export type FormMistake =
  | { kind: 'missing'; label: string }
  | { kind: 'schedule' }
  | { kind: 'hours' }
  | { kind: 'minutes' }
  | AddressMistake
  | LookAlikeMistake;

/** Invalid addresses by the path in the body, by the same rules as the server's. */
export function addressMistakes(
  form: ConnectorForm,
  provider: ProviderInfo,
): Record<string, AddressMistake | LookAlikeMistake> {
  const mistakes: Record<string, AddressMistake | LookAlikeMistake> = {};
  const look = (path: string, of: AddressKind, typed: readonly string[]) => {
    const wrong = typed.filter((entry) => !isAddress(of, entry));
    const alike = wrong.find((entry) => lookAlikesIn(of, entry).length > 0);
    if (alike !== undefined) mistakes[path] = { kind: 'lookAlike', said: notAnAddress(of, alike) };
    else if (wrong.length > 0) mistakes[path] = { kind: 'address', of, entries: wrong.map(shownEntry) };
  };
  const { hostEmails, hostDomains } = optionsOf(form, provider);
  look('options.hostEmails', 'email', hostEmails);
  look('options.hostDomains', 'domain', hostDomains);
  for (const field of shownFields(provider, form.settings)) {
    const value = form.settings[field.id];
    if (typeof value !== 'string' || value.trim() === '') continue;
    if (field.type === 'url' || field.type === 'email') look(`settings.${field.id}`, field.type, [value]);
    else if (field.type === 'list' && field.of !== undefined)
      look(`settings.${field.id}`, field.of, linesOf(value));
  }
  return mistakes;
}

/**
 * Mistakes that can be found without the server: empty required fields, invalid addresses, a schedule that
 * is not a number of minutes, a grace period that is not a number of hours. Keyed by the path in the body,
 * like the server's field errors.
 */
export function mistakesOf(
  form: ConnectorForm,
  provider: ProviderInfo,
  nameLabel: string,
  secretsSet: ReadonlySet<string>,
): Record<string, FormMistake> {
  const mistakes: Record<string, FormMistake> = { ...addressMistakes(form, provider) };
  if (form.name.trim() === '') mistakes['options.name'] = { kind: 'missing', label: nameLabel };
  for (const field of shownFields(provider, form.settings)) {
    const value = form.settings[field.id];
    if (!field.required || typeof value !== 'string' || value.trim() !== '') continue;
    if (field.type === 'secret' && secretsSet.has(field.id)) continue;
    mistakes[`settings.${field.id}`] = { kind: 'missing', label: field.label };
  }
  const minutes = Number(form.scheduleMinutes);
  if (
    listsRecordings(provider) &&
    !form.byHandOnly &&
    !(Number.isInteger(minutes) && minutes >= 5 && minutes <= 10_080)
  ) {
    mistakes['options.scheduleMinutes'] = { kind: 'schedule' };
  }
  if (provider.deletion !== undefined && form.deleteAtProvider !== 'never' && hoursOf(form) === undefined) {
    mistakes['options.deleteAfterHours'] = { kind: 'hours' };
  }
  if (form.minDurationMinutes.trim() !== '' && minutesOf(form) === undefined) {
    mistakes['options.rules.minDurationMinutes'] = { kind: 'minutes' };
  }
  return mistakes;
}

/** True if the form shows a field of this path, so that its mistake is visible there. */
export function isOnForm(path: string, form: ConnectorForm, provider: ProviderInfo): boolean {
  if (/^options\.(hostEmails|publishAs)/.test(path)) return provider.namesHosts;
  if (path.startsWith('options.hostDomains')) return provider.namesHosts && form.publishAs === 'host';
  if (path.startsWith('options.delete')) return provider.deletion !== undefined;
  if (/^options\.(schedule|importSince)/.test(path)) return listsRecordings(provider);
  if (path.startsWith('options.')) return true;
  return shownFields(provider, form.settings).some(
    ({ id }) => path === `settings.${id}` || path.startsWith(`settings.${id}.`),
  );
}

/** The path that a failed check step points to: an option by its id, else a provider field. */
export const pathOfCheckField = (provider: ProviderInfo, field: string): string =>
  provider.fields.some(({ id }) => id === field) ? `settings.${field}` : `options.${field}`;
