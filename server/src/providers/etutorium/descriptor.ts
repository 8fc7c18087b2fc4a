import { z } from 'zod';
import type { Account, ProviderDescriptor } from '../provider';
import type { SettingsFields } from '../settings';

const fields = {
  endPoint: {
    type: 'url',
    label: 'End point',
    help: 'Address of the API.',
    default: 'https://api.etutorium.com',
    required: true,
  },
  apiToken: {
    type: 'secret',
    label: 'API Token',
    help: 'From your eTutorium account: eTutorium → account settings → API; ask eTutorium support where the account shows none.',
    required: true,
  },
  roomUrl: {
    type: 'url',
    label: 'Address of the rooms',
    help: 'Where people enter a webinar.',
    default: 'https://room.etutorium.com',
    advanced: true,
  },
} satisfies SettingsFields;

const withoutSlash = z.string().transform((url) => url.replace(/\/+$/, ''));
const settings = z.object({
  endPoint: withoutSlash,
  apiToken: z.string().transform((token) => token.trim()),
  roomUrl: withoutSlash,
});
export const readSettings = (account: Pick<Account, 'settings'>) => settings.parse(account.settings);

export const descriptor: ProviderDescriptor = {
  id: 'etutorium',
  label: 'eTutorium',
  summary: 'An eTutorium account, for webinars. eTutorium publishes no API for recordings.',
  docsPage: 'providers/etutorium.md',
  fields,
  quirks: { namesHosts: false },
};
