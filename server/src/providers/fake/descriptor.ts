import { z } from 'zod';
import type { Account, ProviderDescriptor } from '../provider';

/**
 * The smallest whole provider: an invented service. Copy this folder to begin a new provider; it is
 * held against the same contract suite as all others, but no manager is offered it.
 */
export const descriptor: ProviderDescriptor = {
  id: 'fake',
  label: 'Fake',
  summary: 'An invented service, the pattern for new providers.',
  docsPage: 'providers/fake.md',
  fields: {
    serverUrl: {
      type: 'url',
      label: 'Server link',
      help: 'Address of the service, without a path.',
      required: true,
    },
    apiToken: { type: 'secret', label: 'API token', help: 'Settings → API of the service.', required: true },
  },
  files: { video: ['mp4'], audio: ['m4a'], chat: ['txt'] },
  rates: () => ({ api: { perSecond: 50 } }),
  quirks: { namesHosts: true },
};

const settings = z.object({
  serverUrl: z.string().transform((url) => url.replace(/\/+$/, '')),
  apiToken: z.string(),
});
export const readSettings = (account: Pick<Account, 'settings'>) => settings.parse(account.settings);
