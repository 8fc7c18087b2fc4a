import { message } from '../../../../contracts/messages/catalogue';
import type { ProviderDescriptor } from '../provider';
import { settingsOf } from '../settings';

const settings = settingsOf({
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
    read: (token) => token.trim(),
  },
  roomUrl: {
    type: 'url',
    label: message('etutorium.field.roomUrl'),
    help: message('etutorium.field.roomUrl.help'),
    default: 'https://room.etutorium.com',
    advanced: true,
  },
});

export const readSettings = settings.of;

export const descriptor: ProviderDescriptor = {
  id: 'etutorium',
  label: 'eTutorium',
  summary: message('etutorium.summary'),
  docsPage: 'providers/etutorium.md',
  settings,
  quirks: { namesHosts: false },
};
