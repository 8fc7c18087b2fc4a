import { z } from 'zod';
import type { Account, ProviderDescriptor } from '../provider';
import type { SettingsFields } from '../settings';

const CONSOLE = 'BlueJeans web portal, as enterprise administrator → Admin → Enterprise Apps → your app';
export const DEFAULT_BASE_URL = 'https://api.bluejeans.com';

const fields = {
  appKey: {
    type: 'text',
    label: 'App Key',
    help: `${CONSOLE}. It may be a name rather than a number. BlueJeans support had to switch that page on.`,
    required: true,
  },
  secretKey: {
    type: 'secret',
    label: 'Secret Key',
    help: `${CONSOLE}, beside the App Key (App Secret).`,
    required: true,
  },
  apiBaseUrl: {
    type: 'url',
    label: 'API base URL',
    help: 'Where something answers as BlueJeans did. The service itself is closed.',
    default: DEFAULT_BASE_URL,
    advanced: true,
  },
  pace: {
    type: 'choice',
    label: 'Requests a second',
    help: 'BlueJeans published no limit; two a second were known to be safe.',
    options: [
      { value: 'careful', label: 'Two' },
      { value: 'unpaced', label: 'As many as it takes' },
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
  summary: 'Recordings of all users of a BlueJeans enterprise, or of the hosts that you name.',
  docsPage: 'providers/bluejeans.md',
  fields,
  files: { video: ['mp4'] },
  rates: ({ pace }) => ({ api: { perSecond: pace === 'unpaced' ? 1e6 : 2 } }),
  quirks: {
    namesHosts: true,
    notice:
      'BlueJeans has closed: the free plan in August 2023, the paid service on 29 March 2024. Nothing answers at its address any more. This connector works only where something else speaks its language.',
  },
};
