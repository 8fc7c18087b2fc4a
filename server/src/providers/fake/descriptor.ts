import { z } from 'zod';
import type { ProviderDescriptor } from '../provider';
import { message } from './texts';
import type { Account } from '../account';

/**
 * The smallest whole provider: an invented service. Copy this folder to begin a new provider; it is
 * held against the same contract suite as all others, but no manager is offered it.
 */
export const descriptor: ProviderDescriptor = {
  id: 'fake',
  label: 'Fake',
  summary: message('fake.summary'),
  docsPage: 'providers/fake.md',
  fields: {
    serverUrl: {
      type: 'url',
      label: message('fake.field.serverUrl'),
      help: message('fake.field.serverUrl.help'),
      required: true,
    },
    apiToken: {
      type: 'secret',
      label: message('fake.field.apiToken'),
      help: message('fake.field.apiToken.help'),
      required: true,
    },
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
