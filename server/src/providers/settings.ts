import { z } from 'zod';
import { isAddress, notAnAddress, type AddressKind } from '../../../contracts/addresses';
import { message } from '../../../contracts/messages/catalogue';
import type { Message, MessageOrText } from '../../../contracts/messages/message';
import { ConnectorError } from '../domain/errors';

/**
 * Settings of a provider, declared once. The admin form, its validation, the storage (secrets go to
 * the credential type, the rest to the connector) and the types that the provider's code sees all come
 * from these fields.
 */
export interface FieldBase {
  label: MessageOrText;
  /** What it does and where in the provider's console the value is. */
  help?: MessageOrText;
  placeholder?: string;
  required?: boolean;
  /** Shown under *Advanced*, closed by default. */
  advanced?: boolean;
  /** Shown, and asked for where required, only while another field has this value. */
  onlyWhen?: { field: string; is: string | boolean };
}
interface TextBase extends FieldBase {
  /** What the provider's code sees instead of the typed text, e.g. `Number`. */
  read?(typed: string): unknown;
}
export interface TextField extends TextBase {
  /** A `url` is seen without slashes at its end. */
  type: 'text' | 'url' | 'email';
  default?: string;
}
/** Write-only: encrypted at rest, never sent to a browser again. */
export interface SecretField extends TextBase {
  type: 'secret';
  /** Several lines, e.g. a PEM key. */
  multiline?: boolean;
}
export interface SwitchField extends FieldBase {
  type: 'switch';
  default: boolean;
}
export interface ChoiceField extends TextBase {
  type: 'choice';
  /**
   * `help`: what choosing it means; options that have one stand side by side, to be compared.
   * `link`: a page of the provider with the steps that the choice asks for.
   */
  options: readonly {
    value: string;
    label: MessageOrText;
    help?: MessageOrText;
    link?: { label: MessageOrText; url: string };
  }[];
  default: string;
}
/** An ordered list, e.g. the preference of views. One value a line in the form. */
export interface ListField extends FieldBase {
  type: 'list';
  /** What each entry must be; absent: any text. */
  of?: AddressKind;
  default: readonly string[];
  /** What the provider's code sees instead of the typed entries. */
  read?(typed: string[]): unknown;
}
export type SettingsField = TextField | SecretField | SwitchField | ChoiceField | ListField;
export type SettingsFields = Readonly<Record<string, SettingsField>>;

/** Values as the form sends them and as `Account.settings` holds them. */
export type SettingsValue = string | boolean | string[];
export type SettingsValues = Readonly<Record<string, SettingsValue | undefined>>;

type Typed<Field> = Field extends { type: 'switch' }
  ? boolean
  : Field extends { type: 'list' }
    ? string[]
    : Field extends { type: 'choice'; options: readonly { value: infer Value }[] }
      ? Value
      : string;
type Seen<Field> = Field extends { read: (typed: never) => infer Value } ? Value : Typed<Field>;
type IsSure<Field> = Field extends { default: unknown }
  ? true
  : Field extends { onlyWhen: unknown }
    ? false
    : Field extends { required: true }
      ? true
      : false;

type Flat<T> = { [Key in keyof T]: T[Key] };

/** What the provider's code sees of its fields, types included. */
export type SettingsOf<Fields extends SettingsFields> = Flat<
  {
    readonly [Id in keyof Fields as IsSure<Fields[Id]> extends true ? Id : never]: Seen<Fields[Id]>;
  } & {
    readonly [Id in keyof Fields as IsSure<Fields[Id]> extends true ? never : Id]?: Seen<Fields[Id]>;
  }
>;
/** The same of a saved connector: its secrets are not there, and required fields may have come later. */
export type SavedSettingsOf<Fields extends SettingsFields> = Flat<
  {
    readonly [Id in keyof Fields as Fields[Id] extends { default: unknown } ? Id : never]: Seen<Fields[Id]>;
  } & {
    readonly [
      Id in keyof Fields as Fields[Id] extends { default: unknown } | { type: 'secret' } ? never : Id
    ]?: Seen<Fields[Id]>;
  }
>;

/** What everybody but the provider itself does with its settings. */
export interface ProviderSettings {
  readonly fields: SettingsFields;
  /**
   * Judges what a manager typed. `mistakes` by field id; unknown ids are mistakes too. Blank means
   * absent. Entries of lists are looked at here only: one that was stored long ago does no harm, since
   * no host has such a name.
   */
  check(
    typed: Readonly<Record<string, unknown>>,
  ): { outcome: 'fits'; values: SettingsValues } | { outcome: 'mistakes'; mistakes: Record<string, Message> };
  /**
   * Parses what is stored, secrets included, and fills in defaults. What `check` or `parse` returned
   * is not parsed again.
   * @throws ConnectorError `needs-person` with what is wrong.
   */
  parse(stored: Readonly<Record<string, unknown>>): SettingsValues;
}

export interface Settings<Fields extends SettingsFields> extends ProviderSettings {
  readonly fields: Fields;
  /** An account's settings as the provider's code sees them. Parsed once for each account. */
  of(account: { settings: Readonly<Record<string, unknown>> }): SettingsOf<Fields>;
  /** Of a saved connector, without its secrets. A value that fits no more counts as absent. */
  ofSaved(saved: Readonly<Record<string, unknown>>): SavedSettingsOf<Fields>;
}

const SHAPES = {
  switch: z.boolean(),
  choice: z.string(),
  list: z.array(z.string().trim().min(1).max(500)).max(100),
  secret: z.string().max(20_000),
  url: z.string().trim().max(2_000),
  email: z.string().trim().max(320),
  text: z.string().trim().max(2_000),
} as const;

type Judgement =
  { outcome: 'value'; value: SettingsValue | undefined } | { outcome: 'mistake'; mistake: Message };

const isBlank = (input: unknown): boolean =>
  input === undefined || (typeof input === 'string' && input.trim() === '');

const missing = ({ label }: SettingsField) => message('settings.missing', { label });

/** One value against its field. `isTyped`: entries of lists are looked at too. */
function judge(field: SettingsField, input: unknown, isTyped: boolean): Judgement {
  const mistake = (said: Message): Judgement => ({ outcome: 'mistake', mistake: said });
  const { label } = field;
  const standard = 'default' in field ? field.default : undefined;
  if (input === undefined && standard !== undefined) return { outcome: 'value', value: copyOf(standard) };
  if (isBlank(input)) {
    if (field.required && field.onlyWhen === undefined) return mistake(missing(field));
    return { outcome: 'value', value: standard === undefined ? undefined : copyOf(standard) };
  }
  const parsed = SHAPES[field.type].safeParse(input);
  if (!parsed.success) {
    const isTooLong = parsed.error.issues.some(({ code }) => code === 'too_big');
    return mistake(message(isTooLong ? 'settings.too-long' : 'settings.wrong-type', { label }));
  }
  const value = parsed.data;
  const kind = addressKindOf(field, isTyped);
  const odd = kind === undefined ? undefined : [value].flat().find((one) => !isAddress(kind, String(one)));
  if (kind !== undefined && odd !== undefined) {
    return mistake(message('settings.not-an-address', { label, what: notAnAddress(kind, String(odd)) }));
  }
  if (field.type === 'choice' && !field.options.some((option) => option.value === value)) {
    const options = field.options.map((option) => option.label);
    return mistake(message('settings.not-a-choice', { label, options }));
  }
  return { outcome: 'value', value };
}

const copyOf = (standard: string | boolean | readonly string[]): SettingsValue =>
  typeof standard === 'object' ? [...standard] : standard;

function addressKindOf(field: SettingsField, isTyped: boolean): AddressKind | undefined {
  if (field.type === 'url' || field.type === 'email') return field.type;
  return field.type === 'list' && isTyped ? field.of : undefined;
}

function judgeAll(
  fields: SettingsFields,
  input: Readonly<Record<string, unknown>>,
  isTyped: boolean,
): { values: Record<string, SettingsValue | undefined>; mistakes: Record<string, Message> } {
  const values: Record<string, SettingsValue | undefined> = {};
  const mistakes: Record<string, Message> = {};
  for (const key of Object.keys(input)) {
    if (!Object.hasOwn(fields, key)) mistakes[key] = message('settings.unknown', { key });
  }
  for (const [id, field] of Object.entries(fields)) {
    const judgement = judge(field, input[id], isTyped);
    if (judgement.outcome === 'mistake') mistakes[id] = judgement.mistake;
    else if (judgement.value !== undefined) values[id] = judgement.value;
  }
  for (const [id, field] of Object.entries(fields)) {
    const { onlyWhen } = field;
    if (!field.required || onlyWhen === undefined || values[onlyWhen.field] !== onlyWhen.is) continue;
    if (values[id] === undefined && mistakes[id] === undefined) mistakes[id] = missing(field);
  }
  return { values, mistakes };
}

/** A field's value as the provider's code sees it. */
function seen(field: SettingsField, value: SettingsValue | undefined): unknown {
  if (Array.isArray(value)) return field.type === 'list' && field.read ? field.read(value) : value;
  if (typeof value !== 'string') return value;
  const text = field.type === 'url' ? value.replace(/(?<!\/)\/+$/, '') : value;
  return 'read' in field && field.type !== 'list' && field.read ? field.read(text) : text;
}

const seenOf = (fields: SettingsFields, values: SettingsValues): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).map(([id, field]) => [id, seen(field, values[id])]));

/** The settings of one provider: its fields, what fits them, and how its code sees what was parsed. */
export function settingsOf<const Fields extends SettingsFields>(fields: Fields): Settings<Fields> {
  /** What the code sees, by the values that it was made of. */
  const parsed = new WeakMap<object, SettingsOf<Fields>>();

  function keep(values: Record<string, SettingsValue | undefined>): SettingsValues {
    // Of the declared fields and of nothing else, each by its own `read`.
    parsed.set(values, seenOf(fields, values) as SettingsOf<Fields>);
    return Object.freeze(values);
  }

  function parse(stored: Readonly<Record<string, unknown>>): SettingsValues {
    if (parsed.has(stored)) return stored as SettingsValues;
    const { values, mistakes } = judgeAll(fields, stored, false);
    const [first, ...rest] = Object.values(mistakes);
    if (first === undefined) return keep(values);
    const all = rest.reduce((before, next) => message('settings.several', { before, next }), first);
    throw new ConnectorError('needs-person', all, { code: 'settings-incomplete' });
  }

  return {
    fields,
    parse,
    check(typed) {
      const { values, mistakes } = judgeAll(fields, typed, true);
      return Object.keys(mistakes).length > 0
        ? { outcome: 'mistakes', mistakes }
        : { outcome: 'fits', values: keep(values) };
    },
    of({ settings }) {
      const known = parsed.get(settings) ?? parsed.get(parse(settings));
      if (known === undefined) throw new Error('parsed settings are always kept');
      return known;
    },
    ofSaved(settings) {
      const plain = Object.fromEntries(Object.entries(fields).filter(([, { type }]) => type !== 'secret'));
      const values: Record<string, SettingsValue | undefined> = {};
      for (const [id, field] of Object.entries(plain)) {
        const judgement = judge(field, settings[id], false);
        const found = judgement.outcome === 'value' ? judgement : judge(field, undefined, false);
        if (found.outcome === 'value') values[id] = found.value;
      }
      return seenOf(plain, values) as SavedSettingsOf<Fields>;
    },
  };
}

/** Ids of the write-only fields. */
export const secretFieldIds = (fields: SettingsFields): string[] =>
  Object.entries(fields)
    .filter(([, field]) => field.type === 'secret')
    .map(([id]) => id);

/**
 * The servers to which these settings lead, as scheme, host and port by field. A field with its default is left
 * out, so that a newer version may know a better default.
 */
export function originsOf(
  fields: SettingsFields,
  settings: Readonly<Record<string, unknown>>,
): Record<string, string> {
  const origins: Record<string, string> = {};
  for (const [id, field] of Object.entries(fields)) {
    if (field.type !== 'url') continue;
    const origin = originOf(settings[id] ?? field.default);
    if (origin !== originOf(field.default)) origins[id] = origin;
  }
  return origins;
}

const originOf = (address: unknown): string => {
  const text = typeof address === 'string' ? address : '';
  return URL.canParse(text) ? new URL(text).origin : text;
};
