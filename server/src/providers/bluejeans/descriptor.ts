import { z } from 'zod';
import { message } from '../../../../contracts/messages/catalogue';
import type { ProviderDescriptor } from '../provider';
import type { SettingsFields } from '../settings';
import type { Account } from '../account';

export const DEFAULT_BASE_URL = 'https://api.bluejeans.com';

const fields = {
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
} satisfies SettingsFields;

const settings = z.object({
  appKey: z.string(),
  secretKey: z.string().transform((secret) => secret.trim()),
  apiBaseUrl: z.string().transform((url) => url.replace(/\/+$/, '')),
  pace: z.enum(['careful', 'unpaced']),
});
export type BlueJeansSettings = z.infer<typeof settings>;
export const readSettings = (account: Pick<Account, 'settings'>): BlueJeansSettings =>
  settings.parse(account.settings);

export const descriptor: ProviderDescriptor = {
  id: 'bluejeans',
  label: 'BlueJeans',
  summary: message('bluejeans.summary'),
  docsPage: 'providers/bluejeans.md',
  fields,
  files: { video: ['mp4'] },
  rates: ({ pace }) => ({ api: { perSecond: pace === 'unpaced' ? 1e6 : 2 } }),
  quirks: {
    namesHosts: true,
    notice: message('bluejeans.notice'),
  },
};
