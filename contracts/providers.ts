import type { AddressKind } from './addresses';
import type { MessageOrText } from './messages/message';

/** GET /providers (connectors.read): what can be connected, for the cards and the form. */

/** Capabilities that a provider can have; present in the list means supported. */
export const CAPABILITIES = [
  'listsRecordings',
  'receivesWebhooks',
  'pushesRecordings',
  'deletesFromCloud',
  'schedulesMeetings',
  'reportsAttendance',
  'mintsJoinTokens',
  'signsInManager',
] as const;
export type Capability = (typeof CAPABILITIES)[number];

/**
 * `help`: what choosing it means; options that have one stand side by side, to be compared.
 * `link`: a page of the provider with the steps that the choice asks for.
 */
export interface ChoiceOption<Text = MessageOrText> {
  value: string;
  label: Text;
  help?: Text;
  link?: { label: Text; url: string };
}

interface FieldInfoBase<Text> {
  id: string;
  label: Text;
  help?: Text;
  placeholder?: string;
  required: boolean;
  advanced: boolean;
  onlyWhen?: { field: string; is: string | boolean };
}
/** `Text`: as the server sends it, or the sentence that the panel shows. */
export type FieldInfo<Text = MessageOrText> =
  | (FieldInfoBase<Text> & { type: 'text' | 'url' | 'email'; default?: string })
  | (FieldInfoBase<Text> & { type: 'secret'; multiline: boolean })
  | (FieldInfoBase<Text> & { type: 'switch'; default: boolean })
  | (FieldInfoBase<Text> & { type: 'choice'; options: ChoiceOption<Text>[]; default: string })
  | (FieldInfoBase<Text> & { type: 'list'; of?: AddressKind; default: string[] });

export interface ProviderInfo<Text = MessageOrText> {
  id: string;
  label: string;
  summary: Text;
  /** Path of the page with the console steps, below the repository's `docs/`. */
  docsPage: string;
  notice?: Text;
  capabilities: Capability[];
  /** Hosts are named: the host limit is offered. */
  namesHosts: boolean;
  /**
   * Deletion is offered; days that the provider's trash keeps it, `no-end` for an archive, absent when
   * there is neither.
   */
  deletion?: { trashKeptDays?: number | 'no-end' };
  fields: FieldInfo<Text>[];
}

export namespace ListProviders {
  export interface Response {
    data: ProviderInfo[];
  }
}
