import type { ProviderDescriptor } from '../provider';
import { settingsOf } from '../settings';
import { message } from './texts';

const settings = settingsOf({
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
});
export const readSettings = settings.of;

/**
 * The smallest complete provider, of an invented service. Copy this folder to start a new provider. It
 * passes the same contract suite as all others, but managers can't choose it.
 */
export const descriptor: ProviderDescriptor = {
  id: 'fake',
  label: 'Fake',
  summary: message('fake.summary'),
  docsPage: 'providers/fake.md',
  settings,
  files: { video: ['mp4'], audio: ['m4a'], chat: ['txt'] },
  rates: () => ({ api: { perSecond: 50 } }),
  quirks: { namesHosts: true },
};
