import { z } from 'zod';
import { isAddress, notAnAddress, type AddressKind } from '../../../contracts/addresses';
import type { MessageOrText } from '../../../contracts/messages/message';
import { english } from '../../../contracts/messages/say';

/**
 * Settings of a provider, said once: the admin form, its validation on the server and the storage
 * (secrets go to the credential type, the rest to the connector) are all derived from these fields.
 */
export interface FieldBase {
  label: MessageOrText;
  /** Where in the provider's console the value comes from. */
  help?: MessageOrText;
  placeholder?: string;
  required?: boolean;
  /** Stands under *Advanced*, closed by default. */
  advanced?: boolean;
  /** Shown, and asked for where required, only while another field has this value. */
  onlyWhen?: { field: string; is: string | boolean };
}
export interface TextField extends FieldBase {
  type: 'text' | 'url' | 'email';
  default?: string;
}
/** Write-only: encrypted at rest, never sent to a browser again. */
export interface SecretField extends FieldBase {
  type: 'secret';
  /** Several lines, e.g. a PEM key. */
  multiline?: boolean;
}
export interface SwitchField extends FieldBase {
  type: 'switch';
  default: boolean;
}
export interface ChoiceField extends FieldBase {
  type: 'choice';
  /**
   * `help`: what choosing it means; options that have one stand side by side, to be compared.
   * `link`: a page of the provider with the steps that the choice asks for.
   */
  options: {
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
  default: string[];
}
export type SettingsField = TextField | SecretField | SwitchField | ChoiceField | ListField;
export type SettingsFields = Record<string, SettingsField>;

/** Values as the form sends them and as `Account.settings` holds them. */
export type SettingsValue = string | boolean | string[];

const notOne = (field: SettingsField, kind: AddressKind, input: unknown) =>
  `${english(field.label)}: ${notAnAddress(kind, String(input))}`;

/**
 * Entries of lists that are not what the list holds, one sentence a field. Asked for what is typed
 * only: what is stored already does no harm, since no host has such a name.
 */
export function listMistakes(
  fields: SettingsFields,
  values: Readonly<Record<string, SettingsValue | undefined>>,
): Record<string, string> {
  const mistakes: Record<string, string> = {};
  for (const [id, field] of Object.entries(fields)) {
    const value = values[id];
    if (field.type !== 'list' || field.of === undefined || !Array.isArray(value)) continue;
    const { of: kind } = field;
    const odd = value.find((entry) => !isAddress(kind, entry));
    if (odd !== undefined) mistakes[id] = notOne(field, kind, odd);
  }
  return mistakes;
}

function fieldSchema(field: SettingsField): z.ZodType<SettingsValue | undefined> {
  const label = english(field.label);
  const required = <T extends z.ZodType<SettingsValue>>(schema: T) =>
    field.required ? schema : schema.optional();
  switch (field.type) {
    case 'switch':
      return z.boolean().default(field.default);
    case 'choice':
      return z
        .string()
        .refine((value) => field.options.some((option) => option.value === value), {
          message: `${label}: choose one of ${field.options.map((option) => option.value).join(', ')}`,
        })
        .default(field.default);
    case 'list':
      return z.array(z.string().trim().min(1).max(500)).max(100).default(field.default);
    case 'secret':
      return required(
        z
          .string()
          .max(20_000)
          .refine((value) => value.trim() !== '', { message: `${label} is missing` }),
      );
    case 'url': {
      const url = z
        .string()
        .trim()
        .max(2_000)
        .refine((text) => isAddress('url', text), { error: ({ input }) => notOne(field, 'url', input) });
      return field.default === undefined ? required(url) : url.default(field.default);
    }
    case 'email':
      return required(
        z
          .string()
          .trim()
          .max(320)
          .refine((text) => isAddress('email', text), {
            error: ({ input }) => notOne(field, 'email', input),
          }),
      );
    case 'text': {
      const text = z
        .string()
        .trim()
        .max(2_000)
        .refine((value) => !field.required || value !== '', { message: `${label} is missing` });
      return field.default === undefined ? required(text) : text.default(field.default);
    }
  }
}

/** Schema of a provider's settings, secrets included; unknown keys are refused by name. */
export function settingsSchema(fields: SettingsFields) {
  const sometimes = Object.entries(fields).filter(([, field]) => field.required && field.onlyWhen);
  return z
    .strictObject(
      Object.fromEntries(
        Object.entries(fields).map(([id, field]) => [
          id,
          fieldSchema(field.onlyWhen === undefined ? field : { ...field, required: false }),
        ]),
      ),
    )
    .superRefine((values, context) => {
      for (const [id, field] of sometimes) {
        const { onlyWhen } = field;
        if (onlyWhen === undefined || values[onlyWhen.field] !== onlyWhen.is) continue;
        if (values[id] === undefined || values[id] === '') {
          context.addIssue({ code: 'custom', path: [id], message: `${english(field.label)} is missing` });
        }
      }
    });
}

/** Ids of the write-only fields. */
export const secretFieldIds = (fields: SettingsFields): string[] =>
  Object.entries(fields)
    .filter(([, field]) => field.type === 'secret')
    .map(([id]) => id);
