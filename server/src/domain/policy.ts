import type { Host } from './recording';
import type { ConnectorOptions, ImportRules } from '../../../contracts/connectors';
import type { PublishDefaults } from '../../../contracts/publish-settings';

export type HostResolution =
  /** No limit was set: every host of the account. */
  | { limit: 'none' }
  /** The limit as provider hosts; `unknown` are the addresses that the provider does not know. */
  | { limit: 'hosts'; hosts: Host[]; unknown: string[] };

/** What the rules of a connector say, as far as they decide what is taken. */
export interface Rules extends ImportRules {
  hosts: HostResolution;
  /** ISO day; meetings that started before it are not taken. */
  importSince: ConnectorOptions['importSince'];
  /** Names of views in order of preference; see `domain/main-view.ts`. */
  viewPreference: string[];
}

/** The settings under which one import is handled from its claim to its end (A4). */
export interface Policy {
  rules: Rules;
  publishStatus: 'draft' | 'published';
  publish: PublishDefaults;
  joinSegments: boolean;
  reencode: boolean;
  includePrivateChat: boolean;
  posters: boolean;
  deletion: { mode: 'never' | 'trash' | 'permanent'; afterHours: number };
}
