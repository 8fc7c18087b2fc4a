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
export interface ChoiceOption {
  value: string;
  label: string;
  help?: string;
  link?: { label: string; url: string };
}

interface FieldInfoBase {
  id: string;
  label: string;
  help?: string;
  placeholder?: string;
  required: boolean;
  advanced: boolean;
  onlyWhen?: { field: string; is: string | boolean };
}
export type FieldInfo =
  | (FieldInfoBase & { type: 'text' | 'url' | 'email'; default?: string })
  | (FieldInfoBase & { type: 'secret'; multiline: boolean })
  | (FieldInfoBase & { type: 'switch'; default: boolean })
  | (FieldInfoBase & { type: 'choice'; options: ChoiceOption[]; default: string })
  | (FieldInfoBase & { type: 'list'; default: string[] });

export interface ProviderInfo {
  id: string;
  label: string;
  summary: string;
  /** Path of the page with the console steps, below the repository's `docs/`. */
  docsPage: string;
  notice?: string;
  capabilities: Capability[];
  /** Hosts are named: the host limit is offered. */
  namesHosts: boolean;
  /**
   * Deletion is offered; days that the provider's trash keeps it, `no-end` for an archive, absent when
   * there is neither.
   */
  deletion?: { trashKeptDays?: number | 'no-end' };
  fields: FieldInfo[];
}

export namespace ListProviders {
  export interface Response {
    data: ProviderInfo[];
  }
}
