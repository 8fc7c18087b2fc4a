import { z } from 'zod';
import { message } from '../../../../contracts/messages/catalogue';
import type { ProviderDescriptor } from '../provider';
import type { SettingsFields } from '../settings';
import type { Account } from '../account';

const fields = {
  endPoint: {
    type: 'url',
    label: message('etutorium.field.endPoint'),
    help: message('etutorium.field.endPoint.help'),
    default: 'https://api.etutorium.com',
    required: true,
  },
  apiToken: {
    type: 'secret',
    label: message('etutorium.field.apiToken'),
    help: message('etutorium.field.apiToken.help'),
    required: true,
  },
  roomUrl: {
    type: 'url',
    label: message('etutorium.field.roomUrl'),
    help: message('etutorium.field.roomUrl.help'),
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
  summary: message('etutorium.summary'),
  docsPage: 'providers/etutorium.md',
  fields,
  quirks: { namesHosts: false },
};
