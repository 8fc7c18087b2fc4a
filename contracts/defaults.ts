import type { ConnectorOptions } from './connectors';

/** Without the schema library, so that the admin panel can import these values without loading it. */

export const DEFAULT_CONNECTOR_OPTIONS: Omit<ConnectorOptions, 'name'> = {
  importSince: null,
  hostEmails: [],
  scheduleMinutes: 30,
  publishAs: 'me',
  hostDomains: [],
  publishStatus: 'draft',
  publish: {},
  rules: {
    minDurationMinutes: null,
    titleContains: [],
    titleExcludes: [],
    skipKinds: [],
    skipConfidential: false,
  },
  joinSegments: false,
  reencode: false,
  includePrivateChat: false,
  deleteAtProvider: 'never',
  deleteAfterHours: 24,
  useProxy: false,
};
