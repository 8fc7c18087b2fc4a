import { message } from '../../../../contracts/messages/catalogue';
import type { ProviderDescriptor } from '../provider';
import { settingsOf, type SettingsOf } from '../settings';

export const DEFAULT_BASE_URL = 'https://api.bluejeans.com';

const settings = settingsOf({
  appKey: {
    type: 'text',
    label: message('bluejeans.field.appKey'),
    help: message('bluejeans.field.appKey.help'),
    required: true,
  },
  secretKey: {
    type: 'secret',
    label: message('bluejeans.field.secretKey'),
    help: message('bluejeans.field.secretKey.help'),
    required: true,
    read: (secret) => secret.trim(),
  },
  apiBaseUrl: {
    type: 'url',
    label: message('bluejeans.field.apiBaseUrl'),
    help: message('bluejeans.field.apiBaseUrl.help'),
    default: DEFAULT_BASE_URL,
    advanced: true,
  },
  pace: {
    type: 'choice',
    label: message('bluejeans.field.pace'),
    help: message('bluejeans.field.pace.help'),
    options: [
      { value: 'careful', label: message('bluejeans.field.pace.careful') },
      { value: 'unpaced', label: message('bluejeans.field.pace.unpaced') },
    ],
    default: 'careful',
    advanced: true,
  },
});

export type BlueJeansSettings = SettingsOf<typeof settings.fields>;
export const readSettings = settings.of;

export const descriptor: ProviderDescriptor = {
  id: 'bluejeans',
  label: 'BlueJeans',
  summary: message('bluejeans.summary'),
  docsPage: 'providers/bluejeans.md',
  settings,
  files: { video: ['mp4'] },
  rates: ({ pace }) => ({ api: { perSecond: pace === 'unpaced' ? 1e6 : 2 } }),
  quirks: {
    namesHosts: true,
    notice: message('bluejeans.notice'),
  },
};
